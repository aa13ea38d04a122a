"""A field shows as much of a coordinate as there is room for, and tells the whole number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QStyle, QStyleOptionFrame, QWidget

from hessview.views.coordinate_fields import CoordinateField
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(200, 40)
    qtbot.addWidget(made)
    made.show()
    return made


def field_of(window: QWidget, width: int) -> CoordinateField:
    field = CoordinateField("y", LIGHT, window)
    field.setFixedWidth(width)
    field.show()
    return field


def is_whole(field: CoordinateField) -> bool:
    """Whether Qt scrolls nothing of the text out of sight: what it leaves beside it is two pixels on each side."""
    look = QStyleOptionFrame()
    field.initStyleOption(look)
    inside = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, look, field)
    return round(QFontMetricsF(field.font()).horizontalAdvance(field.text())) + 1 <= inside.width() - 4


@pytest.mark.parametrize("width", [56, 62, 70, 88, 120])
@pytest.mark.parametrize("value", [0.631579, -0.631579, 12 / 19, -1.25e-7, 12345678.0])
def test_no_coordinate_is_cut_however_narrow_its_field_is(value: float, width: int, window: QWidget) -> None:
    field = field_of(window, width)
    field.show_value(value)
    assert is_whole(field), field.text()


def test_a_field_that_becomes_narrower_or_wider_shows_fewer_digits_or_more(window: QWidget, qtbot: QtBot) -> None:
    field = field_of(window, 120)
    field.show_value(-0.631579)
    assert field.text() == "−0.631579"
    field.setFixedWidth(62)
    qtbot.waitUntil(lambda: field.width() == 62)
    assert field.text() in {"−0.6316", "−0.632", "−0.63"}
    field.setStyleSheet("QLineEdit { padding: 0px 12px; }")
    assert is_whole(field)
    field.setStyleSheet("")
    field.setFixedWidth(120)
    qtbot.waitUntil(lambda: field.width() == 120)
    assert field.text() == "−0.631579"


def test_what_is_shown_with_fewer_digits_is_told_whole(window: QWidget) -> None:
    field = field_of(window, 60)
    field.show_value(0.631579)
    assert "y = 0.631579." in field.toolTip()
    field.show_value(2.0)
    assert field.text() == "2"
    assert "=" not in field.toolTip()


def test_in_a_field_of_few_pixels_what_is_edited_is_every_digit(window: QWidget, qtbot: QtBot) -> None:
    field = field_of(window, 60)
    field.show_value(-0.631579)
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.text() == "−0.631579"
    field.setFixedWidth(64)
    qtbot.waitUntil(lambda: field.width() == 64)
    assert field.text() == "−0.631579"
