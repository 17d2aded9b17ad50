"""Reads a call's answer as its caller sees it go by, and says when it is over."""

from __future__ import annotations

import re
from typing import Any, Callable, Optional

from ..protocols.outcome import Outcome
from ..protocols.protocol import Protocol
from ..stream import Splitter
from ..stream.framing import SPLITTERS, framing_of
from ..values import as_object, parse_json

# An answer of more than this is not held in memory to be parsed: its usage is looked for in the text as it ends.
_MAX_HELD = 2 * 1024 * 1024
_USAGE = re.compile(rb'"usage"\s*:\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})')

# How the reading of an answer came to its end.
FINISHED, CUT, CANCELLED, FAILED = "finished", "cut", "cancelled", "failed"


class AnswerReader:
    """What is known of the answer, as it grows."""

    def __init__(
        self,
        protocol: Protocol,
        streams: bool,
        on_end: Callable[[str, Outcome, Optional[BaseException]], None],
        on_first: Callable[[], None],
    ) -> None:
        """`on_end` is told once, with the error where there is one; `on_first` of the first bytes."""
        self.outcome = Outcome()
        self._protocol = protocol
        self._streams = streams
        self._on_end = on_end
        self._on_first = on_first
        self._begun = False
        self._over = False
        self._is_json = False
        # what came and was not yet understood
        self._held = bytearray()
        # of it only the end is left
        self._long = False
        self._splitter: Optional[Splitter] = None

    def chunk(self, data: bytes) -> None:
        """Bytes of the body, in their order."""
        if self._over or not data:
            return
        self._first()
        if self._splitter:
            self._splitter.push(data)
        else:
            self._hold(data)
        # The end of a call is a word of the protocol: many callers never read on to the end of the bytes.
        if self.outcome.finished:
            self._end(FINISHED)

    def whole(self, data: bytes) -> None:
        """The whole body at once."""
        self.chunk(data)
        self.ended()

    def ended(self) -> None:
        """The caller has seen the whole body."""
        if self._over:
            return
        if self._splitter:
            self._splitter.end()
        elif self._held:
            self._whole(bytes(self._held))
        self._end(FINISHED if self._is_complete() else CUT)

    def cancelled(self) -> None:
        """The caller reads no further."""
        self._end(FINISHED if self._is_complete() else CANCELLED)

    def failed(self, error: BaseException) -> None:
        """Reading it failed."""
        self._end(FAILED, error)

    def _first(self) -> None:
        if not self._begun:
            self._begun = True
            self._on_first()

    def _hold(self, data: bytes) -> None:
        self._held += data
        framing = "json" if self._is_json else framing_of(bytes(self._held[:65536]), self._streams)
        if framing is not None and framing != "json":
            held = bytes(self._held)
            self._held.clear()
            self._splitter = SPLITTERS[framing](lambda text, name: self._protocol.event(self.outcome, text, name))
            self._splitter.push(held)
            return
        self._is_json = framing == "json"
        if len(self._held) > _MAX_HELD:
            # Of a very long answer the end counts: there the usage stands.
            del self._held[: -_MAX_HELD // 2]
            self._is_json = True
            self._long = True

    # Where the protocol has no word for the end, the model's own last word is one.
    def _is_complete(self) -> bool:
        return self.outcome.finished or self.outcome.stopped

    def _whole(self, data: bytes) -> None:
        answer = _usage_at_end(data) if self._long else parse_json(data.decode("utf-8", "replace"))
        self._protocol.answer(self.outcome, answer)
        self.outcome.finished = as_object(answer) is not None

    def _end(self, ending: str, error: Optional[BaseException] = None) -> None:
        if self._over:
            return
        self._over = True
        self._held.clear()
        self._on_end(ending, self.outcome, error)


# Embeddings and the like run to tens of megabytes.
def _usage_at_end(data: bytes) -> Any:
    at = data.rfind(b'"usage"')
    found = _USAGE.match(data, at, at + 4096) if at >= 0 else None
    return {"usage": parse_json(found.group(1).decode("utf-8", "replace"))} if found else None
