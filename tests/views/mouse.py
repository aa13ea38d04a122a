"""A mouse over a widget: it presses, drags, turns its wheel, and knows where a point of the picture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE, ALT, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Mouse:
    """Real events for one widget, at its pixels.

    Parameters
    ----------
    under
        The widget that hears them: of a scrolled view its viewport.
    pixel_of
        Where a point of the picture is; None where it is not seen.
    """

    def __init__(self, under: QWidget, pixel_of: Callable[[float, float], QPoint | None]) -> None:
        self.under = under
        self._pixel_of = pixel_of

    def at(self, x: float, y: float) -> QPoint:
        """Return the pixel of a point that is seen."""
        place = self._pixel_of(x, y)
        assert place is not None
        return place

    def press(self, place: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a button."""
        QTest.mousePress(self.under, button, modifiers, place)

    def move(self, place: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Move with a button held."""
        where = QPointF(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, self.under.mapToGlobal(where), Qt.MouseButton.NoButton, button, modifiers
        )
        QApplication.sendEvent(self.under, event)

    def hover(self, place: QPoint) -> None:
        """Move with no button held."""
        self.move(place, Qt.MouseButton.NoButton)

    def release(self, place: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Let the button go."""
        QTest.mouseRelease(self.under, button, modifiers, place)

    def click(self, place: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press and let go."""
        self.press(place, button, modifiers)
        self.release(place, button, modifiers)

    def double_click(self, place: QPoint) -> None:
        """Click twice."""
        self.click(place)
        QTest.mouseDClick(self.under, LEFT, NONE, place)
        self.release(place)

    def drag(self, *places: QPoint, button: Qt.MouseButton = LEFT, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press at the first place, move through the others and let go at the last."""
        self.press(places[0], button, modifiers)
        for place in places[1:]:
            self.move(place, button, modifiers)
        self.release(places[-1], button, modifiers)

    def wheel(self, place: QPoint, notches: int) -> None:
        """Turn the wheel; positive away from the hand."""
        where = QPointF(place)
        event = QWheelEvent(
            where, self.under.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.under, event)

    def ask_for_menu(self, place: QPoint, *, by_key: bool = False) -> None:
        """Press the right button, or the menu key, as the window system tells it."""
        reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(self.under, QContextMenuEvent(reason, place, self.under.mapToGlobal(place)))
