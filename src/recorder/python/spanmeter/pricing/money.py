"""Money: whole nano-dollars (10⁻⁹ USD) inside, dollars only at the edge."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Optional

from ..javascript import round_half_up

MAX_SAFE = 2**53 - 1


def from_usd(usd: float) -> Optional[int]:
    """Nano-dollars from dollars, rounded to the nearest whole. None where it is no amount."""
    value = usd * 1e9
    if not 0 <= value <= MAX_SAFE:
        return None
    return round_half_up(value)


def format_usd_exact(nano: int) -> str:
    """An amount with four decimals, as limits and refusals name it: `$0.5012`."""
    # The decimals of the double, halves up: as JavaScript's `toFixed` does.
    return "$" + str(Decimal(nano / 1e9).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP))
