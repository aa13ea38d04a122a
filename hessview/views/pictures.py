"""The place of the pictures: the map, the surface, or both side by side with an edge between them to drag."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from hessview.document.state import Arrangement
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.contour_view import ContourView
    from hessview.views.surface_view import SurfaceView
    from hessview.views.theme import Theme

_HANDLE = 5
_WIDTH = re.compile(r"\d{1,5}", re.ASCII)


class Pictures(QSplitter):
    """Two looks at one landscape in one place.

    Parameters
    ----------
    contour
        The map; the surface is added when it is first shown.
    """

    def __init__(self, contour: ContourView, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = LIGHT
        self.contour = contour
        self.surface: SurfaceView | None = None
        self._arrangement = Arrangement.CONTOUR
        self._last_stop: QWidget = contour.last_field
        self._widths = [1, 1]
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_HANDLE)
        self.addWidget(contour)
        self.setStretchFactor(0, 1)

    @property
    def theme(self) -> Theme:
        """The colours of the edge between the pictures."""
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for index in range(1, self.count()):
            self.handle(index).update()

    def add_surface(self, surface: SurfaceView) -> None:
        """Take the surface at the right of the map."""
        self.surface = surface
        surface.setVisible(self._arrangement is not Arrangement.CONTOUR)
        self.addWidget(surface)
        self.setStretchFactor(1, 1)
        QWidget.setTabOrder(self.last_stop(), surface)

    def arrange(self, arrangement: Arrangement) -> None:
        """Show the map, the surface, or both; the focus goes to what is left of them."""
        if arrangement is self._arrangement or self.surface is None:
            return
        self._keep_widths()
        had_focus = any(part.hasFocus() for part in self.shown)
        self._arrangement = arrangement
        # What comes is shown first, so that the focus need not leave in between.
        for part in sorted((self.contour, self.surface), key=lambda part: part not in self.shown):
            part.setVisible(part in self.shown)
        if arrangement is Arrangement.BOTH:
            self.setSizes(self._shares())
        if had_focus and not any(part.hasFocus() for part in self.shown):
            self.focus_picture()

    @property
    def shown(self) -> tuple[QWidget, ...]:
        """The pictures that can be seen, from the left."""
        if self.surface is None or self._arrangement is Arrangement.CONTOUR:
            return (self.contour,)
        return (self.surface,) if self._arrangement is Arrangement.SURFACE else (self.contour, self.surface)

    def last_stop(self) -> QWidget:
        """Return what Tab comes to last in the map.

        It is remembered, for asking a widget for the next one makes that its child in Python's eyes: with the one
        that was asked Python lets go of the other, and so of the whole window.
        """
        return self._last_stop

    def add_stops(self, *parts: QWidget) -> None:
        """Let Tab go through what stands on the map, behind what stands there."""
        for first, second in pairwise((self._last_stop, *parts)):
            QWidget.setTabOrder(first, second)
        self._last_stop = parts[-1]

    def focus_picture(self) -> None:
        """Put the keyboard into the first picture that is shown."""
        self.shown[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_ranges(self) -> None:
        """Open the editor of the ranges on the first picture that is shown."""
        if self.surface is not None and self._arrangement is Arrangement.SURFACE:
            self.surface.edit_ranges()
        else:
            self.contour.edit_ranges()

    def kept_sizes(self) -> list[int]:
        """Return the widths in pixels that the two have, or last had, side by side."""
        self._keep_widths()
        return list(self._widths)

    def restore_sizes(self, widths: Sequence[str]) -> None:
        """Take the widths that were remembered; what cannot be two widths is ignored."""
        if len(widths) == 2 and all(map(_WIDTH.fullmatch, widths)) and all(map(int, widths)):
            self._widths = [int(width) for width in widths]
            if self._arrangement is Arrangement.BOTH:
                self.setSizes(self._shares())

    def createHandle(self) -> QSplitterHandle:
        """Make the edge between the pictures."""
        return _Edge(self)

    def _keep_widths(self) -> None:
        sizes = self.sizes()
        if self._arrangement is Arrangement.BOTH and len(sizes) == 2 and all(sizes):
            self._widths = sizes

    def _shares(self) -> list[int]:
        """Return the widths for the room that there is now."""
        room, whole = max(self.width() - _HANDLE, 2), sum(self._widths)
        first = round(room * self._widths[0] / whole)
        return [first, room - first]


class _Edge(QSplitterHandle):
    """A hairline with room to grip it."""

    def __init__(self, around: Pictures) -> None:
        super().__init__(Qt.Orientation.Horizontal, around)
        self._around = around
        self.setToolTip("Drag to give one picture more room.")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line, and while the cursor is on it what says that it can be dragged."""
        theme = self._around.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("window"))
        painter.fillRect(self.width() // 2, 0, 1, self.height(), theme.color("rule"))
        if self.underMouse():
            painter.fillRect(self.width() // 2 - 1, self.height() // 2 - 12, 3, 24, theme.color("secondary"))
        painter.end()
