"""The editor's word to a running process: `<dir>/control/<run>.json`. One `stat` before each call."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Optional, Sequence, Tuple

from ..javascript import cut
from ..platform import read_text, stamp
from ..values import as_count, as_string, fields_of, parse_json


class Control(NamedTuple):
    """What the editor says."""

    # the next call is to be refused, for this reason
    stop: Optional[str] = None
    # the run's limits from now on: unit and value
    limits: Sequence[Tuple[str, Any]] = ()


_KEYS = (("usd", "budgetUsd"), ("tokens", "budgetTokens"), ("calls", "budgetCalls"), ("minutes", "budgetMinutes"))


class ControlFile:
    """Reads the file when it has changed."""

    def __init__(self, folder: str, run: str) -> None:
        """`folder` is the log's."""
        self._path = os.path.join(folder, "control", run + ".json")
        self._stamp: Any = None
        self._control = Control()

    def look(self) -> Tuple[Control, bool]:
        """What it says now, and whether that is news."""
        now = stamp(self._path)
        if now == self._stamp:
            return self._control, False
        self._stamp = now
        self._control = Control() if now is None else _parse(read_text(self._path, 64 * 1024) or "")
        return self._control, True


def _parse(text: str) -> Control:
    fields = fields_of(parse_json(text))
    reason = as_string(fields.get("reason"))
    return Control(
        stop=(cut(reason, 200) if reason else "by the user") if fields.get("stop") is True else None,
        limits=[(unit, fields[key]) for unit, key in _KEYS if as_count(fields.get(key))],
    )
