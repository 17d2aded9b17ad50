"""The recorder of a process: its parts, put together once."""

from __future__ import annotations

import sys
from _thread import RLock
from typing import TYPE_CHECKING, Any, Dict, Set

from .coverage import Coverage
from .guards.run_guards import RunGuards
from .hashes.hasher import create_hasher
from .hashes.key import machine_key
from .health import Health
from .log.log import Log
from .platform import home_folder, now, working_directory
from .prompt.prompts import Prompts
from .runs.runs import Runs
from .site.capture import Sites
from .transports import gate

if TYPE_CHECKING:
    from typing import Protocol as Shape

    class Abandoned(Shape):
        """A call or a span under way."""

        def abandoned(self, why: str) -> None:
            """Nobody will hear of it any more."""


class Recorder:
    """Everything of this process that records."""

    def __init__(self, off: bool) -> None:
        """`off`: the API hands on what it is given, and nothing is recorded."""
        # One lock for all: what it guards takes microseconds. It may be taken again by a signal handler or a finaliser that
        # comes between.
        self.lock: Any = RLock()
        self.health = Health(self._on_silent, off)
        self.log = Log(working_directory(), self.lock, self._open_runs, _warn)
        self.guards = RunGuards(self.log)
        self.runs = Runs(self.log, self.guards)
        self.hasher = create_hasher(lambda: machine_key(home_folder()))
        self.prompts = Prompts(self.hasher)
        self.sites = Sites()
        self.coverage = Coverage()
        for transport in gate.PENDING:
            self.coverage.transport(transport)
        # calls and spans under way
        self.live: Set[Abandoned] = set()

    def on_first_call(self) -> None:
        """Tells what is there to be recorded."""
        self.log.write(self.coverage.line())

    def close(self, status: str) -> None:
        """Closes what is open: the process ends."""
        for call in list(self.live):
            call.abandoned("process_exit")
        with self.lock:
            self.guards.close()
            self.runs.end_all(status)
            if self.log.begun or self.coverage.has_news:
                self.log.write(self.coverage.line())

    def forked(self) -> None:
        """This is a child now: another thread of the parent may have held the lock, and what is open is the parent's."""
        self.lock = RLock()
        self.log.forked(self.lock)
        self.live = set()
        self.runs.forked()

    def _open_runs(self) -> Any:
        return self.runs.open_lines()

    def _on_silent(self, where: str, kind: str) -> None:
        line: Dict[str, Any] = {"t": "event", "ts": now(), "run": self.runs.current().id, "type": "recorder_error"}
        self.log.write({**line, "where": where, "error.type": kind})


def _warn(message: str) -> None:
    try:
        sys.stderr.write("spanmeter: " + message + "\n")
    except (AttributeError, OSError, ValueError):
        # No one listens: `sys.stderr` is None, closed, or a pipe that is gone.
        pass
