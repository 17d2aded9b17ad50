"""A task whose coroutine is a library's own (`asyncio.gather(client.post(…))`) has no line of the user's on its stack. The
task that waits for it has one: not where the call is made, but where it is waited for."""

from __future__ import annotations

import asyncio
import sys
from types import FrameType
from typing import Any, Callable, Optional, Union

# Tasks that wait for tasks that wait.
_MAX_TASKS = 8
_MAX_AWAITS = 64
_MAX_FRAMES = 200


# The loop was started by a library for its own work: whoever called that is below on the stack.
BELOW = "below"


def waiting_frame(is_users: Callable[[str], bool]) -> Union[FrameType, str, None]:
    """The innermost frame of the user's in the tasks that wait for the current one; `BELOW`, where it is further down the stack. None
    where none can be told."""
    try:
        task: Any = asyncio.current_task()
    except RuntimeError:
        return None
    for _ in range(_MAX_TASKS):
        task = _waiter_of(task)
        if task is None:
            break
        frame = _users_frame(task, is_users)
        if frame is not None:
            return frame
    main = _main_task()
    return BELOW if main is not None and _users_frame(main, is_users) is None else None


# What the loop was started for.
def _main_task() -> Any:
    frame: Optional[FrameType] = sys._getframe()
    for _ in range(_MAX_FRAMES):
        if frame is None:
            return None
        if frame.f_code.co_name == "run_until_complete" and frame.f_code.co_filename.endswith("base_events.py"):
            future = frame.f_locals.get("future")
            return future if isinstance(future, asyncio.Task) else None
        frame = frame.f_back
    return None


# Of a task or of what `gather` waits for it with: the task that is woken when it is done.
def _waiter_of(future: Any, depth: int = 0) -> Any:
    for entry in getattr(future, "_callbacks", None) or ():
        callback = entry[0] if isinstance(entry, tuple) else entry
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Task):
            return owner
        if depth > 2:
            continue
        for cell in getattr(callback, "__closure__", None) or ():
            inner = _cell(cell)
            found = _waiter_of(inner, depth + 1) if isinstance(inner, asyncio.Future) and inner is not future else None
            if found is not None:
                return found
    return None


def _cell(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        # Not set yet.
        return None


def _users_frame(task: Any, is_users: Callable[[str], bool]) -> Optional[FrameType]:
    found = None
    awaited = task.get_coro()
    for _ in range(_MAX_AWAITS):
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        if frame is None:
            break
        if is_users(frame.f_code.co_filename):
            found = frame
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
    return found
