"""The elements of one long JSON array (Gemini's streams without SSE), as each of them is complete."""

from __future__ import annotations

import re

from . import MAX_PENDING, OnEvent, Splitter

# What counts for where an element ends: a string whole, a bracket; a string that is cut is looked at again.
_MARK = re.compile(rb'"(?:[^"\\]|\\.)*(?P<end>")?|[\[{]|[\]}]', re.DOTALL)
_LEAD = re.compile(rb"^[\s,\[]+(?=[{\[])")


class JsonArraySplitter(Splitter):
    """An element of the array is an event."""

    def __init__(self, on_event: OnEvent) -> None:
        """`on_event` is told of each event."""
        super().__init__(on_event)
        self._depth = 0
        # of the pending bytes, how many were looked at
        self._seen = 0

    def push(self, data: bytes) -> None:
        """Takes bytes, cut anywhere."""
        whole = self._pending + data
        start, at = 0, self._seen
        for found in _MARK.finditer(whole, at):
            first = whole[found.start()]
            if first == 0x22 and found.group("end") is None:
                at = found.start()
                break
            at = found.end()
            if first in b"[{":
                self._depth += 1
            elif first in b"]}":
                self._depth -= 1
                if self._depth == 1:
                    self._on_event(_LEAD.sub(b"", whole[start:at]).decode("utf-8", "replace"), None)
                    start = at
        else:
            at = len(whole)
        self._pending = whole[start:]
        self._seen = at - start
        if len(self._pending) > MAX_PENDING:
            self._pending, self._seen = b"", 0
