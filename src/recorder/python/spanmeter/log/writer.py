"""One file per process: lines go to an `O_APPEND` descriptor at once, so that what was written is on disk whatever kills
the process next. No buffer, no thread, no timer."""

from __future__ import annotations

import os
from typing import Callable, Sequence

_write = os.write
_close = os.close

# A file is left for a new one at this size.
MAX_FILE_BYTES = 64 * 1024 * 1024

_MAX_ERRORS = 3

# How often to look whether the file was deleted under us, in milliseconds.
_LINK_CHECK_MS = 250


def is_linked(fd: int) -> bool:
    """Whether an open file still has a name."""
    return os.fstat(fd).st_nlink > 0


class Writer:
    """Appends lines to this process's file."""

    def __init__(
        self,
        now: Callable[[], float],
        open_next: Callable[[], int],
        header: Callable[[bool], Sequence[bytes]],
        on_silent: Callable[[BaseException], None],
        write: Callable[[int, bytes], int] = _write,
        linked: Callable[[int], bool] = is_linked,
    ) -> None:
        """`header` gives the lines every file begins with; its argument is False for the file that follows a full or a
        lost one. `on_silent` is told once, when nothing more will be written."""
        self._now = now
        self._open_next = open_next
        self._header = header
        self._on_silent = on_silent
        self._os_write = write
        self._linked = linked
        self._fd = -1
        self._size = 0
        self._checked_at = 0.0
        self._torn = False
        self._errors = 0
        self._silent = False
        self.begun = False

    def write(self, lines: Sequence[bytes]) -> None:
        """Appends lines (without their `\\n`), in one write. Never raises."""
        if self._silent:
            return
        try:
            self._ready()
            self._append(lines)
            self._errors = 0
        except (OSError, ValueError) as error:
            self._errors += 1
            if self._errors >= _MAX_ERRORS:
                self._silent = True
                self._on_silent(error)

    def forked(self) -> None:
        """This is a child now: the file is the parent's."""
        if self._fd >= 0:
            _close(self._fd)
        self._fd = -1
        self.begun = False

    def _append(self, lines: Sequence[bytes]) -> None:
        data = b"\n".join(lines) + b"\n"
        if self._torn:
            # A line cut short by a full disk is closed first, so that it costs no other.
            data = b"\n" + data
        offset = 0
        try:
            while offset < len(data):
                offset += self._os_write(self._fd, data[offset:] if offset else data)
            self._torn = False
        finally:
            self._size += offset
            if 0 < offset < len(data):
                self._torn = True

    def _begin(self) -> None:
        first = not self.begun
        self._fd = self._open_next()
        self._size = 0
        self._torn = False
        self._checked_at = self._now()
        self.begun = True
        self._append(self._header(first))

    def _ready(self) -> None:
        if self._fd >= 0:
            now = self._now()
            if now - self._checked_at >= _LINK_CHECK_MS:
                self._checked_at = now
                if not self._linked(self._fd):
                    self._leave()
        if self._size >= MAX_FILE_BYTES:
            self._leave()
        if self._fd < 0:
            self._begin()

    def _leave(self) -> None:
        fd = self._fd
        self._fd = -1
        self._size = 0
        if fd >= 0:
            _close(fd)
