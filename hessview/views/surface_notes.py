"""What has to be said about the surface, in lines below it: it makes room for them, and none is written over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics

from hessview.figure.surface.scene import surface_notes
from hessview.views import theme as looks
from hessview.views.gestures import Gesture
from hessview.views.theme import GRID
from hessview.views.wrapped_words import wrapped

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.views.theme import Theme

_MOST_SHARE = 0.25
"""Of the height of a view: what they may take from the surface."""


class SurfaceNotes:
    """Finds the lines and paints them.

    Room once made stays for a function and its view, lest the surface move to and fro while the probe does.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._kept = 0
        self._kept_for: tuple[object, ...] = ()

    def rest(
        self, state: State, results: Results, size: tuple[float, float], gesture: Gesture
    ) -> tuple[float, float]:
        """Return what is left of so many pixels for the surface, at least 1; during a gesture no more is taken."""
        is_held = gesture is not Gesture.NONE
        metrics = QFontMetrics(looks.small_font())
        width = max(round(size[0]) - 2 * GRID, 1)
        room = size
        for _ in range(2):  # in the room that the notes leave, one more may have to be said
            said = surface_notes(state, results, room)
            self._lines = [line for words in said for line in wrapped(words, metrics, width)]
            room = size[0], max(size[1] - len(self._lines) * metrics.height(), 1.0)
        about = (size, state.accepted, state.view)
        if about != self._kept_for and not is_held:
            self._kept, self._kept_for = 0, about
        if not is_held:
            self._kept = max(self._kept, len(self._lines))
        taken = self._kept * metrics.height() + (GRID if self._kept else 0)
        return size[0], max(size[1] - min(taken, _MOST_SHARE * size[1]), 1.0)

    def paint(self, painter: QPainter, room: QRect, theme: Theme) -> None:
        """Paint them along the lower edge."""
        painter.setFont(looks.small_font())
        painter.setPen(theme.color("secondary"))
        metrics = painter.fontMetrics()
        bottom = room.bottom() - GRID // 2 - metrics.descent()
        for k, line in enumerate(reversed(self._lines)):
            painter.drawText(room.left() + GRID, bottom - k * metrics.height(), line)
