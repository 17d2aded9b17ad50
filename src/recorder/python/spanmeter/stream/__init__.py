"""An answer's bytes → events, however they are cut. A splitter is told bytes by `push` and that they have ended by `end`; it
tells of each event: its data, and its name, where it has one."""

from __future__ import annotations

from typing import Callable, Optional

OnEvent = Callable[[str, Optional[str]], None]

# An event of more than this is no event of a chat: it is dropped, not held in memory.
MAX_PENDING = 16 * 1024 * 1024


class Splitter:
    """Cuts bytes into events."""

    def __init__(self, on_event: OnEvent) -> None:
        """`on_event` is told of each event."""
        self._on_event = on_event
        self._pending = b""

    def push(self, data: bytes) -> None:
        """Takes bytes, cut anywhere."""
        raise NotImplementedError

    def end(self) -> None:
        """The bytes have ended: what was not closed is dropped, unless a splitter knows better."""
        self._pending = b""
