"""The entrances of dialogs and docks that take more than a formula: directions, and the numbers of a slider."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.app import preloading
from hessview.app.plane_dialog import PlaneDialog
from hessview.document.commands import is_plane
from hessview.document.reading import well_formed
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import State
from tests.reliability.window_entrances import CTRL, carried

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QWidget

    from tests.reliability.window_entrances import Window

_OF_THREE = State("x y z", "x y z")
_VALLEY = State("x^2 + 20 y^2", "x^2 + 20 y^2", probe=(("x", 3.0), ("y", 1.0)))
_LONGEST_SENTENCE = 200
_WITH_PARAMETERS = State("a = -1\nb = 2\na x^2 + b y^2", "a = -1\nb = 2\na x^2 + b y^2")

for _module in preloading.ENTRANCES:  # as a window does when it rests: what is read then is no work of a text
    preloading.load(_module)


class PlaneBox:
    """Pasted or composed into one of the directions of the dialog that asks for a plane, which is then accepted."""

    name = "plane dialog"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `tests.reliability.entrances.Entrance`."""
        self._window.begin()
        dialog = PlaneDialog(self._window.desk.window, _OF_THREE, ("x", "y", "z"), None)
        dialog.show()
        try:
            field = dialog.directions[number % 2]
            fill(field, text, number)
            QTest.keyClick(field, Qt.Key.Key_Return)
            return _wrong_with_plane(dialog) or self._window.judge()
        finally:
            dialog.close()
            dialog.deleteLater()
            QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)


class ParameterFields:
    """Pasted or composed into the number, the range or the step of a parameter."""

    name = "parameters"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `tests.reliability.entrances.Entrance`."""
        self._window.begin()
        desk: Any = self._window.desk
        kept = desk.store.state
        desk.store.open(_WITH_PARAMETERS)
        try:
            desk.window.docks.unfold("parameters")
            row = desk.parameters.view.rows["ab"[number % 2]]
            field = (row.value, row.low, row.high, row.step)[number // 2 % 4]
            fill(field, text, number)
            QTest.keyClick(field, Qt.Key.Key_Return)
            state, wrong = desk.store.state, self._window.judge()
            lines = state.text.split("\n")
            if lines[2] != "a x^2 + b y^2" or len(lines) != 3 or state.text != state.accepted:
                return f"a number made of the text {state.text!r}"
            if from_bytes(to_bytes(state)) != state:
                return "the session differs"
            return wrong
        finally:
            desk.window.docks.fold()
            desk.store.open(kept)


class DescentFields:
    """Pasted or composed into a setting of a method, or the number of steps."""

    name = "descent"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `tests.reliability.entrances.Entrance`."""
        self._window.begin()
        desk: Any = self._window.desk
        kept = desk.store.state
        desk.store.open(_VALLEY)
        try:
            desk.window.docks.unfold("descent")
            desk.descent.race.is_loaded = True  # nothing is worked out in this window
            desk.descent.follow()
            settings = desk.descent.view.settings
            field = settings.steps if number % 2 else next(iter(settings.fields.values()))
            fill(field, text, number)
            QTest.keyClick(field, Qt.Key.Key_Return)
            state, wrong = desk.store.state, self._window.judge()
            if not all(math.isfinite(value) for _, _, value in state.race.settings) or state.text != _VALLEY.text:
                return f"a setting made of the text {state.race}"
            said = settings.said.text()
            if not said.isprintable() or len(said) > _LONGEST_SENTENCE:
                return f"the dock says {said[:100]!r}"
            return "the session differs" if from_bytes(to_bytes(state)) != state else wrong
        finally:
            desk.window.docks.fold()
            desk.store.open(kept)


def fill(field: QLineEdit, text: str, number: int) -> None:
    """Paste a text over what stands in a field, or compose it there."""
    field.setFocus()
    field.selectAll()
    if number % 3:
        QGuiApplication.clipboard().setMimeData(carried(text, random.Random(number)))
        QTest.keyClick(field, Qt.Key.Key_V, CTRL)
    else:
        compose(field, text)


def compose(widget: QWidget, text: str) -> None:
    """Give a text as an input method does."""
    composed = QInputMethodEvent()
    composed.setCommitString(well_formed(text))
    QApplication.sendEvent(widget, composed)


def _wrong_with_plane(dialog: PlaneDialog) -> str | None:
    """Return what is wrong with the plane that was taken, or with what is said against it."""
    if dialog.isVisible():
        said = dialog.message.text()
        return None if said.isprintable() and 0 < len(said) < 400 else f"the dialog says {said[:100]!r}"
    plane = getattr(dialog.command, "plane", getattr(dialog.command, "directions", None))
    if plane is None:
        return None
    flat = [number for direction in plane for number in direction]
    fine = all(map(math.isfinite, flat)) and is_plane(plane, 3)
    return None if fine else f"the plane {plane} was taken"
