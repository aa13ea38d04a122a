"""The badge: what the point is, as a glyph on a tinted ground and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen

from hessview.views.glyphs import glyph_path
from hessview.views.painted_block import PaintedBlock
from hessview.views.theme import GRID, TEXT_SIZE, badge_font

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hessview.views.theme import Theme

HEIGHT = 6 * GRID
_GLYPH = 20.0
_REST_MS = 400
"""So long the probe stands still before another point of the same class is named once more, or one without a class."""

_CLASSES = ("minimum", "maximum", "saddle", "degenerate", "not differentiable", "undecided")


class ClassBadge(PaintedBlock):
    """Glyph and words of a class; away from critical points a plain ground with a slope's glyph."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = ""
        self._words = ""
        self._place: tuple[float, ...] = ()
        self._said: tuple[str, str, tuple[float, ...]] = ("", "", ())
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._announce)
        self.setFixedHeight(HEIGHT)

    def render_class(self, kind: str, words: str, place: tuple[float, ...] = ()) -> None:
        """Show the class `kind` (one of the theme's, anything else is no class) named by `words`.

        A screen reader says it although the focus stays on the picture: a new class at once; when the probe rests,
        another point of the same class, or that the point has no class; no pixel of a drag beside.
        """
        self._place = place
        if (kind, words) != (self._kind, self._words):
            self._kind, self._words = kind, words
            self.speak(words)
            self.update()
        is_class, is_new = kind in _CLASSES, (kind, words) != self._said[:2]
        if is_class and is_new:
            self._announce()
        elif is_new or (is_class and place != self._said[2]):
            self._rest.start()
        else:
            self._rest.stop()

    def _announce(self) -> None:
        self._rest.stop()
        self._said = (self._kind, self._words, self._place)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._words))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, glyph and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        known = self._kind in _CLASSES
        ground = self._theme.tint(self._kind) if known else self._theme.color("window")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6.0, 6.0)
        self._paint_glyph(painter, QPointF(box.left() + 26.0, box.center().y()))
        self._paint_words(painter, box.adjusted(50.0, 0.0, -12.0, 0.0))
        painter.end()

    def _paint_glyph(self, painter: QPainter, centre: QPointF) -> None:
        if self._kind in _CLASSES and self._kind != "undecided":
            painter.setBrush(self._theme.class_color(self._kind))
            painter.drawPath(glyph_path(self._kind, _GLYPH).translated(centre))
            return
        colour = self._theme.color("secondary")
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._kind == "undecided":
            box = QRectF(centre.x() - 9.0, centre.y() - 9.0, 18.0, 18.0)
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.drawRect(box)
        elif self._kind == "undefined":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, 8.5, 8.5)
            painter.drawLine(centre + QPointF(-6.0, 6.0), centre + QPointF(6.0, -6.0))
        elif self._words:
            # A slope: the ground rises to the right.
            painter.drawLine(centre + QPointF(-9.0, 6.0), centre + QPointF(9.0, -6.0))
            painter.drawLine(centre + QPointF(9.0, -6.0), centre + QPointF(3.0, -6.5))
            painter.drawLine(centre + QPointF(9.0, -6.0), centre + QPointF(6.5, -0.5))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        font = badge_font()
        while QFontMetricsF(font).horizontalAdvance(self._words) > box.width() and font.pixelSize() > TEXT_SIZE:
            font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._words)
