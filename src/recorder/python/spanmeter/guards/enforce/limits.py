"""Limits, each in one unit, and the sentences about them. Amounts are whole: nano-dollars, tokens, calls, milliseconds."""

from __future__ import annotations

import math
import re
from typing import Any, Dict, List, NamedTuple, Optional

from ...javascript import cut, round_half_up
from ...pricing.money import format_usd_exact
from ..config import NARROWINGS, UNITS, BudgetRule, SourcedRule, has_accounts
from .accounts import given_limit, span_of, whole_limit


class Limit:
    """A limit in one unit."""

    __slots__ = ("rule", "unit", "limit", "source", "told", "passed")

    def __init__(self, sourced: SourcedRule, unit: str) -> None:
        """The limit a budget names in a unit."""
        self.rule = sourced.rule
        self.unit = unit
        self.limit = whole_limit(unit, sourced.rule.limit(unit))
        self.source = sourced.source
        # its being reached has been told
        self.told = False
        # the program was paused at it, and told to go on
        self.passed = False


def limits_of(sourced: SourcedRule) -> List[Limit]:
    """One limit for each unit a budget names."""
    return [Limit(sourced, unit) for unit in UNITS if sourced.rule.limit(unit) is not None]


class Standing(NamedTuple):
    """What is spent, what it may not exceed, and what may come on top: whole amounts."""

    spent: int
    # calls in flight may cost up to this
    held: int
    # with what it was raised to since
    limit: int
    # the day, week, … it is about
    key: str
    # this call may cost up to this; None where nothing bounds it
    next: Optional[int] = None
    # whose account it is, where each agent, task, user or model has one
    name: Optional[str] = None
    # the maximum of output that this call states, where that makes `next` an upper bound
    max_tokens: Optional[int] = None


def refusal_message(limit: Limit, now: Standing) -> str:
    """The sentence a refused call's error carries: which limit, the amounts, and how to raise it."""
    unit = limit.unit
    amounts = "%s of %s" % (amount_text(unit, now.spent), amount_text(unit, now.limit))
    reasons = []
    if now.spent < now.limit:
        if now.next is not None:
            stated = "" if now.max_tokens is None else " with its max_tokens of {:,}".format(now.max_tokens)
            reasons.append("this call may cost up to " + amount_text(unit, now.next) + stated)
        if now.held > 0:
            reasons.append("calls in flight may cost up to " + amount_text(unit, now.held))
    why = "; " + ", ".join(reasons) if reasons else ""
    what = "spent " + amounts if unit == "usd" else amounts + " " + unit
    name = budget_name(limit.rule, now.name)
    # With much of the limit left, it is the size that the call states for its answer, not what was spent.
    early = now.max_tokens is not None and now.spent < limit.rule.alert_at * now.limit
    go_on = "Lower max_tokens, or raise the budget" if early else "Raise it"
    return "Budget exceeded: %s (%s)%s. %s %s" % (what, name, why, go_on, _where_to_raise(limit.source))


def budget_name(rule: BudgetRule, name: Optional[str] = None) -> str:
    """`run budget`, `day budget of agent researcher`, `user budget of ann`."""
    narrowed = ["%s %s" % (what, getattr(rule, what)) for what in NARROWINGS if getattr(rule, what) is not None]
    of = ", ".join(([] if name is None else [name]) + narrowed)
    within = " a " + span_of(rule) if has_accounts(rule.per) else ""
    return _plain("%s budget%s%s" % (rule.per, " of " + of if of else "", within))


_PLACES = {"run()": " or where run() is given it", "control": ""}


def _where_to_raise(source: str) -> str:
    return "with Raise Budget in the editor" + _PLACES.get(source, " or in " + source)


def amount_text(unit: str, value: int) -> str:
    """An amount in words: `$0.5012`, `1,200`, `9.5`."""
    if unit == "usd":
        return format_usd_exact(max(0, round_half_up(value)))
    if unit != "minutes":
        return "{:,}".format(math.ceil(value))
    minutes = value / 60_000
    return ("%.3f" % minutes).rstrip("0").rstrip(".") if minutes < 1 else "%.1f" % minutes


# Names come from programs; a refusal is JSON in an answer, and its sentence is looked for by its quotes.
def _plain(text: str) -> str:
    return cut(re.sub('["\\\\\x00-\x1f\x7f-\x9f]', "", text), 200)


def arithmetic(limit: Limit, now: Standing) -> Dict[str, Any]:
    """The numbers behind a decision, for the log: dollars, tokens, calls or minutes."""
    rule, unit = limit.rule, limit.unit
    data: Dict[str, Any] = {
        "per": rule.per,
        "unit": unit,
        "limit": given_limit(unit, now.limit),
        "spent": given_limit(unit, now.spent),
        "in_flight": given_limit(unit, now.held),
    }
    if now.next is not None:
        data["this_call"] = given_limit(unit, now.next)
    if now.max_tokens is not None:
        data["max_tokens"] = now.max_tokens
    data.update({"alert_at": rule.alert_at, "action": rule.action, "source": limit.source})
    if span_of(rule) != "run":
        data["period"] = now.key
    if now.name is not None:
        data["name"] = now.name
    data.update({what: getattr(rule, what) for what in NARROWINGS if getattr(rule, what) is not None})
    return data
