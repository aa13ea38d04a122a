"""The colour bar: a thin strip that says which colour is which value, with round numbers beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from pyqtgraph.functions import ndarray_to_qimage
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from hessview.figure import colour_maps, words
from hessview.views import theme as looks
from hessview.views.picture_frame import ticks

if TYPE_CHECKING:
    from hessview.figure.marks import FieldMark
    from hessview.views.theme import Theme

WIDTH = 12.0
LABEL_ROOM = 52.0
_APART = 34.0


class ColourBarItem(QGraphicsItem):
    """The strip right of the picture: low at the bottom, values at round places, spread as the colours are."""

    def __init__(self) -> None:
        super().__init__()
        self._rect = QRectF()
        self._mark: FieldMark | None = None
        self._title = ""
        self._theme = looks.LIGHT
        self._image: QImage | None = None

    def boundingRect(self) -> QRectF:
        """Return the strip with its numbers and title."""
        return self._rect.adjusted(-2, -24, LABEL_ROOM, 12)

    def set_scale(self, mark: FieldMark | None, title: str, rect: QRectF, theme: Theme) -> None:
        """Paint the colours of `mark` on `rect`; nothing without a mark."""
        same_scale = _scale(mark) == _scale(self._mark) and theme is self._theme
        if same_scale and rect == self._rect and title == self._title:
            self._mark = mark
            return
        self.prepareGeometryChange()
        self._mark, self._title, self._rect, self._theme = mark, title, rect, theme
        self._image = None
        self.setVisible(mark is not None)
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint strip, ticks, numbers and title."""
        mark, rect, theme = self._mark, self._rect, self._theme
        if mark is None:
            return
        if self._image is None:
            self._image = _strip(mark, theme)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, self._image)
        outline = QPen(looks.outline(theme), 1.0)
        painter.setPen(outline)
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setFont(looks.small_font())
        metrics = QFontMetricsF(painter.font())
        remainder, places = bar_ticks(mark, rect.height())
        for share, label in places:
            y = rect.bottom() - share * rect.height()
            painter.setPen(outline)
            painter.drawLine(QPointF(rect.right() + 1, y), QPointF(rect.right() + 4, y))
            painter.setPen(theme.color("secondary"))
            painter.drawText(QPointF(rect.right() + 8, y + metrics.capHeight() / 2), label)
        title = " ".join(part for part in (self._title, remainder) if part)
        painter.setPen(theme.color("text"))
        painter.setFont(looks.variable_font() if not remainder else looks.small_font())
        above = QRectF(rect.left() - 2, rect.top() - 24, WIDTH + LABEL_ROOM, 20)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, title)


def _scale(mark: FieldMark | None) -> tuple[object, ...]:
    if mark is None:
        return ()
    return (mark.low, mark.high, mark.colour_map, None if mark.knots is None else mark.knots.tobytes())


def _strip(mark: FieldMark, theme: Theme) -> QImage:
    table = colour_maps.table(mark.colour_map, theme.name)[::-1].astype(np.uint32)
    pixels = np.ascontiguousarray((0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2])[:, None])
    image: QImage = ndarray_to_qimage(pixels, QImage.Format.Format_RGB32)
    return image


def bar_ticks(mark: FieldMark, height: float) -> tuple[str, list[tuple[float, str]]]:
    """What the labels leave out, and (place from 0 to 1, label) of each value, none closer than words need.

    On a stretched scale round values crowd together at one end; of those that would collide the rounder one stays.
    """
    room = max(2, int(height / 64))
    if mark.knots is None:
        found = ticks(mark.low, mark.high, room)
        shares = mark.positions(np.array(found.values)).tolist() if found.values else []
        return found.remainder, list(zip(shares, found.labels, strict=True))
    return "", _stretched_ticks(mark, height, room)


def _stretched_ticks(mark: FieldMark, height: float, room: int) -> list[tuple[float, str]]:
    placed: list[tuple[float, str]] = []
    for k in range(room + 1):
        low, high = mark.value_at(max(0.0, (k - 0.3) / room)), mark.value_at(min(1.0, (k + 0.3) / room))
        if not low < high:
            continue
        value = roundest(low, high)
        share = float(mark.positions(np.array([value]))[0])
        if all(abs(share - other) * height >= _APART for other, _ in placed):
            placed.append((share, words.number(value)))
    return placed


def roundest(low: float, high: float) -> float:
    """The number between `low` and `high` that is shortest to write: 0, else one digit, else two, and so on."""
    if low <= 0.0 <= high:
        return 0.0
    power = math.floor(math.log10(max(abs(low), abs(high))))
    for _ in range(17):
        for factor in (10.0, 5.0, 2.0, 1.0):
            step = factor * 10.0**power
            nearest = round((low / 2 + high / 2) / step) * step
            if low <= nearest <= high:
                return nearest
        power -= 1
    return low / 2 + high / 2
