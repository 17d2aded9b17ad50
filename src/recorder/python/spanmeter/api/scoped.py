"""Pieces of a program as context managers and as decorators: of plain functions, coroutines and generators of both kinds. What
these return, yield and raise stays what it is."""

from __future__ import annotations

import functools
import inspect
from contextvars import Token
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

from ..runs import scope as scopes
from ..runs.scope import Scope


class Opened(NamedTuple):
    """A piece that was begun."""

    scope: Scope
    # what the program gets by `as`
    handle: Any
    # told of the value it ends with
    ok: Callable[[Any], None]
    # told of the error it ends with; returns the one to go on with
    failed: Callable[[BaseException], BaseException]


_Entered = Tuple[Optional[Opened], Optional["Token[Optional[Scope]]"], Optional[Scope]]


class Scoped:
    """A piece of the program. Subclasses say how it begins and ends."""

    def __init__(self) -> None:
        """Nothing is begun before it is entered."""
        self._entered: List[_Entered] = []

    def _open(self, function: Optional[Callable[..., Any]], args: Tuple[Any, ...], kwargs: Any) -> Optional[Opened]:
        """Begins the piece: around a function that is called with these arguments, or a `with` block. None where nothing is
        recorded."""
        raise NotImplementedError

    def _without(self) -> Any:
        """What the program gets by `as` where nothing is recorded."""
        return None

    def __enter__(self) -> Any:
        """Begins the piece; it lasts as long as the block."""
        opened = self._open(None, (), {})
        if opened is None:
            self._entered.append((None, None, None))
            return self._without()
        before = scopes.current()
        self._entered.append((opened, scopes.enter(opened.scope), before))
        return opened.handle

    def __exit__(self, kind: Any, error: Optional[BaseException], traceback: Any) -> None:
        """Ends the piece. What the block raised goes on."""
        opened, token, before = self._entered.pop()
        if opened is None or token is None:
            return
        scopes.leave(token, before)
        if error is None:
            opened.ok(None)
            return
        mapped = opened.failed(error)
        if mapped is not error:
            raise mapped from error

    async def __aenter__(self) -> Any:
        """As `__enter__`."""
        return self.__enter__()

    async def __aexit__(self, kind: Any, error: Optional[BaseException], traceback: Any) -> None:
        """As `__exit__`."""
        self.__exit__(kind, error, traceback)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Makes every call of a function such a piece."""
        if inspect.iscoroutinefunction(function):
            return self._coroutine(function)
        if inspect.isasyncgenfunction(function):
            return self._async_generator(function)
        if inspect.isgeneratorfunction(function):
            return self._generator(function)

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            opened = self._open(function, args, kwargs)
            if opened is None:
                return function(*args, **kwargs)
            try:
                value = scopes.run_in(opened.scope, lambda: function(*args, **kwargs))
            except BaseException as error:
                _raise(opened, error)
            opened.ok(value)
            return value

        return wrapper

    def _coroutine(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            opened = self._open(function, args, kwargs)
            if opened is None:
                return await function(*args, **kwargs)
            before = scopes.current()
            token = scopes.enter(opened.scope)
            try:
                value = await function(*args, **kwargs)
            except BaseException as error:
                _raise(opened, error)
            finally:
                scopes.leave(token, before)
            opened.ok(value)
            return value

        return wrapper

    # Between its steps a generator is the caller's: the scope is entered for each step.
    def _generator(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            opened = self._open(function, args, kwargs)
            inner = function(*args, **kwargs)
            if opened is None:
                return (yield from inner)
            step: Callable[[], Any] = functools.partial(next, inner)
            while True:
                try:
                    item = scopes.run_in(opened.scope, step)
                except StopIteration as stop:
                    opened.ok(None)
                    return stop.value
                except BaseException as error:
                    _raise(opened, error)
                try:
                    step = functools.partial(inner.send, (yield item))
                except GeneratorExit:
                    inner.close()
                    opened.ok(None)
                    raise
                except BaseException as error:
                    step = functools.partial(inner.throw, error)

        return wrapper

    def _async_generator(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            opened = self._open(function, args, kwargs)
            inner = function(*args, **kwargs)
            step: Callable[[], Any] = inner.__anext__
            while True:
                before = scopes.current()
                token = scopes.enter(opened.scope) if opened else None
                try:
                    item = await step()
                except StopAsyncIteration:
                    if opened:
                        opened.ok(None)
                    return
                except BaseException as error:
                    if opened is None:
                        raise
                    _raise(opened, error)
                finally:
                    if token is not None:
                        scopes.leave(token, before)
                try:
                    step = functools.partial(inner.asend, (yield item))
                except GeneratorExit:
                    await inner.aclose()
                    if opened:
                        opened.ok(None)
                    raise
                except BaseException as error:
                    step = functools.partial(inner.athrow, error)

        return wrapper


def _raise(opened: Opened, error: BaseException) -> Any:
    mapped = opened.failed(error)
    if mapped is error:
        raise error
    raise mapped from error
