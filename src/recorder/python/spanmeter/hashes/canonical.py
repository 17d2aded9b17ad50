"""JSON written one way only, so that equal values have equal hashes."""

from __future__ import annotations

from typing import Any

from ..javascript import stringify, string_text, units_key

# A value deeper than this is cut: no tool takes it, and a hostile one must not overflow the stack.
_MAX_DEPTH = 64

_NARRATION = frozenset(
    ("description", "explanation", "task_progress", "thought", "reason", "yield_time_ms", "max_output_tokens")
)


def canonical_json(value: Any, depth: int = 0) -> str:
    """JSON with object keys sorted by code unit, no space, numbers as JavaScript prints them."""
    if depth > _MAX_DEPTH:
        return '"…"'
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([canonical_json(item, depth + 1) for item in value]) + "]"
    if not isinstance(value, dict):
        return stringify(value)
    keys = sorted((key for key in value if isinstance(key, str)), key=units_key)
    return "{" + ",".join([string_text(key) + ":" + canonical_json(value[key], depth + 1) for key in keys]) + "}"


def canonical_arguments(args: Any) -> str:
    """The text of a tool call's arguments that two equal calls share. What a model says about a call is left out: it
    differs where the call does not. Numbers are kept: a call for the next page is another call."""
    if not isinstance(args, dict):
        return canonical_json(args)
    kept = {key: value for key, value in args.items() if key not in _NARRATION and not str(key).startswith("timeout")}
    return canonical_json(kept)
