"""Any provider's usage object as a flat dict of snake-case paths, so that one table of names reads them all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, Tuple

from ..values import is_number

_MAX_LEAVES = 400
_MAX_DEPTH = 5

# Wrappers around a usage object, and the name spaces of instrumentations.
_WRAPPER = re.compile(
    r"(?:response\.|message\.|meta\.|metadata\.|x_groq\.|delta\.)?"
    r"(?:usage_metadata|usage_details|usage|token_usage|meta|amazon_bedrock_invocation_metrics|model_usage)\.(?=.)"
)
_NAMESPACE = re.compile(r"(?:gen_ai\.usage|llm\.usage|ai\.usage|llm\.token_count|spanmeter\.usage)\.")
_CAMEL = re.compile("([a-z0-9])([A-Z])")


def flatten(raw: Any) -> Tuple[Dict[str, Any], bool]:
    """The leaves by path, and whether they were span attributes of an instrumentation rather than a provider's answer.

    `promptTokensDetails: [{modality: 'AUDIO', tokenCount: 5}]` becomes `prompt_tokens_details.audio`, and
    `cacheDetails: [{ttl: '1h', inputTokens: 5}]` becomes `cache_details.1h`. What stands outside wins over what is
    wrapped."""
    found: Dict[str, Any] = {}
    _walk(raw, "", 0, found)
    leaves: Dict[str, Any] = {}
    wrapped: List[Tuple[str, Any]] = []
    prefixed = False
    for path, value in found.items():
        bare, is_prefixed = _unwrapped(path)
        if bare == path:
            leaves[path] = value
        else:
            wrapped.append((bare, value))
        prefixed = prefixed or is_prefixed
    for path, value in wrapped:
        leaves.setdefault(path, value)
    return leaves, prefixed


# Usage objects of one provider have the same names each time.
@lru_cache(maxsize=1024)
def _unwrapped(path: str) -> Tuple[str, bool]:
    inner = _WRAPPER.sub("", path, count=1) if _WRAPPER.match(path) else path
    bare = _NAMESPACE.sub("", inner, count=1) if _NAMESPACE.match(inner) else inner
    return bare, _NAMESPACE.match(path) is not None


def _walk(value: Any, path: str, depth: int, out: Dict[str, Any]) -> None:
    if len(out) >= _MAX_LEAVES or depth > _MAX_DEPTH:
        return
    if isinstance(value, (list, tuple)):
        for item in value[:32]:
            _walk_tagged(item, path, out)
    elif isinstance(value, dict):
        before = "" if path == "" else path + "."
        for key in value:
            if isinstance(key, str):
                _walk(value[key], before + _snake(key), depth + 1, out)
    elif path != "" and value is not None:
        out[path] = value


def _walk_tagged(item: Any, path: str, out: Dict[str, Any]) -> None:
    if not isinstance(item, dict):
        return
    tag = item.get("modality") if item.get("modality") is not None else item.get("ttl")
    count = next((item[key] for key in _COUNTS if item.get(key) is not None), None)
    if not isinstance(tag, str) or not is_number(count):
        return
    # Gemini bills the pages of a document as images.
    key = path + "." + tag.lower()[:20].replace("document", "image", 1)
    known = out.get(key)
    out[key] = known + count if is_number(known) else count


_COUNTS = ("tokenCount", "token_count", "tokens", "inputTokens")


@lru_cache(maxsize=1024)
def _snake(key: str) -> str:
    return _CAMEL.sub(r"\1_\2", key[:100]).replace("-", "_").lower()
