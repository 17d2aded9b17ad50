"""Finds the places of a JSON object's values in its text. What equals a text scanned before is skipped as a whole, so the
work grows with what is new in a request."""

from __future__ import annotations

import json.decoder
from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional

from ..values import DECODER

_scan_once = DECODER.scan_once
_scan_string = json.decoder.scanstring
_SPACE = " \n\r\t"
_ENDS = frozenset(",}] \n\r\t")


class Place(NamedTuple):
    """Where a value lies in the text."""

    start: int
    end: int


class ListPlace(NamedTuple):
    """A list of values: the places of its elements, counted from the start of the list."""

    start: int
    end: int
    starts: List[int]
    ends: List[int]
    # how many leading elements were taken over from the known text
    same: int


class ScannedBody:
    """A request's body and where its values lie."""

    __slots__ = ("text", "values", "lists", "_parsed")

    def __init__(self, text: str) -> None:
        """`text` is the body as it was sent."""
        self.text = text
        self.values: Dict[str, Place] = {}
        self.lists: Dict[str, ListPlace] = {}
        self._parsed: Dict[str, Any] = {}

    def field(self, key: str) -> Any:
        """The value at a key, parsed. None where there is none."""
        place = self.values.get(key)
        if place is None:
            return None
        if key not in self._parsed:
            self._parsed[key] = _value_at(self.text, place.start)
        return self._parsed[key]

    def remember(self, key: str, value: Any) -> None:
        """Keeps a value that was parsed on the way."""
        self._parsed[key] = value

    def text_at(self, key: Optional[str]) -> Optional[str]:
        """The text of the value at a key."""
        place = None if key is None else self.values.get(key)
        return None if place is None else self.text[place.start : place.end]

    def release(self) -> None:
        """Forgets parsed values: only places are compared with what comes."""
        self._parsed.clear()


def scan_body(text: str, list_keys: FrozenSet[str], known: Optional[ScannedBody] = None) -> Optional[ScannedBody]:
    """Scans a JSON object. `list_keys` are the keys whose lists are wanted element by element; `known` is a text that is
    likely to begin alike. None where the text is no JSON object."""
    try:
        return _scan(text, list_keys, known)
    except (ValueError, StopIteration, IndexError, RecursionError):
        # It ends too early, or is no JSON.
        return None


def _scan(text: str, list_keys: FrozenSet[str], known: Optional[ScannedBody]) -> Optional[ScannedBody]:
    body = ScannedBody(text)
    at = _skip_space(text, 0)
    if text[at] != "{":
        return None
    at = _skip_space(text, at + 1)
    while text[at] == '"':
        key, at = _scan_string(text, at + 1, True)
        at = _skip_space(text, at)
        if text[at] != ":":
            return None
        start = _skip_space(text, at + 1)
        if text[start] == "[" and key in list_keys:
            listed = _scan_list(text, start, known, key)
            body.lists[key] = listed
            end = listed.end
        else:
            end = _skip_known(text, start, known, key)
            if end < 0:
                value, end = _scan_once(text, start)
                body.remember(key, value)
        body.values[key] = Place(start, end)
        at = _skip_space(text, end)
        if text[at] != ",":
            break
        at = _skip_space(text, at + 1)
    return body if text[at] == "}" else None


def _skip_known(text: str, start: int, known: Optional[ScannedBody], key: str) -> int:
    place = known.values.get(key) if known else None
    if known is None or place is None:
        return -1
    end = start + place.end - place.start
    if not text.startswith(known.text[place.start : place.end], start):
        return -1
    return end if text[end : end + 1] in _ENDS else -1


def _scan_list(text: str, start: int, known: Optional[ScannedBody], key: str) -> ListPlace:
    place = known.lists.get(key) if known else None
    same = _same_elements(text, start, known.text, place) if known and place else 0
    starts = place.starts[:same] if place else []
    ends = place.ends[:same] if place else []
    at = start + (ends[-1] if ends else 1)
    while True:
        at = _skip_space(text, at)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        if text[at] == "]":
            return ListPlace(start, at + 1, starts, ends, same)
        _, end = _scan_once(text, at)
        starts.append(at - start)
        ends.append(end - start)
        at = end


# The longest run of leading elements that stand unchanged: all of them as a rule, else found by halving.
def _same_elements(text: str, start: int, known: str, place: ListPlace) -> int:
    def holds(count: int) -> bool:
        length = place.ends[count - 1]
        end = start + length
        same = text.startswith(known[place.start : place.start + length], start)
        return same and text[end : end + 1] in _ENDS

    low, high = 0, len(place.ends)
    if high > 0 and holds(high):
        return high
    while low < high - 1:
        middle = (low + high) >> 1
        if holds(middle):
            low = middle
        else:
            high = middle
    return low


def _value_at(text: str, start: int) -> Any:
    try:
        return _scan_once(text, start)[0]
    except (ValueError, StopIteration, RecursionError):
        return None


def _skip_space(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
