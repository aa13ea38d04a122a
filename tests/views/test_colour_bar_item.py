"""The colour bar beside the picture: how much room its numbers have, and that nobody measures them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from hessview.figure.marks import FieldMark
from hessview.views import colour_bar_item
from hessview.views.colour_bar_item import ColourBarItem
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

STRIP = QRectF(500.0, 40.0, 14.0, 300.0)


def test_its_numbers_are_measured_when_they_change_and_not_in_every_frame(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    measured: list[int] = []
    real = colour_bar_item.label_room

    def counted(ticks: colour_bar_item.Places) -> float:
        measured.append(len(ticks))
        return real(ticks)

    monkeypatch.setattr(colour_bar_item, "label_room", counted)
    x = np.linspace(0.0, 1.0, 3)
    mark, ticks = FieldMark(x, x, np.outer(x, x), 0.0, 1.0, "viridis"), [(0.0, "0"), (1.0, "1")]
    item = ColourBarItem()
    item.set_scale(mark, ticks, "f", STRIP, LIGHT)
    for _ in range(20):
        item.set_scale(mark, ticks, "f", STRIP, LIGHT)
        assert item.boundingRect() == STRIP.adjusted(-2, -28, real(ticks), 12)
    assert measured == [2]
    wide = [(0.0, "0"), (0.5, "1234567890.125"), (1.0, "1")]
    item.set_scale(mark, wide, "f", STRIP, LIGHT)
    assert item.boundingRect().right() == STRIP.right() + real(wide) > STRIP.right() + real(ticks)
    assert measured == [2, 3]
