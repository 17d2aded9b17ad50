"""Tokens × rates. Integers throughout: pico-dollars per unit, nano-dollars per part, each part rounded once."""

from __future__ import annotations

from typing import Optional

from ..javascript import round_half_up
from ..usage import Usage
from .money import MAX_SAFE
from .rates import PER_THOUSAND, Rates


def scale_rates(rates: Rates, times: float) -> Rates:
    """The rates with a factor on those of tokens: searches and requests cost the same in a batch. Rounded to whole
    pico-dollars."""
    if times == 1:
        return rates
    return {
        bucket: rate if bucket in PER_THOUSAND else round_half_up(rate * times) for bucket, rate in rates.items()
    }


def charge(rates: Rates, usage: Usage) -> Optional[int]:
    """What the buckets of a call come to, in nano-dollars. Buckets with no rate of their own are billed like what they are
    part of: cache reads and writes like input, one-hour writes like five-minute ones, audio and images like text. None
    where it is more than an amount can hold."""
    total = 0

    def bill(units: int, *buckets: str) -> None:
        nonlocal total
        if units > 0:
            rate = next((rates[bucket] for bucket in buckets if bucket in rates), None)
            if rate is not None:
                total += _nano_of(units, rate)

    fresh, read = usage.get("input") or 0, usage.get("cacheRead") or 0
    # The modal parts come off the buckets they are in. Where nobody says how much of them was cached, as little as can be
    # was: that rounds up, since a cached token never costs more than a fresh one.
    for kind in ("Audio", "Image"):
        whole = usage.get("input" + kind)
        if not whole or whole <= 0 or "input" + kind not in rates:
            continue
        cached = usage.get("cacheRead" + kind)
        from_cache = min(read, whole, max(0, whole - fresh) if cached is None else cached)
        from_input = min(fresh, whole - from_cache)
        bill(from_input, "input" + kind)
        bill(from_cache, "cacheRead" + kind, "input" + kind)
        fresh -= from_input
        read -= from_cache
    bill(fresh, "input")
    bill(read, "cacheRead", "input")
    bill(usage.get("cacheWrite5m") or 0, "cacheWrite5m", "input")
    bill(usage.get("cacheWrite1h") or 0, "cacheWrite1h", "cacheWrite5m", "input")

    rest = usage.get("output") or 0
    for bucket in ("outputAudio", "outputImage", "reasoning"):
        units = usage.get(bucket)
        if not units or units <= 0 or bucket not in rates:
            continue
        part = min(rest, units)
        bill(part, bucket)
        rest -= part
    bill(rest, "output")
    bill(usage.get("webSearches") or 0, "webSearch")
    if "request" in rates:
        bill(1, "request")
    return total if total <= MAX_SAFE else None


# `units × rate` in nano-dollars, rounded to the nearest as the Node recorder does.
def _nano_of(units: int, pico_per_unit: int) -> int:
    product = units * pico_per_unit
    return round_half_up(product / 1000) if product <= MAX_SAFE else (product + 500) // 1000
