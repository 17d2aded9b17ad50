"""Embeddings, of every API that has them: a text in, a usage out."""

from __future__ import annotations

import re
from typing import Any, Optional

from ..values import fields_of, first
from .cohere import cohere
from .facts import read_facts
from .gemini import gemini, google_model
from .ollama import ollama
from .openai_chat import openai_chat
from .outcome import Outcome, note_model, note_usage
from .protocol import Protocol, no_element

_TEXTS = ("input", "prompt", "texts", "inputs", "images", "content", "contents", "requests", "instances")
_DEPLOYMENT = re.compile("/deployments/([^/]+)")


def _answer(outcome: Outcome, value: Any) -> None:
    fields = fields_of(value)
    note_model(outcome, fields)
    usage = first(fields.get("usage"), fields.get("usageMetadata"), fields.get("meta"))
    if isinstance(usage, dict):
        note_usage(outcome, usage)
    elif "prompt_eval_count" in fields:
        note_usage(outcome, {"prompt_eval_count": fields["prompt_eval_count"]})


def _model(path: str) -> Optional[str]:
    found = _DEPLOYMENT.search(path)
    return google_model(path) or (found.group(1) if found else None)


def _embeddings_of(base: Protocol, pattern: str) -> Protocol:
    compiled = re.compile(pattern)
    return Protocol(
        api="embeddings",
        provider=base.provider,
        operation="embeddings",
        matches=lambda path: compiled.search(path) is not None,
        accepts=lambda body: any(key in body.values for key in _TEXTS),
        facts=lambda body, path: read_facts(body, model=_model(path)),
        element=no_element,
        event=lambda outcome, data, name: None,
        answer=_answer,
        refusal=base.refusal,
        text_keys=_TEXTS,
    )


embeddings = (
    _embeddings_of(openai_chat, r"/embeddings\Z"),
    _embeddings_of(gemini, r":(?:e|batchE)mbedContents?\Z|/models/[^/]*embed[^/]*:predict\Z"),
    _embeddings_of(ollama, r"/api/embed\Z"),
    _embeddings_of(cohere, r"/v[12]/embed\Z"),
)
