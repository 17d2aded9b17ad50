"""Spanmeter's recorder for Python: what language-model calls cost, measured where they are made.

Importing this package records the process, as `python -m spanmeter agent.py` does. The functions below name what runs: they hand
on the values and the errors of what they stand around as these are. They are loaded when they are first used."""

from .hooks import install as _install
from .instance import off as _off
from .instance import watch_exit as _watch_exit
from .version import VERSION as __version__

__all__ = [
    "BudgetExceededError",
    "CurrentRun",
    "Guard",
    "LlmSpan",
    "StopRequestedError",
    "__version__",
    "current_run",
    "end_span",
    "end_trace",
    "guard",
    "is_budget_exceeded",
    "is_stop_requested",
    "llm",
    "run",
    "start_span",
    "start_trace",
    "tool",
    "turn",
]

if not _off():
    _install()
    _watch_exit()


def __getattr__(name):
    if name not in __all__:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    from .api import public

    for known in __all__:
        if known != "__version__":
            globals()[known] = getattr(public, known)
    return globals()[name]


def __dir__():
    return sorted(__all__)
