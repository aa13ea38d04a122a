"""A sentence has room for its words: it grows at once, shrinks at rest, and is laid out once for each text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics

from hessview.views import sentence
from hessview.views.sentence import Sentence
from hessview.views.theme import small_font, text_font

if TYPE_CHECKING:
    import pytest
    from PySide6.QtCore import QRect
    from pytestqt.qtbot import QtBot


def test_each_text_is_laid_out_once_to_see_how_high_it_is(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[str] = []

    class Counting(QFontMetrics):
        def boundingRect(self, room: QRect, flags: int, text: str) -> QRect:  # type: ignore[override]
            laid_out.append(text)
            return super().boundingRect(room, flags, text)

    shown = Sentence(text_font(), 2)
    qtbot.addWidget(shown)
    monkeypatch.setattr(sentence, "QFontMetrics", Counting)
    for k in range(10):
        shown.render_text(f"Not a critical point: |∇f| ≈ {k}.")
        shown.render_text(f"Not a critical point: |∇f| ≈ {k}.")
    assert len(laid_out) == 10


def test_it_has_room_for_its_lines_in_whichever_font(qtbot: QtBot) -> None:
    shown = Sentence(text_font(), 3)
    qtbot.addWidget(shown)
    shown.resize(300, 100)
    three = shown.minimumHeight()
    shown.render_text("Short.")
    assert shown.minimumHeight() == three
    shown.render_text("Many words that need more lines than three. " * 12)
    assert shown.minimumHeight() > three
    shown.render_text("Short.")
    qtbot.waitUntil(lambda: shown.minimumHeight() == three, timeout=3000)
    shown.write_in(small_font())
    assert shown.minimumHeight() < three
    shown.render_text("Short again.")
    assert shown.minimumHeight() < three
