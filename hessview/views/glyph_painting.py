"""Many glyphs painted at once: each class of points is a stamp, put down on whole pixels of the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPolygonF

from hessview.figure.glyph_shapes import DOT, SMALLEST_WITH_DETAIL, arm_angles, detail, fitting_sizes, grown, rings_of
from hessview.figure.marks import ROUGH
from hessview.figure.remembered import remembered
from hessview.views import theme as looks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.figure.marks import GlyphsMark
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

Floats = NDArray[np.float64]

_RIM, _THIN_RIM = 1.6, 0.7
_WALL, _THIN_WALL = 1.7, 1.0
_EDGE = 0.8
_SEEN = 20.0
_MANY, _STEP = 60, math.radians(7.5)
"""So many saddles share the stamps of directions that are as far apart."""


@dataclass(frozen=True)
class Ground:
    """What glyphs lie on: a theme, and whether it is covered by the colours of a field, where the theme is no matter.

    Attributes
    ----------
    ratio
        Pixels of the screen to a pixel.
    on_window
        Whether they stand outside of the picture.
    """

    theme: Theme
    on_field: bool
    ratio: float
    on_window: bool = False

    def colour(self, kind: str) -> QColor:
        """Return the colour of a class of points."""
        look = looks.LIGHT if self.on_field else self.theme
        return look.class_color("not differentiable" if kind == ROUGH else kind)

    @property
    def rim(self) -> QColor:
        """What keeps a glyph apart from the lines around it."""
        return QColor(255, 255, 255, 205) if self.on_field else self._bare

    @property
    def faint_rim(self) -> QColor:
        """The same for small glyphs, which stand close to each other."""
        return QColor(255, 255, 255, 150) if self.on_field else self._bare

    @property
    def inside(self) -> QColor:
        """What a hollow glyph is filled with."""
        return QColor(Qt.GlobalColor.white) if self.on_field else self._bare

    @property
    def _bare(self) -> QColor:
        return self.theme.color("window" if self.on_window else "panel")


def paint_glyphs(painter: QPainter, marks: Sequence[GlyphsMark], frame: PictureFrame, ground: Ground) -> None:
    """Paint glyphs, each of the size that leaves most around it apart."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    for mark, sizes in zip(marks, sizes_of(marks, frame), strict=True):
        at, seen = pixels_of(mark.places, frame)
        # The small ones are the many: they lie below.
        for size in np.unique(sizes[seen]).tolist():
            chosen = sizes[seen] == size
            for way, which in _ways(mark, size, seen[chosen], frame):
                _put(painter, stamp(mark, size, ground, way), at[chosen][which], ground.ratio)
    painter.restore()


def sizes_of(marks: Sequence[GlyphsMark], frame: PictureFrame) -> list[Floats]:
    """Return how many pixels across each glyph is."""
    # While a picture is moved its scales differ in the last digits.
    across, up = (float(f"{side:.10g}") for side in frame.pixel_size)
    fitting = iter(_fitting(tuple(mark for mark in marks if mark.kind != ROUGH), (across, up)))
    return [np.full(len(mark.places), DOT) if mark.kind == ROUGH else next(fitting) for mark in marks]


@remembered(2)
def _fitting(marks: tuple[GlyphsMark, ...], pixel: tuple[float, float]) -> list[Floats]:
    """Return the sizes of glyphs; they are the same while a picture is moved."""
    return fitting_sizes([mark.places for mark in marks], pixel)


def _ways(
    mark: GlyphsMark, size: float, chosen: NDArray[np.intp], frame: PictureFrame
) -> Iterator[tuple[Floats | None, NDArray[np.bool_]]]:
    """Yield the angles of arms, and which of the chosen glyphs of a mark have them."""
    if mark.kind != "saddle" or mark.directions is None or size < SMALLEST_WITH_DETAIL:
        yield None, np.ones(len(chosen), dtype=np.bool_)
        return
    angles = arm_angles(mark.directions[chosen], len(chosen), frame.pixel_size)
    if len(chosen) > _MANY:
        angles = np.rint(angles / _STEP) * _STEP
    ways, same = np.unique(angles, axis=0, return_inverse=True)
    for k, way in enumerate(ways):
        yield way, same.reshape(-1) == k


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


def stamp(mark: GlyphsMark, size: float, ground: Ground, angles: Floats | None = None) -> QPixmap:
    """Return one glyph of a mark in the middle of a pixmap."""
    half, has_detail = 0.5 * size, size >= SMALLEST_WITH_DETAIL
    rim = _RIM if has_detail else _THIN_RIM
    side = 2 * math.ceil((1.25 * half + 1.5 * rim + 1.0) * ground.ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0.5 * side, 0.5 * side)
    # On the screen y points down.
    painter.scale(ground.ratio, -ground.ratio)
    colour = ground.colour(mark.kind)

    def fill(by: float, ink: QColor) -> None:
        painter.fillPath(_path(rings_of(mark.kind, half, by, angles)), ink)

    # The bars of an X are thin: a hollow one needs wider ones.
    wider, wall = (0.5, 0.6) if mark.kind == "saddle" else (0.0, _WALL if has_detail else _THIN_WALL)
    wider = wider if has_detail and not mark.filled else 0.0
    fill(rim + wider, ground.rim if has_detail else ground.faint_rim)
    if mark.kind == "not differentiable" and has_detail and ground.on_field:
        # Poles are where the colours of the field are most like its own.
        fill(_EDGE, QColor(looks.LIGHT.text))
    fill(wider, colour)
    if not mark.filled:
        fill(-min(wall, 0.4 * half), ground.inside)
    if mark.nature and has_detail:
        sign = [grown(half * ring, 0.2) for ring in detail(mark.nature)]
        painter.fillPath(_path(sign), ground.inside if mark.filled else colour)
    painter.end()
    pixmap.setDevicePixelRatio(ground.ratio)
    return pixmap


def _put(painter: QPainter, pixmap: QPixmap, at: Floats, ratio: float) -> None:
    # An outline of thousands of glyphs would take long.
    half = 0.5 * pixmap.width()
    put = painter.drawPixmap
    for x, y in ((np.rint(at * ratio) - half) / ratio).tolist():
        put(QPointF(x, y), pixmap)


def _path(rings: Sequence[Floats]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in rings:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring.tolist()]))
        path.closeSubpath()
    return path
