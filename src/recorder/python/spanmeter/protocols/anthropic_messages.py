"""Anthropic messages: `/messages`, not `/messages/count_tokens` or `/messages/batches`; also on Vertex."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import as_array, as_count, as_object, as_string, each_object, fields_of, first, parse_json
from .facts import model_in, read_facts
from .outcome import Outcome, note_error, note_finish, note_model, note_text, note_tool, note_usage, units
from .protocol import ElementFacts, Protocol, RawResult, results_of

_TYPE = re.compile(r'"type":\s*"(\w+)"')
_THREAD = re.compile(r"/threads/[^/]+/messages\Z")
_VERTEX = re.compile(r"/publishers/anthropic/.*:(?:r|streamR)awPredict\Z")


def _matches(path: str) -> bool:
    if path.endswith("/messages"):
        return _THREAD.search(path) is None
    return _VERTEX.search(path) is not None


def element(value: Any) -> ElementFacts:
    """A message."""
    message = fields_of(value)
    blocks = as_array(message.get("content"))
    results = [
        RawResult(as_string(block.get("tool_use_id")) or "", block.get("content"), block.get("is_error") is True)
        for block in each_object(blocks)
        if block.get("type") == "tool_result"
    ]
    media = [block for block in blocks if fields_of(block).get("type") in ("image", "document")]
    role = message.get("role")
    part = role if role in ("assistant", "system") else "user"
    return ElementFacts(part, results, media, results_of(results, blocks))


def event(outcome: Outcome, data: str, name: Optional[str]) -> None:
    """An event of a stream."""
    found = _TYPE.search(data) if name is None else None
    kind = name if name is not None else found.group(1) if found else None
    if kind == "content_block_delta":
        _note_delta(outcome, data)
    elif kind == "message_stop":
        outcome.finished = True
    elif kind == "content_block_start":
        start = fields_of(parse_json(data))
        _note_block(outcome, as_count(start.get("index")) or 0, start.get("content_block"))
    elif kind == "message_start":
        message = fields_of(fields_of(parse_json(data)).get("message"))
        note_model(outcome, message)
        note_usage(outcome, message.get("usage"), True)
    elif kind == "message_delta":
        delta = fields_of(parse_json(data))
        note_finish(outcome, fields_of(delta.get("delta")).get("stop_reason"))
        # Cumulative, and it restates some fields only: what it says replaces, what it does not say stays.
        note_usage(outcome, delta.get("usage"), True)
    elif kind == "error":
        note_error(outcome, fields_of(parse_json(data)).get("error"))
        outcome.finished = True


def _note_delta(outcome: Outcome, data: str) -> None:
    if '"input_json_delta"' not in data:
        length = units(data)
        outcome.text_bytes += length - 90 if length > 90 else 1
        return
    delta = fields_of(parse_json(data))
    at = as_count(delta.get("index")) or 0
    # Of a block that is no tool call, or was never begun, there is nothing to put together.
    if at in outcome.tools:
        note_tool(outcome, at, "", "", fields_of(delta.get("delta")).get("partial_json"))


def _note_block(outcome: Outcome, index: Any, value: Any) -> None:
    block = fields_of(value)
    note_text(outcome, first(block.get("text"), block.get("thinking")))
    if block.get("type") == "tool_use":
        note_tool(outcome, index, block.get("id"), block.get("name"), block.get("input"))


def answer(outcome: Outcome, value: Any) -> None:
    """A whole message."""
    message = as_object(value)
    if message is None:
        return
    if isinstance(message.get("error"), dict):
        note_error(outcome, message["error"])
    note_model(outcome, message)
    note_usage(outcome, message.get("usage"))
    note_finish(outcome, message.get("stop_reason"))
    for index, block in enumerate(each_object(message.get("content"))):
        _note_block(outcome, index, block)


anthropic_messages = Protocol(
    api="anthropic.messages",
    provider="anthropic",
    operation="chat",
    matches=_matches,
    accepts=lambda body: "messages" in body.lists and "max_tokens" in body.values,
    facts=lambda body, path: read_facts(
        body, max_tokens=("max_tokens",), remote=("container",), model=model_in(path, "models")
    ),
    element=element,
    event=event,
    answer=answer,
    refusal=lambda message, code: {"type": "error", "error": {"type": code, "message": message, "code": code}},
    tools_keys=("tools",),
    system_keys=("system",),
    list_key="messages",
)
