"""The accounts of this process, each opened when first needed."""

from __future__ import annotations

import os
import re
from typing import Callable, Dict

from ...platform import now
from .account import Account
from .ledger_file import LedgerFile
from .processes import Processes

# A server may have an account for each of its users: the ones in use stay open.
_MAX_OPEN = 64
_DAY_MS = 86_400_000
_NAME = re.compile(r"(run|hour|day|week|month)-.*\.ledger\Z")


class Book:
    """All accounts."""

    def __init__(self, folder: Callable[[], str], on_lost: Callable[[BaseException], None]) -> None:
        """`folder` is the log's; `on_lost` is told of an account that goes on without the other processes."""
        self._folder = folder
        self._on_lost = on_lost
        self._processes = Processes()
        self._open: Dict[str, Account] = {}
        self._swept = False

    def shared(self, name: str, begun: float) -> Account:
        """The account of this name, which all processes share. `begun`: since when, if nobody has begun it."""
        known = self._open.pop(name, None)
        if known is None:
            self._make_room()
            file = LedgerFile(self._folder(), name, int(begun), self._sweep_once)
            known = Account(file, self._processes, begun, self._on_lost)
        # The latest in use last, so that the first are the ones to forget.
        self._open[name] = known
        return known

    def publish(self, name: str, account: Account) -> None:
        """Makes an account that nobody else could spend of a shared one."""
        account.publish(LedgerFile(self._folder(), name, int(account.begun), self._sweep_once))
        self._open[name] = account

    def own(self, begun: float) -> Account:
        """An account nobody else can spend of."""
        return Account(None, self._processes, begun, self._on_lost)

    def forked(self) -> None:
        """This is a child now: what it reserves is its own."""
        self._processes = Processes()
        for account in self._open.values():
            account.close()
        self._open = {}

    def _make_room(self) -> None:
        for name, account in list(self._open.items()):
            if len(self._open) < _MAX_OPEN:
                return
            if account.idle:
                account.close()
                del self._open[name]

    def _sweep_once(self) -> None:
        if not self._swept:
            self._swept = True
            _sweep(os.path.join(self._folder(), "budget"), now())


# Removes ledgers whose stretch is long over.
def _sweep(folder: str, at: float) -> None:
    try:
        for name in os.listdir(folder):
            found = _NAME.match(name)
            if found is None:
                continue
            path = os.path.join(folder, name)
            days = 40 if found.group(1) in ("month", "week") else 8
            if at - os.stat(path).st_mtime * 1000 > days * _DAY_MS:
                os.unlink(path)
    except OSError:
        # Another process sweeps as well, or the folder is not ours to tidy: old files harm nobody.
        pass
