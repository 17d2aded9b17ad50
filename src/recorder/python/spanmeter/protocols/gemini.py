"""Gemini: `models/…:generateContent` and `:streamGenerateContent`, of the Developer API and of Vertex."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import Json, as_object, as_string, each_object, fields_of, first, parse_json
from .facts import model_in, read_facts
from .outcome import Outcome, note_error, note_finish, note_model, note_text, note_tool, note_usage
from .protocol import ElementFacts, Protocol, RawResult, RequestFacts, results_of

_PATH = re.compile(r":(?:g|streamG)enerateContent\Z")
_CONFIGS = ("generationConfig", "generation_config")


def google_refusal(message: str, code: str) -> Any:
    """A refusal as Google words its errors."""
    return {"error": {"code": 402, "message": message, "status": code}}


def google_model(path: str) -> Optional[str]:
    """Where a path names the model."""
    return model_in(path, "models|tunedModels|endpoints")


def _facts(body: Any, path: str) -> RequestFacts:
    config = next((found for found in map(as_object, map(body.field, _CONFIGS)) if found is not None), {})
    return read_facts(
        body,
        max_tokens=[(key, name) for key in _CONFIGS for name in ("maxOutputTokens", "max_output_tokens")],
        choices=config.get("candidateCount"),
        remote=("cachedContent", "cached_content"),
        model=google_model(path),
        stream=":stream" in path,
    )


def _element(value: Any) -> ElementFacts:
    content = fields_of(value)
    parts = each_object(content.get("parts"))
    found = each_object([part.get("functionResponse") for part in parts])
    results = [
        RawResult(
            as_string(first(one.get("id"), one.get("name"))) or "",
            one.get("response"),
            "error" in fields_of(one.get("response")),
        )
        for one in found
    ]
    media = [part for part in parts if first(part.get("inlineData"), part.get("fileData"))]
    part = "assistant" if content.get("role") == "model" else "user"
    return ElementFacts(part, results, media, results_of(results, parts))


def _event(outcome: Outcome, data: str, _: Optional[str]) -> None:
    _note_chunk(outcome, fields_of(parse_json(data)))


def _answer(outcome: Outcome, answer: Any) -> None:
    for chunk in [answer] if isinstance(answer, dict) else each_object(answer):
        _note_chunk(outcome, chunk)


def _note_chunk(outcome: Outcome, chunk: Json) -> None:
    if isinstance(chunk.get("error"), dict):
        note_error(outcome, chunk["error"])
    note_model(outcome, chunk)
    # Each chunk counts anew from the beginning: the last one holds.
    note_usage(outcome, chunk.get("usageMetadata"))
    note_finish(outcome, fields_of(chunk.get("promptFeedback")).get("blockReason"))
    for candidate in each_object(chunk.get("candidates")):
        note_finish(outcome, candidate.get("finishReason"))
        for part in each_object(fields_of(candidate.get("content")).get("parts")):
            note_text(outcome, part.get("text"))
            call = as_object(part.get("functionCall"))
            if call is not None:
                args = first(call.get("args"), {})
                note_tool(outcome, len(outcome.tools), first(call.get("id"), call.get("name")), call.get("name"), args)
    # There is no word for the end of the stream.
    outcome.stopped = len(outcome.finish_reasons) > 0


gemini = Protocol(
    api="gemini.generateContent",
    provider="gcp.gemini",
    operation="generate_content",
    matches=lambda path: _PATH.search(path) is not None,
    accepts=lambda body: "contents" in body.values,
    facts=_facts,
    element=_element,
    event=_event,
    answer=_answer,
    refusal=google_refusal,
    tools_keys=("tools",),
    system_keys=("systemInstruction", "system_instruction"),
    list_key="contents",
)
