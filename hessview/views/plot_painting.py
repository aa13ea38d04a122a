"""Painter of small figures: axes with ticks, areas, lines, arrows, points, words, and what the cursor reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from hessview.figure.marks import PATHS, TARGET, AreaMark, ArrowMark, DotsMark, LineMark, PointMark, Role, TextMark
from hessview.figure.words import name_words
from hessview.views import theme as looks
from hessview.views.from_arrays import path_of
from hessview.views.glyphs import arrow_head, paint_glyph
from hessview.views.picture_frame import powers_of_ten, ticks, without_collisions
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from hessview.figure.marks import Axes, Figure
    from hessview.views.picture_frame import PictureFrame, Ticks
    from hessview.views.theme import Theme

Floats = NDArray[np.float64]

_TICK, _GAP = 4.0, 3.0
_ROOM_ACROSS, _ROOM_DOWN = 36.0, 22.0
"""Pixels from one tick to the next at least."""

_ROOM_BESIDE = 11.0
"""Pixels to the right of the frame that a number may take."""

_NAME_ROOM = 14.0
"""Pixels at the left for the name of the second axis."""

_FAR = 4.0
"""Heights of the frame: what lies farther off is drawn no farther off, lest Qt count its dashes."""
_RING, _DOT, _TARGET = 4.5, 1.8, 9.5
_TINT, _DEEP_TINT = 34, 72
_DASH = [5.0, 3.0]
Reading = tuple[float, tuple[tuple[float, Role], ...], tuple[str, ...]]


class Pens:
    """The pens of a theme's roles on bare ground, each made once."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._made: dict[tuple[Role, float], QPen] = {}

    def __call__(self, role: Role, weight: float = 1.0) -> QPen:
        """Return the pen of a role, `weight` times as wide as usual."""
        pen = self._made.get((role, weight))
        if pen is None:
            pen = self._made[role, weight] = looks.pen(role, self.theme, on_field=False)
            pen.setWidthF(weight * pen.widthF())
            # The corners of a sampled curve are too flat to be seen, and round ones take twice the time.
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        return pen


def tick_room(frame: PictureFrame, *, is_log: bool = False) -> float:
    """Return the pixels that the numbers at the left need, in steps, so that a drag does not move the frame."""
    metrics = QFontMetricsF(looks.small_font())
    widest = max((metrics.horizontalAdvance(label) for label in _y_ticks(frame, is_log).labels), default=0.0)
    return max(4.0 * GRID, GRID * float(np.ceil((widest + _TICK + _GAP + _NAME_ROOM) / GRID)))


def paint_axes(painter: QPainter, frame: PictureFrame, axes: Axes, theme: Theme) -> None:
    """Paint outline, ticks, numbers and the names of the axes around the frame."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(looks.outline(theme), 1.0))
    painter.drawRect(_crisp(frame.rect))
    painter.setFont(looks.small_font())
    metrics = QFontMetricsF(painter.font())
    if axes.x_label:  # across there may be no quantity at all
        _paint_x(painter, frame, metrics, theme, is_log=axes.is_log_across)
    _paint_y(painter, frame, metrics, theme, is_log=axes.is_log)
    name, unit = axes.x_label, axes.x_label.partition(" (")[0]
    below = QRectF(frame.left, frame.top + frame.height + _TICK + metrics.height(), frame.width, metrics.height() + 4)
    painter.setPen(theme.color("text"))
    words = name_words(name if metrics.horizontalAdvance(name) <= frame.width else unit)
    if len(words.rstrip("₀₁₂₃₄₅₆₇₈₉")) == 1:
        painter.setFont(looks.variable_font())
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
    painter.setFont(looks.variable_font())
    side = QRectF(4.0, frame.top + 0.5 * frame.height - GRID, frame.left, 2.0 * GRID)
    name = name_words(axes.y_label)
    painter.drawText(side, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


def paint_figure(painter: QPainter, frame: PictureFrame, figure: Figure, pens: Pens) -> None:
    """Paint the marks from back to front; of other marks than those of a small figure nothing is painted."""
    painter.save()
    if not figure.axes.is_bare:
        painter.setClipRect(frame.rect)
        _paint_zero(painter, frame, pens.theme, is_log=figure.axes.is_log)
    for mark in figure.marks:
        match mark:
            case AreaMark():
                colour = pens(mark.role).color()
                colour.setAlpha(_DEEP_TINT if mark.role is Role.DIFFERENCE else _TINT)
                # Lines lie on the edges: smooth ones would not be seen, and take most of the time.
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.fillPath(_path(mark.rings, frame), colour)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            case LineMark():
                path, pen = _path(mark.vertices, frame), pens(mark.role, mark.weight)
                if mark.is_dashed:
                    pen = QPen(pen)
                    pen.setDashPattern(_DASH)
                painter.setOpacity(mark.opacity)
                painter.strokePath(path, pen)
                painter.setOpacity(1.0)
                if mark.role in PATHS:
                    painter.strokePath(path, looks.core(pen, pens.theme.color("window")))
            case DotsMark():
                _paint_dots(painter, frame, mark, pens)
            case ArrowMark():
                _paint_arrow(painter, frame, mark, pens)
            case PointMark():
                _paint_point(painter, frame, mark, pens.theme)
            case TextMark():
                _paint_text(painter, frame, mark, pens.theme)
            case _:
                pass
    painter.restore()


def paint_reading(painter: QPainter, frame: PictureFrame, reading: Reading, pens: Pens) -> None:
    """Paint a hairline, the points on it, and what is read, on the side of the hairline that has room."""
    x, points, lines = reading
    theme = pens.theme
    painter.save()
    painter.setClipRect(frame.rect)
    across = frame.to_pixels(x, frame.box.y0).x()
    painter.setPen(QPen(theme.color("secondary"), 1.0))
    painter.drawLine(QPointF(across, frame.top), QPointF(across, frame.top + frame.height))
    for y, role in points:
        painter.setBrush(pens(role).color())
        painter.setPen(QPen(theme.color("panel"), 1.0))
        painter.drawEllipse(frame.to_pixels(x, y), 3.5, 3.5)
    painter.setFont(looks.small_font())
    metrics = QFontMetricsF(painter.font())
    width = max((metrics.horizontalAdvance(line) for line in lines), default=0.0) + 2.0 * GRID
    height = len(lines) * metrics.height() + GRID
    is_right = across + GRID + width < frame.left + frame.width or across < frame.left + 0.5 * frame.width
    corner = across + GRID if is_right else across - GRID - width
    corner = min(max(corner, frame.left + 2.0), max(frame.left + frame.width - width - 2.0, frame.left + 2.0))
    heights = [frame.to_pixels(x, y).y() for y, _ in points]
    is_low = bool(heights) and sum(heights) / len(heights) < frame.top + 0.5 * frame.height
    top = frame.top + frame.height - height - 2.0 if is_low else frame.top + 2.0
    ground = QRectF(corner, top, width, height)
    painter.setPen(QPen(theme.color("rule"), 1.0))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(ground, GRID / 2, GRID / 2)
    painter.setPen(theme.color("text"))
    for k, line in enumerate(lines):
        painter.drawText(QPointF(corner + GRID, top + GRID / 2 + k * metrics.height() + metrics.ascent()), line)
    painter.restore()


@lru_cache(maxsize=16)
def _y_ticks(frame: PictureFrame, is_log: bool) -> Ticks:
    if is_log:
        return powers_of_ten(frame.box.y0, frame.box.y1, min(max(2, int(frame.height / _ROOM_DOWN)), 8))
    return ticks(frame.box.y0, frame.box.y1, min(max(2, int(frame.height / _ROOM_DOWN)), 8))


def _paint_x(
    painter: QPainter, frame: PictureFrame, metrics: QFontMetricsF, theme: Theme, *, is_log: bool
) -> None:
    places_for = powers_of_ten if is_log else ticks
    found = places_for(frame.box.x0, frame.box.x1, min(max(2, int(frame.width / _ROOM_ACROSS)), 10))
    bottom = frame.top + frame.height
    places = [frame.to_pixels(x, frame.box.y0).x() for x in found.values]
    labels = list(found.labels)
    if found.remainder and labels:
        labels[-1] += f" {found.remainder}"
    widths = [metrics.horizontalAdvance(label) for label in labels]
    painter.setPen(QPen(looks.outline(theme), 1.0))
    for x in places:
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + _TICK))
    painter.setPen(theme.color("secondary"))
    last = frame.left + frame.width + _ROOM_BESIDE
    for k in without_collisions(places, widths, 6.0):
        left = min(places[k] - widths[k] / 2, last - widths[k])
        painter.drawText(QPointF(left, bottom + _TICK + 1.0 + metrics.ascent()), labels[k])


def _paint_y(
    painter: QPainter, frame: PictureFrame, metrics: QFontMetricsF, theme: Theme, *, is_log: bool
) -> None:
    found = _y_ticks(frame, is_log)
    places = [frame.to_pixels(frame.box.x0, y).y() for y in found.values]
    painter.setPen(QPen(looks.outline(theme), 1.0))
    for y in places:
        painter.drawLine(QPointF(frame.left, y), QPointF(frame.left - _TICK, y))
    painter.setPen(theme.color("secondary"))
    right = frame.left - _TICK - _GAP
    for y, label in zip(places, found.labels, strict=True):
        painter.drawText(QPointF(right - metrics.horizontalAdvance(label), y + metrics.capHeight() / 2), label)
    if found.remainder:
        _paint_remainder(painter, frame, metrics, found.remainder, theme)


def _paint_remainder(
    painter: QPainter, frame: PictureFrame, metrics: QFontMetricsF, words: str, theme: Theme
) -> None:
    """Write what the numbers leave out inside the frame, in its upper left corner."""
    ground = QRectF(frame.left + 2.0, frame.top + 2.0, metrics.horizontalAdvance(words) + GRID, metrics.height())
    painter.fillRect(ground, theme.color("panel"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)


def _paint_zero(painter: QPainter, frame: PictureFrame, theme: Theme, *, is_log: bool) -> None:
    """Paint hairlines where the coordinates are 0, if that is inside."""
    painter.setPen(QPen(theme.color("rule"), 1.0))
    if frame.box.x0 < 0.0 < frame.box.x1:
        x = round(frame.to_pixels(0.0, frame.box.y0).x()) + 0.5
        painter.drawLine(QPointF(x, frame.top), QPointF(x, frame.top + frame.height))
    if frame.box.y0 < 0.0 < frame.box.y1 and not is_log:
        y = round(frame.to_pixels(frame.box.x0, 0.0).y()) + 0.5
        painter.drawLine(QPointF(frame.left, y), QPointF(frame.left + frame.width, y))


def _path(vertices: Floats, frame: PictureFrame) -> QPainterPath:
    px, py = frame.pixel_size
    with np.errstate(all="ignore"):
        x = frame.left + (vertices[:, 0] - frame.box.x0) / px
        y = frame.top + frame.height - (vertices[:, 1] - frame.box.y0) / py
    x = np.clip(x, frame.left - _FAR * frame.width, frame.left + (1.0 + _FAR) * frame.width)
    y = np.clip(y, frame.top - _FAR * frame.height, frame.top + (1.0 + _FAR) * frame.height)
    return path_of(x, y)


def _paint_dots(painter: QPainter, frame: PictureFrame, mark: DotsMark, pens: Pens) -> None:
    from hessview.views.clipped_lines import in_pixels
    from hessview.views.run_painting import paint_dots

    paint_dots(
        painter, mark, in_pixels(mark.places, frame), pens(mark.role).color(), pens.theme.color("panel"), cased=False
    )


def _paint_arrow(painter: QPainter, frame: PictureFrame, mark: ArrowMark, pens: Pens) -> None:
    tail, head = frame.to_pixels(*mark.tail), frame.to_pixels(*mark.head)
    corners = arrow_head(tail, head)
    if corners.isEmpty():
        return
    pen = pens(mark.role)
    painter.setPen(pen)
    painter.drawLine(tail, (corners.at(1) + corners.at(2)) / 2)
    tip = QPainterPath()
    tip.addPolygon(corners)
    tip.closeSubpath()
    painter.fillPath(tip, pen.color())


def _paint_point(painter: QPainter, frame: PictureFrame, mark: PointMark, theme: Theme) -> None:
    place = frame.to_pixels(mark.x, mark.y)
    if mark.kind == TARGET:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 2.0))
        painter.drawEllipse(place, _TARGET, _TARGET)
        return
    if mark.kind != "probe":
        paint_glyph(painter, place, mark.kind, theme.class_color(mark.kind), filled=mark.filled)
        return
    painter.setBrush(theme.color("panel"))
    painter.setPen(QPen(theme.color("text"), 1.5))
    painter.drawEllipse(place, _RING, _RING)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("text"))
    painter.drawEllipse(place, _DOT, _DOT)


def _paint_text(painter: QPainter, frame: PictureFrame, mark: TextMark, theme: Theme) -> None:
    painter.setFont(looks.small_font())
    metrics = QFontMetricsF(painter.font())
    place = frame.to_pixels(mark.x, mark.y)
    size = metrics.horizontalAdvance(mark.text) + 4.0, metrics.height() - 2.0
    left = min(max(place.x() - size[0] / 2, frame.left), max(frame.left + frame.width - size[0], frame.left))
    ground = QRectF(left, place.y() - size[1] / 2, *size)
    plate = QColor(theme.color("panel"))
    plate.setAlpha(215)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(ground, 3.0, 3.0)
    painter.setPen(theme.color("secondary" if mark.role is Role.NOTE else "text"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, mark.text)


def _crisp(rect: QRectF) -> QRectF:
    left, top = round(rect.left()) - 0.5, round(rect.top()) - 0.5
    return QRectF(left, top, round(rect.width()) + 1.0, round(rect.height()) + 1.0)
