"""Tells a webhook that a budget is nearly gone. A small process of its own does it: the program is not held for the answer, and
the word gets out even where the program ends with the very next statement. The address is in its environment alone, as it is in
ours: it is never written anywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any, List, Optional

from ...platform import WINDOWS, environment

# Nothing is heard of it: neither the address nor the answer.
_SENDER = """
import json, os, urllib.request
body = json.dumps({"text": os.environ["SPANMETER_ALERT_TEXT"]}).encode()
request = urllib.request.Request(os.environ["SPANMETER_ALERT_URL"], body, {"content-type": "application/json"})
urllib.request.urlopen(request, timeout=5)
"""

# Ended ones are collected with the next, so that none stays behind as a zombie for long.
_children: List[Any] = []


def send_alert(variable: str, text: str) -> Optional[str]:
    """Sends a text to the address in a variable of the environment. Returns a word for what is wrong; None where it is on its
    way."""
    url = environment(variable)
    if url is None:
        return "not_set"
    if not re.match(r"https?://[^/\s]", url):
        return "not_a_web_address"
    if getattr(sys, "frozen", False) or not sys.executable:
        # A program packed into one file is its own `python`: it would begin anew.
        return "unsupported_runtime"
    environ = {**os.environ, "SPANMETER": "off", "SPANMETER_ALERT_URL": url, "SPANMETER_ALERT_TEXT": text}
    environ.pop("PYTHONPATH", None)
    try:
        _children[:] = [child for child in _children if child.poll() is None]
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
        return "not_started"
    # Its end is not waited for: it is nobody's business to say that it is still running.
    child.returncode = None
    _children.append(child)
    return None


def slack_text(text: str) -> str:
    """A name in Slack's text format: nothing in it is a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
