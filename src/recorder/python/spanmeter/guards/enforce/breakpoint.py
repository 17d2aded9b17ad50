"""A cost breakpoint: the program stands still in an attached debugger, at the call that would pass a limit."""

from __future__ import annotations

import sys
from typing import Any


def pause_in_debugger(why: str) -> bool:
    """Pauses, if a debugger is attached. Returns whether one is: without one nothing happens."""
    if not _is_attached():
        return False
    # Spanmeter: the next call of a language model would pass a budget (see `why`). The stack shows who makes it.
    # "Continue" lets it go: this limit does not pause again.
    breakpoint()
    return True


def _is_attached() -> bool:
    debugpy: Any = sys.modules.get("debugpy")
    if debugpy is not None and getattr(debugpy, "is_client_connected", bool)():
        return True
    pydevd: Any = sys.modules.get("pydevd")
    if pydevd is not None and getattr(pydevd, "get_global_debugger", bool)() is not None:
        return True
    # `pdb` and its like trace the program that runs under them.
    trace = sys.gettrace()
    return trace is not None and type(getattr(trace, "__self__", None)).__name__.endswith("db")
