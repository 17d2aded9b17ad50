"""How an answer is cut into events: told by its first bytes, because servers' content types are not to be relied on."""

from __future__ import annotations

import re
from typing import Dict, Optional, Type

from ..values import parse_json
from . import Splitter
from .event_stream import EventStreamSplitter
from .json_array import JsonArraySplitter
from .ndjson import NdjsonSplitter
from .sse import SseSplitter

SPLITTERS: Dict[str, Type[Splitter]] = {
    "sse": SseSplitter,
    "ndjson": NdjsonSplitter,
    "array": JsonArraySplitter,
    "frames": EventStreamSplitter,
}

_FIELD = re.compile(rb"(?:data|event|id|retry)?:")
_WORDS = (b"data", b"event", b"id", b"retry")


def framing_of(head: bytes, streams: bool) -> Optional[str]:
    """The framing of an answer that begins with these bytes: a key of `SPLITTERS`, or `json`, which is no stream but one
    value, read when it is whole. None as long as it may be one or the other: the first bytes can be very few. `streams`
    says that the request asked for a stream."""
    # A frame's length is less than 16 MiB: its first byte is 0, and no text begins with that.
    if head[:1] == b"\0":
        return "frames"
    start = head[:64].lstrip()
    if _FIELD.match(start):
        return "sse"
    if start.startswith(b"["):
        return "array"
    if start.startswith(b"{"):
        return _lines(head) if streams else "json"
    return None if start == b"" or any(word.startswith(start) for word in _WORDS) else "json"


# One object a line; an object over several lines is one value, as those of errors are.
def _lines(head: bytes) -> Optional[str]:
    end = head.find(b"\n", len(head) - len(head.lstrip()))
    if end < 0:
        return None
    return "json" if parse_json(head[:end].decode("utf-8", "replace")) is None else "ndjson"
