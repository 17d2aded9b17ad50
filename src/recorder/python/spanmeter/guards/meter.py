"""What a run of this process has spent so far: for the bound of calls that state none, and for a limit that comes late."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from ..pricing.call import PriceableCall
from ..usage import Usage, total_tokens

# A price in nano-dollars; None where none is known.
PriceOf = Callable[[PriceableCall, Usage], Optional[int]]

# Calls kept for the case that a limit in dollars comes later. A run of more without one is not worth the memory.
_MAX_KEPT = 5000


class Meter:
    """Counts what calls used."""

    def __init__(self) -> None:
        """Nothing is spent yet."""
        self.tokens: Any = 0
        # calls that were let go and are over
        self.calls = 0
        # the largest output of a call so far, in tokens
        self.largest_output: Any = 0
        self._kept: List[Tuple[PriceableCall, Usage]] = []

    def add(self, call: PriceableCall, usage: Optional[Usage]) -> None:
        """Counts a call that is over."""
        self.calls += 1
        if usage is None:
            return
        self.tokens += total_tokens(usage) or 0
        self.largest_output = max(self.largest_output, usage.get("output") or 0)
        if len(self._kept) < _MAX_KEPT:
            self._kept.append((call, usage))

    def dollars(self, price: PriceOf) -> int:
        """What the calls so far have cost, in nano-dollars; those without a price count nothing."""
        return sum(price(call, usage) or 0 for call, usage in self._kept)
