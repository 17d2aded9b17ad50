"""What is known of a call's answer so far."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, Optional

from ..javascript import cut
from ..values import Json, as_object, as_string, as_word, fields_of, first, is_number, parse_json

_KEY = re.compile(r"[\w.-]{1,64}\Z", re.ASCII)


class ToolCall:
    """A tool call as it is put together from a stream."""

    __slots__ = ("id", "name", "arguments")

    def __init__(self, ident: str, name: str, arguments: Any) -> None:
        """`arguments` are JSON text, or the value itself."""
        self.id = ident
        self.name = name
        self.arguments = arguments


class Outcome:
    """Grows as the answer is read."""

    __slots__ = (
        "id",
        "model",
        "service_tier",
        "finish_reasons",
        "usage",
        "tools",
        "text_bytes",
        "finished",
        "stopped",
        "error_type",
    )

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.id: Optional[str] = None
        self.model: Optional[str] = None
        self.service_tier: Optional[str] = None
        self.finish_reasons: List[str] = []
        # the provider's own object, cleaned: numbers and short words only
        self.usage: Optional[Json] = None
        # tool calls by their place in the answer
        self.tools: Dict[Any, ToolCall] = {}
        # length of the text that came, as far as it was counted: for an estimate where no usage comes
        self.text_bytes = 0
        # the protocol said that the answer is complete
        self.finished = False
        # the model has ended; only the end of the bytes tells whether more is said about it
        self.stopped = False
        # the provider reported a failure inside the answer
        self.error_type: Optional[str] = None


def note_model(outcome: Outcome, fields: Json) -> None:
    """The answer's id, model and service tier."""
    ident = as_string(first(fields.get("id"), fields.get("responseId")))
    model = as_string(first(fields.get("model"), fields.get("modelVersion")))
    tier = as_word(fields.get("service_tier"))
    if ident is not None:
        outcome.id = cut(ident, 128)
    if model is not None:
        outcome.model = cut(model, 128)
    if tier is not None:
        outcome.service_tier = tier


def note_finish(outcome: Outcome, reason: Any) -> None:
    """Why the model stopped."""
    word = as_word(reason)
    if word is not None and word not in outcome.finish_reasons:
        outcome.finish_reasons.append(word)


def note_usage(outcome: Outcome, usage: Any, merge: bool = False) -> None:
    """Takes the newest usage. With `merge`, fields it does not restate are kept."""
    clean = clean_usage(usage) if isinstance(usage, dict) else None
    if clean is not None:
        outcome.usage = {**outcome.usage, **clean} if merge and outcome.usage is not None else clean


def note_error(outcome: Outcome, error: Any) -> None:
    """The failure a provider reports in an error object, as a word."""
    fields = fields_of(error)
    outcome.error_type = (
        as_word(fields.get("code")) or as_word(fields.get("type")) or as_word(fields.get("status")) or "error"
    )


def note_text(outcome: Outcome, text: Any) -> None:
    """Counts a text, if it is one."""
    if isinstance(text, str):
        outcome.text_bytes += units(text)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def note_tool(outcome: Outcome, at: Any, ident: Any, name: Any, args: Any) -> None:
    """A tool call, or, where one is known at this place, more text of its arguments."""
    known = outcome.tools.get(at)
    note_text(outcome, args)
    if known is None:
        outcome.tools[at] = ToolCall(as_string(ident) or "", as_string(name) or "", args)
    elif isinstance(args, str):
        known.arguments = known.arguments + args if isinstance(known.arguments, str) else args


def arguments_of(call: ToolCall) -> Any:
    """Arguments as a value, where their text is JSON; the text as it came, where it is cut or none."""
    if not isinstance(call.arguments, str):
        return call.arguments
    value = parse_json(call.arguments)
    return call.arguments if value is None else value


def clean_usage(value: Json, depth: int = 0) -> Optional[Json]:
    """A usage object without anything that could be a text of the user's: numbers, flags and short words only."""
    kept: Json = {}
    for key in list(value)[:100]:
        clean = _clean_field(value[key], depth)
        if clean is not None and isinstance(key, str) and _is_key(key):
            kept[key] = clean
    return kept or None


@lru_cache(maxsize=1024)
def _is_key(key: str) -> bool:
    return _KEY.match(key) is not None


def _clean_field(field: Any, depth: int) -> Any:
    if type(field) is int:
        return field
    if isinstance(field, bool) or is_number(field):
        return field
    if isinstance(field, str):
        return as_word(field)
    if depth >= 4:
        return None
    if isinstance(field, list):
        kept: List[Any] = []
        for item in field[:50]:
            clean = _clean_field(item, depth + 1)
            if clean is not None:
                kept.extend(clean if isinstance(clean, list) else [clean])
        return kept
    fields = as_object(field)
    return None if fields is None else clean_usage(fields, depth + 1)
