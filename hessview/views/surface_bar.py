"""The colour bar beside a surface that is shown without its map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize

from hessview.document.state import Arrangement
from hessview.figure import colour_bar
from hessview.views import colour_bar_item
from hessview.views.colour_bar_item import ColourBarItem, Places

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

_GAP, _ABOVE, _BELOW = 8.0, 44.0, 56.0
_NARROWEST = 400
"""Pixels of a view, below which the surface needs them all."""


class SurfaceBar:
    """Paints the strip with its numbers at the right edge."""

    def __init__(self) -> None:
        self._item = ColourBarItem()

    def room(self, state: State, figure: Figure, size: QSize) -> float:
        """Return how many pixels the bar takes at the right of a view; 0 where there is none."""
        if state.arrangement is not Arrangement.SURFACE or figure.colour_bar is None or size.width() < _NARROWEST:
            return 0.0
        if colour_bar.field_of(figure) is None:
            return 0.0
        return 2.0 * _GAP + colour_bar_item.WIDTH + colour_bar_item.label_room(_places(figure, size))

    def rest(self, state: State, figure: Figure, size: QSize) -> tuple[float, float]:
        """Return what is left for the surface, in pixels, at least 1."""
        return max(size.width() - self.room(state, figure, size), 1.0), max(float(size.height()), 1.0)

    def paint(self, painter: QPainter, state: State, figure: Figure, size: QSize, theme: Theme) -> None:
        """Paint it in the room that it takes."""
        room = self.room(state, figure, size)
        if room == 0.0:
            return
        strip = QRectF(size.width() - room + _GAP, _ABOVE, colour_bar_item.WIDTH, _height(size))
        title = figure.colour_bar or ""
        self._item.set_scale(colour_bar.field_of(figure), _places(figure, size), title, strip, theme)
        painter.save()
        self._item.paint(painter)
        painter.restore()


def _height(size: QSize) -> float:
    return max(size.height() - _ABOVE - _BELOW, 32.0)


def _places(figure: Figure, size: QSize) -> Places:
    return colour_bar.ticks(figure, max(2, int(_height(size) / colour_bar_item.APART)))
