"""Stretches of the calendar that a budget lasts for: by the clock of the machine the calls are made on, weeks from Monday (ISO
8601). A moment has its period for good: a call that ends after midnight belongs to the day it began on."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import NamedTuple

_HOUR_MS = 3_600_000


class Period(NamedTuple):
    """One hour, day, week or month, by a key like `2026-11-26T14`, `2026-11-26`, `2026-W48`, `2026-11`. In Unix milliseconds
    from `since` on, up to but not `until`."""

    key: str
    since: float
    until: float


def period_at(kind: str, at: float) -> Period:
    """The period of this kind that a moment lies in."""
    local = time.localtime(at / 1000)
    day = date(local.tm_year, local.tm_mon, local.tm_mday)
    if kind == "hour":
        # Counted from midnight, so that no hour comes twice in the night the clocks go back.
        begin = midnight(day)
        hour = int((at - begin) // _HOUR_MS)
        since = begin + hour * _HOUR_MS
        return Period("%sT%02d" % (day.isoformat(), hour), since, since + _HOUR_MS)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period("%d-W%02d" % (year, week), midnight(monday), midnight(monday + timedelta(days=7)))
    if kind == "month":
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        return Period(day.isoformat()[:7], midnight(first), midnight(following))
    return Period(day.isoformat(), midnight(day), midnight(day + timedelta(days=1)))


def midnight(day: date) -> float:
    """When a day begins, Unix milliseconds."""
    return time.mktime((day.year, day.month, day.day, 0, 0, 0, 0, 0, -1)) * 1000
