"""The colour bar: a thin strip that says which colour is which value, with round numbers beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from hessview.figure import colour_maps
from hessview.views import theme as looks
from hessview.views.from_arrays import image_of
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from hessview.figure.marks import FieldMark
    from hessview.views.theme import Theme

WIDTH = 12.0
LABEL_ROOM = 52.0
"""Pixels right of the strip that its numbers need at least."""

APART = 40.0
"""Pixels from one number to the next at least."""

_LABEL_GAP = 8.0

Places = list[tuple[float, str]]
"""Ticks: the place in the colour map from 0 to 1, and the number."""


class ColourBarItem(QGraphicsItem):
    """The strip right of the picture: low at the bottom, values at round places, spread as the colours are."""

    def __init__(self) -> None:
        super().__init__()
        self._rect = self._bounds = QRectF()
        self._mark: FieldMark | None = None
        self._ticks: Places = []
        self._title = ""
        self._theme = looks.LIGHT
        self._image: QImage | None = None

    def boundingRect(self) -> QRectF:
        """Return the strip with its numbers and title."""
        return self._bounds  # asked for in every frame, whatever is painted

    def set_scale(self, mark: FieldMark | None, ticks: Places, title: str, rect: QRectF, theme: Theme) -> None:
        """Paint the colours of `mark` on `rect`; nothing without a mark."""
        same_colours = _colours(mark) == _colours(self._mark) and theme is self._theme
        if same_colours and (ticks, title, rect) == (self._ticks, self._title, self._rect):
            return
        self.prepareGeometryChange()
        self._mark, self._ticks, self._title, self._rect, self._theme = mark, ticks, title, rect, theme
        self._bounds = rect.adjusted(-2, -28, label_room(ticks), 12)
        self._image = None if mark is None else _strip(mark, theme)
        self.setVisible(mark is not None)
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint strip, ticks, numbers and title."""
        rect, theme = self._rect, self._theme
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, self._image)
        frame = QPen(looks.outline(theme), 1.0)
        painter.setPen(frame)
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setFont(looks.small_font())
        metrics = QFontMetricsF(painter.font())
        for share, label in self._ticks:
            y = rect.bottom() - share * rect.height()
            painter.setPen(frame)
            painter.drawLine(QPointF(rect.right() + 1, y), QPointF(rect.right() + 4, y))
            painter.setPen(theme.color("secondary"))
            painter.drawText(QPointF(rect.right() + _LABEL_GAP, y + metrics.capHeight() / 2), label)
        painter.setPen(theme.color("text"))
        painter.setFont(looks.variable_font())
        self._paint_title(painter, QRectF(rect.left(), rect.top() - 26, WIDTH + LABEL_ROOM, 20))

    def _paint_title(self, painter: QPainter, above: QRectF) -> None:
        """Paint a name, what follows its underscore as an index: λ_min."""
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        name, _, index = self._title.partition("_")
        painter.drawText(above, flags, name)
        if index:
            across = QFontMetricsF(painter.font()).horizontalAdvance(name)
            painter.setFont(looks.small_font())
            painter.drawText(above.adjusted(across + 1.0, 0.0, 0.0, 3.0), flags, index)


def label_room(ticks: Places, *, is_narrow: bool = False) -> float:
    """Pixels that the numbers need right of the strip, in steps, so that panning does not move the frame.

    In a narrow view they are as few as the numbers can do with, and the steps are small.
    """
    metrics = QFontMetricsF(looks.small_font())
    widest = max((metrics.horizontalAdvance(label) for _, label in ticks), default=0.0)
    if is_narrow:
        return GRID * math.ceil((widest + _LABEL_GAP + 2.0) / GRID)
    return max(LABEL_ROOM, 2.0 * GRID * math.ceil((widest + 2 * _LABEL_GAP) / (2 * GRID)))


def _colours(mark: FieldMark | None) -> str:
    return "" if mark is None else mark.colour_map


def _strip(mark: FieldMark, theme: Theme) -> QImage:
    table = colour_maps.table(mark.colour_map, theme.name)[::-1].astype(np.uint32)
    pixels = np.ascontiguousarray((0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2])[:, None])
    return image_of(pixels, QImage.Format.Format_RGB32)
