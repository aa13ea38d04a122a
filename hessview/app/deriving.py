"""Derives the steps of a function beside the event loop."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.results import FormulaAnswer
    from hessview.explanations.derivation_steps import Derived
    from hessview.language.formula import Formula

Known = tuple["Formula", "FormulaAnswer | None"]
"""A function, and what is known of its exact derivatives."""

_PATIENCE_S = 0.25
"""For what is being derived when the window closes: most is done by then, and what is not ends with the program."""


class Deriving(QObject):
    """Only the newest function matters, and each is derived once in a row.

    Parameters
    ----------
    done
        Is called in the event loop with what was asked and what came of it; with None if that failed.
    """

    _finished = Signal()

    def __init__(self, done: Callable[[tuple[Known, Derived] | None], None], parent: QObject) -> None:
        super().__init__(parent)
        self._done = done
        self._wanted: Known | None = None
        self._begun: Known | None = None
        self._found: tuple[Known, Derived] | None = None
        self._thread: threading.Thread | None = None
        self._ending = threading.Lock()
        self._is_closed = False
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def start(self, wanted: Known) -> None:
        """Derive a function, instead of what was wanted before."""
        if self._wanted is not None and self._wanted[0] == wanted[0] and self._wanted[1] is wanted[1]:
            return
        self._wanted = wanted
        if self._thread is None:
            self._begun, self._found = wanted, None
            self._thread = threading.Thread(target=self._run, args=(wanted,), name="steps", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait a little for what is being derived, and tell nobody."""
        self._wanted = None
        with self._ending:
            self._is_closed = True
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
            self._thread = None

    def _run(self, wanted: Known) -> None:
        from hessview.explanations.derivation_steps import derivation_steps

        try:
            self._found = wanted, derivation_steps(*wanted)
        finally:  # also of what failed, which the log of faults hears of: another function may be derived
            with self._ending:
                if not self._is_closed:  # else what would hear of it may be gone
                    self._finished.emit()

    @Slot()
    def _on_finished(self) -> None:
        if self._thread is not None:
            self._thread.join()  # it has said what it had to say
            self._thread = None
        wanted, found, begun = self._wanted, self._found, self._begun
        if wanted is None:
            return
        if wanted is not begun:
            self._wanted = None
            self.start(wanted)
        else:
            self._done(found)
