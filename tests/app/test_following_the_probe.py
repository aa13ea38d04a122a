"""While the probe moves, the menus and the words under the cursor stay right, and little is done anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.document.commands import MoveProbe, SetHessianLayout
from hessview.document.state import Layout
from hessview.figure.words import number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path))
    made.begin("x^2 + 3y^2")
    yield made
    made.close()


def test_after_a_moved_probe_undo_and_redo_are_named_and_can_be_used(desk: Desk) -> None:
    undo, redo = desk.actions.action("Undo"), desk.actions.action("Redo")
    assert not undo.isEnabled()
    desk.store.dispatch(MoveProbe((("x", 0.5), ("y", 0.25))))
    assert undo.isEnabled()
    assert undo.text() == f"&Undo {desk.store.undo_name}"
    desk.store.undo()
    assert not undo.isEnabled()
    assert redo.isEnabled()
    assert redo.text() == f"&Redo {desk.store.redo_name}"


def test_after_any_other_change_the_ticks_follow(desk: Desk) -> None:
    numbers = desk.actions.action("Hessian as Numbers")
    before = numbers.isChecked()
    desk.store.dispatch(SetHessianLayout(Layout.FORMULA if before else Layout.NUMBERS))
    assert numbers.isChecked() is not before
    desk.store.undo()
    assert numbers.isChecked() is before


def test_a_menu_that_opens_has_the_ticks_of_now_even_if_nobody_said_that_they_changed(desk: Desk) -> None:
    numbers = desk.actions.action("Hessian as Numbers")
    right = numbers.isChecked()
    numbers.setChecked(not right)
    desk.actions.menus["View"].aboutToShow.emit()
    assert numbers.isChecked() is right


def test_on_the_probe_the_probe_is_read_and_beside_it_the_place_of_the_cursor(desk: Desk) -> None:
    desk.store.dispatch(MoveProbe((("x", 0.5), ("y", 0.25))))
    picture = desk.window.picture
    across, up = picture.frame.pixel_size
    picture.cursor_moved.emit(0.5 + 0.4 * across, 0.25 - 0.4 * up)
    words = desk.window.read_out.text()
    assert words.startswith("x = 0.5   y = 0.25   ")
    assert number(0.4375, 6) in words
    picture.cursor_moved.emit(0.5 + 9.0 * across, 0.25)
    assert not desk.window.read_out.text().startswith("x = 0.5   ")
