"""A request on its way out → a call that is recorded, or a refusal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable, Dict, NamedTuple, Optional, Tuple, Union

from ..guards.bound import Intent
from ..guards.run_guard import Refusal
from ..platform import random_hex
from ..prompt.prompts import Measured
from ..protocols.all import LIST_KEYS, protocols_at, provider_of
from ..protocols.protocol import Protocol, RequestFacts
from ..pricing.call import PriceableCall
from ..runs import scope
from .live_call import CallOptions, LiveCall
from .start_line import start_line

if TYPE_CHECKING:
    from ..recorder import Recorder


class OutgoingRequest(NamedTuple):
    """A request as any transport can tell of it."""

    transport: str
    # host, with the port where it is not the usual one, and the path without the query
    host: str
    path: str
    body: bytes
    header: Callable[[str], Optional[str]]


class LocalAnswer(NamedTuple):
    """An answer given in the provider's place: the call never leaves the process."""

    status: int
    reason: str
    # JSON text
    body: bytes
    headers: Tuple[Tuple[str, str], ...]


class _Recognised(NamedTuple):
    protocol: Protocol
    provider: str
    facts: RequestFacts
    measured: Measured


# What stands around the parts: names of fields, commas, settings.
_FRAME_BYTES = 512
_TTL_1H = re.compile(r'"ttl"\s*:\s*"1h"')
_SDK_AGENT = re.compile(r"(?:Async)?(\w+)/Python ([\w.+-]{1,40})\Z", re.ASCII)
_SDK_AGENTS = {"OpenAI": "openai", "AzureOpenAI": "openai", "Anthropic": "anthropic", "Groq": "groq"}


def begin_call(recorder: Recorder, request: OutgoingRequest) -> Union[LiveCall, LocalAnswer, None]:
    """Begins a call, or refuses it. None where the request is no LLM call."""
    with recorder.lock:
        return _begin(recorder, request)


def _begin(recorder: Recorder, request: OutgoingRequest) -> Union[LiveCall, LocalAnswer, None]:
    recognised = _recognise(recorder, request)
    if recognised is None:
        return None
    protocol, provider, facts, measured = recognised
    here = scope.current()
    run = recorder.runs.current()
    if recorder.coverage.seen(request.transport):
        recorder.on_first_call()
    _note_sdk(recorder, request.header("user-agent"))
    # A manual `llm()` around it is this very call; a second attempt within it is a call of its own.
    manual = here.manual if here and here.manual and not here.manual.adopted else None
    if manual:
        manual.adopt()
    span = manual.span if manual else random_hex(16)
    line = start_line(
        run=run.id,
        span=span,
        parent=None if manual else (here.span if here else None) or run.span,
        protocol=protocol,
        provider=provider,
        host=request.host,
        facts=facts,
        attempt=_attempt_of(request.header("x-stainless-retry-count")),
        site=recorder.sites.capture(),
    )
    call = PriceableCall(
        at=line["ts"],
        provider=provider,
        host=request.host,
        request_model=facts.model,
        service_tier=facts.service_tier,
    )
    begin = [] if manual else [line]
    parts = measured.line["parts"]
    prefix = measured.line.get("prefix", {})
    admission = run.guard.admit(
        Intent(
            span=span,
            call=call,
            input_bytes=_FRAME_BYTES + sum(part["bytes"] for name, part in parts.items() if name != "media"),
            bounded="media" not in parts and not facts.remote_context,
            continues=(prefix["span"], prefix["bytes"]) if "span" in prefix else None,
            cache_write=lambda: _cache_write_of(measured.prompt.body.text),
            max_tokens=facts.max_tokens,
        )
    )
    if isinstance(admission, Refusal):
        a = {**(line["a"] if manual else {}), "error.type": admission.code}
        end = {"t": "end", "ts": line["ts"], "run": run.id, "span": span, "status": "blocked", "a": a}
        recorder.log.write(*begin, end)
        return _local_answer(protocol, admission)
    recorder.prompts.sent(measured, span)
    asked: Dict[str, Any] = {"t": "request", "span": span, **measured.line}
    if facts.remote_context:
        asked["remote_context"] = True
    recorder.log.write(*begin, asked)
    # The manual span's own start line came too early to know any of it.
    extra = line["a"] if manual else {}
    return LiveCall(CallOptions(recorder, run.id, span, protocol, facts, call, parts, admission, extra))


def _recognise(recorder: Recorder, request: OutgoingRequest) -> Optional[_Recognised]:
    candidates = protocols_at(request.path)
    if not candidates:
        return None
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        return None
    scanned = recorder.prompts.scan(text, LIST_KEYS)
    protocol = next((one for one in candidates if scanned and one.accepts(scanned.body)), None)
    if scanned is None or protocol is None:
        return None
    provider = provider_of(protocol, request.host)
    facts = protocol.facts(scanned.body, request.path)
    return _Recognised(protocol, provider, facts, recorder.prompts.measure(protocol, scanned, provider))


def _local_answer(protocol: Protocol, refusal: Refusal) -> LocalAnswer:
    from ..javascript import stringify

    body = stringify(protocol.refusal(refusal.message, refusal.code)).encode()
    headers = (
        ("content-type", "application/json"),
        # SDKs of the OpenAI family obey this; the others do not retry a 402.
        ("x-should-retry", "false"),
        # Whose answer this is, for errors that do not hold the body.
        ("x-spanmeter", refusal.code),
        ("x-spanmeter-message", refusal.message.encode("ascii", "replace").decode()),
    )
    return LocalAnswer(402, "Payment Required", body, headers)


def _cache_write_of(text: str) -> Optional[str]:
    if '"cache_control"' not in text:
        return None
    return "1h" if _TTL_1H.search(text) else "5m"


# SDKs of one family count their attempts from 0 in a header.
def _attempt_of(header: Optional[str]) -> int:
    retries = int(header) if header and header.isdigit() and len(header) < 4 else 0
    return retries + 1


# `OpenAI/Python 3.57.0`: an SDK that was packed into one file says itself who it is.
def _note_sdk(recorder: Recorder, agent: Optional[str]) -> None:
    found = _SDK_AGENT.match(agent or "")
    name = _SDK_AGENTS.get(found.group(1)) if found else None
    if found and name:
        recorder.coverage.sdk_named(name, found.group(2))
