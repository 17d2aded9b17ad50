"""Finds the user's own line in the stack of a call into an SDK."""

from __future__ import annotations

import os
import sys
from types import CodeType, FrameType
from typing import Any, Dict, Optional, Tuple, Union

from .site import Site

# Frames of a program that is its own deep stack: what is not found by then is not looked for.
_MAX_FRAMES = 200
# Files of a program that call language models: a few. More are not remembered.
_MAX_FILES = 1024

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
# Where the event loop runs a step of a task: what is below has nothing to do with it.
_LOOP_FILE = "asyncio" + os.sep + "events.py"


class Sites:
    """Looks for call sites."""

    def __init__(self) -> None:
        """No file was looked at yet."""
        self._users: Dict[str, bool] = {}
        self._sites: Dict[Tuple[int, int, bool], Tuple[CodeType, Optional[Site]]] = {}

    def capture(self, depth: int = 1) -> Optional[Site]:
        """The innermost frame of the user's above the caller's. None at a task whose coroutine is not the user's own, unless
        the task that waits for it tells."""
        frame: Optional[FrameType] = sys._getframe(depth)
        low = False
        for _ in range(_MAX_FRAMES):
            if frame is None:
                return None
            code = frame.f_code
            if self.is_users(code.co_filename):
                return self._known_site(code, frame, low)
            if not low and code.co_name == "_run" and code.co_filename.endswith(_LOOP_FILE):
                waiting = self._waiting()
                if not isinstance(waiting, str):
                    return waiting
                low = True
            frame = frame.f_back
        return None

    def is_users(self, file: str) -> bool:
        """Whether a file is the user's own source."""
        known = self._users.get(file)
        if known is None:
            known = _is_users(file)
            if len(self._users) < _MAX_FILES:
                self._users[file] = known
        return known

    # A loop asks from the same place again and again.
    def _known_site(self, code: CodeType, frame: FrameType, low: bool) -> Optional[Site]:
        key = (id(code), frame.f_lasti, low)
        known = self._sites.get(key)
        # The code is kept, so that no other comes to have its identity.
        if known is not None and known[0] is code:
            return known[1]
        site = _site_of(code, frame.f_lineno, frame.f_lasti, low)
        if len(self._sites) < _MAX_FILES:
            self._sites[key] = (code, site)
        return site

    # A site, `BELOW` where the stack goes on to it, or none.
    def _waiting(self) -> Union[Site, str, None]:
        from .waiting import waiting_frame

        frame = waiting_frame(self.is_users)
        if frame is None or isinstance(frame, str):
            return frame
        return _site_of(frame.f_code, frame.f_lineno, frame.f_lasti, low=True)


def _is_users(file: str) -> bool:
    # `<string>`, `<frozen …>`: no file to point at.
    if not os.path.isabs(file) and not os.path.exists(file):
        return False
    path = os.path.abspath(file)
    if path.startswith(_OWN) or any(part in path for part in _PACKAGES):
        return False
    return not path.startswith(_STDLIB)


def _site_of(code: CodeType, line: Optional[int], instruction: int, low: bool = False) -> Optional[Site]:
    if not line or line < 1:
        return None
    name = getattr(code, "co_qualname", code.co_name)
    if name.startswith("<"):
        name = None
    return Site(os.path.abspath(code.co_filename), line, _column(code, instruction), name and name[:100], low)


# Python 3.11 and later know it.
def _column(code: Any, instruction: int) -> Optional[int]:
    positions = getattr(code, "co_positions", None)
    if positions is None or instruction < 0:
        return None
    for index, position in enumerate(positions()):
        if index == instruction // 2:
            return None if position[2] is None else position[2] + 1
    return None
