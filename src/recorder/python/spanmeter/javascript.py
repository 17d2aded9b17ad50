"""What JavaScript does with texts and numbers, done the same way: hashes and estimates of both recorders are equal."""

from __future__ import annotations

import json.encoder
import math
import re
from typing import Any

_encode_string = json.encoder.encode_basestring
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,9})\Z")


def round_half_up(value: float) -> int:
    """`Math.round`: to the nearest, halves up."""
    low = math.floor(value)
    return low + 1 if value - low >= 0.5 else low


def utf8(text: str) -> bytes:
    """The text in UTF-8; half a pair of surrogates becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def in_units(text: str) -> str:
    """The text with one character for each UTF-16 unit: its length and its slices are JavaScript's."""
    return _ASTRAL.sub(_pair, text) if text and max(text) > "\uffff" else text


def _pair(found: Any) -> str:
    code = ord(found.group()) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def cut(text: str, length: int) -> str:
    """The first so many UTF-16 units."""
    if len(text) * 2 <= length or (len(text) <= length and max(text, default="") <= "\uffff"):
        return text
    units = in_units(text)[:length]
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass" if _lone(units) else "strict")


def _lone(units: str) -> bool:
    return "\ud800" <= units[-1:] <= "\udbff"


def units_key(text: str) -> bytes:
    """A key that sorts by UTF-16 unit."""
    return text.encode("utf-16-be", "surrogatepass")


def stringify(value: Any) -> str:
    """`JSON.stringify` of a value that was parsed from JSON."""
    if isinstance(value, str):
        return string_text(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([stringify(item) for item in value]) + "]"
    if isinstance(value, dict):
        fields = [string_text(str(key)) + ":" + stringify(value[key]) for key in _ordered(value)]
        return "{" + ",".join(fields) + "}"
    return "null"


def string_text(text: str) -> str:
    """A text as a JSON string."""
    encoded = _encode_string(text)
    return _SURROGATE.sub(lambda found: "\\u%04x" % ord(found.group()), encoded)


# Keys that are whole numbers come first, in their order.
def _ordered(value: dict) -> Any:
    numbers = [key for key in value if isinstance(key, str) and _INDEX.match(key) and int(key) < 2**32 - 1]
    if not numbers:
        return value
    numbers.sort(key=int)
    known = set(numbers)
    return numbers + [key for key in value if key not in known]


def number_text(value: Any) -> str:
    """A number as JavaScript prints it."""
    if isinstance(value, int) and abs(value) <= 2**53:
        return str(value)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        return "null"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return sign + _print(stripped.rstrip("0"), point)


def _print(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = "%+d" % (point - 1)
    return digits + "e" + power if count == 1 else digits[0] + "." + digits[1:] + "e" + power
