"""A run as this process knows it."""

from __future__ import annotations

import os
from typing import Any, Dict, Optional

from ..guards.run_guard import RunGuard
from .facts import RunFacts


class RunState:
    """One run."""

    __slots__ = ("id", "name", "started_at", "outer", "span", "line", "guard", "ended", "begun", "facts", "pid", "thread")

    def __init__(
        self,
        ident: str,
        name: str,
        started_at: float,
        guard: RunGuard,
        outer: Optional[RunState] = None,
        span: Optional[str] = None,
        line: Optional[Dict[str, Any]] = None,
        facts: RunFacts = RunFacts(),
    ) -> None:
        """`outer` is the run it was begun within, in this process; `span` the parent of spans that have no other, of a run
        that was begun in another process; `line` the one that begins it, none where another process has written it; `facts`
        what a process that is started within it has to know."""
        self.id = ident
        self.name = name
        self.started_at = started_at
        self.guard = guard
        self.outer = outer
        self.span = span
        self.line = line
        self.facts = facts
        # Its line is on disk, here or there.
        self.begun = line is None
        self.ended = False
        # A forked child does not end what its parent began.
        self.pid = os.getpid()
        # Of a run that is a block of the program: where the block is.
        self.thread: Optional[int] = None
