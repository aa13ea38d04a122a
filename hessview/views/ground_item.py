"""Painter of the marks that stay while the probe moves: field, iso-lines and their labels, critical points on top."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF, QTransform

from hessview.figure.marks import (
    PATHS,
    RUNS,
    DotsMark,
    FieldMark,
    GlyphsMark,
    LevelMark,
    LineMark,
    Mark,
    QuiverMark,
    RegionMark,
    TextMark,
)
from hessview.views import theme as looks
from hessview.views.glyphs import hatch_brush, ink_on, paint_hatch
from hessview.views.haloed_words import haloed
from hessview.views.level_painting import paint_levels
from hessview.views.made_marks import MadeImage, MadePath, Together
from hessview.views.mark_items import (
    Clipped,
    beside,
    is_on_top,
    label_angle,
    same_mark,
    same_marks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme


def _array_of(mark: Mark) -> int:
    """Return which array a mark paints, the same number for marks that paint the same; 0 for marks without any."""
    match mark:
        case FieldMark():
            return id(mark.values)
        case LevelMark() | LineMark():
            return id(mark.vertices)
        case RegionMark():
            return id(mark.rings)
    return 0


_AWAY_OTHERS, _AWAY = 5.0, 10.0
"""Pixels before and behind a label that are left free: by the model's dashes, and by thin lines.

The thin line ends farther off, so that nothing of it stands between the dashes as a minus before the number.
"""

class GroundItem(Clipped):
    """Everything that stays while the probe moves, painted once into a pixmap that a drag only copies.

    What is known of critical points comes piece by piece. It lies on top, so that the rest is kept while more of it
    comes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[Mark, ...] = ()
        self._made: list[MadeImage | MadePath] = []
        self._below: QPixmap | None = None
        self._pixmap: QPixmap | None = None
        self._label_grounds: list[QPolygonF] | None = None
        self.renderings = 0

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these marks; one that paints the same as before keeps its image or path, made when it is painted."""
        if same_marks(self._marks, marks):
            return
        below, before = (tuple(mark for mark in every if not is_on_top(mark)) for every in (marks, self._marks))
        kept = self._below if same_marks(before, below) else None
        self._marks = marks
        self._make(keep=self._made)
        self._below = kept

    def set_theme(self, theme: Theme) -> None:
        """Change the look; the colours of the field belong to it."""
        self._theme = theme
        self._make(keep=[made for made in self._made if isinstance(made, MadePath)])

    def _make(self, keep: Sequence[MadeImage | MadePath]) -> None:
        made: list[MadeImage | MadePath] = []
        # Found by their arrays: where everything is new, each mark would be held against all the old ones.
        olds: dict[int, list[MadeImage | MadePath]] = {}
        for old in keep:
            olds.setdefault(_array_of(old.mark), []).append(old)
        kept = [next((old for old in olds.get(_array_of(mark), ()) if same_mark(old.mark, mark)), None)
                for mark in self._marks]  # fmt: skip
        new = [mark for mark, before in zip(self._marks, kept, strict=True) if before is None]
        together = Together([mark for mark in new if isinstance(mark, LevelMark)])
        for mark, before in zip(self._marks, kept, strict=True):
            if before is not None:
                made.append(before)
            elif isinstance(mark, FieldMark):
                made.append(MadeImage(mark, self._theme))
            elif isinstance(mark, LevelMark | LineMark | RegionMark):
                made.append(MadePath(mark, together))
        self._made = made
        self._look_changed()

    def _look_changed(self) -> None:
        self._below = self._pixmap = self._label_grounds = None
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
        if self._below is None or self._below.devicePixelRatioF() != ratio:
            self._below = self._rendered_below(frame, ratio)
        if not any(map(is_on_top, self._marks)):
            return self._below
        # A copy, because a pixmap that is shared would be copied by the painter anyway.
        pixmap = self._below.copy()
        painter = _painter(pixmap, frame)
        field = next((made for made in self._made if isinstance(made, MadeImage)), None)
        for made in self._made:
            if isinstance(made, MadePath) and is_on_top(made.mark):
                self._paint_path(painter, frame, made, field)
        for mark in self._marks:
            if isinstance(mark, DotsMark):
                self._paint_dots(painter, frame, mark, on_field=field is not None)
        glyphs = [mark for mark in self._marks if isinstance(mark, GlyphsMark)]
        if glyphs:
            # Before there are any, nothing of this is wanted.
            from hessview.views.glyph_painting import Ground, paint_glyphs

            paint_glyphs(painter, glyphs, frame, Ground(self._theme, field is not None, ratio))
        painter.end()
        return pixmap

    def _rendered_below(self, frame: PictureFrame, ratio: float) -> QPixmap:
        self.renderings += 1
        pixmap = QPixmap(math.ceil(frame.width * ratio), math.ceil(frame.height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.color("panel"))
        painter = _painter(pixmap, frame)
        field: MadeImage | None = None
        if not any(isinstance(made, MadeImage) for made in self._made):
            self._paint_grid(painter, frame)
        off_labels = beside(self._found_label_grounds(frame, _AWAY), frame.rect)
        if off_labels is not None:
            painter.setClipPath(off_labels)
        for role, run in groupby(self._made, lambda made: made.mark.role if isinstance(made.mark, LevelMark) else None):
            painter.setClipping(role is not None and off_labels is not None)
            if role is not None:
                levels = [made for made in run if isinstance(made, MadePath)]
                paint_levels(painter, levels, frame, self._theme, field)
                continue
            for made in run:
                if isinstance(made, MadeImage):
                    field = made
                    self._paint_field(painter, frame, made)
                elif not is_on_top(made.mark):
                    self._paint_path(painter, frame, made, field)
        painter.setClipping(False)
        for mark in self._marks:
            if isinstance(mark, QuiverMark):
                from hessview.views.quiver import paint_quiver

                paint_quiver(painter, mark, frame, looks.pen(mark.role, self._theme, on_field=field is not None))
        self._paint_labels(painter, frame, field)
        painter.end()
        return pixmap

    def _paint_dots(self, painter: QPainter, frame: PictureFrame, mark: DotsMark, *, on_field: bool) -> None:
        from hessview.views.clipped_lines import in_pixels
        from hessview.views.run_painting import paint_dots

        color = looks.pen(mark.role, self._theme, on_field=on_field).color()
        ground = (looks.LIGHT if on_field else self._theme).color("panel")
        paint_dots(painter, mark, in_pixels(mark.places, frame), color, ground, cased=on_field)

    def _paint_path(self, painter: QPainter, frame: PictureFrame, made: MadePath, field: MadeImage | None) -> None:
        if isinstance(made.mark, RegionMark):
            self._paint_region(painter, frame, made.mark, made, field)
        elif isinstance(made.mark, LineMark):
            self._paint_line(painter, frame, made.mark, made, field)

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

    def _paint_field(self, painter: QPainter, frame: PictureFrame, made: MadeImage) -> None:
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
        self, painter: QPainter, frame: PictureFrame, mark: RegionMark, made: MadePath, field: MadeImage | None
    ) -> None:
        from hessview.views.regions import paint_region

        path = frame.transform_of(made.box).map(made.path)
        paint_region(painter, path, mark, frame, self._theme, on_field=field is not None)

    def _paint_line(
        self, painter: QPainter, frame: PictureFrame, mark: LineMark, made: MadePath, field: MadeImage | None
    ) -> None:
        pen = looks.pen(mark.role, self._theme, on_field=field is not None)
        is_run = mark.role in RUNS
        if is_run:
            pen.setWidthF(mark.weight * pen.widthF())
        # A hairline is one pixel of the screen, whatever its resolution: Qt has a quick way to draw just that.
        width = pen.widthF()
        is_hairline = width <= 1.0 or (made.is_restless and not is_run)
        pen.setWidthF(1.0 if is_hairline else width * painter.device().devicePixelRatioF())
        pen.setCosmetic(True)
        pens = [pen]
        if is_on_top(mark):
            rim = looks.rim(width, None if field else self._theme)
            rim.setWidthF(rim.widthF() * painter.device().devicePixelRatioF())
            rim.setCosmetic(True)
            if is_run:
                # Hundreds of corners: round ones take twice the time.
                rim.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            pens = [rim, pen]
        if mark.role in PATHS:
            pens.append(looks.core(pen, (looks.LIGHT if field else self._theme).color("panel")))
        painter.save()
        painter.setOpacity(mark.opacity)
        # Soft edges of a stroke that crosses itself a thousand times take seconds, and are not seen.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=not made.is_restless)
        painter.setTransform(frame.transform_of(made.box), combine=True)
        is_opaque = mark.opacity >= 1.0
        for each in pens:
            if is_hairline or not is_opaque or each.color().alpha() < 255:
                painter.strokePath(made.path, each)
                continue
            # Of many wide lines in one path Qt's painter takes ten times as long as of one after the other.
            painter.setPen(each)
            for piece in made.pieces:
                painter.drawPolyline(piece)
        painter.restore()

    def label_grounds(self) -> list[QPolygonF]:
        """Return where the labels of the iso-lines stand, in pixels: what lies over the map can leave them free.

        The same list as long as nothing of them changes.
        """
        if self._label_grounds is None:
            self._label_grounds = [] if self._frame is None else self._found_label_grounds(self._frame, _AWAY_OTHERS)
        return self._label_grounds

    def _found_label_grounds(self, frame: PictureFrame, away: float) -> list[QPolygonF]:
        """Return where labels stand, with so many pixels before and behind the word."""
        metrics = QFontMetricsF(looks.small_font())
        field = next((made for made in self._made if isinstance(made, MadeImage)), None)
        up = metrics.capHeight() / 2 + 2.0
        grounds: list[QPolygonF] = []
        for mark in self._marks:
            if isinstance(mark, TextMark):
                at, half = frame.to_pixels(mark.x, mark.y), metrics.horizontalAdvance(mark.text) / 2
                if frame.rect.adjusted(half, half, -half, -half).contains(at):
                    turn = QTransform.fromTranslate(at.x(), at.y())
                    turn.rotate(label_angle(mark, field.extent if field else frame.box, frame))
                    grounds.append(turn.map(QPolygonF(QRectF(-half - away, -up, 2.0 * (half + away), 2.0 * up))))
        return grounds

    def _paint_labels(self, painter: QPainter, frame: PictureFrame, field: MadeImage | None) -> None:
        font, bare = looks.small_font(), ink_on(self._theme.color("panel"))
        metrics = QFontMetricsF(font)
        words = [mark for mark in self._marks if isinstance(mark, TextMark)]
        inks = field.inks([_value_near(field.mark, mark.x, mark.y) for mark in words]) if field else [bare] * len(words)
        for mark, ink in zip(words, inks, strict=True):
            at = frame.to_pixels(mark.x, mark.y)
            half = metrics.horizontalAdvance(mark.text) / 2
            if not frame.rect.adjusted(half, half, -half, -half).contains(at):
                continue
            halo, letters = haloed(mark.text, font)
            painter.save()
            painter.translate(at)
            painter.rotate(label_angle(mark, field.extent if field else frame.box, frame))
            painter.fillPath(halo, ink.halo)
            painter.fillPath(letters, ink.text)
            painter.restore()


def _painter(pixmap: QPixmap, frame: PictureFrame) -> QPainter:
    painter = QPainter(pixmap)
    painter.translate(-frame.left, -frame.top)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def _value_near(mark: FieldMark, x: float, y: float) -> float:
    i = min(int(np.searchsorted(mark.x, x)), len(mark.x) - 1)
    j = min(int(np.searchsorted(mark.y, y)), len(mark.y) - 1)
    return float(mark.values[j, i])
