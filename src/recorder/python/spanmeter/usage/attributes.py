"""Usage as span attributes. The names are OpenTelemetry's; `spanmeter.*` where it has none."""

from __future__ import annotations

from typing import Dict

from . import Usage, total_input

# Every count of a usage by its attribute name. Input is all input, and cache writes are all writes, as the log wants them.
_NAMES = {
    "cacheRead": "gen_ai.usage.cache_read.input_tokens",
    "output": "gen_ai.usage.output_tokens",
    "reasoning": "gen_ai.usage.reasoning.output_tokens",
    "cacheWrite1h": "spanmeter.usage.cache_write_1h.input_tokens",
    "inputAudio": "spanmeter.usage.audio.input_tokens",
    "cacheReadAudio": "spanmeter.usage.audio.cache_read.input_tokens",
    "outputAudio": "spanmeter.usage.audio.output_tokens",
    "inputImage": "spanmeter.usage.image.input_tokens",
    "cacheReadImage": "spanmeter.usage.image.cache_read.input_tokens",
    "outputImage": "spanmeter.usage.image.output_tokens",
    "webSearches": "spanmeter.web_searches",
}


def usage_to_attributes(usage: Usage) -> Dict[str, int]:
    """The attributes of a usage. What it does not know is not there."""
    a: Dict[str, int] = {}
    whole = total_input(usage)
    if whole is not None and "input" in usage:
        a["gen_ai.usage.input_tokens"] = whole
    if "cacheWrite5m" in usage:
        a["gen_ai.usage.cache_write.input_tokens"] = usage["cacheWrite5m"] + usage.get("cacheWrite1h", 0)
    for key, name in _NAMES.items():
        if key in usage:
            a[name] = usage[key]
    return a
