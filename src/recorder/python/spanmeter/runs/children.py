"""What a child process is given beside its environment, so that it joins the run and writes into the same log."""

from __future__ import annotations

import os
from typing import Any, Dict, Mapping, Optional

from ..platform import environment
from .joined import join_variables

# Of the user's own settings those that must hold for a child as well, whatever environment it is given.
_KEPT = ("SPANMETER_BUDGET_USD",)


def child_variables(recorder: Any, env: Mapping[str, str]) -> Dict[str, str]:
    """The variables for a child with this environment, in the moment it is started. What the program itself has set is never among
    them: only what is missing, or stands as this process was given it."""
    with recorder.lock:
        offer = recorder.runs.offer()
    if offer is None:
        return {}
    wanted: Dict[str, Optional[str]] = join_variables(offer)
    wanted["SPANMETER_DIR"] = recorder.log.place.dir
    for name in _KEPT:
        wanted[name] = environment(name)
    given: Dict[str, str] = {}
    for name, value in wanted.items():
        there = env.get(name)
        is_free = there is None or there == os.environ.get(name)
        # An empty value takes back what was inherited of another run.
        if value != there and is_free and not (value is None and there is None):
            given[name] = value or ""
    given.update(_loaders(env))
    return given


# A child that is given an environment of its own without these gets the one entry that loads the recorder: servers of tools are started
# so, and a budget they slip by would be none.
def _loaders(env: Mapping[str, str]) -> Dict[str, str]:
    loaders: Dict[str, str] = {}
    if not env.get("PYTHONPATH"):
        entries = (environment("PYTHONPATH") or "").split(os.pathsep)
        ours = next((entry for entry in entries if _is_shim(entry)), None)
        if ours is not None:
            loaders["PYTHONPATH"] = ours
    if not env.get("NODE_OPTIONS"):
        options = (environment("NODE_OPTIONS") or "").split()
        for index, option in enumerate(options[:-1]):
            if option == "--require" and options[index + 1].strip('"').endswith("register.cjs"):
                loaders["NODE_OPTIONS"] = "--require " + options[index + 1]
    return loaders


def _is_shim(entry: str) -> bool:
    path = os.path.join(entry, "sitecustomize.py")
    try:
        with open(path, "rb") as file:
            return entry != "" and b"Spanmeter" in file.read(200)
    except OSError:
        return False
