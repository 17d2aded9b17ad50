"""Cohere: `/v2/chat`, and `/v1/chat` as it was before."""

from __future__ import annotations

from typing import Any, Optional

from ..javascript import cut
from ..values import Json, as_count, as_string, each_object, fields_of, first, parse_json
from .facts import read_facts
from .openai_chat import element as chat_element
from .openai_chat import note_tool_calls
from .outcome import Outcome, note_finish, note_text, note_tool, note_usage
from .protocol import ElementFacts, Protocol, RawResult


def _element_v1(value: Any) -> ElementFacts:
    message = fields_of(value)
    results = [
        RawResult(as_string(fields_of(result.get("call")).get("name")) or "", result.get("outputs"), False)
        for result in each_object(message.get("tool_results"))
    ]
    role = message.get("role")
    part = "assistant" if role == "CHATBOT" else "system" if role == "SYSTEM" else "user"
    return ElementFacts(part, results, (), len(results) > 0)


def _event(outcome: Outcome, data: str, name: Optional[str]) -> None:
    event = fields_of(parse_json(data))
    kind = as_string(first(event.get("type"), event.get("event_type"))) or name or ""
    delta = fields_of(event.get("delta"))
    message = fields_of(delta.get("message"))
    content = fields_of(message.get("content")).get("text")
    note_text(outcome, first(content, message.get("tool_plan"), event.get("text")))
    if kind == "message-start":
        outcome.id = as_string(event.get("id")) or ""
    elif kind.startswith("tool-call-"):
        # One call an event, where the plain answer has a list.
        call = message.get("tool_calls")
        calls = [{**call, "index": as_count(event.get("index")) or 0}] if isinstance(call, dict) else []
        if kind != "tool-call-end":
            note_tool_calls(outcome, {"tool_calls": calls})
    elif kind in ("message-end", "stream-end"):
        _note_answer(outcome, {**fields_of(event.get("response")), **event, **delta, "text": ""})
        if "error" in delta:
            outcome.error_type = "error"
        outcome.finished = True


def _note_answer(outcome: Outcome, answer: Json) -> None:
    ident = as_string(first(answer.get("id"), answer.get("generation_id")))
    if ident is not None:
        outcome.id = cut(ident, 128)
    note_usage(outcome, first(answer.get("usage"), answer.get("meta")))
    note_finish(outcome, answer.get("finish_reason"))
    note_text(outcome, answer.get("text"))
    message = fields_of(answer.get("message"))
    for block in each_object(message.get("content")):
        note_text(outcome, block.get("text"))
    note_tool_calls(outcome, message)
    # Version 1 names no ids.
    for at, call in enumerate(each_object(answer.get("tool_calls"))):
        note_tool(outcome, "v1:%d" % at, call.get("name"), call.get("name"), call.get("parameters"))


cohere = Protocol(
    api="cohere",
    provider="cohere",
    operation="chat",
    matches=lambda path: path.endswith("/v2/chat"),
    accepts=lambda body: "model" in body.values and "messages" in body.lists,
    facts=lambda body, path: read_facts(body, max_tokens=("max_tokens",)),
    element=chat_element,
    event=_event,
    answer=lambda outcome, answer: _note_answer(outcome, fields_of(answer)),
    refusal=lambda message, code: {"message": message, "code": code},
    tools_keys=("tools",),
    list_key="messages",
)

cohere_v1 = cohere._replace(
    matches=lambda path: path.endswith("/v1/chat"),
    # Programs have paths of this name themselves. Cohere's SDK always says whether it wants a stream.
    accepts=lambda body: "message" in body.values and "stream" in body.values,
    facts=lambda body, path: read_facts(
        body, max_tokens=("max_tokens",), remote=("conversation_id", "connectors")
    ),
    element=_element_v1,
    system_keys=("preamble",),
    list_key="chat_history",
    text_keys=("documents", "message", "tool_results"),
)
