"""Gemini's interactions: `/interactions`, a conversation in steps that the server can keep."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import Json, as_array, as_count, as_string, each_object, fields_of, parse_json
from .facts import read_facts
from .gemini import google_refusal
from .outcome import Outcome, note_error, note_finish, note_model, note_text, note_tool, note_usage
from .protocol import ElementFacts, Protocol, RawResult

_MEDIA = frozenset(("image", "audio", "video", "document"))
_OWN = re.compile(r"_call\Z|_output\Z|\Athought\Z|_result\Z")
_REMOTE = ("previous_interaction_id", "cached_content", "continuation_token", "agent")


# The input is a list of steps, of turns with a role, or of the user's contents.
def _element(value: Any) -> ElementFacts:
    step = fields_of(value)
    kind = as_string(step.get("type")) or ""
    if kind == "function_result":
        ident = as_string(step.get("call_id")) or ""
        return ElementFacts("user", [RawResult(ident, step.get("result"), step.get("is_error") is True)], (), True)
    own = step.get("role") == "model" or _OWN.search(kind)
    media = [item for item in [step, *as_array(step.get("content"))] if fields_of(item).get("type") in _MEDIA]
    return ElementFacts("assistant" if own else "user", (), media)


def _event(outcome: Outcome, data: str, name: Optional[str]) -> None:
    event = fields_of(parse_json(data))
    kind = as_string(event.get("event_type")) or name or ""
    at = as_count(event.get("index")) or 0
    if kind.startswith(("interaction.created", "interaction.start")):
        note_model(outcome, fields_of(event.get("interaction")))
    elif kind.startswith("interaction.complete"):
        _note_interaction(outcome, fields_of(event.get("interaction")))
        outcome.finished = True
    elif kind == "step.start":
        _note_step(outcome, at, fields_of(event.get("step")))
    elif kind.endswith(".delta"):
        delta = fields_of(event.get("delta"))
        if delta.get("type") != "arguments_delta":
            note_text(outcome, delta.get("text"))
        elif at in outcome.tools:
            note_tool(outcome, at, "", "", delta.get("arguments"))
    elif kind == "error":
        note_error(outcome, event.get("error"))
        outcome.finished = True


def _note_interaction(outcome: Outcome, interaction: Json) -> None:
    if isinstance(interaction.get("error"), dict):
        note_error(outcome, interaction["error"])
    note_model(outcome, interaction)
    note_usage(outcome, interaction.get("usage"))
    note_finish(outcome, interaction.get("status"))
    for at, step in enumerate(each_object(interaction.get("steps"))):
        _note_step(outcome, at, step)


def _note_step(outcome: Outcome, at: Any, step: Json) -> None:
    for content in each_object(step.get("content")):
        note_text(outcome, content.get("text"))
    if step.get("type") == "function_call" and at not in outcome.tools:
        note_tool(outcome, at, step.get("id"), step.get("name"), step.get("arguments"))


gemini_interactions = Protocol(
    api="gemini.interactions",
    provider="gcp.gemini",
    operation="generate_content",
    matches=lambda path: path.endswith("/interactions"),
    accepts=lambda body: "model" in body.values or "agent" in body.values,
    facts=lambda body, path: read_facts(
        body, max_tokens=(("generation_config", "max_output_tokens"),), remote=_REMOTE
    ),
    element=_element,
    event=_event,
    answer=lambda outcome, answer: _note_interaction(outcome, fields_of(answer)),
    refusal=google_refusal,
    tools_keys=("tools",),
    system_keys=("system_instruction",),
    list_key="input",
)
