"""What a provider says a call cost, in its own usage object."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from ..values import is_number


class ReportedCost(NamedTuple):
    """USD as reported, and whether the call ran on the user's own key, so that it is only a router's fee."""

    usd: float
    byok: bool


def reported_cost(usage: Any) -> Optional[ReportedCost]:
    """Reads OpenRouter's `cost`, `is_byok` and `cost_details.upstream_inference_cost`, DeepInfra's `estimated_cost`, Perplexity's `cost.total_cost` and xAI's
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
            return _with_upstream(value, usage)
    return None


def _with_upstream(usd: float, usage: Any) -> ReportedCost:
    if usage.get("is_byok") is not True:
        return ReportedCost(usd, False)
    details = usage.get("cost_details")
    upstream = details.get("upstream_inference_cost") if isinstance(details, dict) else None
    # What the key's own provider takes comes on top of the fee.
    return ReportedCost(usd + upstream, False) if is_number(upstream) and upstream > 0 else ReportedCost(usd, True)
