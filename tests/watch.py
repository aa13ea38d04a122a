"""Hears what the interpreter does for this thread: code that is made or run, files, processes, sockets."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

WATCHED = ("compile", "exec", "import", "open", "os.", "subprocess.", "socket.", "ctypes.", "pickle.", "marshal.",
           "code.", "shutil.", "glob.", "urllib.", "tempfile.", "webbrowser.")  # fmt: skip


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
            self.seen[f"{event} {arguments!r}"[:200]] += 1
