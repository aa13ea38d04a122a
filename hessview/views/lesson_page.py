"""The lesson on the condition number: a slider that stretches the landscape, steps over kappa, runs in the valley."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hessview.figure.marks import TextMark
from hessview.views.lesson_words import LessonKey, SeenLine
from hessview.views.plot_view import PlotView
from hessview.views.staleness import dim
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.figure.marks import Figure, Role
    from hessview.views.theme import Theme

    Reading = tuple[float, tuple[tuple[float, Role], ...], tuple[str, ...]]

_STEPS = 400
"""Places of the slider."""

_PAGE = 40
_FINE = 0.2
_LOW, _TALL = 150, 260
"""Pixels below which the plot has no room under the slider, and from which names have room between its lines."""

_NARROW, _WIDE_LOW = 360, 640
"""Pixels below which the valley has no room beside the plot, and where that is beside the slider."""

ALONG = (("along the steepest direction", -1), ("along the flattest direction", 0))
EPS = (("to 10⁻³ of the distance", 1e-3), ("to 10⁻⁶ of the distance", 1e-6), ("to 10⁻⁹ of the distance", 1e-9))
SHARES = (("at the start of the race", 1.0), ("at 1/100 of the way from the minimum to it", 1e-2))


@dataclass(frozen=True, eq=False)
class LessonContent:
    """What the page shows.

    Attributes
    ----------
    plot, valley
        Steps over kappa, and the stretched landscape; None while they are not known.
    kappa
        The present condition number in words.
    exponents
        log10 of the present, the least and the largest kappa that the slider has.
    along, eps, share
        What is chosen.
    seen
        What is seen on one line, from the fullest to the shortest.
    words
        The same in full, and what can be learned, a sentence each.
    table
        A row for each contestant.
    said
        What there is instead, where nothing can be shown.
    key
        Of each contestant how it is drawn, its name and what it needs.
    is_stale
        What is seen belongs to another condition number than the chosen one: the new counts are on their way.
    """

    plot: Figure | None = None
    valley: Figure | None = None
    kappa: str = ""
    exponents: tuple[float, float, float] = (0.0, 0.0, 1.0)
    along: int = -1
    eps: float = 1e-6
    share: float = 1.0
    seen: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    said: str = ""
    key: tuple[tuple[Role, str], ...] = ()
    is_stale: bool = False


class LessonPage(QWidget):
    """Chooser, slider, plot, valley, and what is seen.

    Signals
    -------
    moved
        log10 of a condition number, and whether a hand holds the slider.
    released
        The slider, or the plot, is let go.
    reset, double_clicked
        The landscape is to be as it is: by a button, or in the plot, whose first click is to be forgotten.
    along_chosen, eps_chosen, share_chosen
        Along which eigenvector, to which part of the distance, from which part of the way.
    shown
        The page has become visible.
    """

    moved = Signal(float, bool)
    released = Signal()
    reset = Signal()
    double_clicked = Signal()
    along_chosen = Signal(int)
    eps_chosen = Signal(float)
    share_chosen = Signal(float)
    shown = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._exponents = (0.0, 0.0, 1.0)
        self.read: Callable[[float], Reading | None] = lambda _exponent: None
        self.slider = _slider()
        self.kappa = QLabel("κ = 10⁴")
        self.kappa.setAccessibleName("Condition number")
        self.kappa.setMinimumWidth(self.kappa.fontMetrics().horizontalAdvance("κ = 1.23·10⁴"))
        self.as_it_is = QToolButton()
        self.as_it_is.setText("As it is")
        self.as_it_is.setToolTip("Take the stretching back: the landscape as it is.")
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setAccessibleName("Choices of the lesson")
        self.more.setToolTip("Along which direction it is stretched, how near the runs come, where they begin.")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choices: dict[str, tuple[QAction, ...]] = {}
        self.plot = PlotView("Steps over the condition number", theme)
        self.plot.setToolTip("Move over it to read, click or drag to choose κ.")
        self.valley = PlotView("The stretched valley", theme)
        self.valley.setToolTip("Level curves of f in the plane of the flattest and the steepest direction, and runs.")
        self.plot.has_title = self.valley.has_title = False
        self.words = SeenLine("What is seen")
        self.key = LessonKey("What is seen", self)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.said.hide()
        self._content = QWidget()
        self._is_low, self._is_tall = False, True
        self._figure: Figure | None = None
        self._lay_out()
        self._connect()
        self.set_theme(theme)

    def render_content(self, content: LessonContent) -> None:
        """Show this."""
        self.said.setVisible(bool(content.said))
        self.said.setText(content.said)
        self._content.setVisible(not content.said)
        if content.said:
            return
        self._exponents = content.exponents
        self._show_slider()
        if self.kappa.text() != content.kappa:
            self.kappa.setText(content.kappa)
        for name, chosen in (("along", content.along), ("eps", content.eps), ("share", content.share)):
            for action in self.choices[name]:
                action.setChecked(action.data() == chosen)
        valley = content.valley
        self._figure = content.plot
        self._show_plot()
        self.valley.show_figure(valley, (), () if valley is None else valley.caption)
        self._show_valley()
        for part in (self.words, self.key, self.valley):
            dim(part, stale=content.is_stale)
        self.words.show_words(content.seen, " ".join(content.words))
        self.key.show_lines(content.key, " ".join(content.words))
        tip = _table(content.table) + "".join(f"<p>{_escaped(words)}</p>" for words in content.words)
        self.words.setToolTip(tip)
        self.key.setToolTip(tip)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.valley.set_theme(theme)
        self.words.set_theme(theme)
        self.key.set_theme(theme)
        self.said.setStyleSheet(f"color: {theme.secondary};")

    def showEvent(self, event: object) -> None:
        """Say so: nothing is worked out for a page that nobody sees."""
        del event
        self.shown.emit()

    def resizeEvent(self, event: object) -> None:
        """Show the valley where it has room; in a low dock the plot stands beside the slider."""
        del event
        is_low, is_tall = self.height() < _LOW, self.height() >= _TALL
        if (is_low, is_tall) != (self._is_low, self._is_tall):
            self._is_tall = is_tall
            self._arrange(is_low=is_low)
        self._show_valley()

    def _arrange(self, *, is_low: bool) -> None:
        self._is_low = is_low
        head = self._head
        for part in (self.slider, self.kappa, self.as_it_is, self.more, self.words, self.key):
            head.removeWidget(part)
        places: tuple[tuple[QWidget, int, int, int], ...]
        if is_low:
            places = ((self.slider, 0, 0, 3), (self.kappa, 1, 0, 1), (self.more, 1, 2, 1), (self.key, 2, 0, 3))
        else:
            said = self.words if self._is_tall else self.key
            places = ((self.slider, 0, 0, 1), (self.kappa, 0, 1, 1), (self.more, 0, 3, 1), (said, 1, 0, 4))
            head.addWidget(self.as_it_is, 0, 2)
        for part, row, column, span in places:
            head.addWidget(part, row, column, 1, span)
        self.words.setVisible(self._is_tall)
        self.as_it_is.setVisible(not is_low)  # the menu has it, too
        self.key.setVisible(not self._is_tall)
        self.key.set_beside(beside=not is_low)
        head.setColumnStretch(0, 1)
        head.setRowStretch(2, 1 if is_low else 0)
        self._column.setStretch(0, 2 if is_low else 0)
        self._column.setStretch(1, 3 if is_low else 1)
        self._show_plot()
        self._column.setDirection(
            QBoxLayout.Direction.LeftToRight if is_low else QBoxLayout.Direction.TopToBottom
        )

    def _show_plot(self) -> None:
        """Show the plot; where the key names its lines nothing is written on them."""
        figure = self._figure
        if figure is not None and not self._is_tall:
            figure = replace(figure, marks=tuple(mark for mark in figure.marks if not isinstance(mark, TextMark)))
        self.plot.show_figure(figure, (), () if figure is None else figure.caption)

    def _show_valley(self) -> None:
        has_room = self.width() >= (_WIDE_LOW if self._is_low else _NARROW)
        self.valley.setVisible(self.valley.figure is not None and has_room)

    def _show_slider(self) -> None:
        now, low, high = self._exponents
        if self.slider.isSliderDown():
            return
        share = (now - low) / (high - low) if high > low else 0.0
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(_STEPS * min(max(share, 0.0), 1.0)))

    def _lay_out(self) -> None:
        self._head, both = QGridLayout(), QHBoxLayout()
        self._head.setContentsMargins(GRID, GRID // 2, GRID, 0)
        self._head.setHorizontalSpacing(GRID // 2)
        self._head.setVerticalSpacing(0)
        both.setSpacing(0)
        both.addWidget(self.plot, 3)
        both.addWidget(self.valley, 2)
        menu = QMenu(self.more)
        for title, name, choices, signal in (
            ("Stretch it", "along", ALONG, self.along_chosen), ("Let the runs come", "eps", EPS, self.eps_chosen),
            ("Begin", "share", SHARES, self.share_chosen),
        ):  # fmt: skip
            menu.addSection(title)
            self.choices[name] = _choices(menu, choices, signal)
        menu.addSeparator()
        menu.addAction("As it is", self.reset.emit)
        self.more.setMenu(menu)
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addLayout(both, 1)
        self._arrange(is_low=False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._content, 1)
        whole.addWidget(self.said, 1)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._on_value)
        self.slider.sliderReleased.connect(self.released)
        self.as_it_is.clicked.connect(lambda _checked=False: self.reset.emit())
        self.plot.pressed.connect(lambda x, _y, _alt: self.moved.emit(self._within(x), True))
        self.plot.dragged.connect(lambda x, _y, _alt: self.moved.emit(self._within(x), True))
        self.plot.released.connect(self.released)
        self.plot.cancelled.connect(self.released)
        self.plot.double_clicked.connect(self.double_clicked)
        self.plot.stepped.connect(self._on_stepped)
        self.plot.hovered.connect(self._on_hovered)
        self.plot.left.connect(lambda: self.plot.show_reading(None))

    def _on_value(self, value: int) -> None:
        _, low, high = self._exponents
        self.moved.emit(low + (high - low) * value / _STEPS, self.slider.isSliderDown())

    def _on_stepped(self, across: int, _up: int, is_fine: bool) -> None:
        if across:
            now, low, high = self._exponents
            step = (_FINE if is_fine else 1.0) * (high - low) / _PAGE
            self.moved.emit(self._within(now + across * step), False)

    def _on_hovered(self, x: float, _y: float) -> None:
        found = self.read(x)
        if found is None:
            self.plot.show_reading(None)
        else:
            self.plot.show_reading(*found)

    def _within(self, exponent: float) -> float:
        _, low, high = self._exponents
        return min(max(exponent, low), high) if math.isfinite(exponent) else low


def _slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, _STEPS)
    slider.setPageStep(_PAGE)
    slider.setMinimumWidth(64)
    slider.setAccessibleName("Stretch the landscape")
    slider.setToolTip("Stretch the landscape along one eigenvector of H at the minimum: κ changes, and nothing else.")
    return slider


def _choices(menu: QMenu, choices: Sequence[tuple[str, float]], signal: SignalInstance) -> tuple[QAction, ...]:
    """Add actions of which one is checked."""
    group = QActionGroup(menu)
    made = []
    for words, value in choices:
        action = QAction(words, menu, checkable=True)
        action.setData(value)
        action.triggered.connect(lambda _checked=False, value=value: signal.emit(value))
        group.addAction(action)
        menu.addAction(action)
        made.append(action)
    return tuple(made)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table for a tooltip."""
    cells = ("".join(f"<td style='padding-right: 12px'>{_escaped(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>" if rows else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
