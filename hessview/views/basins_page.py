"""The page "Basins & skeleton": what to work out, what is known of it in words, and the barrier tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from hessview.views.painted_block import scroll_bar_style
from hessview.views.plot_view import PlotView
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.figure.barrier_tree import BarrierTree
    from hessview.views.theme import Theme

_REACH = 12.0
"""Pixels around a node in which it is meant."""

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_NOTHING = "The map of basins and the skeleton of the landscape are worked out when they are asked for."
_TREE_HELP = "Barrier tree: a click on a point, or the arrow keys, bring the probe there"


class BasinsPage(QWidget):
    """Buttons above, words at the left, the tree at the right while there is one.

    Signals
    -------
    basins_wanted, skeleton_wanted
        It is to be shown, or put away.
    again_wanted, stop_wanted
        What is shown is to be asked for anew; what runs is to be stopped.
    node_chosen
        The number of a critical point in the skeleton, to which the probe is to go.
    """

    basins_wanted = Signal()
    skeleton_wanted = Signal()
    again_wanted = Signal()
    stop_wanted = Signal()
    node_chosen = Signal(int)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree: BarrierTree | None = None
        self.basins = _button("Basin map", "To which end the chosen method leads from every point of the view", self)
        self.skeleton = _button("Skeleton", "The ways down from each saddle, the borders of basins, the barriers", self)
        for button in (self.basins, self.skeleton):
            button.setCheckable(True)
        self.again = _button("Ask again", "Work out anew what is shown, for the view and the method as they are", self)
        self.stop = _button("Stop", "Stop what is being worked out; what is known stays", self)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("How much of the map is worked out")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(GRID // 2)
        self.words = QLabel()
        self.words.setFont(small_font())
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.words.setTextInteractionFlags(_SELECTABLE)
        self.words.setAccessibleName("Basins and skeleton in words")
        self.plot = PlotView("Barrier tree", theme)
        self.plot.setToolTip(_TREE_HELP)
        self._lay_out()
        self._connect()
        self.render_state(basins=False, skeleton=False, is_stale=False, share=None)
        self.render_words((), None)
        self.set_theme(theme)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID // 2)
        for button in (self.basins, self.skeleton, self.again, self.stop):
            bar.addWidget(button)
        bar.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self.words)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addLayout(bar)
        column.addWidget(self.progress)
        column.addWidget(self._scroll, 1)
        # The tree has the whole height: in a low window there is little of it.
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID // 2, 0)
        row.setSpacing(GRID)
        row.addLayout(column, 4)
        row.addWidget(self.plot, 5)

    def _connect(self) -> None:
        for button, signal in (
            (self.basins, self.basins_wanted), (self.skeleton, self.skeleton_wanted),
            (self.again, self.again_wanted), (self.stop, self.stop_wanted),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit())
        self.plot.pressed.connect(self._on_pressed)
        self.plot.hovered.connect(self._on_hovered)
        self.plot.left.connect(QToolTip.hideText)
        self.plot.stepped.connect(self._on_stepped)

    @property
    def tree(self) -> BarrierTree | None:
        """The tree that is shown."""
        return self._tree

    def render_state(self, *, basins: bool, skeleton: bool, is_stale: bool, share: float | None) -> None:
        """Show what is on, whether it is out of date, and how much is done; None: nothing runs."""
        self.basins.setChecked(basins)
        self.skeleton.setChecked(skeleton)
        self.again.setVisible(is_stale)
        self.stop.setVisible(share is not None)
        self.progress.setVisible(share is not None)
        if share is not None:
            self.progress.setValue(round(100.0 * share))

    def render_words(self, said: Sequence[str], tree: BarrierTree | None) -> None:
        """Show sentences, and the tree with what its chosen node is."""
        words = "\n".join(said) or _NOTHING
        if words != self.words.text():
            self.words.setText(words)
        if tree is not self._tree:
            self._tree = tree
            node = None if tree is None else next((n for n in tree.nodes if n.number == tree.selected), None)
            sayings = ("Arrow keys or a click go to a point",) if node is None else (node.words,)
            self.plot.show_figure(None if tree is None else tree.figure, ("Barrier tree",), sayings)
        self.plot.setVisible(tree is not None and bool(tree.nodes))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(scroll_bar_style(theme))
        self.plot.set_theme(theme)

    # The tree

    def _under(self, x: float, y: float) -> int | None:
        """Return the index of the node that is meant at a place of the figure."""
        frame = self.plot.frame
        if self._tree is None or frame is None:
            return None
        across, up = frame.pixel_size
        return self._tree.nearest(x, y, (_REACH * across, _REACH * up))

    def _on_pressed(self, x: float, y: float, _alt: bool) -> None:
        node = self._under(x, y)
        if node is not None and self._tree is not None:
            self.node_chosen.emit(self._tree.nodes[node].number)

    def _on_hovered(self, x: float, y: float) -> None:
        node = self._under(x, y)
        self.plot.setCursor(Qt.CursorShape.ArrowCursor if node is None else Qt.CursorShape.PointingHandCursor)
        if node is None or self._tree is None:
            QToolTip.hideText()
        else:
            place = self.plot.pixel_of(self._tree.nodes[node].x, self._tree.nodes[node].y).toPoint()
            QToolTip.showText(self.plot.mapToGlobal(place), self._tree.nodes[node].words, self.plot)

    def _on_stepped(self, across: int, up: int, _fine: bool) -> None:
        """Go to the next node from left to right; up and down do the same."""
        if self._tree is None or not self._tree.nodes:
            return
        numbers = [node.number for node in self._tree.nodes]
        by = across or up
        at = numbers.index(self._tree.selected) if self._tree.selected in numbers else (-1 if by > 0 else len(numbers))
        self.node_chosen.emit(numbers[min(max(at + by, 0), len(numbers) - 1)])


def _button(words: str, tip: str, parent: QWidget) -> QPushButton:
    made = QPushButton(words, parent)
    made.setToolTip(tip)
    return made
