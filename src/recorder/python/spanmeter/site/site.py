"""A place in the user's source, as the stack names it."""

from __future__ import annotations

from typing import NamedTuple, Optional


class Site(NamedTuple):
    """Lines and columns count from 1."""

    # absolute path
    file: str
    line: int
    column: Optional[int]
    name: Optional[str]
    # a line that waits for the call rather than the one that makes it
    low: bool = False
