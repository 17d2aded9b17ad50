"""How usage objects differ in what they count within what, by where they come from and how they look."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from . import names


class UsageHint(NamedTuple):
    """What is known about where a usage object comes from. The shape of the object itself counts more."""

    provider: str = ""
    api: str = ""


class Evidence(NamedTuple):
    """What was found where, as far as it tells how a usage object counts."""

    hint: UsageHint
    # span attributes of an instrumentation rather than a provider's answer
    prefixed: bool
    # input told as a bare `input` or `prompt`
    bare: bool
    input: Optional[str]
    read: Optional[str]
    write: Optional[str]
    # uncached input is told apart
    fresh: bool
    # cache writes are told apart by lifetime, as Anthropic does
    lifetimes: bool


def cache_beside(found: Evidence) -> bool:
    """Whether cached tokens are counted beside the input."""
    if found.hint.api in ("anthropic.messages", "bedrock.converse"):
        return True
    # Vercel's SDK 5 passed Anthropic's count on unchanged; 6 has details and includes the cache.
    if found.read == "cached_input_tokens" and not found.fresh:
        return re.search("anthropic|claude|bedrock", found.hint.provider, re.IGNORECASE) is not None
    # OpenTelemetry's input tokens include the cache; Langfuse's `input` is what is left of it.
    if found.prefixed:
        return False
    if found.bare:
        return True
    if found.input is None or found.input.startswith(("prompt", "billed")):
        return False
    return found.read in names.READ_BESIDE or found.write in names.WRITE_BESIDE or found.lifetimes


def reasoning_beside(found: Evidence, name: str) -> bool:
    """Whether reasoning told under a name is counted beside the output. A total, where one is told, says it better."""
    if name in names.THOUGHTS or _is_perplexity(found.hint):
        return True
    # xAI's chat API counts it beside the completion, its responses API within.
    if is_xai(found.hint):
        return found.input == "prompt_tokens"
    return found.bare and name == "output_reasoning_tokens"


def hides_thoughts(found: Evidence) -> bool:
    """Gemini's counts under OpenAI's names: what it thought is told in the total alone."""
    is_google = re.search("google|gemini|vertex", found.hint.provider, re.IGNORECASE) is not None
    return not found.prefixed and found.input == "prompt_tokens" and is_google


def reasoning_fixed(hint: UsageHint, name: str) -> bool:
    """Gemini and Perplexity always count reasoning beside the output, whatever their totals say."""
    return name in names.THOUGHTS or _is_perplexity(hint)


def is_xai(hint: UsageHint) -> bool:
    """xAI is known to report more cached tokens than input at times, and means them beside it."""
    return hint.api == "xai" or re.search("^x.?ai|grok", hint.provider, re.IGNORECASE) is not None


def _is_perplexity(hint: UsageHint) -> bool:
    return hint.api == "perplexity" or "perplexity" in hint.provider.lower()
