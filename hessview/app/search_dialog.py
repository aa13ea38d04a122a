"""The dialog that asks in which box critical points are to be looked for, and for how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from hessview.figure.words import name_words
from hessview.views.constant_text import read_constant
from hessview.views.number_text import editable_text
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS, MOST_SECONDS = 20, 600

_FIELD_WIDTH = 144
_CONTROL_HEIGHT = 28
_ENDS = ("from", "to")


class SearchDialog(QDialog):
    """A range for each variable and a limit of time; it is accepted only with a box that can be searched.

    Parameters
    ----------
    variables
        n names.
    box
        The n ranges to begin with.
    seconds
        The limit to begin with.
    """

    def __init__(
        self, parent: QWidget, variables: Sequence[str], box: Sequence[tuple[float, float]], seconds: int = SECONDS
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Search a box")
        self._box: tuple[tuple[float, float], ...] = tuple(box)
        self.fields = tuple((QLineEdit(editable_text(low)), QLineEdit(editable_text(high))) for low, high in box)
        self.limit = QSpinBox(minimum=1, maximum=MOST_SECONDS, value=seconds, suffix=" s")
        self.limit.setAccessibleName("Time limit")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setForegroundRole(QPalette.ColorRole.BrightText)
        self._start = QPushButton("&Search")
        self._lay_out(variables)
        for field in self._all_fields():
            field.textEdited.connect(self._on_edited)

    @property
    def box(self) -> tuple[tuple[float, float], ...]:
        """The n ranges (low, high) of the box that was accepted; before that, those it began with."""
        return self._box

    @property
    def seconds(self) -> float:
        """The limit of time."""
        return float(self.limit.value())

    def accept(self) -> None:
        """Take the box, or say at the field what is wrong with it."""
        ranges = []
        for row, ends in enumerate(self.fields):
            numbers = [read_constant(end.text()) for end in ends]
            for place, found in enumerate(numbers):
                if isinstance(found, str):
                    self._complain(row, place, found)
                    return
            low, high = (float(found) for found in numbers)
            problem = refusal(low, high)
            if problem:
                self._complain(row, 1, problem)
                return
            ranges.append((low, high))
        self._box = tuple(ranges)
        super().accept()

    def _complain(self, row: int, place: int, sentence: str) -> None:
        field = self.fields[row][place]
        self.message.setText(sentence)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _on_edited(self) -> None:
        self.message.clear()

    def _all_fields(self) -> list[QLineEdit]:
        return [field for ends in self.fields for field in ends]

    def _lay_out(self, variables: Sequence[str]) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        intro = QLabel("All critical points in this box are looked for. Numbers like 2pi can be typed.")
        intro.setWordWrap(True)
        grid.addWidget(intro, 0, 0, 1, 5)
        for row, (name, ends) in enumerate(zip(variables, self.fields, strict=True), start=1):
            grid.addWidget(QLabel(name_words(name)), row, 0)
            for place, field in enumerate(ends):
                grid.addWidget(QLabel(_ENDS[place]), row, 1 + 2 * place)
                grid.addWidget(field, row, 2 + 2 * place)
                field.setAccessibleName(f"{name} {_ENDS[place]}")
                field.setMinimumSize(_FIELD_WIDTH, _CONTROL_HEIGHT)
                field.setAcceptDrops(False)  # a file's name is no number
        row = len(self.fields) + 1
        stop = QLabel("S&top after")
        stop.setBuddy(self.limit)
        self.limit.setMinimumHeight(_CONTROL_HEIGHT)
        grid.addWidget(stop, row, 0, 1, 2)
        grid.addWidget(self.limit, row, 2)
        grid.addWidget(self.message, row + 1, 0, 1, 5)
        # Room for two lines, so that a complaint moves nothing.
        self.message.setMinimumHeight(2 * self.message.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        grid.addWidget(buttons, row + 2, 0, 1, 5)
        self._start.setDefault(True)
        first = self.fields[0][0]
        first.setFocus()
        first.selectAll()


def refusal(low: float, high: float) -> str:
    """Return why a range cannot be searched, in a sentence; empty if it can."""
    if low == high:
        return "Both ends are the same double-precision number."
    if low > high:
        return "A range goes from a smaller number to a larger one."
    return "" if math.isfinite(high - low) else "This range is too wide for double precision."
