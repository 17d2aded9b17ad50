"""Watches one run: obeys the editor, and has the run's limits enforced where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Set, Union

from ..platform import now
from ..pricing.call import PriceableCall
from ..usage import Usage
from .bound import Intent
from .control import ControlFile
from .meter import Meter, PriceOf

if TYPE_CHECKING:
    from .enforce.enforcement import Enforced
    from .enforce.enforcer import Held


class Refusal(NamedTuple):
    """Why a call must not be made: a sentence, and `budget_exceeded` or `stop_requested`."""

    message: str
    code: str


class Permit:
    """A call that was let go: to be settled or withdrawn, once."""

    __slots__ = ("_guard", "_intent", "_begun", "_held", "_outer")

    def __init__(self, guard: RunGuard, intent: Intent, held: Optional[Held], outer: Optional[Permit]) -> None:
        """`outer` is that of the run around."""
        self._guard = guard
        self._intent = intent
        self._begun = now()
        self._held = held
        self._outer = outer

    def settle(self, call: PriceableCall, usage: Optional[Usage]) -> None:
        """Books what the call used; nothing, where the provider never answered."""
        self._guard.meter.add(call, usage)
        if self._held:
            self._held.settle(call, usage)
        else:
            self._guard.late(self._intent, call, usage, self._begun)
        if self._outer:
            self._outer.settle(call, usage)

    def withdraw(self) -> None:
        """There was no such call: another stands for it."""
        if self._held:
            self._held.withdraw()
        if self._outer:
            self._outer.withdraw()


class RunGuard:
    """The guard of one run."""

    def __init__(
        self,
        control: ControlFile,
        tell: Callable[..., None],
        meter: Meter,
        enforced: Optional[Enforced],
        enforce: Callable[[], Enforced],
        outer: Optional[RunGuard],
    ) -> None:
        """`enforced` are the limits the run begins with, if any; `enforce` is a way to have some later."""
        self.meter = meter
        self._control = control
        self._tell = tell
        self._enforced = enforced
        self._enforce = enforce
        self._outer = outer
        self._stopped: Optional[str] = None

    @property
    def state(self) -> str:
        """`armed`, `advisory` or `off`."""
        if self._enforced and self._enforced.enforcer.is_armed:
            return "armed"
        return "advisory" if self.budgets else "off"

    @property
    def budgets(self) -> Sequence[Dict[str, Any]]:
        """The budgets that bind the run, as the log names them."""
        return self._enforced.budgets if self._enforced else ()

    @property
    def stopped_by(self) -> Optional[str]:
        """Why calls of the run were refused, if any was."""
        return self._stopped

    def check(self, call: PriceableCall) -> Optional[Refusal]:
        """Why a call of now would be refused, whatever it costs."""
        stop = self._obey("check")
        if stop:
            return self._refuse(stop)
        message = self._enforced.enforcer.check(call) if self._enforced else None
        if message is not None:
            return self._refuse(Refusal(message, "budget_exceeded"))
        return self._outer.check(call) if self._outer else None

    def record(self, intent: Intent, call: PriceableCall, usage: Usage) -> None:
        """Books a call that was made without asking."""
        self.meter.add(call, usage)
        self.late(intent, call, usage, now())
        if self._outer:
            self._outer.record(intent, call, usage)

    def share(self, call: PriceableCall) -> Optional[float]:
        """How much of the limit that is nearest is gone: 1 is all of it. None where there is none."""
        shares = [self._enforced.enforcer.share(call) if self._enforced else None]
        shares.append(self._outer.share(call) if self._outer else None)
        known = [share for share in shares if share is not None]
        return max(known) if known else None

    def dollars(self, price: PriceOf) -> int:
        """What the run has cost so far, in nano-dollars: calls without a price count nothing."""
        counted = self._enforced.enforcer.run_dollars() if self._enforced else None
        return self.meter.dollars(price) if counted is None else counted

    def publish(self) -> None:
        """Other processes are about to join the run: from now on what is spent is counted together with theirs."""
        if self._enforced:
            self._enforced.enforcer.publish()
        if self._outer:
            self._outer.publish()

    def announce(self) -> None:
        """Tells what has to be told once the run has begun."""
        for kind, data in self._enforced.announcements if self._enforced else ():
            self._tell(kind, data)

    def admit(self, intent: Intent, taken: Optional[Set[str]] = None) -> Union[Permit, Refusal]:
        """Lets a call go, or says why not. `taken`: accounts that a run within this one has booked the call in."""
        taken = set() if taken is None else taken
        stop = self._obey(intent.span)
        if stop:
            return self._refuse(stop)
        held = None
        if self._enforced:
            admission = self._enforced.enforcer.admit(intent, taken)
            if isinstance(admission, str):
                return self._refuse(Refusal(admission, "budget_exceeded"))
            held = admission
        outer = self._outer.admit(intent, taken) if self._outer else None
        if isinstance(outer, Refusal):
            if held:
                held.withdraw()
            return self._refuse(outer)
        return Permit(self, intent, held, outer)

    def late(self, intent: Intent, call: PriceableCall, usage: Optional[Usage], begun: float) -> None:
        """Books a call that was let go before there was any limit."""
        if self._enforced:
            self._enforced.enforcer.late(intent, call, usage, begun)

    def _obey(self, span: str) -> Optional[Refusal]:
        control, is_news = self._control.look()
        if is_news and control.limits:
            if self._enforced is None:
                self._enforced = self._enforce()
            for unit, value in control.limits:
                self._enforced.enforcer.raise_limit(unit, value, span)
        if control.stop is None:
            return None
        if is_news:
            self._tell("stop_requested", {"reason": control.stop}, span)
        return Refusal("Stopped: %s (stop requested)" % control.stop, "stop_requested")

    def _refuse(self, refusal: Refusal) -> Refusal:
        self._stopped = self._stopped or refusal.code
        return refusal
