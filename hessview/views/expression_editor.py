"""The editor: the field for the formula and, under it, how the text was read or why it could not be."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from hessview.views.formula import Typesetter
from hessview.views.formula_echo import FormulaEcho
from hessview.views.formula_field import FormulaField
from hessview.views.message_strip import MessageStrip, is_invitation
from hessview.views.theme import GRID, LIGHT, Theme

if TYPE_CHECKING:
    from hessview.language.formula import Formula
    from hessview.language.problem import SyntaxProblem

_PATIENCE_MS = 350  # a sentence about half a word would only disturb whoever is typing the other half
_READING_HEIGHT = 48


class ExpressionEditor(QWidget):
    """Shows the text, its problem and its reading; emits what the user typed.

    The row under the field always has the same height, so that the picture below never jumps: it holds the typeset
    formula, or the sentence that says what is wrong with buttons that mend it.

    Attributes
    ----------
    field, reading
        The field, and the row under it; the row may stand elsewhere (`release_reading`).

    Signals
    -------
    text_edited
        The whole text after each change by the user.
    text_replaced
        The whole text after a repair was chosen: an undo step of its own.
    accepted
        Enter: the user is done typing.
    undo_requested, redo_requested
        The keys of the document's undo and redo, when no action of the window took them.
    refused
        Why a text was not taken, in a sentence.
    """

    text_edited = Signal(str)
    text_replaced = Signal(str)
    accepted = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    refused = Signal(str)

    def __init__(
        self, typesetter: Typesetter | None = None, theme: Theme = LIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._problem: SyntaxProblem | None = None
        self._frame = _FieldFrame(theme, self)
        self.field = self._frame.field
        self.echo = FormulaEcho(typesetter or Typesetter(self), self)
        self.strip = MessageStrip(theme, self)
        self._reading = QStackedWidget(self)
        self._reading.addWidget(self.echo)
        self._reading.addWidget(self.strip)
        self._reading.setFixedHeight(_READING_HEIGHT)
        self._field_row = QHBoxLayout()
        self._field_row.setSpacing(GRID)
        self._field_row.addWidget(self._frame, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, 0)
        column.setSpacing(0)
        column.addLayout(self._field_row)
        self.reading = QWidget(self)
        reading_row = QHBoxLayout(self.reading)
        reading_row.setContentsMargins(GRID + 4, 0, GRID, 0)
        reading_row.addWidget(self._reading)
        column.addWidget(self.reading)
        column.addStretch(1)
        self._column = column
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_reading)
        self.field.edited.connect(self._on_edited)
        self.field.accepted.connect(self.accepted)
        self.field.undo_requested.connect(self.undo_requested)
        self.field.redo_requested.connect(self.redo_requested)
        self.field.refused.connect(self.refused)
        self.strip.repair_chosen.connect(self._on_repair)
        self.setFocusProxy(self.field)

    def add_beside_field(self, widget: QWidget) -> None:
        """Place a widget (the examples' button) at the right end of the field."""
        widget.setMinimumHeight(self._frame.sizeHint().height())
        self._field_row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def order_stops(self) -> None:
        """Let Tab come from the field to the repairs first, wherever in the window they have been placed."""
        for first, second in pairwise((self.field, *self.strip.stops)):
            QWidget.setTabOrder(first, second)

    def release_reading(self) -> QWidget:
        """Return the row under the field, to be placed elsewhere: what stands beside it then gains its height."""
        self._column.removeWidget(self.reading)
        self._column.setContentsMargins(GRID, GRID, GRID, GRID)
        self.reading.layout().setContentsMargins(2 * GRID + 4, 0, 2 * GRID, 0)  # type: ignore[union-attr]
        return self.reading

    def render(self, text: str, problem: SyntaxProblem | None, formula: Formula | None) -> None:  # type: ignore[override]
        """Show the document's text, what is wrong with it, and the last formula that was read.

        Rendering the same again changes nothing; the cursor moves only where the text differs.
        """
        self.field.set_text(text)
        wrong = None if problem is None or is_invitation(problem) else problem
        self.field.set_problem(wrong)
        self._frame.set_wrong(wrong is not None)
        if formula is not None:
            self.field.set_hint("" if self.field.has_header() else _left_side(formula))
            self.echo.render_formula(formula)
        self._problem = problem
        if problem is None or not self._patience.isActive():
            self._show_reading()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._frame.set_theme(theme)
        self.strip.set_theme(theme)

    @property
    def problem(self) -> SyntaxProblem | None:
        """What is wrong with the text, also while the sentence waits for a pause in the typing."""
        return self._problem

    def _show_reading(self) -> None:
        if self._problem is None:
            self._reading.setCurrentWidget(self.echo)
        else:
            self.strip.render_problem(self._problem)
            self._reading.setCurrentWidget(self.strip)

    def _on_edited(self, text: str) -> None:
        self._patience.start()
        self.text_edited.emit(text)

    def _on_repair(self, text: str) -> None:
        self._patience.stop()
        self.field.setFocus()
        self.text_replaced.emit(text)


class _FieldFrame(QWidget):
    """A quiet rounded frame that shows focus and fault."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wrong = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field = FormulaField(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID // 2, GRID // 2)
        column.addWidget(self.field)
        self.field.focus_changed.connect(self.update)

    def set_wrong(self, wrong: bool) -> None:
        if wrong != self._wrong:
            self._wrong = wrong
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.field.set_theme(theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        focused = self.field.hasFocus()
        token = "problem" if self._wrong else "accent" if focused else "rule"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color(token), 1.5 if focused else 1.0))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0), 5.0, 5.0)
        painter.end()


def _left_side(formula: Formula) -> str:
    return f"{formula.name}({', '.join(formula.variables[:4])}{', …' if len(formula.variables) > 4 else ''}) ="
