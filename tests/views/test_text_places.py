"""Places in a text as Python and as Qt count them, and what a field makes of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from hessview.views.text_places import as_shown, for_qt, unit_places, units

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("text", ["", "abc", "αβ", "x𝑥y🦋", "\ud800", "🦋" * 40])
def test_all_places_at_once_are_the_places_one_by_one(text: str) -> None:
    assert list(unit_places(text)) == [units(text, place) for place in range(len(text) + 1)]


def test_every_character_is_shown_by_a_field_as_it_is_said_to_be(qtbot: QtBot) -> None:
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    blocks = [[*range(start, start + 0x100)] for start in (*range(0, 0xD800, 0x100), *range(0xE000, 0x11000, 0x100))]
    for block in [*blocks, [0x41, 0x0D, 0x0A, 0x42, 0x0D, 0x0D, 0x0A, 0x0A, 0x0D]]:
        text = "".join(map(chr, block))
        field.clear()
        field.textCursor().insertText(as_shown(text))
        assert field.toPlainText() == as_shown(text), hex(block[0])
        assert as_shown(as_shown(text)) == as_shown(text)


@pytest.mark.parametrize("text", ["x\ufeff\ufeff", "\ufeff\ufeffx", "\ufeff", "x"])
def test_a_byte_order_mark_arrives_wherever_it_stands(qtbot: QtBot, text: str) -> None:
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    for character in text:
        field.textCursor().insertText(for_qt(character))
    assert field.document().characterCount() == len(text) + 1
    field.clear()
    field.textCursor().insertText(for_qt(text))
    assert field.document().characterCount() == len(text) + 1
