"""The table of methods: which run, in which colour, and what each came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from hessview.document.limits import METHODS
from hessview.document.method_names import spelled
from hessview.figure.run_looks import run_roles
from hessview.views import theme as looks
from hessview.views.painted_block import scroll_bar_style
from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QResizeEvent

    from hessview.document.state import Race
    from hessview.figure.marks import Role
    from hessview.views.theme import Theme

COLUMNS = ("Method", "Steps", "End", "Observed", "Evaluations", "f at the end")
_TIPS = (
    "Tick a method to let it run; type the beginning of its name to go to it.",
    "How many steps it took.",
    "What its end is: a class only where the Hessian proves it.",
    "By which factor the error shrank from step to step, where that could be seen.",
    "How often f, its gradient or its Hessian was asked for.",
    "The value at the last iterate.",
)
_METHOD = Qt.ItemDataRole.UserRole
"""Under which a row keeps the method that it is of."""

_SAMPLE = QSize(18, 10)
_WIDTHS = (166, 44, 96, 72, 84, 96)
_LEAST, _NARROW = 120, (40, 74, 68)
"""Of the name of a method, and of the columns after it where else the last of them would be out of sight."""


@dataclass(frozen=True)
class MethodRow:
    """What one row says.

    Attributes
    ----------
    name
        Of the method.
    role
        How its path is drawn; None: it does not run.
    cells
        What stands in the other columns.
    tip
        Why it ended, in a sentence.
    """

    name: str
    role: Role | None = None
    cells: tuple[str, ...] = ()
    tip: str = ""


def bare_rows(race: Race) -> tuple[MethodRow, ...]:
    """Return a row for every method, before anything is known of any."""
    roles = run_roles(race)
    return tuple(MethodRow(name, roles.get(name)) for name in METHODS)


class MethodTable(QTreeWidget):
    """Rows to tick and to choose from, by mouse and by keyboard.

    Signals
    -------
    ticked
        A method, and whether it is to run.
    method_chosen
        The method whose row is current now.
    """

    ticked = Signal(str, bool)
    method_chosen = Signal(str)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[MethodRow, ...] = ()
        self._known: tuple[MethodRow, ...] = ()
        self._chosen = ""
        self.setAccessibleName("Methods")
        self.setToolTip(_TIPS[0])
        self.setColumnCount(len(COLUMNS))
        self.setHeaderLabels(list(COLUMNS))
        for column, tip in enumerate(_TIPS):
            self.headerItem().setToolTip(column, tip)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIconSize(_SAMPLE)
        self.setCornerWidget(QWidget())
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setFont(looks.small_font())
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        self.itemChanged.connect(self._on_changed)
        self.currentItemChanged.connect(self._on_current)
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        """As wide as the columns that matter most."""
        return QSize(sum(_WIDTHS[:3]) + 3 * GRID, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what was observed whole, if there is room for it beside the names."""
        super().resizeEvent(event)
        for after in (_WIDTHS[1:4], _NARROW):
            left = self.viewport().width() - sum(after)
            if left >= _WIDTHS[0]:
                break
        for column, width in enumerate((min(max(left, _LEAST), _WIDTHS[0]), *after)):
            self.setColumnWidth(column, width)

    def render_rows(self, rows: Sequence[MethodRow], chosen: str) -> None:
        """Show these rows, those that run first, and make one of them current.

        While somebody ticks, by keyboard or under the mouse, every row stays where it is.
        """
        self._known, self._chosen = tuple(rows), chosen
        order = [row.name for row in (self._rows if self._is_used else ()) or _ticked_first(self._known)]
        by_name = {row.name: row for row in self._known}
        self._show([by_name[name] for name in order])

    def _show(self, rows: Sequence[MethodRow]) -> None:
        rows = tuple(rows)
        with QSignalBlocker(self):
            if [row.name for row in rows] != [row.name for row in self._rows]:
                self.clear()
                self.addTopLevelItems([_item(row) for row in rows])
                self._rows = ()
            for at, row in enumerate(rows):
                if not self._rows or self._rows[at] != row or self._is_ticked(at) != (row.role is not None):
                    self._fill(self.topLevelItem(at), row)
            self._rows = rows
            item = self.item_of(self._chosen)
            if item is not None and item is not self.currentItem():
                self.setCurrentItem(item)

    def item_of(self, method: str) -> QTreeWidgetItem | None:
        """Return the row of a method."""
        return next((self.topLevelItem(at) for at, row in enumerate(self._rows) if row.name == method), None)

    @property
    def _is_used(self) -> bool:
        return self.hasFocus() or self.underMouse()

    def _put_first(self) -> None:
        """Bring the methods that run to the top, once nobody is about to tick the next one."""
        if self._known and not self._is_used:
            self._show(_ticked_first(self._known))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Bring to the top what was ticked."""
        super().focusOutEvent(event)
        self._put_first()

    def leaveEvent(self, event: QEvent) -> None:
        """Bring to the top what was ticked."""
        super().leaveEvent(event)
        self._put_first()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setStyleSheet(scroll_bar_style(theme))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("secondary"))  # the edges of the boxes are made of it
        self.setPalette(palette)
        with QSignalBlocker(self):
            for at, row in enumerate(self._rows):
                self._fill(self.topLevelItem(at), row)

    def _is_ticked(self, at: int) -> bool:
        item = self.topLevelItem(at)
        return item is not None and item.checkState(0) == Qt.CheckState.Checked

    def _fill(self, item: QTreeWidgetItem | None, row: MethodRow) -> None:
        if item is None:
            return
        item.setCheckState(0, Qt.CheckState.Unchecked if row.role is None else Qt.CheckState.Checked)
        item.setIcon(0, self._sample(row.role))
        name = spelled(row.name)
        for column, words in enumerate((name, *row.cells)):
            item.setText(column, words)
            item.setToolTip(column, plain_tip(f"{name}: {row.tip}") if row.tip else _TIPS[column])
        for column in range(1 + len(row.cells), len(COLUMNS)):
            item.setText(column, "")
            item.setToolTip(column, _TIPS[column])

    def _sample(self, role: Role | None) -> QIcon:
        """Return a piece of the line as it is drawn, nothing for a method that does not run."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(_SAMPLE * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        if role is not None:
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(looks.pen(role, self._theme, on_field=True))  # as on the map and in its legend
            pen.setWidthF(max(pen.widthF(), 2.5))
            rim = QPen(looks.LIGHT.color("panel"), pen.widthF() + 3.0)  # as there; the row may be selected
            for each in (rim, pen):
                each.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(each)
                painter.drawLine(0, _SAMPLE.height() // 2, _SAMPLE.width(), _SAMPLE.height() // 2)
            painter.end()
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # else it would be tinted there
        return icon

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0:
            self.ticked.emit(item.data(0, _METHOD), item.checkState(0) == Qt.CheckState.Checked)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.method_chosen.emit(item.data(0, _METHOD))


def _ticked_first(rows: Sequence[MethodRow]) -> list[MethodRow]:
    """Return rows with those that run before the others, both in their order."""
    return sorted(rows, key=lambda row: row.role is None)


def _item(row: MethodRow) -> QTreeWidgetItem:
    item = QTreeWidgetItem([spelled(row.name)])
    item.setData(0, _METHOD, row.name)
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        | Qt.ItemFlag.ItemNeverHasChildren
    )
    item.setCheckState(0, Qt.CheckState.Unchecked)
    for column in (1, 3, 4, 5):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
