"""One block of a prompt, measured once: the system prompt, or an element of the list of messages."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, NamedTuple

from ..hashes.hasher import Hasher
from ..hashes.normalise import normalise_result
from ..javascript import cut, in_units, round_half_up, stringify, utf8
from ..protocols.protocol import ElementFacts, RawResult
from ..values import as_string, fields_of, parse_json
from .tokens import tokens_per_character


class Size(NamedTuple):
    """Of a part of a block or of a prompt."""

    n: int
    bytes: int
    tokens: int


NONE = Size(0, 0, 0)


class Block(NamedTuple):
    """A measured block."""

    part: str
    # of its JSON as it was sent
    hash: str
    bytes: int
    # what is neither results nor media
    text: Size
    results: Size
    media: Size
    result_refs: List[Dict[str, Any]]


# Images and files are long and hold no text: the rate of what stands beside them is not sampled.
_USUAL_RATE = 0.25
_MEDIA = re.compile("image|document|file|audio")


def measure_block(text: str, facts_of: Callable[[Any], ElementFacts], hasher: Hasher) -> Block:
    """Measures a block from its JSON text."""
    facts = facts_of(parse_json(text))
    size = len(utf8(text))
    if facts.media:
        rate = _USUAL_RATE
    else:
        units = in_units(text)
        rate = (tokens_per_character(units) * len(units)) / max(1, size)
    media = min(size, len(utf8(stringify(facts.media)))) if facts.media else 0
    texts = [_text_of(result) for result in facts.results]
    room = size - media
    in_results = room if facts.only_results else min(room, sum(len(utf8(one)) for one in texts))

    def part(n: int, length: int) -> Size:
        return NONE if n == 0 else Size(n, length, round_half_up(length * rate))

    return Block(
        part=facts.part,
        hash=hasher(text),
        bytes=size,
        text=part(0 if facts.only_results else 1, room - in_results),
        results=part(len(texts), in_results),
        media=Size(len(facts.media), media, 0) if facts.media else NONE,
        result_refs=[_ref_of(result, one, hasher) for result, one in zip(facts.results, texts)],
    )


def _ref_of(result: RawResult, text: str, hasher: Hasher) -> Dict[str, Any]:
    ref = {"id": cut(result.id, 128), "result": hasher(normalise_result(text)), "bytes": len(utf8(text))}
    if result.error:
        ref["error"] = True
    return ref


# A result is a text, or a list of blocks: of these, media are counted apart.
def _text_of(result: RawResult) -> str:
    content = result.content
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if not isinstance(content, list):
        return stringify(content)
    return "\n".join([_item_text(item) for item in content])


def _item_text(item: Any) -> str:
    text = as_string(fields_of(item).get("text"))
    if text is not None:
        return text
    if isinstance(item, str):
        return item
    kind = fields_of(item).get("type")
    return "" if isinstance(kind, str) and _MEDIA.search(kind) else stringify(item)
