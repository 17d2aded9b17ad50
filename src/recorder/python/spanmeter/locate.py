"""Where the span log of a working directory lies: the same rule in the recorders, the extension and the command line
(`FORMAT.md`, "Where"). Pure: the caller says how paths are written and what exists."""

from __future__ import annotations

import re
from typing import Callable, List, NamedTuple, Optional

_LOG_FOLDER = ".spanmeter"
CONFIG_FILE = "spanmeter.json"

# `C:\`, `\\server\share\`: what no parent folder lies above.
_WINDOWS_ROOT = re.compile(r"(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/]+[\\/]+[^\\/]+[\\/]?)")


class Located(NamedTuple):
    """Where a log lies: the folder that holds `runs/` and `control/`, and the one beside it that holds `spanmeter.json`."""

    dir: str
    project: str


def locate(
    cwd: str, windows: bool, exists: Callable[[str], bool], override: Optional[str], home: Optional[str]
) -> Located:
    """Finds the log folder for a working directory. It need not exist yet."""
    if override:
        folder = override if _root_of(override, windows) else _join(windows, cwd, override)
        above = ancestors(folder, windows)
        return Located(folder, above[1] if len(above) > 1 else folder)
    project = _project_of(cwd, windows, exists, home)
    return Located(_join(windows, project, _LOG_FOLDER), project)


def config_paths(located: Located, cwd: str, windows: bool) -> List[str]:
    """Where `spanmeter.json` may lie, nearest to the log folder first."""
    folders = dict.fromkeys([located.project, *ancestors(cwd, windows)])
    return [_join(windows, folder, CONFIG_FILE) for folder in folders]


def _project_of(cwd: str, windows: bool, exists: Callable[[str], bool], home: Optional[str]) -> str:
    folders = ancestors(cwd, windows)

    def nearest(*names: str) -> Optional[str]:
        for folder in folders:
            if any(exists(_join(windows, folder, name)) for name in names):
                return folder
        return None

    at_home = (ancestors(home, windows) or [None])[0] if home else None
    for folder in folders:
        if folder != at_home and exists(_join(windows, folder, _LOG_FOLDER)):
            return folder
    return nearest(".git") or nearest("package.json", "pyproject.toml") or (folders[0] if folders else cwd)


def ancestors(path: str, windows: bool) -> List[str]:
    """The folder itself and every folder above it, nearest first, without trailing separators."""
    root = _root_of(path, windows)
    names = [name for name in re.split(r"[\\/]+" if windows else "/+", path[len(root) :]) if name not in ("", ".")]
    found = []
    for length in range(len(names), -1, -1):
        folder = root
        for name in names[:length]:
            folder = _join(windows, folder, name)
        if folder != "":
            found.append(folder)
    return found


def _join(windows: bool, folder: str, name: str) -> str:
    is_open = folder == "" or folder.endswith("/") or (windows and folder.endswith("\\"))
    return folder + name if is_open else folder + ("\\" if windows else "/") + name


def _root_of(path: str, windows: bool) -> str:
    if not windows:
        return "/" if path.startswith("/") else ""
    found = _WINDOWS_ROOT.match(path)
    return found.group() if found else ""
