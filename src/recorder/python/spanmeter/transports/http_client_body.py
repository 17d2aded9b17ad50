"""A file object that hands on what is read of an answer, and tells a call of it."""

from __future__ import annotations

from typing import Any, Optional

from ..stream.chunked import Dechunker
from .body import Body


class Tap:
    """Stands in for the buffered reader of an answer: all that is read of the answer, in whatever way, is read from it."""

    def __init__(self, fp: Any, call: Any, response: Any) -> None:
        """`response` is one of `http.client`'s, whose head was read."""
        self._fp = fp
        self._call = call
        self._body = Body(call, response.getheader)
        self._dechunker = Dechunker() if response.chunked else None
        # bytes that are still to come, where that is known
        self._left: Optional[int] = None if response.chunked else response.length

    def read(self, size: Any = -1) -> bytes:
        """Reads on."""
        data = self._taken(self._watched(self._fp.read, size), size)
        if size is not None and len(data) < size:
            # A buffered reader gives less than it is asked for at the end alone.
            self._body.ended()
        return data

    def read1(self, size: Any = -1) -> bytes:
        """Reads on, at most once."""
        return self._taken(self._watched(self._fp.read1, size), size)

    def readline(self, size: Any = -1) -> bytes:
        """Reads a line."""
        return self._taken(self._watched(self._fp.readline, size), size)

    def readinto(self, buffer: Any) -> Any:
        """Reads into a buffer."""
        count = self._watched(self._fp.readinto, buffer)
        if count is not None:
            self._taken(bytes(memoryview(buffer).cast("B")[:count]), -1)
        return count

    def readinto1(self, buffer: Any) -> Any:
        """Reads into a buffer, at most once."""
        count = self._watched(self._fp.readinto1, buffer)
        if count is not None:
            self._taken(bytes(memoryview(buffer).cast("B")[:count]), -1)
        return count

    def close(self) -> Any:
        """The program reads no further."""
        self._body.left()
        return self._fp.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fp, name)

    def __iter__(self) -> Any:
        return iter(self.readline, b"")

    def __del__(self) -> None:
        self._body.forgotten()

    def _watched(self, read: Any, argument: Any) -> Any:
        try:
            return read(argument)
        except BaseException as error:
            self._body.failed(error)
            raise

    def _taken(self, data: bytes, size: Any) -> bytes:
        self._call.guarded("body", self._see, data, size)
        return data

    def _see(self, data: bytes, size: Any) -> None:
        if not data:
            if size != 0:
                self._body.ended()
            return
        if self._dechunker is None:
            self._body.chunk(data)
            if self._left is not None:
                self._left -= len(data)
            if self._left is not None and self._left <= 0:
                self._body.ended()
            return
        try:
            self._body.chunk(self._dechunker.push(data))
        except ValueError:
            # Not chunked as it says: the program will hear of it.
            self._call.unreadable()
        if self._dechunker.over:
            self._body.ended()
