"""Amazon Bedrock in each vendor's words: `/model/{id}/invoke` and `/invoke-with-response-stream`."""

from __future__ import annotations

import re
from typing import Any, Callable, Optional

from ..values import Json, as_array, each_object, fields_of, first, is_number, parse_json
from . import anthropic_messages as anthropic
from . import bedrock_converse as converse
from .facts import model_in, read_facts
from .openai_chat import element as chat_element
from .openai_chat import openai_chat
from .outcome import Outcome, note_finish, note_text, note_usage
from .protocol import ElementFacts

_PATH = re.compile(r"/model/[^/]+/invoke(?:-with-response-stream)?\Z")
_METRICS = "amazon-bedrock-invocationMetrics"
_COUNTS = ("x-amzn-bedrock-input-token-count", "x-amzn-bedrock-output-token-count")
_NAMED = re.compile(r"(?:message|contentBlock)[A-Z]|metadata\Z")
_COUNT_KEY = re.compile(r"token_?count\Z", re.IGNORECASE)
_STOPPED = ("stop_reason", "completionReason", "finish_reason", "finishReason")
_BOUNDS = (
    "max_tokens",
    "max_gen_len",
    "max_tokens_to_sample",
    "max_completion_tokens",
    ("inferenceConfig", "maxTokens"),
    ("inferenceConfig", "max_new_tokens"),
    ("textGenerationConfig", "maxTokenCount"),
)


def _element(value: Any) -> ElementFacts:
    message = fields_of(value)
    if message.get("role") == "tool":
        return chat_element(value)
    typed = any("type" in fields_of(block) for block in as_array(message.get("content")))
    return (anthropic.element if typed else converse.element)(value)


# The vendor's own event, taken out of the frame's base64; failures come in frames of their own.
def _event(outcome: Outcome, data: str, name: Optional[str]) -> None:
    chunk = fields_of(parse_json(data))
    start = next(iter(chunk), "")
    if (name or "").endswith("Exception"):
        converse.note_converse(outcome, chunk, name or "")
    elif isinstance(chunk.get("type"), str):
        anthropic.event(outcome, data, None)
    elif _NAMED.match(start):
        converse.note_converse(outcome, fields_of(chunk[start]), start)
    else:
        _note_other(outcome, chunk)
    # The last chunk of whichever vendor has Bedrock's own count: the vendor's knows more, where there is one.
    metrics = chunk.get(_METRICS)
    if isinstance(metrics, dict):
        if outcome.usage is None:
            note_usage(outcome, {_METRICS: metrics})
        outcome.finished = True


def _answer(outcome: Outcome, value: Any) -> None:
    fields = fields_of(value)
    if fields.get("type") == "message":
        anthropic.answer(outcome, fields)
    elif isinstance(fields.get("output"), dict):
        converse.answer(outcome, fields)
    else:
        _note_other(outcome, fields)


# Llama, Titan, Mistral, Cohere, and what speaks as OpenAI does: counts stand among the fields, or are not told.
def _note_other(outcome: Outcome, fields: Json) -> None:
    if isinstance(fields.get("choices"), list):
        openai_chat.answer(outcome, fields)
    finished = outcome.finished
    for part in [fields, *each_object(fields.get("results")), *each_object(fields.get("outputs"))]:
        text = first(part.get("generation"), part.get("outputText"), part.get("text"), part.get("completion"))
        note_text(outcome, text)
        for key in _STOPPED:
            note_finish(outcome, part.get(key))
        counts = {key: part[key] for key in part if _COUNT_KEY.search(key)}
        if counts and not isinstance(fields.get("usage"), dict):
            note_usage(outcome, counts, True)
    outcome.finished = finished


def _headers(outcome: Outcome, header: Callable[[str], Optional[str]]) -> None:
    counts = {}
    for name in _COUNTS:
        value = parse_json(header(name) or "")
        if is_number(value):
            counts[name] = value
    if counts:
        note_usage(outcome, counts, True)


bedrock_invoke = converse.bedrock_converse._replace(
    api="bedrock.invoke",
    matches=lambda path: _PATH.search(path) is not None,
    facts=lambda body, path: read_facts(
        body, max_tokens=_BOUNDS, model=model_in(path, "model"), stream=path.endswith("-stream")
    ),
    element=_element,
    event=_event,
    answer=_answer,
    headers=_headers,
    tools_keys=("tools", "toolConfig"),
    text_keys=("prompt", "inputText", "message", "texts"),
)
