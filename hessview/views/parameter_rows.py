"""A row for each parameter: its name, its number, its slider with range and step, and the ways to move and trace it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from hessview.document.parameters import on_grid, slider_problem, stepped
from hessview.document.state import Slider
from hessview.figure.words import formula_words, name_words
from hessview.views.entry_line import EntryLine
from hessview.views.input_batch import InputBatch
from hessview.views.number_text import editable_text, number_text, read_numbers
from hessview.views.painted_block import number_font
from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID, LIGHT, small_font, variable_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.language.definitions import Definition
    from hessview.views.theme import Theme

ROW_HEIGHT = 64
_MOST_STEPS = 1_000_000
_VALUE_WIDTH, _END_WIDTH, _STEP_WIDTH = 88, 64, 56
_PAGE = 10


@dataclass(frozen=True)
class RowContent:
    """What one row shows.

    Attributes
    ----------
    definition
        The parameter and where its number stands.
    slider
        Its range.
    why_fixed
        Why it has no slider, as a sentence; empty if it has one.
    is_moving, is_traced
        Whether it is animated, whether its paths are shown.
    """

    definition: Definition
    slider: Slider
    why_fixed: str = ""
    is_moving: bool = False
    is_traced: bool = False


class NumberField(EntryLine):
    """A number to read and to type.

    Signals
    -------
    given
        The number that was entered.
    refused
        Why what was entered is none, a sentence; empty as soon as it is mended.
    """

    given = Signal(float)
    refused = Signal(str)

    def __init__(self, name: str, tip: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = math.nan
        self.setFont(number_font())
        self.setFixedWidth(width)
        self.setAcceptDrops(False)  # a file's name is no number
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(lambda _text: self.refused.emit(""))

    def show_value(self, value: float) -> None:
        """Show a number, unless another is being written here."""
        if value != self._value:
            self._value = value
            if not (self.hasFocus() and self.isModified()):
                self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show every digit for editing."""
        super().focusInEvent(event)
        self._show()
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go back to what is the case."""
        super().focusOutEvent(event)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.refused.emit("")
            self._show()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        if not self.isModified():
            return
        numbers = read_numbers(self.text())
        if numbers is None or len(numbers) != 1:
            self.refused.emit(f"“{self.text()[:40]}” is no number.")
            return
        self.setModified(False)
        self.given.emit(numbers[0])

    def _show(self) -> None:
        text = editable_text(self._value) if self.hasFocus() else number_text(self._value, 0.0, 6)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)


class ParameterRow(QWidget):
    """One parameter.

    Signals
    -------
    moved
        A value of the slider, and whether the mouse holds it.
    released
        The slider is let go.
    typed
        A value that was entered.
    ranged
        A range that was entered, a `Slider`.
    animate, trace
        The buttons were pressed.
    """

    moved = Signal(float, bool)
    released = Signal()
    typed = Signal(float)
    ranged = Signal(object)
    animate = Signal()
    trace = Signal()

    def __init__(self, name: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._content: RowContent | None = None
        shown = name_words(name)
        self.title = QLabel(f"{shown} =")
        self.title.setFont(variable_font())
        self.title.setMinimumWidth(28)
        self.value = NumberField(f"Value of {name}", f"The number of {shown} in the text.", _VALUE_WIDTH)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(_PAGE)
        self.slider.setMinimumWidth(80)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.play = _button("▶", f"Move {name} there and back", f"Move {shown} there and back (F9)", self.animate.emit)
        tip = f"Trace the paths of the critical points while {shown} moves (Ctrl+T)"
        self.path = _button("Trace", f"Trace {name}", tip, self.trace.emit)
        self.low = NumberField(f"Least {name}", "The left end of the slider.", _END_WIDTH)
        self.high = NumberField(f"Greatest {name}", "The right end of the slider.", _END_WIDTH)
        self.step = NumberField(f"Step of {name}", "An arrow key moves the slider by it.", _STEP_WIDTH)
        self.words = QLabel()
        self._is_wrong = False
        self._batch = InputBatch(self)
        self._lay_out()
        self._connect()
        self.set_theme(theme)

    def _lay_out(self) -> None:
        upper, self._lower = QHBoxLayout(), QWidget()
        for part in (self.title, self.value):
            upper.addWidget(part)
        upper.addWidget(self.slider, 1)
        upper.addWidget(self.play)
        upper.addWidget(self.path)
        lower = QHBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        for words, part in (("from", self.low), ("to", self.high), ("step", self.step)):
            label = QLabel(words)
            label.setFont(small_font())
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            lower.addWidget(label)
            lower.addWidget(part)
        lower.addStretch(1)
        self.words.setFont(small_font())
        self.words.setWordWrap(True)
        for line in (upper, lower):
            line.setSpacing(GRID // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        column.setSpacing(GRID // 2)
        column.addLayout(upper)
        column.addWidget(self._lower)
        column.addWidget(self.words)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._on_value)
        self.slider.sliderReleased.connect(self._on_released)
        self.value.given.connect(self.typed)
        self.low.given.connect(lambda low: self._on_range(low=low))
        self.high.given.connect(lambda high: self._on_range(high=high))
        self.step.given.connect(lambda step: self._on_range(step=step))
        for field in (self.value, self.low, self.high, self.step):
            field.refused.connect(self._say)

    def render_row(self, content: RowContent) -> None:
        """Show what is known of the parameter."""
        before, self._content = self._content, content
        if content == before:
            return
        definition, slider = content.definition, content.slider
        self.value.show_value(definition.value)
        self.value.setEnabled(definition.is_number)
        for part in (self.slider, self.play, self.path, self._lower):
            part.setVisible(not content.why_fixed)
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setRange(0, self._count())
                self.slider.setValue(self._position(definition.value))
        for field, number in ((self.low, slider.low), (self.high, slider.high), (self.step, slider.step)):
            field.show_value(number)
        ends = f"from {number_text(slider.low, 0.0, 4)} to {number_text(slider.high, 0.0, 4)}"
        self.slider.setAccessibleName(f"{self.name} {ends}, now {number_text(definition.value, 0.0, 6)}")
        self.play.setText("■" if content.is_moving else "▶")
        self.play.setAccessibleName(f"Stop {self.name}" if content.is_moving else f"Move {self.name} there and back")
        self.path.setChecked(content.is_traced)
        if before is None or before.why_fixed != content.why_fixed or before.slider != slider:
            self._say(content.why_fixed, is_wrong=False)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._colour_words()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the slider go: no release of the mouse is heard of any more."""
        super().hideEvent(event)
        self.slider.setSliderDown(False)

    @property
    def source(self) -> str:
        """What the text says of an expression, as one prints it."""
        return "" if self._content is None else formula_words(self._content.definition.source)

    def _count(self) -> int:
        assert self._content is not None  # noqa: S101 - narrows the type: a row is shown before it moves
        slider = self._content.slider
        return max(1, round(min((slider.high - slider.low) / slider.step, _MOST_STEPS)))

    def _position(self, value: float) -> int:
        assert self._content is not None  # noqa: S101 - narrows the type
        slider = self._content.slider
        return round(self._count() * min(max((value - slider.low) / (slider.high - slider.low), 0.0), 1.0))

    def _on_value(self, position: int) -> None:
        content = self._content
        if content is None:
            return
        slider, value = content.slider, content.definition.value
        if self.slider.isSliderDown():
            share = position / self._count()
            wanted = on_grid(slider, slider.low + share * (slider.high - slider.low))
            self._batch.add("slider", lambda values: self.moved.emit(values[-1], True), wanted)
            return
        by = position - self._position(value)
        ends = {0: slider.low, self._count(): slider.high}
        wanted = ends[position] if position in ends else stepped(slider, value, by)
        self.moved.emit(wanted, False)
        if self._content is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._position(self._content.definition.value))

    def _on_released(self) -> None:
        self._batch.flush()
        self.released.emit()

    def _on_range(self, **changes: float) -> None:
        if self._content is None:
            return
        old = self._content.slider
        step = changes.get("step", old.step)
        wanted = Slider(self.name, changes.get("low", old.low), changes.get("high", old.high), step)
        if "step" not in changes and wanted.low < wanted.high and step > wanted.high - wanted.low:
            wanted = Slider(self.name, wanted.low, wanted.high, (wanted.high - wanted.low) / 10.0)
        problem = slider_problem(wanted)
        value = self._content.definition.value
        if not problem and not wanted.low <= value <= wanted.high:
            problem = f"The range must hold the present value, {number_text(value, 0.0, 6)}."
        self._say(problem)
        if not problem:
            self.ranged.emit(wanted)

    def _say(self, sentence: str, *, is_wrong: bool = True) -> None:
        """Show a sentence below, in the colour of problems if something is wrong."""
        self.words.setText(sentence)
        self.words.setVisible(bool(sentence))
        self._is_wrong = is_wrong
        self._colour_words()

    def _colour_words(self) -> None:
        colour = self._theme.problem if self._is_wrong else self._theme.secondary
        self.words.setStyleSheet(f"color: {colour};")


def _button(words: str, name: str, tip: str, pressed: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    button.setAccessibleName(name)
    button.setToolTip(plain_tip(tip))
    button.setCheckable(words == "Trace")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(lambda _checked=False: pressed())
    return button
