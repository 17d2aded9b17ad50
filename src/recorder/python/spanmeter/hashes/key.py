"""The machine's key: what makes hashes of short prompts useless to anyone who has only the log."""

from __future__ import annotations

import os
import re
from typing import Optional

from ..platform import random_hex, read_text

_KEY_BYTES = 32
_KEY = re.compile(r"[0-9a-f]{64}\Z")


def machine_key(home: str) -> bytes:
    """The key in `<home>/.spanmeter/key`, created on first use: 64 hex digits, readable by the user alone. Both
    recorders share it. Where it cannot be read or made, a key for this process alone: its hashes compare with no
    other's."""
    path = os.path.join(home, ".spanmeter", "key")
    try:
        return _read_key(path) or _create_key(home, path) or os.urandom(_KEY_BYTES)
    except OSError:
        # A read-only or missing home: recording goes on, with hashes that hold within this process.
        return os.urandom(_KEY_BYTES)


def _read_key(path: str) -> Optional[bytes]:
    text = (read_text(path, 1024) or "").strip()
    return bytes.fromhex(text) if _KEY.match(text) else None


# Written whole under another name, then linked: of several processes one wins, and none ever reads half a key.
def _create_key(home: str, path: str) -> Optional[bytes]:
    os.makedirs(os.path.join(home, ".spanmeter"), mode=0o700, exist_ok=True)
    draft = "%s.%d.%s" % (path, os.getpid(), random_hex(8))
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(fd, (os.urandom(_KEY_BYTES).hex() + "\n").encode())
    finally:
        os.close(fd)
    try:
        os.link(draft, path)
    except OSError:
        # Someone was faster, or the file system has no links: what is there counts.
        pass
    finally:
        os.unlink(draft)
    return _read_key(path)
