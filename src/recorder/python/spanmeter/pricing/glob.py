"""Simple patterns of the price table and of overrides."""

from __future__ import annotations

import re
from typing import Pattern


def globs(pattern: str) -> Pattern[str]:
    """A `*` glob over a whole text, whatever its case; several, separated by spaces, match where one does."""
    words = [re.escape(word).replace(r"\*", ".*") for word in pattern.strip().split()]
    return re.compile("(?:" + "|".join(words) + r")\Z", re.IGNORECASE)
