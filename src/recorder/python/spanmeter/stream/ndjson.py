"""Lines of JSON (Ollama's streams), one object a line."""

from __future__ import annotations

from . import MAX_PENDING, Splitter


class NdjsonSplitter(Splitter):
    """A line is an event."""

    def push(self, data: bytes) -> None:
        """Takes bytes, cut anywhere."""
        lines = (self._pending + data).split(b"\n")
        rest = lines.pop()
        self._pending = b"" if len(rest) > MAX_PENDING else rest
        for line in lines:
            self._line(line)

    def end(self) -> None:
        """The last line may have no end of its own."""
        self._line(self._pending)
        self._pending = b""

    def _line(self, line: bytes) -> None:
        text = line.strip()
        if text:
            self._on_event(text.decode("utf-8", "replace"), None)
