"""The recorder's own mistakes: none reaches the program. After a few of them the recorder is silent for the rest of the
process, and says so once."""

from __future__ import annotations

from typing import Any, Callable

_MAX_MISTAKES = 3


class Health:
    """Runs steps of the recorder's own, and counts what goes wrong in them."""

    def __init__(self, on_silent: Callable[[str, str], None], off: bool = False) -> None:
        """`on_silent` is told where the last mistake was made, and what kind of error it was: never its message."""
        self._on_silent = on_silent
        self._mistakes = _MAX_MISTAKES if off else 0

    @property
    def silent(self) -> bool:
        """No more observing: the program runs as if there were no recorder."""
        return self._mistakes >= _MAX_MISTAKES

    def attempt(self, where: str, step: Callable[..., Any], *args: Any) -> Any:
        """Runs a step. What it raises is counted and goes no further; what is raised to end the program is passed on."""
        if self._mistakes >= _MAX_MISTAKES:
            return None
        try:
            return step(*args)
        except Exception as error:
            self._mistakes += 1
            if self._mistakes == _MAX_MISTAKES:
                self._tell(where, error)
            return None

    def _tell(self, where: str, error: Exception) -> None:
        try:
            self._on_silent(where, type(error).__name__)
        except Exception:
            # What is broken may be the log itself: there is nobody left to tell.
            pass
