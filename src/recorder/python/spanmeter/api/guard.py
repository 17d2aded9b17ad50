"""A guard by hand: for calls that nothing shows, in programs that count for themselves."""

from __future__ import annotations

from typing import Any, Optional

from ..calls.start_line import site_attributes
from ..guards.bound import Intent
from ..guards.pricer import LazyPricer
from ..instance import recorder
from ..platform import now
from ..pricing.call import PriceableCall
from ..runs.run_state import RunState
from ..usage.attributes import usage_to_attributes
from ..usage.convention import UsageHint
from ..usage.normalise import normalise_usage
from .llm import refusal_error
from .pieces import Run
from .span import OpenSpan


class Guard:
    """Watches what is spent against the limits of a run: the current one, or one of its own.

    ```python
    guard = spanmeter.Guard(budget=0.50, model="gpt-4o")
    for task in tasks:
        guard.check()
        answer = my_model(task)
        guard.record(answer.input_tokens, answer.output_tokens)
    ```
    """

    def __init__(
        self,
        budget: Any = None,
        model: Optional[str] = None,
        provider: Optional[str] = None,
        name: str = "guard",
        **words: Any,
    ) -> None:
        """With a `budget` (dollars, or a dict of `usd`, `tokens`, `calls`, `minutes`) the guard is a run of its own, which lasts
        as long as the process. `model` and `provider` are those of the calls it is told of."""
        self._model = model
        self._provider = provider
        self._pricer = LazyPricer()
        self._own: Optional[RunState] = None
        if budget is not None:
            opened = Run(name, budget, None, words)._open(None, (), {})
            self._own = opened.scope.run if opened else None
            if self._own:
                # No block of the program: nothing else belongs to it.
                self._own.thread = None

    def check(self) -> None:
        """Raises a `BudgetExceededError` where a limit is reached, so that the next call must not be made."""
        made = recorder()
        run = made.health.attempt("guard", self._run, made)
        refusal = made.health.attempt("guard", self._check, made, run) if run else None
        if refusal is not None:
            raise refusal_error(refusal, run.id)

    def record(
        self,
        input_tokens: Any = None,
        output_tokens: Any = None,
        model: Optional[str] = None,
        provider: Optional[str] = None,
        usage: Any = None,
    ) -> None:
        """Counts a call that was made: by its tokens, or by the provider's own usage object."""
        made = recorder()
        given = usage if usage is not None else {"input_tokens": input_tokens, "output_tokens": output_tokens}
        made.health.attempt("guard", self._record, made, given, model or self._model, provider or self._provider)

    @property
    def budget_pct(self) -> Optional[float]:
        """How much of the limit that is nearest is gone, in percent. None where there is no limit."""
        made = recorder()
        share = made.health.attempt("guard", lambda: self._run(made).guard.share(self._call(self._model, self._provider)))
        return None if share is None else share * 100

    @property
    def current_cost(self) -> float:
        """What the run has cost so far, in dollars. Calls without a price count nothing."""
        made = recorder()
        price = self._pricer.with_overrides(tuple)
        return (made.health.attempt("guard", lambda: self._run(made).guard.dollars(price)) or 0) / 1e9

    def _run(self, made: Any) -> RunState:
        if self._own is not None:
            return self._own
        with made.lock:
            return made.runs.current()

    def _check(self, made: Any, run: RunState) -> Any:
        with made.lock:
            return run.guard.check(self._call(self._model, self._provider))

    def _record(self, made: Any, given: Any, model: Optional[str], provider: Optional[str]) -> None:
        usage = normalise_usage(given, UsageHint(provider or ""))
        run = self._run(made)
        a = {"gen_ai.operation.name": "chat"}
        if provider is not None:
            a["gen_ai.provider.name"] = provider
        if model is not None:
            a["gen_ai.request.model"] = model
        site = made.sites.capture()
        if site:
            a.update(site_attributes(site))
        call = self._call(model, provider)
        with made.lock:
            span = OpenSpan(made, "llm", ("chat " + (model or "")).strip(), run, run.span, a)
            state = "reported" if usage else "missing"
            span.end("ok", usage_to_attributes(usage), None, state)
            run.guard.record(Intent(span.id, call, 0, False), call, usage)

    @staticmethod
    def _call(model: Optional[str], provider: Optional[str]) -> PriceableCall:
        return PriceableCall(at=now(), provider=provider, request_model=model)
