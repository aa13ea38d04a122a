"""What the monkey does with the surface, the docks, the page of steps and the exports: with real events, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget

from hessview.views.plot_view import PlotView
from hessview.views.slice_grid import SliceGrid
from tests.reliability.monkey_dialogs import picked, press, type_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.app.desk import Desk

_LEFT, _NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Looks:
    """The part of the monkey's window that has to do with what stands around the map."""

    _desk: Desk

    def _is_free(self) -> bool:
        raise NotImplementedError

    def arrange(self, key: str) -> None:
        """Show the map, the surface or both; or turn the surface by a key, which shows it, too."""
        if self._is_free():
            here = QApplication.focusWidget() or self._desk.window
            turn = key in {"Left", "Right", "Up", "Down"}
            held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier if turn else _NO_KEY
            QTest.keyClick(here, getattr(Qt.Key, f"Key_{key}"), held)

    def fold_dock(self, pick: float) -> None:
        """Press one of the toggles below the picture."""
        if self._is_free():
            press(list(self._desk.window.docks.toggles.values()), pick)

    def drag_in_dock(self, pick: float, stations: Sequence[tuple[float, float]], given_up: bool) -> None:
        """Drag in a plot, on the dial, in the small slices or on a slider."""
        part = self._in_dock(pick, PlotView, SliceGrid, QSlider)
        if part is not None:
            _stroke(part, stations, given_up=given_up)

    def use_dock(self, pick: float, u: float, v: float, deed: str) -> None:
        """Click, turn the wheel, or press keys on something in the dock that is unfolded."""
        part = self._in_dock(pick, PlotView, SliceGrid, QSlider, QAbstractButton, QComboBox)
        if part is None:
            return
        place = QPoint(round(u * (part.width() - 1)), round(v * (part.height() - 1)))
        if deed == "wheel":
            _turn_wheel(part, place, 120 if u < 0.5 else -120)
        elif deed == "click":
            QTest.mouseClick(part, _LEFT, _NO_KEY, place)
        elif deed == "double click":
            QTest.mouseClick(part, _LEFT, _NO_KEY, place)
            if shiboken6.isValid(part):
                QTest.mouseDClick(part, _LEFT, _NO_KEY, place)
        elif part.focusPolicy() != Qt.FocusPolicy.NoFocus:
            part.setFocus()
            QTest.keyClick(part, getattr(Qt.Key, f"Key_{deed}"))

    def type_in_dock(self, pick: float, text: str, end: str) -> None:
        """Type a number into a field of the dock that is unfolded: of a slider, its range, its step."""
        field: Any = self._in_dock(pick, QLineEdit)
        if field is not None:
            field.setFocus()
            field.selectAll()
            type_text(field, text)
            if shiboken6.isValid(field):
                QTest.keyClick(field, getattr(Qt.Key, f"Key_{end}"))

    def use_hessian(self, pick: float, u: float, v: float, key: str) -> None:
        """Click on, and press a key on, the map or the matrix of the Hessian, or the spectrum."""
        if self._is_free():
            panel = self._desk.window.panel
            kinds = ("HeatMatrix", "NumberMatrix", "SpectrumBars")
            shown = [part for part in panel.findChildren(QWidget) if part.isVisible() and _is_one_of(part, kinds)]
            part = picked(shown, pick)
            if part is not None:
                place = QPoint(round(u * (part.width() - 1)), round(v * (part.height() - 1)))
                QTest.mouseClick(part, _LEFT, _NO_KEY, place)
                QTest.keyClick(part, getattr(Qt.Key, f"Key_{key}"))

    def animate(self, stops: bool) -> None:
        """Let a parameter move by itself, or stop it with Escape wherever the keyboard is."""
        if self._is_free():
            here = QApplication.focusWidget() or self._desk.window
            QTest.keyClick(here, Qt.Key.Key_Escape if stops else Qt.Key.Key_F9)

    def use_steps(self, pick: float, key: str) -> None:
        """Show the page of steps, or do something on it: scroll, copy, save, stop following, close."""
        if not self._is_free():
            return
        steps = self._desk.steps
        dialog = steps.dialog
        if dialog is None or not dialog.isVisible():
            steps.show()
        elif pick < 0.2:
            dialog.close()
        elif pick < 0.4:
            dialog.follow.click()
        elif pick < 0.55:
            steps.copy("html" if pick < 0.45 else "tex" if pick < 0.5 else "txt")
        elif pick < 0.6:
            steps.ask_save("html" if pick < 0.57 else "pdf")
        elif pick < 0.7:
            dialog.resize(round(300 + 3000 * (pick - 0.6)), 400)
        else:
            QTest.keyClick(dialog.sheet, getattr(Qt.Key, f"Key_{key}"))

    def export(self, name: str) -> None:
        """Open a dialog that asks what to write, or copy the figure; an answer follows, or an Escape."""
        if self._is_free():
            self._desk.actions.action(name).trigger()

    def choose_plane(self, way: str, first: str, second: str, accept: bool) -> None:
        """Choose a plane in the dialog, by variables, eigenvectors or typed directions."""
        if not self._is_free() or not self._desk.plane.is_possible:
            return
        from hessview.app.plane_dialog import PlaneDialog

        self._desk.plane.ask()
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, PlaneDialog):
            kinds = {"variables": 0, "eigenvectors": 1, "directions": 2}
            dialog.ways[kinds[way]].click()
            for field, text in zip(dialog.directions, (first, second), strict=True):
                if way == "directions":
                    field.setFocus()
                    field.selectAll()
                    type_text(field, text)
            QTest.keyClick(dialog, Qt.Key.Key_Return if accept else Qt.Key.Key_Escape)

    def _in_dock(self, pick: float, *kinds: type[QWidget]) -> QWidget | None:
        if not self._is_free() or not self._desk.window.docks.shown:
            return None
        body = self._desk.window.docks.body
        shown = [part for part in body.findChildren(QWidget) if isinstance(part, kinds)]
        usable = [part for part in shown if part.isVisible() and part.isEnabled()]
        chosen: QWidget | None = picked(usable, pick)
        return chosen


def _is_one_of(part: QWidget, names: tuple[str, ...]) -> bool:
    return type(part).__name__ in names


def _stroke(part: QWidget, stations: Sequence[tuple[float, float]], *, given_up: bool) -> None:
    places = [QPoint(round(u * (part.width() - 1)), round(v * (part.height() - 1))) for u, v in stations]
    QTest.mousePress(part, _LEFT, _NO_KEY, places[0])
    for place in places[1:]:
        if shiboken6.isValid(part):
            at = QPointF(place)
            move = QMouseEvent(
                QEvent.Type.MouseMove, at, part.mapToGlobal(at), Qt.MouseButton.NoButton, _LEFT, _NO_KEY
            )
            QApplication.sendEvent(part, move)
    if given_up and shiboken6.isValid(part):
        QTest.keyClick(part, Qt.Key.Key_Escape)
    if shiboken6.isValid(part):
        QTest.mouseRelease(part, _LEFT, _NO_KEY, places[-1])


def _turn_wheel(part: QWidget, place: QPoint, turn: int) -> None:
    at = QPointF(place)
    wheel = QWheelEvent(
        at, part.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, _NO_KEY,
        Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(part, wheel)
