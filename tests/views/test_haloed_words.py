"""Words with a halo look as stroked letters do, and the same word is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from hessview.views import haloed_words
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


def test_a_new_word_of_known_characters_takes_no_outline_anew() -> None:
    haloed("−0.123456789", small_font())
    made = haloed_words._halo_of.cache_info().misses
    for k in range(100):
        haloed(f"−{k}.75", small_font())
    assert haloed_words._halo_of.cache_info().misses == made
    haloed("0.5ß", small_font())
    assert haloed_words._halo_of.cache_info().misses == made + 1


def test_halos_of_neighbours_are_one_area() -> None:
    """Where two overlap, a halo that is seen through would be darker, and one of the other sense would be a hole."""

    def filled(painter: QPainter) -> None:
        painter.fillPath(haloed("1888", small_font())[0], QColor(255, 255, 255, 128))

    seen = np.unique(painted(filled)[:, :, 0])
    assert seen.min() == 0x88
    assert seen.max() == pytest.approx((0x88 + 255) / 2, abs=2)


def test_few_words_are_kept() -> None:
    first = haloed("first", small_font())[0]
    for k in range(600):
        haloed(str(k), small_font())
    assert haloed("first", small_font())[0] is not first
