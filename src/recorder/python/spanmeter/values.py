"""Reading JSON of unknown shape: what is not what it should be is None, never an exception."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Dict, List, Optional

Json = Dict[str, Any]

_WORD = re.compile(r"[\w.:/-]{1,64}\Z", re.ASCII)


def as_object(value: object) -> Optional[Json]:
    """The value, where it is a JSON object."""
    return value if isinstance(value, dict) else None


def fields_of(value: object) -> Json:
    """The value's fields, where it is a JSON object; none, where it is not."""
    return value if isinstance(value, dict) else {}


def as_array(value: object) -> List[Any]:
    """The value, where it is a list; an empty one, where it is not."""
    return value if isinstance(value, list) else []


def each_object(value: object) -> List[Json]:
    """The objects of a list; anything else in their place is no news."""
    return [item for item in as_array(value) if isinstance(item, dict)]


def as_string(value: object) -> Optional[str]:
    """The value, where it is a text that is not empty."""
    return value if isinstance(value, str) and value != "" else None


def is_number(value: object) -> bool:
    """Whether the value is a finite number. True and False are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        # An integer of more digits than a number of JSON has.
        return False


def as_count(value: object) -> Any:
    """The value, where it is a finite number of 0 or more."""
    return value if is_number(value) and value >= 0 else None  # type: ignore[operator]


def as_word(value: object) -> Optional[str]:
    """A word of a protocol (`stop`, `rate_limit_exceeded`), not a text that could quote a prompt."""
    return value if isinstance(value, str) and _WORD.match(value) else None


def first(*values: Any) -> Any:
    """The first value that is not None."""
    for value in values:
        if value is not None:
            return value
    return None


def _no_constant(name: str) -> Any:
    raise ValueError("not JSON: " + name)


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def parse_json(text: str) -> Any:
    """The value of a JSON text; None, where it is none."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError, TypeError):
        return None
