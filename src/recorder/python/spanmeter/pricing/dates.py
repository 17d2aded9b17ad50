"""Days and moments of price lists → Unix time in milliseconds."""

from __future__ import annotations

import calendar
import re
from typing import Optional

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):(\d\d)))?\Z"
)


def parse_moment(text: str) -> Optional[float]:
    """`2026-01-01`, or a moment in UTC or with an offset: what means another time on another machine is none."""
    found = _MOMENT.match(text)
    if found is None:
        return None
    year, month, day = int(found.group(1)), int(found.group(2)), int(found.group(3))
    hour, minute, second = int(found.group(4) or 0), int(found.group(5) or 0), int(found.group(6) or 0)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year or 4, month)[1]:
        return None
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    offset = (int(found.group(9) or 0) * 60 + int(found.group(10) or 0)) * (-1 if found.group(8) == "-" else 1)
    seconds = calendar.timegm((year, month, day, 0, 0, 0)) + hour * 3600 + minute * 60 + second - offset * 60
    return seconds * 1000 + int((found.group(7) or "0").ljust(3, "0")[:3])
