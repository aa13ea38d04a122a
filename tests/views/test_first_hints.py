"""The hints of a first start: each goes when it has been followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hessview.views.first_hints import FirstHints

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

HINTS = (("one", "Do this", "it does that"), ("two", "Then this", "and that"))


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    widget.resize(600, 400)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_hint_that_was_followed_goes_and_with_the_last_one_the_card(qtbot: QtBot, over: QWidget) -> None:
    card = FirstHints(HINTS, over)
    height = card.height()
    card.follow("two")
    assert card.open_hints == ("one",)
    assert card.height() < height
    card.follow("two")
    assert card.isVisible()
    with qtbot.waitSignal(card.finished):
        card.follow("one")
    assert not card.isVisible()


def test_it_can_be_sent_away(qtbot: QtBot, over: QWidget) -> None:
    card = FirstHints(HINTS, over)
    with qtbot.waitSignal(card.finished):
        qtbot.mouseClick(card.dismiss_button, Qt.MouseButton.LeftButton)
    assert not card.isVisible()


def test_it_stays_inside_at_the_foot(over: QWidget) -> None:
    card = FirstHints(HINTS, over)
    over.resize(500, 300)
    assert over.rect().contains(card.geometry())
    assert card.geometry().center().y() > over.height() // 2


def test_a_reader_of_the_screen_hears_all_of_it(over: QWidget) -> None:
    card = FirstHints(HINTS, over)
    assert card.accessibleName()
    assert all(do in card.accessibleDescription() and what in card.accessibleDescription() for _, do, what in HINTS)


def test_in_a_narrow_picture_it_says_less_and_stays_inside(over: QWidget) -> None:
    card = FirstHints((("one", "Do this", "it does that, and a little more besides, and then some"),), over)
    wide = card.width()
    over.resize(wide - 40, 300)
    assert over.rect().contains(card.geometry())
    assert card.dismiss_button.isVisible()
    over.resize(wide + 40, 300)
    assert card.width() == wide
