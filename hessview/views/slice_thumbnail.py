"""One small slice, painted: the colours and a few lines of a figure, its axes' names, the probe as a dot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from hessview.figure import colour_maps
from hessview.figure.marks import FieldMark, Figure, LevelMark, PointMark
from hessview.figure.words import name_words, number
from hessview.views.from_arrays import path_of
from hessview.views.mark_items import field_image
from hessview.views.theme import LEVEL_INK, outline, small_font

if TYPE_CHECKING:
    from hessview.views.theme import Theme

NAME_ROOM = 16
"""Pixels left of the picture and below it for the names of the axes."""

_DOT, _RIM = 3.5, 1.5
_DIGITS, _APART, _ROWS = 3, 6, 3
"""Of the ends of the axes; pixels between them and a name; and lines of text that stand one above the other."""


class SliceThumbnail:
    """Paints a figure into any rectangle; the colours and the lines are made anew only where the field is another."""

    def __init__(self) -> None:
        self._figure: Figure | None = None
        self._field: FieldMark | None = None
        self._theme_name = ""
        self._image: QImage | None = None
        self._lines = QPainterPath()

    def show_figure(self, figure: Figure) -> bool:
        """Show a figure; return whether it looks different."""
        before, self._figure = self._figure, figure
        field = _field_of(figure)
        same = field is None and self._field is None
        if field is not None and self._field is not None:
            same = field.values is self._field.values and field.colour_map == self._field.colour_map
        if not same:
            self._field, self._image = field, None
            self._lines = _lines_of(figure)
        return before is None or not same or (before.axes, _probe_of(before)) != (figure.axes, _probe_of(figure))

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme, *, is_current: bool = False) -> None:
        """Paint the picture into a rectangle, the names to the left of it and below it."""
        if self._figure is None:
            return
        painter.fillRect(rect, theme.color("window"))
        if self._field is not None:
            image = self._image_in(theme)
            # The outermost samples lie on the edges: half of their pixels is beyond.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(rect, image, QRectF(0.5, 0.5, image.width() - 1.0, image.height() - 1.0))
            self._paint_lines(painter, rect)
        self._paint_probe(painter, rect)
        painter.setPen(QPen(theme.color("accent") if is_current else outline(theme), 2.0 if is_current else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        self._paint_names(painter, rect, theme)

    def _image_in(self, theme: Theme) -> QImage:
        if self._image is None or self._theme_name != theme.name:
            assert self._field is not None  # noqa: S101 - narrows the type: it is asked for where there is a field
            self._image = field_image(self._field, colour_maps.table(self._field.colour_map, theme.name))
            self._theme_name = theme.name
        return self._image

    def _paint_lines(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        painter.setClipRect(rect)
        painter.translate(rect.left(), rect.bottom())
        painter.scale(rect.width(), -rect.height())
        pen = QPen(LEVEL_INK, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._lines)
        painter.restore()

    def _paint_probe(self, painter: QPainter, rect: QRectF) -> None:
        assert self._figure is not None  # noqa: S101 - narrows the type: the caller has looked
        place = _probe_of(self._figure)
        if place is None:
            return
        axes = self._figure.axes
        s, t = _share(axes.x_range, place[0]), _share(axes.y_range, place[1])
        if not (0.0 <= s <= 1.0 and 0.0 <= t <= 1.0):
            return  # out of sight
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(rect.left() + s * rect.width(), rect.bottom() - t * rect.height())
        painter.setPen(QPen(Qt.GlobalColor.white, _RIM))
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawEllipse(centre, _DOT, _DOT)
        painter.restore()

    def _paint_names(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        assert self._figure is not None  # noqa: S101 - narrows the type: the caller has looked
        axes = self._figure.axes
        painter.setFont(small_font())
        painter.setPen(theme.color("text"))
        below = QRectF(rect.left(), rect.bottom() + 1, rect.width(), NAME_ROOM)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name_words(axes.x_label))
        left = QRectF(rect.left() - NAME_ROOM - 12, rect.top(), NAME_ROOM + 9, rect.height())
        painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name_words(axes.y_label))
        self._paint_ends(painter, below, left, theme)

    def _paint_ends(self, painter: QPainter, below: QRectF, left: QRectF, theme: Theme) -> None:
        """Write from where to where the picture reaches on both axes, where there is room beside the names."""
        assert self._figure is not None  # noqa: S101 - narrows the type: the caller has looked
        axes, length = self._figure.axes, painter.fontMetrics().horizontalAdvance
        painter.setPen(theme.color("secondary"))
        low, high = (number(end, _DIGITS) for end in axes.x_range)
        if length(low) + length(name_words(axes.x_label)) + length(high) + 2 * _APART <= below.width():
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
            painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)
        low, high = (number(end, _DIGITS) for end in axes.y_range)
        if max(length(low), length(high)) <= left.width() and left.height() >= _ROWS * painter.fontMetrics().height():
            painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, high)
            painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, low)


def _field_of(figure: Figure) -> FieldMark | None:
    return next((mark for mark in figure.marks if isinstance(mark, FieldMark)), None)


def _probe_of(figure: Figure) -> tuple[float, float] | None:
    return next(((mark.x, mark.y) for mark in figure.marks if isinstance(mark, PointMark)), None)


def _lines_of(figure: Figure) -> QPainterPath:
    """Return all lines in the unit square that stands for the picture."""
    lines = [mark.vertices for mark in figure.marks if isinstance(mark, LevelMark)]
    if not lines:
        return QPainterPath()
    gap = np.full((1, 2), np.nan)
    v = np.concatenate([part for line in lines for part in (line, gap)])
    field = _field_of(figure)
    if field is None:
        return QPainterPath()
    x0, x1, y0, y1 = (float(end) for end in (field.x[0], field.x[-1], field.y[0], field.y[-1]))
    return path_of((v[:, 0] - x0) / (x1 - x0), (v[:, 1] - y0) / (y1 - y0))


def _share(ends: tuple[float, float], value: float) -> float:
    width = ends[1] - ends[0]
    return (value - ends[0]) / width if width > 0.0 and math.isfinite(width) else math.nan
