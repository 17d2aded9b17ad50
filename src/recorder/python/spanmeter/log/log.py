"""The span log of this process: where it lies, and lines into it."""

from __future__ import annotations

import errno
import os
from typing import Any, Callable, Dict, List, Optional

from ..locate import Located, locate
from ..platform import WINDOWS, environment, exists, home_folder, now
from .encode import Line, encode_line
from .open import open_log_file
from .process_line import process_line
from .writer import Writer


class Log:
    """Lines of this process. Every method is called under the recorder's lock, or needs none."""

    def __init__(
        self, cwd: str, lock: Any, repeat: Callable[[], List[Line]], warn: Callable[[str], None]
    ) -> None:
        """`repeat` gives the lines that a second file of the process repeats: the runs that are open. `warn` says one
        line to the user."""
        self.cwd = cwd
        self._lock = lock
        self._place: Optional[Located] = None
        self._repeat = repeat
        self._warn = warn
        self._writer = Writer(
            now=now,
            open_next=lambda: open_log_file(self.place.dir, os.getpid()),
            header=self._header,
            on_silent=self._on_silent,
        )

    @property
    def place(self) -> Located:
        """Where the log lies; found when first asked for."""
        if self._place is None:
            self._place = locate(self.cwd, WINDOWS, exists, environment("SPANMETER_DIR"), home_folder())
        return self._place

    @property
    def begun(self) -> bool:
        """Whether anything was recorded."""
        return self._writer.begun

    def write(self, *lines: Dict[str, Any]) -> None:
        """Lines that come together are written together."""
        encoded = [encode_line(line) for line in lines]
        with self._lock:
            self._writer.write(encoded)

    def forked(self, lock: Any) -> None:
        """This is a child now."""
        self._lock = lock
        self._writer.forked()

    def _header(self, first: bool) -> List[bytes]:
        return [encode_line(line) for line in [process_line(self.cwd), *([] if first else self._repeat())]]

    def _on_silent(self, error: BaseException) -> None:
        code = errno.errorcode.get(getattr(error, "errno", None) or 0, "error")
        self._warn("cannot write to %s (%s): this process is not recorded any more" % (self.place.dir, code))
