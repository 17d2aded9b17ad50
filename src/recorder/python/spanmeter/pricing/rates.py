"""The compact price language of the table: `i3o15r.3>200000i6o22.5;2026-03-13=i3o15`.

A letter and a price make a rate: US dollars per million tokens, for `x` and `n` per thousand searches or requests. `>N`
begins the rates of calls with more than N input tokens in all. `;` begins what holds under a condition: from a date
(`2026-03-13`), in hours of the day in UTC (`00:30-16:30`, on weekdays `w00:30-16:30`), or both. The last condition that
holds wins."""

from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ..javascript import round_half_up
from .dates import parse_moment

# Pico-dollars (10⁻¹² USD) per unit by bucket: whole, 0 or more. Absent: no such rate.
Rates = Dict[str, int]


class PriceVersion(NamedTuple):
    """The rates of one period, and those of calls with a long context."""

    base: Rates
    # the rates hold for the whole call where its total input is above so many tokens
    above: Optional[Tuple[int, Rates]]
    # Unix milliseconds from which it holds
    since: Optional[float]
    # minutes of the day in UTC, `[start, end)`; the start may be later than the end
    during: Optional[Tuple[int, int]]
    # not on Saturdays and Sundays in UTC
    weekdays: bool


_BUCKETS = {
    "i": "input",
    "o": "output",
    "r": "cacheRead",
    "w": "cacheWrite5m",
    "h": "cacheWrite1h",
    "a": "inputAudio",
    "b": "cacheReadAudio",
    "c": "outputAudio",
    "p": "inputImage",
    "q": "cacheReadImage",
    "s": "outputImage",
    "t": "reasoning",
    "x": "webSearch",
    "n": "request",
}

PER_THOUSAND = ("webSearch", "request")

_PART = re.compile(
    r"(?:(\d{4}-\d\d-\d\d)?T?(?:(w)?(\d\d):(\d\d)-(\d\d):(\d\d))?=)?([^=>]*)(?:>(\d+)([^=>]*))?\Z"
)
_RATE = re.compile(r"([a-z])(\d*\.?\d+)")


def pico(usd_per_million: float) -> int:
    """Whole pico-dollars per unit from a price in dollars per million units, rounded to the nearest."""
    return round_half_up(usd_per_million * 1e6)


def parse_price(text: str) -> Optional[List[PriceVersion]]:
    """Reads one price of the table. None where it is not written in the language above; empty rates are legal."""
    versions = []
    for part in text.split(";"):
        found = _PART.match(part)
        base = _parse_rates(found.group(7)) if found else None
        if found is None or base is None:
            return None
        since, weekdays, h1, m1, h2, m2, _, tokens, higher = found.groups()
        long = None if higher is None else _parse_rates(higher)
        if higher is not None and long is None:
            return None
        versions.append(
            PriceVersion(
                base,
                None if long is None else (int(tokens), {**base, **long}),
                None if since is None else parse_moment(since),
                None if h1 is None else (int(h1) * 60 + int(m1), int(h2) * 60 + int(m2)),
                weekdays is not None,
            )
        )
    return versions


def _parse_rates(text: str) -> Optional[Rates]:
    rates: Rates = {}

    def read(found: Any) -> str:
        bucket = _BUCKETS.get(found.group(1))
        if bucket is None:
            return found.group()
        rates[bucket] = pico(float(found.group(2)) * (1000 if bucket in PER_THOUSAND else 1))
        return ""

    return rates if _RATE.sub(read, text) == "" else None


def version_at(versions: Sequence[PriceVersion], at: float) -> Optional[PriceVersion]:
    """The version that holds at a time (Unix milliseconds). The first one holds where no condition does."""
    for version in reversed(versions[1:]):
        if _holds(version, at):
            return version
    return versions[0] if versions else None


def _holds(version: PriceVersion, at: float) -> bool:
    if version.since is not None and not at >= version.since:
        return False
    if version.during is None:
        return True
    # Day 0 of Unix time was a Thursday.
    if version.weekdays and (at // 86_400_000 + 3) % 7 > 4:
        return False
    start, end = version.during
    minute = (at / 60_000) % 1440
    return minute >= start or minute < end if end < start else start <= minute < end


def rates_for(version: PriceVersion, total_input: int) -> Rates:
    """The rates of a call with so many input tokens in all, cached ones included."""
    return version.above[1] if version.above is not None and total_input > version.above[0] else version.base
