"""The dialog takes a box that can be searched, and says at the field what is wrong with any other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from hessview.app.search_dialog import MOST_SECONDS, SECONDS, SearchDialog, refusal

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BOX = ((-5.0, 5.0), (-2.5, 2.5))

# The offscreen platform has no window manager to talk to, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, window: QWidget) -> SearchDialog:
    made = SearchDialog(window, ("x", "y"), BOX)
    made.show()
    qtbot.waitExposed(made)
    return made


def put(dialog: SearchDialog, row: int, place: int, text: str) -> None:
    """Type over what stands in a field."""
    field = dialog.fields[row][place]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def press_enter(dialog: SearchDialog) -> None:
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)


def test_it_begins_with_the_view_and_takes_it_at_enter(dialog: SearchDialog) -> None:
    assert [field.text() for ends in dialog.fields for field in ends] == ["−5", "5", "−2.5", "2.5"]
    assert dialog.fields[0][0].hasFocus()
    press_enter(dialog)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.box == BOX
    assert dialog.seconds == SECONDS


def test_what_is_typed_is_taken_constants_too(dialog: SearchDialog) -> None:
    put(dialog, 0, 0, "-2pi")
    put(dialog, 1, 1, "1e3")
    dialog.limit.setValue(2 * MOST_SECONDS)
    press_enter(dialog)
    assert dialog.box == ((pytest.approx(-2 * math.pi), 5.0), (-2.5, 1000.0))
    assert dialog.seconds == MOST_SECONDS


@pytest.mark.parametrize(
    ("where", "text", "at", "sentence"),
    [
        ((0, 0), "abc def", 0, ""),
        ((0, 0), "", 0, "This is not a number."),
        ((1, 1), "inf", 1, ""),
        ((1, 1), "1, 2", 1, "This is not a number."),
        ((0, 1), "-5", 1, "Both ends are the same double-precision number."),
        ((0, 0), "6", 1, "A range goes from a smaller number to a larger one."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_with_the_cursor_at_it(
    dialog: SearchDialog, where: tuple[int, int], text: str, at: int, sentence: str
) -> None:
    row, place = where
    put(dialog, row, place, text)
    if not text:
        dialog.fields[row][place].clear()
    press_enter(dialog)
    assert dialog.isVisible()
    said = dialog.message.text()
    assert said.endswith(".")
    assert said == (sentence or said)
    assert dialog.fields[row][at].hasFocus()
    assert dialog.fields[row][at].selectedText() == dialog.fields[row][at].text()
    assert dialog.box == BOX


def test_a_complaint_moves_nothing_and_goes_with_the_next_key(dialog: SearchDialog) -> None:
    before = dialog.sizeHint()
    put(dialog, 0, 0, "9")
    press_enter(dialog)
    assert dialog.message.text()
    assert dialog.sizeHint() == before
    QTest.keyClicks(dialog.fields[0][1], "10")
    assert not dialog.message.text()
    press_enter(dialog)
    assert dialog.box[0] == (9.0, 10.0)


def test_escape_leaves_it(dialog: SearchDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_a_range_wider_than_all_numbers_is_refused() -> None:
    assert refusal(-1e308, 1e308)
    assert not refusal(-1e307, 1e307)
