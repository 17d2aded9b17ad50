"""A refusal as the bytes of an answer."""

from __future__ import annotations

import io
from typing import Any


class CannedSocket:
    """Stands in for a connection's socket for one answer. The connection closes it after that: the real one, which is still
    untouched, goes with it, if there is one yet."""

    def __init__(self, sock: Any, answer: Any) -> None:
        """`sock` is the connection's own."""
        self._sock = sock
        fields = [*answer.headers, ("content-length", str(len(answer.body))), ("connection", "close")]
        head = "HTTP/1.1 %d %s\r\n" % (answer.status, answer.reason)
        self._bytes = (head + "".join("%s: %s\r\n" % field for field in fields) + "\r\n").encode("latin-1") + answer.body

    def makefile(self, *_: Any, **__: Any) -> io.BytesIO:
        """What is read of the answer."""
        return io.BytesIO(self._bytes)

    def close(self) -> None:
        """The real one is closed."""
        if self._sock is not None:
            self._sock.close()

    def settimeout(self, value: Any) -> None:
        """It is read from memory."""

    def sendall(self, *_: Any) -> None:
        """Nothing of a refused request is sent."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)
