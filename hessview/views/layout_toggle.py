"""Two words side by side of which one is chosen: formula or numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from hessview.document.state import Layout

_WORDS = {
    Layout.FORMULA: ("Formula", "The exact second derivatives as formulas, above their values at the probe."),
    Layout.NUMBERS: ("Numbers", "The second derivatives at the probe alone."),
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
            button.setFlat(True)
            button.clicked.connect(lambda _=False, wanted=layout: self.chosen.emit(wanted))
            self._group.addButton(button)
            self.buttons[layout] = button
            row.addWidget(button)

    def render_layout(self, layout: Layout) -> None:
        """Show which layout is chosen."""
        if not self.buttons[layout].isChecked():
            self.buttons[layout].setChecked(True)
