"""Prices for the guard: loaded when the first limit in dollars is met, never before."""

from __future__ import annotations

import os
from typing import Callable, Optional, Sequence

from ..platform import exists, read_text
from ..pricing.book import Book
from ..pricing.call import PriceableCall
from ..pricing.overrides import Override
from ..pricing.price_call import Pricer
from ..pricing.table import parse_price_table
from ..usage import Usage
from ..values import parse_json
from .meter import PriceOf

_MAX_TABLE_BYTES = 4 * 1024 * 1024
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Beside the package in a wheel, beside the Node recorder where both are installed, in the sources.
_PLACES = ("prices.json", "../../prices.json", "../../../core/pricing/prices.json")


class LazyPricer:
    """Reads the price table when it is first asked."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._loaded = False
        self._pricer: Optional[Pricer] = None

    def with_overrides(self, overrides: Callable[[], Sequence[Override]]) -> PriceOf:
        """A price by the table and the user's own prices."""

        def price(call: PriceableCall, usage: Usage) -> Optional[int]:
            pricer = self._load()
            return pricer.price(call, usage, overrides()) if pricer else None

        return price

    def _load(self) -> Optional[Pricer]:
        if not self._loaded:
            self._loaded = True
            path = next((found for found in map(_at, _PLACES) if exists(found)), "")
            table = parse_price_table(parse_json(read_text(path, _MAX_TABLE_BYTES) or ""))
            self._pricer = Pricer(Book(table)) if table else None
        return self._pricer


def _at(place: str) -> str:
    return os.path.normpath(os.path.join(_HERE, place))
