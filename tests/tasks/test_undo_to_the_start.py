"""Change everything, then undo back to the start, and redo to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


def turn_wheel(person: Person, x: float, y: float, notches: int) -> None:
    viewport = person.picture.viewport()
    place = QPointF(person.pixel(x, y))
    event = QWheelEvent(
        place, QPointF(viewport.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(viewport, event)


def test_everything_can_be_undone_to_the_start_and_done_again(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    store = person.desk.store
    start = store.state
    person.type_formula("x^2 - y^2")
    person.click(1.0, 1.0)
    turn_wheel(person, 0.5, 0.5, 2)
    QTest.keyClick(person.picture, Qt.Key.Key_Right)
    person.choose("Equal Scales")
    person.choose("Hessian as Numbers")
    person.open_example("Himmelblau")
    end = store.state
    assert end != start
    undone = 0
    while store.can_undo:
        person.choose("Undo")
        undone += 1
    assert store.state == start
    assert undone >= 6
    assert person.field.toPlainText() == start.text
    assert not store.modified
    while store.can_redo:
        person.choose("Redo")
    assert store.state == end


def test_undo_is_named_in_the_menu(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 - y^2")
    assert not person.desk.actions.action("Undo").isEnabled()
    person.click(-1.0, 0.5)
    assert person.desk.actions.action("Undo").text() == "&Undo move probe"
