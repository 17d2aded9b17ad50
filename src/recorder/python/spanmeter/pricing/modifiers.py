"""Factors on token rates by what was served: batch, flex, priority, fast mode, data residency, regional endpoints."""

from __future__ import annotations

from .book import Row, Shelf
from .call import PriceableCall

# Service tiers billed at the list price, and speeds and places that are the normal ones.
_STANDARD = frozenset(
    ("", "standard", "standard_only", "default", "auto", "on_demand", "none", "global", "not_available", "normal", "null")
)


def factor_of(shelf: Shelf, row: Row, call: PriceableCall) -> float:
    """The factor for a call priced by a row of a provider. Of several rows on one signal the first that fits counts."""
    times: float = 1
    for on, signal in (
        ("tier", call.service_tier),
        ("speed", call.speed),
        ("geo", call.inference_geo),
        ("host", call.host),
    ):
        value = (signal or "").strip().lower()
        if value in _STANDARD:
            continue
        for rule in shelf.modifiers:
            fits = rule.on == on and call.at < rule.until and rule.matches.match(value)
            if fits and (rule.models is None or rule.models.match(row.id)):
                times *= rule.times
                break
    return times
