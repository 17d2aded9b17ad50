"""`start_trace` … `end_trace`: runs and spans by id, for programs that cannot be written as nested blocks."""

from __future__ import annotations

from typing import Any, Dict, Optional, Union

from ..instance import recorder
from ..javascript import cut
from ..platform import random_hex
from ..runs.facts import RunFacts
from ..runs.run_state import RunState
from ..values import as_string
from .llm import LlmFacts, ManualLlm, begin_llm
from .metadata import to_meta
from .span import OpenSpan

_KINDS = {
    "llm": "llm",
    "generation": "llm",
    "tool": "tool",
    "turn": "turn",
    "agent": "agent",
    "step": "step",
    "span": "step",
}

_runs: Dict[str, RunState] = {}
_spans: Dict[str, Union[OpenSpan, ManualLlm]] = {}


def start_trace(name: str, metadata: Any = None) -> Dict[str, str]:
    """Begins a run by hand."""
    made = recorder()
    run = made.health.attempt("trace", _begin_run, made, name, metadata)
    ident = run.id if run else random_hex(32)
    if run:
        _runs[ident] = run
    return {"id": ident, "trace_id": ident, "name": name}


def start_span(trace_id: Any, options: Dict[str, Any]) -> Dict[str, str]:
    """Begins a span of a trace by hand."""
    trace = _id_of(trace_id, "trace_id")
    run = _runs.get(trace)
    made = recorder()
    begun = made.health.attempt("span", _begin_span, made, run, options) if run else None
    if isinstance(begun, Exception):
        raise begun
    ident = random_hex(16) if begun is None else begun.span.id if isinstance(begun, ManualLlm) else begun.id
    if begun is not None:
        _spans[ident] = begun
    return {"id": ident, "span_id": ident, "trace_id": trace}


def end_span(span_id: Any, status: Optional[str] = None, metadata: Any = None) -> None:
    """Ends a span."""
    span = _spans.pop(_id_of(span_id, "span_id"), None)
    if span is not None:
        recorder().health.attempt("span end", _end, span, status, metadata)


def end_trace(trace_id: Any, status: Optional[str] = None) -> None:
    """Ends a trace."""
    run = _runs.pop(_id_of(trace_id, "trace_id"), None)
    if run is not None:
        made = recorder()
        made.health.attempt("trace end", _end_run, made, run, _run_status(status))


def _begin_run(made: Any, name: Any, metadata: Any) -> RunState:
    with made.lock:
        return made.runs.begin(RunFacts(name=cut(str(name), 200), meta=to_meta(metadata)))


def _end_run(made: Any, run: RunState, status: str) -> None:
    with made.lock:
        made.runs.end(run, status)


def _begin_span(made: Any, run: RunState, options: Dict[str, Any]) -> Any:
    kind = _KINDS.get(str(options.get("type") or "step"), "step")
    metadata = options.get("metadata")
    parent = options.get("parent_id", options.get("parentId"))
    parent = None if parent is None else _id_of(parent, "id")
    name = cut(str(options.get("name") or kind), 200)
    if kind != "llm":
        with made.lock:
            return OpenSpan(made, kind, name, run, parent, None, to_meta(metadata))
    facts = LlmFacts(
        model=_text(metadata, "model", "request_model", "gen_ai.request.model") or "",
        provider=_text(metadata, "provider", "gen_ai.provider.name", "gen_ai.system"),
        meta=metadata,
        name=name,
        parent=parent,
    )
    return begin_llm(made, run, facts)


def _end(span: Union[OpenSpan, ManualLlm], status: Optional[str], metadata: Any) -> None:
    meta = to_meta(metadata)
    if isinstance(span, OpenSpan):
        span.end(_span_status(status), {}, meta=meta)
        return
    model = _text(metadata, "response_model", "gen_ai.response.model", "model")
    if model is not None:
        span.handle.model(model)
    reason = _text(metadata, "finish_reason", "finishReason", "stop_reason")
    if reason is not None:
        span.handle.finish_reason(reason)
    span.end(_span_status(status), meta=meta, usage=metadata if isinstance(metadata, dict) else None)


def _id_of(value: Any, key: str) -> str:
    if isinstance(value, dict):
        return str(value.get(key) or value.get("id") or "")
    return str(value)


def _span_status(status: Optional[str]) -> str:
    if status in ("failed", "error"):
        return "error"
    return status if status in ("cancelled", "blocked") else "ok"


def _run_status(status: Optional[str]) -> str:
    if status in ("failed", "error"):
        return "error"
    return "stopped" if status == "stopped" else "ok"


def _text(metadata: Any, *keys: str) -> Optional[str]:
    if not isinstance(metadata, dict):
        return None
    return next((found for found in (as_string(metadata.get(key)) for key in keys) if found is not None), None)
