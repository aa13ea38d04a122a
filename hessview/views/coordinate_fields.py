"""Where the probe is: one field a variable, to read, to type into and to paste a whole point into."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget

from hessview.calculus.jet import JetProgram
from hessview.language.decimals import MINUS
from hessview.language.expression import free_symbols
from hessview.language.parser import MAX_LENGTH, parse
from hessview.language.problem import SyntaxProblem
from hessview.views.entry_line import EntryLine
from hessview.views.fitted_numbers import fitted_coordinate
from hessview.views.number_matrix import variable_latex
from hessview.views.number_text import editable_text, read_numbers
from hessview.views.painted_block import bring_into_sight, number_font
from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID, MATHEMATICS_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.formula import Typesetter
    from hessview.views.theme import Theme

_FIELD_HEIGHT = 28
_BESIDE_TEXT = 5  # pixels that a line edit leaves beside its text, and the one of its cursor
_SIDE_BY_SIDE = 3
_MEASURED = 8  # names that are typeset to see how wide they are; of many, the others are typeset when they are seen


class CoordinateFields(QWidget):
    """A field for each variable.

    Signals
    -------
    coordinates_given
        Pairs (variable, value) that the user typed or pasted.
    """

    coordinates_given = Signal(tuple)

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._theme = theme
        self._variables: tuple[str, ...] = ()
        self.fields: list[CoordinateField] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._holder = QWidget(self)

    def render_point(self, variables: Sequence[str], point: Sequence[float]) -> None:
        """Show the coordinates of `point` in the order of `variables`."""
        names = tuple(variables)
        if names != self._variables:
            self._rebuild(names)
        for field, value in zip(self.fields, point, strict=True):
            field.show_value(value)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for field in self.fields:
            field.set_theme(theme)

    def sizeHint(self) -> QSize:
        """As many rows as the fields take."""
        columns = min(max(len(self.fields), 1), _SIDE_BY_SIDE) if len(self.fields) <= _SIDE_BY_SIDE else 2
        rows = math.ceil(len(self.fields) / columns)
        return QSize(240, rows * _FIELD_HEIGHT + max(rows - 1, 0) * (GRID // 2))

    def minimumSizeHint(self) -> QSize:
        """As many rows as the fields take."""
        return self.sizeHint()

    def _rebuild(self, names: tuple[str, ...]) -> None:
        self._holder.hide()
        self._holder.deleteLater()
        self._holder = QWidget(self)
        self._column.addWidget(self._holder)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        self._variables = names
        self.fields = []
        columns = max(len(names), 1) if len(names) <= _SIDE_BY_SIDE else 2
        labels = [_VariableLabel(self._typesetter, name, self._holder) for name in names]
        metrics = QFontMetricsF(number_font())
        widest = sorted(labels, key=lambda label: metrics.horizontalAdvance(label.text()))[-_MEASURED:]
        label_width = max((label.natural_width() for label in widest), default=0)
        for place, (name, label) in enumerate(zip(names, labels, strict=True)):
            field = CoordinateField(name, self._theme, self._holder)
            field.numbers_given.connect(self._on_numbers)
            label.setFixedWidth(label_width)
            label.setBuddy(field)
            row, column = divmod(place, columns)
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
            self.fields.append(field)
        for column in range(columns):
            grid.setColumnStretch(2 * column + 1, 1)
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()

    def _on_numbers(self, name: str, numbers: tuple[float, ...]) -> None:
        """One number is the field's; as many as there are variables are the whole point; fewer go on from the field."""
        start = 0 if len(numbers) == len(self._variables) else self._variables.index(name)
        given = tuple(zip(self._variables[start:], numbers, strict=False))
        self.coordinates_given.emit(given)


class CoordinateField(EntryLine):
    """One coordinate: as many digits to look at as there is room for, all of them while it is edited.

    Signals
    -------
    numbers_given
        The variable and the numbers that were entered: one, or a pasted point.
    """

    numbers_given = Signal(str, tuple)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._theme = theme
        self._value = math.nan
        self._wrong = False
        self._room: float | None = None
        self.setFont(number_font())
        self.setFixedHeight(_FIELD_HEIGHT)
        self.setMinimumWidth(56)
        self.setAcceptDrops(False)  # a file's name is no number: what is dropped is the window's
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"Coordinate {name} of the probe; paste a whole point such as 1, 2.")
        self._hint = f"{name} of the probe. A number or an expression such as pi/4; paste a whole point: 1, 2."
        self.setToolTip(self._hint)
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(lambda _text: self._set_wrong(""))

    def show_value(self, value: float) -> None:
        """Show `value`, unless the user is writing another here."""
        if value == self._value:
            return
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many digits as there is room for now."""
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Letters or what is beside them may be wider than before."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._make_room()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show every digit for editing."""
        super().focusInEvent(event)
        self._show()
        self.selectAll()
        bring_into_sight(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go back to what the probe says."""
        super().focusOutEvent(event)
        self._set_wrong("")
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up; a pasted point fills all fields at once."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._set_wrong("")
            self._show()
            self.selectAll()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._paste_point():
            event.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Underline what cannot be read."""
        super().paintEvent(event)
        if self._wrong:
            painter = QPainter(self)
            painter.fillRect(3, self.height() - 3, self.width() - 6, 2, self._theme.color("problem"))
            painter.end()

    def _paste_point(self) -> bool:
        text = QApplication.clipboard().text()
        numbers = read_numbers(text) if len(text) <= MAX_LENGTH else None
        if numbers is None or len(numbers) < 2:
            return False
        self.setModified(False)
        self.numbers_given.emit(self._name, numbers)
        return True

    def _commit(self) -> None:
        if not self.isModified() or self.text() == editable_text(self._value):
            return
        numbers = read_numbers(self.text()) or _evaluated(self.text())
        if numbers is None:
            self._set_wrong(f"“{_short(self.text())}” is no number. Try 1.5, pi/4 or a whole point: 1, 2.")
            return
        self.setModified(False)
        self.numbers_given.emit(self._name, numbers)
        self._show()

    def _show(self) -> None:
        whole = editable_text(self._value) if math.isfinite(self._value) else ""
        text = whole if self.hasFocus() else self._fitted()
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)
        tip = self._hint if text == whole else f"{self._name} = {whole}. {self._hint}"
        if not self._wrong and tip != self.toolTip():
            self.setToolTip(tip)

    def _fitted(self) -> str:
        if self._room is None:
            look = QStyleOptionFrame()
            self.initStyleOption(look)
            inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, look, self)
            self._room = float(inside.width() - _BESIDE_TEXT)
        return fitted_coordinate(self._value, QFontMetricsF(self.font()), self._room)

    def _make_room(self) -> None:
        """Look how much room there is, and show what fits, unless something is being written."""
        self._room = None
        if not math.isnan(self._value) and not self.hasFocus():
            self._show()

    def _set_wrong(self, sentence: str) -> None:
        if bool(sentence) != self._wrong:
            self._wrong = bool(sentence)
            self.setToolTip(plain_tip(sentence or self._hint))
            self.update()


class _VariableLabel(QLabel):
    """A variable's name, typeset; its text stays the name for a screen reader."""

    def __init__(self, typesetter: Typesetter, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._typesetter = typesetter
        self._latex = variable_latex(name)
        typesetter.ready.connect(self.update)

    def natural_width(self) -> int:
        """The width that it needs; typesets it."""
        return round(self._typesetter.typeset(self._latex, MATHEMATICS_SIZE).width + 3)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), _FIELD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        made = self._typesetter.typeset(self._latex, MATHEMATICS_SIZE)
        baseline = (self.height() + QFontMetricsF(number_font()).capHeight()) / 2
        made.paint(painter, 0.0, baseline, self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.end()


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _evaluated(text: str) -> tuple[float, ...] | None:
    """Return the value of a constant expression such as ``pi/4``, or None."""
    try:
        formula = parse(text.replace(MINUS, "-"), variables=("x",))
    except SyntaxProblem:
        return None
    if free_symbols(formula.expression):
        return None
    value = JetProgram(formula).at((0.0,) * formula.dimension).value
    return (value,) if math.isfinite(value) else None
