"""One request of `http.client` and its answer."""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, List, Optional, Sequence

from . import gate
from .http_client_body import Tap

# A prompt of more than this is not held back: it is sent as it comes, and looked at when it is out.
_MAX_HELD = 64 * 1024 * 1024

_FAMILIES = ("botocore", "urllib3")


class Exchange:
    """From the request line to the answer."""

    def __init__(self, connection: Any, url: str, path: str) -> None:
        """A request has been begun that may be a call of a language model."""
        self._connection = connection
        self._url = url
        self._path = path
        self._headers: Dict[str, str] = {}
        # what the program has sent, piece by piece, and how much of it is the body
        self._pieces: List[bytes] = []
        self._body = bytearray()
        self._head_done = False
        self._begun: Any = None
        # pieces are held back
        self.gathering = True

    def header_put(self, name: Any, values: Sequence[Any]) -> None:
        """A header of the request."""
        self._headers[_text(name).lower()] = ", ".join(_text(value) for value in values)

    def send(self, original: Callable[..., Any], data: Any) -> Any:
        """A piece of the request: the head, then what there is of a body."""
        if not isinstance(data, (bytes, bytearray)) or "expect" in self._headers:
            # A file, an iterator; or the other side is to be asked first.
            self._flush(original, readable=False)
            return original(self._connection, data)
        self._pieces.append(bytes(data))
        rest = self._take(data)
        if rest or len(self._body) > _MAX_HELD:
            self._flush(original)
        return None

    def getresponse(self, original: Callable[..., Any]) -> Any:
        """The answer: the provider's, or the one that is given in its place."""
        if self.gathering:
            self._flush(_send_of(original))
        begun = self._begun
        if begun is None:
            return original(self._connection)
        if hasattr(begun, "status"):
            return original(self._connection)
        try:
            response = original(self._connection)
        except BaseException as error:
            begun.unanswered(error)
            raise
        begun.guarded("response", _watch, response, begun)
        return response

    # Whether the request is whole.
    def _take(self, data: Any) -> bool:
        if not self._head_done:
            head, end, body = bytes(data).partition(b"\r\n\r\n")
            self._head_done = end != b""
            self._body += body
        else:
            self._body += data
        if "chunked" in self._headers.get("transfer-encoding", "").lower():
            return self._body.endswith(b"0\r\n\r\n")
        length = self._headers.get("content-length", "")
        return self._head_done and length.isdigit() and len(self._body) >= int(length)

    # Lets the request go, or keeps it for good.
    def _flush(self, send: Callable[..., Any], readable: bool = True) -> None:
        self.gathering = False
        self._begun = self._begin(readable)
        pieces, self._pieces = self._pieces, []
        if hasattr(self._begun, "status"):
            self._refuse(self._begun)
            return
        try:
            for piece in pieces:
                send(self._connection, piece)
        except BaseException as error:
            if self._begun is not None:
                self._begun.unanswered(error)
            raise

    def _begin(self, readable: bool) -> Any:
        try:
            body = self._plain_body() if readable else None
            return gate.begin(self._transport(), self._host(), self._path, body, self._headers.get)
        except Exception:
            return None

    def _plain_body(self) -> Optional[bytes]:
        if "content-encoding" in self._headers:
            return None
        body = bytes(self._body)
        if "chunked" not in self._headers.get("transfer-encoding", "").lower():
            return body
        from ..stream.chunked import Dechunker

        return Dechunker().push(body)

    # By its own name, a library's where it is one's.
    def _transport(self) -> str:
        module = type(self._connection).__module__
        return next((name for name in _FAMILIES if module.split(".")[0] == name), "http.client")

    def _host(self) -> str:
        if self._url.startswith(("http://", "https://")):
            # By way of a proxy.
            scheme, _, rest = self._url.partition("://")
            host = rest.split("/", 1)[0].rpartition("@")[2]
            usual = ":443" if scheme == "https" else ":80"
            return host[: -len(usual)] if host.endswith(usual) else host
        connection = self._connection
        host = getattr(connection, "_tunnel_host", None) or connection.host
        port = getattr(connection, "_tunnel_port", None) or connection.port
        is_usual = port in (None, 443 if hasattr(connection, "cert_file") or _is_https(connection) else 80)
        return host if is_usual else "%s:%s" % (host, port)

    # The library makes its own kind of answer out of bytes, which come from here instead of from the network.
    def _refuse(self, answer: Any) -> None:
        from .http_client_refusal import CannedSocket

        self._connection.sock = CannedSocket(self._connection.sock, answer)


def _watch(response: Any, call: Any) -> None:
    call.answered(response.status, response.getheader)
    if response.fp is None:
        call.whole(b"")
        return
    response.fp = Tap(response.fp, call, response)


def _send_of(getresponse: Callable[..., Any]) -> Callable[..., Any]:
    return sys.modules["http.client"].HTTPConnection.send.__wrapped__  # type: ignore[attr-defined]


def _is_https(connection: Any) -> bool:
    return getattr(connection, "default_port", 80) == 443


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
