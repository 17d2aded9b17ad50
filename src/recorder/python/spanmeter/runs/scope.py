"""What a piece of the program runs within: carried along its asynchronous calls."""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional

from .run_state import RunState

if TYPE_CHECKING:
    from ..api.llm import ManualCall


class Scope(NamedTuple):
    """Where the program is."""

    run: Optional[RunState] = None
    # the span around: parent of what begins here
    span: Optional[str] = None
    # a manual `llm()` span: a call the transport sees within it is this span, not one beside it
    manual: Optional[ManualCall] = None


_SCOPE: ContextVar[Optional[Scope]] = ContextVar("spanmeter", default=None)

current: Callable[[], Optional[Scope]] = _SCOPE.get


def enter(scope: Scope) -> Token[Optional[Scope]]:
    """Puts the current piece of the program into a scope, until it leaves."""
    return _SCOPE.set(scope)


def leave(token: Token[Optional[Scope]], before: Optional[Scope]) -> None:
    """Back to the scope before. A generator may be closed in another context than it was begun in."""
    try:
        _SCOPE.reset(token)
    except ValueError:
        _SCOPE.set(before)


def run_in(scope: Scope, body: Callable[..., Any], *args: Any) -> Any:
    """Runs a function within a scope."""
    before = current()
    token = enter(scope)
    try:
        return body(*args)
    finally:
        leave(token, before)
