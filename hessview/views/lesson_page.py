"""The lesson on the condition number: a slider that stretches the landscape, steps over kappa, runs in the valley."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from hessview.views.plot_view import PlotView
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.figure.marks import Figure, Role
    from hessview.views.theme import Theme

    Reading = tuple[float, tuple[tuple[float, Role], ...], tuple[str, ...]]

_STEPS = 400
"""Places of the slider."""

_PAGE = 40
_FINE = 0.2
_NARROW = 420
"""Pixels below which the valley has no room beside the plot."""

ALONG = (("Along the steepest direction", -1), ("Along the flattest direction", 0))
EPS = ((1e-3, "to 10⁻³"), (1e-6, "to 10⁻⁶"), (1e-9, "to 10⁻⁹"))
SHARES = ((1.0, "from the start"), (1e-2, "from 1/100 of the way"))


@dataclass(frozen=True, eq=False)
class LessonContent:
    """What the page shows.

    Attributes
    ----------
    plot, valley
        Steps over kappa, and the stretched landscape; None while they are not known.
    sayings
        Above the plot, from the fullest to the shortest.
    kappa
        The present condition number in words.
    exponents
        log10 of the present, the least and the largest kappa that the slider has.
    along, eps, share
        What is chosen.
    words
        What is seen, a sentence each.
    table
        The same in full, a row for each contestant.
    said
        What there is instead, where nothing can be shown.
    """

    plot: Figure | None = None
    valley: Figure | None = None
    sayings: tuple[str, ...] = ()
    kappa: str = ""
    exponents: tuple[float, float, float] = (0.0, 0.0, 1.0)
    along: int = -1
    eps: float = 1e-6
    share: float = 1.0
    words: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    said: str = ""


class LessonPage(QWidget):
    """Chooser, slider, plot, valley, and what is seen.

    Signals
    -------
    moved
        log10 of a condition number, and whether a hand holds the slider.
    released
        The slider, or the plot, is let go.
    reset
        The landscape is to be as it is.
    along_chosen, eps_chosen, share_chosen
        Along which eigenvector, to which part of the distance, from which part of the way.
    shown
        The page has become visible.
    """

    moved = Signal(float, bool)
    released = Signal()
    reset = Signal()
    along_chosen = Signal(int)
    eps_chosen = Signal(float)
    share_chosen = Signal(float)
    shown = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._exponents = (0.0, 0.0, 1.0)
        self.read: Callable[[float], Reading | None] = lambda _exponent: None
        self.along = _chooser("Direction of the stretching", [words for words, _ in ALONG])
        self.slider = _slider()
        self.kappa = QLabel("κ = 10⁴")
        self.kappa.setAccessibleName("Condition number")
        self.kappa.setMinimumWidth(self.kappa.fontMetrics().horizontalAdvance("κ = 1.23·10⁴"))
        self.as_it_is = QToolButton()
        self.as_it_is.setText("As it is")
        self.as_it_is.setToolTip("Take the stretching back: the landscape as it is.")
        self.eps = _chooser("Which part of the distance is left", [words for _, words in EPS])
        self.eps.setToolTip("The steps are counted until this part of the distance to the minimum is left.")
        self.share = _chooser("Where the runs begin", [words for _, words in SHARES])
        self.share.setToolTip("Nearer to the minimum f is more like its quadratic model.")
        self.plot = PlotView("Steps over the condition number", theme)
        self.plot.setToolTip("Move over it to read, click or drag to choose κ.")
        self.valley = PlotView("The stretched valley", theme)
        self.words = QLabel()
        self.words.setFont(small_font())
        self.words.setWordWrap(True)
        self.words.setAccessibleName("What is seen")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.said.hide()
        self._content = QWidget()
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
        self.along.setCurrentIndex([along for _, along in ALONG].index(content.along))
        self.eps.setCurrentIndex([eps for eps, _ in EPS].index(content.eps))
        self.share.setCurrentIndex([share for share, _ in SHARES].index(content.share))
        figure, valley = content.plot, content.valley
        self.plot.show_figure(figure, () if figure is None else figure.caption, content.sayings)
        said = ((), ()) if valley is None else (valley.caption, valley.notes)
        self.valley.show_figure(valley, *said)
        self._show_valley()
        self.words.setText(" ".join(content.words))
        self.words.setToolTip(_table(content.table))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.valley.set_theme(theme)
        self.words.setStyleSheet(f"color: {theme.secondary};")
        self.said.setStyleSheet(f"color: {theme.secondary};")

    def showEvent(self, event: object) -> None:
        """Say so: nothing is worked out for a page that nobody sees."""
        del event
        self.shown.emit()

    def resizeEvent(self, event: object) -> None:
        """Show the valley where it has room."""
        del event
        self._show_valley()

    def _show_valley(self) -> None:
        self.valley.setVisible(self.valley.figure is not None and self.width() >= _NARROW)

    def _show_slider(self) -> None:
        now, low, high = self._exponents
        if self.slider.isSliderDown():
            return
        share = (now - low) / (high - low) if high > low else 0.0
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(_STEPS * min(max(share, 0.0), 1.0)))

    def _lay_out(self) -> None:
        first, last, both = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (first, last):
            row.setContentsMargins(GRID, GRID // 2, GRID, 0)
            row.setSpacing(GRID // 2)
        both.setSpacing(0)
        for part, share in ((self.along, 0), (self.slider, 1), (self.kappa, 0), (self.as_it_is, 0)):
            first.addWidget(part, share)
        both.addWidget(self.plot, 3)
        both.addWidget(self.valley, 2)
        last.addWidget(self.words, 1)
        choices = QHBoxLayout()
        choices.setSpacing(GRID // 2)
        for box in (self.eps, self.share):
            choices.addWidget(box)
        last.addLayout(choices)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, GRID // 2)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(both, 1)
        column.addLayout(last)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._content, 1)
        whole.addWidget(self.said, 1)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._on_value)
        self.slider.sliderReleased.connect(self.released)
        self.as_it_is.clicked.connect(lambda _checked=False: self.reset.emit())
        self.along.activated.connect(lambda k: self.along_chosen.emit(ALONG[k][1]))
        self.eps.activated.connect(lambda k: self.eps_chosen.emit(EPS[k][0]))
        self.share.activated.connect(lambda k: self.share_chosen.emit(SHARES[k][0]))
        self.plot.pressed.connect(lambda x, _y, _alt: self.moved.emit(self._within(x), True))
        self.plot.dragged.connect(lambda x, _y, _alt: self.moved.emit(self._within(x), True))
        self.plot.released.connect(self.released)
        self.plot.cancelled.connect(self.released)
        self.plot.double_clicked.connect(self.reset)
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


def _chooser(name: str, items: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(f"{name}.")
    box.addItems(list(items))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(min(max(map(len, items)), 14))
    return box


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table for a tooltip."""
    cells = ("".join(f"<td style='padding-right: 12px'>{_escaped(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>" if rows else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
