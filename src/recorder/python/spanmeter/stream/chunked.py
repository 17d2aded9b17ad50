"""Bytes without the framing of `Transfer-Encoding: chunked`."""

from __future__ import annotations


class Dechunker:
    """Takes bytes as they come off the wire."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._pending = b""
        # bytes of the chunk that are still to come, with the line end behind it
        self._left = 0
        # the last chunk was seen
        self.over = False

    def push(self, data: bytes) -> bytes:
        """The bytes in them that are the body's."""
        data = self._pending + data
        self._pending = b""
        plain = []
        at = 0
        while at < len(data) and not self.over:
            if self._left > 0:
                part = data[at : at + self._left]
                at += len(part)
                self._left -= len(part)
                # The last two are the line end's.
                plain.append(part[: max(0, len(part) - max(0, 2 - self._left))])
                continue
            end = data.find(b"\n", at)
            if end < 0:
                self._pending = data[at:]
                break
            size = int(data[at:end].split(b";")[0].strip() or b"0", 16)
            at = end + 1
            self.over = size == 0
            self._left = size + 2
        return b"".join(plain)
