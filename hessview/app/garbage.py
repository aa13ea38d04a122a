"""Garbage in cycles is collected in the window's thread, and nowhere else.

Python collects in whichever thread happens to allocate. A cycle can hold a widget, a painter or an item of a scene;
destroyed in the thread that works a field out, such an object takes the process with it, once in many hours.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_MS, BUSY_MS = 500, 50
"""Between two rounds of which the first found nothing to do, or something: many short ones hold nobody up."""

_ALONE = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs"})
"""Platforms whose clipboard is the process's own."""

_PATIENCE = 3
"""How many times its threshold the oldest generation may be overdue before a pause is no longer waited for."""


class GarbageRounds(QObject):
    """Collects in the thread it lives in, by Python's own thresholds, while Python's own collection is off.

    What has been made before it starts is kept for good and never looked through again.

    Parameters
    ----------
    is_resting
        Whether nobody is using the window: then the oldest generation, which takes longest, is looked through.
    """

    def __init__(self, is_resting: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_resting = is_resting
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.go_round)

    def start(self) -> None:
        """Turn Python's own collection off and collect now and then."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def go_round(self) -> None:
        """Collect the oldest generation that is due."""
        self._timer.setInterval(BUSY_MS if collect_what_is_due(self._is_resting) else EVERY_MS)


def take_down() -> None:
    """Destroy now what is to be deleted later, and what is left in cycles: while there is an application.

    Closed windows whose turn does not come any more would be taken down with the interpreter, in no order at all. What
    was copied dies with the process where no other program can paste it; Qt would delete it when Python is gone, and
    crash.
    """
    if QGuiApplication.platformName() in _ALONE:
        QGuiApplication.clipboard().clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def collect_what_is_due(is_resting: Callable[[], bool]) -> bool:
    """Collect the oldest generation whose threshold is passed; the one that takes longest when there is time.

    Returns whether there was one.
    """
    counts, thresholds = gc.get_count(), gc.get_threshold()
    young, middle, old = (count > most for count, most in zip(counts, thresholds, strict=True))
    if old and (is_resting() or counts[2] > _PATIENCE * thresholds[2]):
        gc.collect()
    elif middle:
        gc.collect(1)
    elif young:
        gc.collect(0)
    else:
        return False
    return True
