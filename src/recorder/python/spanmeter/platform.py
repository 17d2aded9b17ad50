"""What the recorder takes from the machine, taken once at load: fake clocks and patched modules of the program it
observes come later and must not reach it."""

from __future__ import annotations

import os
import time

_time = time.time
_perf_counter = time.perf_counter
_urandom = os.urandom
_environ_get = os.environ.get

exists = os.path.exists
WINDOWS = os.name == "nt"


def now() -> int:
    """Unix time in milliseconds."""
    return int(_time() * 1000)


def clock() -> float:
    """A clock for durations, in milliseconds."""
    return _perf_counter() * 1000


def random_hex(digits: int) -> str:
    """Random hex digits for ids. The program's own random numbers are not touched."""
    return _urandom((digits + 1) // 2).hex()[:digits]


def environment(name: str) -> str | None:
    """A variable of the environment; an empty one is none."""
    return _environ_get(name) or None


def home_folder() -> str:
    """The user's home."""
    return os.path.expanduser("~")


def working_directory() -> str:
    """The working directory; the root, where the folder is gone."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def read_text(path: str, max_bytes: int) -> str | None:
    """The first bytes of a file as text. None where it is absent, or not ours to read: the same to everyone who asks."""
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        parts = []
        while max_bytes > 0:
            part = os.read(fd, max_bytes)
            if not part:
                break
            parts.append(part)
            max_bytes -= len(part)
        return b"".join(parts).decode("utf-8", "replace")
    except OSError:
        return None
    finally:
        os.close(fd)


def stamp(path: str) -> tuple[int, int, int] | None:
    """A value that changes when the file does; None where there is no file."""
    try:
        stat = os.stat(path)
    except (OSError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
