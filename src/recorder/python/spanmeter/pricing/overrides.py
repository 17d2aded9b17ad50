"""The user's own prices: rows of `prices.models` in `spanmeter.json`, already validated."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Pattern, Sequence, Tuple

from .call import PriceableCall
from .rates import PER_THOUSAND, Rates, pico


class Override(NamedTuple):
    """One row. `free`, `rates`, `like` and `multiply` are looked at in that order; `multiply` also applies to `rates` and
    `like`."""

    match: str
    pattern: Pattern[str]
    # Unix milliseconds from which it holds
    since: float
    free: bool
    like: Optional[str]
    multiply: Optional[float]
    # USD per million tokens; searches and requests per thousand
    rates: Optional[Dict[str, Any]]
    # rates of calls whose total input is above so many tokens; the others stay as in `rates`
    tiers: Sequence[Tuple[int, Dict[str, Any]]]


def find_override(overrides: Sequence[Override], call: PriceableCall, key: Optional[str]) -> Optional[Override]:
    """The row that holds for a call: the first that matches; of several with the same `match`, the one begun last."""
    names = _names_of(call, key)
    found: Optional[Override] = None
    for override in overrides:
        if not call.at >= override.since or not any(override.pattern.match(name) for name in names):
            continue
        if found is None or (found.match == override.match and override.since > found.since):
            found = override
    return found


def _names_of(call: PriceableCall, key: Optional[str]) -> List[str]:
    names = [] if key is None else [key]
    for model in (call.response_model, call.request_model):
        if model is None:
            continue
        names.append(model)
        if call.provider is not None:
            names.append(call.provider + "/" + model)
    return names


def override_rates(override: Override, total_input: int) -> Rates:
    """The rates of a row with prices of its own, for a call with so many input tokens in all."""
    above = [tier for tier in override.tiers if total_input > tier[0]]
    tier = max(above, key=lambda one: one[0])[1] if above else {}
    merged = {**(override.rates or {}), **tier}
    return {bucket: pico(usd * 1000 if bucket in PER_THOUSAND else usd) for bucket, usd in merged.items()}
