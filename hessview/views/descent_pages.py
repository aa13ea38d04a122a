"""Pages of the descent dock: how fast each run converges, what becomes of each component, what the end is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hessview.views.descent_settings import ZIGZAG_TIP
from hessview.views.number_text import number_text
from hessview.views.offer_line import SaidLine
from hessview.views.painted_block import scroll_bar_style
from hessview.views.plain_words import plain_tip
from hessview.views.plot_view import PlotView
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

_SIDES = (("To where f is lower", 0), ("Along v1", 1), ("Along −v1", -1))

NO_ZIGZAG = "No zigzag with the step 1/L: across the valley it is there at once."

_LOW = 150
"""Pixels; where a page is lower its plot takes all of the height."""

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class ConvergencePage(QWidget):
    """The plot with what goes up and what goes across.

    Signals
    -------
    chosen
        Something else is to go up or across.
    arranged
        The parts stand otherwise than before.
    """

    chosen = Signal()
    arranged = Signal()

    def __init__(self, up: Sequence[str], across: Sequence[str], theme: Theme = LIGHT) -> None:
        super().__init__()
        self.plot = PlotView("Convergence", theme)
        self.plot.has_title = False
        self.up, self.across = _chooser("What goes up", up), _chooser("What goes across", across)
        for chooser in (self.up, self.across):
            chooser.activated.connect(lambda _index: self.chosen.emit())
        self._choice = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choice.setContentsMargins(GRID, GRID // 2, GRID, 0)
        self._choice.setSpacing(GRID // 2)
        self._choice.addWidget(self.up)
        self._choice.addWidget(QLabel("over"))
        self._choice.addWidget(self.across)
        self._choice.addStretch(1)
        self._whole = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addLayout(self._choice)
        self._whole.addWidget(self.plot, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the choosers beside the plot where they would take its height."""
        super().resizeEvent(event)
        is_low = self.height() < _LOW
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._whole.setDirection(across if is_low else down)
        self._choice.setDirection(down if is_low else across)
        self.arranged.emit()

    def show_plot(self, figure: Figure | None, said: Sequence[str]) -> None:
        """Show a plot with what is said of it: above it what has room, as a tip all of it."""
        sayings = filter(None, ("; ".join(said[1:]), *said[1:2], said[0]))
        self.plot.show_figure(_without_name(figure), (), tuple(sayings))
        self.plot.setToolTip(plain_tip("\n".join(said)))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.plot.set_theme(theme)


class ZigzagPage(QWidget):
    """The components of the way along the eigenvectors at the end, and what each does, in words.

    Signals
    -------
    step_wanted
        Gradient descent is to take this step, of which the zigzag is seen.
    """

    step_wanted = Signal(float)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.plot = PlotView("Zigzag", theme)
        self.plot.has_title = False
        self.words = WordsBox("What each component does", theme)
        self.offer = QPushButton()
        self.offer.setToolTip(ZIGZAG_TIP)
        self.offer.clicked.connect(lambda _checked=False: self.step_wanted.emit(self._step or 0.0))
        self.offer.hide()
        self._step: float | None = None
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, GRID // 2, GRID // 2)
        beside.setSpacing(GRID // 2)
        beside.addWidget(self.words, 1)
        beside.addWidget(self.offer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.plot, 3)
        row.addLayout(beside, 2)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.plot.set_theme(theme)
        self.words.set_theme(theme)

    def show_components(self, figure: Figure | None, words: Sequence[str], step: float | None = None) -> None:
        """Show a plot, or only words where there is none; with a step of which a zigzag is seen it is offered."""
        self._step = step
        self.offer.setVisible(step is not None)
        if step is not None:
            self.offer.setText(f"See it: η = {number_text(step, 0.0, 4)}")
            words = (NO_ZIGZAG, *words)
        self.plot.setVisible(figure is not None)
        self.plot.show_figure(_without_name(figure), (), figure.caption if figure is not None else ())
        self.words.show_words("", words)


class VerdictPage(QWidget):
    """What the selected run came to, and the ways on from there.

    Signals
    -------
    polish
        The probe is to go to the critical point at the end.
    descended
        The race is to start beside the saddle at the end: 1 along v1, -1 the other way, 0 where f is lower.
    """

    polish = Signal()
    descended = Signal(int)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.words = WordsBox("Verdict", theme)
        self.button = QPushButton("Go there")
        self.button.setAccessibleName("Go to the critical point at the end")
        self.button.setToolTip(
            "Move the probe to the critical point at the end; the race keeps its start, which is held from now on."
        )
        self.button.clicked.connect(lambda _checked=False: self.polish.emit())
        self.down = QToolButton()
        self.down.setText("Go down from here")
        self.down.setToolTip("Start the race a small step beside this saddle along ±v1, where f is lower.")
        self.down.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.down.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.down.clicked.connect(lambda _checked=False: self.descended.emit(0))
        menu = QMenu(self.down)
        for words, side in _SIDES:
            menu.addAction(words).triggered.connect(lambda _checked=False, side=side: self.descended.emit(side))
        self.down.setMenu(menu)
        self.heading = SaidLine(self)
        head = QHBoxLayout()
        head.setContentsMargins(GRID, GRID // 2, GRID, 0)
        head.setSpacing(GRID // 2)
        head.addWidget(self.heading, 1)
        head.addWidget(self.down)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.words, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.words.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low page the words are small: what the pace was is seen without scrolling."""
        del event
        font = small_font() if self.height() < _LOW else self.font()
        if self.words.label.font() != font:
            self.words.label.setFont(font)

    def show_verdict(
        self, heading: str, words: Sequence[str], *, has_point: bool, has_way_down: bool = False
    ) -> None:
        """Show sentences; with a critical point at the end one can go there, from a saddle down."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.words.show_words("", words)
        self.button.setVisible(has_point)
        self.down.setVisible(has_way_down)


class WordsBox(QScrollArea):
    """Sentences to read and to copy, a paragraph each."""

    def __init__(self, name: str, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.label.setTextInteractionFlags(_SELECTABLE)
        self.label.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        self.label.setAccessibleName(name)
        self.label.setAutoFillBackground(False)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll it
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        self._name = name
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        frame = f"WordsBox {{ border: 1px solid transparent; }} WordsBox:focus {{ border-color: {theme.accent}; }}"
        self.setStyleSheet(scroll_bar_style(theme) + frame)

    def show_words(self, heading: str, words: Sequence[str]) -> None:
        """Show paragraphs."""
        text = "\n".join(filter(None, (heading, *words)))
        if text != self.label.text():
            self.label.setText(text)
            self.label.setAccessibleName(f"{self._name}: {text}")


def _without_name(figure: Figure | None) -> Figure | None:
    """Return a plot without the name of what goes up: it is said above, and beside the ticks there is no room."""
    return None if figure is None else replace(figure, axes=replace(figure.axes, y_label=""))


def _chooser(name: str, words: Sequence[str]) -> QComboBox:
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.setToolTip(f"{name} in the plot.")
    chooser.addItems(list(words))
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    chooser.setMinimumContentsLength(6)
    return chooser
