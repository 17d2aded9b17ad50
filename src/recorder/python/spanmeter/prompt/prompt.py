"""A request's prompt in blocks, taking over from a known prompt what stands unchanged in it."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional

from ..hashes.hasher import Hasher
from ..protocols.protocol import ElementFacts, Protocol
from .block import Block, measure_block
from .composition import NOTHING, Composition, add_block
from .scan import ScannedBody
from .tools_block import measure_tools


class Prompt(NamedTuple):
    """A measured prompt."""

    protocol: Protocol
    body: ScannedBody
    tools: Optional[Dict[str, Any]]
    # the system prompt, where it stands outside the list
    system: Optional[Block]
    blocks: List[Block]
    # the composition after each block
    steps: List[Composition]


def _as_system(_: Any) -> ElementFacts:
    return ElementFacts("system")


def _as_user(_: Any) -> ElementFacts:
    return ElementFacts("user")


def measure_prompt(protocol: Protocol, body: ScannedBody, known: Optional[Prompt], hasher: Hasher) -> Prompt:
    """Measures the prompt of a request. `known` is the prompt whose text the body was scanned beside."""
    tools_key = next((key for key in protocol.tools_keys if key in body.values), None)
    if known and _unchanged(body, known, tools_key):
        tools = known.tools
    else:
        text = body.text_at(tools_key)
        tools = None if text is None else measure_tools(text, hasher)
    system_key = next((key for key in protocol.system_keys if key in body.values), None)
    if known and _unchanged(body, known, system_key):
        system = known.system
    else:
        text = body.text_at(system_key)
        system = None if text is None or text == "null" else measure_block(text, _as_system, hasher)
    blocks: List[Block] = []
    steps: List[Composition] = []
    listed = body.lists.get(protocol.list_key)
    if listed:
        taken = listed.same if known else 0
        if known:
            blocks.extend(known.blocks[:taken])
            steps.extend(known.steps[:taken])
        for start, end in zip(listed.starts[taken:], listed.ends[taken:]):
            text = body.text[listed.start + start : listed.start + end]
            _add(blocks, steps, measure_block(text, protocol.element, hasher))
    # `input: "…"`: a text in place of the list is the user's.
    for key in (*(() if listed else (protocol.list_key,)), *protocol.text_keys):
        text = body.text_at(key)
        if text is not None and text != "null":
            _add(blocks, steps, measure_block(text, _as_user, hasher))
    return Prompt(protocol, body, tools, system, blocks, steps)


def _add(blocks: List[Block], steps: List[Composition], block: Block) -> None:
    blocks.append(block)
    steps.append(add_block(steps[-1] if steps else NOTHING, block))


def _unchanged(body: ScannedBody, known: Prompt, key: Optional[str]) -> bool:
    text = body.text_at(key)
    return text is not None and text == known.body.text_at(key)
