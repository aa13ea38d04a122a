"""The table of methods has those that run at its top, and leaves every row in its place while somebody ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from hessview.document.limits import METHODS
from hessview.document.method_names import spelled
from hessview.document.state import Race
from hessview.views.descent_table import MethodTable, bare_rows

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen


@pytest.fixture
def stand(qtbot: QtBot) -> QWidget:
    """A window with a table and a field beside it."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(MethodTable())
    layout.addWidget(QLineEdit())
    window.resize(600, 400)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # else no field gives its focus to another
    return window


def table(stand: QWidget) -> MethodTable:
    return next(child for child in stand.children() if isinstance(child, MethodTable))


def leave(stand: QWidget) -> None:
    field = stand.findChild(QLineEdit)
    assert field is not None
    field.setFocus()


def current(shown: MethodTable) -> str:
    item = shown.currentItem()
    assert item is not None
    return item.text(0)


def names(shown: MethodTable) -> list[str]:
    return [item.text(0) for k in range(shown.topLevelItemCount()) if (item := shown.topLevelItem(k)) is not None]


def in_order(*first: str) -> list[str]:
    return [spelled(name) for name in (*first, *(name for name in METHODS if name not in first))]


def test_methods_that_run_come_first_and_both_parts_keep_their_order(stand: QWidget) -> None:
    shown = table(stand)
    shown.render_rows(bare_rows(Race(("newton", "gradient descent", "bfgs"))), "newton")
    assert names(shown) == in_order("gradient descent", "newton", "bfgs")
    assert current(shown) == "Newton"


def test_a_row_that_is_ticked_stays_where_it_is_until_the_keyboard_is_elsewhere(stand: QWidget) -> None:
    shown = table(stand)
    race = Race(("gradient descent",))
    shown.render_rows(bare_rows(race), "gradient descent")
    before = names(shown)
    shown.ticked.connect(lambda name, _is_on: shown.render_rows(bare_rows(Race(("gradient descent", name))), name))
    shown.setFocus()
    QTest.keyClicks(shown, "bfgs")
    QTest.keyClick(shown, Qt.Key.Key_Space)
    item = shown.item_of("bfgs")
    assert item is not None
    assert item.checkState(0) == Qt.CheckState.Checked
    assert names(shown) == before
    leave(stand)
    assert names(shown) == in_order("gradient descent", "bfgs")
    assert current(shown) == "BFGS"


def test_a_row_stays_under_the_mouse_until_that_is_elsewhere(stand: QWidget) -> None:
    shown = table(stand)
    shown.render_rows(bare_rows(Race(("gradient descent",))), "gradient descent")
    before = names(shown)
    leave(stand)
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    shown.render_rows(bare_rows(Race(("gradient descent", "adam"))), "adam")
    assert names(shown) == before
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    assert names(shown) == in_order("gradient descent", "adam")
