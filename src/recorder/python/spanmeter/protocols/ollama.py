"""Ollama: `/api/chat` and `/api/generate`, plain or as lines of JSON."""

from __future__ import annotations

from typing import Any

from ..values import fields_of, first, parse_json
from .facts import read_facts
from .openai_chat import element, note_tool_calls
from .outcome import Outcome, note_finish, note_model, note_text, note_usage
from .protocol import Protocol

# Programs have paths of this name themselves: what no Ollama would be sent is none.
_KNOWN = frozenset(
    "model messages prompt suffix images system template context raw stream format options tools think keep_alive "
    "logprobs top_logprobs".split()
)


def _accepts(body: Any) -> bool:
    asks = "messages" in body.lists or "prompt" in body.values
    return "model" in body.values and asks and all(key in _KNOWN for key in body.values)


def _note(outcome: Outcome, value: Any) -> None:
    line = fields_of(value)
    message = fields_of(line.get("message"))
    if "error" in line:
        outcome.error_type = "error"
    note_model(outcome, line)
    note_text(outcome, first(message.get("content"), line.get("response")))
    note_text(outcome, first(message.get("thinking"), line.get("thinking")))
    # A call comes whole, in a line of its own.
    note_tool_calls(outcome, message, len(outcome.tools))
    if line.get("done") is not True:
        return
    note_finish(outcome, line.get("done_reason"))
    note_usage(outcome, {key: line[key] for key in line if key.endswith(("_count", "_duration"))})
    outcome.finished = True


ollama = Protocol(
    api="ollama",
    provider="ollama",
    operation="chat",
    matches=lambda path: path.endswith(("/api/chat", "/api/generate")),
    accepts=_accepts,
    facts=lambda body, path: read_facts(
        body, max_tokens=(("options", "num_predict"),), stream=body.field("stream") is not False
    ),
    element=element,
    event=lambda outcome, data, name: _note(outcome, parse_json(data)),
    answer=_note,
    refusal=lambda message, code: {"error": message},
    tools_keys=("tools",),
    system_keys=("system",),
    list_key="messages",
    text_keys=("prompt",),
)
