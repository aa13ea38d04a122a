"""The Hessian of many variables as a map, with mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hessview.views.heat_matrix import HeatMatrix

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def made(qtbot: QtBot, n: int, width: int = 288) -> tuple[HeatMatrix, list[tuple[str, str]]]:
    rng = np.random.default_rng(n)
    A = rng.normal(size=(n, n))
    heat = HeatMatrix()
    qtbot.addWidget(heat)
    heat.resize(width, 400)
    heat.render_matrix([f"x{k + 1}" for k in range(n)], A + A.T, np.zeros((n, n)))
    heat.show()
    chosen: list[tuple[str, str]] = []
    heat.pair_chosen.connect(chosen.append)
    return heat, chosen


def inside(heat: HeatMatrix, i: int, j: int) -> QPoint:
    """Return a pixel of an entry, which may be as small as one."""
    middle = heat.cell_rect(i, j).center()
    return QPoint(int(middle.x()), int(middle.y()))


@pytest.mark.parametrize("n", [7, 10, 23, 50, 200])
def test_every_entry_is_within_the_width_and_a_click_opens_its_slice(qtbot: QtBot, n: int) -> None:
    heat, chosen = made(qtbot, n)
    corner = heat.cell_rect(n - 1, n - 1)
    assert corner.right() <= heat.width()
    assert corner.bottom() <= heat.height()
    for i, j in ((0, n - 1), (n - 1, 2), (3, 1)):
        QTest.mouseClick(heat, LEFT, NO_KEY, inside(heat, i, j))
        assert chosen[-1] == (f"x{min(i, j) + 1}", f"x{max(i, j) + 1}"), "the first across, as among the small slices"
    QTest.mouseClick(heat, LEFT, NO_KEY, inside(heat, 4, 4))
    assert len(chosen) == 3


def test_the_number_under_the_mouse_is_read_with_its_name(qtbot: QtBot) -> None:
    heat, _ = made(qtbot, 8)
    values = np.zeros((8, 8))
    values[2, 5] = values[5, 2] = -1.25
    heat.render_matrix([f"x{k + 1}" for k in range(8)], values, np.zeros((8, 8)))
    QTest.mouseMove(heat, heat.cell_rect(2, 5).center().toPoint())
    assert heat.reading == "∂²f/∂x₃∂x₆ = −1.25"
    QTest.mouseMove(heat, QPoint(heat.width() - 1, heat.height() - 1))
    assert heat.reading == "∂²f/∂x₁∂x₂ = 0"


def test_keys_go_from_entry_to_entry_and_open_its_slice(qtbot: QtBot) -> None:
    heat, chosen = made(qtbot, 9)
    heat.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(heat, key)
    assert heat.reading.startswith("∂²f/∂x₃∂x₂")
    assert heat.reading in heat.accessibleDescription()
    QTest.keyClick(heat, Qt.Key.Key_Return)
    assert chosen == [("x2", "x3")]
    QTest.keyClick(heat, Qt.Key.Key_Right)
    QTest.keyClick(heat, Qt.Key.Key_Return)  # on the diagonal
    assert len(chosen) == 1


def test_the_same_numbers_paint_the_same_and_others_do_not(qtbot: QtBot) -> None:
    heat, _ = made(qtbot, 7)
    names, before = [f"x{k + 1}" for k in range(7)], heat.grab().toImage()
    heat.render_matrix(names, -np.eye(7), np.zeros((7, 7)))
    after = heat.grab().toImage()
    assert before != after
    heat.render_matrix(names, -np.eye(7), np.zeros((7, 7)))
    assert heat.grab().toImage() == after


def test_it_says_that_entries_are_zero_only_where_they_are_known(qtbot: QtBot) -> None:
    heat, _ = made(qtbot, 7)
    names, unknown = [f"x{k + 1}" for k in range(7)], np.full((7, 7), np.nan)
    for values, words in ((np.zeros((7, 7)), "every entry is zero within its error"), (unknown, "H is undefined here")):
        heat.render_matrix(names, values, np.zeros((7, 7)))
        assert heat.strongest == words
    heat.render_matrix(names, 3.0 * np.eye(7), np.zeros((7, 7)))
    assert heat.strongest == "strongest: 3"
