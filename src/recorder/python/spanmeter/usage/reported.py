"""What a provider says a call cost, in its own usage object."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from ..values import is_number


class ReportedCost(NamedTuple):
    """USD as reported, and whether the call ran on the user's own key, so that it is only a router's fee."""

    usd: float
    byok: bool


def reported_cost(usage: Any) -> Optional[ReportedCost]:
    """Reads OpenRouter's `cost` and `is_byok`, DeepInfra's `estimated_cost`, Perplexity's `cost.total_cost` and xAI's
    `cost_in_usd_ticks` (10¹⁰ to the dollar) from a usage object."""
    if not isinstance(usage, dict):
        return None
    cost = usage.get("cost")
    ticks = usage.get("cost_in_usd_ticks")
    for value in (
        cost.get("total_cost") if isinstance(cost, dict) else cost,
        usage.get("estimated_cost"),
        ticks / 1e10 if is_number(ticks) else None,
    ):
        if is_number(value) and value >= 0:
            return ReportedCost(value, usage.get("is_byok") is True)
    return None
