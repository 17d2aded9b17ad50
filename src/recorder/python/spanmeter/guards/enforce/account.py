"""One budget's account: what was spent of it, and what calls in flight may spend. Kept in a ledger that all processes of the
machine share, or in memory where nobody else can spend of it (and where the ledger can't be written)."""

from __future__ import annotations

from typing import Callable, List, NamedTuple, Optional, Set

from ...platform import now
from .ledger import LedgerState, Verdict
from .ledger_file import LedgerFile
from .ledger_line import Alert, LedgerLine, Raise, Reserve, Settle
from .processes import Processes


class Booking(NamedTuple):
    """What a call may cost: `exact` says that it is no more than `amount`. Without a limit it is let go in any case."""

    # the call's span
    id: str
    amount: int
    exact: bool
    limit: Optional[int]


class Account:
    """One account. Called under the recorder's lock."""

    def __init__(
        self,
        file: Optional[LedgerFile],
        processes: Processes,
        begun: float,
        on_lost: Callable[[BaseException], None],
    ) -> None:
        """`file`: none for an account in memory. `begun`: when it began, where this process begins it, Unix milliseconds.
        `on_lost` is told once, when the ledger can't be kept any more and the account goes on without the others."""
        self._file = file
        self._processes = processes
        self._begun = begun
        self._on_lost = on_lost
        self._state = LedgerState()
        # calls of this process that are under way
        self._own: Set[str] = set()
        self._looked: Set[str] = set()
        # the reservation that is being made, and its verdict
        self._making: Optional[str] = None
        self._made: Optional[Verdict] = None
        if file is None:
            self._state.begun = int(begun)

    @property
    def idle(self) -> bool:
        """Nobody waits for anything of it: it may be forgotten, and read again."""
        return not self._own and self._file is not None

    @property
    def spent(self) -> int:
        """What settled calls cost."""
        return self._state.spent

    @property
    def held(self) -> int:
        """What calls in flight may cost."""
        return self._state.held

    @property
    def raised(self) -> int:
        """The limit is no lower than this."""
        return self._state.raised

    def reserve(self, booking: Booking) -> Verdict:
        """Reserves what a call may cost, if that fits."""
        known = self._known(booking)
        if not known.admitted:
            return known
        verdict = self._append(booking)
        # Someone was faster: what is left may still be held by a process that is gone.
        if not verdict.admitted and self._reclaim():
            verdict = self._append(booking)
        if verdict.admitted:
            self._own.add(booking.id)
        return verdict

    def settle(self, ident: str, amount: int) -> None:
        """Puts what a call did cost in place of what was reserved; 0 where there was no call."""
        self._own.discard(ident)
        self._put(Settle(ident, amount))

    def elapsed(self, limit: Optional[int]) -> Verdict:
        """How long it has been there, against a limit in milliseconds."""
        self._sync()
        spent = int(max(0, now() - (self._state.begun or self._begun)))
        effective = None if limit is None else max(limit, self.raised)
        return Verdict(effective is None or spent < effective, spent, 0, effective)

    def look(self, limit: Optional[int], amount: int = 0) -> Verdict:
        """How a call would stand now, without reserving anything for it."""
        self._sync()
        return self._state.judge(amount, amount > 0, limit)

    def is_first(self, key: str, ident: str, is_crossing: bool) -> bool:
        """Whether it is this process that tells of a limit being near: exactly one does. `is_crossing` says that this call
        made it so; what others' calls cross is theirs to tell, but what was crossed before we first looked may have been left
        untold."""
        is_first_look = key not in self._looked
        self._looked.add(key)
        if key in self._state.alerts or not (is_crossing or is_first_look):
            return False
        self._put(Alert(key, ident))
        return self._state.alerts.get(key) == ident

    @property
    def begun(self) -> float:
        """Since when there has been this account, Unix milliseconds."""
        return self._begun

    def publish(self, file: LedgerFile) -> None:
        """Writes into a ledger what was kept in memory. From now on others may spend of it."""
        was = self._state
        self._file = file
        self._ready()
        lines: List[LedgerLine] = [Settle("before-%d" % self._processes.self.pid, was.spent)] if was.spent else []
        lines += [Raise(was.raised)] if was.raised else []
        lines += [Alert(key, ident) for key, ident in was.alerts.items()]
        lines += list(was.open.values())
        for line in lines:
            self._put(line)

    def close(self) -> None:
        """Closes the ledger."""
        if self._file:
            self._file.close()

    # As far as is known without writing: a call that can't be let go leaves no line, however often it is tried.
    def _known(self, booking: Booking) -> Verdict:
        _, amount, exact, limit = booking
        if self._state.begun > 0:
            guess = self._state.judge(amount, exact, limit)
            if guess.admitted:
                return guess
        self._sync()
        verdict = self._state.judge(amount, exact, limit)
        if verdict.admitted or not self._reclaim():
            return verdict
        return self._state.judge(amount, exact, limit)

    def _append(self, booking: Booking) -> Verdict:
        ident, amount, exact, limit = booking
        line = Reserve(ident, self._processes.self, int(now()), amount, exact, limit)
        self._making, self._made = ident, None
        self._put(line)
        verdict, self._making, self._made = self._made, None, None
        if verdict is not None:
            return verdict
        # What was written can't be read back: no file to share a budget in.
        self._lose(OSError("a line that was written is not there"))
        return self._state.apply(line) or self._state.judge(amount, exact, limit)

    # Gives back what processes that are gone had reserved. Returns whether there was any.
    def _reclaim(self) -> bool:
        gone: List[Reserve] = [
            one for one in self._state.open.values() if self._processes.is_gone(one.holder, one.at)
        ]
        for one in gone:
            self._put(Settle(one.id, 0))
        return len(gone) > 0

    def _put(self, line: LedgerLine) -> None:
        self._ready()
        self._attempt(lambda file: file.append(line))
        self._sync()
        # Also where the file was lost just now: then the line has to hold here.
        if self._file is None:
            self._take(line)

    def _sync(self) -> None:
        self._ready()
        self._attempt(lambda file: file.read(self._take))
        if self._file:
            self._file.sum_up(self._state)

    def _ready(self) -> None:
        self._attempt(self._begin)

    def _begin(self, file: LedgerFile) -> None:
        if file.ready():
            self._state = LedgerState()
            file.skip_to_sum(self._state)

    def _take(self, line: LedgerLine) -> None:
        verdict = self._state.apply(line)
        if verdict is not None and isinstance(line, Reserve) and line.id == self._making:
            self._made = verdict

    def _attempt(self, step: Callable[[LedgerFile], None]) -> None:
        if self._file is None:
            return
        try:
            step(self._file)
        except (OSError, ValueError) as error:
            self._lose(error)

    def _lose(self, error: BaseException) -> None:
        file, self._file = self._file, None
        if file is not None:
            self._on_lost(error)
            file.close()
