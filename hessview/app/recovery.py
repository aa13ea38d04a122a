"""Nothing lost: unsaved changes are written down while they are made, in a thread that waits for nobody."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hessview.document.disk_words import words_for_writing
from hessview.document.strict_json import SessionProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hessview.app.recovery_folder import Found, OwnFile
    from hessview.document.state import State

DELAY = 0.3
"""Seconds from the first change that is not written yet until the newest state is written: a slow disk has as long
again to keep it within a second."""

RETRY = 1.0
"""Seconds until a write that failed is tried again."""

_PATIENCE = 2.0


@dataclass(frozen=True)
class Unsaved:
    """A document with unsaved changes; see `hessview.document.recovery.Recovery`."""

    state: State
    path: str | None = None
    digest: str | None = None


class Autosave:
    """Keeps one window's unsaved changes in a file of the recovery folder.

    The wait and the write are both the thread's: changes reach the disk also while the window hangs. While changes go
    on, the newest is written about every `DELAY`.

    Parameters
    ----------
    folder
        Where the file lies; it is made when it is needed.
    on_trouble
        Called from the thread: with a sentence when changes cannot be kept, once; with None when they are kept again.
    """

    def __init__(self, folder: Path, on_trouble: Callable[[str | None], object]) -> None:
        self._on_trouble = on_trouble
        self._folder = folder
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted: Unsaved | None = None
        self._settled: Unsaved | None = None
        self._adopted: Found | None = None
        self._due: float | None = None
        self._closing = False
        self._own: OwnFile | None = None  # the thread's, and so is what follows
        self._written: Unsaved | None = None
        self._in_trouble = False

    def follow(self, unsaved: Unsaved | None) -> None:
        """Take note of the present document; None: it has no unsaved changes."""
        with self._changed:
            if unsaved == self._settled:
                unsaved = None
            elif unsaved is not None:
                self._settled = None
            self._want(unsaved)

    def forget(self) -> None:
        """Drop the changes that there are now: somebody was asked and wants it so."""
        with self._changed:
            self._settled = self._wanted
            self._want(None)

    def adopt(self, found: Found) -> None:
        """Go on in the file of recovered changes, which are the document now; they are safe at every moment."""
        with self._changed:
            self._adopted = found
            self._due = time.monotonic()
            self._wake()

    def end(self) -> None:
        """Write what is not written yet, leave the file to the next start if there are unsaved changes, and end."""
        with self._changed:
            self._closing = True
            self._changed.notify()

    def wait(self, deadline: float) -> None:
        """Wait for the end, but not beyond a time of the monotonic clock."""
        with self._changed:
            thread = self._thread
        if thread is not None:
            thread.join(max(0.0, deadline - time.monotonic()))

    def close(self) -> None:
        """End, and wait for it for a while."""
        self.end()
        self.wait(time.monotonic() + _PATIENCE)

    def _want(self, wanted: Unsaved | None) -> None:
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if wanted is None:
            self._due = time.monotonic()
        elif self._due is None:
            self._due = time.monotonic() + DELAY
        elif self._is_running:
            return
        self._wake()

    @property
    def _is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _wake(self) -> None:
        if not self._is_running:
            self._thread = threading.Thread(target=self._keep, name="autosave", daemon=True)
            self._thread.start()
        self._changed.notify()

    # What follows runs in the thread.

    def _keep(self) -> None:
        closing = False
        while not closing:
            with self._changed:
                while not self._closing and (self._due is None or time.monotonic() < self._due):
                    self._changed.wait(None if self._due is None else self._due - time.monotonic())
                closing, wanted, adopted = self._closing, self._wanted, self._adopted
                self._due = self._adopted = None
            trouble = self._done(wanted, adopted)
            if trouble is not None:
                with self._changed:
                    self._due = time.monotonic() + RETRY
            if (trouble is not None) is not self._in_trouble:
                self._in_trouble = trouble is not None
                self._on_trouble(trouble)
        if self._own is not None:
            self._own.release()

    def _done(self, wanted: Unsaved | None, adopted: Found | None) -> str | None:
        """Bring the file up to date. Returns what keeps it from that."""
        # Not before there is something to keep: the start does without.
        from hessview.app.recovery_folder import OwnFile
        from hessview.document.recovery import Recovery, to_bytes

        own = self._own = self._own or OwnFile.fresh(self._folder)
        try:
            if adopted is not None:
                self._own, self._written = adopted.file, None
                try:
                    own.remove()
                finally:
                    own.release()
            if wanted is None:
                self._own.remove()
            elif wanted != self._written:
                now = datetime.now(UTC)
                self._own.write(to_bytes(Recovery(wanted.state, now, wanted.path, wanted.digest)))
            self._written = wanted
        except OSError as problem:
            return words_for_writing(problem, self._own.path).cause
        except SessionProblem as problem:
            return f"the document {problem.what}"
        return None
