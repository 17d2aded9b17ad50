"""Says what was decided: events in the log, and one word to the webhook when a limit is near."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional, Set

from ..bound import Intent
from .accounts import given_limit, span_of
from .group import BoundRun, Group, Place
from .limits import Limit, Standing, amount_text, arithmetic, budget_name
from .webhook import send_alert, slack_text

_MAX_TOLD = 1000


class Teller:
    """Tells each thing once."""

    def __init__(self, run: BoundRun, tell: Callable[..., None], webhook: Optional[str], on_unpriced: str) -> None:
        """`webhook` is the environment variable that holds the webhook's address."""
        self._run = run
        self._tell = tell
        self._webhook = webhook
        self._on_unpriced = on_unpriced
        self._told: Set[str] = set()

    def refused(self, limit: Limit, now: Standing, message: str, span: str) -> None:
        """A call was refused."""
        if not limit.told:
            self._tell("budget_exceeded", {**arithmetic(limit, now), "message": message}, span)
        limit.told = True

    def paused(self, limit: Limit, now: Standing, message: str, span: str) -> None:
        """The program stood still, and was told to go on."""
        self._tell("budget_paused", {**arithmetic(limit, now), "message": message}, span)

    def raised(
        self, group: Group, key: str, name: Optional[str], before: Optional[int], now: int, span: str
    ) -> None:
        """A limit is higher (or lower) than it was."""
        rule, unit = group.rule, group.unit
        if not self._is_news("raised %s %s %s %s %d" % (rule.per, unit, key, name, now)):
            return
        limit = given_limit(unit, now)
        data: Dict[str, Any] = {"per": rule.per, "unit": unit, "limit": limit}
        if unit == "usd":
            data["usd"] = limit
        if before is not None:
            data["from"] = given_limit(unit, before)
        if span_of(rule) != "run":
            data["period"] = key
        if name is not None:
            data["name"] = name
        self._tell("budget_raised", data, span)

    def unseen(self, group: Group, model: str) -> None:
        """A model no limit in dollars can hold."""
        self.unpriced(model)
        if self._is_news("unseen %s %s" % (group.rule.per, model)):
            message = "A limit in dollars does not see a model without a price: limit tokens, calls or minutes."
            data = {"per": group.rule.per, "unit": "usd", "model": model, "message": message}
            self._tell("budget_not_enforced", data)

    def unpriced(self, model: str) -> None:
        """A model without a price."""
        if self._is_news("unpriced " + model):
            self._tell("unpriced_model", {"model": model, "action": self._on_unpriced})

    def watch(self, group: Group, place: Place, now: Standing, intent: Intent, before: int) -> None:
        """Tells of limits that are near, once for all processes, and of those that only warn. `before`: what was spent before
        this call."""
        account, spent = place.account, now.spent
        for limit in list(group.limits):
            due = group.threshold_of(limit, account.raised)
            if spent >= due.amount and account.is_first(due.key, intent.span, before < due.amount):
                self._alert(limit, now._replace(limit=group.effective(limit, account.raised)), intent, "Crossed")
        for limit in group.limits:
            if limit.told or limit.rule.action != "warn" or spent < limit.limit:
                continue
            limit.told = True
            self._tell("budget_exceeded", arithmetic(limit, now._replace(limit=limit.limit)), intent.span)

    def near(self, group: Group, place: Place, limit: Limit, now: Standing, intent: Intent) -> None:
        """A limit that refuses a call is near, however little is spent: that is told first, unless it has been."""
        account = place.account
        if account.is_first(group.threshold_of(limit, account.raised).key, intent.span, True):
            effective = group.effective(limit, account.raised)
            self._alert(limit, now._replace(limit=effective), intent, "Would be passed")

    def _alert(self, limit: Limit, now: Standing, intent: Intent, how: str) -> None:
        self._tell("budget_alert", arithmetic(limit, now), intent.span)
        if self._webhook is None:
            return
        share = 100 * now.spent // max(1, now.limit)
        unit = "" if limit.unit == "usd" else " " + limit.unit
        amounts = "%s of %s%s" % (amount_text(limit.unit, now.spent), amount_text(limit.unit, now.limit), unit)
        model = "" if intent.call.request_model is None else " (%s)" % intent.call.request_model
        text = "Spanmeter: %s at %d%%: %s. %s by call %s%s of run %s (%s)." % (
            budget_name(limit.rule, now.name),
            share,
            amounts,
            how,
            intent.span,
            model,
            self._run.name,
            self._run.id,
        )

        def on_end(problem: Optional[str]) -> None:
            if problem is None:
                self._tell("webhook_sent", {"per": limit.rule.per, "unit": limit.unit}, intent.span)
            elif self._is_news("webhook"):
                self._tell("webhook_failed", {"error.type": problem}, intent.span)

        send_alert(self._webhook, slack_text(text), on_end)

    def _is_news(self, text: str) -> bool:
        if text in self._told or len(self._told) >= _MAX_TOLD:
            return False
        self._told.add(text)
        return True
