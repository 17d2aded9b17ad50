"""Plays a scenario with the Python recorder: `python player.py <url> <steps as JSON>`."""

import json
import sys
import time
import urllib.error
import urllib.request

import spanmeter

URL = sys.argv[1]


def call(step):
    """Asks a model."""
    headers = {"content-type": "application/json", "authorization": "Bearer x", "x-api-key": "x"}
    headers.update(step.get("headers", {}))
    body = json.dumps(step["body"], ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    request = urllib.request.Request(URL + step["path"], body, headers)
    try:
        response = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        if error.code == 402:
            raise
        error.read()
        return
    with response:
        if step.get("read") == "leave":
            # The first event, and the empty line that closes it.
            response.readline()
            response.readline()
            time.sleep(0.005)
        else:
            response.read()


def run(step):
    """A run."""
    with spanmeter.run(step["name"], **step.get("options", {})):
        play_all(step["steps"])


def turn(step):
    """A turn."""
    with spanmeter.turn(step["name"]):
        play_all(step["steps"])


def tool(step):
    """A call of a tool."""

    @spanmeter.tool(step["name"], args=step.get("args"), call_id=step.get("callId"))
    def called():
        play_all(step.get("steps", []))
        return step["result"]

    called()


def llm(step):
    """A call that is reported by hand."""
    options = dict(step["options"])
    with spanmeter.llm(options.pop("model"), **options) as span:
        play_all(step.get("steps", []))
        if "usage" in step:
            span.usage(step["usage"])
        if "model" in step:
            span.model(step["model"])
        if "reason" in step:
            span.finish_reason(step["reason"])


def trace(step):
    """A trace by hand."""
    begun = spanmeter.start_trace(name=step["name"], metadata=step.get("metadata"))
    for span in step["spans"]:
        opened = spanmeter.start_span(begun["trace_id"], span["options"])
        spanmeter.end_span(opened["id"], **span["end"])
    spanmeter.end_trace(begun["trace_id"], status=step.get("status"))


def fail(step):
    """A run that ends with an error."""
    try:
        with spanmeter.run(step["name"]):
            play_all(step["steps"])
            raise TypeError("meant to fail")
    except TypeError:
        return


def until(step):
    """Again and again, until it is refused."""
    for _ in range(step["most"]):
        try:
            play(step["step"])
        except Exception as error:
            if not spanmeter.is_budget_exceeded(error) and not spanmeter.is_stop_requested(error):
                raise
            return


PLAYS = {"call": call, "run": run, "turn": turn, "tool": tool, "llm": llm, "trace": trace, "fail": fail, "until": until}


def play(step):
    """Plays a step."""
    PLAYS[step["do"]](step)


def play_all(steps):
    """Plays steps in their order."""
    for step in steps:
        play(step)


play_all(json.loads(sys.argv[2]))
