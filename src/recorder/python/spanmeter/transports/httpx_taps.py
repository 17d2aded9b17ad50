"""Byte streams that hand on what they read, chunk by chunk and only when they are asked, and tell a call of it."""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, Optional, Tuple

from .body import Body

_MADE: Dict[str, Tuple[type, type]] = {}


def taps_of(module: Any) -> Tuple[type, type]:
    """The classes for a module's own kind of streams: one for synchronous, one for asynchronous reading."""
    name = module.__name__
    if name not in _MADE:
        _MADE[name] = (_sync_tap(module.SyncByteStream), _async_tap(module.AsyncByteStream))
    return _MADE[name]


class _SyncChunks:
    """The chunks of one reading."""

    __slots__ = ("_source", "_body")

    def __init__(self, source: Any, body: Body) -> None:
        self._source = source
        self._body = body

    def __del__(self) -> None:
        # The program has left its loop without a word.
        self._body.left()

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._source)
        except StopIteration:
            self._body.ended()
            raise
        except BaseException as error:
            self._body.failed(error)
            raise
        self._body.chunk(chunk)
        return chunk


class _Decoder:
    """Stands in for a response's own decoder. Asynchronous generators are closed one by one when a loop ends, with words on
    stderr about it: one more of them would change what is said, so an asynchronous body is looked at here."""

    def __init__(self, decoder: Any, call: Any) -> None:
        self._decoder = decoder
        self._call = call

    def decode(self, data: bytes) -> Any:
        return self._seen(self._decoder.decode(data), False)

    def flush(self) -> Any:
        return self._seen(self._decoder.flush(), True)

    # httpx has bytes here, httpx2 an iterator over some.
    def _seen(self, plain: Any, is_last: bool) -> Any:
        if not isinstance(plain, (bytes, bytearray)):
            return self._each(plain, is_last)
        self._see(plain, is_last)
        return plain

    def _each(self, parts: Any, is_last: bool) -> Any:
        for part in parts:
            self._see(part, False)
            yield part
        if is_last:
            self._see(b"", True)

    def _see(self, part: Any, is_last: bool) -> None:
        if isinstance(part, (bytes, bytearray)):
            self._call.chunk(bytes(part))
        else:
            self._call.unreadable()
        if is_last:
            self._call.ended()


class _Tap:
    """What both kinds have in common. Everything else is the stream's own."""

    def __init__(self, stream: Any, call: Any, header: Callable[[str], Optional[str]]) -> None:
        self._spanmeter_stream = stream
        self._spanmeter_body = Body(call, header)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._spanmeter_stream, name)

    def __del__(self) -> None:
        body = self.__dict__.get("_spanmeter_body")
        if body is not None:
            body.forgotten()


def _sync_tap(base: type) -> type:
    class Tap(_Tap, base):
        def __iter__(self) -> Any:
            return _SyncChunks(iter(self._spanmeter_stream), self._spanmeter_body)

        def close(self) -> None:
            self._spanmeter_body.left()
            self._spanmeter_stream.close()

    return Tap


def _async_tap(base: type) -> type:
    class Tap(_Tap, base):
        def __aiter__(self) -> Any:
            return self._spanmeter_stream.__aiter__()

        async def aclose(self) -> None:
            # Whoever closes it on the way out of an error is on its way still.
            error = sys.exc_info()[1]
            if error is None or isinstance(error, StopAsyncIteration):
                self._spanmeter_body.left()
            else:
                self._spanmeter_body.failed(error)
            await self._spanmeter_stream.aclose()

    return Tap


def watch_async(response: Any, call: Any) -> None:
    """Sees the bytes of a response that is read asynchronously."""
    if hasattr(response, "_get_content_decoder"):
        response._decoder = _Decoder(response._get_content_decoder(), call)
    else:
        call.unreadable()
