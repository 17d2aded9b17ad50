"""Text or bytes → 16 hex digits: HMAC-SHA-256 under the machine's key, cut."""

from __future__ import annotations

import hmac
from typing import Callable, Optional, Union

from ..javascript import utf8

Hasher = Callable[[Union[str, bytes]], str]

_DIGITS = 16


def create_hasher(key: Callable[[], bytes]) -> Hasher:
    """A hasher whose key is read when the first hash is made."""
    known: Optional[bytes] = None

    def hasher(data: Union[str, bytes]) -> str:
        nonlocal known
        if known is None:
            known = key()
        message = utf8(data) if isinstance(data, str) else data
        return hmac.digest(known, message, "sha256").hex()[:_DIGITS]

    return hasher
