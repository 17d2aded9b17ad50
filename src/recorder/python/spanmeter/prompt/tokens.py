"""A quick guess at tokens, for shares of a prompt: readers scale it to the reported input. Never priced as it stands."""

from __future__ import annotations

import math
import re

_WINDOW = 160

# Runs of one kind each: letters, digits, spaces, wide scripts, anything else.
_RUNS = re.compile("([a-zA-Z\u00c0-\u2e7f]+)|([0-9]+)|([ \n]+)|([\u2e80-\uffff]+)|[^a-zA-Z\u00c0-\uffff0-9 \n]+")
_LETTER, _DIGIT, _SPACE, _WIDE = 1, 2, 3, 4


def tokens_per_character(units: str) -> float:
    """Tokens per UTF-16 unit of a text of JSON, from two windows of it: words, digits, punctuation and scripts cost
    differently, and looking at all of a long prompt would cost more than knowing is worth. `units` has one character for
    each unit."""
    length = len(units)
    if length == 0:
        return 0
    if length <= 2 * _WINDOW:
        return _guess(units) / length
    middle = (length - _WINDOW) >> 1
    return (_guess(units[:_WINDOW]) + _guess(units[middle : middle + _WINDOW])) / (2 * _WINDOW)


def _guess(text: str) -> float:
    tokens = 0.0
    digits_near = 0
    for found in _RUNS.finditer(text):
        kind = found.lastindex
        run = found.end() - found.start()
        # Letters and digits by turns: an id, a hash, base64. Such text has no words.
        digits_near = digits_near + 1 if kind == _LETTER or kind == _DIGIT else 0
        if kind == _LETTER:
            tokens += run / 1.6 if digits_near > 2 else 1 if run <= 7 else run / 6
        elif kind == _DIGIT:
            tokens += run / 1.6 if digits_near > 2 else math.ceil(run / 3)
        elif kind == _SPACE:
            tokens += 0.5 if run > 1 else 0
        elif kind == _WIDE:
            tokens += run / 1.5
        else:
            tokens += 0.7 if run <= 2 else run / 3
    return tokens
