"""What was there to be recorded, and what was: the answer to "why is there nothing?"."""

from __future__ import annotations

import re
import sys
from typing import Any, Dict, Optional

from .hooks import SDKS
from .platform import now

# Modules of SDKs, and what they are called on PyPI.
_SDKS = {name: name.replace(".", "-").replace("_", "-") for name in (*SDKS, "botocore")}

_VERSION = re.compile(r"\d[\w.+!-]{0,39}\Z", re.ASCII)


class Coverage:
    """Counts calls by transport."""

    def __init__(self) -> None:
        """Nothing is hooked yet."""
        self._named: Dict[str, str] = {}
        self._transports: Dict[str, int] = {}
        self._missed = False
        self._calls = 0

    def sdk_named(self, name: str, version: str) -> None:
        """An SDK said who it is, in a header."""
        self._named[name] = version

    def transport(self, name: str) -> None:
        """A transport is hooked; calls are counted from now on."""
        self._transports.setdefault(name, 0)

    def seen(self, transport: str) -> bool:
        """A call was seen; returns whether it is the first of this process."""
        self._transports[transport] = self._transports.get(transport, 0) + 1
        self._calls += 1
        return self._calls == 1

    def missed(self, how: str) -> None:
        """A call was made in a way that cannot be looked at."""
        self._missed = True
        self._transports[how] = self._transports.get(how, 0) + 1

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell, though no call was seen."""
        return self._missed or any(is_loaded(name) for name in SDKS)

    def line(self) -> Dict[str, Any]:
        """All of it, as of now."""
        sdks = {title: version_of(name) for name, title in _SDKS.items() if is_loaded(name)}
        sdks.update(self._named)
        return {"t": "coverage", "ts": now(), "sdks": dict(sorted(sdks.items())), "transports": dict(self._transports)}


def is_loaded(name: str) -> bool:
    """Whether the program has loaded a module."""
    return sys.modules.get(name) is not None


def version_of(name: str) -> str:
    """The version a loaded module says it has."""
    found: Optional[Any] = getattr(sys.modules.get(name), "__version__", None)
    return found if isinstance(found, str) and _VERSION.match(found) else "unknown"
