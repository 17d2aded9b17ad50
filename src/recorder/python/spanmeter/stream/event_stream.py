"""The binary frames of `application/vnd.amazon.eventstream` (Bedrock): lengths, headers, a payload. An event's name is its
`:event-type`, or the `:exception-type` where one is reported. The chunks of InvokeModel, which wrap the model's own event in
base64, are unwrapped. The check sums are the program's to check."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Optional

from . import OnEvent, Splitter

_PRELUDE = 12
_TRAILER = 4

# Amazon's own limits are 16 MiB of payload and 128 KiB of headers: what says it is longer is no frame.
_MAX_FRAME = 17 * 1024 * 1024

# Bytes of a header's value by its type; those of 6 and 7 say their length themselves.
_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
_WRAPPED = re.compile(rb'\{"bytes":"([^"\\]*)"')


class EventStreamSplitter(Splitter):
    """A frame is an event."""

    def __init__(self, on_event: OnEvent) -> None:
        """`on_event` is told of each event."""
        super().__init__(on_event)
        self._broken = False

    def push(self, data: bytes) -> None:
        """Takes bytes, cut anywhere."""
        if self._broken:
            return
        whole = self._pending + data
        at = 0
        while len(whole) - at >= _PRELUDE:
            total = int.from_bytes(whole[at : at + 4], "big")
            headers = int.from_bytes(whole[at + 4 : at + 8], "big")
            self._broken = total > _MAX_FRAME or headers > total - _PRELUDE - _TRAILER
            if self._broken or len(whole) - at < total:
                break
            body = at + _PRELUDE + headers
            payload = whole[body : at + total - _TRAILER]
            self._on_event(_unwrapped(payload), _name_in(whole, at + _PRELUDE, body))
            at += total
        self._pending = b"" if self._broken else whole[at:]


def _name_in(data: bytes, start: int, end: int) -> Optional[str]:
    name = None
    at = start
    while at < end:
        kind_at = at + 1 + data[at]
        size = _SIZES.get(data[kind_at])
        value = kind_at + 1 if size is not None else kind_at + 3
        length = size if size is not None else int.from_bytes(data[kind_at + 1 : kind_at + 3], "big")
        if data[at + 1 : kind_at] in (b":event-type", b":exception-type"):
            name = data[value : value + length].decode("utf-8", "replace")
        at = value + length
    return name


def _unwrapped(payload: bytes) -> str:
    found = _WRAPPED.match(payload)
    try:
        return (base64.b64decode(found.group(1)) if found else payload).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
