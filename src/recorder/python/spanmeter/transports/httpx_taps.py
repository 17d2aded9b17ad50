"""Byte streams that hand on what they read, chunk by chunk and only when they are asked, and tell a call of it."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional, Tuple

from .body import Body

_MADE: Dict[str, Tuple[type, type]] = {}


def taps_of(module: Any) -> Tuple[type, type]:
    """The classes for a module's own kind of streams: one for synchronous, one for asynchronous reading."""
    name = module.__name__
    if name not in _MADE:
        _MADE[name] = (_sync_tap(module.SyncByteStream), _async_tap(module.AsyncByteStream))
    return _MADE[name]


class _Chunks:
    """The chunks of one reading."""

    __slots__ = ("_source", "_body")

    def __init__(self, source: Any, body: Body) -> None:
        self._source = source
        self._body = body

    def __del__(self) -> None:
        # The program has left its loop without a word.
        self._body.left()


class _SyncChunks(_Chunks):
    __slots__ = ()

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


class _AsyncChunks(_Chunks):
    __slots__ = ()

    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await self._source.__anext__()
        except StopAsyncIteration:
            self._body.ended()
            raise
        except BaseException as error:
            self._body.failed(error)
            raise
        self._body.chunk(chunk)
        return chunk


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
            return _AsyncChunks(self._spanmeter_stream.__aiter__(), self._spanmeter_body)

        async def aclose(self) -> None:
            self._spanmeter_body.left()
            await self._spanmeter_stream.aclose()

    return Tap
