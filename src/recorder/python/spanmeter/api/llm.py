"""`llm()`: a call of a language model that no transport shows. Where one does show it, the two are one span."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Optional

from ..calls.start_line import site_attributes
from ..guards.bound import Intent
from ..guards.run_guard import Permit, Refusal
from ..javascript import cut
from ..platform import now
from ..pricing.call import PriceableCall
from ..protocols.outcome import clean_usage
from ..runs.run_state import RunState
from ..usage.attributes import usage_to_attributes
from ..usage.convention import UsageHint
from ..usage.normalise import normalise_usage
from .errors import BudgetExceededError, StopRequestedError
from .metadata import to_meta
from .span import OpenSpan

if TYPE_CHECKING:
    from ..recorder import Recorder


class LlmFacts(NamedTuple):
    """What a program says of a call it makes itself."""

    model: str
    provider: Optional[str] = None
    # OpenTelemetry's `gen_ai.operation.name`
    operation: str = "chat"
    # the stated upper bound of output tokens: makes the guard's bound a real one
    max_tokens: Any = None
    # size of the request's text in bytes, for the guard's bound
    input_bytes: Optional[int] = None
    meta: Any = None
    name: Optional[str] = None
    parent: Optional[str] = None


class LlmSpan:
    """A call of a language model that the program reports itself."""

    def __init__(self, ident: str) -> None:
        """`ident` is 16 hex digits."""
        self.id = ident
        self._usage: Any = None
        self._model: Optional[str] = None
        self._reasons: List[str] = []

    def usage(self, usage: Any) -> None:
        """The provider's usage object, in any spelling. The last one given counts."""
        self._usage = usage

    def model(self, model: str) -> None:
        """The model that answered."""
        self._model = cut(str(model), 128)

    def finish_reason(self, reason: str) -> None:
        """Why the model stopped: `stop`, `length`, `tool_calls`, …"""
        self._reasons.append(cut(str(reason), 64))


NO_SPAN = "0" * 16


class ManualLlm:
    """An `llm` span the program keeps itself: guarded like any call."""

    def __init__(self, span: OpenSpan, call: PriceableCall, permit: Permit) -> None:
        """The call has been let go."""
        self.span = span
        self.handle = LlmSpan(span.id)
        self._call = call
        self._permit = permit

    def end(
        self,
        status: str,
        a: Optional[Dict[str, Any]] = None,
        meta: Optional[Dict[str, Any]] = None,
        usage: Any = None,
    ) -> None:
        """Ends it, with the usage it was told of."""
        said = self.handle
        counts = normalise_usage(usage if usage is not None else said._usage, UsageHint(self._call.provider or ""))
        state = "missing" if not counts else "reported" if status == "ok" else "partial"
        attributes: Dict[str, Any] = {}
        if said._model is not None:
            attributes["gen_ai.response.model"] = said._model
        if said._reasons:
            attributes["gen_ai.response.finish_reasons"] = list(said._reasons)
        attributes.update(usage_to_attributes(counts))
        attributes.update(a or {})
        raw = clean_usage(said._usage) if isinstance(said._usage, dict) else None
        self.span.end(status, attributes, raw, state, meta)
        if self.span.is_own:
            self._permit.settle(self._call._replace(response_model=said._model), counts or None)

    def hand_over(self) -> None:
        """Another call is this one: nothing is booked here."""
        self.span.release()
        self._permit.withdraw()


class ManualCall:
    """What a transport sees of a manual call around it."""

    def __init__(self, manual: ManualLlm) -> None:
        """No call of the transport has taken the span over yet."""
        self.span = manual.span.id
        self.adopted = False
        self._manual = manual

    def adopt(self) -> None:
        """A call of the transport is this one."""
        self.adopted = True
        self._manual.hand_over()


def begin_llm(recorder: Recorder, run: RunState, facts: LlmFacts) -> Any:
    """Begins a manual call: a `ManualLlm`, or the error that says why it must not be made."""
    with recorder.lock:
        return _begin(recorder, run, facts)


def _begin(recorder: Recorder, run: RunState, facts: LlmFacts) -> Any:
    a: Dict[str, Any] = {"gen_ai.operation.name": facts.operation}
    if facts.provider is not None:
        a["gen_ai.provider.name"] = facts.provider
    if facts.model != "":
        a["gen_ai.request.model"] = cut(facts.model, 128)
    if facts.max_tokens is not None:
        a["gen_ai.request.max_tokens"] = facts.max_tokens
    site = recorder.sites.capture()
    if site:
        a.update(site_attributes(site))
    name = facts.name if facts.name is not None else ("%s %s" % (facts.operation, facts.model)).strip()
    parent = facts.parent if facts.parent is not None else run.span
    span = OpenSpan(recorder, "llm", name, run, parent, a, to_meta(facts.meta))
    call = PriceableCall(at=now(), provider=facts.provider, request_model=facts.model or None)
    admission = run.guard.admit(
        Intent(
            span=span.id,
            call=call,
            input_bytes=facts.input_bytes or 0,
            bounded=facts.input_bytes is not None,
            max_tokens=facts.max_tokens,
        )
    )
    if isinstance(admission, Refusal):
        span.end("blocked", {"error.type": admission.code})
        return refusal_error(admission, run.id)
    return ManualLlm(span, call, admission)


def refusal_error(refusal: Refusal, run: str) -> Exception:
    """What the guard refused, as the error the program gets."""
    if refusal.code == "budget_exceeded":
        return BudgetExceededError(refusal.message, run)
    return StopRequestedError(refusal.message)
