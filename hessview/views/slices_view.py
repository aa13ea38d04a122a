"""The dock of many variables: a slider for each of them, and small slices through the probe that move with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hessview.figure.words import name_words
from hessview.views.dock_view import DockView
from hessview.views.painted_block import scroll_bar_style
from hessview.views.slice_grid import SliceGrid
from hessview.views.theme import GRID, LIGHT, small_font
from hessview.views.variable_sliders import VariableRow, VariableSliders, header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent

    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

Pair = tuple[str, str]
_SLIDERS_WIDTH = 328
_COMBO_WIDTH = 64
_NOTHING = {
    1: "One variable has no slices: the picture shows all of f.",
    2: "Two variables have one slice: the picture above.",
}


class SlicesView(DockView):
    """Sliders on the left, small slices on the right, above them the choice of pairs.

    Signals
    -------
    pair_wanted
        Two different variables whose slice shall be shown, too.
    strongest_wanted, usual_wanted
        The pairs that are coupled most at the probe shall be shown; those that are shown when none are chosen.
    """

    pair_wanted = Signal(tuple)
    strongest_wanted = Signal()
    usual_wanted = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variables: tuple[str, ...] = ()
        self.sliders = VariableSliders(theme)
        self.grid = SliceGrid(theme)
        self.across, self.up = QComboBox(), QComboBox()
        self.add = QPushButton("Add")
        self.strongest = QPushButton("Strongest")
        self.usual = QPushButton("Usual pairs")
        self.nothing = QLabel()
        self._area = QScrollArea()
        self._lay_out()
        self.set_theme(theme)
        self.add.clicked.connect(lambda: self.pair_wanted.emit((self.across.currentData(), self.up.currentData())))
        self.strongest.clicked.connect(self.strongest_wanted)
        self.usual.clicked.connect(self.usual_wanted)
        for combo in (self.across, self.up):
            combo.currentIndexChanged.connect(self._on_pair)

    def render_variables(self, rows: Sequence[VariableRow]) -> None:
        """Show the sliders, one for each variable."""
        names = tuple(row.name for row in rows)
        if names != self._variables:
            self._variables = names
            for combo, place in ((self.across, 0), (self.up, 1)):
                combo.clear()
                for name in names:
                    combo.addItem(name_words(name), name)
                combo.setCurrentIndex(min(place, len(names) - 1))
            several = len(names) > 2
            self.nothing.setText(_NOTHING.get(len(names), ""))
            self.nothing.setVisible(not several)
            self._area.setVisible(several)
            self._choice.setVisible(several)
        self.sliders.render_rows(rows)

    def render_slices(self, figures: Sequence[tuple[Pair, Figure]], spanned: Pair | None, *, is_usual: bool) -> None:
        """Show the small slices; `is_usual` says that nobody has chosen them."""
        self.grid.show_figures(figures, spanned)
        self.usual.setVisible(not is_usual)
        self._on_pair()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.sliders.set_theme(theme)
        self.grid.set_theme(theme)
        self._area.setStyleSheet(scroll_bar_style(theme))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The slices follow the room that they have."""
        if event.type() == QEvent.Type.Resize and watched is self._area.viewport():
            size = self._area.viewport().size()
            self.grid.fit(size.width(), size.height())
        return False

    def sizeHint(self) -> QSize:
        """A row of slices beside a few sliders."""
        return QSize(720, 200)

    def _on_pair(self) -> None:
        pair = self.across.currentData(), self.up.currentData()
        self.add.setEnabled(pair[0] != pair[1] and pair not in self.grid.pairs)

    def _lay_out(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        left = QVBoxLayout()
        left.setContentsMargins(GRID, GRID // 2, 0, 0)
        left.setSpacing(0)
        left.addWidget(header())
        left.addWidget(self.sliders, 1)
        sliders = QWidget()
        sliders.setLayout(left)
        sliders.setFixedWidth(_SLIDERS_WIDTH)
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.VLine)
        rule.setFrameShadow(QFrame.Shadow.Plain)
        rule.setForegroundRole(QPalette.ColorRole.Mid)
        right = QVBoxLayout()
        right.setContentsMargins(GRID, GRID // 2, GRID, 0)
        right.setSpacing(GRID // 2)
        self._choice = self._choosing()
        right.addWidget(self._choice)
        self._area.setWidget(self.grid)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self.grid.setAutoFillBackground(False)
        self._area.viewport().installEventFilter(self)
        right.addWidget(self._area, 1)
        self.nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        right.addWidget(self.nothing, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(sliders)
        whole.addWidget(rule)
        whole.addLayout(right, 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a proxy would be a stop of its own in the way of Tab."""
        super().focusInEvent(event)
        self.grid.setFocus(event.reason())

    def _choosing(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for words, combo, name in (("across", self.across, "Across"), ("up", self.up, "Up")):
            label = QLabel(words)
            label.setFont(small_font())
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            combo.setAccessibleName(f"{name}, of the slice to add")
            combo.setFixedWidth(_COMBO_WIDTH)
            combo.setMaxVisibleItems(16)
            row.addWidget(label)
            row.addWidget(combo)
        self.add.setToolTip("Show the slice of these two variables, too. Delete takes away the one with the focus.")
        self.strongest.setToolTip("Show the pairs with the largest mixed second derivatives at the probe.")
        self.usual.setToolTip("Show the pairs again that are shown when none are chosen.")
        for button in (self.add, self.strongest, self.usual):
            button.setMaximumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 3 * GRID)
            row.addWidget(button)
        row.addStretch(1)
        return line
