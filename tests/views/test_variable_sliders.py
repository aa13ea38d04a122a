"""A row for each variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hessview.views.variable_sliders import ROW_HEIGHT, VariableRow, VariableSliders

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def rows(n: int, value: float = 0.0) -> list[VariableRow]:
    return [VariableRow(f"x{k + 1}", value, -5.0, 5.0, 1.5, 0.0, "across" if k == 0 else "") for k in range(n)]


def shown(qtbot: QtBot, n: int) -> VariableSliders:
    made = VariableSliders()
    qtbot.addWidget(made)
    made.resize(336, 5 * ROW_HEIGHT)
    made.show()
    made.render_rows(rows(n))
    return made


def test_rows_are_made_as_they_are_seen(qtbot: QtBot) -> None:
    made = shown(qtbot, 500)
    assert 5 <= len(made.rows) < 20
    qtbot.waitUntil(lambda: made.verticalScrollBar().maximum() > 400 * ROW_HEIGHT)
    made.verticalScrollBar().setValue(made.verticalScrollBar().maximum())
    assert 499 in made.rows
    assert len(made.rows) < 40
    made.render_rows(rows(500, 2.0))
    assert made.rows[499].field.text() == "2"


def test_a_field_that_takes_the_focus_is_seen_whole(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = VariableSliders(parent=window)
    made.resize(336, 6 * ROW_HEIGHT - 4)  # of the sixth row all but its edge, and the cursor in it
    window.resize(336, 300)
    window.show()
    made.render_rows(rows(20))
    qtbot.waitUntil(lambda: made.verticalScrollBar().maximum() > 10 * ROW_HEIGHT)
    field = made.rows[5].field
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus()
    assert field.hasFocus()
    assert made.viewport().rect().contains(field.rect().translated(field.mapTo(made.viewport(), QPoint(0, 0))))


def test_keys_on_a_slider_move_the_variable_by_hundredths_of_its_range(qtbot: QtBot) -> None:
    made = shown(qtbot, 3)
    said: list[tuple[str, float, bool]] = []
    made.moved.connect(lambda *moved: said.append(moved))
    slider = made.row("x2").slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert said == [("x2", pytest.approx(0.1), False)]


def test_what_is_rendered_moves_nothing_by_itself(qtbot: QtBot) -> None:
    made = shown(qtbot, 3)
    said: list[object] = []
    made.moved.connect(lambda *moved: said.append(moved))
    made.render_rows(rows(3, 1.2345))
    assert made.rows[0].slider.value() == 623
    assert not said


def test_a_point_that_is_typed_into_one_field_goes_on_to_the_next(qtbot: QtBot) -> None:
    made = shown(qtbot, 4)
    given: list[tuple[tuple[str, float], ...]] = []
    made.typed.connect(given.append)
    field = made.row("x3").field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "pi/4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert given[0] == (("x3", pytest.approx(0.7853981633974483)),)
