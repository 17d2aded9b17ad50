"""What a call may cost at most, before it is sent."""

from __future__ import annotations

import math
from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple

from ..pricing.call import PriceableCall
from ..usage import Usage, total_input


class Intent(NamedTuple):
    """What a call is about to do, before it is sent."""

    span: str
    call: PriceableCall
    # the request's text, media left out, in bytes
    input_bytes: int
    # whether the request itself holds all that will be billed as input, in text
    bounded: bool
    # the call whose prompt this one begins with, and how many bytes they share
    continues: Optional[Tuple[str, int]] = None
    # the lifetime of the cache writes it asks for (`5m`, `1h`); looked for only where it matters
    cache_write: Optional[Callable[[], Optional[str]]] = None
    max_tokens: Any = None

    @property
    def is_bound(self) -> bool:
        """Whether the bound is one: all input is in the request, and the output has a stated end."""
        return self.bounded and self.max_tokens is not None


# Against o200k, UTF-8 bytes ÷ 3 is over the count for prose, code and JSON; Claude's tokenizers count 10 to 45 % more.
_BYTES_PER_TOKEN = 3
_CLAUDE_BYTES_PER_TOKEN = 2.3


def usage_bound(intent: Intent, output: Any, before: Optional[int] = None) -> Usage:
    """The most a call may use. `output` stands for calls that do not state theirs. `before` is the input the provider
    reported for the call that this one continues: the shared start can't be more than that, so only what is new has to be
    guessed."""
    call = intent.call
    bound = output if intent.max_tokens is None else intent.max_tokens
    lifetime = intent.cache_write() if intent.cache_write else None
    is_claude = call.provider == "anthropic" or "claude" in (call.request_model or "").lower()
    per_token = _CLAUDE_BYTES_PER_TOKEN if is_claude else _BYTES_PER_TOKEN
    whole = math.ceil(intent.input_bytes / per_token)
    if before is not None and intent.continues is not None:
        whole = min(whole, before + math.ceil(max(0, intent.input_bytes - intent.continues[1]) / per_token))
    key = {"1h": "cacheWrite1h", "5m": "cacheWrite5m"}.get(lifetime or "", "input")
    return {key: whole, "output": bound}


class KnownInputs:
    """The reported input of recent calls, for the bound of those that continue them."""

    # Conversations go on from their latest call: a few dozen cover all that run side by side.
    _MAX_KNOWN = 64

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._inputs: Dict[str, Tuple[Optional[str], int]] = {}

    def of(self, intent: Intent) -> Optional[int]:
        """None after a change of model: another tokenizer may make more of the same text."""
        known = self._inputs.get(intent.continues[0]) if intent.continues else None
        return known[1] if known and known[0] == intent.call.request_model else None

    def learn(self, intent: Intent, usage: Optional[Usage]) -> None:
        """What a call used."""
        whole = total_input(usage) if usage else None
        if whole is None:
            return
        self._inputs[intent.span] = (intent.call.request_model, whole)
        if len(self._inputs) > self._MAX_KNOWN:
            del self._inputs[next(iter(self._inputs))]
