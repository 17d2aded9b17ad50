"""A price table made ready for look-ups: one index per provider, prices read once."""

from __future__ import annotations

import re
from typing import Dict, List, NamedTuple, Optional, Pattern, Sequence, Tuple

from ..values import Json
from .dates import parse_moment
from .glob import globs
from .rates import PriceVersion, parse_price


class Row:
    """A row of the table. Its price is read at the first use: a run uses a handful of a thousand rows."""

    __slots__ = ("id", "key", "_price", "_versions")

    def __init__(self, provider: str, ident: str, price: str) -> None:
        """`key` is `provider/model`."""
        self.id = ident
        self.key = provider + "/" + ident
        self._price = price
        self._versions: Optional[Sequence[PriceVersion]] = None

    @property
    def versions(self) -> Sequence[PriceVersion]:
        """The price by period."""
        if self._versions is None:
            self._versions = parse_price(self._price) or []
        return self._versions


class Rule(NamedTuple):
    """A rule that lets more than one id mean a row."""

    row: Row
    # `/…/`: the ids it matches are as good as listed
    regex: Optional[Pattern[str]]
    # what a glob holds fast, and whether something may stand before or after it
    literal: str
    before: bool
    after: bool
    # a further rule that must hold
    also: Optional[Pattern[str]]


class Modifier(NamedTuple):
    """A factor on the token rates of some models, by what was served."""

    on: str
    matches: Pattern[str]
    models: Optional[Pattern[str]]
    times: float
    until: float


class Shelf:
    """One provider's part of the book."""

    def __init__(self, provider: Json, modifiers: Sequence[Json]) -> None:
        """Reads a provider of the table."""
        self.id: str = provider["id"]
        self.exact: Dict[str, Row] = {}
        self.patterns: List[Rule] = []
        maker = provider.get("maker")
        self.maker = re.compile(maker, re.ASCII) if isinstance(maker, str) else None
        self.fallback: Sequence[str] = provider.get("fallback") or ()
        self.router = provider.get("router") is True
        self.local = provider.get("local") is True
        self.modifiers = [_modifier(one) for one in modifiers if one["provider"] == self.id]
        rows = [_read_row(self.id, row) for row in provider["models"]]
        for row, rules in rows:
            for text in rules:
                rule = _read_rule(text, row)
                if rule.regex is None and rule.also is None:
                    self.exact.setdefault(rule.literal, row)
                if rule.regex is not None or rule.before or rule.after:
                    self.patterns.append(rule)
        for row, _ in rows:
            self.exact.setdefault(row.id.lower(), row)


class Book:
    """The table with its indexes."""

    def __init__(self, table: Json) -> None:
        """Reads a table."""
        self.by_id: Dict[str, Shelf] = {}
        self.by_name: Dict[str, Shelf] = {}
        self.by_host: Dict[str, Shelf] = {}
        for provider in table["providers"]:
            shelf = Shelf(provider, table["modifiers"])
            self.by_id[shelf.id] = shelf
            for name in provider["names"]:
                self.by_name[name] = shelf
            for host in provider["hosts"]:
                self.by_host[host] = shelf

    @property
    def shelves(self) -> Sequence[Shelf]:
        """All of them, in their order."""
        return list(self.by_id.values())


def _read_row(provider: str, row: Sequence[str]) -> Tuple[Row, Sequence[str]]:
    ident, match, price = row[0], row[1], row[2]
    rules = [rule.replace("~", ident.lower()) for rule in match.split(" ") if rule]
    return Row(provider, ident, price), rules or [ident.lower()]


def _read_rule(rule: str, row: Row) -> Rule:
    if rule.startswith("/"):
        return Rule(row, re.compile(rule[1:-1], re.ASCII), "", False, False, None)
    glob, _, also = rule.partition("&/")
    before, after = glob.startswith("*"), glob.endswith("*")
    literal = re.sub(r"^\*|\*$", "", glob)
    return Rule(row, None, literal, before, after, re.compile(also[:-1], re.ASCII) if also else None)


def _modifier(row: Json) -> Modifier:
    until = parse_moment(row["until"]) if isinstance(row.get("until"), str) else None
    models = row.get("models")
    return Modifier(
        row["on"],
        globs(row["is"]),
        globs(models) if isinstance(models, str) else None,
        row["times"],
        float("inf") if until is None else until,
    )
