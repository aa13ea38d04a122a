"""Pages about the runs at the right of the descent dock: names from the start, each made when it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QTabWidget, QToolButton, QWidget

from hessview.views.later_page import LaterPage
from hessview.views.theme import LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.theme import Theme

_STYLE = """
QTabBar::tab {{ padding: 4px 7px; color: {theme.secondary}; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {theme.text}; }}
QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
QTabBar::tab:selected:focus {{ background: {theme.rule}; }}
"""
"""Names of pages with so little around them that all have room in a narrow dock."""


class DescentTabs(QTabWidget):
    """Pages by their names.

    Signals
    -------
    made_page
        That page has been made, which was only a name before.
    completed
        The same, without saying which.
    arranged
        What is shown stands otherwise than before.
    """

    made_page = Signal(QWidget)
    completed = Signal()
    arranged = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._places: dict[str, LaterPage] = {}
        self.setDocumentMode(True)
        self.setFocusProxy(None)  # type: ignore[arg-type]  # a proxy would be a stop of its own in the way of Tab
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUsesScrollButtons(True)
        bar = self.tabBar()
        bar.setAccessibleName("Pages about the runs")
        bar.setFont(small_font())
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setStyleSheet(_STYLE.format(theme=theme))
        for button in bar.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what they scroll to the arrow keys reach
        self.currentChanged.connect(lambda _index: self.arranged.emit())

    def add_page_later(self, name: str, make: Callable[[Theme], QWidget], tip: str) -> None:
        """Add a page behind the others; its name is short, so that all names have room, and its tip says more."""
        place = self._places[name] = LaterPage(make, self._theme, self)
        place.made.connect(self.arranged)
        place.made.connect(lambda: self._on_made(place))
        place.installEventFilter(self)
        self.setTabToolTip(self.addTab(place, name), tip)

    def _on_made(self, place: LaterPage) -> None:
        self.made_page.emit(place.page)
        self.completed.emit()

    def show_page(self, name: str) -> None:
        """Show the page of that name."""
        self.setCurrentWidget(self._places[name])

    def made(self, name: str) -> QWidget:
        """Return the page of that name, made now if it was not."""
        return self._places[name].made_now()

    @property
    def page(self) -> QWidget | None:
        """The page that is shown; None while it is not made."""
        shown = self.currentWidget()
        return shown.page if isinstance(shown, LaterPage) else shown

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.tabBar().setStyleSheet(_STYLE.format(theme=theme))
        for place in self._places.values():
            place.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say so where a page has arranged its parts otherwise."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest} and watched is self.currentWidget():
            self.arranged.emit()
        return super().eventFilter(watched, event)
