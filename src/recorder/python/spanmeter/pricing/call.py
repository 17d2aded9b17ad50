"""What pricing needs to know about a call."""

from __future__ import annotations

from typing import NamedTuple, Optional


class PriceableCall(NamedTuple):
    """`at` is Unix time in milliseconds: prices are those of the call's own time."""

    at: float
    provider: Optional[str] = None
    # tells Azure, OpenRouter, local servers and regional endpoints; may have a port
    host: Optional[str] = None
    request_model: Optional[str] = None
    response_model: Optional[str] = None
    # the service tier that was served, else the one requested
    service_tier: Optional[str] = None
    # Anthropic's `usage.speed` and `usage.inference_geo`
    speed: Optional[str] = None
    inference_geo: Optional[str] = None
    # USD the provider reported for this call, and whether that is only the fee of a call on the user's own key
    reported_usd: Optional[float] = None
    byok: bool = False
