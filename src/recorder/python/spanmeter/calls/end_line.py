"""A call's outcome → the line that ends it."""

from __future__ import annotations

import math
from typing import Any, Dict, NamedTuple, Optional, Tuple

from ..hashes.canonical import canonical_arguments
from ..hashes.hasher import Hasher
from ..javascript import cut
from ..platform import now
from ..protocols.outcome import Outcome, arguments_of
from ..protocols.protocol import Protocol
from ..usage import Usage
from ..usage.attributes import usage_to_attributes
from ..usage.convention import UsageHint
from ..usage.normalise import normalise_usage
from ..usage.reported import reported_cost
from ..values import as_word

# Four characters of an answer to a token: used only where the provider told nothing, and said to be an estimate.
_CHARACTERS_PER_TOKEN = 4


class CallEnd(NamedTuple):
    """All that is known of a call when it ends."""

    run: str
    span: str
    protocol: Protocol
    provider: str
    status: str
    outcome: Outcome
    parts: Dict[str, Any]
    # the provider answered, so it may bill
    answered: bool
    http_status: Optional[int]
    error_type: Optional[str]
    # seconds to the first bytes of a streamed answer
    first_chunk: Optional[float]
    # attributes of the start that its line did not have
    extra: Dict[str, Any]


def end_line(end: CallEnd, hasher: Hasher) -> Tuple[Dict[str, Any], Optional[Usage]]:
    """The line, and the usage in it, where any is known."""
    outcome = end.outcome
    usage, state = _usage_of(end)
    raw = outcome.usage or {}
    reported = reported_cost(outcome.usage)
    a: Dict[str, Any] = dict(end.extra)
    _put(a, "gen_ai.response.id", outcome.id)
    _put(a, "gen_ai.response.model", outcome.model)
    if outcome.finish_reasons:
        a["gen_ai.response.finish_reasons"] = list(outcome.finish_reasons)
    _put(a, "gen_ai.response.time_to_first_chunk", end.first_chunk)
    if usage is not None:
        a.update(usage_to_attributes(usage))
    _put(a, "spanmeter.service_tier", as_word(raw.get("service_tier")) or outcome.service_tier)
    _put(a, "spanmeter.speed", as_word(raw.get("speed")))
    _put(a, "spanmeter.inference_geo", as_word(raw.get("inference_geo")))
    _put(a, "spanmeter.cost.reported_usd", reported.usd if reported else None)
    _put(a, "spanmeter.cost.byok", True if reported and reported.byok else None)
    _put(a, "http.response.status_code", end.http_status)
    _put(a, "error.type", end.error_type)
    line: Dict[str, Any] = {"t": "end", "ts": now(), "run": end.run, "span": end.span, "status": end.status, "a": a}
    _put(line, "usage", outcome.usage)
    line["usage_state"] = state
    calls = [
        {
            "id": cut(call.id, 128),
            "name": cut(call.name, 128),
            "args": hasher(canonical_arguments(arguments_of(call))),
        }
        for call in outcome.tools.values()
    ]
    if calls:
        line["tool_calls"] = calls
    return line, usage


def _put(fields: Dict[str, Any], key: str, value: Any) -> None:
    if value is not None:
        fields[key] = value


def _usage_of(end: CallEnd) -> Tuple[Optional[Usage], str]:
    outcome = end.outcome
    usage = normalise_usage(outcome.usage, UsageHint(end.provider, end.protocol.api))
    if usage:
        return usage, "reported" if outcome.finished or end.status == "ok" else "partial"
    if not end.answered:
        return None, "missing"
    tokens = sum(part.get("tokens") or 0 for part in end.parts.values())
    output = math.ceil(outcome.text_bytes / _CHARACTERS_PER_TOKEN)
    return (None, "missing") if tokens + output == 0 else ({"input": tokens, "output": output}, "estimated")
