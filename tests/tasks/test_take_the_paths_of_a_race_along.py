"""Copy the figure of a race: the paths are on it while their dock is open, as they are in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hessview.document.method_names import spelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person

ALT = Qt.KeyboardModifier.AltModifier


def _copied(person: Person) -> bytes:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("nothing yet")
    person.desk.exports.copy()
    person.bot.waitUntil(lambda: clipboard.mimeData().hasFormat("image/svg+xml"), timeout=60_000)
    return bytes(clipboard.mimeData().data("image/svg+xml").data())


def test_a_copied_figure_shows_the_race_while_the_window_does(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + 20 y^2")
    person.click(3.0, 1.0, ALT)
    person.picture.setFocus()
    QTest.keyClick(person.picture, Qt.Key.Key_5, ALT)
    assert person.desk.descent.is_open
    with_race = _copied(person)
    for name in person.desk.store.state.race.methods:
        assert f">{spelled(name)}<".encode() in with_race
    QTest.keyClick(person.picture, Qt.Key.Key_5, ALT)
    assert not person.desk.descent.is_open
    without = _copied(person)
    assert b">gradient descent<" not in without
