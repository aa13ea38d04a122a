"""The sign of a class of points where it stands in a line of words: in a table, on a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTransform

from hessview.views.glyphs import glyph_path

if TYPE_CHECKING:
    from hessview.views.theme import Theme

SIZE = 11.0
_FAINT = 0.35


def paint_class_sign(
    painter: QPainter, centre: QPointF, kind: str, theme: Theme, *, filled: bool = True, faint: bool = False
) -> None:
    """Paint the glyph of a class on the ground of a panel, hollow if it is not proved, a hatched patch if undecided.

    `faint` is for a class of which there are none.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if faint:
        painter.setOpacity(_FAINT)
    colour = theme.class_color(kind)
    if kind == "undecided":
        half = 0.5 * SIZE
        box = QRectF(centre.x() - half, centre.y() - half, SIZE, SIZE)
        brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        brush.setTransform(QTransform.fromScale(0.6, 0.6))
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(brush)
        painter.drawRect(box)
    else:
        painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
        painter.drawPath(glyph_path(kind, SIZE - 1.0).translated(centre))
    painter.restore()
