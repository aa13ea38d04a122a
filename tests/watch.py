"""Hears what the interpreter does for this thread: code that is made or run, files, processes, sockets."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType, TracebackType

WATCHED = ("compile", "exec", "import", "open", "os.", "subprocess.", "socket.", "ctypes.", "pickle.", "marshal.",
           "code.", "shutil.", "glob.", "urllib.", "tempfile.", "webbrowser.")  # fmt: skip
_CALLERS = 12


class Watch:
    """Counts audit events of the thread that made it, between ``with watch:`` and its end.

    A hook cannot be taken away again; outside of ``with`` it does nothing.
    """

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self._on = False
        self._thread = threading.get_ident()
        sys.addaudithook(self._hear)

    def __enter__(self) -> Self:
        self._on = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._on = False

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._on and event.startswith(WATCHED) and threading.get_ident() == self._thread:
            self.seen[f"{event} {arguments!r}"[:200] + f" ({_callers(sys._getframe(1))})"] += 1


def _callers(frame: FrameType | None) -> str:
    """Return the innermost functions and lines, without reading a line of source."""
    places = []
    while frame is not None and len(places) < _CALLERS:
        places.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return ", called by ".join(places)
