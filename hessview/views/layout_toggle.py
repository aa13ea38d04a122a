"""Two words side by side of which one is chosen: formula or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from hessview.document.state import Layout
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from hessview.views.theme import Theme

_WORDS = {
    Layout.FORMULA: ("Formula", "The exact second derivatives as formulas, above their values at the probe (Ctrl+H)."),
    Layout.NUMBERS: ("Numbers", "The second derivatives at the probe alone (Ctrl+H)."),
}


class LayoutToggle(QWidget):
    """Chooses how the Hessian is written.

    Signals
    -------
    chosen
        The layout that the user asks for.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[Layout, QPushButton] = {}
        for layout, (words, sentence) in _WORDS.items():
            button = QPushButton(words, self)
            button.setCheckable(True)
            button.setToolTip(sentence)
            button.setAccessibleName(f"Hessian as {words.lower()}")
            button.setObjectName("layout-choice")
            button.clicked.connect(lambda _=False, wanted=layout: self.chosen.emit(wanted))
            self._group.addButton(button)
            self.buttons[layout] = button
            row.addWidget(button)

    def render_layout(self, layout: Layout) -> None:
        """Show which layout is chosen."""
        if not self.buttons[layout].isChecked():
            self.buttons[layout].setChecked(True)


def toggle_style(theme: Theme) -> str:
    """Return the rules of the two words: the chosen one on a ground, the other quiet."""
    return (
        f"QPushButton#layout-choice {{ border: 1px solid transparent; border-radius: {GRID // 2}px;"
        f" padding: 3px {GRID}px; color: {theme.secondary}; background: transparent; }}"
        f"QPushButton#layout-choice:hover {{ color: {theme.text}; }}"
        f"QPushButton#layout-choice:checked {{ color: {theme.text}; background: {theme.window};"
        f" border-color: {theme.rule}; }}"
        f"QPushButton#layout-choice:focus {{ border-color: {theme.accent}; }}"
    )
