"""The prompts of the conversations this process has under way: what a new request is compared with."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional

from ..hashes.hasher import Hasher
from ..protocols.protocol import Protocol
from .composition import NOTHING, parts_of
from .prompt import Prompt, measure_prompt
from .scan import ScannedBody, scan_body

_MAX_CONVERSATIONS = 8
_MAX_HELD_CHARACTERS = 16 * 1024 * 1024


class _Sent(NamedTuple):
    """A prompt that was sent, and by which call."""

    prompt: Prompt
    provider: str
    span: str


class Scanned(NamedTuple):
    """A request's body, and the prompt whose text it was scanned beside."""

    body: ScannedBody
    beside: Optional[Prompt]


class Measured(NamedTuple):
    """A request's prompt, measured against those before it."""

    prompt: Prompt
    provider: str
    # `parts`, and where there are any `prefix` and `tool_results`
    line: Dict[str, Any]
    continues: Optional[_Sent]


class Prompts:
    """Knows the latest prompts. Called under the recorder's lock."""

    def __init__(self, hasher: Hasher) -> None:
        """`hasher` makes the hashes of blocks."""
        self._hasher = hasher
        # Most recent first.
        self._recent: List[_Sent] = []

    def scan(self, text: str, list_keys: FrozenSet[str]) -> Optional[Scanned]:
        """Reads a request's body. None where it is no JSON object."""
        closest = self._closest(text)
        beside = closest.prompt if closest else None
        body = scan_body(text, list_keys, beside.body if beside else None)
        return Scanned(body, beside) if body else None

    def measure(self, protocol: Protocol, scanned: Scanned, provider: str) -> Measured:
        """Measures a prompt against the call before it."""
        beside = scanned.beside if scanned.beside and scanned.beside.protocol is protocol else None
        prompt = measure_prompt(protocol, scanned.body, beside, self._hasher)
        before = self._previous_call(prompt)
        neighbour = before or next(
            (sent for sent in self._recent if sent.provider == provider and sent.prompt.protocol is protocol), None
        )
        line: Dict[str, Any] = {
            "parts": parts_of(prompt.steps[-1] if prompt.steps else NOTHING, prompt.tools, prompt.system)
        }
        if neighbour:
            line["prefix"] = _prefix_of(prompt, neighbour, before is not None)
        results = _new_results(prompt, before.prompt if before else None)
        if results:
            line["tool_results"] = results
        goes_on = before if before and _common(prompt, before.prompt) == len(before.prompt.blocks) else None
        return Measured(prompt, provider, line, goes_on)

    def sent(self, measured: Measured, span: str) -> None:
        """Remembers a prompt as sent by a call."""
        measured.prompt.body.release()
        recent = [sent for sent in self._recent if sent is not measured.continues]
        recent.insert(0, _Sent(measured.prompt, measured.provider, span))
        room = _MAX_HELD_CHARACTERS
        kept = []
        for sent in recent[:_MAX_CONVERSATIONS]:
            room -= len(sent.prompt.body.text)
            if room < 0:
                break
            kept.append(sent)
        self._recent = kept

    # Whose text begins alike the furthest: it decides only how much need not be read again, never the result.
    def _closest(self, text: str) -> Optional[_Sent]:
        found, length = None, 0
        for sent in self._recent:
            body = sent.prompt.body
            listed = body.lists.get(sent.prompt.protocol.list_key)
            end = listed.start + (listed.ends[-1] if listed.ends else 1) if listed else 0
            if end > length and text.startswith(body.text[:end]):
                found, length = sent, end
        return found or (self._recent[0] if self._recent else None)

    # The call this one continues: of those with the same beginning, the one that shares the most; the latest of equals.
    def _previous_call(self, prompt: Prompt) -> Optional[_Sent]:
        found, most = None, -1
        for sent in self._recent:
            if sent.prompt.protocol is not prompt.protocol or not _is_same_conversation(prompt, sent.prompt):
                continue
            common = _common(prompt, sent.prompt)
            if common > most:
                found, most = sent, common
        return found


# The same system prompt, tools and first user message; or, where the first two changed (a clock in the system prompt, a
# tool more), the first user message and the message after it.
def _is_same_conversation(a: Prompt, b: Prompt) -> bool:
    first, other = _first_user(a), _first_user(b)
    if first < 0 or other < 0 or a.blocks[first].hash != b.blocks[other].hash:
        return False
    same_head = _hash(a.tools) == _hash(b.tools) and _block_hash(a.system) == _block_hash(b.system)
    if same_head and first == other and _common(a, b) > first:
        return True
    if len(a.blocks) <= first + 1 or len(b.blocks) <= other + 1:
        return False
    return a.blocks[first + 1].hash == b.blocks[other + 1].hash


def _first_user(prompt: Prompt) -> int:
    for index, block in enumerate(prompt.blocks):
        if block.part == "user" and block.text.n > 0:
            return index
    return -1


def _common(a: Prompt, b: Prompt) -> int:
    count = 0
    for own, other in zip(a.blocks, b.blocks):
        if own is not other and own.hash != other.hash:
            break
        count += 1
    return count


def _hash(tools: Optional[Dict[str, Any]]) -> Optional[str]:
    return tools["hash"] if tools else None


def _block_hash(block: Any) -> Optional[str]:
    return block.hash if block else None


def _prefix_of(prompt: Prompt, sent: _Sent, continues: bool) -> Dict[str, Any]:
    other = sent.prompt
    fixed = (
        (_hash(prompt.tools), _hash(other.tools), prompt.tools["bytes"] if prompt.tools else 0),
        (_block_hash(prompt.system), _block_hash(other.system), prompt.system.bytes if prompt.system else 0),
    )
    heads = [head for head in fixed if head[0] is not None or head[1] is not None]
    changed = next((index for index, head in enumerate(heads) if head[0] != head[1]), -1)
    common = _common(prompt, other) if changed < 0 else 0
    same = heads if changed < 0 else heads[:changed]
    prefix: Dict[str, Any] = {
        "same": len(same) + common,
        "of": sum(1 for head in fixed if head[0] is not None) + len(prompt.blocks),
        "bytes": sum(head[2] for head in same) + sum(block.bytes for block in prompt.blocks[:common]),
    }
    if continues:
        prefix["span"] = sent.span
    return prefix


def _new_results(prompt: Prompt, before: Optional[Prompt]) -> List[Dict[str, Any]]:
    known = _common(prompt, before) if before else 0
    return [ref for block in prompt.blocks[known:] for ref in block.result_refs]
