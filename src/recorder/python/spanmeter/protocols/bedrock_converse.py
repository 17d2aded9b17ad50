"""Amazon Bedrock's own words for all models: `/model/{id}/converse` and `/converse-stream`."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import Json, as_count, as_object, as_string, as_word, each_object, fields_of, first, parse_json
from .facts import model_in, read_facts
from .outcome import Outcome, note_finish, note_text, note_tool, note_usage
from .protocol import ElementFacts, Protocol, RawResult, results_of

_PATH = re.compile(r"/model/[^/]+/converse(?:-stream)?\Z")


def element(value: Any) -> ElementFacts:
    """A message."""
    message = fields_of(value)
    blocks = each_object(message.get("content"))
    found = each_object([block.get("toolResult") for block in blocks])
    results = [
        RawResult(as_string(one.get("toolUseId")) or "", one.get("content"), one.get("status") == "error")
        for one in found
    ]
    media = [block for block in blocks if first(block.get("image"), block.get("document"), block.get("video"))]
    part = "assistant" if message.get("role") == "assistant" else "user"
    return ElementFacts(part, results, media, results_of(results, blocks))


def note_converse(outcome: Outcome, event: Json, name: str) -> None:
    """One event of a stream, by the name its frame gives it."""
    at = as_count(event.get("contentBlockIndex")) or 0
    if name == "contentBlockStart":
        _note_block(outcome, at, fields_of(event.get("start")))
    elif name == "contentBlockDelta":
        _note_block(outcome, at, fields_of(event.get("delta")))
    elif name == "messageStop":
        note_finish(outcome, event.get("stopReason"))
    elif name == "metadata":
        note_usage(outcome, event.get("usage"))
        outcome.finished = True
    elif name.endswith(("Exception", "Error")):
        outcome.error_type = as_word(name) or "error"
        outcome.finished = True


def _note_block(outcome: Outcome, at: Any, block: Json) -> None:
    note_text(outcome, first(block.get("text"), fields_of(block.get("reasoningContent")).get("text")))
    call = as_object(block.get("toolUse"))
    if call is not None:
        note_tool(outcome, at, call.get("toolUseId"), call.get("name"), first(call.get("input"), ""))


def answer(outcome: Outcome, value: Any) -> None:
    """A whole answer."""
    fields = fields_of(value)
    note_usage(outcome, fields.get("usage"))
    note_finish(outcome, fields.get("stopReason"))
    message = fields_of(fields_of(fields.get("output")).get("message"))
    for at, block in enumerate(each_object(message.get("content"))):
        _note_block(outcome, at, block)


def _event(outcome: Outcome, data: str, name: Optional[str]) -> None:
    note_converse(outcome, fields_of(parse_json(data)), name or "")


bedrock_converse = Protocol(
    api="bedrock.converse",
    provider="aws.bedrock",
    operation="chat",
    matches=lambda path: _PATH.search(path) is not None,
    accepts=lambda body: True,
    facts=lambda body, path: read_facts(
        body,
        max_tokens=(("inferenceConfig", "maxTokens"),),
        model=model_in(path, "model"),
        stream=path.endswith("-stream"),
    ),
    element=element,
    event=_event,
    answer=answer,
    # The SDK names its error by this field.
    refusal=lambda message, code: {"__type": code, "message": message},
    tools_keys=("toolConfig",),
    system_keys=("system",),
    list_key="messages",
)
