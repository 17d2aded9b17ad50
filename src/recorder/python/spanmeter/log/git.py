"""What a repository's own files say about where it stands, without starting `git`."""

from __future__ import annotations

import os
import re
from typing import Dict, Optional

from ..platform import exists, read_text

_SMALL = 4096
_PACKED_REFS_BYTES = 1024 * 1024
_COMMIT = re.compile(r"[0-9a-f]{40,64}\Z")


def read_git(cwd: str) -> Optional[Dict[str, str]]:
    """Commit and branch of the repository around a folder. Whether it is dirty is not cheap to know, and left out."""
    folder = _find_git_dir(cwd)
    head = folder and read_text(os.path.join(folder, "HEAD"), _SMALL)
    if not folder or head is None:
        return None
    head = head.strip()
    found = re.match(r"ref: (refs/\S+)\Z", head)
    if found is None:
        return {"head": head} if _COMMIT.match(head) else None
    ref = found.group(1)
    branch = re.sub("^refs/heads/", "", ref)
    commit = _resolve(folder, ref)
    return {"branch": branch} if commit is None else {"head": commit, "branch": branch}


def _find_git_dir(cwd: str) -> Optional[str]:
    folder = cwd
    while True:
        path = os.path.join(folder, ".git")
        if exists(os.path.join(path, "HEAD")):
            return path
        # A worktree or a submodule: a file that names the folder.
        named = re.search(r"^gitdir: (.+)$", read_text(path, _SMALL) or "", re.MULTILINE) if exists(path) else None
        if named:
            return os.path.join(folder, named.group(1))
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _resolve(folder: str, ref: str) -> Optional[str]:
    common = read_text(os.path.join(folder, "commondir"), _SMALL)
    folders = [folder] if common is None else [folder, os.path.join(folder, common.strip())]
    for place in folders:
        loose = (read_text(os.path.join(place, ref), _SMALL) or "").strip()
        if _COMMIT.match(loose):
            return loose
        for entry in (read_text(os.path.join(place, "packed-refs"), _PACKED_REFS_BYTES) or "").split("\n"):
            if entry.endswith(" " + ref) and _COMMIT.match(entry[: -len(ref) - 1]):
                return entry[: -len(ref) - 1]
    return None
