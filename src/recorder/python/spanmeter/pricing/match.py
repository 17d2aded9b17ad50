"""Which row of a provider's list a model id means, and how surely.

- *exact*: the id is a row, or one of the ids the row lists;
- *alias*: it is one but for a route before it (`us.`, `models/`, an ARN) or a date or version behind it;
- *family*: it only begins like one. The price of a relative is a guess that has been wrong by a factor of ten elsewhere, so
  it is never priced."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from .book import Book, Row, Rule, Shelf


class ModelMatch(NamedTuple):
    """A row, and how surely an id means it."""

    kind: str
    row: Row


_GEO = r"(?:us|eu|apac|au|jp|ca|in|us-gov)\."
_ROUTE = (
    r"(?:projects/[^/]+/locations/[^/]+/)?(?:publishers/[^/]+/)?models/"
    r"|(?:arn:aws[\w-]*:bedrock:[\w-]*:\d*:[\w-]+/)?(?:%s)?" % _GEO
)
# Some rules of the table leave the maker's name of a Bedrock id to what stands before.
_BEFORE = re.compile(r"(?:%s)(?:global\.)?(?:(?:anthropic|amazon)\.)?\Z" % _ROUTE, re.ASCII)
_STRIP_BEFORE = re.compile(r"^(?:%s)" % _ROUTE, re.ASCII)

_DATE = r"20\d\d(?:0[1-9]|1[0-2])[0-3]\d|20\d\d-(?:0[1-9]|1[0-2])-[0-3]\d"
# `-v1` is the thing itself, `-v2:0` Bedrock's way; `-v2` alone is the next model as often as not.
_REVISION = r"latest|default|v\d+:\d+|v\d+(?=@)|v1|" + _DATE
# Behind the fixed part of a rule more kinds of version are at home: months, build numbers, previews.
_AFTER = re.compile(
    r"(?:[-@:](?:%s|preview|exp|experimental|beta|\d\d-\d\d|\d\d-\d{4}|\d{3,4})|:0|\[1m\]){0,4}\Z" % _REVISION,
    re.ASCII,
)
_STRIP_AFTER = re.compile(r"(?:[-@:](?:%s)|:0|\[1m\]){1,3}\Z" % _REVISION, re.ASCII)
_VERSION = re.compile(r"-v(\d+)(?::\d+)?\Z", re.ASCII)

# Longer than any ARN.
_MAX_ID = 500


def match_model(book: Book, shelf: Shelf, model: str) -> Optional[ModelMatch]:
    """The best match of an id in one provider's list, or in the lists it resells at the same price."""
    ident = model.strip().lower()
    if ident == "" or len(ident) > _MAX_ID:
        return None
    own = _match_on(shelf, ident)
    if own is not None and own.kind != "family":
        return own
    for name in shelf.fallback:
        other = book.by_id.get(name)
        match = _match_on(other, ident) if other else None
        if match is not None and match.kind != "family":
            return match
    return own


def _match_on(shelf: Shelf, ident: str) -> Optional[ModelMatch]:
    row = shelf.exact.get(ident)
    if row is not None:
        return ModelMatch("exact", row)
    direct = _match_patterns(shelf, ident)
    if direct is not None and direct.kind != "family":
        return direct
    bare = _STRIP_BEFORE.sub("", ident, count=1)
    for candidate in (bare, _strip_after(ident), _strip_after(bare)):
        if candidate == ident:
            continue
        known = shelf.exact.get(candidate) or _alias_row(shelf, candidate)
        if known is not None and _same_revision(known, ident):
            return ModelMatch("alias", known)
    return direct


def _strip_after(ident: str) -> str:
    return _STRIP_AFTER.sub("", ident, count=1)


def _alias_row(shelf: Shelf, ident: str) -> Optional[Row]:
    match = _match_patterns(shelf, ident)
    return None if match is None or match.kind == "family" else match.row


def _match_patterns(shelf: Shelf, ident: str) -> Optional[ModelMatch]:
    family = None
    for rule in shelf.patterns:
        kind = _match_rule(rule, ident)
        if kind == "family":
            family = family or ModelMatch(kind, rule.row)
        elif kind is not None:
            return ModelMatch(kind, rule.row)
    return family


def _match_rule(rule: Rule, ident: str) -> Optional[str]:
    if rule.regex is not None:
        return "exact" if rule.regex.search(ident) else None
    literal = rule.literal
    at = len(ident) - len(literal) if rule.before and not rule.after else ident.find(literal)
    if at < 0 or not ident.startswith(literal, at) or (not rule.before and at > 0):
        return None
    if rule.also is not None and not rule.also.search(ident):
        return None
    head, rest = ident[:at], ident[at + len(literal) :]
    if head == "" and rest == "":
        return "exact"
    # A fine-tuned model ends in names of the user's own, at the price of all of its kind.
    if head == "" and (literal.startswith("ft:") or literal.endswith(".ft-")):
        return "alias"
    sure = _BEFORE.match(head) and _is_revision(literal, rest) and _same_revision(rule.row, rest)
    return "alias" if sure else "family"


# Whether what follows the fixed part of a rule is only a date or version, or completes one that it cuts through.
def _is_revision(literal: str, rest: str) -> bool:
    digits = re.match(r"[0-9]+", rest)
    if digits is None:
        return _AFTER.match("-" + rest if literal.endswith(("-", "@")) else rest) is not None
    found = re.search(r"[0-9]*\Z", literal)
    number = (found.group() if found else "") + digits.group()
    whole = re.match(r"(?:20[0-9]{6}|0[0-9][0-9])\Z", number)
    return whole is not None and _AFTER.match(rest[digits.end() :]) is not None


# `titan-embed-text-v2` is not `titan-embed-text-v1`: where both name a revision, it must be the same.
def _same_revision(row: Row, ident: str) -> bool:
    theirs, own = _VERSION.search(row.id), _VERSION.search(ident)
    return theirs is None or own is None or theirs.group(1) == own.group(1)
