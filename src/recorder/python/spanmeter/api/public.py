"""The functions of the package, as a program calls them."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ..instance import recorder
from . import trace as traces
from .errors import BudgetExceededError, StopRequestedError, is_budget_exceeded, is_stop_requested
from .guard import Guard
from .llm import LlmFacts, LlmSpan
from .pieces import CurrentRun, Llm, Piece, Run, describe_run

__all__ = [
    "BudgetExceededError",
    "CurrentRun",
    "Guard",
    "LlmSpan",
    "StopRequestedError",
    "current_run",
    "end_span",
    "end_trace",
    "guard",
    "is_budget_exceeded",
    "is_stop_requested",
    "llm",
    "run",
    "start_span",
    "start_trace",
    "tool",
    "turn",
]

# Watches the run the current piece of the program belongs to.
guard = Guard()


def run(
    name: Any = None,
    *,
    agent: Optional[str] = None,
    task: Optional[str] = None,
    user: Optional[str] = None,
    session: Optional[str] = None,
    budget: Any = None,
    meta: Any = None,
) -> Any:
    """A piece of a program that is one run of an agent: everything recorded within it belongs to the run. A context manager
    (`with`, `async with`) and a decorator.

    `budget`: dollars, or a dict of `usd`, `tokens`, `calls`, `minutes` (and `alertAt`, `action`), or a list of these; binds beside
    the limits of `spanmeter.json`. Where a call is refused because a limit is reached, what the piece raises becomes a
    `BudgetExceededError`. Every other error is passed on unchanged."""
    words = {"agent": agent, "task": task, "user": user, "session": session}
    return _piece(name, lambda given: Run(given or "run", budget, meta, words))


def turn(name: Any = None) -> Any:
    """One turn of the agent: the calls in it are counted together. A context manager and a decorator."""
    return _piece(name, lambda given: Piece("turn", given or "turn"))


def tool(name: Any = None, *, args: Any = None, call_id: Optional[str] = None) -> Any:
    """A call of a tool. Its arguments and its result are kept as hashes only, so that equal calls can be told from different
    ones. A context manager and a decorator; of a decorated function the arguments are those it is called with."""
    return _piece(name, lambda given: Piece("tool", given, args, call_id))


def llm(
    model: Any = None,
    *,
    provider: Optional[str] = None,
    operation: str = "chat",
    max_tokens: Any = None,
    input_bytes: Optional[int] = None,
    meta: Any = None,
) -> Any:
    """A call of a language model, for calls Spanmeter does not see by itself (gRPC, WebSockets, a model in the process). Where it
    does see the call within, the two are one. A context manager, which gives an `LlmSpan`, and a decorator.

    The call is guarded: at a limit the block is not entered, and a `BudgetExceededError` is raised. `max_tokens` is the stated upper
    bound of output tokens, `input_bytes` the size of the request's text: with both the guard's bound is a real one."""
    return _piece(
        model,
        lambda given: Llm(LlmFacts(given or "", provider, operation, max_tokens, input_bytes, meta)),
    )


def start_trace(name: str = "trace", metadata: Any = None, **_: Any) -> Any:
    """Begins a run by hand. Returns a dict with its `trace_id`. End it with `end_trace`."""
    return traces.start_trace(name, metadata)


def start_span(trace_id: Any, options: Any = None, **given: Any) -> Any:
    """Begins a span of a trace by hand: `start_span(trace_id=…, name=…, type=…, parent_id=…, metadata=…)`, or with all but the first in
    one dict. Returns a dict with its `id`. End it with `end_span`. `type` is `step` unless given; only `llm` spans own tokens and
    money, and they are guarded: at a limit this raises a `BudgetExceededError`."""
    return traces.start_span(trace_id, {**(options if isinstance(options, dict) else {}), **given})


def end_span(span_id: Any, options: Any = None, **given: Any) -> None:
    """Ends a span: `end_span(span_id=…, status=…, metadata=…)`. Usage in the metadata is understood in every common spelling. `output` is
    looked at by no one and never written."""
    fields = {**(options if isinstance(options, dict) else {}), **given}
    traces.end_span(span_id, fields.get("status"), fields.get("metadata"))


def end_trace(trace_id: Any, options: Any = None, **given: Any) -> None:
    """Ends a trace: `end_trace(trace_id=…, status=…)`."""
    fields = {**(options if isinstance(options, dict) else {}), **given}
    traces.end_trace(trace_id, fields.get("status"))


def current_run() -> Optional[CurrentRun]:
    """The run the current piece of the program belongs to. None where none has begun: the first call begins the process's own."""
    found = recorder().runs.known()
    return describe_run(found) if found else None


# `@turn` and `@turn("name")` are both decorators.
def _piece(name: Any, make: Callable[[Any], Any]) -> Any:
    if callable(name):
        return make(getattr(name, "__name__", None))(name)
    return make(name)
