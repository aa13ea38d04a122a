"""The legend: which pattern and colour is which kind of region, in a corner where the probe is not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem

from hessview.figure.legend import Entry, Glyph
from hessview.figure.legend_corner import quietest_corner
from hessview.figure.marks import PATHS, RUNS, DotsMark, Role
from hessview.views import theme as looks
from hessview.views.overlay_pens import area_hatch
from hessview.views.regions import paint_sample
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.figure.marks import Floats
    from hessview.views.theme import Theme

_ROW, _ROWS = 20.0, (20.0, 17.0, 15.0)
"""Pixels from one line to the next, and how far apart lines are where an open legend would be higher than the picture
even in several columns."""

_MOST_COLUMNS, _BETWEEN = 4, 12.0
_SAMPLE = 32.0
_SAMPLE_SHARE = 0.8
"""Of its row, how high a sample is."""

_MARGIN = 8.0
_INSIDE = 6.0
_SIGN = 10.0
"""Pixels across of the triangle on a legend that can be folded and unfolded."""

_MOST_SHARE, _MOST_SIDE = 0.2, 0.65
"""Shares of a picture, of its area and of its sides: a legend that would cover more of it is folded."""

_LOW, _LOW_SHARE = 320.0, 0.25
"""Pixels, and the share of its height of which this is so of a picture that is lower."""

_BUSY = 8.0
"""How much more a probe, a word, the head of an arrow or the end of a run matters than one of the glyphs."""

_PASSED = 0.2
"""And how much one of the points matters that stand for a line."""


class LegendItem(QGraphicsItem):
    """One line for each kind of region and of named line; nothing without any."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self._theme = looks.LIGHT
        self._on_field = False
        self._rect = QRectF()
        self._corner = (1.0, 1.0)
        self._around = QRectF()
        self._measured: tuple[float, ...] | None = None
        self._arranged: tuple[object, _Columns] | None = None
        self._is_folded = self._is_pointed_at = self._is_kept_open = self._is_shut = False
        self._picture: QPixmap | None = None
        self.setVisible(False)

    def boundingRect(self) -> QRectF:
        """Return the ground with its outline."""
        return self._rect.adjusted(-1, -1, 1, 1)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The lines that are shown."""
        return self._entries

    def set_entries(self, entries: tuple[Entry, ...], theme: Theme, *, on_field: bool) -> None:
        """Say these lines; `on_field` as the regions are painted."""
        if (entries, theme, on_field) != (self._entries, self._theme, self._on_field):
            self._entries, self._theme, self._on_field = entries, theme, on_field
            self._picture = self._measured = None
            self.setVisible(bool(entries))
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        self.set_entries(self._entries, theme, on_field=self._on_field)

    @property
    def is_folded(self) -> bool:
        """Whether a word stands for all lines, because they would cover too much of the picture."""
        return self._is_folded and not (self._is_pointed_at or self._is_kept_open)

    def point_at(self, place: QPointF | None) -> None:
        """Unfold while the cursor, at a pixel, is on it, unless it was folded under the cursor."""
        is_here = place is not None and self.folds_at(place)
        self._is_shut = self._is_shut and is_here
        is_pointed_at = is_here and not self._is_shut
        if is_pointed_at != self._is_pointed_at:
            self._is_pointed_at = is_pointed_at
            self._stand()

    def folds_at(self, place: QPointF) -> bool:
        """Whether a press at a pixel folds or unfolds it: it does where it has no room to be open by itself."""
        return self._is_folded and self.isVisible() and self._rect.contains(place)

    def fold_or_unfold(self) -> None:
        """Keep it open, or fold it, where it has no room to be open by itself."""
        if self._is_folded and self.isVisible():
            self._is_kept_open = not self._is_kept_open
            self._is_shut, self._is_pointed_at = not self._is_kept_open, False
            self._stand()

    def stand_clear(
        self, picture: QRectF, places: Sequence[QPointF], glyphs: Sequence[Floats] = (), passed: Sequence[Floats] = ()
    ) -> None:
        """Stand in the corner of the picture in which least is covered; the present one is left only for a better one.

        Parameters
        ----------
        places
            Pixels that are not to be covered.
        glyphs
            Pixels that matter less, each of shape (m, 2).
        passed
            Pixels of lines, which matter least, each of shape (m, 2).
        """
        width, height = picture.width(), picture.height()
        across, up = self._whole_size()
        is_large = across * up > _MOST_SHARE * width * height or across > _MOST_SIDE * width or up > _MOST_SIDE * height
        is_large |= height < _LOW and up > _LOW_SHARE * height
        if is_large != self._is_folded:
            self._is_folded, self._is_pointed_at, self._is_shut = is_large, False, False
        if not self._is_pointed_at:
            size = self._size()
            at = np.array([(place.x(), place.y()) for place in places]).reshape(-1, 2)
            pixels = np.concatenate([at, *glyphs, *passed])
            shares = (pixels - (picture.left(), picture.bottom())) / (width, -height)
            room = (size[0] + 2 * _MARGIN) / width, (size[1] + 2 * _MARGIN) / height
            counts = (len(at), sum(map(len, glyphs)), sum(map(len, passed)))
            weights = np.repeat((_BUSY, 1.0, _PASSED), counts)
            self._corner = quietest_corner(shares, weights, room, self._corner)
        self._around = picture
        self._stand()

    def _stand(self) -> None:
        picture, size = self._around, self._size()
        left = picture.left() + _MARGIN if self._corner[0] == 0.0 else picture.right() - _MARGIN - size[0]
        top = picture.top() + _MARGIN if self._corner[1] == 1.0 else picture.bottom() - _MARGIN - size[1]
        # Unfolded it may be larger than the picture, and is to be seen from its first line and its samples on.
        most = self.scene().sceneRect().right() - size[0] - 2.0 if self.scene() is not None else left
        rect = QRectF(max(round(min(left, most)), 2), max(round(top), 2), *size)
        # Who opened it wants to read it: the probe does not stand on its words.
        self.setZValue(1.0 if self._is_folded and not self.is_folded else 0.0)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def tip_at(self, place: QPointF) -> str:
        """Return the sentence about the line at a pixel, empty when there is none."""
        if not self.isVisible() or not self._rect.contains(place):
            return ""
        entry = self._entries[self._columns.entry_at(place - self._rect.topLeft())]
        return f"{entry.words}: {entry.tip}" if entry.tip else entry.words

    def paint(self, painter: QPainter, *_: object) -> None:
        """Copy what was painted once: a drag often passes below it."""
        ratio = painter.device().devicePixelRatioF()
        picture, size = self._picture, (self._rect.size() * ratio).toSize()
        if picture is None or picture.devicePixelRatioF() != ratio or picture.size() != size:
            picture = self._picture = QPixmap(size)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inside = QPainter(picture)
            inside.translate(-self._rect.topLeft())
            self._paint_all(inside)
            inside.end()
        painter.drawPixmap(self._rect.topLeft(), picture)

    def _paint_all(self, painter: QPainter) -> None:
        """Paint ground, samples and words."""
        theme = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.color("panel")
        ground.setAlphaF(0.92)
        painter.setPen(QPen(looks.outline(theme), 1.0))
        painter.setBrush(ground)
        painter.drawRoundedRect(self._rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(looks.small_font())
        metrics = QFontMetricsF(painter.font())
        if self.is_folded:
            painter.setPen(theme.color("text"))
            painter.drawText(self._rect.adjusted(_SIGN, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, self._word)
            self._paint_sign(painter, QPointF(self._rect.left() + 0.5 * (_SIGN + _INSIDE), self._rect.center().y()))
            return
        if self._is_folded:
            corner = self._rect.topRight()
            self._paint_sign(painter, corner + QPointF(-0.5 * (_SIGN + _INSIDE), _INSIDE + 0.5 * _ROW))
        columns = self._columns
        for at, entry in enumerate(self._entries):
            sample = columns.sample(at).translated(self._rect.topLeft())
            self._paint_sample(painter, entry, sample)
            painter.setPen(theme.color("text"))
            words = QPointF(sample.right() + GRID, sample.center().y() + metrics.capHeight() / 2)
            painter.drawText(words, entry.words)

    def _paint_sign(self, painter: QPainter, middle: QPointF) -> None:
        """Paint a triangle that says what a press does: to the right it unfolds, downwards it folds."""
        turned = QTransform().translate(middle.x(), middle.y()).rotate(0.0 if self.is_folded else 90.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("secondary"))
        painter.drawPolygon(turned.map(QPolygonF([QPointF(-2.5, -4.0), QPointF(2.5, 0.0), QPointF(-2.5, 4.0)])))

    def _paint_sample(self, painter: QPainter, entry: Entry, rect: QRectF) -> None:
        if isinstance(entry.sample, Glyph):
            return  # these stand in the key above the picture
        if isinstance(entry.sample, Role):
            pen = looks.pen(entry.sample, self._look, on_field=False)
            if entry.sample is Role.TRUST:
                painter.setPen(pen)
                ratio = painter.device().devicePixelRatioF()
                painter.setBrush(area_hatch(entry.sample, self._look, ratio, on_field=False))
                painter.drawRect(rect.adjusted(0.5, 1.5, -0.5, -1.5))
                return
            ends = QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y())
            for ink in (pen, looks.core(pen, self._look.color("panel"))) if entry.sample in PATHS else (pen,):
                painter.setPen(ink)
                painter.drawLine(*ends)
            if entry.sample in RUNS:
                self._paint_run_dots(painter, entry.sample, rect, pen.color())
            return
        paint_sample(painter, rect, entry.sample, self._look, is_tinted=entry.is_tinted)

    def _paint_run_dots(self, painter: QPainter, role: Role, rect: QRectF, color: QColor) -> None:
        from hessview.views.run_painting import paint_dots

        at = np.array([[rect.left() + share * rect.width(), rect.center().y()] for share in (0.25, 0.75)])
        paint_dots(painter, DotsMark(at, role, 1.25), at, color, self._look.color("panel"), cased=False)

    @property
    def _look(self) -> Theme:
        """On a field a legend is light, as the words of the overlays are: so lines look in it as they do beside it."""
        return looks.LIGHT if self._on_field else self._theme

    @property
    def _word(self) -> str:
        count = len(self._entries)
        return f"legend: {count} entries" if count > 1 else "legend"

    def _size(self) -> tuple[float, float]:
        if not self.is_folded:
            columns = self._columns
            return columns.width + (_SIGN if self._is_folded else 0.0), columns.height
        words = QFontMetricsF(looks.small_font()).horizontalAdvance(self._word)
        return math.ceil(2 * _INSIDE + _SIGN + words + 2.0), _ROW + 2.0

    def _whole_size(self) -> tuple[float, float]:
        """Return the size of all lines in one column."""
        one = _Columns(self._widths, len(self._entries), _ROW)
        return one.width, one.height

    @property
    def _widths(self) -> tuple[float, ...]:
        if self._measured is None:
            metrics = QFontMetricsF(looks.small_font())
            self._measured = tuple(metrics.horizontalAdvance(entry.words) for entry in self._entries)
        return self._measured

    @property
    def _columns(self) -> _Columns:
        """Where the lines stand while it is open: within the picture, if that can be."""
        room = self._around.width() - 2 * _MARGIN - _SIGN, self._around.height() - 2 * _MARGIN
        key = self._widths, room
        if self._arranged is None or self._arranged[0] != key:
            self._arranged = key, _arranged(self._widths, room)
        return self._arranged[1]


@dataclass(frozen=True)
class _Columns:
    """Lines one below the other, so many in each column, with words of these widths."""

    widths: tuple[float, ...]
    rows: int
    row: float

    @property
    def starts(self) -> tuple[float, ...]:
        """Where each column begins, and where the last one ends."""
        made = [_INSIDE]
        for first in range(0, len(self.widths), max(self.rows, 1)):
            widest = max(self.widths[first : first + self.rows])
            made.append(made[-1] + math.ceil(_SAMPLE + GRID + widest + 2.0) + _BETWEEN)
        return tuple(made)

    @property
    def width(self) -> float:
        return self.starts[-1] - (_BETWEEN if self.widths else 0.0) + _INSIDE

    @property
    def height(self) -> float:
        return 2 * _INSIDE + self.row * self.rows

    def sample(self, at: int) -> QRectF:
        """Return where the sample of a line is."""
        column, row = divmod(at, self.rows)
        high = _SAMPLE_SHARE * self.row
        return QRectF(self.starts[column], _INSIDE + (row + 0.5) * self.row - 0.5 * high, _SAMPLE, high)

    def entry_at(self, place: QPointF) -> int:
        """Return the line that is nearest to a place."""
        row = min(max(math.floor((place.y() - _INSIDE) / self.row), 0), self.rows - 1)
        column = sum(start - 0.5 * _BETWEEN <= place.x() for start in self.starts[1:-1])
        return min(column * self.rows + row, len(self.widths) - 1)


def _arranged(widths: tuple[float, ...], room: tuple[float, float]) -> _Columns:
    """Return the fewest columns in which lines have room; where they have none, the lowest single one."""
    count = len(widths)
    for row in _ROWS:
        for columns in range(1, min(count, _MOST_COLUMNS) + 1):
            made = _Columns(widths, math.ceil(count / columns), row)
            if made.height <= room[1] and made.width <= room[0]:
                return made
    return _Columns(widths, count, _ROWS[-1])
