"""`prices` of `spanmeter.json` and of `~/.spanmeter/config.json` → the user's own prices. A mistake is named with its place
in the file and costs only the row it is in. Whatever is unsure rounds up: a blank rate of cached input is the input rate,
never zero."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ..values import Json, is_number
from .dates import parse_moment
from .glob import globs
from .overrides import Override


class OverrideProblem(NamedTuple):
    """A mistake in the file: where (`prices.models[2].input`) and what is wrong, in words for the person who wrote it. The
    row does not hold."""

    path: str
    message: str


# USD per million tokens; the last two per thousand.
_RATES = (
    "input output cacheRead cacheWrite5m cacheWrite1h reasoning inputAudio cacheReadAudio outputAudio inputImage "
    "cacheReadImage outputImage webSearch request"
).split()
_CACHE_RATES = ("cacheRead", "cacheWrite5m", "cacheWrite1h")

# More than a dollar a token is a mistake of unit.
_MAX_RATE = 1e6
_MAX_FACTOR = 1000
_MAX_ROWS = 1000
_MEANS_ALL = re.compile(r"[*/\s]*\*[*/\s]*\Z")

_Report = Callable[[str, str], None]


def parse_overrides(value: Any, path: str = "prices") -> Tuple[List[Override], List[OverrideProblem]]:
    """Reads the value of `prices`, whatever it is. Absent is no prices and no problem."""
    problems: List[OverrideProblem] = []

    def report(where: str, message: str) -> None:
        problems.append(OverrideProblem(where, message))

    if value is None:
        return [], problems
    if not isinstance(value, dict):
        report(path, 'must be an object: {"models": […]}')
        return [], problems
    rows = value.get("models", [])
    if not isinstance(rows, list):
        report(path + ".models", "must be a list")
        return [], problems
    if len(rows) > _MAX_ROWS:
        report(path + ".models", "has more than %d rows: the others do not hold" % _MAX_ROWS)
    found = [_parse_row(row, "%s.models[%d]" % (path, index), report) for index, row in enumerate(rows[:_MAX_ROWS])]
    return [override for override in found if override is not None], problems


def join_overrides(project: Sequence[Override], user: Sequence[Override]) -> List[Override]:
    """The project's prices, then the user's: what the project says about a `match`, the user's own file does not change."""
    taken = {override.match.lower() for override in project}
    return [*project, *(override for override in user if override.match.lower() not in taken)]


def _parse_row(row: Any, path: str, report: _Report) -> Optional[Override]:
    if not isinstance(row, dict):
        return report(path, "must be an object")
    problem = _problem_of(row)
    if problem is not None:
        return report(path + problem[0], problem[1])
    rates = _parse_rates(row, path, report)
    tiers = _parse_tiers(row.get("tiers"), path + ".tiers", report)
    if rates is None or tiers is None:
        return None
    free, like, multiply, match = row.get("free") is True, row.get("like"), row.get("multiply"), row["match"].strip()
    if rates and "input" not in rates:
        return report(path + ".input", "is missing: the rates need one for input")
    if tiers and not rates:
        return report(path, "has tiers, but no rates below them: give input and output")
    if not free and not rates and like is None and multiply is None:
        return report(path, 'says no price: give rates, "like", "multiply" or "free": true')
    if _MEANS_ALL.match(match) and (free or rates or like is not None):
        return report(path + ".match", 'matches every model there is: name a provider, as in "ollama/*"')
    since = parse_moment(row["from"]) if "from" in row else None
    return Override(
        match=match,
        pattern=globs(match.replace(" ", "?")),
        since=float("-inf") if since is None else since,
        free=free,
        like=like.strip() if like is not None else None,
        multiply=multiply,
        rates=rates or None,
        tiers=tiers,
    )


def _problem_of(row: Json) -> Optional[Tuple[str, str]]:
    match, since, free = row.get("match"), row.get("from"), row.get("free")
    like, multiply = row.get("like"), row.get("multiply")
    if not isinstance(match, str) or match.strip() == "":
        return ".match", "must name a model"
    if re.search(r"\s", match.strip()):
        return ".match", "matches nothing: a model has no space in its name"
    if "from" in row and (not isinstance(since, str) or parse_moment(since) is None):
        return ".from", 'must be a day, as in "2026-01-01"'
    if "free" in row and not isinstance(free, bool):
        return ".free", "must be true or false"
    if "like" in row and (not isinstance(like, str) or like.strip() == ""):
        return ".like", 'must name a model of the price table, as in "openai/gpt-4o"'
    if "multiply" in row and not (is_number(multiply) and 0 < multiply <= _MAX_FACTOR):  # type: ignore[operator]
        return ".multiply", 'must be a factor above 0, at most %d; what costs nothing is "free"' % _MAX_FACTOR
    return None


# The rates of a row or a tier. None where one of them is no price.
def _parse_rates(row: Json, path: str, report: _Report) -> Optional[Dict[str, Any]]:
    rates: Dict[str, Any] = {}
    sound = True
    for bucket in _RATES:
        rate = row.get(bucket)
        # Blank is not zero: what is left open is billed like what it is part of.
        if rate is None or rate == "":
            continue
        if not is_number(rate) or rate < 0 or rate > _MAX_RATE:
            report(path + "." + bucket, "must be dollars per million tokens, 0 or more")
            sound = False
        elif rate == 0 and bucket in _CACHE_RATES:
            continue
        elif rate == 0 and bucket == "input":
            report(path + ".input", 'is 0: a model that costs nothing is "free": true')
            sound = False
        else:
            rates[bucket] = rate
    return rates if sound else None


def _parse_tiers(value: Any, path: str, report: _Report) -> Optional[List[Tuple[int, Dict[str, Any]]]]:
    if value is None:
        return []
    if not isinstance(value, list):
        return report(path, "must be a list")
    tiers = []
    for index, tier in enumerate(value):
        at = "%s[%d]" % (path, index)
        if not isinstance(tier, dict):
            return report(at, "must be an object")
        above = tier.get("above")
        if not is_number(above) or above != int(above) or above <= 0:
            return report(at + ".above", "must be a whole number of input tokens")
        rates = _parse_rates(tier, at, report)
        if rates is None:
            return None
        if not rates:
            return report(at, "has no rates")
        tiers.append((int(above), rates))
    return tiers
