"""Tells a program that only starts others (pip, pytest, a watcher) from one of the project's own."""

from __future__ import annotations

import os

from ..locate import locate
from ..log.log import Log
from ..log.process_line import script_path
from ..platform import WINDOWS, exists, home_folder


def is_launcher(log: Log) -> bool:
    """What a launcher starts are runs of their own: a watcher that starts the agent again and again has not one run without an end. A
    script of the project that starts several agents is one run, though it may make no call itself."""
    script = script_path()
    if script is None:
        return True
    # The project of where it runs, wherever its log is told to lie.
    project = locate(log.cwd, WINDOWS, exists, None, home_folder()).project
    path = os.path.realpath(os.path.join(log.cwd, script))
    inside = path.startswith(os.path.join(os.path.realpath(project), ""))
    return not inside or os.sep + "site-packages" + os.sep in path or os.path.basename(os.path.dirname(path)) in ("bin", "Scripts")
