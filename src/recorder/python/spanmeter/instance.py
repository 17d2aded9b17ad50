"""One recorder per process, made when the first thing is to be recorded."""

import atexit
import os
import sys
from _thread import allocate_lock

from .hooks import SDKS
from .platform import environment

_state = []
_exit_code = []
_making = allocate_lock()


def off():
    """Whether the user has switched the recorder off."""
    return environment("SPANMETER") == "off"


def recorder():
    """The recorder of this process."""
    if not _state:
        with _making:
            if not _state:
                _state.append(_make())
    return _state[0]


def known():
    """The same, without making one."""
    return _state[0] if _state else None


def _make():
    from .recorder import Recorder

    made = Recorder(off())
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: made.health.attempt("fork", made.forked))
    return made


def watch_exit():
    """Closes what is open when the interpreter ends. Registered early, so that it comes late."""
    atexit.register(_at_exit)


def note_exit(code):
    """What the program ends with, where that is known: an interpreter does not tell."""
    _exit_code.append(code)


def _failed():
    if getattr(sys, "last_value", None) is not None or getattr(sys, "last_exc", None) is not None:
        return True
    return any(code not in (None, 0) for code in _exit_code)


def _at_exit():
    try:
        made = known()
        if made is None:
            made = _if_missed()
        if made is not None:
            made.health.attempt("exit", made.close, "error" if _failed() else "ok")
    except Exception:
        # The interpreter is being taken down: what is missing then is nobody's to mend.
        pass


# Nothing was recorded: where there was something to record, that is worth a line.
def _if_missed():
    loaded = any(sys.modules.get(name) is not None for name in SDKS)
    return recorder() if loaded and not off() else None
