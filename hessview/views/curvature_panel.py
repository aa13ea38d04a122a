"""The panel: what the point is, why, where, how high, which way is up, how it bends, and how far to trust it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hessview.document.commands import SetHessianLayout, SetProbeCoordinates
from hessview.document.planes import ChooseAxes
from hessview.explanations import condition, headline, sentence
from hessview.views.class_badge import ClassBadge
from hessview.views.coordinate_fields import CoordinateFields
from hessview.views.formula import Typesetter
from hessview.views.formula_lines import FormulaFold
from hessview.views.held_formulas import HeldFormulas
from hessview.views.hessian_block import MOST_NUMBERS, HessianBlock
from hessview.views.layout_toggle import toggle_style
from hessview.views.number_rows import ROW_HEIGHT, NumberRows
from hessview.views.painted_block import SideScroll, scroll_bar_style
from hessview.views.panel_formulas import (
    GRADIENT_TIP,
    MODEL_TIP,
    gradient_copies,
    gradient_lines,
    model_copies,
    model_lines_of,
)
from hessview.views.panel_rows import (
    TRUST_TIP,
    eigenvalue_rows,
    gradient_rows,
    notes_text,
    summary_rows,
    trust,
    value_rows,
    with_account,
)
from hessview.views.sentence import Sentence
from hessview.views.tests_fold import TestsFold, fold_style
from hessview.views.theme import GRID, LIGHT, STALE_WORDS_OPACITY, Theme, small_font, text_font

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.analysis.critical_point import CriticalPoint
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import FormulaAnswer, Results
    from hessview.document.state import State
    from hessview.language.formula import Formula
    from hessview.views.spectrum_bars import SpectrumBars

_SHOWN_ROWS = 12.5
"""Rows of a list that are shown at once: only of more a part of the panel scrolls within the panel."""
LEAST_WIDTH = 320
_ROOMY = 600
"""Pixels of height from which the panel has room for its full gaps."""

COPY_FORMATS = (
    ("Plain text", "text"), ("LaTeX", "latex"), ("MathML", "mathml"), ("Python", "python"), ("NumPy", "numpy"),
    ("CSV", "csv"),
)  # fmt: skip


class CurvaturePanel(QWidget):
    """Reads the curvature at the probe aloud, in the order of the questions.

    Signals
    -------
    commanded
        A command that changes the document.
    copy_requested
        ``"text"``, ``"latex"``, ``"mathml"``, ``"python"``, ``"numpy"`` or ``"csv"``: the format in which
        everything is to be copied.
    retry_requested
        Ask for the formulas once more.
    steps_requested
        Show how one gets there.
    """

    commanded = Signal(object)
    copy_requested = Signal(str)
    retry_requested = Signal()
    steps_requested = Signal()

    def __init__(
        self, typesetter: Typesetter | None = None, theme: Theme = LIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        typesetter = typesetter or Typesetter(self)
        self._curvature: Curvature | None = None
        self._critical: tuple[CriticalPoint | None, CriticalSet | None] = None, None
        self._variables: tuple[str, ...] = ()
        self._formula: Formula | None = None
        self._formulas: FormulaAnswer | None = None
        self._held = HeldFormulas()
        self._modelled: Curvature | None = None
        self._theme = theme
        self.spectrum: SpectrumBars | None = None
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setStyleSheet(scroll_bar_style(theme) + toggle_style(theme) + fold_style(theme))
        self.badge = ClassBadge(theme)
        # Room for the longest usual sentence, so that the fields below never move under a hand.
        self.sentence = Sentence(text_font(), 3)
        self.coordinates = CoordinateFields(typesetter, theme)
        self.value = NumberRows(typesetter, theme)
        self.gradient = NumberRows(typesetter, theme)
        self.gradient_formulas = FormulaFold("Gradient as formulas", GRADIENT_TIP, typesetter, self._gradient_copies)
        self.hessian = HessianBlock(typesetter)
        self.model = FormulaFold("Quadratic model", MODEL_TIP, typesetter, self._model_copies)
        self.eigenvalues = NumberRows(typesetter, theme)
        self.summary = NumberRows(typesetter, theme)
        self.condition = Sentence(small_font(), 1, quiet=True)
        self.tests = TestsFold()
        self.notes = Sentence(small_font(), 0, quiet=True)
        # At the foot, so that nothing above it moves when the probe comes upon a critical point.
        self.account = Sentence(text_font(), 0)
        self.trust = Sentence(small_font(), 2, quiet=True)
        self.trust.setToolTip(TRUST_TIP)
        self.steps_button = self._make_steps_button()
        self.copy_button = self._make_copy_button()
        self._themed = (
            self.badge, self.coordinates, self.value, self.gradient, self.hessian, self.eigenvalues, self.summary,
        )  # fmt: skip
        self._lay_out()
        self.coordinates.coordinates_given.connect(lambda given: self.commanded.emit(SetProbeCoordinates(given)))
        self.hessian.layout_chosen.connect(lambda layout: self.commanded.emit(SetHessianLayout(layout)))
        self.hessian.retry_requested.connect(self.retry_requested)
        self.hessian.numbers.became_stop.connect(self._order_tabs)
        self.hessian.pair_chosen.connect(lambda pair: self.commanded.emit(ChooseAxes(pair)))

    def render(  # type: ignore[override]
        self,
        state: State,
        results: Results,
        critical: CriticalPoint | None = None,
        critical_set: CriticalSet | None = None,
    ) -> None:
        """Show what is known about the probe; what is unchanged is not touched.

        Parameters
        ----------
        critical
            The critical point of a search on which the probe stands, None if it stands on none.
        critical_set
            The set of such points on which it stands, likewise.
        """
        formula = results.formula
        if formula is None:
            return
        if formula.variables != self._variables:
            self._variables = formula.variables
            self.hessian.restart()
        self.coordinates.render_point(formula.variables, state.point(formula.variables))
        if self.focusProxy() is not self.coordinates.fields[0]:
            self.setFocusProxy(self.coordinates.fields[0])
            self._order_tabs()
        curvature = results.curvature
        if curvature is not None and (curvature is not self._curvature or (critical, critical_set) != self._critical):
            self._render_curvature(curvature, critical, critical_set)
        elif curvature is None and results.curvature_fault is not None:
            self.badge.render_class("undecided", "No answer")
            self.sentence.render_text(results.curvature_fault.message)
            self.account.render_text("")
            self._curvature = None
        formulas = self._held.known(formula, results.formulas, results.formulas_fault)
        self._render_folds(formula, formulas)
        self.hessian.render_formulas(formula, formulas, results.formulas_fault)
        self.hessian.render_layout(state.hessian_layout)

    def set_stale(self, stale: bool) -> None:
        """Dim the panel, readably: the text that stands in the editor is not the one it speaks of."""
        if stale == (self.graphicsEffect() is not None):
            return
        if not stale:
            self.setGraphicsEffect(None)  # type: ignore[arg-type]
            return
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(STALE_WORDS_OPACITY)
        self.setGraphicsEffect(effect)

    def focus_coordinates(self) -> None:
        """Put the cursor into the first coordinate."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.coordinates.fields[0].selectAll()  # which nobody does where the cursor is there already

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(scroll_bar_style(theme) + toggle_style(theme) + fold_style(theme))
        self._theme = theme
        for part in self._themed:
            part.set_theme(theme)
        if self.spectrum is not None:
            self.spectrum.set_theme(theme)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer everything for copying."""
        menu = self._copy_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _render_curvature(
        self, curvature: Curvature, critical: CriticalPoint | None, critical_set: CriticalSet | None
    ) -> None:
        self._curvature, self._critical = curvature, (critical, critical_set)
        curvature, known = with_account(curvature, critical, critical_set)
        names = self._variables
        kind = "not differentiable" if curvature.nonsmooth else str(curvature.kind)
        self.badge.render_class(kind, headline(curvature), tuple(curvature.point.tolist()))
        self.sentence.render_text(sentence(curvature))
        self.value.render_rows(value_rows(curvature, names))
        self.gradient.render_rows(gradient_rows(curvature, names))
        self.hessian.render_numbers(names, curvature.hessian, np.asarray(curvature.hessian_error))
        self._render_eigenvalues(curvature, names)
        self.summary.render_rows(summary_rows(curvature))
        self.condition.render_text(condition(curvature) if _finite(curvature) else "")
        self.tests.render_tests(curvature.tests)
        self.notes.render_text(notes_text(curvature))
        self.account.render_text(known)
        self.trust.render_text(trust(curvature))

    def _render_eigenvalues(self, curvature: Curvature, names: tuple[str, ...]) -> None:
        many = len(names) > MOST_NUMBERS
        if self._eigenvalue_scroll.isHidden() != many:
            self._eigenvalue_scroll.setVisible(not many)
        if many:
            is_new = self.spectrum is None
            self._spectrum().render_spectrum(curvature, names)
            if is_new:
                self._order_tabs()
        else:
            self.eigenvalues.render_rows(eigenvalue_rows(curvature, names))
        if self.spectrum is not None and self.spectrum.isHidden() == many:
            self.spectrum.setVisible(many)

    def _spectrum(self) -> SpectrumBars:
        """Return the bars of the eigenvalues, made when they are first needed."""
        if self.spectrum is None:
            from hessview.views.spectrum_bars import SpectrumBars

            self.spectrum = SpectrumBars(self._theme)
            column = self._columns[2]
            column.insertWidget(column.indexOf(self._eigenvalue_scroll), self.spectrum)
        return self.spectrum

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        column.setSpacing(GRID)
        most = round(_SHOWN_ROWS * ROW_HEIGHT)
        self._eigenvalue_scroll = SideScroll(self.eigenvalues, most)
        for part in (
            SideScroll(self.coordinates, 6 * 32 + 14), self.value, SideScroll(self.gradient, most),
            _rule(), self.hessian, _rule(), self._eigenvalue_scroll, self.summary,
            self.condition, self.gradient_formulas, self.model, self.tests, self.notes,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # The bar stands in the margin, so that the text is as wide with it as without.
        scroll.verticalScrollBar().rangeChanged.connect(
            lambda low, high: column.setContentsMargins(2 * GRID, 0, GRID if high > low else 2 * GRID, GRID)
        )
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        head = QVBoxLayout()
        head.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(self.badge)
        head.addWidget(self.sentence)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        foot.setSpacing(GRID)
        foot.addWidget(self.trust, 1)
        foot.addWidget(self.steps_button)
        foot.addWidget(self.copy_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2 * GRID, 0, GRID)
        whole.setSpacing(GRID)
        whole.addLayout(head)
        whole.addWidget(scroll, 1)
        whole.addWidget(_rule())
        known = QVBoxLayout()
        known.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        known.addWidget(self.account)
        whole.addLayout(known)
        whole.addLayout(foot)
        self._columns = (whole, head, column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Close the ranks where there is little height, so that the eigenvalues stay in sight."""
        super().resizeEvent(event)
        is_roomy = event.size().height() >= _ROOMY
        gap = GRID if is_roomy else GRID // 2
        if gap == self._columns[0].spacing():
            return  # even the same spacing would lay everything out anew
        self.account.write_in(text_font() if is_roomy else small_font())
        for column in self._columns:
            column.setSpacing(gap)
        self._columns[0].setContentsMargins(0, 2 * gap, 0, gap)

    def _order_tabs(self) -> None:
        """Let Tab go down the panel: the coordinates, which are younger than what is below them, then the buttons."""
        foot = (self.steps_button, self.copy_button)
        buttons = [button for button in self.findChildren(QAbstractButton) if button not in foot]
        heads = [button for button in buttons if self.hessian.isAncestorOf(button)]
        parts = (self.hessian.numbers, self.hessian.heat, self.spectrum)
        # Qt orders nothing that does not take the focus.
        drawn = [part for part in parts if part is not None and part.focusPolicy() is not Qt.FocusPolicy.NoFocus]
        others = [button for button in buttons if button not in heads]
        for first, second in pairwise([*self.coordinates.fields, *heads, *drawn, *others, *foot]):
            QWidget.setTabOrder(first, second)

    def _gradient_copies(self) -> Mapping[str, str]:
        return gradient_copies(self._formula, self._formulas)

    def _model_copies(self) -> Mapping[str, str]:
        return model_copies(self._formula, self.model.formulas.lines)

    def _render_folds(self, formula: Formula, answer: FormulaAnswer | None) -> None:
        if formula != self._formula or answer is not self._formulas:
            self._formula, self._formulas = formula, answer
            self.gradient_formulas.setVisible(answer is not None)
            one = len(self._variables) == 1
            self.gradient_formulas.button.setText("First derivative as a formula" if one else "Gradient as formulas")
            self.gradient_formulas.render_lines(lambda: gradient_lines(self._formula, self._formulas))
        if self._modelled is not self._curvature:
            self._modelled = self._curvature
            self.model.render_lines(lambda: model_lines_of(self._formula, self._curvature))

    def _make_steps_button(self) -> QPushButton:
        button = QPushButton("S&teps", self)
        button.setMaximumWidth(button.fontMetrics().horizontalAdvance("Steps") + 3 * GRID)
        button.setToolTip("Show the steps: how one gets from f to what stands here (Ctrl+Shift+H).")
        button.clicked.connect(self.steps_requested)
        return button

    def _make_copy_button(self) -> QPushButton:
        button = QPushButton("&Copy", self)
        # Fusion makes buttons as wide as those of a dialog; the line beside it needs the room more.
        button.setMaximumWidth(button.fontMetrics().horizontalAdvance("Copy") + 3 * GRID)
        button.setToolTip("Copy everything on this panel as text, LaTeX, MathML, Python, NumPy or CSV.")
        button.setMenu(self._copy_menu())
        return button

    def _copy_menu(self) -> QMenu:
        menu = QMenu(self)
        for words, name in COPY_FORMATS:
            action = QAction(f"Copy as {words}" if words != "Plain text" else "Copy as plain text", menu)
            action.triggered.connect(lambda _=False, wanted=name: self.copy_requested.emit(wanted))
            menu.addAction(action)
        return menu


def _rule() -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFixedHeight(1)
    rule.setForegroundRole(QPalette.ColorRole.Mid)
    rule.setFrameShadow(QFrame.Shadow.Plain)
    return rule


def _finite(curvature: Curvature) -> bool:
    return not math.isnan(curvature.condition_number)
