"""A call under way: from its request to the line that ends it, whatever way it ends."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Callable, Dict, NamedTuple, Optional, Tuple

from ..javascript import round_half_up
from ..platform import clock
from ..pricing.call import PriceableCall
from ..protocols.outcome import Outcome
from ..protocols.protocol import Protocol, RequestFacts
from ..usage import Usage
from .answer import CANCELLED, FAILED, FINISHED, AnswerReader
from .end_line import CallEnd, end_line
from .error_type import error_type_of, is_cancellation

if TYPE_CHECKING:
    from ..guards.run_guard import Permit
    from ..recorder import Recorder

# Fewer characters to a token than there are as a rule: the guard rounds up what the provider did not tell.
_FEW_CHARACTERS_PER_TOKEN = 3


class CallOptions(NamedTuple):
    """What a call is begun with."""

    recorder: Recorder
    run: str
    span: str
    protocol: Protocol
    facts: RequestFacts
    priceable: PriceableCall
    parts: Dict[str, Any]
    permit: Permit
    # attributes of the start that its line did not have
    extra: Dict[str, Any]


class LiveCall:
    """Told of the answer by a transport. Nothing it is told makes it raise: the caller's data goes on."""

    def __init__(self, options: CallOptions) -> None:
        """The call has been let go."""
        self._options = options
        self._attempt = options.recorder.health.attempt
        self._begun_at = clock()
        self._ended = False
        # After a fork it is the parent's to tell of.
        self._pid = os.getpid()
        self._http: Optional[int] = None
        # seconds to the first bytes of the answer
        self._first_at: Optional[float] = None
        self._reader = AnswerReader(options.protocol, options.facts.stream, self._on_end, self._on_first)
        options.recorder.live.add(self)

    @property
    def over(self) -> bool:
        """Whether its end is written."""
        return self._ended

    def guarded(self, where: str, step: Callable[..., None], *args: Any) -> None:
        """Runs a step of a transport's observer: what goes wrong in it is the recorder's own."""
        self._attempt(where, step, *args)

    def answered(self, status: int, header: Callable[[str], Optional[str]]) -> None:
        """The provider answered with headers."""
        self._attempt("answer", self._answered, status, header)

    def unanswered(self, error: BaseException) -> None:
        """No answer came."""
        self._attempt("failure", lambda: self._end(Outcome(), _how_failed(error)))

    def abandoned(self, why: str) -> None:
        """Nobody will hear of it any more."""
        self._attempt("abandoned", self._abandoned, why)

    def chunk(self, data: bytes) -> None:
        """Bytes of the body."""
        self._attempt("chunk", self._reader.chunk, data)

    def whole(self, data: bytes) -> None:
        """The whole body."""
        self._attempt("body", self._reader.whole, data)

    def unreadable(self) -> None:
        """The body cannot be read here: that it ends is all that will be known of it."""
        self._reader.outcome.stopped = True

    def ended(self) -> None:
        """The caller has seen the whole body."""
        self._attempt("ended", self._reader.ended)

    def cancelled(self) -> None:
        """The caller reads no further."""
        self._attempt("cancelled", self._reader.cancelled)

    def failed(self, error: BaseException) -> None:
        """Reading the body failed."""
        self._attempt("failed", self._reader.failed, error)

    def _answered(self, status: int, header: Callable[[str], Optional[str]]) -> None:
        self._http = status
        if self._options.protocol.headers:
            self._options.protocol.headers(self._reader.outcome, header)
        if status >= 300:
            self._end(Outcome(), ("error", str(status)))

    def _abandoned(self, why: str) -> None:
        outcome = self._reader.outcome
        complete = outcome.finished or outcome.stopped
        self._end(outcome, ("ok", None) if complete else ("cancelled", why))

    def _on_first(self) -> None:
        self._first_at = round_half_up(clock() - self._begun_at) / 1000

    def _on_end(self, ending: str, outcome: Outcome, error: Optional[BaseException]) -> None:
        if self._http is None or self._http < 300:
            self._end(outcome, _how_ended(ending, outcome, error))
        elif outcome.error_type not in (None, "error") and self._pid == os.getpid():
            # An error's status was told at once; its body may know the kind of it better.
            self._write(outcome, ("error", outcome.error_type))

    def _end(self, outcome: Outcome, how: Tuple[str, Optional[str]]) -> None:
        recorder = self._options.recorder
        with recorder.lock:
            if self._ended or self._pid != os.getpid():
                return
            self._ended = True
            recorder.live.discard(self)
            line, usage = self._write(outcome, how)
            call = _as_served(self._options.priceable, line, outcome)
            self._options.permit.settle(call, _at_least(usage, line, outcome))

    def _write(self, outcome: Outcome, how: Tuple[str, Optional[str]]) -> Tuple[Dict[str, Any], Optional[Usage]]:
        options = self._options
        end = CallEnd(
            run=options.run,
            span=options.span,
            protocol=options.protocol,
            provider=options.priceable.provider or options.protocol.provider,
            status=how[0],
            outcome=outcome,
            parts=options.parts,
            answered=self._http is not None and self._http < 300,
            http_status=self._http,
            error_type=how[1],
            first_chunk=self._first_at if options.facts.stream else None,
            extra=options.extra,
        )
        line, usage = end_line(end, options.recorder.hasher)
        options.recorder.log.write(line)
        return line, usage


# As it was served, not as it was asked for.
def _as_served(call: PriceableCall, line: Dict[str, Any], outcome: Outcome) -> PriceableCall:
    a = line["a"]
    return call._replace(
        response_model=outcome.model,
        service_tier=a.get("spanmeter.service_tier", call.service_tier),
        speed=a.get("spanmeter.speed"),
        inference_geo=a.get("spanmeter.inference_geo"),
        reported_usd=a.get("spanmeter.cost.reported_usd"),
        byok=a.get("spanmeter.cost.byok") is True,
    )


def _at_least(usage: Optional[Usage], line: Dict[str, Any], outcome: Outcome) -> Optional[Usage]:
    if usage is None or line["usage_state"] == "reported":
        return usage
    least = math.ceil(outcome.text_bytes / _FEW_CHARACTERS_PER_TOKEN)
    return {**usage, "output": max(usage.get("output") or 0, least)}


def _how_ended(ending: str, outcome: Outcome, error: Optional[BaseException]) -> Tuple[str, Optional[str]]:
    if outcome.error_type is not None:
        return "error", outcome.error_type
    if ending == FINISHED:
        return "ok", None
    if ending == CANCELLED:
        return "cancelled", None
    if ending == FAILED and error is not None:
        return _how_failed(error)
    # Some servers just stop after their last event.
    return ("ok", None) if outcome.finish_reasons else ("error", "incomplete_answer")


def _how_failed(error: BaseException) -> Tuple[str, Optional[str]]:
    return "cancelled" if is_cancellation(error) else "error", error_type_of(error)
