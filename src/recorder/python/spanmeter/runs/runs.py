"""The runs of this process."""

from __future__ import annotations

import os
from _thread import get_ident
from typing import Any, Dict, List, Optional, Union

from ..guards.run_guard import RunGuard
from ..guards.run_guards import GuardedRun, RunGuards
from ..log.log import Log
from ..log.process_line import script_name
from ..platform import now, random_hex
from . import scope
from .facts import OuterRun, RunFacts
from .joined import Joined, join_variables, joined_run
from .launcher import is_launcher
from .run_state import RunState


class Runs:
    """Knows the runs that are open. Called under the recorder's lock."""

    def __init__(self, log: Log, guards: RunGuards) -> None:
        """Runs write their lines into the log."""
        self._log = log
        self._guards = guards
        self._own: Optional[RunState] = None
        # in the order in which they began
        self._open: Dict[str, RunState] = {}
        # False: there is none to join
        self._joined: Union[Joined, None, bool] = None
        self._launches: Optional[bool] = None

    def current(self) -> RunState:
        """The run the current piece of the program belongs to. Begins the process's own where there is none."""
        here = self._here()
        if here is not None:
            return here
        run = self._make_own()
        if not run.begun:
            self._announce(run)
            # For children that are started by other hands than `subprocess`. `os.environ` stays as it is.
            for name, value in join_variables(Joined(run.id, run.span, True, run.facts)).items():
                os.putenv(name, value or "")
        return run

    def known(self) -> Optional[RunState]:
        """The same, without beginning one."""
        here = self._here()
        return here if here is not None else self._own if self._own and self._own.begun else None

    def offer(self) -> Optional[Joined]:
        """What a process that is started here and now is to join; None where this one is no run."""
        here = self._here()
        # What comes first, here or there, begins it. A launcher is no run, and hands on what it was given.
        if here is None and not (self._own and self._own.begun) and self._is_launcher():
            return self._joined_run()
        run = here if here is not None else self._make_own()
        run.guard.publish()
        facts = run.facts if run.begun else run.facts._replace(name=run.name)
        place = scope.current()
        span = (place.span if place and place.run is run else None) or run.span
        return Joined(run.id, span, run.begun, facts)

    def begin(self, facts: RunFacts, parent: Optional[RunState] = None, span: Optional[str] = None) -> RunState:
        """Begins a run, within another one and a span of it, where there are such."""
        joined = self._joined_run()
        if parent is None and joined is not None:
            # Another process's run is around it all.
            parent, span = self._make_own(), joined.span
        known = facts._replace(name=None, meta=None)
        if parent is not None:
            content = facts.content if facts.content is not None else parent.facts.content
            known = known._replace(outer=OuterRun(parent.id, parent.facts), content=content)
        return self._announce(self._make(random_hex(32), facts, known, parent, span))

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
        known = self.known() or self._own
        self._open = {}
        self._own = None
        self._guards.forked()
        if known is not None:
            here = scope.current()
            span = (here.span if here else None) or known.span
            self._joined = Joined(known.id, span, known.begun, known.facts._replace(name=known.name))

    def _here(self) -> Optional[RunState]:
        here = scope.current()
        if here is not None and here.run is not None:
            return here.run
        # A thread knows nothing of where it was started: where one block of a run is open elsewhere, it works for that one.
        own = get_ident()
        opened = [run for run in self._open.values() if run.thread is not None and run.thread != own]
        return opened[0] if len(opened) == 1 else None

    def _joined_run(self) -> Optional[Joined]:
        if self._joined is None:
            self._joined = joined_run() or False
        return self._joined or None

    def _is_launcher(self) -> bool:
        if self._launches is None:
            self._launches = is_launcher(self._log)
        return self._launches

    # The run this process is by itself, or has joined. Its line is written when something is recorded in it.
    def _make_own(self) -> RunState:
        if self._own is not None:
            return self._own
        joined = self._joined_run() or Joined(random_hex(32))
        name = joined.facts.name or script_name()
        known = joined.facts._replace(name=None)
        around = known.outer
        if joined.announced:
            # Its line and its end are written by the process that began it.
            guard = self._guard_of(joined.run, known._replace(name=name))
            self._own = RunState(joined.run, name, now(), guard, span=joined.span, facts=known)
        else:
            outer = self._guard_of(around.run, around.facts) if around else None
            facts = known._replace(name=name)
            self._own = self._make(joined.run, facts, known, None, None, joined.span, outer, shared=True)
        return self._own

    # The guard of a run that was begun in another process, and of those around it.
    def _guard_of(self, ident: str, facts: RunFacts) -> RunGuard:
        outer = self._guard_of(facts.outer.run, facts.outer.facts) if facts.outer else None
        name = facts.name or script_name()
        return self._guards.guard_for(GuardedRun(ident, name, now(), True, outer, facts.subject, facts.budgets))

    def _make(
        self,
        ident: str,
        facts: RunFacts,
        known: RunFacts,
        parent: Optional[RunState],
        parent_span: Optional[str],
        span: Optional[str] = None,
        outer: Optional[RunGuard] = None,
        shared: bool = False,
    ) -> RunState:
        started = now()
        name = facts.name or script_name()
        around = parent.guard if parent else outer
        guard = self._guards.guard_for(GuardedRun(ident, name, started, shared, around, facts.subject, facts.budgets))
        line: Dict[str, Any] = {"t": "run", "ts": started, "run": ident, "name": name, **facts.words}
        if parent is not None:
            line["parent"] = {"run": parent.id} if parent_span is None else {"run": parent.id, "span": parent_span}
        line.update({"budgets": list(guard.budgets), "guard": guard.state})
        if facts.meta is not None:
            line["meta"] = facts.meta
        return RunState(ident, name, started, guard, parent, span, line, known)

    def _announce(self, run: RunState) -> RunState:
        if run.begun or run.line is None:
            return run
        run.begun = True
        self._log.write(run.line)
        run.guard.announce()
        self._open[run.id] = run
        return run
