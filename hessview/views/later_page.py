"""A page that is made when somebody looks at it: what stands in its place until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from hessview.views.theme import Theme


class LaterPage(QWidget):
    """Makes a page once, in a turn of its own after it was first shown.

    Parameters
    ----------
    make
        Returns the page in the colours of a theme.

    Signals
    -------
    made
        The page is there.
    """

    made = Signal()

    def __init__(self, make: Callable[[Theme], QWidget], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make, self._theme = make, theme
        self.page: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.made_now)

    def made_now(self) -> QWidget:
        """Return the page, made if it was not there."""
        if self.page is None:
            self.page = self._make(self._theme)
            self._column.addWidget(self.page)
            self.page.show()  # the layout would do so only when the events of now are over
            self.made.emit()
        return self.page

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.page is not None and hasattr(self.page, "set_theme"):
            self.page.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the page soon."""
        super().showEvent(event)
        if self.page is None:
            self._soon.start()
