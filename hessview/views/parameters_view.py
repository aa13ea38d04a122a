"""What the dock of parameters shows: their rows, and beside them the paths of the critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hessview.figure.words import name_words
from hessview.views.dock_view import DockView
from hessview.views.painted_block import scroll_bar_style
from hessview.views.parameter_rows import ParameterRow, RowContent
from hessview.views.plot_view import PlotView
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent

    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

SPEEDS = (("slow", 0.5), ("normal", 1.0), ("fast", 3.0))
"""Words, and ranges that are crossed in four seconds."""


class ParametersView(DockView):
    """Rows at the left, the plot of the paths at the right while there is one.

    Signals
    -------
    moved
        A parameter, its value, and whether a hand holds it.
    released
        A slider is let go.
    typed
        A parameter and a value that was entered.
    ranged
        A range, a `Slider`.
    animate, trace
        A parameter that is to be moved or traced, or no more.
    offered
        The offer was taken.
    coordinate_chosen
        Which variable goes up in the plot.
    """

    moved = Signal(str, float, bool)
    released = Signal()
    typed = Signal(str, float)
    ranged = Signal(object)
    animate = Signal(str)
    trace = Signal(str)
    offered = Signal()
    coordinate_chosen = Signal(int)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: dict[str, ParameterRow] = {}
        self._focused = ""
        self.offer = QPushButton()
        self._first: QWidget = self.offer
        self.offer.clicked.connect(lambda _checked=False: self.offered.emit())
        self.offer.hide()
        self.empty = QLabel("The function has no parameters. A line such as a = 1 above it makes one.")
        self.empty.setWordWrap(True)
        self.empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed of the movement")
        self.speed.addItems([words for words, _ in SPEEDS])
        self.speed.setCurrentIndex(1)
        self.plot = PlotView("Paths of the critical points", theme)
        self.up = QComboBox()
        self.up.setAccessibleName("Coordinate that goes up")
        self.up.activated.connect(self.coordinate_chosen)
        self._side = QWidget()
        self._scroll = QScrollArea()
        self._lay_out()
        self._side.hide()
        self.set_theme(theme)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setAutoFillBackground(False)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, GRID // 2, 0, 0)
        self._column.setSpacing(0)
        for part in (self.empty, self.offer):
            self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        self._foot, self._choice = _labelled("Speed of ▶", self.speed), _labelled("Paths of", self.up)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self._foot)
        foot.addWidget(self._choice, 1)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setMinimumWidth(300)
        beside = QVBoxLayout(self._side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.plot, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._side, 1)

    def render_rows(self, contents: Sequence[RowContent], offer: str = "") -> None:
        """Show these rows, and what one click would do, if anything."""
        names = [content.definition.name for content in contents]
        if names != list(self.rows):
            self._rebuild(names)
        for content in contents:
            self.rows[content.definition.name].render_row(content)
        self.empty.setVisible(not names and not offer)
        self._foot.setVisible(any(not content.why_fixed for content in contents))
        self.offer.setVisible(bool(offer))
        if offer != self.offer.text():
            self.offer.setText(offer)

    def render_plot(
        self, figure: Figure | None, said: Sequence[str] = (), variables: Sequence[str] = (), up: int = 0
    ) -> None:
        """Show the plot of paths under a title and a saying; without either none is wanted."""
        self._side.setVisible(bool(said))
        self.plot.show_figure(figure, said[:1], said[1:])
        shown = [name_words(name) for name in variables]
        if [self.up.itemText(k) for k in range(self.up.count())] != shown:
            self.up.clear()
            self.up.addItems(shown)
            QWidget.setTabOrder(self.speed, self.up)  # hidden until now, it had no place to be ordered by
        self._choice.setVisible(len(shown) > 1)
        if shown:
            self.up.setCurrentIndex(up)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setStyleSheet(scroll_bar_style(theme))
        self.plot.set_theme(theme)
        for row in self.rows.values():
            row.set_theme(theme)

    @property
    def chosen(self) -> str:
        """The parameter whose row had the focus last, else the first that has a slider; empty without any."""
        if self._focused in self.rows:
            return self._focused
        return next((name for name, row in self.rows.items() if row.slider.isVisibleTo(row)), "")

    @property
    def pace(self) -> float:
        """How many ranges are crossed in four seconds."""
        return SPEEDS[self.speed.currentIndex()][1]

    def _rebuild(self, names: Sequence[str]) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {}
        for place, name in enumerate(names):
            row = ParameterRow(name, self._theme)
            row.moved.connect(lambda value, held, name=name: self.moved.emit(name, value, held))
            row.released.connect(self.released)
            row.typed.connect(lambda value, name=name: self.typed.emit(name, value))
            row.ranged.connect(self.ranged)
            row.animate.connect(lambda name=name: self.animate.emit(name))
            row.trace.connect(lambda name=name: self.trace.emit(name))
            for part in (row.slider, row.value, row.play, row.path, row.low, row.high, row.step):
                part.installEventFilter(self)
            self._column.insertWidget(place, row)
            row.show()  # a layout would do so only when the events of now are over
            self.rows[name] = row
        first = next(iter(self.rows.values()), None)
        self._first = self.offer if first is None else first.slider

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a proxy would be a stop of its own in the way of Tab."""
        super().focusInEvent(event)
        self._first.setFocus(event.reason())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember whose row has the focus, and bring it into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._focused = next((name for name, row in self.rows.items() if row.isAncestorOf(watched)), "")
            self._scroll.ensureWidgetVisible(watched, 0, GRID)
        return False


def _labelled(words: str, part: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
    row.setSpacing(GRID)
    label = QLabel(words)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setBuddy(part)
    row.addWidget(label)
    row.addWidget(part)
    row.addStretch(1)
    return line
