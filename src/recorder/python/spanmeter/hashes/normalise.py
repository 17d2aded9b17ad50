"""The bytes of a tool's result that two results of the same outcome share."""

from __future__ import annotations

import re
from typing import Any

from ..javascript import utf8

# Of a long result the first and the last so many bytes count.
_EDGE = 4096

# Alternatives in this order, leftmost first.
_PATTERN = re.compile(
    rb"\x1b\[[\x20-\x3f]*[@-~]"
    rb"|0[xX][0-9a-fA-F]+"
    rb"|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    rb"|[0-9]+"
    rb"|[ \t\n\r\v\f]+"
)


def normalise_result(text: str) -> bytes:
    """UTF-8, the first and last 4,096 bytes; ANSI colours removed; hexadecimal numbers, UUIDs and runs of digits → `#`;
    runs of white space → one space; ASCII letters in lower case."""
    # Capitals tell none of the alternatives apart, so they may go last.
    return _PATTERN.sub(_replace, _edges(text)).lower()


def _replace(found: Any) -> bytes:
    first = found.group()[0]
    if first == 0x1B:
        return b""
    return b" " if first in b" \t\n\r\v\f" else b"#"


# A character is at least one byte, so the edges in characters hold the edges in bytes.
def _edges(text: str) -> bytes:
    if len(text) <= 2 * _EDGE:
        whole = utf8(text)
        if len(whole) <= 2 * _EDGE:
            return whole
    units = text.encode("utf-16-le", "surrogatepass")
    head = units[: 2 * _EDGE].decode("utf-16-le", "replace").encode()
    tail = units[-2 * _EDGE :].decode("utf-16-le", "replace").encode()
    return head[:_EDGE] + tail[-_EDGE:]
