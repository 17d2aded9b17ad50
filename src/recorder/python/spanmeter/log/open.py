"""Names and opens a log file in `<dir>/runs/<UTC date>/`."""

from __future__ import annotations

import os
import time

from ..platform import exists, now, random_hex


def open_log_file(folder: str, pid: int) -> int:
    """Opens a new file for this process, creating the folders above it. Returns its descriptor, which no child inherits."""
    at = now()
    day = os.path.join(folder, "runs", time.strftime("%Y-%m-%d", time.gmtime(at / 1000)))
    ensure_log_folder(folder)
    os.makedirs(day, exist_ok=True)
    path = os.path.join(day, "%d-%d-0-%s.jsonl" % (at, pid, random_hex(6)))
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


# Logs are no part of a repository. The file is written only with the folder, so whoever deletes it has the last word.
def ensure_log_folder(folder: str) -> None:
    """Creates the log folder, if it is not there."""
    if exists(folder):
        return
    os.makedirs(folder, exist_ok=True)
    fd = os.open(os.path.join(folder, ".gitignore"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        os.write(fd, b"*\n")
    finally:
        os.close(fd)
