"""Makes the guard of a run. What enforces limits is loaded where something may limit a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, NamedTuple, Optional, Sequence

from ..log.log import Log
from ..platform import now
from .config import BudgetRule
from .config_files import may_bind
from .control import ControlFile
from .meter import Meter
from .run_guard import RunGuard

if TYPE_CHECKING:
    from .enforce.enforcement import Enforced, Enforcement


class GuardedRun(NamedTuple):
    """A run, as far as its guard has to know it."""

    id: str
    name: str
    started_at: float
    # other processes may make calls of it: children
    shared: bool = False
    outer: Optional[RunGuard] = None
    # agent, task and user, where they are named
    subject: Dict[str, str] = {}
    # the program's own limits
    budgets: Sequence[BudgetRule] = ()


class RunGuards:
    """Makes guards. One for each process: runs share the accounts of the day."""

    def __init__(self, log: Log) -> None:
        """`log` is where events go, and tells where limits are kept."""
        self._log = log
        self._enforcement: Optional[Enforcement] = None

    def guard_for(self, run: GuardedRun) -> RunGuard:
        """The guard of a run that begins."""
        meter = Meter()

        def tell(kind: str, data: Dict[str, Any], span: Optional[str] = None) -> None:
            line: Dict[str, Any] = {"t": "event", "ts": now(), "run": run.id}
            if span is not None:
                line["span"] = span
            self._log.write({**line, "type": kind, **data})

        def enforce() -> Enforced:
            return self._enforce(run, meter, tell)

        limited = len(run.budgets) > 0 or may_bind(self._log)
        return RunGuard(
            control=ControlFile(self._log.place.dir, run.id),
            tell=tell,
            meter=meter,
            enforced=enforce() if limited else None,
            enforce=enforce,
            outer=run.outer,
        )

    def close(self) -> None:
        """The process ends."""
        if self._enforcement:
            self._enforcement.close()

    def forked(self) -> None:
        """This is a child now: ledgers are opened anew."""
        if self._enforcement:
            self._enforcement.forked()

    def _enforce(self, run: GuardedRun, meter: Meter, tell: Callable[..., None]) -> Enforced:
        if self._enforcement is None:
            from .enforce.enforcement import Enforcement

            self._enforcement = Enforcement(self._log)
        return self._enforcement.enforced(run, meter, tell)
