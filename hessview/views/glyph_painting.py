"""Many glyphs painted at once: each class of points is one outline, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from hessview.figure.glyph_shapes import (
    SIZES,
    SMALLEST_WITH_DETAIL,
    arm_angles,
    detail,
    fitting_size,
    grown,
    is_dot,
    placed,
    rings_of,
)
from hessview.views import theme as looks
from hessview.views.from_arrays import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.figure.marks import GlyphsMark
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

Floats = NDArray[np.float64]

_RIM, _THIN_RIM = 1.6, 1.0
_WALL = 1.7
_DOT = 3.4
_SEEN = 20.0


def paint_glyphs(
    painter: QPainter, marks: Sequence[GlyphsMark], frame: PictureFrame, theme: Theme, *, on_field: bool
) -> None:
    """Paint glyphs, all of the size that leaves most of them apart.

    Parameters
    ----------
    on_field
        Whether they lie on the colours of a field: then they are dark in a light rim, whatever the theme.
    """
    size = size_on(marks, frame)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for mark in marks:
        _paint_mark(painter, mark, frame, theme, _DOT if is_dot(mark.kind) else size, on_field=on_field)
    painter.restore()


def size_on(marks: Sequence[GlyphsMark], frame: PictureFrame) -> float:
    """Return how many pixels across the glyphs of a picture are."""
    return fitting_size([mark.places for mark in marks if not is_dot(mark.kind)], frame.pixel_size)


def _paint_mark(
    painter: QPainter, mark: GlyphsMark, frame: PictureFrame, theme: Theme, size: float, *, on_field: bool
) -> None:
    at, seen = pixels_of(mark.places, frame)
    if not len(at):
        return
    look = looks.LIGHT if on_field else theme
    ground = QColor(255, 255, 255, 205) if on_field else theme.color("panel")
    colour = look.class_color("not differentiable" if is_dot(mark.kind) else mark.kind)
    angles = None
    if mark.kind == "saddle" and mark.directions is not None and size >= SMALLEST_WITH_DETAIL:
        # On the screen y points down.
        angles = -arm_angles(mark.directions[seen], len(at), frame.pixel_size)
    half, rim = 0.5 * size, _RIM if size >= SMALLEST_WITH_DETAIL else _THIN_RIM

    def fill(by: float, ink: QColor) -> None:
        rings = rings_of(mark.kind, half, by=by, angles=angles, count=len(at))
        painter.fillPath(_path(rings if angles is not None else _upside_down(rings), at), ink)

    fill(rim, ground)
    fill(0.0, colour)
    inside = QColor(255, 255, 255) if on_field else ground
    if not mark.filled:
        fill(-min(_WALL, 0.5 * half), inside)
    if mark.nature and size >= SMALLEST_WITH_DETAIL:
        sign = [grown(half * ring, 0.2) for ring in detail(mark.nature)]
        painter.fillPath(_path(_upside_down(sign), at), inside if mark.filled else colour)


def pixels_of(places: Floats, frame: PictureFrame) -> tuple[Floats, NDArray[np.intp]]:
    """Return the pixels of those places, shape (m, 2), that may be seen, and which they are."""
    box, pixel = frame.box, np.array(frame.pixel_size)
    with np.errstate(all="ignore"):
        across, up = ((places - (box.x0, box.y0)) / pixel).T
    down = frame.height - up
    seen = np.flatnonzero(
        (across > -_SEEN) & (across < frame.width + _SEEN) & (down > -_SEEN) & (down < frame.height + _SEEN)
    )
    return np.column_stack([frame.left + across[seen], frame.top + down[seen]]), seen


def _upside_down(rings: Sequence[Floats]) -> tuple[Floats, ...]:
    return tuple(ring * (1.0, -1.0) for ring in rings)


def _path(rings: Sequence[Floats], at: Floats) -> QPainterPath:
    vertices = placed(rings, at)
    path = path_of(vertices[:, 0], vertices[:, 1])
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


LARGEST = SIZES[0]
