"""The dialog that asks along what the picture of many variables shall look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from hessview.document.commands import is_plane
from hessview.document.planes import ChooseAxes, ChoosePlane
from hessview.figure.words import equated, name_words, subscript
from hessview.views.direction_text import DirectionProblem, read_direction
from hessview.views.theme import GRID, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.document.state import State

_HEIGHT, _WIDTH = 28, 168
_FROZEN = "Taken at the probe as it is now: they stay when it moves on."
_SHARED = "An eigenvalue that is repeated has no eigenvectors of its own: these are one choice of many."
_UNKNOWN = "Not here: the Hessian is not known, or not finite."
_TYPED = "Numbers, one a variable, or a sum such as {example}. t is made perpendicular to s; both are lengths."
_PARALLEL = "These two directions are parallel: they span no plane."
_SAME = "Across and up must be two different ones."


class PlaneDialog(QDialog):
    """Two variables, two eigenvectors at the probe, or two typed directions; accepted only with what spans a plane.

    Parameters
    ----------
    state
        What is shown now; the dialog begins with it.
    variables
        n >= 3 names.
    curvature
        At the probe; None while it is not known.
    """

    def __init__(
        self, parent: QWidget, state: State, variables: Sequence[str], curvature: Curvature | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose the plane")
        self._variables = tuple(variables)
        self._curvature = curvature
        self.command: ChooseAxes | ChoosePlane | None = None
        self.ways = tuple(map(QRadioButton, ("Two &variables", "Two &eigenvectors at the probe", "Two &directions")))
        self.axes = self._combos([name_words(name) for name in variables])
        self.eigenvectors = self._combos(self._eigenvector_words())
        self.directions = (QLineEdit(), QLineEdit())
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setForegroundRole(QPalette.ColorRole.BrightText)
        self._lay_out()
        self._begin_with(state)

    def accept(self) -> None:
        """Take the plane, or say at the place what is wrong with it."""
        way = next(k for k, button in enumerate(self.ways) if button.isChecked())
        made = (self._along_variables, self._along_eigenvectors, self._along_directions)[way]()
        if made is not None:
            self.command = made
            super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever goes into a field means it."""
        if event.type() == QEvent.Type.FocusIn and watched in self.directions:
            self.ways[2].setChecked(True)
        return False

    def _mean(self, way: int) -> None:
        """Whoever changes a part means that part."""
        self.ways[way].setChecked(True)
        self.message.clear()

    def _along_variables(self) -> ChooseAxes | None:
        i, j = (combo.currentIndex() for combo in self.axes)
        if i == j:
            self.message.setText(_SAME)
            self.axes[1].setFocus()
            return None
        return ChooseAxes((self._variables[i], self._variables[j]))

    def _along_eigenvectors(self) -> ChoosePlane | None:
        i, j = (combo.currentIndex() for combo in self.eigenvectors)
        if self._curvature is None or i == j:
            self.message.setText(_UNKNOWN if self._curvature is None else _SAME)
            self.eigenvectors[1].setFocus()
            return None
        vectors = self._curvature.eigenvectors
        return ChoosePlane((tuple(vectors[:, i].tolist()), tuple(vectors[:, j].tolist())), (i + 1, j + 1))

    def _along_directions(self) -> ChoosePlane | None:
        found = []
        for field in self.directions:
            read = read_direction(field.text(), self._variables)
            if isinstance(read, DirectionProblem):
                self.message.setText(read.sentence)
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                field.setSelection(read.start, read.length)
                return None
            found.append(read)
        if not is_plane((found[0], found[1]), len(self._variables)):
            self.message.setText(_PARALLEL)
            self.directions[1].setFocus(Qt.FocusReason.OtherFocusReason)
            self.directions[1].selectAll()
            return None
        return ChoosePlane((found[0], found[1]))

    def _eigenvector_words(self) -> list[str]:
        c = self._curvature
        if c is None or not np.all(np.isfinite(c.eigenvectors)):
            self._curvature = None
            return [f"v{subscript(k + 1)}" for k in range(len(self._variables))]
        return [f"v{subscript(k + 1)}, λ {equated(float(value), digits=3)}" for k, value in enumerate(c.eigenvalues)]

    def _combos(self, words: Sequence[str]) -> tuple[QComboBox, QComboBox]:
        made = QComboBox(), QComboBox()
        for combo, place in zip(made, ("across", "up"), strict=True):
            combo.addItems(list(words))
            combo.setAccessibleName(place.capitalize())
            combo.setMaxVisibleItems(16)
        return made

    def _begin_with(self, state: State) -> None:
        n = len(self._variables)
        i, j = state.axis_indices(self._variables)
        self.axes[0].setCurrentIndex(i)
        self.axes[1].setCurrentIndex(j)
        source = state.plane_source
        self.eigenvectors[0].setCurrentIndex(source.first - 1 if source else n - 1)
        self.eigenvectors[1].setCurrentIndex(source.second - 1 if source else 0)
        plane = state.plane or tuple(tuple(float(k == axis) for k in range(n)) for axis in (i, j))
        for field, direction in zip(self.directions, plane, strict=True):
            field.setText(_editable(direction, self._variables))
            field.setCursorPosition(0)
        way = 0 if state.plane is None else 1 if source else 2
        if self._curvature is None:
            for part in (self.ways[1], *self.eigenvectors):
                part.setEnabled(False)
            way = 2 if way == 1 else way
        self.ways[way].setChecked(True)
        (self.axes, self.eigenvectors, self.directions)[way][0].setFocus()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        rows: tuple[tuple[tuple[QComboBox, QComboBox] | tuple[QLineEdit, QLineEdit], str, str], ...]
        rows = (
            (self.axes, "across", "up"), (self.eigenvectors, "across", "up"), (self.directions, "s along", "t along"),
        )  # fmt: skip
        notes = ("", self._eigen_note(), _TYPED.format(example=f"{self._variables[0]} − 2{self._variables[-1]}"))
        for k, ((parts, *words), note) in enumerate(zip(rows, notes, strict=True)):
            grid.addWidget(self.ways[k], 3 * k, 0, 1, 4)
            for place, (part, word) in enumerate(zip(parts, words, strict=True)):
                grid.addWidget(QLabel(word), 3 * k + 1, 2 * place)
                grid.addWidget(part, 3 * k + 1, 2 * place + 1)
                part.setMinimumSize(_WIDTH, _HEIGHT)
                part.installEventFilter(self)
                if isinstance(part, QComboBox):
                    part.activated.connect(lambda _index, way=k: self._mean(way))
                elif isinstance(part, QLineEdit):
                    part.setAccessibleName(word)
                    part.setAcceptDrops(False)  # a file's name is no direction
                    part.textEdited.connect(lambda _text: self._mean(2))
            if note:
                label = QLabel(note)
                label.setWordWrap(True)
                label.setFont(small_font())
                label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
                grid.addWidget(label, 3 * k + 2, 0, 1, 4)
        # Room for two lines, so that a complaint moves nothing.
        self.message.setMinimumHeight(2 * self.message.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.message, 9, 0, 1, 4)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        start = QPushButton("&Look along")
        buttons.addButton(start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        start.setDefault(True)
        grid.addWidget(buttons, 10, 0, 1, 4)

    def _eigen_note(self) -> str:
        if self._curvature is None:
            return _UNKNOWN
        return f"{_FROZEN} {_SHARED}" if self._curvature.repeated else _FROZEN


def _editable(direction: Sequence[float], variables: Sequence[str]) -> str:
    """Return a direction to edit: whole numbers if it is along such a one, of many variables as a sum."""
    from hessview.figure.plane_words import whole

    entries = whole(direction)
    if len(entries) <= 6 and all(math.isfinite(entry) for entry in entries):
        return ", ".join(f"{entry:.12g}" for entry in entries)
    parts = [f"{entry:+.12g} {name}" for entry, name in zip(entries, variables, strict=True) if entry]
    return " ".join(parts).removeprefix("+").replace("+1 ", "+ ").replace("-1 ", "- ") if len(parts) <= 12 else ""
