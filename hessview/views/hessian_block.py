"""The Hessian: as formulas above their values, or as numbers alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hessview.document.state import Layout
from hessview.views.formula_matrix import FormulaCells, FormulaMatrix
from hessview.views.layout_toggle import LayoutToggle
from hessview.views.number_matrix import NumberMatrix
from hessview.views.painted_block import SideScroll
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from hessview.compute.results import Fault, FormulaAnswer
    from hessview.language.formula import Formula
    from hessview.views.formula import Typesetter
    from hessview.views.heat_matrix import HeatMatrix
    from hessview.views.theme import Theme

_QUIET_MS = 300  # nothing is said about a computation that is over sooner
_MOST_HEIGHT = 720
_PLAIN = re.compile(r"-?[0-9]{1,6}")

MOST_NUMBERS = 6
"""Variables up to which the Hessian is a matrix of numbers and its eigenvalues are a list; of more, both are drawn."""


class HessianBlock(QWidget):
    """A heading with the choice of layout, the formulas (or why there are none), the numbers.

    Signals
    -------
    layout_chosen
        The layout that the user asks for.
    retry_requested
        Ask for the formulas once more.
    pair_chosen
        Two variables whose entry was clicked.
    """

    layout_chosen = Signal(object)
    retry_requested = Signal()
    pair_chosen = Signal(tuple)

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formula: Formula | None = None
        self._answer: FormulaAnswer | None = None
        self._fault: Fault | None = None
        self._layout = Layout.FORMULA
        self._theme = LIGHT
        self.heat: HeatMatrix | None = None
        self.toggle = LayoutToggle(self)
        self.toggle.chosen.connect(self.layout_chosen)
        self.formulas = FormulaMatrix(typesetter)
        self.numbers = NumberMatrix(typesetter)
        self.numbers.pair_chosen.connect(self.pair_chosen)
        self._formula_scroll = SideScroll(self.formulas, _MOST_HEIGHT, self)
        self._number_scroll = SideScroll(self.numbers, _MOST_HEIGHT, self)
        self.notice = QLabel(self)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)  # a comparison in a formula is no markup
        self.notice.setWordWrap(True)
        self.notice.setFont(small_font())
        self.notice.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.retry = QPushButton("Try again", self)
        self.retry.clicked.connect(self.retry_requested)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._show_parts)
        head = QHBoxLayout()
        self._title = QLabel("Hessian", self)
        self._title.setToolTip("The matrix of second partial derivatives: how the gradient changes from here.")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.toggle)
        said = QHBoxLayout()
        said.addWidget(self.notice, 1)
        said.addWidget(self.retry)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._formula_scroll)
        column.addLayout(said)
        column.addWidget(self._number_scroll)
        self._show_parts()

    def render_formulas(self, formula: Formula, answer: FormulaAnswer | None, fault: Fault | None) -> None:
        """Show the exact entries, or that they are being computed, or why there are none."""
        if self._formula == formula and answer is self._answer and fault is self._fault:
            return
        self._formula, self._answer, self._fault = formula, answer, fault
        if answer is not None:
            cells = FormulaCells(formula.variables, answer.hessian_latex, answer.hessian, formula)
            self.formulas.render_cells(cells)
        self.formulas.set_stale(answer is None)
        if answer is None and fault is None:
            self._quiet.start()
        else:
            self._quiet.stop()
            self._show_parts()

    def render_layout(self, layout: Layout) -> None:
        """Show formulas above numbers, or numbers alone."""
        self.toggle.render_layout(layout)
        if layout is not self._layout:
            self._layout = layout
            self._show_parts()

    def render_numbers(
        self, variables: Sequence[str], values: NDArray[np.float64], errors: NDArray[np.float64]
    ) -> None:
        """Show the entries at the probe: of many variables as a map; one alone stands among the eigenvalues."""
        n = len(variables)
        self._title.setText("Hessian" if n > 1 else "Second derivative")
        if self._number_scroll.isHidden() != (not 1 < n <= MOST_NUMBERS):
            self._number_scroll.setVisible(1 < n <= MOST_NUMBERS)
        if n > MOST_NUMBERS:
            self._map().render_matrix(variables, values, errors)
        else:
            self.numbers.render_matrix(variables, values, errors)
        if self.heat is not None and self.heat.isHidden() != (n <= MOST_NUMBERS):
            self.heat.setVisible(n > MOST_NUMBERS)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.heat is not None:
            self.heat.set_theme(theme)

    def _map(self) -> HeatMatrix:
        """Return the map of the entries, made when it is first needed."""
        if self.heat is None:
            from hessview.views.heat_matrix import HeatMatrix

            self.heat = HeatMatrix(self._theme, self)
            self.heat.pair_chosen.connect(self.pair_chosen)
            self._column.insertWidget(1, self.heat)
        return self.heat

    def restart(self) -> None:
        """Another function is shown."""
        self.numbers.restart()

    @staticmethod
    def _is_plain(answer: FormulaAnswer) -> bool:
        """Whether the formulas are but the numbers below them: those of a constant Hessian."""
        entries = [entry for row in answer.hessian_latex for entry in row]
        return 1 < len(answer.hessian_latex) <= MOST_NUMBERS and all(map(_PLAIN.fullmatch, entries))

    def _show_parts(self) -> None:
        wanted = self._layout is Layout.FORMULA
        waiting = self._quiet.isActive()
        there = waiting and self.formulas.is_filled if self._answer is None else not self._is_plain(self._answer)
        self._formula_scroll.setVisible(wanted and there)
        if self._fault is not None:
            words = f"Formulas unavailable: {self._fault.message}"
        elif self._answer is not None:
            words = " ".join(self._answer.notes)
        else:
            words = "" if waiting or self._formula is None else "Formulas: computing…"
        self.notice.setText(words)
        self.notice.setVisible(wanted and bool(words))
        self.retry.setVisible(wanted and self._fault is not None)
