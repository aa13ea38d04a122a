"""Shapes that the picture and the panel share: class glyphs, arrows, the hatch of "undefined", ink for any ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from hessview.figure.marks import EVENT
from hessview.views import theme as looks

if TYPE_CHECKING:
    from hessview.views.theme import Theme

GLYPH_SIZE = 12.0
HATCH_SPACING = 8
ARROW_LENGTH = 9.0


def glyph_path(kind: str, size: float = GLYPH_SIZE) -> QPainterPath:
    """Outline of the glyph of a class of points, `size` pixels across, about the origin.

    A minimum is a triangle pointing down, a maximum one pointing up, a saddle an X, a degenerate point a diamond,
    a point without derivative a square, an event of a parameter a small diamond; anything else is a circle.
    """
    r = size / 2
    path = QPainterPath()
    if kind in ("minimum", "maximum"):
        up = -1.0 if kind == "maximum" else 1.0
        path.addPolygon(QPolygonF([QPointF(0, up * r), QPointF(-r, -up * 0.75 * r), QPointF(r, -up * 0.75 * r)]))
        path.closeSubpath()
    elif kind == "saddle":
        bar = QPainterPath()
        bar.addRoundedRect(QRectF(-1.05 * r, -0.28 * r, 2.1 * r, 0.56 * r), 0.14 * r, 0.14 * r)
        path = QTransform().rotate(45).map(bar).united(QTransform().rotate(-45).map(bar))
    elif kind == "degenerate":
        path.addPolygon(QPolygonF([QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0)]))
        path.closeSubpath()
    elif kind == EVENT:
        s = 0.75 * r
        path.addPolygon(QPolygonF([QPointF(0, -s), QPointF(s, 0), QPointF(0, s), QPointF(-s, 0)]))
        path.closeSubpath()
    elif kind == "not differentiable":
        path.addRect(QRectF(-0.8 * r, -0.8 * r, 1.6 * r, 1.6 * r))
    else:
        path.addEllipse(QPointF(0, 0), 0.8 * r, 0.8 * r)
    return path


def paint_glyph(painter: QPainter, at: QPointF, kind: str, color: QColor, *, filled: bool = True) -> None:
    """Paint a class's glyph on the picture with a light rim, so that it is seen on every ground; hollow if unproved."""
    path = glyph_path(kind).translated(at)
    painter.strokePath(path, looks.rim(1.5))
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(color if filled else QColor(255, 255, 255, 200))
    painter.drawPath(path)


def paint_ring(painter: QPainter, at: QPointF, pen: QPen) -> None:
    """Paint an empty ring around a place, so that the sign of what lies there is seen."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for each in (looks.rim(2.0), QPen(pen.color(), 2.0)):
        painter.setPen(each)
        painter.drawEllipse(at, 0.8 * GLYPH_SIZE, 0.8 * GLYPH_SIZE)


def arrow_head(tail: QPointF, head: QPointF, length: float = ARROW_LENGTH) -> QPolygonF:
    """The three corners of an arrow's head, its tip at `head`, shorter than the arrow; empty if it has no length."""
    dx, dy = head.x() - tail.x(), head.y() - tail.y()
    size = math.hypot(dx, dy)
    if size < 1e-6:
        return QPolygonF()
    length = min(length, size)
    ux, uy = dx / size, dy / size
    back = QPointF(head.x() - length * ux, head.y() - length * uy)
    side = QPointF(-0.38 * length * uy, 0.38 * length * ux)
    return QPolygonF([head, back + side, back - side])


def paint_hatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paint thin diagonal lines, the sign for "nothing is defined here", fixed to the screen."""
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, theme.color("panel"))
    painter.setPen(QPen(looks.mixed(theme.color("rule"), theme.color("secondary"), 0.2), 1.0))
    left, right, top, bottom = rect.left(), rect.right(), rect.top(), rect.bottom()
    height = bottom - top
    for k in range(math.floor((left - height + top) / HATCH_SPACING), math.ceil((right + top) / HATCH_SPACING) + 1):
        start = k * HATCH_SPACING - top
        painter.drawLine(QPointF(start, bottom), QPointF(start + height, top))
    painter.restore()


def hatch_brush(rect: QRectF, theme: Theme, ratio: float) -> QBrush:
    """Return what fills a shape as `paint_hatch` fills `rect`, for a screen of `ratio` device pixels a pixel."""
    pixmap = QPixmap(math.ceil(rect.width() * ratio), math.ceil(rect.height() * ratio))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    painter.translate(-rect.topLeft())
    paint_hatch(painter, rect, theme)
    painter.end()
    brush = QBrush(pixmap)
    brush.setTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
    return brush


@dataclass(frozen=True)
class Ink:
    """What writes on a ground: the colour of a line, of a word, and of the halo that keeps a word readable."""

    line: QColor
    text: QColor
    halo: QColor


def ink_on(ground: QColor) -> Ink:
    """Ink for a colour of the map: lines in a tint of it, words in white or black, whichever is clearer.

    At a luminance of 0.179 white and black have the same contrast, 4.58 : 1.
    """
    far = QColor(Qt.GlobalColor.white if looks.luminance(ground) < 0.179 else Qt.GlobalColor.black)
    halo = QColor(ground)
    halo.setAlphaF(0.85)
    return Ink(line=looks.mixed(ground, far, 0.4), text=far, halo=halo)
