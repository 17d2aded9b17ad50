"""OpenAI chat completions, and everything that speaks them: `/chat/completions`."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import Json, as_array, as_count, as_object, as_string, each_object, fields_of, first, parse_json
from .facts import model_in, read_facts
from .outcome import Outcome, note_error, note_finish, note_model, note_text, note_tool, note_usage, units
from .protocol import ElementFacts, Protocol, RawResult, RequestFacts, no_element

# Mistral's agents and its models on Vertex speak it as well.
_PATH = re.compile(r"/completions\Z|/publishers/mistralai/.*:(?:r|streamR)awPredict\Z")
_MEDIA = frozenset(("image_url", "input_audio", "file", "video_url"))

# Most events of a stream carry a few characters of text: they are counted, not parsed.
_WORTH_PARSING = ('"usage":{', '"finish_reason":"', '"tool_calls"', '"error"', '"function_call"', '"usage": {')


def element(value: Any) -> ElementFacts:
    """A message."""
    message = fields_of(value)
    role = message.get("role")
    content = message.get("content")
    if role in ("tool", "function"):
        ident = as_string(first(message.get("tool_call_id"), message.get("name"), message.get("tool_name"))) or ""
        return ElementFacts("user", [RawResult(ident, content, False)], (), True)
    part = "system" if role in ("system", "developer") else "assistant" if role == "assistant" else "user"
    media = [item for item in as_array(content) if fields_of(item).get("type") in _MEDIA]
    return ElementFacts(part, (), media + as_array(message.get("images")))


def openai_refusal(message: str, code: str) -> Any:
    """A refusal as OpenAI words its errors."""
    return {"error": {"message": message, "type": code, "param": None, "code": code}}


def note_tool_calls(outcome: Outcome, message: Json, choice: Any = 0) -> None:
    """The tool calls of a message, or of the piece of one that came."""
    for order, call in enumerate(each_object(message.get("tool_calls"))):
        of = as_object(call.get("function"))
        if of is None:
            of = fields_of(call.get("custom"))
        at = "%s:%s" % (choice, first(as_count(call.get("index")), order))
        # Ollama's have no id: their results come under the tool's name.
        ident = first(call.get("id"), of.get("name"))
        note_tool(outcome, at, ident, of.get("name"), first(of.get("arguments"), of.get("input"), ""))
    old = as_object(message.get("function_call"))
    if old:
        note_tool(outcome, "function_call", old.get("name"), old.get("name"), first(old.get("arguments"), ""))


def _facts(body: Any, path: str) -> RequestFacts:
    return read_facts(
        body,
        max_tokens=("max_completion_tokens", "max_tokens"),
        choices=body.field("n"),
        model=model_in(path, "deployments|models"),
    )


def _event(outcome: Outcome, data: str, _: Optional[str]) -> None:
    if data == "[DONE]":
        outcome.finished = True
        return
    if outcome.id is not None and not any(text in data for text in _WORTH_PARSING):
        outcome.text_bytes += _delta_length(data)
        return
    chunk = as_object(parse_json(data))
    if chunk is not None:
        _note_chunk(outcome, chunk, "delta")


def _answer(outcome: Outcome, answer: Any) -> None:
    fields = as_object(answer)
    if fields is not None:
        _note_chunk(outcome, fields, "message")


def _note_chunk(outcome: Outcome, chunk: Json, key: str) -> None:
    if isinstance(chunk.get("error"), dict):
        note_error(outcome, chunk["error"])
    # Azure sends a first event without id and model.
    note_model(outcome, chunk)
    note_usage(outcome, first(chunk.get("usage"), fields_of(chunk.get("x_groq")).get("usage")))
    for choice in each_object(chunk.get("choices")):
        note_finish(outcome, choice.get("finish_reason"))
        message = fields_of(first(choice.get(key), choice.get("message")))
        note_text(outcome, first(message.get("content"), choice.get("text")))
        note_tool_calls(outcome, message, as_count(choice.get("index")) or 0)


# The text of a delta (or of its reasoning) lies between `content":"` and the next quote that is not escaped; its exact
# length is not needed.
def _delta_length(data: str) -> int:
    start = data.find('content":"')
    end = data.find('"}', start) if start >= 0 else -1
    return 0 if end < 0 else units(data[start + 10 : end])


openai_chat = Protocol(
    api="openai.chat",
    provider="openai",
    operation="chat",
    matches=lambda path: _PATH.search(path) is not None,
    accepts=lambda body: "messages" in body.lists,
    facts=_facts,
    element=element,
    event=_event,
    answer=_answer,
    refusal=openai_refusal,
    tools_keys=("tools", "functions"),
    list_key="messages",
)

# Completions of a text, as they were before there was a chat: `/completions`.
openai_completions = openai_chat._replace(
    operation="text_completion",
    matches=lambda path: path.endswith("/completions"),
    accepts=lambda body: "prompt" in body.values and "model" in body.values,
    element=no_element,
    tools_keys=(),
    list_key="",
    text_keys=("prompt", "suffix"),
)
