"""The settings of one method: a field for each, its default where nothing is chosen, and how far a step may go."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QWidget

from hessview.document.limits import MOST_STEPS
from hessview.document.method_names import heading
from hessview.views.descent_fields import DefaultedField, SettingSlider
from hessview.views.number_text import number_text
from hessview.views.painted_block import bring_into_sight, scroll_bar_style
from hessview.views.theme import GRID, LIGHT, small_font, variable_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.theme import Theme

LEAST_WIDTH = 232
"""Pixels of the rows of settings."""

LONGER_TIP = "1/L with the largest L that the run met, rounded down; what lies farther down is steeper."
ZIGZAG_TIP = "1.9/L, just below the longest stable step 2/L: each step goes across the valley, as in textbooks."

_FROM_H = "follows H on the way down from the start"


@dataclass(frozen=True)
class SettingRow:
    """One setting.

    Attributes
    ----------
    name, symbol
        As a person types it, and as a formula shows it.
    chosen, default
        What was chosen, None for nothing, and what H at the start suggests, None where that is not known.
    low, high
        What may be chosen.
    whole
        Whether only whole numbers.
    limit
        From where on the method does not stay near a minimum with this spectrum; None: not known.
    where
        At which point that is the limit, in words.
    note
        What the default is, or what has shown of it, in words.
    safe
        A shorter one that is offered instead; None: none is.
    warning
        That what was used was too long, in a sentence without its subject; empty: it was not.
    longer
        A longer one that is offered because the default is made for what a run did not come to; None: none is.
    remark
        That the default is so short, in a sentence without its subject; empty: it is not.
    zigzag
        A longer one that is offered to see the zigzag of textbooks; None: none is.
    """

    name: str
    symbol: str
    chosen: float | None = None
    default: float | None = None
    low: float = 0.0
    high: float = math.inf
    whole: bool = False
    limit: float | None = None
    where: str = ""
    note: str = ""
    safe: float | None = None
    warning: str = ""
    longer: float | None = None
    remark: str = ""
    zigzag: float | None = None

    @property
    def offered(self) -> float | None:
        """What one click takes instead: a step that is short enough comes first."""
        return next((each for each in (self.safe, self.longer, self.zigzag) if each is not None), None)

    @property
    def value(self) -> float | None:
        """What is used."""
        return self.default if self.chosen is None else self.chosen


class MethodSettings(QScrollArea):
    """Rows of settings, and the number of steps that every method may take.

    Signals
    -------
    given
        A setting, its number or None for the default, and whether a hand holds it.
    released
        The hand lets go.
    reset
        All settings of the method are to be the defaults.
    steps_given
        How many steps each method may take.
    rebuilt
        There are other fields than before.
    """

    given = Signal(str, object, bool)
    released = Signal()
    reset = Signal()
    steps_given = Signal(int)
    rebuilt = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._method = ""
        self._content: tuple[object, ...] = ()
        self.fields: dict[str, DefaultedField] = {}
        self.sliders: dict[str, SettingSlider] = {}
        self._resets: dict[str, QToolButton] = {}
        self._limits: dict[str, QLabel] = {}
        self._offers: dict[str, QToolButton] = {}
        self._rows: tuple[SettingRow, ...] = ()
        self._parts: list[QWidget] = []
        self.heading = QLabel()
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setFont(small_font())
        self.reset_all = QPushButton("Reset all")
        self.reset_all.setToolTip("Let every setting of this method follow H again.")
        self.reset_all.clicked.connect(lambda _checked=False: self.reset.emit())
        self.steps = DefaultedField("Steps at most", "How many steps each method takes at most.", 72)
        self.steps.given.connect(self._on_steps)
        self.steps.refused.connect(self._say)
        for part in (self.steps, self.reset_all):
            part.installEventFilter(self)
        self._lay_out()
        self.set_theme(theme)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setAutoFillBackground(False)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        self._grid.setHorizontalSpacing(GRID // 2)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(2, 1)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.reset_all)
        self._grid.addLayout(head, 0, 0, 1, 4)
        foot = QHBoxLayout()
        label = QLabel("At most")
        label.setBuddy(self.steps)
        foot.addWidget(label)
        foot.addWidget(self.steps)
        foot.addWidget(QLabel("steps each"))
        foot.addStretch(1)
        self._grid.addLayout(foot, 98, 0, 1, 4)
        self._grid.addWidget(self.said, 99, 0, 1, 4)
        self._grid.setRowStretch(100, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumWidth(LEAST_WIDTH)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring into sight what takes the focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            bring_into_sight(watched)
        return super().eventFilter(watched, event)

    def render_settings(self, method: str, rows: Sequence[SettingRow], steps: int, said: str = "") -> None:
        """Show the settings of a method; `said` is what is wrong with one of them, a sentence."""
        content = (method, tuple(rows), steps, said)
        if content == self._content:
            return
        self._content = content
        if method != self._method or [row.name for row in rows] != list(self.fields):
            self._rebuild(method, rows)
        self._rows = tuple(rows)
        for row in rows:
            self._fill(row)
        self.steps.show_value(float(steps), None)
        self.reset_all.setVisible(bool(rows))
        self.reset_all.setEnabled(any(row.chosen is not None for row in rows))
        self._say(said or ("" if rows or not method else "This method has no settings."))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setStyleSheet(scroll_bar_style(theme))
        self.said.setStyleSheet(f"color: {theme.secondary};")
        for slider in self.sliders.values():
            slider.set_theme(theme)
        for label in self._limits.values():
            label.setStyleSheet(f"color: {theme.secondary};")

    def _rebuild(self, method: str, rows: Sequence[SettingRow]) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._method, self._parts = method, []
        self.fields, self.sliders, self._resets, self._limits, self._offers = {}, {}, {}, {}, {}
        self.heading.setText(heading(method))
        for at, row in enumerate(rows):
            self._add(1 + 2 * at, row)
        self.rebuilt.emit()

    def _add(self, at: int, row: SettingRow) -> None:
        symbol = QLabel(f"{row.symbol} =")
        symbol.setFont(variable_font())
        symbol.setToolTip(row.name)
        field = DefaultedField(row.name, f"{row.name}; empty: it {_FROM_H}.", 96)
        symbol.setBuddy(field)
        slider = SettingSlider(row.name, self._theme)
        reset = QToolButton()
        reset.setText("↺")
        reset.setAccessibleName(f"Reset {row.name}")
        reset.setToolTip(f"Let the {row.name} follow H again.")
        reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        limit = QLabel()
        limit.setFont(small_font())
        limit.setWordWrap(True)
        limit.setStyleSheet(f"color: {self._theme.secondary};")
        for column, part in enumerate((symbol, field, slider, reset)):
            self._grid.addWidget(part, at, column)
        offer = QToolButton()
        offer.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        offer.hide()
        below = QHBoxLayout()
        below.addWidget(limit, 1)
        below.addWidget(offer)
        self._grid.addLayout(below, at + 1, 0, 1, 4)
        slider.setHidden(row.whole)
        for part in (symbol, field, reset, limit):
            part.show()  # a layout would do so only when the events of now are over
        field.given.connect(partial(self._on_field, row.name))
        field.refused.connect(self._say)
        slider.moved.connect(partial(self.given.emit, row.name))
        slider.released.connect(self.released)
        reset.clicked.connect(lambda _checked=False, name=row.name: self.given.emit(name, None, False))
        offer.clicked.connect(lambda _checked=False, name=row.name: self._on_offer(name))
        for part in (field, slider, reset, offer):
            part.installEventFilter(self)
        self._parts += [symbol, field, slider, reset, limit, offer]
        self._offers[row.name] = offer
        self.fields[row.name], self.sliders[row.name] = field, slider
        self._resets[row.name], self._limits[row.name] = reset, limit

    def _fill(self, row: SettingRow) -> None:
        self.fields[row.name].show_value(row.chosen, row.default)
        self.sliders[row.name].show_setting(row.value, row.default, row.low, row.high, row.limit)
        self._resets[row.name].setEnabled(row.chosen is not None)
        label, words = self._limits[row.name], [row.name, *filter(None, (row.note,))]
        if row.limit is not None:
            beyond = row.value is not None and row.value > row.limit
            how = "too long, stable below" if beyond else "stable below"
            words.append(f"{how} {number_text(row.limit, 0.0, 4)} {row.where}")
        label.setText("; ".join(words))
        offer = self._offers[row.name]
        offer.setHidden(row.offered is None)
        if row.safe is not None:
            offer.setText(f"Use {number_text(row.safe, 0.0, 4)}")
            offer.setAccessibleName(f"Use the {row.name} that would not have been too long")
            offer.setToolTip("1/L with the largest L that the run met, rounded down.")
        elif row.longer is not None:
            offer.setText(f"Use {number_text(row.longer, 0.0, 4)}")
            offer.setAccessibleName(f"Use a longer {row.name}")
            offer.setToolTip(LONGER_TIP)
        elif row.zigzag is not None:
            offer.setText(f"Zigzag: {number_text(row.zigzag, 0.0, 4)}")
            offer.setAccessibleName(f"Use the {row.name} of which the zigzag is seen")
            offer.setToolTip(ZIGZAG_TIP)
        label.setMinimumHeight(QFontMetrics(label.font()).height())

    def _on_offer(self, name: str) -> None:
        row = next(row for row in self._rows if row.name == name)
        if row.offered is not None:
            self.given.emit(name, row.offered, False)

    def _on_field(self, name: str, value: float | None) -> None:
        row = next(row for row in self._rows if row.name == name)
        if value is not None and not row.low <= value <= row.high:
            up = "" if row.high == math.inf else f" and at most {number_text(row.high)}"
            self._say(f"The {name} must be at least {number_text(row.low)}{up}.")
        elif value is not None and row.whole and value != int(value):
            self._say(f"The {name} must be a whole number.")
        else:
            self._say("")
            self.given.emit(name, value, False)

    def _on_steps(self, value: float | None) -> None:
        if value is not None and 1.0 <= value <= MOST_STEPS:
            self._say("")
            self.steps_given.emit(int(value))
        else:
            self._say(f"At least one step, and at most {MOST_STEPS:,}.")

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.said.setForegroundRole(QPalette.ColorRole.PlaceholderText)
