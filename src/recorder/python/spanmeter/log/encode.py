"""A line as bytes, cut down to what fits."""

from __future__ import annotations

import json
import json.encoder
import re
from typing import Any, Callable, Dict

Line = Dict[str, Any]

# No line is longer, `\n` included.
MAX_LINE_BYTES = 64 * 1024

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode_line(line: Line) -> bytes:
    """A line as the log holds it. What may be left out of one that would be too long goes in an order: the least missed
    first."""
    data = _encode(line)
    if len(data) < MAX_LINE_BYTES:
        return data
    for shed in _SHEDDABLE:
        line = shed(line)
        data = _encode(line)
        if len(data) < MAX_LINE_BYTES:
            break
    return data


def _make_encode() -> Callable[[Line], str]:
    make = json.encoder.c_make_encoder
    if make is None:
        return _encoder.encode
    # What the encoder makes anew for each value, made once.
    encode = make(None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    return lambda line: "".join(encode(line, 0))


_text_of = _make_encode()


def _encode(line: Line) -> bytes:
    text = _text_of(line)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half of a pair of surrogates: written as JavaScript does.
        return _SURROGATE.sub(lambda found: "\\u%04x" % ord(found.group()), text).encode()


def _without(line: Line, *keys: str) -> Line:
    return {key: value for key, value in line.items() if key not in keys}


def _without_tool_names(line: Line) -> Line:
    parts = line.get("parts", {})
    if line["t"] != "request" or "tools" not in parts:
        return line
    return {**line, "parts": {**parts, "tools": _without(parts["tools"], "items")}}


_SHEDDABLE = (
    _without_tool_names,
    lambda line: _without(line, "meta"),
    lambda line: {**line, "tool_results": line["tool_results"][-200:]} if "tool_results" in line else line,
    lambda line: {**line, "tool_calls": line["tool_calls"][:200]} if "tool_calls" in line else line,
    lambda line: _without(line, "tool_results", "tool_calls"),
)
