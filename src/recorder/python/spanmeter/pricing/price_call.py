"""The one entry: what a call costs."""

from __future__ import annotations

from typing import Dict, Optional, Sequence, Tuple

from ..usage import Usage, total_input
from .book import Book
from .calculate import charge, scale_rates
from .call import PriceableCall
from .modifiers import factor_of
from .money import from_usd
from .overrides import Override, find_override, override_rates
from .rates import Rates, rates_for, version_at
from .resolve import Resolution, resolve

_MAX_RESOLVED = 2000


class Pricer:
    """Prices calls by a book. Models and endpoints are few; who they are is found out once."""

    def __init__(self, book: Book) -> None:
        """`book` is the price table with its indexes."""
        self._book = book
        self._resolved: Dict[Tuple[Optional[str], ...], Resolution] = {}

    def price(self, call: PriceableCall, usage: Usage, overrides: Sequence[Override] = ()) -> Optional[int]:
        """Nano-dollars by the first of: the user's override, the amount the provider reported, the table at the call's own
        time. None where nobody knows: never zero."""
        found = self._resolve(call)
        override = find_override(overrides, call, found.row.key if found.row else None) if overrides else None
        if override is not None:
            return self._by_override(override, call, usage, found)
        reported = None if call.reported_usd is None else from_usd(call.reported_usd)
        if reported and not call.byok:
            return reported
        return _by_table(call, usage, found, 1)

    def _by_override(
        self, override: Override, call: PriceableCall, usage: Usage, found: Resolution
    ) -> Optional[int]:
        times = 1 if override.multiply is None else override.multiply
        if override.free:
            return 0
        if override.rates is not None:
            return _finish(override_rates(override, total_input(usage) or 0), usage, times)
        target = found if override.like is None else self._like(override.like)
        return _by_table(call, usage, target, times)

    # The row an override names, as `provider/model` or by the model id alone.
    def _like(self, like: str) -> Resolution:
        provider, slash, model = like.partition("/")
        own = self._book.by_id.get(provider) if slash else None
        question = PriceableCall(0, own.id, None, model) if own else PriceableCall(0, None, None, like)
        return self._resolve(question)

    def _resolve(self, call: PriceableCall) -> Resolution:
        key = (call.provider, call.host, call.request_model, call.response_model)
        found = self._resolved.get(key)
        if found is None:
            if len(self._resolved) >= _MAX_RESOLVED:
                self._resolved.clear()
            found = self._resolved[key] = resolve(self._book, call)
        return found


def _by_table(call: PriceableCall, usage: Usage, found: Resolution, times: float) -> Optional[int]:
    if found.kind == "unpriced":
        return None
    if found.row is None or found.shelf is None:
        return 0
    version = version_at(found.row.versions, call.at)
    rates = rates_for(version, total_input(usage) or 0) if version else None
    return _finish(rates, usage, factor_of(found.shelf, found.row, call) * times) if rates else None


def _finish(rates: Rates, usage: Usage, times: float) -> Optional[int]:
    return charge(scale_rates(rates, times), usage) if usage else None
