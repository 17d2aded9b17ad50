"""How a program learns that its budget is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Iterator, List, Optional

_REFUSAL = re.compile(r'(?:Budget exceeded|Stopped): [^"\\]+')
_STATUS = re.compile(r"\b402\b")
_MAX_VALUES = 2000
_MAX_DEPTH = 8


class BudgetExceededError(Exception):
    """What `run()` raises when a call in it was refused because a limit was reached. Its `__cause__` is the SDK's own error."""

    def __init__(self, message: str, run: Optional[str] = None) -> None:
        """`run` is the id of the run that was stopped."""
        super().__init__(message)
        self.run = run


class StopRequestedError(Exception):
    """Someone asked the run to stop, and a manual call was refused for it. Has what an SDK's error has that was refused so."""

    status_code = 402
    code = "stop_requested"

    def __init__(self, message: str) -> None:
        """The sentence says who asked, and why."""
        super().__init__(message)
        self.status, self.code = 402, "stop_requested"


def is_budget_exceeded(error: object) -> bool:
    """Whether an error, an SDK's own or ours, says that the guard refused a call because a limit was reached."""
    return isinstance(error, BudgetExceededError) or _is_refusal(error, "budget_exceeded")


def is_stop_requested(error: object) -> bool:
    """Whether an error, an SDK's own or ours, says that the guard refused a call because someone asked the run to stop."""
    return _is_refusal(error, "stop_requested")


def refusal_in(error: object) -> Optional[str]:
    """The sentence of the refusal in an error, where it has one: `Budget exceeded: spent $0.5012 of $0.5000 (run budget)`."""
    for value in _values_of(error):
        found = _REFUSAL.search(value) if isinstance(value, str) else None
        if found:
            return found.group().strip()
    return None


# SDKs put the status and the body into fields of their own choosing: both are looked for wherever they may be.
def _is_refusal(error: object, code: str) -> bool:
    if not isinstance(error, BaseException):
        return False
    has_status = has_code = False
    quoted = '"%s"' % code
    said = "Stopped: " if code == "stop_requested" else "Budget exceeded: "
    for value in _values_of(error):
        if isinstance(value, str):
            has_status = has_status or _STATUS.search(value) is not None
            # Of some SDKs' errors nothing is left but the sentence.
            told = value == code or quoted in value or "'%s'" % code in value or value.startswith(said)
            has_code = has_code or told
        else:
            has_status = has_status or value == 402
        if has_status and has_code:
            return True
    return False


# Every text and number within an error: own fields, its message, causes, lists. Each object once, so cycles end.
def _values_of(root: object) -> Iterator[Any]:
    seen = set()
    front: List[Any] = [root]
    left = _MAX_VALUES
    for _ in range(_MAX_DEPTH + 1):
        following: List[Any] = []
        for value in front:
            left -= 1
            if left <= 0:
                return
            if isinstance(value, (bytes, bytearray)):
                yield bytes(value[:65536]).decode("utf-8", "replace")
            elif value is None or isinstance(value, (str, int, float)):
                yield value
            elif id(value) not in seen:
                seen.add(id(value))
                following.extend(_fields_of(value))
        front = following


# Fields only, nothing that is worked out when it is asked for: reading an error must change nothing.
def _fields_of(value: Any) -> List[Any]:
    if isinstance(value, Mapping):
        return list(value.values())[:200]
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)[:200]
    fields: List[Any] = []
    if isinstance(value, BaseException):
        fields += [value.args, value.__cause__, value.__context__, getattr(value, "exceptions", None)]
    try:
        fields += list(object.__getattribute__(value, "__dict__").values())[:200]
    except AttributeError:
        # One without fields of its own.
        pass
    return fields
