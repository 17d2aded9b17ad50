"""`run()`, `turn()`, `tool()` and `llm()`."""

from __future__ import annotations

from _thread import get_ident
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

from ..calls.error_type import error_type_of
from ..calls.start_line import site_attributes
from ..guards.config import DEFAULT_ALERT_AT, UNITS, BudgetRule
from ..hashes.canonical import canonical_arguments
from ..hashes.normalise import normalise_result
from ..instance import recorder
from ..javascript import cut, utf8
from ..runs import scope as scopes
from ..runs.facts import WORDS, RunFacts
from ..runs.run_state import RunState
from ..runs.scope import Scope
from ..values import is_number
from .errors import BudgetExceededError, is_budget_exceeded, refusal_in
from .llm import NO_SPAN, LlmFacts, LlmSpan, ManualCall, begin_llm
from .metadata import to_meta
from .scoped import Opened, Scoped
from .span import OpenSpan

class CurrentRun:
    """A run, as its own program sees it."""

    def __init__(self, ident: str, name: str, guard: str) -> None:
        """`ident` is 32 hex digits: the id of its trace. `guard` is `armed` (a limit will stop it), `advisory` (limits are only
        watched) or `off` (there is none)."""
        self.id = ident
        self.name = name
        self.guard = guard

    @property
    def trace_id(self) -> str:
        """The same, by its other name."""
        return self.id


def describe_run(run: RunState) -> CurrentRun:
    """A run for its program."""
    return CurrentRun(run.id, run.name, run.guard.state)


class Run(Scoped):
    """A piece of a program that is one run of an agent."""

    def __init__(self, name: str, budget: Any, meta: Any, words: Dict[str, Any]) -> None:
        """`words`: agent, task, user and session, where they are named."""
        super().__init__()
        self._name = name
        self._budget = budget
        self._meta = meta
        self._words = words

    def _open(self, function: Any, args: Any, kwargs: Any) -> Optional[Opened]:
        made = recorder()
        return made.health.attempt("run", self._begin, made)

    def _begin(self, made: Any) -> Opened:
        here = scopes.current()
        facts = RunFacts(
            name=cut(str(self._name), 200),
            words={key: str(value) for key, value in self._words.items() if key in WORDS and value is not None},
            budgets=_budgets_of(self._budget),
            meta=to_meta(self._meta),
        )
        outer = here.run if here else None
        with made.lock:
            run = made.runs.begin(facts, outer, here.span if here and outer else None)
            run.thread = get_ident()

        def end(status: str) -> None:
            with made.lock:
                made.runs.end(run, status)

        def failed(error: BaseException) -> BaseException:
            made.health.attempt("run end", end, "error")
            if isinstance(error, BudgetExceededError) or not is_budget_exceeded(error):
                return error
            return BudgetExceededError(refusal_in(error) or "Budget exceeded", run.id)

        return Opened(
            Scope(run=run), describe_run(run), lambda _: made.health.attempt("run end", end, "ok"), failed
        )

    def _without(self) -> CurrentRun:
        return CurrentRun("0" * 32, "", "off")


class Piece(Scoped):
    """A turn or a tool call of a run."""

    def __init__(self, kind: str, name: Optional[str], args: Any = None, call_id: Optional[str] = None) -> None:
        """Without a name it is named after the function it decorates."""
        super().__init__()
        self._kind = kind
        self._name = name
        self._args = args
        self._call_id = call_id

    def _open(self, function: Optional[Callable[..., Any]], args: Tuple[Any, ...], kwargs: Any) -> Optional[Opened]:
        made = recorder()
        return made.health.attempt("span", self._begin, made, function, args, kwargs)

    def _begin(self, made: Any, function: Any, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Opened:
        here = scopes.current()
        name = str(self._name or getattr(function, "__name__", self._kind))
        a: Dict[str, Any] = {}
        if self._kind == "tool":
            a.update({"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": cut(name, 200)})
            if self._call_id is not None:
                a["gen_ai.tool.call.id"] = str(self._call_id)
            given = self._args
            if given is None and function is not None:
                # Of a function that takes none there are none to tell.
                given = named_arguments(function, args, kwargs) or None
            if given is not None:
                a["spanmeter.tool.args"] = made.hasher(canonical_arguments(plain(given)))
        site = made.sites.capture()
        if site:
            a.update(site_attributes(site))
        with made.lock:
            run = made.runs.current()
            parent = (here.span if here else None) or run.span
            span = OpenSpan(made, self._kind, cut(name, 200), run, parent, a)

        def ok(value: Any) -> None:
            made.health.attempt("span end", lambda: span.end("ok", self._result(made, value)))

        def failed(error: BaseException) -> BaseException:
            made.health.attempt("span end", span.end, "error", {"error.type": error_type_of(error)})
            return error

        scope = (here or Scope())._replace(run=run, span=span.id)
        return Opened(scope, None, ok, failed)

    # Only a text is hashed: turning anything else into one could run the program's own code.
    def _result(self, made: Any, value: Any) -> Dict[str, Any]:
        if self._kind != "tool" or not isinstance(value, str):
            return {}
        return {
            "spanmeter.tool.result": made.hasher(normalise_result(value)),
            "spanmeter.tool.result_bytes": len(utf8(value)),
        }


class Llm(Scoped):
    """A call of a language model that the program reports itself."""

    def __init__(self, facts: LlmFacts) -> None:
        """`facts`: what is known of it beforehand."""
        super().__init__()
        self._facts = facts

    def _open(self, function: Any, args: Any, kwargs: Any) -> Optional[Opened]:
        made = recorder()
        begun = made.health.attempt("llm", self._begin, made)
        if isinstance(begun, Exception):
            raise begun
        return begun

    def _begin(self, made: Any) -> Any:
        here = scopes.current()
        with made.lock:
            run = made.runs.current()
        begun = begin_llm(made, run, self._facts._replace(parent=here.span if here else None))
        if isinstance(begun, Exception):
            return begun
        manual = ManualCall(begun)

        def ok(value: Any) -> None:
            if not manual.adopted:
                usage = value if isinstance(value, dict) and isinstance(value.get("usage"), dict) else None
                made.health.attempt("llm end", lambda: begun.end("ok", usage=usage))

        def failed(error: BaseException) -> BaseException:
            if not manual.adopted:
                made.health.attempt("llm end", begun.end, "error", {"error.type": error_type_of(error)})
            return error

        return Opened((here or Scope())._replace(run=run, span=begun.span.id, manual=manual), begun.handle, ok, failed)

    def _without(self) -> LlmSpan:
        return LlmSpan(NO_SPAN)


_PLAIN_DEPTH = 8


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON would have it. Of what is no JSON only the kind is kept: to ask it for more could run the program's own
    code."""
    if value is None or isinstance(value, (bool, str)) or is_number(value):
        return value
    if depth < _PLAIN_DEPTH and type(value) in (list, tuple):
        return [plain(item, depth + 1) for item in value]
    if depth < _PLAIN_DEPTH and type(value) is dict:
        return {str(key): plain(item, depth + 1) for key, item in value.items() if isinstance(key, (str, int))}
    return "<%s>" % type(value).__name__


def named_arguments(function: Callable[..., Any], args: Sequence[Any], kwargs: Dict[str, Any]) -> Dict[str, Any]:
    """The arguments of a call by their names: `search("a")` and `search(query="a")` are one."""
    code = getattr(function, "__code__", None)
    names: Sequence[str] = code.co_varnames[: code.co_argcount] if code else ()
    named: Dict[str, Any] = {}
    for index, value in enumerate(args):
        name = names[index] if index < len(names) else str(index)
        if not (index == 0 and name in ("self", "cls")):
            named[name] = value
    named.update(kwargs)
    return named


def _budgets_of(budget: Any) -> List[BudgetRule]:
    given: Sequence[Any] = () if budget is None else budget if isinstance(budget, (list, tuple)) else (budget,)
    rules = []
    for one in given:
        fields: Union[Dict[str, Any], Any] = {"usd": one} if is_number(one) else one
        if not isinstance(fields, dict):
            continue
        limits = {unit: fields[unit] for unit in UNITS if is_number(fields.get(unit)) and fields[unit] > 0}
        if limits:
            alert_at = fields.get("alertAt", fields.get("alert_at", DEFAULT_ALERT_AT))
            rules.append(BudgetRule(per="run", alert_at=alert_at, action=fields.get("action", "stop"), **limits))
    return rules
