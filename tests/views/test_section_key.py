"""The key below the sections: which entries there is room for, and that none is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from hessview.figure.marks import Role
from hessview.views.sections_view import KeyRow
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def key(bot: QtBot, width: int) -> KeyRow:
    row = KeyRow(LIGHT)
    bot.addWidget(row)
    row.resize(width, row.height())
    return row


def inked(row: KeyRow) -> np.ndarray:
    """Return in which columns of pixels something is drawn."""
    image = QImage(row.size(), QImage.Format.Format_RGB888)
    image.fill(QColor("white"))
    row.render(image)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    ground = pixels[0, -1]
    return np.flatnonzero((pixels != ground).any(axis=(0, 2)))


def test_a_wide_key_has_all_entries_in_full(qtbot: QtBot) -> None:
    words = [said for _, said in key(qtbot, 1000).shown()]
    assert words[0] == "f along the line"
    assert words[1].startswith("model f +")
    assert len(words) == 5
    assert "10\u00a0%" in words[-1] or "10 %" in words[-1]


def test_a_key_with_room_for_two_entries_names_f_and_its_model_shortly_and_cuts_neither(qtbot: QtBot) -> None:
    row = next(row for width in range(40, 400) if len((row := key(qtbot, width)).shown()) == 2)
    assert [(roles, words) for roles, words in row.shown()] == [((Role.CURVE,), "f"), ((Role.MODEL,), "model")]
    columns = inked(row)
    # Both samples and the last letter are within the row: the last of them ends before its right edge.
    assert columns[0] <= 2
    assert columns[-1] < row.width() - 1
    assert len(columns) > 30


@pytest.mark.parametrize("width", [60, 140, 260, 420, 700])
def test_more_room_never_shows_less(qtbot: QtBot, width: int) -> None:
    narrow, wide = key(qtbot, width).shown(), key(qtbot, width + 60).shown()
    assert [roles for roles, _ in wide[: len(narrow)]] == [roles for roles, _ in narrow]


def test_a_row_without_room_shows_nothing_rather_than_half_an_entry(qtbot: QtBot) -> None:
    row = key(qtbot, 12)
    assert row.shown() == []
    assert not len(inked(row))
