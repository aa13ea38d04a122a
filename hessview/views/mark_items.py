"""Painter of the marks that stay while the probe moves: field, iso-lines and their labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem

from hessview.analysis.fields.sampling import is_restless
from hessview.document.state import Box
from hessview.figure import colour_maps
from hessview.figure.marks import (
    ArrowMark,
    FieldMark,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    RegionMark,
    Role,
    TextMark,
    screen_angle,
)
from hessview.views import theme as looks
from hessview.views.from_arrays import image_of, path_of
from hessview.views.glyphs import Ink, hatch_brush, ink_on, paint_hatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

PROBE = "probe"
_STILL_ROLES = frozenset({Role.CURVE, Role.LEVEL, Role.LEVEL_LABEL, Role.SINGULAR})


def divided(marks: Sequence[Mark]) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks that stay where they are while the probe moves, and those that follow it."""
    still = tuple(mark for mark in marks if _is_still(mark))
    return still, tuple(mark for mark in marks if not _is_still(mark)) if len(still) < len(marks) else ()


def _is_still(mark: Mark) -> bool:
    kind = type(mark)
    if kind is FieldMark or kind is LevelMark or kind is RegionMark:
        return True
    return (kind is LineMark or kind is TextMark) and mark.role in _STILL_ROLES  # type: ignore[union-attr]


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
    if isinstance(old, LineMark) and isinstance(new, LineMark):
        return old.vertices is new.vertices and (old.role, old.label) == (new.role, new.label)
    return isinstance(old, ArrowMark | PointMark | TextMark) and old == new


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


def colour_at(mark: FieldMark, table: NDArray[np.uint8], value: float) -> QColor | None:
    """The colour that stands for a value; None for nan."""
    place = float(mark.positions(np.array([value]))[0])
    return None if math.isnan(place) else QColor(*(int(c) for c in table[round(255 * place)]))


def label_angle(mark: TextMark, box: Box, frame: PictureFrame) -> float:
    """Degrees to turn a painter for a label that was placed in `box`; no label stands on its head."""
    px, py = frame.pixel_size
    turned = -screen_angle(mark.angle, box.width / px, box.height / py)
    return turned - 180.0 if turned > 90.0 else turned + 180.0 if turned < -90.0 else turned


@dataclass(frozen=True, eq=False)
class _Image:
    """A field that was turned into pixels."""

    mark: FieldMark
    table: NDArray[np.uint8]
    image: QImage
    extent: Box
    has_gaps: bool
    undefined: tuple[Box, QPainterPath] | None


@dataclass(frozen=True, eq=False)
class _Path:
    """A line that was turned into a path in the unit square that stands for `box`."""

    mark: LevelMark | LineMark | RegionMark
    box: Box
    path: QPainterPath
    is_restless: bool


def _made_image(mark: FieldMark, theme: Theme) -> _Image:
    table = colour_maps.table(mark.colour_map, theme.name)
    gaps = bool(np.isnan(mark.values).any())
    undefined = None if mark.undefined is None else _path_in_box(mark.undefined)
    return _Image(mark, table, field_image(mark, table), field_extent(mark), gaps, undefined)


_FARTHEST = 1e307
"""Places farther out cannot be scaled into a box without overflow."""


def _path_in_box(v: NDArray[np.float64]) -> tuple[Box, QPainterPath]:
    """Return the lines through vertices, shape (k, 2), in the unit square that stands for their box."""
    places = v[(np.abs(v) < _FARTHEST).all(axis=1)]
    if not len(places):
        return Box(0.0, 1.0, 0.0, 1.0), QPainterPath()
    (x0, y0), (x1, y1) = places.min(axis=0), places.max(axis=0)
    # A line along an axis has a box without area; any other extent serves as well.
    box = Box(float(x0), float(_beyond(x0, x1)), float(y0), float(_beyond(y0, y1)))
    near = np.where(np.abs(v) < _FARTHEST, v, np.nan)
    return box, path_of((near[:, 0] - box.x0) / box.width, (near[:, 1] - box.y0) / box.height)


def _beyond(low: float, high: float) -> float:
    """Return an end of the range that makes its width a number other than 0, whatever the spacing of numbers there."""
    return high if high > low else low + max(1.0, 1e-6 * abs(low))


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


class GroundItem(Clipped):
    """Everything that stays while the probe moves, painted once into a pixmap that a drag only copies."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[Mark, ...] = ()
        self._made: list[_Image | _Path] = []
        self._pixmap: QPixmap | None = None
        self.renderings = 0

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these marks; one that paints the same as before keeps its image or path."""
        if same_marks(self._marks, marks):
            return
        self._marks = marks
        self._make(keep=self._made)

    def set_theme(self, theme: Theme) -> None:
        """Change the look; the colours of the field belong to it."""
        self._theme = theme
        self._make(keep=[made for made in self._made if isinstance(made, _Path)])

    def _make(self, keep: Sequence[_Image | _Path]) -> None:
        made: list[_Image | _Path] = []
        for mark in self._marks:
            kept = next((old for old in keep if same_mark(old.mark, mark)), None)
            if kept is not None:
                made.append(kept)
            elif isinstance(mark, FieldMark):
                made.append(_made_image(mark, self._theme))
            elif isinstance(mark, LevelMark | LineMark):
                restless = isinstance(mark, LineMark) and is_restless(mark.vertices)
                made.append(_Path(mark, *_path_in_box(mark.vertices), restless))
            elif isinstance(mark, RegionMark):
                made.append(_Path(mark, *_path_in_box(mark.rings), is_restless=False))
        self._made = made
        self._look_changed()

    def _look_changed(self) -> None:
        self._pixmap = None
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Copy the picture; make it first if the marks, the frame, the look or the screen changed."""
        if self._frame is None:
            return
        ratio = painter.device().devicePixelRatioF()
        if self._pixmap is None or self._pixmap.devicePixelRatioF() != ratio:
            self._pixmap = self._rendered(self._frame, ratio)
        painter.drawPixmap(self._frame.rect.topLeft(), self._pixmap)

    def _rendered(self, frame: PictureFrame, ratio: float) -> QPixmap:
        self.renderings += 1
        pixmap = QPixmap(math.ceil(frame.width * ratio), math.ceil(frame.height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.color("panel"))
        painter = QPainter(pixmap)
        painter.translate(-frame.left, -frame.top)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        field: _Image | None = None
        if not any(isinstance(made, _Image) for made in self._made):
            self._paint_grid(painter, frame)
        for made in self._made:
            if isinstance(made, _Image):
                field = made
                self._paint_field(painter, frame, made)
            elif isinstance(made.mark, RegionMark):
                self._paint_region(painter, frame, made.mark, made, field)
            else:
                self._paint_line(painter, frame, made.mark, made, field)
        self._paint_labels(painter, frame, field)
        painter.end()
        return pixmap

    def _paint_grid(self, painter: QPainter, frame: PictureFrame) -> None:
        """Paint quiet lines at the ticks where no field says how high the ground is; they touch no pixel by halves."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(self._theme.color("rule"), 1.0))
        for x in frame.x_ticks.values:
            across = round(frame.to_pixels(x, frame.box.y0).x())
            painter.drawLine(QPointF(across, frame.top), QPointF(across, frame.top + frame.height))
        for y in frame.y_ticks.values:
            down = round(frame.to_pixels(frame.box.x0, y).y())
            painter.drawLine(QPointF(frame.left, down), QPointF(frame.left + frame.width, down))
        painter.restore()

    def _paint_field(self, painter: QPainter, frame: PictureFrame, made: _Image) -> None:
        extent = made.extent
        target = QRectF(frame.to_pixels(extent.x0, extent.y1), frame.to_pixels(extent.x1, extent.y0))
        if not made.has_gaps:
            painter.drawImage(target, made.image)
            return
        inside = target.intersected(frame.rect)
        paint_hatch(painter, inside, self._theme)
        painter.drawImage(target, made.image)
        if made.undefined is not None and not inside.isEmpty():
            painter.setBrushOrigin(inside.topLeft())
            box, path = made.undefined
            brush = hatch_brush(inside, self._theme, painter.device().devicePixelRatioF())
            painter.fillPath(frame.transform_of(box).map(path), brush)

    def _paint_region(
        self, painter: QPainter, frame: PictureFrame, mark: RegionMark, made: _Path, field: _Image | None
    ) -> None:
        from hessview.views.regions import paint_region

        path = frame.transform_of(made.box).map(made.path)
        paint_region(painter, path, mark, frame, self._theme, on_field=field is not None)

    def _paint_line(
        self, painter: QPainter, frame: PictureFrame, mark: LevelMark | LineMark, made: _Path, field: _Image | None
    ) -> None:
        pen = looks.pen(mark.role, self._theme, on_field=field is not None)
        # A hairline is one pixel of the screen, whatever its resolution: Qt has a quick way to draw just that.
        width = pen.widthF()
        is_hairline = width <= 1.0 or made.is_restless
        pen.setWidthF(1.0 if is_hairline else width * painter.device().devicePixelRatioF())
        pen.setCosmetic(True)
        if isinstance(mark, LevelMark) and field is not None:
            pen.setColor(self._ink(field, mark.level).line if field.mark.is_height else looks.LEVEL_INK)
        painter.save()
        # Soft edges of a stroke that crosses itself a thousand times take seconds, and are not seen.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=not made.is_restless)
        painter.setTransform(frame.transform_of(made.box), combine=True)
        painter.strokePath(made.path, pen)
        painter.restore()

    def _paint_labels(self, painter: QPainter, frame: PictureFrame, field: _Image | None) -> None:
        font = looks.small_font()
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for mark in self._marks:
            if not isinstance(mark, TextMark):
                continue
            at = frame.to_pixels(mark.x, mark.y)
            half = metrics.horizontalAdvance(mark.text) / 2
            if not frame.rect.adjusted(half, half, -half, -half).contains(at):
                continue
            ink = self._ink(field, _value_near(field.mark, mark.x, mark.y)) if field else self._ink(None, 0.0)
            baseline = QPointF(-half, metrics.capHeight() / 2)
            halo = QPainterPath()
            halo.addText(baseline, font, mark.text)
            painter.save()
            painter.translate(at)
            painter.rotate(label_angle(mark, field.extent if field else frame.box, frame))
            pen = QPen(ink.halo, 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(halo, pen)
            painter.fillPath(halo, ink.text)
            painter.restore()

    def _ink(self, field: _Image | None, value: float) -> Ink:
        found = colour_at(field.mark, field.table, value) if field else None
        return ink_on(found or self._theme.color("panel"))


def _value_near(mark: FieldMark, x: float, y: float) -> float:
    i = min(int(np.searchsorted(mark.x, x)), len(mark.x) - 1)
    j = min(int(np.searchsorted(mark.y, y)), len(mark.y) - 1)
    return float(mark.values[j, i])
