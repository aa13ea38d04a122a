"""The dock of sections: the dial, the sections side by side, and a line that says what is drawn how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hessview.figure.marks import Role
from hessview.views import theme as looks
from hessview.views.dial_view import DialView
from hessview.views.dock_view import DockView
from hessview.views.plot_view import PlotView
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QPaintEvent

    from hessview.figure.dial import Dial
    from hessview.figure.sections import SectionPlot
    from hessview.views.theme import Theme

MOST_PLOTS = 3
_CLOSER = 0.8
_ROW, _SAMPLE = 24, 22.0
_TIP = (
    "f along this line through the probe, its model and its tangent. Move over it to read, click or drag to move the"
    " probe, turn the wheel to change how much of t is shown; double click brings the first window back."
)
Points = tuple[tuple[float, Role], ...]


@dataclass(frozen=True, eq=False)
class SectionsContent:
    """What the dock shows.

    Attributes
    ----------
    plots
        At most `MOST_PLOTS` sections.
    choosers
        For each plot the words on the button that chooses another line, empty where there is nothing to choose.
    dial
        None where the space has one direction only.
    marked, direction
        As `DialView.show_dial` takes them.
    window
        How far t goes.
    share
        How near the model is to f where the bar is.
    said
        What there is instead, where nothing can be shown.
    """

    plots: tuple[SectionPlot, ...] = ()
    choosers: tuple[str, ...] = ()
    dial: Dial | None = None
    marked: tuple[float, ...] = ()
    direction: float | None = None
    window: str = ""
    share: str = "10 %"
    said: str = ""


class SectionsView(DockView):
    """Dial and sections.

    Signals
    -------
    turned, removed
        As `DialView` says them.
    turn_ended, turn_cancelled
        The hand has let the dial go, or wants the direction back that was there before.
    grasped, moved
        Which plot, and where on its line the probe is to be.
    move_ended, move_cancelled
        The hand has let it go, or wants the probe back where it was.
    nudged
        Which plot, which way (-1 or 1), and whether finely.
    zoomed
        By which factor the window is to be.
    reset
        The window is to be as at first.
    chosen
        Which plot, and the key of the line that it is to show.
    """

    turned = Signal(float, bool)
    removed = Signal(bool)
    turn_ended = Signal()
    turn_cancelled = Signal()
    grasped = Signal(int, float)
    moved = Signal(int, float)
    move_ended = Signal()
    move_cancelled = Signal()
    nudged = Signal(int, int, bool)
    zoomed = Signal(float)
    reset = Signal()
    chosen = Signal(int, object)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sections")
        self.read: Callable[[int, float], tuple[Points, tuple[str, ...]]] = lambda _plot, _t: ((), ())
        self.choices: Callable[[], Sequence[tuple[str, object]]] = tuple
        self.dial = DialView(theme, self)
        self.plots = tuple(PlotView(f"Section {k + 1}", theme, self) for k in range(MOST_PLOTS))
        self.choosers = tuple(self._chooser(k) for k in range(MOST_PLOTS))
        self.key = KeyRow(theme, self)
        self.window_words = QLabel(self)
        self.window_words.setFont(looks.small_font())
        self.said = QLabel(self)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.closer = self._button("+", "Show less of t", lambda: self.zoomed.emit(_CLOSER))
        self.farther = self._button("−", "Show more of t", lambda: self.zoomed.emit(1.0 / _CLOSER))
        self._lay_out()
        self._connect()
        self._first: PlotView = self.dial
        self.set_theme(theme)

    def render_content(self, content: SectionsContent) -> None:
        """Show this."""
        self.said.setVisible(bool(content.said))
        self.said.setText(content.said)
        self.key.setVisible(not content.said)
        for part in (self.window_words, self.closer, self.farther):
            part.setVisible(not content.said)
        self.window_words.setText(content.window)
        self.key.set_share(content.share)
        self.dial.setVisible(content.dial is not None and not content.said)
        if content.dial is not None:
            self.dial.show_dial(content.dial, content.marked, content.direction)
        for k, (plot, chooser) in enumerate(zip(self.plots, self.choosers, strict=True)):
            shown = k < len(content.plots) and not content.said
            plot.setVisible(shown)
            if shown:
                words = content.choosers[k] if k < len(content.choosers) else ""
                self._render_plot(plot, chooser, content.plots[k], words)
        first = self.dial if content.dial is not None else self.plots[0]
        self._first = first

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a proxy would be a stop of its own in the way of Tab."""
        super().focusInEvent(event)
        self._first.setFocus(event.reason())

    def say(self, words: str) -> None:
        """Show words instead."""
        self.render_content(SectionsContent(said=words))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.dial.set_theme(theme)
        self.key.set_theme(theme)
        for plot in self.plots:
            plot.set_theme(theme)
        self.setStyleSheet(
            f"QWidget#sections {{ background: {theme.panel}; }}"
            f"QWidget#sections > QLabel {{ color: {theme.secondary}; }}"
            f"QToolButton {{ border: 1px solid {theme.rule}; border-radius: {GRID // 2}px; padding: 0px {GRID // 2}px;"
            f" background: {theme.panel}; color: {theme.text}; }}"
            f"QToolButton#line-chooser {{ padding-right: {2 * GRID}px; }}"
            f"QToolButton:hover {{ border-color: {theme.secondary}; }}"
            f"QToolButton:focus {{ border-color: {theme.accent}; }}"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @staticmethod
    def _render_plot(plot: PlotView, chooser: QToolButton, shown: SectionPlot, words: str) -> None:
        chooser.setVisible(bool(words))
        if words and chooser.text() != words:
            chooser.setText(words)
            chooser.adjustSize()
        plot.title_taken = chooser.width() if words else 0
        plot.show_figure(shown.figure, () if words else (shown.title,), shown.sayings)
        if words:
            plot.setAccessibleDescription(f"{shown.title}. {shown.sayings[0]}")

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(GRID, 0, GRID, 0)
        line.setSpacing(GRID // 2)
        for part, share in ((self.key, 1), (self.window_words, 0), (self.farther, 0), (self.closer, 0)):
            line.addWidget(part, share)
        row = QHBoxLayout()
        row.setContentsMargins(GRID // 2, 0, GRID // 2, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.said, 1)
        row.addWidget(self.dial, 3)
        for plot in self.plots:
            row.addWidget(plot, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addLayout(line)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.dial.turned.connect(self.turned)
        self.dial.removed.connect(self.removed)
        self.dial.released.connect(self.turn_ended)
        self.dial.cancelled.connect(self.turn_cancelled)
        for k, plot in enumerate(self.plots):
            plot.setToolTip(_TIP)
            plot.pressed.connect(lambda t, _y, _alt, k=k: self.grasped.emit(k, t))
            plot.dragged.connect(lambda t, _y, _alt, k=k: self.moved.emit(k, t))
            plot.released.connect(self.move_ended)
            plot.cancelled.connect(self.move_cancelled)
            plot.hovered.connect(lambda t, _y, k=k: self._show_reading(k, t))
            plot.left.connect(lambda plot=plot: plot.show_reading(None))
            plot.stepped.connect(partial(self._on_stepped, k))
            plot.wheeled.connect(lambda notches: self.zoomed.emit(_CLOSER**notches))
            plot.double_clicked.connect(self.reset)

    def _on_stepped(self, plot: int, across: int, up: int, fine: bool) -> None:
        if across:
            self.nudged.emit(plot, across, fine)
        elif up:
            self.zoomed.emit(_CLOSER**up)

    def _on_chosen(self, plot: int, key: object, _checked: bool = False) -> None:
        self.chosen.emit(plot, key)

    def _show_reading(self, plot: int, t: float) -> None:
        points, lines = self.read(plot, t)
        self.plots[plot].show_reading(t if lines else None, points, lines)

    def _chooser(self, plot: int) -> QToolButton:
        button = QToolButton(self.plots[plot])
        button.setObjectName("line-chooser")
        button.setAccessibleName(f"Line of section {plot + 1}")
        button.setToolTip("Choose the eigenvector along which this section runs.")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill(menu, plot))
        button.setMenu(menu)
        button.move(GRID // 2, 0)
        button.setFixedHeight(20)
        button.hide()
        return button

    def _fill(self, menu: QMenu, plot: int) -> None:
        menu.clear()
        for words, key in self.choices():
            menu.addAction(words).triggered.connect(partial(self._on_chosen, plot, key))

    def _button(self, words: str, tip: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFixedSize(_ROW, _ROW - 4)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        return button


class KeyRow(QWidget):
    """What is drawn how: a piece of each line and its name, as many as have room."""

    _ENTRIES = (
        ((Role.CURVE,), "f along the line"),
        ((Role.MODEL,), "model f + (g·v) t + ½ λ t²"),
        ((Role.TANGENT,), "tangent"),
        ((Role.DIFFERENCE,), "f − model"),
        ((Role.REACH,), "|f − model| ≤ {} of |g·v| |t| + ½ |λ| t²"),
    )
    _SHORT = ((1, "model"), (4, "|f − m| ≤ {} of |g·v||t| + ½|λ|t²"), (0, "f"), (4, "off ≤ {}"))
    _TIP = (
        "The bar on the axis of t: from the probe as far as |f − model| is within {} of |g·v| |t| + ½ |λ| t², what"
        " the model says along this very line. View > Trust in the Quadratic Model takes another share."
    )

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._share = ""
        self.set_share("10 %")

    def set_share(self, share: str) -> None:
        """Say how near the model is to f where the bar is."""
        if share != self._share:
            self._share = share
            self.setToolTip(self._TIP.format(share))
            self.update()

    def sizeHint(self) -> QSize:
        """As long as it likes."""
        return QSize(480, _ROW)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def shown(self) -> list[tuple[tuple[Role, ...], str]]:
        """Return the entries for which there is room, each with what is drawn so; the longest are shortened first."""
        metrics = QFontMetricsF(looks.small_font())
        entries: list[tuple[tuple[Role, ...], str]] = [
            (roles, words.format(self._share)) for roles, words in self._ENTRIES
        ]
        for k, short in self._SHORT:
            if self._length(entries, metrics) > self.width():
                entries[k] = (entries[k][0], short.format(self._share))
        count = len(entries)
        while count and self._length(entries[:count], metrics) > self.width() + 2 * GRID:
            count -= 1
        return entries[:count]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries for which there is room, from the left."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(looks.small_font())
        metrics = QFontMetricsF(painter.font())
        x, middle = 0.0, 0.5 * self.height()
        for roles, words in self.shown():
            for role in roles:
                self._paint_sample(painter, QPointF(x, middle), role)
                x += _SAMPLE + GRID / 2
            painter.setPen(self._theme.color("secondary"))
            painter.drawText(QPointF(x, middle + metrics.capHeight() / 2), words)
            x += metrics.horizontalAdvance(words) + 2 * GRID
        painter.end()

    def _paint_sample(self, painter: QPainter, at: QPointF, role: Role) -> None:
        pen = looks.pen(role, self._theme, on_field=False)
        if role is Role.DIFFERENCE:
            colour = pen.color()
            colour.setAlpha(72)
            painter.fillRect(round(at.x()), round(at.y()) - 5, round(_SAMPLE), 10, colour)
            return
        if role is Role.REACH:
            pen.setWidthF(2.0 * pen.widthF())
        painter.setPen(pen)
        painter.drawLine(at, QPointF(at.x() + _SAMPLE, at.y()))

    @staticmethod
    def _length(entries: Sequence[tuple[tuple[Role, ...], str]], metrics: QFontMetricsF) -> float:
        samples = sum(len(roles) * (_SAMPLE + GRID / 2) for roles, _ in entries)
        return samples + sum(metrics.horizontalAdvance(words) + 2 * GRID for _, words in entries)
