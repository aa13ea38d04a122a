"""A person at the window: types, clicks, drags and reads, with real events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.compute import program_lanes
from hessview.compute.requests import FieldRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Person:
    """Drives one desk with mouse and keys, and reads what is on the screen."""

    def __init__(self, desk: Desk, bot: QtBot) -> None:
        self.desk = desk
        self.bot = bot
        self.window = desk.window
        self.picture = desk.window.picture
        self.panel = desk.window.panel
        self.field = desk.window.editor.field

    def wait_for_picture(self) -> None:
        """Wait until field and iso-lines are final."""
        def painted() -> bool:
            results = self.desk.controller.results
            return results.wanted is not None and not any(isinstance(r, FieldRequest) for r in results.pending)

        self.bot.waitUntil(painted, timeout=15_000)

    def wait_for_formulas(self) -> None:
        """Wait for the worker's exact formulas."""
        self.bot.waitUntil(lambda: self.desk.controller.results.formulas is not None, timeout=30_000)

    def type_formula(self, text: str) -> None:
        """Replace what stands in the editor, key by key."""
        self.field.setFocus()
        QTest.keyClick(self.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self.field, text)
        self.wait_for_picture()

    def paste_formula(self, text: str) -> None:
        """Replace what stands in the editor by the clipboard's text."""
        QGuiApplication.clipboard().setText(text)
        self.field.setFocus()
        QTest.keyClick(self.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(self.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.wait_for_picture()

    def click(self, x: float, y: float, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        """Click a point of the picture."""
        QTest.mouseClick(self.picture.viewport(), LEFT, modifier, self.pixel(x, y))

    def drag(self, start: tuple[float, float], *stations: tuple[float, float], alt: bool = False) -> None:
        """Press at a point, move through the others and release at the last."""
        modifier = Qt.KeyboardModifier.AltModifier if alt else NO_KEY
        viewport = self.picture.viewport()
        QTest.mousePress(viewport, LEFT, modifier, self.pixel(*start))
        for station in stations:
            QTest.mouseMove(viewport, self.pixel(*station))
        QTest.mouseRelease(viewport, LEFT, modifier, self.pixel(*stations[-1]))

    def pixel(self, x: float, y: float) -> QPoint:
        """Where a point of the picture is."""
        return self.picture.pixel_of(x, y)

    def probe(self) -> tuple[float, ...]:
        """The coordinates that the panel shows."""
        return tuple(float(field.text().replace("−", "-")) for field in self.panel.coordinates.fields)

    def badge(self) -> str:
        """The class that the panel shows."""
        return str(self.panel.badge.accessibleName())

    def sentence(self) -> str:
        """The reason that the panel shows."""
        return str(self.panel.sentence.accessibleName())

    def choose(self, text: str) -> None:
        """Choose an action of the menus."""
        self.desk.actions.action(text).trigger()

    def open_example(self, name: str) -> None:
        """Choose an example from its menu."""
        for menu in self.desk.actions.menus["Examples"].findChildren(QMenu):
            for action in menu.actions():
                if action.text() == name:
                    action.trigger()
                    self.wait_for_picture()
                    return
        raise KeyError(name)


@pytest.fixture
def sit_down(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Person]]:
    """Open a window, on nothing or on what the command line would name; it is closed afterwards."""
    desks: list[Desk] = []
    # A busy machine may take longer than a person would wait.
    monkeypatch.setattr(program_lanes, "FORMULA_LIMITS", replace(program_lanes.FORMULA_LIMITS, deadline=120.0))

    def sit(argument: str | None = None) -> Person:
        desk = Desk(qapp, Places.inside(tmp_path))
        desks.append(desk)
        desk.begin(argument)
        desk.window.resize(1200, 800)
        desk.window.show()
        qtbot.waitExposed(desk.window)
        person = Person(desk, qtbot)
        person.wait_for_picture()
        return person

    yield sit
    for desk in desks:
        desk.close()


@pytest.fixture
def no_questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Discard unsaved changes without a dialog, and return what would have been said."""
    said: list[str] = []

    def answer(box: Any) -> Any:
        said.append(box.text())
        return QMessageBox.StandardButton.Discard

    monkeypatch.setattr(QMessageBox, "exec", answer)
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    return said
