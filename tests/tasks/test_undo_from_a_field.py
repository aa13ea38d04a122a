"""Undo from a field in which a number was entered takes the change back; while one is being written, the writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.tasks.test_descent_dock import CTRL, LEFT, SHIFT, VALLEY, open_descent, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    person = sit_down(VALLEY)
    person.window.resize(1440, 900)
    return person


def test_undo_after_a_setting_was_typed_and_after_all_were_reset(person: Person) -> None:
    view, store = open_descent(person), person.desk.store
    field = view.settings.fields["step size"]
    field.setFocus()
    QTest.keyClicks(field, "0.004")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait(person)
    typed = (("gradient descent", "step size", 0.004),)
    assert store.state.race.settings == typed
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert store.state.race.settings == ()
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL | SHIFT)
    assert store.state.race.settings == typed
    assert field.text() == "0.004"
    wait(person)
    QTest.mouseClick(view.settings.reset_all, LEFT)
    assert store.state.race.settings == ()
    focus = person.window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Z, CTRL)
    assert store.state.race.settings == typed
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert store.state.race.settings == typed, "what was written is taken back, and nothing else"


def test_undo_from_a_coordinate_that_was_typed_brings_the_probe_back(person: Person) -> None:
    before = person.probe()
    field = person.panel.coordinates.fields[0]
    field.setFocus()
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert person.probe()[0] == 3.0
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert person.probe() == before
