"""The table of critical points for Qt: sorted and filtered by arrays of numbers, its words made cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hessview.views.critical_rows import CATEGORIES, Field, columns_of
from hessview.views.plain_words import plain_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hessview.views.critical_rows import Column, CriticalRows

_NOTHING = QModelIndex()
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Sign:
    """A glyph: the class, what a degenerate point is, and whether it is proved."""

    kind: str
    nature: str = ""
    filled: bool = False


class CriticalModel(QAbstractTableModel):
    """Rows of a search as a table.

    Qt's own proxy would ask for two cells at every comparison: thousands of rows would take longer than a frame.

    Attributes
    ----------
    columns
        The columns of the table.
    rows
        What a search found; None while nothing is known.
    order
        Which of the rows are shown, and in what order.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.rows: CriticalRows | None = None
        self.order: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._chosen: frozenset[int] = frozenset()
        self._sorted_by: tuple[Field, int] = (Field.VALUE, 0)
        self._descending = False

    @property
    def sorted_column(self) -> int:
        """The column that sorts the table."""
        places = [(column.field, column.place) for column in self.columns]
        wanted = self._sorted_by if self._sorted_by in places else (Field.VALUE, 0)
        return places.index(wanted) if places else 0

    @property
    def is_descending(self) -> bool:
        """Whether the largest stands first."""
        return self._descending

    def set_rows(self, rows: CriticalRows | None, variables: Sequence[str], name: str) -> None:
        """Show another search of a function `name` of `variables`."""
        self.beginResetModel()
        self.columns = columns_of(variables, name) if variables else ()
        self.rows = rows
        self._arrange()
        self.endResetModel()

    def choose(self, categories: frozenset[int]) -> None:
        """Show these categories alone, all of them if there are none."""
        if categories != self._chosen:
            self.beginResetModel()
            self._chosen = categories
            self._arrange()
            self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        if not 0 <= column < len(self.columns):
            return
        wanted, descending = self.columns[column], order == Qt.SortOrder.DescendingOrder
        if ((wanted.field, wanted.place), descending) != (self._sorted_by, self._descending):
            self.beginResetModel()
            self._sorted_by, self._descending = (wanted.field, wanted.place), descending
            self._arrange()
            self.endResetModel()

    def row_shown(self, row: int) -> int | None:
        """Return where one of the rows stands in the table, None if it is not shown."""
        places = np.flatnonzero(self.order == row)
        return int(places[0]) if len(places) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a cell, and more about it for a tool tip."""
        if self.rows is None or not index.isValid() or index.row() >= len(self.order):
            return None
        row, column = int(self.order[index.row()]), self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.rows.words(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self.rows.tip(row, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                words = self.rows.words(row, column)
                return f"{column.title} {words}" if column.is_number and words else words
            case Qt.ItemDataRole.TextAlignmentRole:
                return _AT_RIGHT if column.is_number else _AT_LEFT
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if section != self.sorted_column:
                    return column.title
                arrow = "↓" if self._descending else "↑"
                return f"{arrow} {column.title}" if column.is_number else f"{column.title} {arrow}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{column.tip} Click to sort."
            case Qt.ItemDataRole.AccessibleTextRole:
                words = str(column.field) if column.field is Field.CONDITION else column.title
                how = f", sorted, {'largest' if self._descending else 'smallest'} first"
                return words + (how if section == self.sorted_column else "")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _AT_RIGHT if column.is_number else _AT_LEFT
            case _:
                return None

    def sign(self, index: QModelIndex | QPersistentModelIndex) -> Sign:
        """Return what the glyph of a row says."""
        if self.rows is None:
            return Sign("undecided")
        row = int(self.order[index.row()])
        return Sign(CATEGORIES[self.rows.categories[row]], self.rows.nature(row), self.rows.is_filled(row))

    def _arrange(self) -> None:
        if self.rows is None or not self.columns:
            self.order = np.empty(0, dtype=np.intp)
            return
        order = self.rows.order(self.columns[self.sorted_column], descending=self._descending)
        if self._chosen:
            order = order[np.isin(self.rows.categories[order], list(self._chosen))]
        self.order = order
