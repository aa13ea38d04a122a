"""Start for the first time: three hints say what to do, go as they are followed, and never come again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hessview.views.first_hints import FirstHints

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


def cards(person: Person) -> list[FirstHints]:
    return [card for card in person.picture.viewport().findChildren(FirstHints) if card.isVisible()]


def test_the_hints_go_as_they_are_followed_and_do_not_come_again(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.bot.waitUntil(lambda: bool(cards(person)))
    (card,) = cards(person)
    assert card.open_hints == ("probe", "view", "text")
    QTest.mouseClick(person.picture.viewport(), Qt.MouseButton.LeftButton, pos=person.pixel(-2.0, 1.0))
    assert card.open_hints == ("view", "text")
    QTest.keyClick(person.picture, Qt.Key.Key_Plus)
    person.bot.waitUntil(lambda: card.open_hints == ("text",))
    QTest.keyClicks(person.field, " + x")
    assert cards(person) == []
    again = sit_down()
    assert again.bot is person.bot
    QTest.mouseClick(again.picture.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert cards(again) == []


def test_who_comes_with_a_function_needs_no_hints(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 - y^2")
    QTest.mouseClick(person.picture.viewport(), Qt.MouseButton.LeftButton, pos=person.pixel(1.0, 1.0))
    assert cards(person) == []
