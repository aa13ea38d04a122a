"""The walk through a window finds what is wrong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMainWindow, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from hessview.views.theme import DARK, LIGHT
from tests.reliability.accessibility import pair_faults
from tests.reliability.walk import (
    Announcements,
    action_faults,
    contrast_faults,
    focus_faults,
    tab_faults,
    without_name,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore(
    "does not support propagateSizeHints", extend=True
)  # offscreen, of small windows


class Bare(QWidget):
    """Takes the focus and does not show it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(40, 20)


class Sulky(QLineEdit):
    """Lets nobody go on by Shift+Tab."""

    def focusNextPrevChild(self, _forward: bool) -> bool:  # type: ignore[override]
        return super().focusNextPrevChild(True)


class Hasty(QLineEdit):
    """Lets Tab go past the next field."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # type: ignore[override]
        super().focusNextPrevChild(forward)
        return super().focusNextPrevChild(forward)


class Form:
    """A window of three fields, one above the other."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.setStyleSheet("QWidget { background: white; color: black; }")
        self.column = QVBoxLayout(self.window)
        self.fields = [self.add(QLineEdit(), name) for name in ("a", "b", "c")]
        self.show(qtbot)

    def add(self, widget: QWidget, name: str) -> QWidget:
        widget.setAccessibleName(name)
        self.column.addWidget(widget)
        return widget

    def show(self, qtbot: QtBot) -> None:
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def tab_faults(self) -> list[str]:
        return tab_faults(self.window, self.fields[0], ())


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    return Form(qtbot)


def test_a_good_form_has_no_faults(form: Form) -> None:
    assert without_name(form.window) == []
    assert form.tab_faults() == []
    assert focus_faults(form.window, form.fields) == []
    assert contrast_faults(form.window) == []


def test_what_has_no_name_or_no_role_is_found(form: Form) -> None:
    form.fields[1].setAccessibleName("")
    bare = form.add(Bare(), "bare")
    bare.show()
    assert without_name(form.window) == ["QLineEdit '' is called '' and is a EditableText",
                                         "Bare 'bare' is called 'bare' and is a Client"]  # fmt: skip


def test_a_field_that_tab_does_not_reach_is_found(form: Form) -> None:
    for field in (Hasty(), QLineEdit(), QLineEdit()):
        form.add(field, type(field).__name__).show()
    form.fields[0].setFocus()
    assert "Tab does not come to QLineEdit 'QLineEdit'" in form.tab_faults()


def test_an_editor_that_keeps_tab_for_itself_is_a_trap(form: Form) -> None:
    form.add(QPlainTextEdit(), "keeps").show()
    faults = form.tab_faults()
    assert "Tab ends at QPlainTextEdit 'keeps'" in faults


def test_a_field_that_cannot_be_left_backwards_is_found(form: Form) -> None:
    form.add(Sulky(), "sulky").show()
    assert any(fault.startswith("Shift+Tab goes another way") for fault in form.tab_faults())


def test_an_order_that_is_not_that_of_reading_is_found(form: Form) -> None:
    QWidget.setTabOrder(form.fields[0], form.fields[2])
    QWidget.setTabOrder(form.fields[2], form.fields[1])
    assert "Tab goes back from QLineEdit 'c' to QLineEdit 'b'" in form.tab_faults()


def test_the_order_of_the_parts_counts_before_that_of_places(form: Form) -> None:
    reversed_parts = tuple(form.fields[::-1])
    assert "Tab goes back from QLineEdit 'a' to QLineEdit 'b'" in tab_faults(
        form.window, form.fields[0], reversed_parts
    )


def test_a_row_is_read_from_left_to_right(qtbot: QtBot, form: Form) -> None:
    row = QHBoxLayout()
    left, right = QLineEdit(), QLineEdit()
    for name, field in (("left", left), ("right", right)):
        field.setAccessibleName(name)
        row.addWidget(field)
    form.column.addLayout(row)
    form.show(qtbot)
    assert form.tab_faults() == []
    QWidget.setTabOrder(form.fields[2], right)
    QWidget.setTabOrder(right, left)
    assert "Tab goes back from QLineEdit 'right' to QLineEdit 'left'" in form.tab_faults()


def test_a_widget_that_hides_its_focus_is_found(form: Form) -> None:
    bare = form.add(Bare(), "bare")
    bare.show()
    assert focus_faults(form.window, [*form.fields, bare]) == ["Bare 'bare' does not show that it has the focus"]


def test_pale_words_are_found_and_those_that_are_switched_off_are_not(form: Form) -> None:
    label = QLabel("pale words")
    label.setStyleSheet("color: #999999; background: white;")
    form.column.addWidget(label)
    label.show()
    (fault,) = contrast_faults(form.window)
    assert "stand out by 2.8" in fault
    assert contrast_faults(form.window, lambda widget: 2.5 if widget is label else 4.5) == []
    label.setEnabled(False)
    assert contrast_faults(form.window) == []


def test_a_key_or_a_place_in_the_menus_that_two_actions_share_is_found(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = window.menuBar().addMenu("&File")
    assert isinstance(menu, QMenu)
    for words, key in (("&Open", "Ctrl+O"), ("&Other", "Ctrl+O"), ("Open", "Ctrl+P"), ("", "")):
        action = QAction(words, menu)
        action.setShortcut(key)
        menu.addAction(action)
    assert action_faults(window.menuBar().actions()) == [
        "an action without words: File > ", "Ctrl+O is File > Open and File > Other", "twice in the menus: File > Open",
    ]  # fmt: skip


def test_what_is_announced_is_heard_and_only_then(form: Form) -> None:
    with Announcements() as heard:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(form.window, "Minimum"))
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(form.window, "later"))
    assert heard.said == ["Minimum"]


def test_a_pale_theme_is_found() -> None:
    from dataclasses import replace

    assert pair_faults(LIGHT) == pair_faults(DARK) == []
    assert "secondary on panel: 2.85" in pair_faults(replace(LIGHT, secondary="#999999"))
