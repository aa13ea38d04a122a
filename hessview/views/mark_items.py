"""What every painter of marks shares: which stay while the probe moves, which paint the same, and the clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainterPath
from PySide6.QtWidgets import QGraphicsItem

from hessview.document.state import Box
from hessview.figure.marks import (
    PATHS,
    RUNS,
    UNDECIDED,
    AreaMark,
    ArrowMark,
    DotsMark,
    FieldMark,
    GlyphsMark,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
    TextMark,
    screen_angle,
)
from hessview.views import theme as looks
from hessview.views.from_arrays import image_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPolygonF

    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

PROBE = "probe"
_BESIDE = 200.0
"""Pixels beside the frame in which a label can stand that reaches into it."""

_ON_TOP_ROLES = frozenset({Role.CRITICAL_SET, Role.ROUGH, Role.WAY_DOWN, Role.BASIN_BORDER}) | PATHS | frozenset(RUNS)
_STILL_KINDS = frozenset({FieldMark, LevelMark, RegionMark, GlyphsMark, QuiverMark, DotsMark})
_STILL_ROLES = frozenset({Role.CURVE, Role.LEVEL, Role.LEVEL_LABEL, Role.SINGULAR}) | _ON_TOP_ROLES


def divided(marks: Sequence[Mark]) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks that stay where they are while the probe moves, and those that follow it."""
    still = tuple(mark for mark in marks if _is_still(mark))
    return still, tuple(mark for mark in marks if not _is_still(mark)) if len(still) < len(marks) else ()


def _is_still(mark: Mark) -> bool:
    kind = type(mark)
    if kind in _STILL_KINDS:
        return True
    return (kind is LineMark or kind is TextMark) and mark.role in _STILL_ROLES  # type: ignore[union-attr]


def is_on_top(mark: Mark) -> bool:
    """Whether a mark that stays lies above the iso-lines and their labels: what is known of critical points."""
    if isinstance(mark, GlyphsMark | DotsMark):
        return True
    if isinstance(mark, RegionMark):
        return mark.kind == UNDECIDED
    return isinstance(mark, LineMark) and mark.role in _ON_TOP_ROLES


def same_mark(old: Mark, new: Mark) -> bool:
    """Whether two marks paint the same: the same arrays (not merely equal ones) and equal plain parts."""
    if old is new:
        return True
    if isinstance(old, FieldMark) and isinstance(new, FieldMark):
        arrays = old.x is new.x and old.y is new.y and old.values is new.values and old.knots is new.knots
        arrays = arrays and old.undefined is new.undefined
        return arrays and (old.low, old.high, old.colour_map) == (new.low, new.high, new.colour_map)
    if isinstance(old, LevelMark) and isinstance(new, LevelMark):
        return old.vertices is new.vertices and (old.level, old.role) == (new.level, new.role)
    if isinstance(old, RegionMark) and isinstance(new, RegionMark):
        return old.rings is new.rings and (old.kind, old.is_tinted) == (new.kind, new.is_tinted)
    if isinstance(old, GlyphsMark) and isinstance(new, GlyphsMark):
        arrays = old.places is new.places and old.directions is new.directions
        return arrays and (old.kind, old.filled, old.nature) == (new.kind, new.filled, new.nature)
    if isinstance(old, QuiverMark) and isinstance(new, QuiverMark):
        return old.places is new.places and old.vectors is new.vectors and old.role is new.role
    if isinstance(old, AreaMark) and isinstance(new, AreaMark):
        return old.rings is new.rings and old.role is new.role
    if isinstance(old, LineMark) and isinstance(new, LineMark):
        return old.vertices is new.vertices and _line_looks(old) == _line_looks(new)
    if isinstance(old, DotsMark) and isinstance(new, DotsMark):
        looks_alike = (old.role, old.weight, old.opacity, old.is_stopped) == (
            new.role, new.weight, new.opacity, new.is_stopped,
        )  # fmt: skip
        return old.places is new.places and looks_alike
    return isinstance(old, ArrowMark | PointMark | TextMark) and old == new


def _line_looks(mark: LineMark) -> tuple[Role, str, float, float, bool]:
    return mark.role, mark.label, mark.weight, mark.opacity, mark.is_dashed


def same_marks(old: Sequence[Mark], new: Sequence[Mark]) -> bool:
    """Whether two lists of marks paint the same."""
    return len(old) == len(new) and all(same_mark(a, b) for a, b in zip(old, new, strict=True))


def field_image(mark: FieldMark, table: NDArray[np.uint8]) -> QImage:
    """The field as an image of (nx, ny) pixels, the first row of values at the bottom, transparent where it is nan."""
    entries = np.zeros(257, dtype=np.uint32)
    r, g, b = (table[:, k].astype(np.uint32) for k in range(3))
    entries[:256] = 0xFF000000 | (r << 16) | (g << 8) | b
    places = mark.painted_positions() * 255.0
    places += 0.5
    places[np.isnan(places)] = 256.0
    pixels = np.ascontiguousarray(entries[places.astype(np.uint16)][::-1])
    return image_of(pixels, QImage.Format.Format_ARGB32_Premultiplied)


def field_extent(mark: FieldMark) -> Box:
    """The box that the image covers: half a cell beyond the outermost samples."""

    def extent(axis: NDArray[np.float64]) -> tuple[float, float]:
        half = float(axis[-1] / 2 - axis[0] / 2) / (len(axis) - 1) if len(axis) > 1 else 0.5
        return float(axis[0]) - half, float(axis[-1]) + half

    return Box(*extent(mark.x), *extent(mark.y))


def label_angle(mark: TextMark, box: Box, frame: PictureFrame) -> float:
    """Degrees to turn a painter for a label that was placed in `box`; no label stands on its head."""
    px, py = frame.pixel_size
    turned = -screen_angle(mark.angle, box.width / px, box.height / py)
    return turned - 180.0 if turned > 90.0 else turned + 180.0 if turned < -90.0 else turned


class Clipped(QGraphicsItem):
    """An item that paints inside the picture's frame, in pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: PictureFrame | None = None
        self._theme = looks.LIGHT

    def boundingRect(self) -> QRectF:
        """Return the frame's rectangle."""
        return self._frame.rect if self._frame else QRectF()

    def set_frame(self, frame: PictureFrame) -> None:
        """Move the picture: another box, another rectangle, or both."""
        if frame != self._frame:
            self.prepareGeometryChange()
            self._frame = frame
            self._look_changed()

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self._theme = theme
        self._look_changed()

    def _look_changed(self) -> None:
        self.update()


def beside(grounds: Sequence[QPolygonF], rect: QRectF) -> QPainterPath | None:
    """Return a rectangle without the grounds of labels; None where there are none."""
    if not grounds:
        return None
    path = QPainterPath()
    path.addRect(rect)
    around = rect.adjusted(-_BESIDE, -_BESIDE, _BESIDE, _BESIDE)
    taken: list[QRectF] = []
    for ground in grounds:
        bounds = ground.boundingRect()
        # Far outside Qt would fill for seconds. What lies on two grounds would be inside again.
        if around.contains(bounds) and not any(map(bounds.intersects, taken)):
            taken.append(bounds)
            path.addPolygon(ground)
            path.closeSubpath()
    return path
