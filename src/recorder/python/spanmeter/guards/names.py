"""Names and the patterns that mean them."""

from __future__ import annotations


def is_meant(pattern: str, name: str) -> bool:
    """Whether a name is meant by a pattern: the same text, or one a `*` stands for any part of. Case does not count."""
    parts = pattern.lower().split("*")
    text = name.lower()
    if len(parts) == 1:
        return text == parts[0]
    first, last = parts[0], parts[-1]
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
