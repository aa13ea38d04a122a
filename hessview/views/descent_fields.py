"""A number with a default: a field that may be empty, and a slider on which a limit is marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from hessview.views.entry_line import EntryLine
from hessview.views.input_batch import InputBatch
from hessview.views.number_text import editable_text, number_text, read_numbers
from hessview.views.painted_block import number_font
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from hessview.views.theme import Theme

_POSITIONS = 400
_BELOW, _ABOVE = 100.0, 10.0
"""How far a slider without an upper bound goes below and above its default, as factors."""


class DefaultedField(EntryLine):
    """A number to read and to type; emptied it takes its default, which stands there in italics.

    Signals
    -------
    given
        The number that was entered, None for the default.
    refused
        Why what was entered is none, a sentence; empty as soon as it is mended.
    """

    given = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, tip: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[float | None, float | None] = (None, None)
        self._is_refused = False
        self.setFont(number_font())
        self.setFixedWidth(width)
        self.setAcceptDrops(False)  # a file's name is no number
        self.setAccessibleName(name[:1].upper() + name[1:])
        self.setToolTip(tip)
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(self._on_edited)

    def show_value(self, chosen: float | None, default: float | None) -> None:
        """Show a number or the default, unless another is being written here."""
        if (chosen, default) != self._shown:
            self._shown = chosen, default
            self.setPlaceholderText("" if default is None else number_text(default, 0.0, 4))
            if self._is_refused or not (self.hasFocus() and self.isModified()):
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
        """Escape gives up, and so does undo once what was entered has been refused."""
        takes_back = self._is_refused and event.matches(QKeySequence.StandardKey.Undo)
        if self.isModified() and (event.key() == Qt.Key.Key_Escape or takes_back):
            self.refused.emit("")
            self._show()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        numbers = read_numbers(text) if text else ()
        if numbers is None or len(numbers) > 1 or not all(map(math.isfinite, numbers)):
            shown = "".join(character if character.isprintable() else " " for character in text[:40])
            self._is_refused = True
            self.refused.emit(f"“{shown}” is no number.")
            return
        self.setModified(False)
        self.given.emit(numbers[0] if numbers else None)

    def _show(self) -> None:
        chosen = self._shown[0]
        text = "" if chosen is None else editable_text(chosen) if self.hasFocus() else number_text(chosen, 0.0, 6)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)
        self._is_refused = False
        self._slant()

    def _on_edited(self, _text: str) -> None:
        self._is_refused = False
        self.refused.emit("")
        self._slant()

    def _slant(self) -> None:
        """Write the default in italics, what was chosen upright."""
        font = self.font()
        if font.italic() != (not self.text()):
            font.setItalic(not self.text())
            self.setFont(font)


class SettingSlider(QSlider):
    """Moves a setting: evenly between two bounds, by factors where it has no upper one; a notch marks a limit.

    Signals
    -------
    moved
        The number, and whether the mouse holds the slider.
    released
        It lets go.
    """

    moved = Signal(float, bool)
    released = Signal()

    def __init__(self, name: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._name, self._theme = name, theme
        self._low, self._high, self._is_even = 0.0, 1.0, True
        self._limit: float | None = None
        self._batch = InputBatch(self)
        self.setRange(0, _POSITIONS)
        self.setPageStep(_POSITIONS // 20)
        self.setMinimumWidth(56)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.valueChanged.connect(self._on_value)
        self.sliderReleased.connect(self._on_released)

    def show_setting(
        self, value: float | None, default: float | None, low: float, high: float, limit: float | None
    ) -> None:
        """Stand at a number; without one that is known there is nothing to move."""
        middle = default if default is not None and default > 0.0 and math.isfinite(default) else value
        self._is_even = math.isfinite(high)
        self._low, self._high = low, high
        if not self._is_even:
            middle = 1.0 if middle is None or not middle > 0.0 or not math.isfinite(middle) else middle
            most = max(_ABOVE * middle, 0.0 if limit is None or not math.isfinite(limit) else 2.0 * limit)
            self._low, self._high = middle / _BELOW, most
        self._limit = limit
        self.setEnabled(value is not None)
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(0 if value is None else self._position(value))
        words = "not known" if value is None else number_text(value, 0.0, 5)
        self.setAccessibleName(f"{self._name}, now {words}")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let it go: no release of the mouse is heard of any more."""
        super().hideEvent(event)
        self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slider and the limit."""
        super().paintEvent(event)
        if self._limit is None or not self._low < self._limit <= self._high:
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style = self.style()
        groove = style.subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderGroove, self
        )
        length = style.pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        position = self._position(self._limit)
        x = groove.left() + length / 2 + (groove.width() - length) * position / _POSITIONS
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.color("problem"), 2.0))
        painter.drawLine(round(x), 0, round(x), self.height())
        painter.end()

    def _position(self, value: float) -> int:
        low, high = self._low, self._high
        if self._is_even:
            share = (value - low) / (high - low) if high > low else 0.0
        else:
            share = math.log(value / low) / math.log(high / low) if value > 0.0 else 0.0
        return round(_POSITIONS * min(max(share, 0.0), 1.0))

    def _value_at(self, position: int) -> float:
        share, low, high = position / _POSITIONS, self._low, self._high
        value = low + share * (high - low) if self._is_even else low * (high / low) ** share
        return float(f"{value:.4g}")

    def _on_value(self, position: int) -> None:
        value = self._value_at(position)
        if self.isSliderDown():
            self._batch.add("slider", lambda values: self.moved.emit(values[-1], True), value)
        else:
            self.moved.emit(value, False)

    def _on_released(self) -> None:
        self._batch.flush()
        self.released.emit()
