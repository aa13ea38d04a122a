"""Short words with a halo: outlines are made once, for to stroke letters takes six times as long as to fill.

To make a stroke one outline takes ten times as long as all the rest of a word. It is done once for each character:
numbers at lines are of about twenty.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPainterPathStroker, QPen, QPolygonF, QTransform

_MOST = 512
"""So many words are kept, and so many characters: numbers at lines, on every picture the same few."""

_WIDTH = 4.0
_FINE = 8.0
"""Straight pieces of an outline are short on a screen of so many times the resolution."""

_kept: dict[tuple[str, str], tuple[QPainterPath, QPainterPath]] = {}


def haloed(text: str, font: QFont) -> tuple[QPainterPath, QPainterPath]:
    """Return the halo of a word and its letters, both to be filled; its middle is the origin, its line half a capital.

    Both are shared: whoever has them changes nothing.
    """
    key = (text, font.key())
    if key not in _kept:
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = _outlines(text, font)
    return _kept[key]


def _outlines(text: str, font: QFont) -> tuple[QPainterPath, QPainterPath]:
    metrics = QFontMetricsF(font)
    start, down = -metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2
    letters = QPainterPath()
    letters.addText(QPointF(start, down), font, text)
    halo = QPainterPath()
    halo.setFillRule(Qt.FillRule.WindingFill)
    for k, character in enumerate(text):
        along = metrics.horizontalAdvance(text[: k + 1]) - metrics.horizontalAdvance(character)
        halo.addPath(_halo_of(character, font.key()).translated(start + along, down))
    return halo, letters


@lru_cache(maxsize=_MOST)
def _halo_of(character: str, key: str) -> QPainterPath:
    """Return the halo of one character that stands on the origin: areas all turn one way and their holes the other.

    So halos that overlap are one area where they are filled together.
    """
    font = QFont()
    font.fromString(key)
    letter = QPainterPath()
    letter.addText(QPointF(), font, character)
    pen = QPen(Qt.GlobalColor.black, _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    outline = QPainterPathStroker(pen).createStroke(letter).simplified()
    rings = outline.toSubpathPolygons(QTransform.fromScale(_FINE, _FINE))
    halo = QPainterPath()
    for ring in rings:
        corners = [ring.at(k) for k in range(ring.size())]
        around = sum(other.containsPoint(ring.first(), Qt.FillRule.OddEvenFill) for other in rings if other is not ring)
        is_area = around % 2 == 0
        halo.addPolygon(QPolygonF(corners if (_area(corners) > 0.0) is is_area else corners[::-1]))
        halo.closeSubpath()
    return QTransform.fromScale(1.0 / _FINE, 1.0 / _FINE).map(halo)


def _area(corners: list[QPointF]) -> float:
    """Return twice the area, positive where it turns from x to y."""
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    return sum(a.x() * b.y() - b.x() * a.y() for a, b in sides)
