"""The sign of a class of points where it stands in a line of words: in a table, on a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF, QTransform

from hessview.figure.glyph_shapes import detail
from hessview.views.glyphs import glyph_path

if TYPE_CHECKING:
    from hessview.views.theme import Theme

SIZE = 11.0
_DIAMOND = 13.5
_FAINT = 0.35


def paint_class_sign(
    painter: QPainter, centre: QPointF, kind: str, theme: Theme, *, nature: str = "", filled: bool = True
) -> None:
    """Paint the glyph of a class on the ground of a panel, hollow if it is not proved, a hatched patch if undecided.

    Parameters
    ----------
    nature
        What a degenerate point is, as a sign inside its glyph; empty for none.
    """
    colour = theme.class_color(kind)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "undecided":
        half = 0.5 * SIZE
        brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        brush.setTransform(QTransform.fromScale(0.6, 0.6))
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(brush)
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, SIZE, SIZE))
    else:
        size = _DIAMOND if kind == "degenerate" else SIZE - 1.0
        painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
        painter.drawPath(glyph_path(kind, size).translated(centre))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel") if filled else colour)
        for ring in detail(nature) if kind == "degenerate" else ():
            corners = [QPointF(centre.x() + 0.5 * size * x, centre.y() - 0.5 * size * y) for x, y in ring.tolist()]
            painter.drawPolygon(QPolygonF(corners))
    painter.restore()


def paint_faint_sign(painter: QPainter, centre: QPointF, kind: str, theme: Theme) -> None:
    """Paint the sign of a class of which there are none."""
    painter.save()
    painter.setOpacity(_FAINT)
    paint_class_sign(painter, centre, kind, theme)
    painter.restore()
