"""How regions look on the screen: a tint, and a pattern of little signs that tells them apart without colour."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from hessview.figure.marks import FLAT, NEWTON_UPHILL, UNDECIDED, UNDEFINED, RegionMark
from hessview.figure.patterns import HATCHES, PATTERNS, TINTS, Grain, signs_in
from hessview.views import theme as looks
from hessview.views.from_arrays import path_of
from hessview.views.glyphs import hatch_brush, paint_hatch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hessview.figure.patterns import Stroke
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

_SQUARE = 30.0
"""Pixels of a square of the pattern, with two signs in it."""

_HALF = 3.0
"""Half the size of a sign in pixels."""

_LEAST_BOX = 6.0
"""Pixels across a box in which something may be, at least: it has to be seen."""

_HATCH = 8.0
_FINE, _FINE_OPACITY = 6.0, 0.25
"""Pixels from one of the fine lines of a hatch to the next, and how opaque they are."""

_WAYS = MappingProxyType({
    "|": ((0, 1),), "-": ((1, 0),), "+": ((0, 1), (1, 0)), "/": ((1, -1),), "\\": ((1, 1),), "x": ((1, -1), (1, 1)),
})  # fmt: skip
_ROUND = MappingProxyType({".": 1.1, "o": 1.9})
_OUTSIDE = 1e5
_STAMP = 15.0
_PEN = 1.2
_TINT = 0.3


def paint_region(
    painter: QPainter, path: QPainterPath, mark: RegionMark, frame: PictureFrame, theme: Theme, *, on_field: bool
) -> None:
    """Paint a region whose outline is `path`, in pixels.

    Parameters
    ----------
    on_field
        Whether it lies on the colours of a field.
    """
    ratio = painter.device().devicePixelRatioF()
    painter.save()
    # Soft edges of two neighbours would let the ground shine through between them.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if mark.kind in {UNDECIDED, FLAT}:
        _paint_boxes(painter, mark, frame, theme, on_field=on_field)
    elif mark.kind == UNDEFINED:
        painter.setBrushOrigin(frame.rect.topLeft())
        painter.fillPath(path, hatch_brush(frame.rect, theme, ratio))
    elif mark.is_tinted:
        painter.fillPath(path, tint(mark.kind, theme, on_field=on_field))
    if mark.kind in HATCHES:
        painter.setBrushOrigin(frame.rect.topLeft())
        painter.fillPath(path, _lines(HATCHES[mark.kind], theme, ratio, on_field=on_field))
    if mark.kind in PATTERNS:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        for sign, places in zip(PATTERNS[mark.kind].signs, _places(mark, frame), strict=True):
            _stamp(painter, sign, places, theme, on_field=on_field)
    painter.restore()


def paint_sample(painter: QPainter, rect: QRectF, kind: str, theme: Theme, *, is_tinted: bool) -> None:
    """Paint what stands for a kind of region in a legend."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if kind in {UNDECIDED, FLAT}:
        painter.fillRect(rect, theme.color("panel"))
        _fill_boxes(painter, _rectangle(rect), kind, theme, on_field=False)
    elif kind == UNDEFINED:
        paint_hatch(painter, rect, theme)
    elif is_tinted:
        painter.fillRect(rect, tint(kind, theme, on_field=False))
    if kind in HATCHES:
        painter.setBrushOrigin(rect.topLeft())
        painter.fillRect(rect, _lines(HATCHES[kind], theme, painter.device().devicePixelRatioF(), on_field=False))
    painter.setPen(QPen(looks.mixed(theme.color("rule"), theme.color("secondary"), 0.3), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    for sign, share in zip(PATTERNS[kind].signs if kind in PATTERNS else (), (0.28, 0.72), strict=False):
        middle = np.array([[rect.left() + share * rect.width(), rect.center().y()]])
        _stamp(painter, sign, middle, theme, on_field=False)
    painter.restore()


def tint(kind: str, theme: Theme, *, on_field: bool) -> QColor:
    """Return the colour of a region's ground."""
    if kind == NEWTON_UPHILL:
        # It lies over the colours of the map, or of other regions: a breath of the colour of the step it warns of.
        shade = (looks.LIGHT if on_field else theme).color("problem")
        shade.setAlpha(58)
        return shade
    return looks.mixed(theme.color("panel"), QColor(TINTS.get(kind, theme.secondary)), _TINT)


def _paint_boxes(painter: QPainter, mark: RegionMark, frame: PictureFrame, theme: Theme, *, on_field: bool) -> None:
    """Paint a region that is made of boxes, none of them too small to be seen."""
    from hessview.figure.convex_rings import corners_of, seen

    box, pixel = frame.box, np.array(frame.pixel_size)
    with np.errstate(all="ignore"):
        corners = corners_of((mark.rings - (box.x0, box.y0)) / pixel)
    if not len(corners):
        return
    shown = seen(corners, _OUTSIDE, _LEAST_BOX if mark.kind == UNDECIDED else 0.0)[:, :-1]
    rows = np.concatenate([shown, np.full((len(shown), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    path = path_of(frame.left + rows[:, 0], frame.top + frame.height - rows[:, 1])
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.setBrushOrigin(frame.rect.topLeft())
    _fill_boxes(painter, path, mark.kind, theme, on_field=on_field)


def _fill_boxes(painter: QPainter, path: QPainterPath, kind: str, theme: Theme, *, on_field: bool) -> None:
    look = looks.LIGHT if on_field else theme
    if kind == FLAT:
        shade = look.class_color("degenerate")
        shade.setAlphaF(0.35)
        painter.fillPath(path, shade)
        return
    ground = look.color("panel")
    ground.setAlphaF(0.4)
    painter.fillPath(path, ground)
    painter.fillPath(path, _hatched(look, painter.device().devicePixelRatioF()))


def _hatched(theme: Theme, ratio: float) -> QBrush:
    """Return close diagonal lines that fall to the right: "this is open"; those of "undefined" rise, and are wider."""
    side = max(4, round(_HATCH * ratio))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("secondary"), 1.0 * ratio))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - side, -side), QPointF(shift + 2 * side, 2 * side))
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
    return brush


def _lines(letter: str, theme: Theme, ratio: float, *, on_field: bool) -> QBrush:
    """Return fine lines that go as a letter does: "/", "x", "-" and so on, "." dots and "o" rings."""
    side = max(4, round(_FINE * ratio))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(looks.LIGHT.text) if on_field else theme.color("text")
    colour.setAlphaF(_FINE_OPACITY)
    painter.setPen(QPen(colour, ratio))
    middle, far = 0.5 * side, 2.0 * side
    for shift in (-side, 0, side):
        for dx, dy in _WAYS.get(letter, ()):
            x, y = (middle, middle + shift) if dy == 0 else (middle + shift, middle)
            painter.drawLine(QPointF(x - far * dx, y - far * dy), QPointF(x + far * dx, y + far * dy))
    if letter in _ROUND:
        painter.setPen(QPen(colour, ratio) if letter == "o" else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if letter == "o" else colour)
        painter.drawEllipse(QPointF(middle, middle), _ROUND[letter] * ratio, _ROUND[letter] * ratio)
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
    return brush


def _rectangle(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(rect)
    return path


def _places(mark: RegionMark, frame: PictureFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the two signs stand, in pixels of the picture; they keep their places while the view is dragged."""
    box, (px, py) = frame.box, frame.pixel_size
    with np.errstate(all="ignore"):
        rings = (mark.rings - (box.x0, box.y0)) / (px, py)
    phase = math.fmod(box.x0, _SQUARE * px) / px, math.fmod(box.y0, _SQUARE * py) / py
    size, grain = (frame.width, frame.height), Grain(_SQUARE, _HALF, phase)
    first, second = signs_in(rings, size, PATTERNS[mark.kind], grain)
    for places in (first, second):
        places[:, 0] += frame.left
        places[:, 1] = frame.top + frame.height - places[:, 1]
    return first, second


def _stamp(
    painter: QPainter, sign: tuple[Stroke, ...], places: NDArray[np.float64], theme: Theme, *, on_field: bool
) -> None:
    """Paint a sign at many places, each on whole pixels of the screen: strokes of their own would take long."""
    if not len(places) or not sign:
        return
    ratio = painter.device().devicePixelRatioF()
    stamp = _made_stamp(sign, theme, ratio, on_field=on_field)
    corners = (np.rint(places * ratio) - 0.5 * stamp.width()) / ratio
    stamp.setDevicePixelRatio(ratio)
    for x, y in corners.tolist():
        painter.drawPixmap(QPointF(x, y), stamp)


def _made_stamp(sign: tuple[Stroke, ...], theme: Theme, ratio: float, *, on_field: bool) -> QPixmap:
    side = 2 * math.ceil(0.5 * _STAMP * ratio)
    stamp = QPixmap(side, side)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0.5 * side, 0.5 * side)
    painter.scale(ratio, ratio)
    path = QPainterPath()
    for stroke in sign:
        path.addPolygon(QPolygonF([QPointF(_HALF * x, -_HALF * y) for x, y in stroke]))
    if on_field:
        painter.strokePath(path, looks.rim(_PEN))
        painter.strokePath(path, QPen(QColor(looks.LIGHT.text), _PEN))
    else:
        colour = theme.color("text")
        colour.setAlphaF(0.75)
        painter.strokePath(path, QPen(colour, _PEN))
    painter.end()
    return stamp
