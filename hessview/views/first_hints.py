"""Three short hints on the first picture that somebody sees; each goes away when it has been followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.theme import Theme

_LIFT = 6 * GRID
"""Pixels from the foot of the picture, above its axis."""


class FirstHints(QFrame):
    """A small card at the foot of the picture, with one line a hint.

    Parameters
    ----------
    hints
        Name, what to do, what it does.
    over
        The widget at whose foot it stands.

    Signals
    -------
    finished
        All have been followed, or somebody has sent them away.
    """

    finished = Signal()

    def __init__(self, hints: Sequence[tuple[str, str, str]], over: QWidget, theme: Theme = LIGHT) -> None:
        super().__init__(over)
        self.setObjectName("first-hints")
        self.setAccessibleName("First hints")
        self.setAccessibleDescription(" ".join(f"{do}: {what}" for _, do, what in hints))
        self._over = over
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GRID, GRID, GRID // 2, GRID)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for row, (name, do, what) in enumerate(hints):
            said, meaning = QLabel(do, self), QLabel(what, self)
            said.setObjectName("what-to-do")
            for label in (said, meaning):
                label.setFont(small_font())
                label.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(said, row, 0)
            grid.addWidget(meaning, row, 1)
            self._rows[name] = said, meaning
        self.dismiss_button = QToolButton(self)
        self.dismiss_button.setText("×")
        self.dismiss_button.setAutoRaise(True)
        self.dismiss_button.setAccessibleName("Dismiss the hints")
        self.dismiss_button.setToolTip("Dismiss the hints")
        self.dismiss_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.dismiss_button.clicked.connect(self.finish)
        # Beside all rows, so that it makes none of them higher.
        grid.addWidget(self.dismiss_button, 0, 2, len(hints), 1, Qt.AlignmentFlag.AlignTop)
        over.installEventFilter(self)
        self.set_theme(theme)
        self._stand()
        self.show()

    @property
    def open_hints(self) -> tuple[str, ...]:
        """Names of the hints that nobody has followed yet."""
        return tuple(self._rows)

    def follow(self, name: str) -> None:
        """Take a hint away that has been followed; with the last one the card goes."""
        row = self._rows.pop(name, None)
        for label in row or ():
            label.hide()
        if row and not self._rows:
            self.finish()
        elif row:
            self._stand()

    def finish(self) -> None:
        """Go away."""
        self._over.removeEventFilter(self)
        self.hide()
        self.finished.emit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(
            f"QFrame#first-hints {{ background: {theme.panel}; border: 1px solid {theme.rule};"
            f" border-radius: {GRID}px; }}"
            f"QLabel {{ color: {theme.secondary}; }}"
            f"QLabel#what-to-do {{ color: {theme.text}; font-weight: 600; }}"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the foot."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._stand()
        return False

    def _stand(self) -> None:
        room = self._over.rect()
        for is_full in (True, False):  # in a narrow picture what to do is said, and what it does is left out
            for _, meaning in self._rows.values():
                meaning.setVisible(is_full)
            self.adjustSize()
            if self.width() + 2 * GRID <= room.width():
                break
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - _LIFT)
        self.raise_()
