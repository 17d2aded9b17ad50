"""Tells a webhook that a budget is nearly gone. A small process of its own does it: the program is not held for the answer, and
the word gets out even where the program ends with the very next statement. The address is in its environment alone, as it is in
ours: it is never written anywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any, Callable, List, Optional, Tuple

from ...platform import WINDOWS, environment

# Its exit code is all that is heard of it: neither the address nor the answer.
_SENDER = """
import json, os, sys, urllib.error, urllib.request
body = json.dumps({"text": os.environ["SPANMETER_ALERT_TEXT"]}).encode()
request = urllib.request.Request(os.environ["SPANMETER_ALERT_URL"], body, {"content-type": "application/json"})
try:
    urllib.request.urlopen(request, timeout=5)
except urllib.error.HTTPError:
    sys.exit(2)
except Exception:
    sys.exit(1)
"""

_FAILURES = {1: "not_reached", 2: "refused"}

OnEnd = Callable[[Optional[str]], None]

# Those whose end nobody has heard of yet.
_under_way: List[Tuple[Any, OnEnd]] = []


def send_alert(variable: str, text: str, on_end: OnEnd) -> None:
    """Sends a text to the address in a variable of the environment. `on_end` hears None where it was delivered, else a word for
    what went wrong: with the next alert or when the process ends, and nothing where that is earlier."""
    collect()
    url = environment(variable)
    problem = _problem_of(url)
    if problem is not None:
        on_end(problem)
        return
    environ = {**os.environ, "SPANMETER": "off", "SPANMETER_ALERT_URL": url or "", "SPANMETER_ALERT_TEXT": text}
    environ.pop("PYTHONPATH", None)
    try:
        child = subprocess.Popen(
            [sys.executable, "-c", _SENDER],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is meant for the program.
            start_new_session=not WINDOWS,
        )
    except (OSError, ValueError):
        on_end("not_started")
        return
    _under_way.append((child, on_end))


def collect() -> None:
    """Tells of those that have ended."""
    for entry in list(_under_way):
        child, on_end = entry
        code = child.poll()
        if code is not None:
            _under_way.remove(entry)
            on_end(None if code == 0 else _FAILURES.get(code, "failed"))


def let_go() -> None:
    """The process ends: the others are not waited for, and nobody is to hear that they still run."""
    collect()
    for child, _ in _under_way:
        child.returncode = 0
    _under_way.clear()


def _problem_of(url: Optional[str]) -> Optional[str]:
    if url is None:
        return "not_set"
    if not re.match(r"https?://[^/\s]", url):
        return "not_a_web_address"
    # A program packed into one file is its own `python`: it would begin anew.
    return "unsupported_runtime" if getattr(sys, "frozen", False) or not sys.executable else None


def slack_text(text: str) -> str:
    """A name in Slack's text format: nothing in it is a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
