"""A body's raw bytes → what a call is told of them: without compression and chunking."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ..stream.decompress import decoder_of


class Body:
    """Bytes as they come off the wire."""

    __slots__ = ("_call", "_decode", "_over")

    def __init__(self, call: Any, header: Callable[[str], Optional[str]]) -> None:
        """`header` reads the answer's headers."""
        self._call = call
        self._decode = decoder_of(header("content-encoding"))
        self._over = False
        if self._decode is None:
            call.unreadable()

    def chunk(self, data: bytes) -> None:
        """Compressed bytes."""
        if self._decode is None or self._over:
            return
        try:
            plain = self._decode(data)
        except Exception:
            # Not what its header says: the program will hear of it from its own decoder.
            self._decode = None
            self._call.unreadable()
            return
        if plain:
            self._call.chunk(plain)

    def ended(self) -> None:
        """The program has seen it whole."""
        if not self._over:
            self._over = True
            self._call.ended()

    def left(self) -> None:
        """The program reads no further."""
        if not self._over:
            self._over = True
            self._call.cancelled()

    def failed(self, error: BaseException) -> None:
        """Reading it failed."""
        if not self._over:
            self._over = True
            self._call.failed(error)

    def forgotten(self) -> None:
        """The program has dropped it without reading it to its end."""
        if not self._over:
            self._over = True
            self._call.abandoned("abandoned")
