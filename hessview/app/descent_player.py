"""What lets the step number of a race run by itself, until its end or until somebody stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk

_FRAME_MS = 33
_LONGEST_FRAME_S = 0.25
"""A frame that takes longer moves no farther: after a pause nothing jumps."""


class Player(QObject):
    """Goes from step to step.

    Parameters
    ----------
    desk
        In whose window.
    pace
        Says how many steps in a second.
    take
        Is called with the next step, and returns whether there are more.
    on_end
        Is called when it has stopped.
    """

    def __init__(
        self, desk: Desk, pace: Callable[[], float], take: Callable[[int], bool], on_end: Callable[[], object]
    ) -> None:
        super().__init__(desk.window)
        self._desk, self._pace, self._take, self._on_end = desk, pace, take, on_end
        self._at = 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._step)

    @property
    def is_running(self) -> bool:
        """Whether something moves."""
        return self._timer.isActive()

    def start(self, step: int) -> None:
        """Go on from a step."""
        self.stop()
        self._at = float(step)
        self._since.start()
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Stay at the step that is shown."""
        if not self.is_running:
            return
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._on_end()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Escape stops it wherever the keyboard is, and does nothing else."""
        if event.type() not in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}:
            return False
        if event.key() != Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.stop()
        event.accept()
        return True

    def _step(self) -> None:
        window = self._desk.window
        if not window.isVisible() or window.isMinimized():
            self.stop()
            return
        before = int(self._at)
        self._at += min(self._since.restart() / 1000.0, _LONGEST_FRAME_S) * self._pace()
        if int(self._at) > before and not self._take(int(self._at)):
            self.stop()
