"""Short words with a halo: their outlines are made once, for to stroke letters takes six times as long as to fill."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPainterPathStroker, QPen

_MOST = 512
"""So many words are kept: numbers at lines, on every picture the same few."""

_WIDTH = 4.0

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
    letters = QPainterPath()
    letters.addText(QPointF(-metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2), font, text)
    pen = QPen(Qt.GlobalColor.black, _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    return QPainterPathStroker(pen).createStroke(letters).simplified(), letters
