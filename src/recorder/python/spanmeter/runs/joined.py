"""The run a process was started within, by its environment."""

from __future__ import annotations

import re
from typing import Dict, NamedTuple, Optional

from ..platform import environment
from .facts import RunFacts, decode_facts, encode_facts

# Names of the variables a child process is given.
TRACEPARENT = "SPANMETER_TRACEPARENT"
RUN = "SPANMETER_RUN"

_FOREIGN = "TRACEPARENT"
_NO_SPAN = "0" * 16
_VALUE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|\Z)")


class Joined(NamedTuple):
    """A run to join."""

    run: str
    # the span that was open where the process was started
    span: Optional[str] = None
    # whether the other side has written the run's line
    announced: bool = False
    facts: RunFacts = RunFacts()


def joined_run() -> Optional[Joined]:
    """The run to join, if any."""
    own = _read(environment(TRACEPARENT), environment(RUN))
    if own:
        return own
    foreign = _read(environment(_FOREIGN), None)
    return foreign._replace(announced=False) if foreign and foreign.span else None


def join_variables(joined: Joined) -> Dict[str, Optional[str]]:
    """The variables for a process that is to join; None for one that must not be there."""
    flags = "01" if joined.announced else "00"
    value = "00-%s-%s-%s" % (joined.run, joined.span or _NO_SPAN, flags)
    return {TRACEPARENT: value, RUN: encode_facts(joined.facts)}


# As the W3C writes it, except that a span of zeros stands for none: the run was joined outside of any.
def _read(value: Optional[str], facts: Optional[str]) -> Optional[Joined]:
    found = _VALUE.match(value or "")
    if found is None:
        return None
    run, span, flags = found.groups()
    if run.strip("0") == "":
        return None
    return Joined(run, None if span == _NO_SPAN else span, int(flags, 16) & 1 == 1, decode_facts(facts))
