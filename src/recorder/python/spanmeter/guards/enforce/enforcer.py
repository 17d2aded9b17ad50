"""Enforces the limits of one run: books each call in the accounts it belongs to, before it is sent and when it is over."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Sequence, Set, Tuple, Union

from ...platform import now
from ...pricing.call import PriceableCall
from ...usage import Usage
from ..bound import Intent
from ..config import DEFAULT_ALERT_AT, BudgetRule, SourcedRule
from .account import Booking
from .amounts import Bound, CallAmounts
from .book import Book
from .breakpoint import pause_in_debugger
from .group import BoundRun, Group, Place, same_account
from .limits import Standing, limits_of, refusal_message
from .teller import Teller


class _Hold(NamedTuple):
    group: Group
    place: Place


class Held:
    """A call that was let go: to be settled or withdrawn, once."""

    __slots__ = ("_enforcer", "_intent", "_holds", "_begun", "_known")

    def __init__(self, enforcer: Enforcer, intent: Intent, holds: List[_Hold], begun: float, known: int) -> None:
        """`known`: how many groups of limits there were when it was let go."""
        self._enforcer = enforcer
        self._intent = intent
        self._holds = holds
        self._begun = begun
        self._known = known

    def settle(self, call: PriceableCall, usage: Optional[Usage]) -> None:
        """Books what the call used."""
        amounts = self._enforcer.amounts
        amounts.learn(self._intent, usage)
        used = amounts.used(call, usage, now() - self._begun)
        for hold in self._holds:
            self._enforcer.settle(hold, self._intent, used[hold.group.unit])
        # Limits that have come in the meantime: what was spent counts there as well.
        self._enforcer.late(self._intent, call, usage, self._begun, self._known)

    def withdraw(self) -> None:
        """There was no such call."""
        for hold in self._holds:
            self._enforcer.settle(hold, self._intent, 0)


class Enforcer:
    """The limits of one run."""

    def __init__(
        self,
        run: BoundRun,
        rules: Sequence[SourcedRule],
        book: Book,
        amounts: CallAmounts,
        on_unpriced: str,
        teller: Teller,
    ) -> None:
        """`on_unpriced`: what to do when a limit in dollars meets a model without a price: `warn` or `block`."""
        self.amounts = amounts
        self._run = run
        self._book = book
        self._on_unpriced = on_unpriced
        self._teller = teller
        # in the order in which they came to be, and the narrowest first
        self._groups: List[Group] = []
        self._ordered: List[Group] = []
        for rule in rules:
            self._add(rule)

    @property
    def is_armed(self) -> bool:
        """Whether a call may be refused at all."""
        return any(group.binding is not None for group in self._groups)

    @property
    def in_dollars(self) -> bool:
        """Whether any limit is in dollars."""
        return any(group.unit == "usd" for group in self._groups)

    @property
    def groups(self) -> Sequence[Group]:
        """All limits, the narrowest first."""
        return self._ordered

    def admit(self, intent: Intent, taken: Set[str]) -> Union[Held, str]:
        """Lets a call go, or says why not. `taken` are the accounts that a run within this one has booked the call in."""
        bound = self.amounts.bound(intent)
        held = Held(self, intent, [], now(), len(self._groups))
        for group in self._ordered:
            place = group.place_of(intent.call, held._begun)
            if place is None or place.id in taken:
                continue
            message = self._unpriced(group, intent) or self._reserve(group, place, intent, bound)
            if message is not None:
                held.withdraw()
                return message
            taken.add(place.id)
            held._holds.append(_Hold(group, place))
        return held

    def publish(self) -> None:
        """Puts the accounts of the run where other processes find them."""
        for group in self._groups:
            group.publish()

    def check(self, call: PriceableCall) -> Optional[str]:
        """Why a call of now would be refused, whatever it costs; None where it would be let go."""
        for group in self._ordered:
            place, binding = group.place_of(call, now()), group.binding
            if place is None or binding is None:
                continue
            if group.is_clock:
                verdict = place.account.elapsed(binding.limit)
            else:
                verdict = place.account.look(binding.limit, 1 if group.unit == "calls" else 0)
            if not verdict.admitted:
                limit = binding.limit if verdict.limit is None else verdict.limit
                return refusal_message(
                    binding, Standing(verdict.spent, verdict.held, limit, place.key, None, place.name)
                )
        return None

    def share(self, call: PriceableCall) -> Optional[float]:
        """How much of the limit that is nearest is gone: 1 is all of it. None where there is none."""
        shares = []
        for group in self._ordered:
            place = group.place_of(call, now())
            for limit in group.limits if place else ():
                account = place.account
                spent = account.elapsed(None).spent if group.is_clock else account.look(None).spent
                shares.append(spent / max(1, group.effective(limit, account.raised)))
        return max(shares) if shares else None

    def run_dollars(self) -> Optional[int]:
        """What the run has cost in all its processes, in nano-dollars, where a limit keeps count of it."""
        for group in self._ordered:
            if group.unit == "usd" and group.is_of_run:
                place = group.place_of(PriceableCall(at=now()), now())
                return place.account.look(None).spent if place else None
        return None

    def late(
        self, intent: Intent, call: PriceableCall, usage: Optional[Usage], begun: float, since: int = 0
    ) -> None:
        """Books a call that was let go before there were some of the limits: those from this place on."""
        if since >= len(self._groups):
            return
        used = self.amounts.used(call, usage, now() - begun)
        for group in self._groups[since:]:
            place = group.place_of(intent.call, now())
            if place:
                self.settle(_Hold(group, place), intent, used[group.unit])

    def raise_limit(self, unit: str, value: float, span: str) -> None:
        """The editor's limit takes the place of the run's own in this unit, wherever those were set."""
        plain = BudgetRule(per="run", alert_at=DEFAULT_ALERT_AT, action="stop")._replace(**{unit: value})
        groups = [group for group in self._groups if group.unit == unit and group.is_of_run]
        replaced = [limit for group in groups for limit in group.give_up()]
        was = replaced[0] if replaced else None
        is_new = not any(same_account(group.rule, plain) for group in groups)
        rule = plain._replace(alert_at=was.rule.alert_at) if was else plain
        added = self._add(SourcedRule(rule, "control"))
        if not added:
            return
        group = added[0]
        if is_new:
            self._carry(group, span)
        binding = group.binding
        self._teller.raised(group, "", None, was.limit if was else None, binding.limit if binding else 0, span)

    def settle(self, hold: _Hold, intent: Intent, amount: int) -> None:
        """Books what a call cost in one account."""
        group, place = hold
        account = place.account
        before = account.spent
        if not group.is_clock:
            account.settle(intent.span, amount)
        spent, held = (account.elapsed(None).spent, 0) if group.is_clock else (account.spent, account.held)
        limit = group.binding.limit if group.binding else 0
        standing = Standing(spent, held, limit, place.key, None, place.name)
        self._teller.watch(group, place, standing, intent, 0 if group.is_clock else before)

    def _add(self, rule: SourcedRule) -> List[Group]:
        groups = []
        for limit in limits_of(rule):
            known = next(
                (one for one in self._groups if one.unit == limit.unit and same_account(one.rule, limit.rule)), None
            )
            if known is None:
                known = Group(limit.rule, limit.unit, self._run, self._book)
                self._groups.append(known)
            known.limits.append(limit)
            groups.append(known)
        self._ordered = sorted(self._groups, key=lambda group: group.order)
        return groups

    # What this process has spent before there was such a limit.
    def _carry(self, group: Group, span: str) -> None:
        amount = self.amounts.before(group.unit)
        place = group.place_of(PriceableCall(at=now()), now()) if amount > 0 else None
        if place:
            place.account.settle("before-" + span, amount)

    # Reserves what a call may cost in one account. Returns why it must not be made.
    def _reserve(self, group: Group, place: Place, intent: Intent, bound: Bound) -> Optional[str]:
        while True:
            # The lowest of the limits: where that one lets it go, so do the others.
            binding = group.binding
            admitted, standing = self._stand(group, place, intent, bound)
            if admitted or binding is None:
                self._teller.watch(group, place, standing, intent, standing.spent)
                return None
            message = refusal_message(binding, standing)
            self._teller.near(group, place, binding, standing, intent)
            if binding.rule.action == "pause" and pause_in_debugger(message):
                binding.passed = True
                self._teller.paused(binding, standing, message, intent.span)
                continue
            self._teller.refused(binding, standing, message, intent.span)
            return message

    def _stand(self, group: Group, place: Place, intent: Intent, bound: Bound) -> Tuple[bool, Standing]:
        unit, binding = group.unit, group.binding
        is_free = unit == "usd" and self.amounts.kind(intent.call) == "free"
        limit = None if is_free or binding is None else binding.limit
        amount = 0 if is_free else bound.amounts[unit]
        exact = bound.is_exact(unit)
        if group.is_clock:
            verdict = place.account.elapsed(limit)
        else:
            verdict = place.account.reserve(Booking(intent.span, amount, exact, limit))
        effective = verdict.limit if verdict.limit is not None else binding.limit if binding else 0
        if binding and verdict.limit is not None and verdict.limit > binding.limit:
            self._teller.raised(group, place.key, place.name, binding.limit, verdict.limit, intent.span)
        following = amount if exact else None
        stated = intent.max_tokens if exact and unit != "calls" else None
        standing = Standing(verdict.spent, verdict.held, effective, place.key, following, place.name, stated)
        return verdict.admitted, standing

    def _unpriced(self, group: Group, intent: Intent) -> Optional[str]:
        if group.unit != "usd" or group.binding is None or self.amounts.kind(intent.call) != "unpriced":
            return None
        model = intent.call.request_model or "this model"
        if self._on_unpriced == "warn":
            self._teller.unseen(group, model)
            return None
        self._teller.unpriced(model)
        why = "no price is known for %s, and unpriced models are blocked" % model
        return "Budget exceeded: %s (%s budget)" % (why, group.rule.per)
