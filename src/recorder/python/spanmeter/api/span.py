"""Spans a program opens itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, Optional

from ..platform import now, random_hex
from ..runs.run_state import RunState

if TYPE_CHECKING:
    from ..recorder import Recorder


class OpenSpan:
    """A span that was begun: its line is on disk. It is closed with the process, if not before."""

    def __init__(
        self,
        recorder: Recorder,
        kind: str,
        name: str,
        run: RunState,
        parent: Optional[str] = None,
        a: Optional[Dict[str, Any]] = None,
        meta: Optional[Dict[str, Any]] = None,
    ) -> None:
        """Begins it."""
        self.id = random_hex(16)
        self.kind = kind
        self.run = run
        self._recorder = recorder
        self._ended = False
        # After a fork it is the parent's to end.
        self._pid = os.getpid()
        line: Dict[str, Any] = {"t": "start", "ts": now(), "run": run.id, "span": self.id}
        if parent is not None:
            line["parent"] = parent
        line.update({"kind": kind, "name": name, "a": a or {}})
        if meta is not None:
            line["meta"] = meta
        recorder.log.write(line)
        recorder.live.add(self)

    def end(
        self,
        status: str,
        a: Optional[Dict[str, Any]] = None,
        usage: Any = None,
        usage_state: Optional[str] = None,
        meta: Optional[Dict[str, Any]] = None,
    ) -> None:
        """Ends it, once."""
        if self._ended or self._pid != os.getpid():
            return
        self.release()
        line: Dict[str, Any] = {"t": "end", "ts": now(), "run": self.run.id, "span": self.id, "status": status}
        line["a"] = a or {}
        for key, value in (("usage", usage), ("usage_state", usage_state), ("meta", meta)):
            if value is not None:
                line[key] = value
        self._recorder.log.write(line)

    @property
    def is_own(self) -> bool:
        """Whether this process began it."""
        return self._pid == os.getpid()

    def release(self) -> None:
        """Ends it without a line: another has written it."""
        self._ended = True
        self._recorder.live.discard(self)

    def abandoned(self, why: str) -> None:
        """The process ends."""
        self.end("cancelled", {"error.type": why})
