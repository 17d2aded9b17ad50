"""The run a process was started within, by its environment."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from ..platform import environment

VARIABLE = "SPANMETER_TRACEPARENT"
_FOREIGN = "TRACEPARENT"
_VALUE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})(?:-|\Z)")


class Joined(NamedTuple):
    """A run to join."""

    run: str
    span: Optional[str]
    # whether the other side has written the run's line
    announced: bool


def joined_run() -> Optional[Joined]:
    """The run to join, if any."""
    own = _parse(environment(VARIABLE), True)
    return own or _parse(environment(_FOREIGN), False)


def traceparent(run: str, span: str) -> str:
    """The W3C value that lets a child process join a run."""
    return "00-%s-%s-01" % (run, span)


def _parse(value: Optional[str], announced: bool) -> Optional[Joined]:
    found = _VALUE.match(value or "")
    if found is None:
        return None
    run, span = found.groups()
    # All zeros mean none, says the W3C.
    return None if run.strip("0") == "" or span.strip("0") == "" else Joined(run, span, announced)
