"""The accounts that budgets are kept in. All budgets for the same calls, stretch and unit share one account, whatever their
limits are; its name is that of its file in `<dir>/budget/`, which every recorder finds by the same rule (`FORMAT.md`, "Shared
budgets")."""

from __future__ import annotations

import math
import re
from typing import Any, Optional
from urllib.parse import quote

from ...javascript import round_half_up
from ..config import NARROWINGS, BudgetRule, has_accounts

_FNV_OFFSET = 0xCBF29CE484222325
_FNV_PRIME = 0x100000001B3
_SURROGATE = re.compile("[\ud800-\udfff]")


def span_of(rule: BudgetRule) -> str:
    """What a budget's account lasts for: `run`, or a stretch of the calendar."""
    return (rule.within or "day") if has_accounts(rule.per) else rule.per


def account_name(rule: BudgetRule, unit: str, key: str, name: Optional[str]) -> str:
    """The name of an account: `day-2026-11-26-usd`, `run-<id>-tokens`, `day-2026-11-26-usd-9e3779b97f4a7c15`. `key` is the
    period's, or the run's id; `name` whose it is, where each agent, task, user or model has one."""
    narrowing = []
    for what in NARROWINGS:
        pattern = getattr(rule, what)
        if pattern is not None:
            narrowing.append("%s=%s" % (what, pattern.lower()))
    if name is not None:
        narrowing.append("each %s=%s" % (rule.per, name))
    plain = "%s-%s-%s" % (span_of(rule), key, unit)
    return plain + "-" + fingerprint("\n".join(narrowing)) if narrowing else plain


def fingerprint(text: str) -> str:
    """FNV-1a, 64 bits, over the text as JavaScript's `encodeURIComponent` writes it: a name for a file, no secret."""
    value = _FNV_OFFSET
    for byte in quote(_SURROGATE.sub("\ufffd", text), safe="-_.!~*'()").encode("ascii"):
        value = ((value ^ byte) * _FNV_PRIME) & 0xFFFFFFFFFFFFFFFF
    return "%016x" % value


def whole_limit(unit: str, limit: Any) -> int:
    """A limit in the whole numbers of its account: nano-dollars, tokens, calls, milliseconds."""
    if unit == "usd":
        return round_half_up(limit * 1e9)
    return round_half_up(limit * 60_000) if unit == "minutes" else math.floor(limit)


def given_limit(unit: str, whole: Any) -> Any:
    """The same, as people give it: dollars, tokens, calls, minutes."""
    given = whole / 1e9 if unit == "usd" else whole / 60_000 if unit == "minutes" else whole
    return int(given) if given == int(given) else given
