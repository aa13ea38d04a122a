"""The key of the critical points: a line above the picture that says which glyph is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem

from hessview.figure.glyph_shapes import SIZES, UPRIGHT
from hessview.figure.legend import ON_CURVE, Entry, Glyph
from hessview.figure.marks import GlyphsMark, Role
from hessview.views import theme as looks
from hessview.views.glyph_painting import Ground, stamp
from hessview.views.regions import paint_sample

if TYPE_CHECKING:
    from hessview.views.theme import Theme

_HEIGHT = 18.0
_BASELINE, _HIGHER = 6.0, 8.0
"""Pixels from the line of words to the top of the picture, and to what else is said above it."""

_GAP, _APART = 5.0, 14.0
_LINE, _PATCH = 18.0, (18.0, 11.0)


class KeyItem(QGraphicsItem):
    """Signs and their names side by side, outside the picture; without room for those of all points nothing is said."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self._said: tuple[Entry, ...] = ()
        self._theme = looks.LIGHT
        self._rect = QRectF()
        self._places: list[float] = []
        self._laid_out: tuple[tuple[Entry, ...], QRectF, tuple[float, float, float]] | None = None

    def boundingRect(self) -> QRectF:
        """Return the line of words."""
        return self._rect

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is said, where there is room for it."""
        return self._said

    def set_entries(self, entries: tuple[Entry, ...], theme: Theme) -> None:
        """Say these things; `lay_out` follows."""
        if (entries, theme) != (self._entries, self._theme):
            self._entries, self._theme = entries, theme
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self.set_entries(self._entries, theme)

    def lay_out(self, picture: QRectF, free: tuple[float, float, float]) -> None:
        """Stand above the picture.

        Parameters
        ----------
        free
            Where nothing is said right above it, from left to right, and how high it is what is said; the line above
            that is always free.
        """
        wanted = (self._entries, picture, free)
        if wanted == self._laid_out:
            return
        self._laid_out = wanted
        metrics = QFontMetricsF(looks.small_font())
        widths = [_sample_width(entry) + _GAP + metrics.horizontalAdvance(entry.words) for entry in self._entries]
        ends = np.cumsum([width + _APART for width in widths]) - _APART
        count, length = len(widths), float(ends[-1]) if widths else 0.0
        left, room, up = free[0], free[1] - free[0], _BASELINE
        if length > room:
            left, room, up = picture.left(), picture.width(), free[2] + _HIGHER
        while count and length > room:
            # Of a curve's lines a click tells, too, what they are; signs without their names would say nothing.
            count = count - 1 if self._entries[count - 1].sample in ON_CURVE else 0
            length = float(ends[count - 1]) if count else 0.0
        self.prepareGeometryChange()
        self._said = self._entries[:count]
        self._places = [round(left + end - width) for end, width in zip(ends[:count].tolist(), widths, strict=False)]
        self._rect = QRectF(left, picture.top() - up - 0.75 * _HEIGHT, length, _HEIGHT) if count else QRectF()

    def tip_at(self, place: QPointF) -> str:
        """Return the sentence about what is said at a pixel, empty when there is none."""
        if not self._places or not self._rect.contains(place):
            return ""
        entry = self._entries[max(sum(start <= place.x() for start in self._places) - 1, 0)]
        return f"{entry.words}: {entry.tip}" if entry.tip else entry.words

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the signs and the words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(looks.small_font())
        metrics = QFontMetricsF(painter.font())
        baseline = self._rect.top() + 0.75 * _HEIGHT
        middle = baseline - 0.5 * metrics.capHeight()
        for entry, left in zip(self.entries, self._places, strict=True):
            width = _sample_width(entry)
            self._paint_sample(painter, entry, QPointF(left, middle), width)
            painter.setPen(self._theme.color("secondary"))
            painter.drawText(QPointF(left + width + _GAP, baseline), entry.words)

    def _paint_sample(self, painter: QPainter, entry: Entry, at: QPointF, width: float) -> None:
        if isinstance(entry.sample, Glyph):
            glyph = entry.sample
            ground = Ground(self._theme, on_field=False, ratio=painter.device().devicePixelRatioF(), on_window=True)
            mark = GlyphsMark(np.zeros((1, 2)), glyph.kind, glyph.filled, None, glyph.nature)
            pixmap = stamp(mark, _size(glyph), ground, np.array(UPRIGHT) if glyph.is_upright else None)
            half = 0.5 * pixmap.deviceIndependentSize().width()
            painter.drawPixmap(QPointF(at.x() + 0.5 * width - half, at.y() - half), pixmap)
        elif isinstance(entry.sample, Role):
            painter.setPen(looks.pen(entry.sample, self._theme, on_field=False))
            painter.drawLine(QPointF(at.x(), at.y()), QPointF(at.x() + width, at.y()))
        else:
            patch = QRectF(at.x(), at.y() - 0.5 * _PATCH[1], *_PATCH)
            paint_sample(painter, patch, entry.sample, self._theme, is_tinted=True)


def _size(glyph: Glyph) -> float:
    # The sign inside a diamond needs room.
    return SIZES[0] if glyph.nature else SIZES[1]


def _sample_width(entry: Entry) -> float:
    if isinstance(entry.sample, Glyph):
        return 1.2 * _size(entry.sample) if entry.sample.kind == "degenerate" else _size(entry.sample)
    return _LINE if isinstance(entry.sample, Role) else _PATCH[0]
