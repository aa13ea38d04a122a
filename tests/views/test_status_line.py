"""The line at the foot of the window ends after a part or a word, whatever there is room for, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from hessview.views.status_line import ShortenedLabel, StatusLine, shortened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

HINT = "Click: move the probe · drag: pan · wheel: zoom · double click: fit · F1: every key"


@pytest.mark.parametrize("width", range(0, 100, 3))
def test_no_word_is_cut(width: int) -> None:
    shown = shortened(HINT, width, len)
    assert len(shown) <= width
    if shown not in {HINT, "…", ""}:
        kept = shown.removesuffix(" …")
        assert HINT.startswith(kept)
        assert HINT[len(kept) :].startswith(" ")


def test_what_is_left_out_is_whole_parts_where_that_leaves_most_of_it() -> None:
    assert shortened(HINT, 70, len) == "Click: move the probe · drag: pan · wheel: zoom · double click: fit …"
    assert shortened("One sentence. Another one that is long.", 20, len) == "One sentence. …"


def test_a_label_gives_way_and_its_tip_says_all(qtbot: QtBot) -> None:
    label = ShortenedLabel(HINT)
    qtbot.addWidget(label)
    label.resize(label.sizeHint().width() + 4, 20)
    assert label.shown == HINT
    label.resize(200, 20)
    assert label.shown.endswith(" …")
    assert label.text() == HINT
    assert label.minimumSizeHint().width() == 0
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), QPoint(2, 2)))
    assert label.toolTip() == HINT


def test_a_message_leaves_room_for_what_is_computed(qtbot: QtBot) -> None:
    bar = StatusLine()
    qtbot.addWidget(bar)
    bar.resize(400, 24)
    beside = ShortenedLabel("Looking for critical points …")
    bar.addPermanentWidget(beside)
    bar.show()
    qtbot.waitExposed(bar)
    bar.showMessage("A message that is much longer than the line on which it stands. It goes on and on and on.")
    assert bar._room().right() < beside.x()
    qtbot.waitUntil(lambda: not bar.grab().isNull(), timeout=1000)
