"""What the lines of a budget's ledger add up to. The order of the lines is the order in which calls were admitted: whether a
reservation holds follows from the lines before it and its own, so that all who read the file come to the same answer. No lock
is needed, and none is held by a process that dies.

**The rule.** With `before` = settled + reserved by the admitted calls that are not settled, a call is admitted iff `before +
amount ≤ limit` where its amount is an upper bound, `before < limit` where none is known, and always without a limit."""

from __future__ import annotations

from typing import Dict, NamedTuple, Optional

from ...pricing.money import MAX_SAFE
from .ledger_line import Alert, Begin, LedgerLine, Raise, Reserve, Settle, Sum

_MAX_ALERTS = 1000
_MAX_SUMMED = 100


class Verdict(NamedTuple):
    """How a reservation stands in the order of lines."""

    admitted: bool
    spent: int
    # what calls in flight may cost
    held: int
    # with all that raised it
    limit: Optional[int]


class LedgerState:
    """The sum of the lines that were read."""

    def __init__(self) -> None:
        """No line was read yet."""
        # what settled calls cost
        self.spent = 0
        # what admitted calls that are not settled may cost
        self.held = 0
        # the limit is no lower than this
        self.raised = 0
        # since when there has been this account, Unix milliseconds; 0 where its first line is missing
        self.begun = 0
        self.open: Dict[str, Reserve] = {}
        # who tells of which limit being near: the id of the first that said so
        self.alerts: Dict[str, str] = {}

    def judge(self, amount: int, exact: bool, limit: Optional[int]) -> Verdict:
        """How a call would stand if its reservation were the next line."""
        before = self.spent + self.held
        effective = None if limit is None else max(limit, self.raised)
        admitted = effective is None or (before + amount <= effective if exact else before < effective)
        return Verdict(admitted, self.spent, self.held, effective)

    def apply(self, line: LedgerLine) -> Optional[Verdict]:
        """Takes in the next line of the file. A reservation gets its verdict."""
        if isinstance(line, Reserve):
            # A second reservation of a call takes the place of its first.
            self._release(line.id)
            verdict = self.judge(line.amount, line.exact, line.limit)
            if verdict.admitted:
                self._hold(line)
            return verdict
        if isinstance(line, Settle):
            # What was spent was spent, whether or not its reservation is known.
            self._release(line.id)
            self.spent = _sum(self.spent, line.amount)
        elif isinstance(line, Begin):
            self.begun = self.begun or line.at
        elif isinstance(line, Raise):
            self.raised = max(self.raised, line.limit)
        elif isinstance(line, Alert) and line.key not in self.alerts and len(self.alerts) < _MAX_ALERTS:
            self.alerts[line.key] = line.id
        return None

    def restore(self, line: Sum) -> None:
        """Begins with what a sum says, in place of the lines it stands for."""
        self.spent = line.spent
        self.raised = line.raised
        self.begun = line.begun
        for key in line.alerts:
            self.alerts[key] = ""
        for reservation in line.open:
            self._hold(reservation)

    def sum_at(self, offset: int) -> Optional[Sum]:
        """The sum of all lines up to `offset` bytes; None where so much is open that it would be longer than the lines."""
        if len(self.open) > _MAX_SUMMED or len(self.alerts) > _MAX_SUMMED:
            return None
        return Sum(offset, self.begun, self.spent, self.raised, list(self.alerts), list(self.open.values()))

    def _hold(self, reservation: Reserve) -> None:
        self.open[reservation.id] = reservation
        self.held = _sum(self.held, reservation.amount)

    def _release(self, ident: str) -> None:
        reservation = self.open.pop(ident, None)
        if reservation is None:
            return
        if self.held < MAX_SAFE:
            self.held -= reservation.amount
            return
        # Beyond exact integers (9 million dollars) only a hostile line leads: the rest is then added up anew.
        self.held = 0
        for one in self.open.values():
            self.held = _sum(self.held, one.amount)


def _sum(a: int, b: int) -> int:
    return min(a + b, MAX_SAFE)
