"""How regions look on the screen: a tint, and a pattern of little signs that tells them apart without colour."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from hessview.analysis.verdict import Definiteness
from hessview.figure.marks import NEWTON_UPHILL, UNDEFINED, RegionMark
from hessview.figure.patterns import PATTERNS, signs_in
from hessview.views import theme as looks
from hessview.views.glyphs import hatch_brush, paint_hatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hessview.figure.patterns import Stroke
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

_SQUARE = 30.0
"""Pixels of a square of the pattern, with two signs in it."""

_HALF = 3.0
"""Half the size of a sign in pixels."""

_PEN = 1.2

_COLOURS: Mapping[str, str] = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: "#0072B2",
    Definiteness.NEGATIVE_DEFINITE: "#D55E00",
    Definiteness.INDEFINITE: "#009E73",
    Definiteness.POSITIVE_SEMIDEFINITE: "#56B4E9",
    Definiteness.NEGATIVE_SEMIDEFINITE: "#E69F00",
    Definiteness.ZERO: "#7A7F87",
})  # fmt: skip


def paint_region(
    painter: QPainter, path: QPainterPath, mark: RegionMark, frame: PictureFrame, theme: Theme, *, on_field: bool
) -> None:
    """Paint a region whose outline is `path`, in pixels.

    Parameters
    ----------
    on_field
        Whether it lies on the colours of a field.
    """
    painter.save()
    # Soft edges of two neighbours would let the ground shine through between them.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if mark.kind == UNDEFINED:
        painter.setBrushOrigin(frame.rect.topLeft())
        painter.fillPath(path, hatch_brush(frame.rect, theme, painter.device().devicePixelRatioF()))
    elif mark.is_tinted:
        painter.fillPath(path, tint(mark.kind, theme, on_field=on_field))
    painter.restore()
    if mark.kind in PATTERNS:
        signs = QPainterPath()
        for sign, places in zip(PATTERNS[mark.kind].signs, _places(mark, frame), strict=True):
            for x, y in places.tolist():
                _add_sign(signs, sign, QPointF(frame.left + x, frame.top + frame.height - y))
        _paint_signs(painter, signs, theme, on_field=on_field)


def paint_sample(painter: QPainter, rect: QRectF, kind: str, theme: Theme, *, is_tinted: bool) -> None:
    """Paint what stands for a kind of region in a legend."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if kind == UNDEFINED:
        paint_hatch(painter, rect, theme)
    elif is_tinted:
        painter.fillRect(rect, tint(kind, theme, on_field=False))
    painter.setPen(QPen(looks.mixed(theme.color("rule"), theme.color("secondary"), 0.3), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    painter.restore()
    signs = QPainterPath()
    for sign, share in zip(PATTERNS[kind].signs if kind in PATTERNS else (), (0.28, 0.72), strict=False):
        _add_sign(signs, sign, QPointF(rect.left() + share * rect.width(), rect.center().y()))
    _paint_signs(painter, signs, theme, on_field=False)


def tint(kind: str, theme: Theme, *, on_field: bool) -> QColor:
    """Return the colour of a region's ground, half transparent."""
    if kind == NEWTON_UPHILL:
        # It lies over the colours of the map, or of other regions: a shade keeps them.
        return QColor(0, 0, 0, 34) if on_field or not theme.is_dark else QColor(255, 255, 255, 34)
    colour = QColor(_COLOURS.get(kind, theme.secondary))
    colour.setAlphaF(0.3)
    return colour


def _places(mark: RegionMark, frame: PictureFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the two signs stand, in pixels across and up from the lower left corner of the picture."""
    px, py = frame.pixel_size
    with np.errstate(all="ignore"):
        rings = (mark.rings - (frame.box.x0, frame.box.y0)) / (px, py)
    return signs_in(rings, (frame.width, frame.height), PATTERNS[mark.kind], _SQUARE, _HALF)


def _add_sign(path: QPainterPath, sign: tuple[Stroke, ...], middle: QPointF) -> None:
    for stroke in sign:
        path.addPolygon(QPolygonF([QPointF(middle.x() + _HALF * x, middle.y() - _HALF * y) for x, y in stroke]))


def _paint_signs(painter: QPainter, signs: QPainterPath, theme: Theme, *, on_field: bool) -> None:
    if on_field:
        painter.strokePath(signs, looks.rim(_PEN))
        painter.strokePath(signs, QPen(QColor(looks.LIGHT.text), _PEN))
    else:
        colour = theme.color("text")
        colour.setAlphaF(0.75)
        painter.strokePath(signs, QPen(colour, _PEN))
