"""Who holds a reservation, and whether that process is still there."""

from __future__ import annotations

import os
import socket
from typing import Dict, Optional

from ...platform import WINDOWS, now
from .accounts import fingerprint
from .ledger_line import Holder

# A call that takes longer than this is taken for forgotten.
_EXPIRY_MS = 60 * 60_000
# A process that was there a moment ago is not looked for again.
_LOOK_EVERY_MS = 1000

_kill = os.kill


class Processes:
    """The processes of this machine."""

    def __init__(self) -> None:
        """Looks at this process."""
        try:
            namespace = os.readlink("/proc/self/ns/pid")
        except (OSError, AttributeError):
            # Only Linux tells; elsewhere a process's number alone must do.
            namespace = ""
        host = fingerprint(socket.gethostname() + "\n" + namespace)[:8]
        self.self = Holder(os.getpid(), _start_of(os.getpid()) or 0, host)
        self._alive: Dict[Holder, float] = {}

    def is_gone(self, holder: Holder, at: float) -> bool:
        """Whether nobody will settle a reservation of this holder and time any more."""
        if now() - at > _EXPIRY_MS:
            return True
        # On another machine, or in another container, the number means another process.
        if holder.host != self.self.host:
            return False
        if holder.pid == self.self.pid:
            return holder.start != self.self.start
        if now() - self._alive.get(holder, 0) < _LOOK_EVERY_MS:
            return False
        if not _is_running(holder):
            return True
        self._alive[holder] = now()
        return False


def _is_running(holder: Holder) -> bool:
    if WINDOWS:
        # There a signal 0 would end it.
        return True
    try:
        _kill(holder.pid, 0)
    except PermissionError:
        pass
    except (OSError, OverflowError):
        return False
    began = _start_of(holder.pid)
    # Ids are used again: it is the same process only if it began when the other did.
    return began is None or holder.start == 0 or began == holder.start


# When a process began, in clock ticks since the machine did; −1 where it has ended, and None where that can't be known.
def _start_of(pid: int) -> Optional[int]:
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            stat = file.read()
    except OSError:
        return None
    # The command's name, in parentheses, may hold anything. Behind it: the state, and 19 fields on the start.
    fields = stat[stat.rfind(b")") + 2 :].split()
    if not fields or len(fields) < 20:
        return None
    return -1 if fields[0] == b"Z" else int(fields[19])
