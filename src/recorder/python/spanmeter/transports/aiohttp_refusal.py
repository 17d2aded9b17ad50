"""A refusal as an answer of aiohttp's own kind."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any


class _NoProtocol:
    """Of a reader that everything is in already."""

    _reading_paused = False
    connected = False

    def pause_reading(self, *_: Any, **__: Any) -> None:
        """Nobody writes."""

    def resume_reading(self, *_: Any, **__: Any) -> None:
        """Nobody writes."""


async def refused(module: Any, session: Any, answer: Any, args: Any, kwargs: Any) -> Any:
    """The answer the program gets. It may ask for an error in its place, as of any other."""
    method, url = (*args, *[kwargs[name] for name in ("method", "str_or_url")[len(args) :]])[:2]
    response = _make(module, session, answer, method.upper(), session._build_url(url))
    check = kwargs.get("raise_for_status")
    if check is None:
        check = session._raise_for_status
    if callable(check):
        await check(response)
    elif check:
        response.raise_for_status()
    return response


def _make(module: Any, session: Any, answer: Any, method: str, url: Any) -> Any:
    from aiohttp.helpers import TimerNoop
    from multidict import CIMultiDict, CIMultiDictProxy

    loop = asyncio.get_running_loop()
    headers = CIMultiDictProxy(CIMultiDict(answer.headers))
    known = {
        "writer": None,
        "continue100": None,
        "timer": TimerNoop(),
        "request_info": module.RequestInfo(url, method, CIMultiDictProxy(CIMultiDict()), url),
        "traces": [],
        "loop": loop,
        "session": session,
        "stream_writer": _Writer(),
    }
    response_class = getattr(session, "_response_class", module.ClientResponse)
    parameters = inspect.signature(response_class.__init__).parameters
    response = response_class(method, url, **{name: known[name] for name in known if name in parameters})
    reader = module.StreamReader(_NoProtocol(), 2**16, loop=loop)
    reader.feed_data(answer.body)
    reader.feed_eof()
    response.version = module.HttpVersion11
    response.status, response.reason = answer.status, answer.reason
    response._headers = headers
    response._raw_headers = tuple((name.encode(), value.encode()) for name, value in answer.headers)
    response.content = reader
    response._closed = True
    response._released = True
    return response


class _Writer:
    """Of a request that was never sent."""

    output_size = 0
