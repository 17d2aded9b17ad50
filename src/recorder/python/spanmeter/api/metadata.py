"""Free metadata of the program → flat attributes: numbers and short words, nothing that holds what was said."""

from __future__ import annotations

import re
from typing import Any, Dict, Optional

from ..javascript import cut
from ..values import is_number

_MAX_KEYS = 64
_MAX_TEXT = 200
_MAX_DEPTH = 3

# Texts under these names are prompts and answers more often than not: they stay in the program.
_CONTENT = re.compile(
    r"(?:inputs?|outputs?|prompts?|completions?|messages?|content|text|body|arguments|args|params|results?|responses?|requests?"
    r"|query|question|answer|instructions|system|data|document|snippet|usage)\Z",
    re.IGNORECASE,
)


def to_meta(metadata: Any) -> Optional[Dict[str, Any]]:
    """None where nothing is left."""
    if not isinstance(metadata, dict):
        return None
    meta: Dict[str, Any] = {}
    _collect(metadata, "", False, 0, meta)
    return meta or None


def _collect(fields: Dict[Any, Any], path: str, is_content: bool, depth: int, meta: Dict[str, Any]) -> None:
    for key, value in fields.items():
        if len(meta) >= _MAX_KEYS:
            return
        if not isinstance(key, str):
            continue
        name = cut(key if path == "" else path + "." + key, _MAX_TEXT)
        hidden = is_content or _CONTENT.match(key) is not None
        if isinstance(value, bool) or is_number(value):
            meta[name] = value
        elif isinstance(value, str):
            if not hidden and len(value) <= _MAX_TEXT:
                meta[name] = value
        elif isinstance(value, (list, tuple)):
            words = [item for item in value if isinstance(item, str) and len(item) <= _MAX_TEXT]
            if not hidden and len(words) == len(value) <= _MAX_KEYS:
                meta[name] = words
        elif isinstance(value, dict) and depth < _MAX_DEPTH:
            _collect(value, name, hidden, depth + 1, meta)
