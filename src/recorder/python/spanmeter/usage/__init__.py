"""Token counts: any provider's usage object in any spelling → buckets that never overlap.

A usage is a dict of counts by bucket: `input` (neither read from nor written to a cache), `cacheRead`, `cacheWrite5m`,
`cacheWrite1h`, `output` (reasoning included), and parts of these that are never added: `reasoning`, `inputAudio`,
`cacheReadAudio`, `outputAudio`, `inputImage`, `cacheReadImage`, `outputImage`; `webSearches`. Absent is not zero."""

from __future__ import annotations

from typing import Any, Dict, Optional

Usage = Dict[str, Any]


def total_input(usage: Usage) -> Optional[int]:
    """All input tokens: fresh, read from cache, written to cache. None where nothing about input was reported."""
    found = [usage[key] for key in ("input", "cacheRead", "cacheWrite5m", "cacheWrite1h") if usage.get(key) is not None]
    return sum(found) if found else None


def total_tokens(usage: Usage) -> Optional[int]:
    """All tokens of a call, in and out. None where nothing was reported."""
    whole = total_input(usage)
    output = usage.get("output")
    return None if whole is None and output is None else (whole or 0) + (output or 0)
