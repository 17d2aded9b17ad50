"""What a prompt is made of, block by block: each step is made once from the step before it."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional

from .block import NONE, Block, Size


class Tally(NamedTuple):
    """Sums over blocks, with a hash that tells two sequences of them apart."""

    n: int
    bytes: int
    tokens: int
    hash: str


_EMPTY = Tally(0, 0, 0, "")


class Composition(NamedTuple):
    """The composition of a prompt up to a block."""

    system: Tally
    history: Tally
    results: Tally
    media: Size
    # the newest input of the user: history, once a newer one comes
    user: Optional[Block]


NOTHING = Composition(_EMPTY, _EMPTY, _EMPTY, NONE, None)


def add_block(before: Composition, block: Block) -> Composition:
    """The composition with one more block."""
    system, history, results, media, user = before
    if block.results.n > 0:
        results = _tally(results, block.results, block.hash)
    if block.media.n > 0:
        media = Size(media.n + block.media.n, media.bytes + block.media.bytes, 0)
    if block.text.n > 0:
        if block.part == "system":
            system = _tally(system, block.text, block.hash)
        elif block.part == "assistant":
            history = _tally(history, block.text, block.hash)
        else:
            if user:
                history = _tally(history, user.text, user.hash)
            user = block
    return Composition(system, history, results, media, user)


def parts_of(whole: Composition, tools: Optional[Dict[str, Any]], system: Optional[Block]) -> Dict[str, Any]:
    """The parts of a prompt, as the log names them. Parts there are none of are left out."""
    parts: Dict[str, Any] = {}
    all_system = _tally(whole.system, system.text, system.hash) if system else whole.system
    if all_system.n > 0:
        parts["system"] = all_system._asdict()
    if tools:
        parts["tools"] = tools
    if whole.history.n > 0:
        parts["history"] = whole.history._asdict()
    if whole.results.n > 0:
        parts["tool_results"] = whole.results._asdict()
    if whole.user:
        parts["user"] = {**whole.user.text._asdict(), "hash": whole.user.hash}
    if whole.media.n > 0:
        parts["media"] = {"n": whole.media.n, "bytes": whole.media.bytes}
    return parts


def _tally(before: Tally, added: Size, digest: str) -> Tally:
    return Tally(
        before.n + added.n,
        before.bytes + added.bytes,
        before.tokens + added.tokens,
        digest if before.hash == "" else _chain(before.hash, digest),
    )


# The hash of a sequence of blocks: that of the one block, or for each half (8 hex digits) `before × 31 + block`, modulo
# 2³². Its inputs are keyed already, so nothing more than equality needs to be kept.
def _chain(before: str, block: str) -> str:
    return "%08x%08x" % (
        (int(before[:8], 16) * 31 + int(block[:8], 16)) & 0xFFFFFFFF,
        (int(before[8:16], 16) * 31 + int(block[8:16], 16)) & 0xFFFFFFFF,
    )
