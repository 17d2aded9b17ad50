"""What an answer's reader is fed, without its compression: also what the program never asks for."""

from __future__ import annotations

import weakref
from typing import Any, Dict, Tuple

from . import gate
from .body import Body

# Readers by identity: they allow no other mark. Each is forgotten with the response it belongs to.
_BODIES: Dict[int, Tuple[Body, Any]] = {}


def watch(module: Any, response: Any, call: Any) -> None:
    """Tells a call of what its answer's reader holds, and of what it will be fed."""
    reader = response.content
    body = Body(call, lambda _: None)
    for data in list(getattr(reader, "_buffer", ())):
        body.chunk(bytes(data))
    if reader.is_eof():
        body.ended()
        return
    if reader.exception() is not None:
        body.failed(reader.exception())
        return
    _hook(type(response), module.StreamReader)
    key = id(reader)

    def forget(_: Any) -> None:
        _over(key, "forgotten")

    _BODIES[key] = (body, weakref.ref(response, forget))


def _over(key: int, how: str, *args: Any) -> None:
    entry = _BODIES.pop(key, None)
    if entry is not None:
        getattr(entry[0], how)(*args)


def _hook(response: Any, reader: Any) -> None:
    for kind, name, make in (
        (reader, "feed_data", _feed_data),
        (reader, "feed_eof", _feed_eof),
        (reader, "set_exception", _set_exception),
        (response, "close", _leaving),
        (response, "release", _leaving),
    ):
        original = getattr(kind, name)
        if not gate.is_marked(original):
            setattr(kind, name, gate.mark(make(original), original))


def _feed_data(original: Any) -> Any:
    def feed_data(self: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        entry = _BODIES.get(id(self))
        if entry is not None:
            entry[0].chunk(bytes(data))
        return original(self, data, *args, **kwargs)

    return feed_data


def _feed_eof(original: Any) -> Any:
    def feed_eof(self: Any) -> Any:
        _over(id(self), "ended")
        return original(self)

    return feed_eof


def _set_exception(original: Any) -> Any:
    def set_exception(self: Any, exc: Any, *args: Any, **kwargs: Any) -> Any:
        _over(id(self), "failed", exc if isinstance(exc, BaseException) else exc())
        return original(self, exc, *args, **kwargs)

    return set_exception


# The program closes an answer it has not read to its end.
def _leaving(original: Any) -> Any:
    def leaving(self: Any) -> Any:
        if _BODIES:
            _over(id(self.content), "left")
        return original(self)

    return leaving
