"""What a call may cost, and what it did: whole amounts in every unit a limit may have."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple, Optional, Tuple

from ...javascript import round_half_up
from ...pricing.call import PriceableCall
from ...usage import Usage, total_tokens
from ..bound import Intent, KnownInputs, usage_bound
from ..meter import Meter, PriceOf

_SAMPLE: Usage = {"input": 1000, "output": 1000}
_MAX_KINDS = 1000


class Bound(NamedTuple):
    """A call before it is sent."""

    amounts: Dict[str, int]
    # whether the input and the output have a stated end
    stated: bool
    priced: bool

    def is_exact(self, unit: str) -> bool:
        """Whether the amount in this unit is an upper bound."""
        if unit in ("calls", "minutes"):
            return unit == "calls"
        return self.stated and (unit == "tokens" or self.priced)


class CallAmounts:
    """Amounts of the calls of one run."""

    def __init__(self, price: PriceOf, meter: Meter, in_dollars: Callable[[], bool]) -> None:
        """`meter`: what this process has spent in the run. `in_dollars`: whether anyone asks for dollars: prices are not
        loaded before."""
        self._price = price
        self._meter = meter
        self._in_dollars = in_dollars
        self._inputs = KnownInputs()
        self._kinds: Dict[Tuple[Optional[str], ...], str] = {}

    def bound(self, intent: Intent) -> Bound:
        """What a call may cost at most."""
        usage = usage_bound(intent, self._meter.largest_output, self._inputs.of(intent))
        amounts = {"usd": self._dollars(intent.call, usage), "tokens": total_tokens(usage) or 0, "calls": 1, "minutes": 0}
        stated = intent.is_bound
        priced = stated and self._in_dollars() and self.kind(intent.call) != "unpriced"
        return Bound(amounts, stated, priced)

    def used(self, call: PriceableCall, usage: Optional[Usage], took: float) -> Dict[str, int]:
        """What a call has used that took so many milliseconds."""
        return {
            "usd": self._dollars(call, usage) if usage else 0,
            "tokens": total_tokens(usage) or 0 if usage else 0,
            "calls": 1,
            "minutes": max(0, round_half_up(took)),
        }

    def before(self, unit: str) -> int:
        """What the run has used in this process before someone asked."""
        if unit == "usd":
            return self._meter.dollars(self._price)
        return {"tokens": self._meter.tokens, "calls": self._meter.calls}.get(unit, 0)

    def learn(self, intent: Intent, usage: Optional[Usage]) -> None:
        """What a call did use."""
        self._inputs.learn(intent, usage)

    def kind(self, call: PriceableCall) -> str:
        """`priced`; `free`: its price is nothing, whatever it uses; `unpriced`: nobody knows."""
        key = (call.provider, call.host, call.request_model)
        known = self._kinds.get(key)
        if known is None:
            price = self._price(call, _SAMPLE)
            known = "unpriced" if price is None else "free" if price == 0 else "priced"
            if len(self._kinds) < _MAX_KINDS:
                self._kinds[key] = known
        return known

    def _dollars(self, call: PriceableCall, usage: Usage) -> int:
        return self._price(call, usage) or 0 if self._in_dollars() else 0
