"""A row for each variable: its name, a slider over the view's range, its value to type, the partial derivative there.

Rows are made when they are seen for the first time: a function may have hundreds of variables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSlider, QWidget

from hessview.figure.words import name_words
from hessview.views.coordinate_fields import CoordinateField
from hessview.views.fitted_numbers import fitted_number
from hessview.views.number_text import number_text
from hessview.views.painted_block import bring_into_sight, number_font, scroll_bar_style
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.theme import Theme

ROW_HEIGHT = 32
_STEPS = 1000
_NAME_WIDTH, _VALUE_WIDTH, _SLOPE_WIDTH, _MARK_WIDTH = 32, 88, 72, 14
_BEYOND = 3
"""Rows that are made below what is seen, so that Tab finds them."""


@dataclass(frozen=True)
class VariableRow:
    """What one row shows.

    Attributes
    ----------
    name
        Of the variable.
    value
        The probe's coordinate.
    low, high
        The range of the slider.
    slope, slope_error
        The partial derivative at the probe and a bound of its error; nan while it is not known.
    axis
        ``"across"`` or ``"up"`` if the picture has it on an axis, else empty.
    """

    name: str
    value: float
    low: float
    high: float
    slope: float
    slope_error: float
    axis: str = ""


class VariableSliders(QScrollArea):
    """The rows, scrolled.

    Signals
    -------
    moved
        A variable and its value; whether it is part of a drag, which `released` ends.
    released
        The slider is let go.
    typed
        Pairs (variable, value) that were typed or pasted.
    """

    moved = Signal(str, float, bool)
    released = Signal()
    typed = Signal(tuple)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._shown: tuple[VariableRow, ...] = ()
        self.rows: dict[int, SliderRow] = {}
        self._content = QWidget()
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._make_seen)
        self.set_theme(theme)

    def render_rows(self, rows: Sequence[VariableRow]) -> None:
        """Show these rows, one a variable."""
        self._shown = tuple(rows)
        names = tuple(row.name for row in rows)
        if names != self._names:
            self._names = names
            for made in self.rows.values():
                made.hide()
                made.deleteLater()
            self.rows = {}
            self._content.setMinimumHeight(ROW_HEIGHT * len(names))
            self.verticalScrollBar().setValue(0)
            self._make_seen()
            return
        for k in self._seen():
            if k in self.rows:
                self.rows[k].render_row(self._shown[k])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setStyleSheet(scroll_bar_style(theme))
        for row in self.rows.values():
            row.set_theme(theme)

    def row(self, name: str) -> SliderRow:
        """Return the row of a variable, made and scrolled into sight."""
        k = self._names.index(name)
        self._make(k)
        self.ensureWidgetVisible(self.rows[k], 0, 0)
        self._make_seen()
        return self.rows[k]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as there is room; more of them may be seen."""
        super().resizeEvent(event)
        for k, row in self.rows.items():
            row.setGeometry(0, k * ROW_HEIGHT, self.viewport().width(), ROW_HEIGHT)
        self._make_seen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A row that Tab has come to is scrolled into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            bring_into_sight(watched)
        return False

    def sizeHint(self) -> QSize:
        """Room for four rows."""
        return QSize(300, 4 * ROW_HEIGHT)

    def _seen(self) -> range:
        top = self.verticalScrollBar().value() // ROW_HEIGHT
        count = math.ceil(self.viewport().height() / ROW_HEIGHT) + 1
        return range(min(top, len(self._names)), min(top + count + _BEYOND, len(self._names)))

    def _make_seen(self) -> None:
        for k in self._seen():
            self._make(k)
            self.rows[k].render_row(self._shown[k])

    def _make(self, k: int) -> None:
        if k in self.rows:
            return
        row = SliderRow(self._names[k], self._theme, self._content)
        row.setGeometry(0, k * ROW_HEIGHT, self.viewport().width(), ROW_HEIGHT)
        row.moved.connect(lambda value, held, name=self._names[k]: self.moved.emit(name, value, held))
        row.released.connect(self.released)
        row.numbers_given.connect(self._on_numbers)
        for part in (row.slider, row.field):
            part.installEventFilter(self)
        row.render_row(self._shown[k])
        before = max((known for known in self.rows if known < k), default=None)
        if before is not None:
            QWidget.setTabOrder(self.rows[before].field, row.slider)
        QWidget.setTabOrder(row.slider, row.field)
        row.show()
        self.rows[k] = row

    def _on_numbers(self, name: str, numbers: tuple[float, ...]) -> None:
        start = 0 if len(numbers) == len(self._names) else self._names.index(name)
        self.typed.emit(tuple(zip(self._names[start:], numbers, strict=False)))


class SliderRow(QWidget):
    """One variable.

    Signals
    -------
    moved
        The value, and whether more of the same drag follows.
    released
        The slider is let go.
    numbers_given
        The variable and what was typed.
    """

    moved = Signal(float, bool)
    released = Signal()
    numbers_given = Signal(str, tuple)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: VariableRow | None = None
        self.mark = QLabel()
        self.mark.setFixedWidth(_MARK_WIDTH)
        self.mark.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.title = QLabel(name_words(name))
        self.title.setFixedWidth(_NAME_WIDTH)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.setSingleStep(_STEPS // 100)
        self.slider.setMinimumWidth(64)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field = CoordinateField(name, theme)
        self.field.setFixedWidth(_VALUE_WIDTH)
        self.slope = QLabel()
        self.slope.setFont(number_font())
        self.slope.setFixedWidth(_SLOPE_WIDTH)
        self.slope.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slope.setToolTip(f"∂f/∂{name_words(name)}: how fast f rises along it while the other variables rest.")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, GRID, 0)
        line.setSpacing(GRID // 2)
        for part in (self.mark, self.title):
            line.addWidget(part)
        line.addWidget(self.slider, 1)
        line.addWidget(self.field)
        line.addWidget(self.slope)
        self.slider.valueChanged.connect(self._on_value)
        self.slider.sliderReleased.connect(self.released)
        self.field.numbers_given.connect(self.numbers_given)

    def render_row(self, row: VariableRow) -> None:
        """Show what is known of the variable; a slider that is held keeps its range."""
        before, self._row = self._row, row
        if row == before:
            return
        if before is None or (before.axis, before.name) != (row.axis, row.name):
            self.mark.setText({"across": "→", "up": "↑"}.get(row.axis, ""))
            self.mark.setToolTip(f"On the axis that goes {row.axis}." if row.axis else "")
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._step_of(row.value))
            ends = f"from {number_text(row.low, 0.0, 4)} to {number_text(row.high, 0.0, 4)}"
            if before is None or (before.low, before.high) != (row.low, row.high):
                self.slider.setAccessibleName(f"{row.name} {ends}")
                self.slider.setToolTip(f"{name_words(row.name)} {ends}")
        self.field.show_value(row.value)
        metrics = QFontMetricsF(self.slope.font())
        text = "…" if math.isnan(row.slope) else fitted_number(row.slope, row.slope_error, 4, metrics, _SLOPE_WIDTH)
        if text != self.slope.text():
            self.slope.setText(text)
            self.slope.setAccessibleName(f"df/d{row.name} {text}")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.field.set_theme(theme)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the slider go: no release of the mouse is heard of any more."""
        super().hideEvent(event)
        self.slider.setSliderDown(False)

    def _step_of(self, value: float) -> int:
        assert self._row is not None  # noqa: S101 - narrows the type: a row is shown before it moves
        width = self._row.high - self._row.low
        share = (value - self._row.low) / width if width > 0.0 else 0.5
        return round(_STEPS * min(max(share, 0.0), 1.0)) if math.isfinite(share) else 0

    def _on_value(self, step: int) -> None:
        if self._row is None:
            return
        low, width = self._row.low, self._row.high - self._row.low
        digits = 1 - math.floor(math.log10(width / _STEPS)) if width > 0.0 else 0
        value = low + width * (step / _STEPS)
        self.moved.emit(round(value, digits) + 0.0 if abs(digits) < 300 else value, self.slider.isSliderDown())


def header(parent: QWidget | None = None) -> QWidget:
    """Return the line above the rows that says what the columns are."""
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, GRID, 0)
    row.setSpacing(GRID // 2)
    for words, width in (("", _MARK_WIDTH), ("Variable", 0), ("value", _VALUE_WIDTH), ("slope", _SLOPE_WIDTH)):
        label = QLabel(words)
        label.setFont(small_font())
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if width:
            label.setFixedWidth(width)
        if words == "slope":
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            label.setToolTip("The partial derivative at the probe.")
        row.addWidget(label, 0 if width else 1)
    return line
