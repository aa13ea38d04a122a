"""Painter of what follows the probe: arrows, axes, glyphs and their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from hessview.figure.exact_model import is_exact
from hessview.figure.marks import (
    ROUGH,
    TARGET,
    AreaMark,
    ArrowMark,
    GlyphsMark,
    LineMark,
    Mark,
    PointMark,
    Role,
    TextMark,
)
from hessview.views import theme as looks
from hessview.views.clipped_lines import area_path, line_pieces
from hessview.views.glyphs import arrow_head, paint_glyph, paint_ring
from hessview.views.mark_items import PROBE, Clipped, beside, same_marks
from hessview.views.overlay_labels import Placed, Segment, Wish, placed
from hessview.views.overlay_pens import area_hatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.figure.marks import Floats
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme

_NEAR, _HALF_GLYPH, _MOST_GLYPHS = 110.0, 8.0, 24
_WITNESSES = frozenset({Role.WITNESS_UP, Role.WITNESS_DOWN})
_UNCASED = frozenset({Role.TURN_THREAD})
_THINLY = frozenset({Role.MODEL, Role.TRUST})
_BESIDE_LABELS = frozenset({Role.MODEL, Role.LEVEL_HERE})
_THIN_IN_MOTION = frozenset({Role.MODEL, Role.TRUST})
_REST_MS = 150
"""While a hand leads the probe, and so long after, the many curves of the model are hairlines, which are painted in a
tenth of the time; not on colours, where they would be lost in their casings. And the level curve comes in pieces."""

_AXES = frozenset({Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO})
_LABELLED_RINGS = frozenset({Role.TURN_FROM, Role.TURN_TO}) | _AXES
_RING = 8
_CLEAR = 12.0
"""Half the side of the square about the probe that no word covers."""


class OverlayItem(Clipped):
    """What follows the probe: arrows, axes, glyphs, notes; few and small, painted directly.

    Parameters
    ----------
    owner
        With what its timer goes.
    """

    MARGIN = 24.0

    def __init__(self, owner: QObject | None = None) -> None:
        super().__init__()
        self._marks: tuple[Mark, ...] = ()
        self._glyphs: tuple[GlyphsMark, ...] = ()
        self._glyph_places: tuple[PictureFrame, Floats] | None = None
        self._level_bounds: tuple[list[QPolygonF], list[QRectF]] = ([], [])
        self._words: list[Placed] = []
        self._on_field = True
        self._bounds, self._is_due = QRectF(), False
        self._areas: dict[int, QPainterPath] = {}
        self._pieces: dict[int, list[QPolygonF]] = {}
        self._off_labels: QPainterPath | None = None
        self._grounds: list[QPolygonF] = []
        self._pens: dict[tuple[Role, float, bool], QPen] = {}
        self._is_moving = False
        self._rest = QTimer(owner, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: self.follow_hand(moves=False))
        self._hatches: dict[tuple[Role, float], QBrush] = {}
        self.labels: Callable[[], list[QPolygonF]] = list
        """Says where the labels of the iso-lines stand: the model's curves, many as they are, leave them free."""

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these marks."""
        if not same_marks(self._marks, marks):
            self._marks = marks
            self._look_changed()

    def follow_hand(self, *, moves: bool) -> None:
        """Say whether a hand moves the probe right now; one that says nothing any more rests."""
        if moves:
            self._rest.start()
        elif self._is_moving:
            self._rest.stop()
        if moves != self._is_moving:
            self._is_moving = moves
            self._look_changed()

    def keep_clear(self, glyphs: tuple[GlyphsMark, ...]) -> None:
        """Say what the words should not cover; it counts when marks or frame change."""
        if len(glyphs) != len(self._glyphs) or any(a is not b for a, b in zip(glyphs, self._glyphs, strict=True)):
            self._glyphs, self._glyph_places = glyphs, None

    def set_on_field(self, on_field: bool) -> None:
        """Say whether a colour field lies under the marks: only there do they need a casing."""
        if on_field != self._on_field:
            self._on_field = on_field
            self._forget_inks()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self._forget_inks()
        super().set_theme(theme)

    def _forget_inks(self) -> None:
        self._pens, self._hatches = {}, {}

    def boundingRect(self) -> QRectF:
        """Return the smallest rectangle around the marks, inside the frame: a drag repaints no more."""
        self._lay_out()
        return self._bounds

    def _look_changed(self) -> None:
        # What changes both marks and frame is laid out once, when somebody asks where it is.
        if not self._is_due:
            self.prepareGeometryChange()
            self._is_due = True
        self.update()

    def _lay_out(self) -> None:
        if not self._is_due:
            return
        self._is_due = False
        self._areas, self._pieces = {}, {}
        if self._frame is not None:
            lines = [mark for mark in self._marks if isinstance(mark, LineMark)]
            areas = [mark for mark in self._marks if isinstance(mark, AreaMark)]
            cut = [k for k, mark in enumerate(lines) if mark.role is Role.LEVEL_HERE] if self._is_moving else ()
            made = line_pieces([mark.vertices for mark in lines], self._frame, cut)
            self._pieces = {id(mark): pieces for mark, pieces in zip(lines, made, strict=True)}
            self._areas = {id(mark): area_path(mark.rings, self._frame) for mark in areas}
        self._off_labels = self._beside_labels()
        self._words = self._placed_words()
        self._bounds = self._extent()

    @property
    def words(self) -> tuple[Placed, ...]:
        """The labels and where they stand."""
        self._lay_out()
        return tuple(self._words)

    def _extent(self) -> QRectF:
        if self._frame is None or not self._marks:
            return QRectF()
        bounds, margin = QRectF(), self.MARGIN
        parts: list[QPainterPath | QPolygonF] = [path for path in self._areas.values() if not path.isEmpty()]
        for part in [*parts, *(piece for pieces in self._pieces.values() for piece in pieces)]:
            bounds |= part.boundingRect().adjusted(-margin, -margin, margin, margin)
        for mark in self._marks:
            for point in self._points(mark, self._frame):
                bounds |= QRectF(point.x() - margin, point.y() - margin, 2 * margin, 2 * margin)
        for word in self._words:
            bounds |= word.ground.adjusted(-2, -2, 2, 2)
        # A pixel off the frame, so that a drag does not touch the axes around it.
        return bounds & self._frame.rect.adjusted(1, 1, -1, -1)

    @staticmethod
    def _points(mark: Mark, frame: PictureFrame) -> list[QPointF]:
        if isinstance(mark, ArrowMark):
            return [frame.to_pixels(*mark.tail), frame.to_pixels(*mark.head)]
        if isinstance(mark, PointMark | TextMark):
            return [frame.to_pixels(mark.x, mark.y)]
        return []

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the casings first, then the marks, so that crossing axes do not cut each other."""
        if self._frame is None:
            return
        self._lay_out()
        frame = self._frame
        painter.setClipRect(frame.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self._marks:
            if isinstance(mark, AreaMark):
                self._paint_area(painter, mark, self._areas[id(mark)])
        for casing in (True, False) if self._on_field else (False,):
            for mark in self._marks:
                if isinstance(mark, ArrowMark):
                    self._paint_arrow(painter, frame, mark, casing=casing)
                elif isinstance(mark, LineMark):
                    self._paint_line(painter, mark, self._pieces[id(mark)], casing=casing)
        for mark in self._marks:
            if isinstance(mark, PointMark) and mark.kind != PROBE:
                color = looks.LIGHT.class_color(mark.kind)
                if mark.kind == TARGET:
                    paint_ring(painter, frame.to_pixels(mark.x, mark.y), looks.pen(Role.NEWTON, self._theme))
                    continue
                paint_glyph(painter, frame.to_pixels(mark.x, mark.y), mark.kind, color, filled=mark.filled)
        self._paint_words(painter)

    def _paint_arrow(self, painter: QPainter, frame: PictureFrame, mark: ArrowMark, *, casing: bool) -> None:
        tail, head = frame.to_pixels(*mark.tail), frame.to_pixels(*mark.head)
        corners = arrow_head(tail, head)
        if corners.isEmpty():
            return
        pen = self._pen(mark.role)
        shaft_end = (corners.at(1) + corners.at(2)) / 2
        painter.setPen(looks.rim(pen.widthF()) if casing else pen)
        painter.drawLine(tail, shaft_end)
        tip = QPainterPath()
        tip.addPolygon(corners)
        tip.closeSubpath()
        if casing:
            painter.strokePath(tip, looks.rim(0.5))
        else:
            painter.fillPath(tip, pen.color())

    def _paint_line(self, painter: QPainter, mark: LineMark, pieces: list[QPolygonF], *, casing: bool) -> None:
        # Where the model is f, the level lines are seen between its dashes: so is its casing.
        if (casing and mark.role in _UNCASED) or not pieces:
            return
        is_thin = self._is_moving and not self._on_field and mark.role in _THIN_IN_MOTION
        pen = self._pen(mark.role, mark.weight, is_thin=is_thin)
        thinner = 0.75 if mark.role in _THINLY else 0.0
        rim = looks.rim(pen.widthF() - thinner)
        if is_exact(mark):
            rim.setDashPattern([length * pen.widthF() / rim.widthF() for length in pen.dashPattern()])
            rim.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(rim if casing else pen)
        self._clip_off_labels(painter, is_wanted=mark.role in _BESIDE_LABELS)
        # Piece by piece: of many lines in one path Qt's painter takes several times as long.
        for piece in pieces:
            painter.drawPolyline(piece)
        painter.restore()

    def _beside_labels(self) -> QPainterPath | None:
        """Return the frame without the labels of the iso-lines; None where nothing has to leave them free."""
        if self._frame is None or not any(isinstance(m, LineMark) and m.role in _BESIDE_LABELS for m in self._marks):
            return None
        grounds = self.labels()
        if grounds is self._grounds and self._off_labels is not None:
            return self._off_labels
        self._grounds = grounds
        return beside(grounds, self._frame.rect)

    def _paint_area(self, painter: QPainter, mark: AreaMark, path: QPainterPath) -> None:
        ratio = painter.device().devicePixelRatioF()
        hatch = self._hatches.get((mark.role, ratio))
        if hatch is None:
            on = looks.LIGHT if self._on_field else self._theme
            hatch = self._hatches[mark.role, ratio] = area_hatch(mark.role, on, ratio, on_field=self._on_field)
        self._clip_off_labels(painter, is_wanted=mark.role is Role.TRUST)
        painter.fillPath(path, hatch)
        painter.restore()

    def _clip_off_labels(self, painter: QPainter, *, is_wanted: bool) -> None:
        """Leave the labels of the iso-lines free, if that is wanted, until the painter is restored."""
        painter.save()
        if is_wanted and self._off_labels is not None:
            painter.setClipPath(self._off_labels, Qt.ClipOperation.IntersectClip)

    def _pen(self, role: Role, weight: float = 1.0, *, is_thin: bool = False) -> QPen:
        """Return the pen of a role, `weight` times as wide as usual or a hairline; each is made once."""
        pen = self._pens.get((role, weight, is_thin))
        if pen is None:
            pen = self._pens[role, weight, is_thin] = looks.pen(role, self._theme, on_field=self._on_field)
            width = weight * pen.widthF()
            pen.setWidthF(1.0 if is_thin else width)
            if is_thin and pen.style() is Qt.PenStyle.CustomDashLine:
                pen.setDashPattern([width * dash for dash in pen.dashPattern()])
        return pen

    def _placed_words(self) -> list[Placed]:
        """Place each label beyond the end it belongs to: an arrow's head, a line's first vertex or else its last."""
        frame = self._frame
        if frame is None:
            return []
        metrics = QFontMetricsF(looks.small_font())
        wishes: list[Wish] = []
        lines: list[Segment] = []
        for mark in self._marks:
            ends = _ends(mark, frame)
            if not isinstance(mark, TextMark) and ends:
                lines.append(ends[0] if len(ends) == 1 else (ends[0][1], ends[1][1]))
            words = _words(mark)
            if words and ends:
                size = QSizeF(metrics.horizontalAdvance(words) + 8.0, metrics.capHeight() + 8.0)
                wishes.append(Wish(words, size, ends))
        probes = [frame.to_pixels(mark.x, mark.y) for mark in self._marks if isinstance(mark, PointMark)]
        taken = [QRectF(at.x() - _CLEAR, at.y() - _CLEAR, 2 * _CLEAR, 2 * _CLEAR) for at in probes]
        if wishes and self._glyphs:
            taken += _glyph_grounds(self._places_of_glyphs(frame), [end for wish in wishes for _, end in wish.ends])
        levels = self._levels_near([end for wish in wishes for _, end in wish.ends])
        return placed(wishes, frame.rect, taken, lines, levels)

    def _places_of_glyphs(self, frame: PictureFrame) -> Floats:
        """Return the pixels of the glyphs that words keep off; they stay while the probe moves."""
        if self._glyph_places is None or self._glyph_places[0] is not frame:
            from hessview.views.glyph_painting import pixels_of

            places = [pixels_of(mark.places, frame)[0] for mark in self._glyphs if mark.kind != ROUGH]
            self._glyph_places = frame, np.concatenate([np.empty((0, 2)), *places])
        return self._glyph_places[1]

    def _levels_near(self, ends: list[QPointF]) -> list[QRectF]:
        """Return the labels of iso-lines on which words beyond these ends could come to stand."""
        if not ends:
            return []
        near = QRectF(ends[0], ends[0])
        for end in ends:
            near |= QRectF(end, end).adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR)
        labels = self.labels()
        if labels is not self._level_bounds[0]:
            self._level_bounds = labels, [label.boundingRect() for label in labels]
        return [ground for ground in self._level_bounds[1] if ground.intersects(near)]

    def _paint_words(self, painter: QPainter) -> None:
        painter.setFont(looks.small_font())
        for word in self._words:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(looks.LABEL_GROUND)
            painter.drawRoundedRect(word.ground, 4, 4)
            painter.setPen(looks.pen(Role.GRADIENT, self._theme).color())
            painter.drawText(QPointF(word.ground.left() + 4.0, word.ground.bottom() - 4.0), word.words)


def _glyph_grounds(at: Floats, ends: list[QPointF]) -> list[QRectF]:
    """Return squares about the glyphs that lie near the ends of marks; among many there is no place to look for."""
    places = np.array([(end.x(), end.y()) for end in ends]).reshape(-1, 1, 2)
    near = (np.abs(at - places).max(axis=2, initial=0.0) < _NEAR).any(axis=0)
    if near.sum() > _MOST_GLYPHS:
        return []
    return [QRectF(x - _HALF_GLYPH, y - _HALF_GLYPH, 2 * _HALF_GLYPH, 2 * _HALF_GLYPH) for x, y in at[near].tolist()]


def _ends(mark: Mark, frame: PictureFrame) -> tuple[Segment, ...]:
    """Return the ends of a mark at which its label can stand, each with the point behind it."""
    if isinstance(mark, ArrowMark):
        return ((frame.to_pixels(*mark.tail), frame.to_pixels(*mark.head)),)
    if isinstance(mark, TextMark):
        at = frame.to_pixels(mark.x, mark.y)
        return ((at, at),)
    if isinstance(mark, LineMark) and mark.role in _WITNESSES:
        start, after = (frame.to_pixels(float(x), float(y)) for x, y in mark.vertices[:2])
        before, end = (frame.to_pixels(float(x), float(y)) for x, y in mark.vertices[-2:])
        return (before, end), (after, start)
    if isinstance(mark, LineMark) and mark.role in _LABELLED_RINGS and len(mark.vertices) > _RING:
        return _ring_ends(mark, frame)
    if not isinstance(mark, LineMark) or len(mark.vertices) != 2:
        return ()
    first, last = (frame.to_pixels(float(x), float(y)) for x, y in mark.vertices)
    middle = (first + last) / 2
    return (middle, first), (middle, last)


def _ring_ends(mark: LineMark, frame: PictureFrame) -> tuple[Segment, ...]:
    """Return some places around a closed curve, each seen from its middle."""
    corners = mark.vertices[: -1 : max(1, (len(mark.vertices) - 1) // 6)]
    # Of pixels and not of coordinates, whose sum may be too large for a number.
    places = [frame.to_pixels(float(x), float(y)) for x, y in corners]
    middle = sum((place / len(places) for place in places), QPointF())
    return tuple((middle, place) for place in places)


def _words(mark: Mark) -> str:
    if isinstance(mark, TextMark):
        return mark.text
    return mark.label if isinstance(mark, ArrowMark | LineMark) and not is_exact(mark) else ""
