"""The dial of the second derivative in a widget: a direction is chosen on it by dragging or with the arrow keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal

from hessview.views.plot_view import PlotView
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hessview.figure.dial import Dial
    from hessview.views.theme import Theme

NAME = "Dial of the second derivative"
_TIP = (
    "dᵀHd for every unit direction d: outside the circle positive, inside negative. Drag to choose a direction, its"
    " section appears; the arrow keys turn it, double click or Escape removes it."
)
_CATCH = 2.5
"""Degrees about a principal or asymptotic direction within which a drag means it, unless Alt is down."""

_TURN, _FINE_TURN = 5.0, 0.5


class DialView(PlotView):
    """Shows a dial and turns its direction.

    Signals
    -------
    turned
        The direction in degrees that is wanted, above -180 and at most 180, and whether a key did it.
    removed
        No direction is wanted any more, and whether two clicks say so, the first of which has turned it.
    """

    turned = Signal(float, bool)
    removed = Signal(bool)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(NAME, theme, parent)
        self._marked: tuple[float, ...] = ()
        self._direction: float | None = None
        self.setToolTip(_TIP)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.pressed.connect(self._on_pulled)
        self.dragged.connect(self._on_pulled)
        self.stepped.connect(self._on_stepped)
        self.double_clicked.connect(lambda: self.removed.emit(True))
        self.escaped.connect(lambda: self.removed.emit(False))

    def sizeHint(self) -> QSize:
        """As wide as its words need."""
        return QSize(220, 184)

    def show_dial(self, dial: Dial, marked: tuple[float, ...], direction: float | None) -> None:
        """Show a dial.

        Parameters
        ----------
        marked
            Directions in degrees that a drag near them means; with each also the opposite one.
        direction
            The one that is chosen; None: none is.
        """
        self._marked, self._direction = marked, direction
        self.takes_escape = direction is not None
        self.show_figure(dial.figure, dial.title, dial.sayings)
        tip = f"{_TIP}\n\n{dial.tip}" if dial.tip else _TIP
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _on_pulled(self, x: float, y: float, alt: bool) -> None:
        if math.hypot(x, y) > 0.0:
            angle = math.degrees(math.atan2(y, x))
            self.turned.emit(angle if alt else caught(angle, self._marked), False)

    def _on_stepped(self, across: int, up: int, fine: bool) -> None:
        step = (_FINE_TURN if fine else _TURN) * (up - across)
        angle = 0.0 if self._direction is None else self._direction + step
        turned = math.remainder(angle, 360.0)
        self.turned.emit(turned + 360.0 if turned <= -180.0 else turned, True)


def caught(angle: float, marked: tuple[float, ...]) -> float:
    """Return the marked direction, or its opposite, that an angle in degrees is near; else the angle."""
    both = [angle + math.remainder(line + turn - angle, 360.0) for line in marked for turn in (0.0, 180.0)]
    nearest = min(both, key=lambda line: abs(line - angle), default=angle)
    found = nearest if abs(nearest - angle) <= _CATCH else angle
    turned = math.remainder(found, 360.0)
    return turned + 360.0 if turned <= -180.0 else turned
