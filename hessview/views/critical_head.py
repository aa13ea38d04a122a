"""What stands above the rows of the list of critical points: what is claimed of them, and what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from hessview.views.kind_filter import KindFilter
from hessview.views.plain_words import plain_tip
from hessview.views.sentence import Sentence
from hessview.views.theme import GRID, small_font, text_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.theme import Theme

COPY_FORMATS = (("CSV", "csv"), ("LaTeX", "latex"), ("Python", "python"))
_WIDE, _LOW = 800, 210
"""Pixels from which claim and buttons stand side by side, and of a list that is so low that its rows need the room."""


class CriticalHead(QWidget):
    """The claim, its independent check, the kinds to choose and the buttons; in a low list in two lines of text.

    There the check is what is said below the cursor, and of the kinds those stand there of which there are points.

    Parameters
    ----------
    copy
        Takes the form in which the rows are to be copied: ``"csv"``, ``"latex"`` or ``"python"``.
    """

    def __init__(self, theme: Theme, copy: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_low = False
        self.heading = Sentence(text_font(), 1)
        self.check = Sentence(small_font(), 0, quiet=True)
        self.view_button = self._make_button("Back to the view", "Show the critical points of the view again.")
        self.retry_button = self._make_button("Try again", "Look for the critical points once more.")
        self.filter = KindFilter(theme, self)
        self.search_button = self._make_button(
            "Search a Box…", "Look for the critical points in a box that you type, also a larger one than the view."
        )
        self.copy_button = self._make_button("Copy", "Copy the rows that the list shows, as CSV, LaTeX or Python.")
        self.copy_button.setMenu(self._copy_menu(copy))
        self._lay_out()

    def render_words(self, claim: str, check: str) -> None:
        """Say what is claimed, and what checks it."""
        self.heading.render_text(claim)
        self.check.render_text(check)
        self._show_check()

    @property
    def is_low(self) -> bool:
        """Whether it stands above a low list."""
        return self._is_low

    def arrange(self, width: int, height: int) -> None:
        """Stand above a list of this size: where it is narrow, and not low, the claim takes a line of its own."""
        is_low = height < _LOW
        beside = is_low or width >= _WIDE
        directions = QBoxLayout.Direction
        self._whole.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        if is_low != self._is_low:
            self._is_low = is_low
            self._said.setMinimumHeight(self._room_for_words())
            above = GRID // 4 if is_low else GRID // 2
            self._whole.setContentsMargins(0, above, GRID, above)
            self.filter.set_terse(is_low)
            self._show_check()

    def _show_check(self) -> None:
        self.check.setVisible(bool(self.check.spoken) and not self._is_low)
        self.heading.setToolTip(plain_tip(self.check.spoken) if self._is_low and self.check.spoken else "")

    def _room_for_words(self) -> int:
        """Return room for two lines and one of the check, so that the rows stay when more or less is to be said."""
        lines = [QFontMetrics(font).lineSpacing() for font in (text_font(), text_font(), small_font())]
        return sum(lines[:2]) if self._is_low else sum(lines) + 4

    def _lay_out(self) -> None:
        self._said = QWidget(self)
        self._said.setMinimumHeight(self._room_for_words())
        claims = QVBoxLayout(self._said)
        claims.setContentsMargins(0, 0, 0, 0)
        claims.setSpacing(2)
        claims.addStretch(1)
        claims.addWidget(self.heading)
        claims.addWidget(self.check)
        claims.addStretch(1)
        # These buttons come and go: beside the words, they move none of those that stay.
        upper = QHBoxLayout()
        upper.setContentsMargins(2 * GRID, 0, 0, 0)
        upper.setSpacing(GRID)
        upper.addWidget(self._said, 1)
        upper.addWidget(self.retry_button)
        upper.addWidget(self.view_button)
        controls = QHBoxLayout()
        controls.setContentsMargins(GRID, 0, 0, 0)
        controls.setSpacing(GRID)
        controls.addWidget(self.filter)
        controls.addStretch(1)
        for button in (self.search_button, self.copy_button):
            controls.addWidget(button)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, GRID // 2, GRID, GRID // 2)
        self._whole.setSpacing(GRID // 2)
        self._whole.addLayout(upper, 1)
        self._whole.addLayout(controls)

    def _make_button(self, words: str, tip: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        # Fusion makes buttons as wide as those of a dialog; the claim beside them needs the room more.
        button.setMaximumWidth(button.fontMetrics().horizontalAdvance(words) + 3 * GRID)
        return button

    def _copy_menu(self, copy: Callable[[str], object]) -> QMenu:
        menu = QMenu(self)
        for words, name in COPY_FORMATS:
            action = QAction(f"Copy as {words}", menu)
            action.triggered.connect(lambda _=False, wanted=name: copy(wanted))
            menu.addAction(action)
        return menu
