"""Words with a halo look as stroked letters do, and the same word is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from hessview.views.haloed_words import haloed
from hessview.views.theme import badge_font, small_font

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.usefixtures("qapp")


def painted(paint: Callable[[QPainter], None]) -> np.ndarray:
    """Return pixels of what is painted about the middle, a little turned, shape (height, width, 4)."""
    image = QImage(120, 60, QImage.Format.Format_ARGB32)
    image.fill(QColor("#888"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(60.3, 30.6)
    painter.rotate(20.0)
    paint(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(60, 120, 4).astype(float)


@pytest.mark.parametrize("text", ["−0.25", "10⁻³⁰⁰", "88", "", "min"])
def test_a_halo_looks_as_if_the_letters_were_stroked(text: str) -> None:
    font = small_font()

    def filled(painter: QPainter) -> None:
        halo, letters = haloed(text, font)
        painter.fillPath(halo, QColor("white"))
        painter.fillPath(letters, QColor("black"))

    def stroked(painter: QPainter) -> None:
        metrics = QFontMetricsF(font)
        path = QPainterPath()
        path.addText(QPointF(-metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2), font, text)
        ends, corners = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.strokePath(path, QPen(QColor("white"), 4.0, Qt.PenStyle.SolidLine, ends, corners))
        painter.fillPath(path, QColor("black"))

    apart = np.abs(painted(filled) - painted(stroked))
    assert apart.max() <= 100.0  # of 255, at an edge
    assert apart.mean() <= 0.2


def test_a_word_is_made_once_for_every_font() -> None:
    assert haloed("0.5", small_font())[0] is haloed("0.5", QFont(small_font()))[0]
    assert haloed("0.5", small_font())[0] is not haloed("0.5", badge_font())[0]


def test_few_words_are_kept() -> None:
    first = haloed("first", small_font())[0]
    for k in range(600):
        haloed(str(k), small_font())
    assert haloed("first", small_font())[0] is not first
