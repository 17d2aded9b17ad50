"""The price table: what `prices.json` holds, and its validation."""

from __future__ import annotations

from typing import Any, Optional

from ..values import Json, is_number


def parse_price_table(value: Any) -> Optional[Json]:
    """Unknown JSON as a price table; None where it is none."""
    if not isinstance(value, dict) or value.get("v") != 1:
        return None
    if not all(isinstance(value.get(key), str) for key in ("source", "asOf", "overlayAsOf", "sha256")):
        return None
    providers, modifiers = value.get("providers"), value.get("modifiers")
    if not isinstance(providers, list) or not isinstance(modifiers, list):
        return None
    sound = all(_is_provider(one) for one in providers) and all(_is_modifier(one) for one in modifiers)
    return value if sound else None


def _is_provider(provider: Any) -> bool:
    if not isinstance(provider, dict) or not isinstance(provider.get("id"), str):
        return False
    lists = (provider.get("names"), provider.get("hosts"), provider.get("fallback", []))
    if not all(isinstance(one, list) and all(isinstance(item, str) for item in one) for one in lists):
        return False
    models = provider.get("models")
    return isinstance(models, list) and all(_is_row(row) for row in models)


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) >= 3 and all(isinstance(cell, str) for cell in row[:3])


def _is_modifier(row: Any) -> bool:
    if not isinstance(row, dict) or row.get("on") not in ("tier", "speed", "geo", "host"):
        return False
    times: Optional[Any] = row.get("times")
    return isinstance(row.get("provider"), str) and isinstance(row.get("is"), str) and is_number(times) and 0 < times < 100
