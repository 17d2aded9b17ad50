"""A provider's own usage object, in any spelling, → disjoint buckets. Never raises; what is wrong is left out or repaired."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any, Dict, NamedTuple, Optional, Sequence, Tuple

from ..values import is_number
from . import Usage, names, total_input
from .convention import Evidence, UsageHint, cache_beside, hides_thoughts, reasoning_beside, reasoning_fixed
from .flatten import flatten

# No call comes near a trillion tokens, and sums of ten such numbers are still exact.
_MAX_COUNT = 10**12
_DIGITS = re.compile(r"[0-9]{1,13}\Z")
_MODAL = (("Audio", names.modal("audio")), ("Image", names.modal("image")))


class _Taken(NamedTuple):
    name: str
    count: int


_LISTS: Sequence[Sequence[str]] = (
    names.INPUT,
    names.OUTPUT,
    names.TOTAL,
    names.FRESH,
    names.READ,
    names.WRITE,
    names.WRITE_5M,
    names.WRITE_1H,
    names.REASONING,
    names.TOOL_INPUT,
    names.WEB_SEARCHES,
    *(paths[part] for _, paths in _MODAL for part in ("input", "cached", "output")),
)


# Usage objects of one provider have the same names each time: which of a list are there is found out once.
@lru_cache(maxsize=256)
def _plan_of(leaves: Tuple[str, ...]) -> Dict[int, Sequence[str]]:
    there = set(leaves)
    return {id(paths): tuple(name for name in paths if name in there) for paths in _LISTS}


class _Leaves:
    """The counts of a usage object by name."""

    def __init__(self, leaves: Dict[str, Any]) -> None:
        self.leaves = leaves
        self._plan = _plan_of(tuple(leaves))

    def take(self, paths: Sequence[str]) -> Optional[_Taken]:
        """The first of these names that has a count."""
        for name in self._plan.get(id(paths), paths):
            count = read_count(self.leaves.get(name))
            if count is not None:
                return _Taken(name, count)
        return None

    def count(self, paths: Sequence[str]) -> Optional[int]:
        """Its count."""
        taken = self.take(paths)
        return taken.count if taken else None

    def take_bare(self, paths: Sequence[str]) -> Optional[_Taken]:
        """Metadata's own `input` and `prompt` are texts more often than counts."""
        return self.take([path for path in paths if is_number(self.leaves.get(path))])


def read_count(value: Any) -> Optional[int]:
    """A count of tokens: a whole number from 0 to a trillion, or its digits (headers and some protocols know only text).
    Anything else is none."""
    if isinstance(value, str):
        value = int(value) if _DIGITS.match(value) else None
    if type(value) is int:
        return value if 0 <= value <= _MAX_COUNT else None
    if not is_number(value) or value < 0 or value > _MAX_COUNT or value != math.floor(value):
        return None
    return int(value)


def normalise_usage(raw: Any, hint: UsageHint = UsageHint()) -> Usage:
    """Reads a usage object: a provider's answer, an SDK's, span attributes, or free metadata that holds one of them. Empty
    where nothing usable was there."""
    flat, prefixed = flatten(raw)
    leaves = _Leaves(flat)
    said = leaves.take(names.INPUT)
    bare = leaves.take_bare(names.BARE_INPUT) if said is None else None
    source = said or bare
    output = leaves.take(names.OUTPUT) or leaves.take_bare(names.BARE_OUTPUT)
    total = leaves.count(names.TOTAL)
    fresh = leaves.count(names.FRESH)
    # What Cohere bills for is net of its cache.
    read = None if source and source.name.startswith("billed") else leaves.take(names.READ)
    write = leaves.take(names.WRITE)
    reasoning = leaves.take(names.REASONING)
    citations = leaves.count(("citation_tokens",)) or 0

    # 1. The cache: what was read, what was written and for how long.
    writes = _split_writes(write, leaves.count(names.WRITE_5M), leaves.count(names.WRITE_1H))
    cached = (read.count if read else 0) + sum(writes.values())
    evidence = Evidence(
        hint=hint,
        prefixed=prefixed,
        bare=bare is not None,
        input=source.name if source else None,
        read=read.name if read else None,
        write=write.name if write else None,
        fresh=fresh is not None,
        lifetimes=names.WRITE_5M[0] in flat or names.WRITE_1H[0] in flat,
    )
    inside = not cache_beside(evidence)
    plain = source.count if source else None
    if plain is not None and inside and cached > 0:
        # Some instrumentations of Anthropic put the provider's own count where the convention wants all input.
        passed_on = prefixed and total == plain + cached + (output.count if output else 0)
        if cached <= plain and not passed_on:
            plain -= cached
    if plain is None:
        plain = fresh
    tools = leaves.count(names.TOOL_INPUT) or 0

    # 2. Reasoning: within the output or beside it; where a total is told, it settles the doubt.
    thought = reasoning.count if reasoning else 0
    beside = thought > 0 and reasoning is not None and reasoning_beside(evidence, reasoning.name)
    within = (plain or 0) + cached + tools + citations + (output.count if output else 0)
    if thought > 0 and total is not None and not reasoning_fixed(hint, reasoning.name if reasoning else ""):
        if total == within:
            beside = False
        elif total == within + thought:
            beside = True
    # Whoever puts Gemini's counts into OpenAI's names leaves the thoughts out of the completion, but not out of the total.
    hidden = total - within if reasoning is None and total is not None and hides_thoughts(evidence) else 0
    beyond = (thought if beside else 0) + max(0, hidden)
    all_output = None
    if output is not None or beyond > 0:
        all_output = (output.count if output else 0) + beyond

    # 3. A total alone is all input where nothing is put out; else nobody knows.
    if plain is None and all_output is None and cached == 0 and total is not None:
        if hint.api == "embeddings" or "voyage" in hint.provider.lower():
            plain = total
    if plain is not None or tools + citations > 0:
        plain = (plain or 0) + tools + citations

    usage: Usage = {}
    _put(usage, "input", plain)
    _put(usage, "cacheRead", read.count if read else None)
    usage.update(writes)
    _put(usage, "output", all_output)
    _put(usage, "reasoning", hidden if hidden > 0 else _part(reasoning, all_output))
    whole = total_input(usage)
    for name, paths in _MODAL:
        _put(usage, "input" + name, _part(leaves.take(paths["input"]), whole))
        _put(usage, "cacheRead" + name, _part(leaves.take(paths["cached"]), read.count if read else None))
        _put(usage, "output" + name, _part(leaves.take(paths["output"]), all_output))
    _put(usage, "webSearches", leaves.count(names.WEB_SEARCHES))
    _add_compactions(usage, raw)
    return usage


# A part of something: left out where it is larger than the whole.
def _part(taken: Optional[_Taken], whole: Optional[int]) -> Optional[int]:
    return taken.count if taken is not None and whole is not None and taken.count <= whole else None


def _put(usage: Usage, key: str, value: Optional[int]) -> None:
    if value is not None:
        usage[key] = value


# Writes by lifetime. Of a total with no split, or larger than its split, the rest had the default lifetime.
def _split_writes(write: Optional[_Taken], five_minutes: Optional[int], one_hour: Optional[int]) -> Dict[str, int]:
    found: Dict[str, int] = {}
    if write is not None or five_minutes is not None:
        found["cacheWrite5m"] = max((write.count if write else 0) - (one_hour or 0), five_minutes or 0)
    if one_hour is not None:
        found["cacheWrite1h"] = one_hour
    return found


# Anthropic's compactions are billed but not in the top-level counts, except where a fallback model served the message:
# then those counts are of all iterations.
def _add_compactions(usage: Usage, raw: Any) -> None:
    outer = raw if isinstance(raw, dict) else {}
    inner = outer["usage"] if isinstance(outer.get("usage"), dict) else outer
    listed = inner.get("iterations")
    if not isinstance(listed, list):
        return
    iterations = [one for one in listed[:100] if isinstance(one, dict)]
    if any(one.get("type") == "fallback_message" for one in iterations):
        return
    for iteration in iterations:
        if iteration.get("type") != "compaction":
            continue
        more = normalise_usage({**iteration, "iterations": None}, UsageHint(api="anthropic.messages"))
        for key in ("input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"):
            if key in more:
                usage[key] = usage.get(key, 0) + more[key]
