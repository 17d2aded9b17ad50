"""The first line of every file: who writes it."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, Optional

from ..platform import now
from ..version import RECORDER
from .git import read_git

FORMAT_VERSION = 1


def process_line(cwd: str) -> Dict[str, Any]:
    """The line as of now."""
    line = {
        "t": "process",
        "v": FORMAT_VERSION,
        "ts": now(),
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "tid": 0,
        "argv": {"script": script_name(), "args": max(0, len(_arguments()) - 1)},
        "cwd": cwd,
        "runtime": _runtime(),
        "recorder": RECORDER,
    }
    git = read_git(cwd)
    if git is not None:
        line["git"] = git
    return line


def script_path() -> Optional[str]:
    """The script as it was named; None where there is none."""
    script = (_arguments() or [""])[0]
    return None if script in ("", "-c", "-m", "-") else script


def script_name() -> str:
    """The script's file name: what a run is called that no one named. A package that runs gives its own."""
    script = script_path()
    if script is None:
        return os.path.basename(sys.executable or "python")
    folder, name = os.path.split(script)
    return os.path.basename(folder) or name if name == "__main__.py" else name


def _arguments() -> Any:
    return getattr(sys, "argv", None) or []


def _runtime() -> str:
    name = sys.implementation.name
    return "%s %d.%d.%d" % ("python" if name == "cpython" else name, *sys.version_info[:3])
