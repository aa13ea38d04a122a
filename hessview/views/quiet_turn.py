"""A turn of the event loop with little else in it, for what can wait a moment."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

_MUCH_S = 0.015
"""So long has a turn been busy that what can wait waits for another."""

_MOST = 3
"""Turns that pass by at most: beside a hand that never rests it is done all the same."""


class QuietTurn(QObject):
    """Does something in one of the next turns of the event loop: one in which little else has been done before.

    What a hand does, the picture that follows it, and the answers that come for it fall into one turn, and the window
    answers nobody before all of it is done. What need not be seen with the rest makes room.

    Parameters
    ----------
    do
        Is called once for each `start`, or for several that come before it is done.
    """

    def __init__(self, do: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._do = do
        self._since = 0.0
        self._passed = 0
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_turn)

    @property
    def is_due(self) -> bool:
        """Whether it is still to be done."""
        return self._timer.isActive()

    def start(self) -> None:
        """Have it done."""
        if not self._timer.isActive():
            self._passed = 0
            self._wait()

    def stop(self) -> None:
        """Leave it."""
        self._timer.stop()

    def _wait(self) -> None:
        self._since = perf_counter()
        self._timer.start()

    def _on_turn(self) -> None:
        if perf_counter() - self._since > _MUCH_S and self._passed < _MOST:
            self._passed += 1
            self._wait()
        else:
            self._do()
