"""Makes the enforcer of a run: which budgets bind it, by what prices, and what has to be said of the configuration."""

from __future__ import annotations

import errno
import os
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

from ...log.log import Log
from ...pricing.overrides import Override
from ...pricing.parse_overrides import join_overrides, parse_overrides
from ..config import SourcedRule, budget_ref
from ..config_files import Configuration, FileProblem, read_configuration
from ..meter import Meter
from ..pricer import LazyPricer
from ..run_guards import GuardedRun
from .amounts import CallAmounts
from .book import Book
from .enforcer import Enforcer
from .group import BoundRun, binds
from .teller import Teller
from .webhook import let_go

_Announcement = Tuple[str, Dict[str, Any]]


class Enforced(NamedTuple):
    """The limits of one run, and the budgets they come from, as the log names them."""

    enforcer: Enforcer
    budgets: Sequence[Dict[str, Any]]
    # what has to be told once the run has begun
    announcements: Sequence[_Announcement]


class Enforcement:
    """One for each process: runs share the accounts of the day."""

    def __init__(self, log: Log) -> None:
        """`log` tells where ledgers and configuration are."""
        self._log = log
        self._pricer = LazyPricer()
        self._said: Set[str] = set()
        self._book = Book(lambda: log.place.dir, self._on_lost)
        self._tell: Optional[Callable[..., None]] = None
        self._lost = False

    def enforced(self, run: GuardedRun, meter: Meter, tell: Callable[..., None]) -> Enforced:
        """The limits of a run that begins."""
        configuration = read_configuration(self._log)
        rules = [
            *(rule for rule in configuration.rules if binds(rule.rule, run.subject)),
            *(SourcedRule(rule, "run()") for rule in run.budgets),
        ]
        self._tell = tell
        bound = BoundRun(run.id, run.name, run.started_at, run.shared, run.subject)
        made: List[Enforcer] = []
        amounts = CallAmounts(
            price=self._pricer.with_overrides(_memo(lambda: _overrides(configuration))),
            meter=meter,
            in_dollars=lambda: len(made) > 0 and made[0].in_dollars,
        )
        teller = Teller(bound, tell, configuration.webhook_env, configuration.on_unpriced)
        made.append(Enforcer(bound, rules, self._book, amounts, configuration.on_unpriced, teller))
        # Once a process: a server may open a run for each request.
        news = [one for one in _announcements(configuration, rules) if repr(one) not in self._said]
        self._said.update(map(repr, news))
        return Enforced(made[0], [budget_ref(rule.rule) for rule in rules], news)

    def close(self) -> None:
        """The process ends."""
        let_go()

    def forked(self) -> None:
        """This is a child now: ledgers are opened anew."""
        self._book.forked()

    def _on_lost(self, error: BaseException) -> None:
        if self._lost:
            return
        self._lost = True
        reason = errno.errorcode.get(getattr(error, "errno", None) or 0, "unreadable")
        message = "The ledger of shared budgets cannot be written: this process counts its own calls only."
        if self._tell:
            self._tell("budget_not_shared", {"error.type": reason, "message": message})


def _overrides(configuration: Configuration) -> List[Override]:
    joined: List[Override] = []
    for _, value in configuration.prices:
        joined = join_overrides(joined, parse_overrides(value)[0])
    return joined


def _announcements(configuration: Configuration, rules: Sequence[SourcedRule]) -> List[_Announcement]:
    problems = list(configuration.problems)
    # Prices matter to a limit in dollars alone: they are not read for the others.
    if any(rule.rule.usd is not None for rule in rules):
        for file, value in configuration.prices:
            problems += [FileProblem(file, *problem) for problem in parse_overrides(value)[1]]
    return [
        ("config_problem", {"file": os.path.basename(file), "path": path, "message": message})
        for file, path, message in problems[:10]
    ]


def _memo(make: Callable[[], List[Override]]) -> Callable[[], List[Override]]:
    made: List[List[Override]] = []

    def get() -> List[Override]:
        if not made:
            made.append(make())
        return made[0]

    return get
