"""The limits that are kept in one account: how much a call adds to it, and which account that is now."""

from __future__ import annotations

import math
from typing import Dict, List, NamedTuple, Optional, Tuple

from ...pricing.call import PriceableCall
from ..config import NARROWINGS, BudgetRule, has_accounts
from ..names import is_meant
from .account import Account
from .accounts import account_name, span_of
from .book import Book
from .limits import Limit
from .periods import Period, period_at


class BoundRun(NamedTuple):
    """A run, as far as its limits have to know it."""

    id: str
    name: str
    started_at: float
    # other processes may make calls of this run: children
    shared: bool
    # agent, task and user, where they are named
    subject: Dict[str, str]


class Place(NamedTuple):
    """The account a call belongs to, and what it is called."""

    account: Account
    # of a shared account: the same for everyone; of a run's own one, it holds in this run only
    id: str
    # the day, week, … or the run
    key: str
    name: Optional[str]


class Threshold(NamedTuple):
    """A share of a limit that is worth a word, by a key that is the same for everyone who has this limit."""

    key: str
    amount: int


_ORDER = ("run", "hour", "day", "week", "month")


class Group:
    """Limits for the same calls, stretch and unit."""

    def __init__(self, rule: BudgetRule, unit: str, run: BoundRun, book: Book) -> None:
        """`rule` is the first of them: but for the limits the others are the same."""
        self.rule = rule
        self.unit = unit
        self.limits: List[Limit] = []
        self._run = run
        self._book = book
        self._own: Dict[str, Account] = {}
        # names of accounts, by whose they are: within this period
        self._ids: Dict[str, str] = {}
        self._period: Optional[Period] = None

    @property
    def order(self) -> float:
        """The narrowest first: what a run may not do is not asked of the month."""
        return _ORDER.index(span_of(self.rule)) + (0.5 if has_accounts(self.rule.per) else 0)

    @property
    def is_clock(self) -> bool:
        """Minutes of a run go by the clock; all else is added up."""
        return self.unit == "minutes" and span_of(self.rule) == "run" and not has_accounts(self.rule.per)

    @property
    def binding(self) -> Optional[Limit]:
        """The lowest limit that still refuses calls."""
        stopping = [limit for limit in self.limits if limit.rule.action != "warn" and not limit.passed]
        return min(stopping, key=lambda limit: limit.limit) if stopping else None

    @property
    def is_of_run(self) -> bool:
        """A limit of the run itself, whatever it is called: what the editor's word takes the place of."""
        return self.rule.per == "run" and self.rule.model is None

    def place_of(self, call: PriceableCall, now: float) -> Optional[Place]:
        """Where a call of now is booked; None where it is none of this budget's."""
        rule, model = self.rule, call.request_model
        if rule.model is not None and not (model is not None and is_meant(rule.model, model)):
            return None
        name = None
        if has_accounts(rule.per):
            name = model if rule.per == "model" else self._run.subject.get(rule.per)
            if name is None:
                return None
        key, begun = self._span(now)
        ident = self._ids.get(name or "")
        if ident is None:
            ident = self._ids[name or ""] = account_name(rule, self.unit, key, name)
        return Place(self._account(ident, begun), ident, key, name)

    def publish(self) -> None:
        """Other processes make calls of this run from now on: its own accounts become shared ones."""
        if not self._run.shared:
            self._run = self._run._replace(shared=True)
            for ident, account in self._own.items():
                self._book.publish(ident, account)
            self._own.clear()

    def give_up(self) -> List[Limit]:
        """Drops the limits that refuse calls, and returns them."""
        stopping = [limit for limit in self.limits if limit.rule.action != "warn"]
        self.limits = [limit for limit in self.limits if limit.rule.action == "warn"]
        return stopping

    def threshold_of(self, limit: Limit, raised: int) -> Threshold:
        """The share of a limit at which a word is due."""
        effective = self.effective(limit, raised)
        share = limit.rule.alert_at
        text = "%d" % share if share == int(share) else repr(share)
        return Threshold("%d@%s" % (effective, text), math.ceil(effective * share))

    @staticmethod
    def effective(limit: Limit, raised: int) -> int:
        """A limit with what it was raised to since; one that only warns is not raised."""
        return limit.limit if limit.rule.action == "warn" else max(limit.limit, raised)

    def _span(self, now: float) -> Tuple[str, float]:
        span = span_of(self.rule)
        if span == "run":
            return self._run.id, self._run.started_at
        if self._period is None or not self._period.since <= now < self._period.until:
            self._period = period_at(span, now)
            self._ids.clear()
        return self._period.key, now

    def _account(self, ident: str, begun: float) -> Account:
        if span_of(self.rule) != "run" or self._run.shared:
            return self._book.shared(ident, begun)
        if ident not in self._own:
            self._own[ident] = self._book.own(begun)
        return self._own[ident]


def binds(rule: BudgetRule, subject: Dict[str, str]) -> bool:
    """Whether a budget is about this run at all."""
    patterns = ((getattr(rule, what), subject.get(what, "")) for what in ("agent", "task", "user"))
    return all(pattern is None or is_meant(pattern, name) for pattern, name in patterns)


def same_account(a: BudgetRule, b: BudgetRule) -> bool:
    """Whether two budgets are kept in one account, as far as that does not depend on the call."""
    if a.per != b.per or span_of(a) != span_of(b):
        return False
    return all((getattr(a, what) or "").lower() == (getattr(b, what) or "").lower() for what in NARROWINGS)
