"""The quiet line between editor and picture: one notice at a time, never in the way of who is typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hessview.views.notice_bar import Choice, Notice, NoticeBar
from hessview.views.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen


class Stand(QWidget):
    """A field, the bar below it, and another field."""

    def __init__(self) -> None:
        super().__init__()
        self.above, self.bar, self.below = QLineEdit(self), NoticeBar(self), QLineEdit(self)
        column = QVBoxLayout(self)
        for part in (self.above, self.bar, self.below):
            column.addWidget(part)


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    made = Stand()
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    made.activateWindow()
    made.above.setFocus()
    qtbot.waitExposed(made)
    return made


def notice(key: str, *choices: Choice, message: str = "") -> Notice:
    return Notice(key, message or f"About {key}.", choices)


def shown(bar: NoticeBar) -> str | None:
    return bar.words.text() if bar.isVisible() else None


def test_the_first_notice_is_shown_and_the_next_when_it_is_dismissed(stand: Stand) -> None:
    bar = stand.bar
    assert shown(bar) is None
    bar.notify(notice("a"))
    bar.notify(notice("b"))
    assert shown(bar) == "About a."
    QTest.mouseClick(bar.dismiss_button, Qt.MouseButton.LeftButton)
    assert shown(bar) == "About b."
    QTest.mouseClick(bar.dismiss_button, Qt.MouseButton.LeftButton)
    assert shown(bar) is None


def test_a_notice_replaces_the_one_of_its_key_where_that_stands(stand: Stand) -> None:
    bar = stand.bar
    for key in "abc":
        bar.notify(notice(key))
    bar.notify(notice("b", message="More about b."))
    bar.notify(notice("a", message="More about a."))
    seen = []
    while (words := shown(bar)) is not None:
        seen.append(words)
        bar.dismiss_button.click()
    assert seen == ["More about a.", "More about b.", "About c."]


def test_a_key_that_is_dismissed_is_gone_shown_or_waiting(stand: Stand) -> None:
    bar = stand.bar
    for key in "abc":
        bar.notify(notice(key))
    bar.dismiss("b")
    bar.dismiss("a")
    bar.dismiss("never")
    assert shown(bar) == "About c."
    bar.dismiss("c")
    assert shown(bar) is None


def test_a_choice_settles_its_notice_unless_it_says_otherwise(stand: Stand) -> None:
    bar, done = stand.bar, []
    bar.notify(notice("a", Choice("Copy", lambda: done.append("copy"), closes=False),
                      Choice("&Report", lambda: done.append(shown(bar)))))  # fmt: skip
    assert [button.text() for button in bar.buttons] == ["Copy", "&Report"]
    bar.buttons[0].click()
    assert (done, shown(bar)) == (["copy"], "About a.")
    bar.buttons[1].click()
    assert (done, shown(bar)) == (["copy", None], None)


def test_the_buttons_are_those_of_the_notice_that_is_shown(stand: Stand) -> None:
    bar = stand.bar
    bar.notify(notice("a", *(Choice(str(k), lambda: None) for k in range(4))))
    bar.notify(notice("b", Choice("only", lambda: None)))
    assert [button.text() for button in bar.buttons if button.isVisible()] == ["0", "1", "2", "3"]
    bar.dismiss("a")
    assert [button.text() for button in bar.findChildren(type(bar.buttons[0])) if button.isVisible()] == ["only"]


def test_it_never_takes_the_focus_and_tab_reaches_it_after_what_is_above(stand: Stand) -> None:
    bar = stand.bar
    bar.notify(notice("a", Choice("one", lambda: None), Choice("two", lambda: None)))
    assert stand.above.hasFocus()
    met = []
    for _ in range(4):
        QTest.keyClick(stand.focusWidget(), Qt.Key.Key_Tab)
        met.append(stand.focusWidget())
    assert met == [*bar.buttons, bar.dismiss_button, stand.below]
    QTest.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert stand.below.hasFocus()


def test_escape_in_it_dismisses_and_says_that_the_focus_is_free(stand: Stand, qtbot: QtBot) -> None:
    bar = stand.bar
    bar.notify(notice("a", Choice("one", lambda: None)))
    bar.notify(notice("b"))
    bar.buttons[0].setFocus()
    QTest.keyClick(bar.buttons[0], Qt.Key.Key_Escape)
    assert shown(bar) == "About b."
    assert bar.dismiss_button.hasFocus()
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.dismiss_button, Qt.Key.Key_Escape)
    assert shown(bar) is None


def test_dismissed_by_the_mouse_it_leaves_the_focus_where_it_is(stand: Stand, qtbot: QtBot) -> None:
    stand.bar.notify(notice("a"))
    with qtbot.assertNotEmitted(stand.bar.left):
        QTest.mouseClick(stand.bar.dismiss_button, Qt.MouseButton.LeftButton)
    assert stand.above.hasFocus()


def test_each_notice_is_announced_once(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[str] = []

    def update(event: QAccessibleEvent) -> None:
        if event.type() == QAccessible.Event.Announcement:
            announced.append(shown(stand.bar) or "")

    monkeypatch.setattr(QAccessible, "updateAccessibility", update)
    for _ in range(3):
        stand.bar.notify(notice("a"))
    stand.bar.notify(notice("b"))
    stand.bar.dismiss("a")
    assert announced == ["About a.", "About b."]


@pytest.mark.parametrize("words", ["short", "a long sentence that goes on " * 20])
def test_all_of_a_message_is_in_sight(stand: Stand, words: str, qtbot: QtBot) -> None:
    stand.bar.set_theme(DARK)
    stand.bar.notify(notice("a", Choice("one", lambda: None), message=words))
    label = stand.bar.words
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()), timeout=2000)


def test_markup_in_a_message_is_shown_as_it_is(stand: Stand) -> None:
    stand.bar.notify(notice("a", message="<img src='http://example.org'> & <b>x</b>"))
    assert stand.bar.words.textFormat() == Qt.TextFormat.PlainText


def test_what_a_choice_does_may_bring_the_next_notice(stand: Stand) -> None:
    bar = stand.bar
    again: Callable[[], object] = lambda: bar.notify(notice("a", message="Once more."))  # noqa: E731
    bar.notify(notice("a", Choice("again", again)))
    bar.buttons[0].click()
    assert shown(bar) == "Once more."
