"""A parameter that moves by itself, there and back over its range, until somebody stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hessview.document.parameters import SetParameter, on_grid, parameters_of, slider_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk

FRAME_MS = 33
_CROSSING_S = 4.0
_LONGEST_FRAME_S = 0.25
"""A frame that takes longer moves the parameter no farther: after a pause nothing jumps."""


class Animation(QObject):
    """Moves one parameter; all of it is one step of undo.

    Parameters
    ----------
    desk
        Whose document it moves.
    pace
        Says how many ranges are crossed in four seconds.
    on_end
        Is called when it has stopped.
    """

    def __init__(self, desk: Desk, pace: Callable[[], float], on_end: Callable[[], object]) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._pace = pace
        self._on_end = on_end
        self.parameter = ""
        self._text = ""
        self._value, self._direction = 0.0, 1.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._step)

    @property
    def is_running(self) -> bool:
        """Whether something moves."""
        return self._timer.isActive()

    def start(self, parameter: str) -> None:
        """Move a parameter from where it is."""
        self.stop()
        found = next((each for each in parameters_of(self._desk.store.state) if each.name == parameter), None)
        if found is None or not found.is_number:
            return
        self._desk.store.seal()
        self.parameter, self._value, self._direction = parameter, found.value, 1.0
        self._text = self._desk.store.state.text
        self._since.start()
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Leave it where it is."""
        if not self.is_running:
            return
        self._timer.stop()
        self.parameter = ""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._desk.store.seal()
        self._on_end()

    def look(self) -> None:
        """Stop where somebody has changed the text meanwhile."""
        if self.is_running and self._desk.store.state.text != self._text:
            self.stop()

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
        state = self._desk.store.state
        slider = slider_of(state.sliders, self.parameter, self._value)
        seconds = min(self._since.restart() / 1000.0, _LONGEST_FRAME_S)
        value = self._value + self._direction * seconds * self._pace() * (slider.high - slider.low) / _CROSSING_S
        if not slider.low < value < slider.high:
            self._direction = -self._direction
            value = min(max(value, slider.low), slider.high)
        self._value = value
        command = SetParameter(self.parameter, on_grid(slider, value))
        self._text = command.apply(state).text
        self._desk.store.dispatch(command)
