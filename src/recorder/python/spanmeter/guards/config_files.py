"""The configuration that binds this process: the project's, the user's, the environment's."""

from __future__ import annotations

import os
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from ..locate import config_paths
from ..log.log import Log
from ..platform import WINDOWS, environment, exists, home_folder, read_text
from .config import BudgetRule, Config, ConfigProblem, SourcedRule, parse_config_text


class FileProblem(NamedTuple):
    """A mistake, with the file it is in."""

    file: str
    path: str
    message: str


class Configuration(NamedTuple):
    """All of it."""

    rules: Sequence[SourcedRule]
    on_unpriced: str
    webhook_env: Optional[str]
    # the user's own prices by file, as given: the project's first
    prices: Sequence[Tuple[str, Any]]
    problems: Sequence[FileProblem]


class _Found(NamedTuple):
    config: Config
    path: str

    @property
    def source(self) -> str:
        return os.path.basename(self.path)


_MAX_CONFIG_BYTES = 1024 * 1024
_ENVIRONMENT_LIMIT = "SPANMETER_BUDGET_USD"


def may_bind(log: Log) -> bool:
    """Whether there may be anything that limits runs: without a file to read, nothing is loaded to read it."""
    return environment(_ENVIRONMENT_LIMIT) is not None or any(exists(path) for paths in _paths_of(log) for path in paths)


def _paths_of(log: Log) -> Sequence[Sequence[str]]:
    return config_paths(log.place, log.cwd, WINDOWS), [os.path.join(home_folder(), ".spanmeter", "config.json")]


def read_configuration(log: Log) -> Configuration:
    """Reads it all. Small files, read once a run: what the editor sets counts from the next run on."""
    found = [one for one in map(_first_of, _paths_of(log)) if one is not None]
    rules: List[SourcedRule] = [SourcedRule(rule, one.source) for one in found for rule in one.config.budgets]
    problems = [FileProblem(one.path, *problem) for one in found for problem in one.config.problems]
    _environment_limit(rules, problems)
    return Configuration(
        rules=rules,
        # Asked for anywhere, it holds: whoever blocks does not want to be overruled.
        on_unpriced="block" if any(one.config.on_unpriced == "block" for one in found) else "warn",
        webhook_env=next((one.config.webhook_env for one in found if one.config.webhook_env), None),
        prices=[(one.path, one.config.prices) for one in found if one.config.prices is not None],
        problems=problems,
    )


def _first_of(paths: Sequence[str]) -> Optional[_Found]:
    for path in paths:
        if not exists(path):
            continue
        text = read_text(path, _MAX_CONFIG_BYTES)
        if text is None:
            return _Found(Config(problems=(ConfigProblem("", "cannot be read"),)), path)
        return _Found(parse_config_text(text), path)
    return None


def _environment_limit(rules: List[SourcedRule], problems: List[FileProblem]) -> None:
    text = environment(_ENVIRONMENT_LIMIT)
    if text is None:
        return
    try:
        usd = float(text[1:] if text.startswith("$") else text)
    except ValueError:
        usd = 0
    if not 0 < usd < float("inf"):
        problems.append(FileProblem(_ENVIRONMENT_LIMIT, "", "must be a number above 0"))
        return
    rules.append(SourcedRule(BudgetRule(per="run", usd=int(usd) if usd == int(usd) else usd), _ENVIRONMENT_LIMIT))
