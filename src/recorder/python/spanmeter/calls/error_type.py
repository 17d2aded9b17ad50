"""What kind of error ended a call: its code or its name, never its message."""

from __future__ import annotations

import errno
import re
from typing import Optional

from ..values import as_word

_MAX_CAUSES = 8

# The caller left, or gave up waiting: of asyncio, sockets, httpx, httpcore, requests, urllib3, aiohttp, trio.
_LEFT = re.compile(r"(?:Cancelled|CancelledError|AbortError|KeyboardInterrupt|GeneratorExit|SystemExit|timeout)\Z")
_TIMEOUT = re.compile(r"(?:Read|Write|Server|Socket)?Timeout(?:Error)?\Z|TimeoutError\Z")


def error_type_of(error: BaseException) -> str:
    """The system's code for it (`ECONNREFUSED`) where one lies behind it, else the name of its class."""
    seen: Optional[BaseException] = error
    for _ in range(_MAX_CAUSES):
        if seen is None:
            break
        code = errno.errorcode.get(seen.errno or 0) if isinstance(seen, OSError) else None
        if code is not None:
            return code
        seen = seen.__cause__ or seen.__context__
    return as_word(type(error).__name__) or "error"


def is_cancellation(error: BaseException) -> bool:
    """Whether it says that the caller left, rather than that the call failed."""
    name = type(error).__name__
    return _LEFT.match(name) is not None or _TIMEOUT.search(name) is not None
