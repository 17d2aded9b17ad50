"""The runs of this process."""

from __future__ import annotations

import os
from _thread import get_ident
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from ..guards.config import BudgetRule
from ..guards.run_guards import GuardedRun, RunGuards
from ..log.log import Log
from ..log.process_line import script_name
from ..platform import now, random_hex
from . import scope
from .joined import VARIABLE, Joined, joined_run, traceparent
from .run_state import RunState


class RunFacts(NamedTuple):
    """What a program may say of a run it opens."""

    name: str
    # agent, task, user and session, where they are named
    words: Dict[str, str] = {}
    budgets: Sequence[BudgetRule] = ()
    meta: Optional[Dict[str, Any]] = None


class Runs:
    """Knows the runs that are open. Called under the recorder's lock."""

    def __init__(self, log: Log, guards: RunGuards) -> None:
        """Runs write their lines into the log."""
        self._log = log
        self._guards = guards
        self._own: Optional[RunState] = None
        # in the order in which they began
        self._open: Dict[str, RunState] = {}
        self._joined: Optional[Joined] = None

    def current(self) -> RunState:
        """The run the current piece of the program belongs to. Begins the process's own where there is none."""
        found = self.known()
        if found is None:
            found = self._own = self._begin_own()
        return found

    def known(self) -> Optional[RunState]:
        """The same, without beginning one."""
        here = scope.current()
        if here is not None and here.run is not None:
            return here.run
        # A thread knows nothing of where it was started: where one block of a run is open elsewhere, it works for that one.
        own = get_ident()
        opened = [run for run in self._open.values() if run.thread is not None and run.thread != own]
        return opened[0] if len(opened) == 1 else self._own

    def begin(self, facts: RunFacts, parent: Optional[RunState] = None, span: Optional[str] = None) -> RunState:
        """Begins a run, within another one and a span of it, where there are such."""
        return self._announce(random_hex(32), facts, parent, span)

    def end(self, run: RunState, status: str, reason: Optional[str] = None) -> None:
        """Ends a run that was begun here."""
        if run.ended or run.line is None or run.pid != os.getpid():
            return
        run.ended = True
        self._open.pop(run.id, None)
        stopped = run.guard.stopped_by
        line = {"t": "run_end", "ts": now(), "run": run.id, "status": "stopped" if stopped else status}
        if stopped or reason:
            line["reason"] = stopped or reason
        self._log.write(line)

    def end_all(self, status: str) -> None:
        """Ends every run that is open: the process ends."""
        for run in reversed(list(self._open.values())):
            self.end(run, status)

    def open_lines(self) -> List[Dict[str, Any]]:
        """Lines of the runs that are open."""
        return [run.line for run in self._open.values() if run.line is not None]

    def forked(self) -> None:
        """This is a child now: it goes on in the run of its parent, which is the parent's to end."""
        known = self.known()
        self._open = {}
        self._own = None
        self._guards.forked()
        if known is not None:
            here = scope.current()
            self._joined = Joined(known.id, (here.span if here else None) or known.span, True)

    def _begin_own(self) -> RunState:
        joined = self._joined or joined_run()
        name = script_name()
        ident = joined.run if joined else random_hex(32)
        span = joined.span if joined else None
        if joined is None or not joined.announced:
            # Children join it: what they spend counts against its limits too.
            run = self._announce(ident, RunFacts(name), None, None, span, shared=True)
            # For children that are started by other hands than `subprocess`. `os.environ` stays as it is.
            os.putenv(VARIABLE, traceparent(ident, span or random_hex(16)))
            return run
        # Its line and its end are written by the process that began it.
        started = now()
        guard = self._guards.guard_for(GuardedRun(ident, name, started, shared=True))
        return RunState(ident, name, started, guard, span=span)

    def _announce(
        self,
        ident: str,
        facts: RunFacts,
        parent: Optional[RunState],
        parent_span: Optional[str],
        span: Optional[str] = None,
        shared: bool = False,
    ) -> RunState:
        started = now()
        subject = {key: facts.words[key] for key in ("agent", "task", "user") if key in facts.words}
        outer = parent.guard if parent else None
        guard = self._guards.guard_for(GuardedRun(ident, facts.name, started, shared, outer, subject, facts.budgets))
        line: Dict[str, Any] = {"t": "run", "ts": started, "run": ident, "name": facts.name, **facts.words}
        if parent is not None:
            line["parent"] = {"run": parent.id} if parent_span is None else {"run": parent.id, "span": parent_span}
        line.update({"budgets": list(guard.budgets), "guard": guard.state})
        if facts.meta is not None:
            line["meta"] = facts.meta
        run = RunState(ident, facts.name, started, guard, parent, span, line)
        self._log.write(line)
        guard.announce()
        self._open[ident] = run
        return run
