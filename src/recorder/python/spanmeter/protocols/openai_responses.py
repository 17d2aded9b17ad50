"""OpenAI responses: `/responses`."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import as_array, as_object, as_string, as_word, each_object, fields_of, first, parse_json
from .facts import read_facts
from .openai_chat import openai_refusal
from .outcome import Outcome, note_error, note_finish, note_model, note_text, note_tool, note_usage, units
from .protocol import ElementFacts, Protocol, RawResult

_TYPE = re.compile(r'"type":\s*"([\w.]+)"')
_ID = re.compile(r'"id":\s*"([\w-]{1,128})"')
_MEDIA = frozenset(("input_image", "input_file", "input_audio"))
_TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))

# What makes the server add to the prompt what this request does not hold.
_REMOTE = ("previous_response_id", "conversation", "prompt")


# Others have a path of this name: a model, or a prompt that names it, and something to answer.
def _accepts(body: Any) -> bool:
    named = "model" in body.values or "prompt" in body.values
    return named and any(key in body.values for key in ("input", *_REMOTE))


def _element(value: Any) -> ElementFacts:
    item = fields_of(value)
    kind = as_string(item.get("type")) or "message"
    if kind.endswith("_output"):
        result = RawResult(as_string(item.get("call_id")) or "", item.get("output"), item.get("status") == "failed")
        return ElementFacts("user", [result], (), True)
    role = item.get("role")
    part = "system" if role in ("system", "developer") else "user" if role == "user" else "assistant"
    media = [block for block in as_array(item.get("content")) if fields_of(block).get("type") in _MEDIA]
    return ElementFacts(part if kind == "message" else "assistant", (), media)


def _event(outcome: Outcome, data: str, name: Optional[str]) -> None:
    found = _TYPE.search(data) if name is None else None
    kind = name if name is not None else found.group(1) if found else ""
    if kind.endswith(".delta"):
        length = units(data)
        outcome.text_bytes += length - 160 if length > 160 else 4
    elif kind == "response.created":
        # It repeats the whole request: the id and the model are all that is wanted of it.
        ident = _ID.search(data)
        if ident:
            outcome.id = ident.group(1)
    elif kind in _TERMINAL:
        _note_response(outcome, fields_of(parse_json(data)).get("response"))
        outcome.finished = True
    elif kind in ("error", "response.error"):
        failure = fields_of(parse_json(data))
        note_error(outcome, first(failure.get("error"), failure))
        outcome.finished = True
    elif kind == "response.output_item.done" and '_call"' in data:
        _note_item(outcome, fields_of(parse_json(data)).get("item"))
    elif data == "[DONE]":
        outcome.finished = True


def _note_response(outcome: Outcome, value: Any) -> None:
    response = as_object(value)
    if response is None:
        return
    if isinstance(response.get("error"), dict):
        note_error(outcome, response["error"])
    note_model(outcome, response)
    note_usage(outcome, response.get("usage"))
    reason = as_word(fields_of(response.get("incomplete_details")).get("reason"))
    note_finish(outcome, reason or response.get("status"))
    for item in each_object(response.get("output")):
        _note_item(outcome, item)


def _note_item(outcome: Outcome, value: Any) -> None:
    item = fields_of(value)
    for block in each_object(item.get("content")):
        note_text(outcome, block.get("text"))
    if item.get("type") not in ("function_call", "custom_tool_call"):
        return
    ident = as_string(first(item.get("call_id"), item.get("id"))) or ""
    # It comes twice: done, and in the whole response.
    outcome.tools.pop(ident, None)
    note_tool(outcome, ident, ident, item.get("name"), first(item.get("arguments"), item.get("input"), ""))


openai_responses = Protocol(
    api="openai.responses",
    provider="openai",
    operation="chat",
    matches=lambda path: path.endswith("/responses"),
    accepts=_accepts,
    facts=lambda body, path: read_facts(body, max_tokens=("max_output_tokens",), remote=_REMOTE),
    element=_element,
    event=_event,
    answer=_note_response,
    refusal=openai_refusal,
    tools_keys=("tools",),
    system_keys=("instructions",),
    list_key="input",
)
