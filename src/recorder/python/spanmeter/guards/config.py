"""`spanmeter.json` and `~/.spanmeter/config.json` → what they ask for. A mistake is named with its place in the file and
costs only the entry it is in."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

from ..values import DECODER, Json, first, is_number


class BudgetRule(NamedTuple):
    """A limit as configured: what it limits, and which runs and calls it is narrowed to (exact, or a `*` glob)."""

    # one run, each agent (task, user, model), or a stretch of the calendar
    per: str
    # of each agent, task, user or model: how long its account lasts; a day where absent
    within: Optional[str] = None
    usd: Any = None
    tokens: Any = None
    calls: Any = None
    minutes: Any = None
    alert_at: Any = 0.8
    action: str = "stop"
    agent: Optional[str] = None
    task: Optional[str] = None
    user: Optional[str] = None
    model: Optional[str] = None

    def limit(self, unit: str) -> Any:
        """The limit in a unit; None where there is none."""
        return getattr(self, unit)


class SourcedRule(NamedTuple):
    """A budget and where it was set: `spanmeter.json`, `SPANMETER_BUDGET_USD`, `run()`, …"""

    rule: BudgetRule
    source: str


class ConfigProblem(NamedTuple):
    """A mistake in the file: where (`budgets[2].usd`) and what is wrong, in words for the person who wrote it."""

    path: str
    message: str


class Config(NamedTuple):
    """A configuration file, read."""

    budgets: Sequence[BudgetRule] = ()
    # what to do when a limit in dollars meets a model without a price: `warn` or `block`
    on_unpriced: str = "warn"
    # the name of the environment variable that holds the webhook's address
    webhook_env: Optional[str] = None
    # the user's own prices, as given: `pricing` checks them
    prices: Any = None
    problems: Sequence[ConfigProblem] = ()


# Share of a limit at which the one alert is due, unless the entry says otherwise.
DEFAULT_ALERT_AT = 0.8

UNITS = ("usd", "tokens", "calls", "minutes")
NARROWINGS = ("agent", "task", "user", "model")
_PERS = ("run", "task", "agent", "user", "model", "hour", "day", "week", "month")
_SPANS = ("run", "hour", "day", "week", "month")
_ACTIONS = ("stop", "pause", "warn")
_BUDGET_KEYS = ("per", "within", "alertAt", "action", *UNITS, *NARROWINGS)
_CONFIG_KEYS = ("$schema", "budgets", "rules", "onUnpriced", "webhook", "prices")

_Report = Callable[[str, str], None]


def parse_config_text(text: str) -> Config:
    """Reads the text of a configuration file."""
    try:
        value = DECODER.decode(text[1:] if text.startswith("\ufeff") else text)
    except json.JSONDecodeError as error:
        why = "not JSON: line %d, column %d" % (error.lineno, error.colno)
        return Config(problems=(ConfigProblem("", why),))
    except (ValueError, RecursionError):
        return Config(problems=(ConfigProblem("", "not JSON"),))
    return parse_config(value)


def parse_config(value: Any) -> Config:
    """Reads a configuration, whatever it is."""
    problems: List[ConfigProblem] = []

    def report(path: str, message: str) -> None:
        problems.append(ConfigProblem(path, message))

    if not isinstance(value, dict):
        return Config(problems=(ConfigProblem("", "must be an object"),))
    for key in value:
        if key not in _CONFIG_KEYS:
            report(key, "is not a known setting")
    webhook = _parse_webhook(value, report)
    return Config(
        budgets=_parse_budgets(value, report),
        on_unpriced=_one_of(("warn", "block"), value, "onUnpriced", "onUnpriced", report) or "warn",
        webhook_env=webhook,
        prices=value.get("prices"),
        problems=problems,
    )


def _parse_budgets(value: Json, report: _Report) -> List[BudgetRule]:
    if "budgets" not in value:
        return []
    entries = value["budgets"]
    if not isinstance(entries, list):
        report("budgets", "must be a list")
        return []
    found = [_parse_budget(entry, "budgets[%d]" % index, report) for index, entry in enumerate(entries)]
    return [rule for rule in found if rule is not None]


def _parse_budget(value: Any, path: str, report: _Report) -> Optional[BudgetRule]:
    if not isinstance(value, dict):
        return report(path, "must be an object")
    for key in value:
        if key not in _BUDGET_KEYS:
            report("%s.%s" % (path, key), "is not known here")
    if "per" not in value:
        return report(path + ".per", "is missing: one of " + ", ".join(_PERS))
    per = _one_of(_PERS, value, "per", path + ".per", report)
    given = {"action": first(value.get("action"), "stop")}
    action = _one_of(_ACTIONS, given, "action", path + ".action", report)
    alert_at = _number(first(value.get("alertAt"), DEFAULT_ALERT_AT), path + ".alertAt", report)
    limits: Dict[str, Any] = {}
    sound = True
    for unit in UNITS:
        if unit in value:
            limit = _number(value[unit], "%s.%s" % (path, unit), report)
            sound = sound and limit is not None
            limits[unit] = limit
    if per is None or action is None or alert_at is None:
        return None
    if alert_at > 1:
        return report(path + ".alertAt", "is a share of the limit: at most 1")
    if not sound:
        return None
    if not limits:
        return report(path, "limits nothing: give one of " + ", ".join(UNITS))
    within = _one_of(_SPANS, value, "within", path + ".within", report)
    if "within" in value and within is None:
        return None
    if within is not None and not has_accounts(per):
        return report(path + ".within", "goes with per agent, task, user or model only")
    narrowed: Dict[str, str] = {}
    for key in NARROWINGS:
        if key not in value:
            continue
        # An entry that is meant for one agent must not come to bind them all.
        if not isinstance(value[key], str) or value[key] == "":
            return report("%s.%s" % (path, key), "must be a name")
        narrowed[key] = value[key]
    return BudgetRule(per=per, within=within, alert_at=alert_at, action=action, **limits, **narrowed)


def has_accounts(per: str) -> bool:
    """Whether each name has an account of its own: each agent, task, user or model."""
    return per in NARROWINGS


def budget_ref(rule: BudgetRule) -> Dict[str, Any]:
    """A budget as the log names it."""
    ref: Dict[str, Any] = {"per": rule.per}
    for key in ("within", *UNITS):
        if getattr(rule, key) is not None:
            ref[key] = getattr(rule, key)
    ref.update({"alertAt": rule.alert_at, "action": rule.action})
    for key in NARROWINGS:
        if getattr(rule, key) is not None:
            ref[key] = getattr(rule, key)
    return ref


def _parse_webhook(value: Json, report: _Report) -> Optional[str]:
    if "webhook" not in value:
        return None
    webhook = value["webhook"]
    name = webhook.get("env") if isinstance(webhook, dict) else None
    if isinstance(name, str) and re.match(r"[A-Za-z_]\w*\Z", name, re.ASCII):
        return name
    return report("webhook.env", "must name an environment variable: the address itself is never written here")


def _one_of(allowed: Sequence[str], value: Json, key: str, path: str, report: _Report) -> Optional[str]:
    if key not in value:
        return None
    found = value[key]
    if isinstance(found, str) and found in allowed:
        return found
    return report(path, "must be one of " + ", ".join(allowed))


def _number(value: Any, path: str, report: _Report) -> Any:
    return value if is_number(value) and value > 0 else report(path, "must be a number above 0")
