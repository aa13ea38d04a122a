"""The dock of methods that run downhill: the bar of time, the methods, their settings, and pages about the runs."""

from __future__ import annotations

from functools import cmp_to_key
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hessview.views.descent_pages import ConvergencePage, VerdictPage, ZigzagPage
from hessview.views.descent_settings import LEAST_WIDTH, MethodSettings
from hessview.views.descent_table import MethodTable
from hessview.views.descent_tabs import DescentTabs
from hessview.views.descent_time import TimeBar
from hessview.views.dock_strip import reading_order
from hessview.views.dock_view import DockView
from hessview.views.later_page import LaterPage
from hessview.views.offer_line import OfferLine
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent

    from hessview.views.offer_line import Offer
    from hessview.views.theme import Theme

_WIDE = 900
"""Pixels from which the settings stand beside the methods; in a narrower dock they are a page."""


_TIPS = MappingProxyType({
    "Plots": "Convergence: f − f*, |∇f|, step and distance to the end over the steps, with what theory predicts.",
    "Zigzag": "Every step in the eigen-directions of H at the end: what swings, what crawls.",
    "Verdict": "Why the chosen run ended, what its end is, and how its pace compares with theory.",
})


class DescentView(DockView):
    """What the dock shows; the bar of time and the methods at once, the rest when it is first seen.

    Parameters
    ----------
    up, across
        What can go up and across in the plot of convergence.

    Attributes
    ----------
    table, time, said
        Its parts that are there from the start.
    settings_place
        Where the settings stand, also before they are made.
    pages
        At the right.

    Signals
    -------
    settings_made, page_made
        The settings, a page: made just now, as nothing more than itself.
    completed
        A part has been made that was not there before, and can be filled.
    """

    settings_made = Signal(QWidget)
    page_made = Signal(QWidget)
    completed = Signal()

    def __init__(
        self, up: Sequence[str], across: Sequence[str], theme: Theme = LIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_wide = True
        self._order = QTimer(self, singleShot=True, interval=0)
        self._order.timeout.connect(self._order_tabs)
        self._arrange = QTimer(self, singleShot=True, interval=0)
        self._arrange.timeout.connect(self._place_settings)
        self.time = TimeBar(self)
        self.line = OfferLine(self)
        self.said = self.line.label
        self.table = MethodTable(theme, self)
        self.settings_place = LaterPage(self._make_settings, theme, self)
        self.settings_place.setMinimumWidth(LEAST_WIDTH)
        self.pages = DescentTabs(theme, self)
        self.pages.add_page_later("Plots", lambda theme: self._made_plots(up, across, theme), _TIPS["Plots"])
        self.pages.add_page_later("Zigzag", ZigzagPage, _TIPS["Zigzag"])
        self.pages.add_page_later("Verdict", VerdictPage, _TIPS["Verdict"])
        self.settings_place.made.connect(self._order.start)
        self.settings_place.made.connect(self.completed)
        self.pages.arranged.connect(self._order.start)
        self.pages.made_page.connect(self.page_made)
        self.pages.completed.connect(self.completed)
        self._lay_out()
        self.said.setStyleSheet(f"color: {theme.secondary};")

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.table, 5)
        self._row.addWidget(self.settings_place, 3)
        self._row.addWidget(self.pages, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.time)
        column.addWidget(self.line)
        column.addLayout(self._row, 1)

    # What is made later

    def _make_settings(self, theme: Theme) -> MethodSettings:
        made = MethodSettings(theme)
        made.rebuilt.connect(self._order.start)
        self.settings_made.emit(made)
        return made

    def _made_plots(self, up: Sequence[str], across: Sequence[str], theme: Theme) -> ConvergencePage:
        made = ConvergencePage(up, across, theme)
        made.arranged.connect(self._order.start)
        return made

    @property
    def settings(self) -> MethodSettings:
        """The settings of a method, made now if they were not."""
        return cast("MethodSettings", self.settings_place.made_now())

    @property
    def has_settings(self) -> bool:
        """Whether they are made."""
        return self.settings_place.page is not None

    @property
    def convergence(self) -> ConvergencePage:
        """The page of plots, made now if it was not."""
        return cast("ConvergencePage", self.pages.made("Plots"))

    @property
    def zigzag(self) -> ZigzagPage:
        """The page of components, made now if it was not."""
        return cast("ZigzagPage", self.pages.made("Zigzag"))

    @property
    def verdict(self) -> VerdictPage:
        """The page of what a run came to, made now if it was not."""
        return cast("VerdictPage", self.pages.made("Verdict"))

    @property
    def page(self) -> QWidget | None:
        """The page that is shown; None while it is not made."""
        return self.pages.page

    # What is shown

    def say(self, words: str, offers: Sequence[Offer] = ()) -> None:
        """Show a sentence under the bar, such as why nothing runs, and what can be done about it; empty: none."""
        if self.line.show_words(words, offers):
            self._order.start()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.said.setStyleSheet(f"color: {theme.secondary};")
        self.table.set_theme(theme)
        self.settings_place.set_theme(theme)
        self.pages.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Lead Tab through what is there now."""
        super().showEvent(event)
        self._order.start()

    def _order_tabs(self) -> None:
        """Lead Tab through bar, methods, settings and the page that is shown, each in the order of reading."""
        page = self.pages.currentWidget()
        for place in (self, page, self.page):
            if place is not None and (layout := place.layout()) is not None:
                layout.activate()  # where its parts stand counts
        beside = (self.settings_place,) if self._is_wide else ()
        regions = (self.time, self.line, self.table, *beside, self.pages.tabBar(), *(() if page is None else (page,)))
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
            self.pages.removeTab(self.pages.indexOf(self.settings_place))
            self._row.insertWidget(1, self.settings_place, 3)
            self._row.setStretch(0, 5)
            self._row.setStretch(2, 6)
            self.settings_place.show()
        else:
            self._row.removeWidget(self.settings_place)
            self._row.setStretch(0, 1)
            self._row.setStretch(1, 1)
            self.pages.insertTab(0, self.settings_place, "Settings")
        self._order.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a proxy would be a stop of its own in the way of Tab."""
        super().focusInEvent(event)
        self.table.setFocus(event.reason())
