"""The frame of the picture: its outline, ticks, numbers and the names of its axes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from hessview.figure.words import name_words
from hessview.views import theme as looks
from hessview.views.picture_frame import PictureFrame, without_collisions
from hessview.views.theme import GRID, Theme
from hessview.views.wrapped_words import DOT, whole_notes

TICK_LENGTH = 4.0
TICK_GAP = 4.0
NAME_HEIGHT = 20.0
_LINE, _FIRST_LINE = 14.0, 30.0
"""Pixels of a line of notes, and of the room above the frame that has one of them beside the key."""
_MOST_BROKEN = 7


class AxesItem(QGraphicsItem):
    """Outline, ticks and names, painted around the frame; the numbers are as few as are needed."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: PictureFrame | None = None
        self._names = ("", "")
        self.lines = 1
        """For how many lines of notes there is to be room above the frame."""
        self._notes: tuple[str, ...] = ()
        self._broken: dict[tuple[tuple[str, ...], int, int], tuple[str, ...]] = {}
        self._bounds = QRectF()
        self._theme = looks.LIGHT
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return the whole picture's rectangle, margins included."""
        return self._bounds

    def set_axes(self, frame: PictureFrame, names: tuple[str, str], bounds: QRectF, theme: Theme) -> None:
        """Paint the axes of `frame`, called by these names, inside `bounds`."""
        if (frame, names, bounds, theme) == (self._frame, self._names, self._bounds, self._theme):
            return
        self.prepareGeometryChange()
        self._frame, self._names, self._bounds, self._theme = frame, names, bounds, theme
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, *_: object) -> None:
        """Paint outline, ticks, numbers and names; nothing when only the inside is painted anew, as in a drag."""
        if self._frame is None or self._frame.rect.contains(option.exposedRect):
            return
        frame, theme = self._frame, self._theme
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setPen(QPen(looks.outline(theme), 1.0))
        painter.drawRect(frame.rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setFont(looks.small_font())
        self._paint_x(painter, frame)
        self._paint_y(painter, frame)
        self._paint_names(painter, frame)
        self._paint_notes(painter, frame)

    def set_notes(self, notes: tuple[str, ...]) -> None:
        """Say these things about the picture above it."""
        said = tuple(filter(None, notes))
        if said != self._notes:
            self._notes = said
            self.update()

    def makes_room(self, most: int) -> bool:
        """Change `lines` to what the notes take, at most so many, and return whether that is another number.

        Room once made stays, lest the picture move to and fro, until there are no notes.
        """
        before, wanted = self.lines, len(self._broken_into(most))
        self.lines = max(before, wanted) if wanted else 1
        return self.lines != before

    def notes_at(self, place: QPointF) -> str:
        """Return the notes in full where a part of them stands; empty elsewhere."""
        if self._frame is None or not self._notes:
            return ""
        return DOT.join(self._notes) if self._room_above(self._frame).contains(place) else ""

    def free_above(self) -> tuple[float, float, float]:
        """Return from where to where nothing is said right above the picture, and how high it is what is said."""
        if self._frame is None:
            return 0.0, 0.0, _LINE
        metrics = QFontMetricsF(looks.small_font())
        remainder = self._frame.y_ticks.remainder
        left = self._frame.left + (metrics.horizontalAdvance(remainder) + 2 * GRID if remainder else 0.0)
        notes = metrics.horizontalAdvance(DOT.join(self._notes)) + 2 * GRID if self._notes else 0.0
        return left, max(self._frame.left + self._frame.width - notes, left), _LINE * max(len(self._lines()), 1)

    def _lines(self) -> tuple[str, ...]:
        """Return the notes as lines, as many as there is room for."""
        frame = self._frame
        return () if frame is None else self._broken_into(max(1 + int((frame.top - _FIRST_LINE) // _LINE), 1))

    def _broken_into(self, most: int) -> tuple[str, ...]:
        """Return the notes as at most so many lines; broken anew only when they, or their room, are others."""
        if self._frame is None or not self._notes:
            return ()
        metrics, remainder = QFontMetrics(looks.small_font()), self._frame.y_ticks.remainder
        taken = metrics.horizontalAdvance(remainder + "  ") if remainder else 0
        key = (self._notes, int(self._frame.width) - taken, most)
        if key not in self._broken:
            # Asked in turn for as many lines as there may be and as there is room for, before and after it changes.
            self._broken = dict([*self._broken.items()][-_MOST_BROKEN:])
            self._broken[key] = whole_notes(self._notes, metrics, key[1], most)
        return self._broken[key]

    def _room_above(self, frame: PictureFrame) -> QRectF:
        height = _LINE * max(len(self._lines()), 1) + 6.0
        return QRectF(frame.left, frame.top - height - 2.0, frame.width, height)

    def _paint_notes(self, painter: QPainter, frame: PictureFrame) -> None:
        painter.setFont(looks.small_font())
        painter.setPen(self._theme.color("secondary"))
        alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(self._room_above(frame), alignment, "\n".join(self._lines()))

    def _paint_x(self, painter: QPainter, frame: PictureFrame) -> None:
        metrics = QFontMetricsF(painter.font())
        found = frame.x_ticks
        bottom = frame.top + frame.height + 1
        places = [frame.to_pixels(x, frame.box.y0).x() for x in found.values]
        widths = [metrics.horizontalAdvance(label) for label in found.labels]
        self._paint_ticks(painter, [(QPointF(x, bottom), QPointF(x, bottom + TICK_LENGTH)) for x in places])
        baseline = bottom + TICK_LENGTH + TICK_GAP + metrics.ascent()
        for k in without_collisions(places, widths, 8.0):
            painter.drawText(QPointF(places[k] - widths[k] / 2, baseline), found.labels[k])
        if found.remainder:
            width = metrics.horizontalAdvance(found.remainder)
            below = baseline + NAME_HEIGHT - 4
            painter.drawText(QPointF(frame.left + frame.width - width, below), found.remainder)

    def _paint_y(self, painter: QPainter, frame: PictureFrame) -> None:
        metrics = QFontMetricsF(painter.font())
        found = frame.y_ticks
        left = frame.left - 1
        places = [frame.to_pixels(frame.box.x0, y).y() for y in found.values]
        self._paint_ticks(painter, [(QPointF(left, y), QPointF(left - TICK_LENGTH, y)) for y in places])
        for y, label in zip(places, found.labels, strict=True):
            right = left - TICK_LENGTH - TICK_GAP
            painter.drawText(QPointF(right - metrics.horizontalAdvance(label), y + metrics.capHeight() / 2), label)
        if found.remainder:
            painter.drawText(QPointF(frame.left, frame.top - 6), found.remainder)

    def _paint_ticks(self, painter: QPainter, lines: list[tuple[QPointF, QPointF]]) -> None:
        painter.setPen(QPen(looks.outline(self._theme), 1.0))
        for start, end in lines:
            painter.drawLine(start, end)
        painter.setPen(self._theme.color("secondary"))

    def _paint_names(self, painter: QPainter, frame: PictureFrame) -> None:
        painter.setFont(looks.variable_font())
        painter.setPen(self._theme.color("text"))
        x_name, y_name = (name_words(name) for name in self._names)
        top = frame.top + frame.height + TICK_LENGTH + TICK_GAP + 14
        below = QRectF(frame.left, top, frame.width, NAME_HEIGHT)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, x_name)
        painter.save()
        left = frame.left - TICK_LENGTH - TICK_GAP - label_room(frame) - NAME_HEIGHT / 2
        middle = QPointF(left, frame.top + frame.height / 2)
        painter.translate(middle)
        if len(y_name) > 2:
            painter.rotate(-90)
        room = QRectF(-frame.height / 2, -NAME_HEIGHT / 2, frame.height, NAME_HEIGHT)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, y_name)
        painter.restore()


def label_room(frame: PictureFrame) -> float:
    """Pixels that the numbers of the y axis need, in steps, so that panning does not move the frame."""
    metrics = QFontMetricsF(looks.small_font())
    widest = max((metrics.horizontalAdvance(label) for label in frame.y_ticks.labels), default=0.0)
    return max(24.0, 2 * GRID * math.ceil(widest / (2 * GRID)))
