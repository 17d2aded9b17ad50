"""Server-sent events out of chunks of bytes."""

from __future__ import annotations

from typing import List, Optional

from . import MAX_PENDING, OnEvent, Splitter


class SseSplitter(Splitter):
    """Events are closed by an empty line."""

    def __init__(self, on_event: OnEvent) -> None:
        """`on_event` is told of each event."""
        super().__init__(on_event)
        self._data: List[bytes] = []
        self._name: Optional[bytes] = None

    def push(self, data: bytes) -> None:
        """Takes bytes, cut anywhere."""
        whole = self._pending + data if self._pending else data
        lines = whole.split(b"\n")
        self._pending = lines.pop()
        if len(self._pending) > MAX_PENDING:
            self._pending = b""
        for line in lines:
            self._line(line[:-1] if line.endswith(b"\r") else line)

    def end(self) -> None:
        """What was not closed by an empty line counts as well."""
        if self._pending:
            self._line(self._pending)
        self._pending = b""
        self._dispatch()

    def _line(self, line: bytes) -> None:
        if not line:
            self._dispatch()
        elif line.startswith(b"data:"):
            self._data.append(_field(line, 5))
        elif line.startswith(b"event:"):
            self._name = _field(line, 6)

    def _dispatch(self) -> None:
        data, name = self._data, self._name
        self._name = None
        if data:
            self._data = []
            text = (data[0] if len(data) == 1 else b"\n".join(data)).decode("utf-8", "replace")
            self._on_event(text, None if name is None else name.decode("utf-8", "replace"))


def _field(line: bytes, start: int) -> bytes:
    return line[start + 1 :] if line[start : start + 1] == b" " else line[start:]
