"""The dock of methods that run downhill: the bar of time, the methods, their settings, and pages about the runs."""

from __future__ import annotations

from functools import cmp_to_key
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QToolButton, QVBoxLayout, QWidget

from hessview.views.descent_pages import ConvergencePage, VerdictPage, ZigzagPage
from hessview.views.descent_settings import MethodSettings
from hessview.views.descent_table import MethodTable
from hessview.views.descent_time import TimeBar
from hessview.views.dock_strip import reading_order
from hessview.views.dock_view import DockView
from hessview.views.later_page import LaterPage
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent

    from hessview.views.theme import Theme

_WIDE = 900
"""Pixels from which the settings stand beside the methods; in a narrower dock they are a page."""


_TIPS = MappingProxyType({
    "Plots": "Convergence: f − f*, |∇f|, step and distance to the end over the steps, with what theory predicts.",
    "Zigzag": "Every step in the eigen-directions of H at the end: what swings, what crawls.",
    "Verdict": "Why the chosen run ended, what its end is, and how its pace compares with theory.",
})


_TAB_STYLE = """
QTabBar::tab {{ padding: 4px 7px; color: {theme.secondary}; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {theme.text}; }}
QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
QTabBar::tab:selected:focus {{ background: {theme.rule}; }}
"""
"""Names of pages with so little around them that all have room in a narrow dock."""


class DescentView(DockView):
    """What the dock shows.

    Parameters
    ----------
    up, across
        What can go up and across in the plot of convergence.

    Attributes
    ----------
    table, settings, time, convergence, zigzag, verdict
        Its parts, each with its own signals.
    pages
        At the right; see `add_page`.

    Signals
    -------
    completed
        A page has been made that was only a name before.
    """

    completed = Signal()

    def __init__(
        self, up: Sequence[str], across: Sequence[str], theme: Theme = LIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.time = TimeBar()
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setFont(small_font())
        self.said.setWordWrap(True)
        self.said.setContentsMargins(GRID, 0, GRID, GRID // 2)
        self.said.hide()
        self.table = MethodTable(theme)
        self.settings = MethodSettings(theme)
        self.convergence = ConvergencePage(up, across, theme)
        self.zigzag = ZigzagPage(theme)
        self.verdict = VerdictPage(theme)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setFocusProxy(None)  # type: ignore[arg-type]  # a proxy would be a stop of its own in the way of Tab
        self.pages.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pages.tabBar().setAccessibleName("Pages about the runs")
        self.pages.setUsesScrollButtons(True)
        self.pages.tabBar().setFont(small_font())
        self.pages.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self._pages: dict[str, QWidget] = {}
        self._order = QTimer(self, singleShot=True, interval=0)
        self._order.timeout.connect(self._order_tabs)
        self._arrange = QTimer(self, singleShot=True, interval=0)
        self._arrange.timeout.connect(self._place_settings)
        for name, page in (
            ("Plots", self.convergence), ("Zigzag", self.zigzag), ("Verdict", self.verdict),
        ):
            self.add_page(name, page, _TIPS[name])
        self._is_wide = True
        for button in self.pages.tabBar().findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what they scroll to the arrow keys reach
        self.pages.currentChanged.connect(lambda _index: self._order.start())
        self.settings.rebuilt.connect(self._order.start)
        self.convergence.arranged.connect(self._order.start)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.table, 5)
        self._row.addWidget(self.settings, 3)
        self._row.addWidget(self.pages, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.time)
        column.addWidget(self.said)
        column.addLayout(self._row, 1)
        self.set_theme(theme)

    def add_page(self, name: str, page: QWidget, tip: str) -> None:
        """Add a page behind the others; its name is short, so that all names have room, and its tip says more."""
        self.pages.setTabToolTip(self.pages.addTab(page, name), tip)
        self._pages[name] = page
        page.installEventFilter(self)

    def add_page_later(self, name: str, make: Callable[[Theme], QWidget], tip: str) -> None:
        """Add a page that is made when it is first looked at."""
        page = LaterPage(make, self._theme, self)
        page.made.connect(self._order.start)
        page.made.connect(self.completed)
        self.add_page(name, page, tip)

    def show_page(self, name: str) -> None:
        """Show the page of that name."""
        self.pages.setCurrentWidget(self._pages[name])

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self.pages.currentWidget()

    def say(self, words: str) -> None:
        """Show a sentence under the bar, such as why nothing runs; empty: none."""
        if words != self.said.text():
            self.said.setText(words)
            self.said.setVisible(bool(words))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.said.setStyleSheet(f"color: {theme.secondary};")
        self.pages.tabBar().setStyleSheet(_TAB_STYLE.format(theme=theme))
        self.table.set_theme(theme)
        self.settings.set_theme(theme)
        for page in self._pages.values():
            if hasattr(page, "set_theme"):
                page.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead Tab otherwise where a page has arranged its parts otherwise."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest} and watched is self.page:
            self._order.start()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Lead Tab through what is there now."""
        super().showEvent(event)
        self._order.start()

    def _order_tabs(self) -> None:
        """Lead Tab through bar, methods, settings and the page that is shown, each in the order of reading."""
        page = self.page
        for place in (self, page):
            if place is not None and (layout := place.layout()) is not None:
                layout.activate()  # where its parts stand counts
        beside = (self.settings,) if self._is_wide else ()
        regions = (self.time, self.table, *beside, self.pages.tabBar(), *(() if page is None else (page,)))
        stops: list[QWidget] = []
        for region in regions:
            inside = [part for part in (region, *region.findChildren(QWidget))
                      if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.window() is self.window()]  # fmt: skip
            stops += sorted(inside, key=cmp_to_key(reading_order))
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the settings put where there is room for them.

        A little later: this comes while Qt goes through the parts of the window to show them.
        """
        super().resizeEvent(event)
        if (self.width() >= _WIDE) != self._is_wide:
            self._arrange.start()

    def _place_settings(self) -> None:
        is_wide = self.width() >= _WIDE
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        if is_wide:
            self.pages.removeTab(self.pages.indexOf(self.settings))
            self._row.insertWidget(1, self.settings, 3)
            self._row.setStretch(0, 5)
            self._row.setStretch(2, 6)
            self.settings.show()
        else:
            self._row.removeWidget(self.settings)
            self._row.setStretch(0, 1)
            self._row.setStretch(1, 1)
            self.pages.insertTab(0, self.settings, "Settings")
        self._order.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a proxy would be a stop of its own in the way of Tab."""
        super().focusInEvent(event)
        self.table.setFocus(event.reason())
