"""A ledger on disk: appended to by every process that shares a budget, read on from where this one stopped. Plain `O_APPEND`
writes of a whole line each, so no lock is needed; everything here may raise, and the account then goes on alone."""

from __future__ import annotations

import os
from typing import Callable

from ...log.open import ensure_log_folder
from ...platform import exists, now
from .ledger import LedgerState
from .ledger_line import Begin, LedgerLine, Sum, encode_ledger_line, parse_ledger_line

# How often to look whether the file was deleted under us, in milliseconds.
_LINK_CHECK_MS = 250
_CHUNK_BYTES = 64 * 1024
# After so many bytes someone writes down what they add up to, so that nobody has to read them again.
_SUM_EVERY_BYTES = 128 * 1024
# A sum is looked for in the end of the file only: it comes often enough.
_TAIL_BYTES = 2 * _SUM_EVERY_BYTES
# What is longer is no line of ours, and is passed over without being held.
_MAX_LINE = 64 * 1024


class LedgerFile:
    """One account's file."""

    def __init__(self, folder: str, name: str, begun: int, on_begin: Callable[[], None]) -> None:
        """`folder` is the log's: ledgers lie in its `budget/`. `begun`: when the account began, where this process begins it,
        Unix milliseconds. `on_begin` is told when a file was begun: others may be too old to be kept."""
        self._folder = folder
        self._path = os.path.join(folder, "budget", name + ".ledger")
        self._begun = begun
        self._on_begin = on_begin
        self._fd = -1
        self._checked_at = 0.0
        # how far the file was read, and what of it is no whole line yet
        self._offset = 0
        self._rest = b""
        # the rest belongs to a line that is too long
        self._skipping = False
        self._summed_at = 0

    def ready(self) -> bool:
        """Makes sure that the file is there. Returns whether it was opened anew: then nothing in it has been read yet."""
        if self._fd >= 0 and now() - self._checked_at < _LINK_CHECK_MS:
            return False
        self._checked_at = now()
        if self._fd >= 0 and os.fstat(self._fd).st_nlink > 0:
            return False
        self.close()
        self._open()
        return True

    def append(self, line: LedgerLine) -> None:
        """Adds a line."""
        data = encode_ledger_line(line)
        # Half a line (a full disk) is none: the next line closes it.
        if os.write(self._fd, data) != len(data):
            raise OSError("not written whole")

    def read(self, take: Callable[[LedgerLine], None]) -> None:
        """Tells the lines that came since the last time."""
        while True:
            data = self._read_at(_CHUNK_BYTES, self._offset + len(self._rest))
            if data:
                self._take(data, take)
            if len(data) < _CHUNK_BYTES:
                return

    def sum_up(self, state: LedgerState) -> None:
        """Writes down what has been read so far adds up to, where that is due."""
        if self._offset - self._summed_at < _SUM_EVERY_BYTES:
            return
        self._summed_at = self._offset
        line = state.sum_at(self._offset)
        try:
            if line:
                self.append(line)
        except OSError:
            # It only saves reading; the next line that counts will say what is wrong with the file.
            pass

    def skip_to_sum(self, state: LedgerState) -> None:
        """Begins behind the latest sum instead of with the first line."""
        begin = os.fstat(self._fd).st_size - _TAIL_BYTES
        if begin <= 0:
            return
        tail = self._read_at(_TAIL_BYTES, begin)
        at = tail.rfind(b'\n{"sum":')
        while at >= 0:
            end = tail.find(b"\n", at + 1)
            line = parse_ledger_line(tail[at + 1 : end]) if end >= 0 else None
            if isinstance(line, Sum) and line.offset <= begin + at:
                state.restore(line)
                self._offset = line.offset
                self._summed_at = line.offset
                return
            at = tail.rfind(b'\n{"sum":', 0, at)

    def close(self) -> None:
        """Closes the file. It may be opened again."""
        fd, self._fd = self._fd, -1
        if fd < 0:
            return
        try:
            os.close(fd)
        except OSError:
            # Closed by someone else: what was to be reached is reached.
            pass

    def _take(self, data: bytes, take: Callable[[LedgerLine], None]) -> None:
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for text in lines:
            line = None if self._skipping else parse_ledger_line(text)
            self._skipping = False
            if isinstance(line, Sum):
                self._summed_at = self._offset
            self._offset += len(text) + 1
            if line is not None:
                take(line)
        if len(self._rest) > _MAX_LINE:
            self._offset += len(self._rest)
            self._rest = b""
            self._skipping = True

    def _open(self) -> None:
        self._offset = 0
        self._rest = b""
        self._skipping = False
        self._summed_at = 0
        ensure_log_folder(self._folder)
        os.makedirs(os.path.join(self._folder, "budget"), exist_ok=True)
        is_new = not exists(self._path)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._fd = os.open(self._path, flags, 0o600)
        if is_new:
            # Two that begin it at once both say when: the first line counts.
            self.append(Begin(int(self._begun)))
            self._on_begin()

    def _read_at(self, size: int, offset: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._fd, size, offset)
        os.lseek(self._fd, offset, os.SEEK_SET)
        return os.read(self._fd, size)


