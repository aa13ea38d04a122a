"""The list of critical points: what is claimed of them all, then each of them, to sort, to filter and to go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from hessview.analysis.critical_sets import CriticalSet
from hessview.views.critical_head import CriticalHead
from hessview.views.critical_model import CriticalModel
from hessview.views.critical_rows import CATEGORIES, CriticalRows
from hessview.views.critical_table import PADDING, CriticalTable
from hessview.views.critical_words import ListContent, check, claim, searching_words, why_empty
from hessview.views.dock_view import DockView
from hessview.views.progress_line import PATIENCE, ProgressLine
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.views.theme import Theme

_MOST_SELECTED = 50
"""So many selected rows are found again in a list that has changed."""


class CriticalList(DockView):
    """Shows a `ListContent`.

    Attributes
    ----------
    place_on
        Return which of the points of a set is nearest to a place; None: one of those that are known.

    Signals
    -------
    chosen
        Coordinates, n floats, of the row that somebody chose by hand.
    copy_requested
        ``"csv"``, ``"latex"`` or ``"python"``: the form in which `shown` is to be copied.
    rows_copy_requested
        The selected rows, `CriticalPoints`, are to be copied as CSV.
    search_requested, view_requested, cancel_requested, retry_requested
        Search a box that is to be asked for; show the view's points again; stop the search; begin it anew.
    """

    chosen = Signal(object)
    copy_requested = Signal(str)
    rows_copy_requested = Signal(object)
    search_requested = Signal()
    cancel_requested = Signal()
    view_requested = Signal()
    retry_requested = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = ListContent((), "f")
        self._names: tuple[tuple[str, ...], str] = ((), "")
        self._probe: tuple[float, ...] | None = None
        self.place_on: Callable[[CriticalSet, Sequence[float]], tuple[float, ...]] | None = None
        self._is_marking = False
        self._has_just_chosen = False
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._head = head = CriticalHead(theme, self.copy_requested.emit, self)
        self.heading, self.check, self.filter = head.heading, head.check, head.filter
        self.view_button, self.search_button, self.copy_button = head.view_button, head.search_button, head.copy_button
        self.retry_button = head.retry_button
        self.model = CriticalModel(self)
        self.table = CriticalTable(self.model, theme)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel_button.setToolTip("Stop the search; what it has found stays.")
        self.progress = ProgressLine(self, self.cancel_button)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._lay_out()
        self._connect()
        self._show(self._content)

    def render(self, content: ListContent) -> None:  # type: ignore[override]
        """Show what is known; what is unchanged is not touched.

        While nothing is known of another function, the old list stays for a moment: its answer mostly comes at once.
        """
        old, self._content = self._content, content
        share = -1.0 if content.share is None else content.share
        self.progress.set_progress(share if content.is_searching else None)
        self.cancel_button.setText(searching_words(content))
        self._place_cancel()
        is_new = content.found is None and content.is_searching and old.variables == content.variables
        if is_new and self.model.rows is not None:
            if not self._patience.isActive():
                self._patience.start()
            return
        self._patience.stop()
        self._show(content)

    def select_at(self, point: Sequence[float] | None) -> None:
        """Mark the row at which the probe stands, if it stands at one; nothing is emitted."""
        probe = None if point is None else tuple(map(float, point))
        if probe != self._probe:
            self._probe = probe
            self._mark_probe()

    def neighbour(self, point: Sequence[float] | None, step: int) -> tuple[float, ...] | None:
        """Return the next (1) or previous (-1) critical point in the order shown, None if there is none.

        From a place that is none of them the first one comes next, or the last.
        """
        rows = self._rows
        if rows is None:
            return None
        shown = np.array([row for row in self.model.order if rows.is_critical(int(row))], dtype=np.intp)
        if not len(shown):
            return None
        here = None if point is None else rows.at(point)
        places = np.flatnonzero(shown == (-1 if here is None else here))
        row = shown[(int(places[0]) + step) % len(shown)] if len(places) else shown[0 if step > 0 else -1]
        return self._place(rows, int(row), point)

    def shown(self) -> CriticalPoints | None:
        """Return what the list shows, in its order; with its claim if nothing is hidden.

        None while nothing is known of the function that is shown, though rows of the one before may still stand there.
        """
        rows = self._rows
        if rows is None:
            return None
        return rows.part(map(int, self.model.order), whole=len(self.model.order) == len(rows))

    def selection(self) -> tuple[str, CriticalPoints | None]:
        """Return which of what was found the list shows, "minima only", empty if all; and everything."""
        rows = self._rows
        is_part = rows is not None and len(self.model.order) < len(rows)
        return self.filter.words if is_part else "", None if rows is None else rows.found

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.filter.set_theme(theme)
        self.table.set_theme(theme)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keys to the table. A proxy would do that for Tab, too, which comes to the filter first."""
        super().focusInEvent(event)
        self.table.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep progress and its button at their edges; what stands above the rows is arranged as there is room."""
        super().resizeEvent(event)
        self._place_cancel()
        self._head.arrange(self.width(), self.height())
        self.table.set_dense(dense=self._head.is_low)

    def sizeHint(self) -> QSize:
        """The heading and some rows."""
        return QSize(640, 240)

    # Content

    @property
    def _rows(self) -> CriticalRows | None:
        """The rows of the function that is shown; None while those of another still stand there."""
        rows = self.model.rows
        return rows if rows is not None and rows.found is self._content.found else None

    def _show(self, content: ListContent) -> None:
        self._head.render_words(claim(content), check(content))
        self.view_button.setVisible(content.is_of_box)
        self.retry_button.setVisible(content.can_be_tried)
        listed = None if self.model.rows is None else self.model.rows.found
        names = (content.variables, content.name)
        if listed is not content.found or names != self._names:
            is_other, self._names = names != self._names, names
            self._show_rows(content, is_other=is_other)
        self.copy_button.setEnabled(self.model.rows is not None and len(self.model.rows) > 0)
        self._say_why_empty()

    def _show_rows(self, content: ListContent, *, is_other: bool) -> None:
        before, selected, current = self.model.rows, self._selected_rows(), self._current_row()
        top, seen = self._row_top(current), self.table.verticalScrollBar().value()
        rows = None if content.found is None else CriticalRows(content.found, content.variables)
        self._is_marking = True
        self.model.set_rows(rows, content.variables, content.name)
        self.table.show_sorting()
        self.table.fit_columns(shrink=not content.is_searching or is_other)
        counts = np.bincount(rows.categories, minlength=len(CATEGORIES)) if rows is not None else [0] * len(CATEGORIES)
        self.filter.render_counts([int(count) for count in counts])
        self.table.verticalScrollBar().setValue(seen)
        if rows is not None and before is not None:
            self._select([rows.like(before, row) for row in selected], None)
            self._keep_current(rows.like(before, current) if current is not None else None, top)
        self._is_marking = False
        if self._probe is not None and not self._selected_rows():
            self._mark_probe()

    def _say_why_empty(self) -> None:
        rows = self.model.rows
        hidden = 0 if rows is None else len(rows)
        self.table.set_placeholder("" if self.model.rowCount() else why_empty(self._content, hidden))

    # Selection

    def _selected_rows(self) -> list[int]:
        return [int(self.model.order[place]) for place in self._selected_places()[:_MOST_SELECTED]]

    def _selected_places(self) -> list[int]:
        """Return which rows of the table are selected; Qt would make an index of each."""
        ranges = self.table.selectionModel().selection()
        spans = (ranges.at(k) for k in range(ranges.count()))
        return sorted({place for span in spans for place in range(span.top(), span.bottom() + 1)})

    def _current_row(self) -> int | None:
        index = self.table.currentIndex()
        return int(self.model.order[index.row()]) if index.isValid() else None

    def _row_top(self, row: int | None) -> int | None:
        """Return how many pixels below the header a row stands, None if it is out of sight."""
        place = None if row is None else self.model.row_shown(row)
        if place is None:
            return None
        top = self.table.rowViewportPosition(place)
        return top if 0 <= top < self.table.viewport().height() else None

    def _keep_current(self, row: int | None, top: int | None) -> None:
        """Keep a row where it stood, whatever has come before it."""
        place = None if row is None else self.model.row_shown(row)
        if place is None:
            return
        index = self.model.index(place, 0)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if top is not None:
            bar = self.table.verticalScrollBar()
            bar.setValue(bar.value() + self.table.rowViewportPosition(place) - top)

    def _select(self, rows: Sequence[int | None], current: int | None) -> None:
        last = self.model.columnCount() - 1
        selection = QItemSelection()
        for row in rows:
            place = None if row is None else self.model.row_shown(row)
            if place is not None:
                selection.select(self.model.index(place, 0), self.model.index(place, last))
        chooser = self.table.selectionModel()
        chooser.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        place = None if current is None else self.model.row_shown(current)
        if place is not None:
            chooser.setCurrentIndex(self.model.index(place, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def _mark_probe(self) -> None:
        rows = self.model.rows
        row = rows.at(self._probe) if rows is not None and self._probe is not None else None
        if row is not None and row in self._selected_rows():
            return
        self._is_marking = True
        self._select([row], row)
        place = None if row is None else self.model.row_shown(row)
        if place is not None:
            self.table.scrollTo(self.model.index(place, 0))
        self._is_marking = False

    def _on_selection(self) -> None:
        selected = [] if self._is_marking else self._selected_places()
        if len(selected) == 1:
            self._has_just_chosen = True
            self._choose(self.model.index(selected[0], 0))

    def _on_clicked(self, index: QModelIndex) -> None:
        if not self._has_just_chosen and len(self._selected_places()) == 1:
            self._choose(index)
        self._has_just_chosen = False

    def _choose(self, index: QModelIndex) -> None:
        rows = self._rows
        if rows is not None and index.isValid():
            place = self._place(rows, int(self.model.order[index.row()]), self._probe)
            self._probe = place
            self.chosen.emit(place)

    def _place(self, rows: CriticalRows, row: int, near: Sequence[float] | None) -> tuple[float, ...]:
        """Return where the probe goes for a row, from where it is."""
        thing = rows.things[row]
        if not isinstance(thing, CriticalSet) or self.place_on is None or near is None or len(near) != len(thing.lower):
            return rows.place(row, near)
        return self.place_on(thing, near)

    def _copy_selected(self) -> None:
        rows, places = self._rows, self._selected_places()
        if rows is not None and places:
            self.rows_copy_requested.emit(rows.part(int(self.model.order[place]) for place in places))

    def _on_filter(self) -> None:
        self._rearrange(lambda: self.model.choose(self.filter.chosen))
        self._say_why_empty()

    def _on_sorting(self, column: int, order: Qt.SortOrder) -> None:
        self._rearrange(lambda: self.model.sort(column, order))

    def _rearrange(self, change: Callable[[], None]) -> None:
        """Show the rows in another way; those that are selected stay so."""
        if self._is_marking:
            return
        selected, current = self._selected_rows(), self._current_row()
        self._is_marking = True
        change()
        self._select(selected, current)
        place = None if current is None else self.model.row_shown(current)
        if place is not None:
            self.table.scrollTo(self.model.index(place, 0))
        self._is_marking = False

    # Looks

    def _connect(self) -> None:
        self.filter.changed.connect(self._on_filter)
        self.search_button.clicked.connect(lambda _=False: self.search_requested.emit())
        self.retry_button.clicked.connect(lambda _=False: self.retry_requested.emit())
        self.view_button.clicked.connect(lambda _=False: self.view_requested.emit())
        self.progress.cancelled.connect(self.cancel_requested)
        self._patience.timeout.connect(lambda: self._show(self._content))
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._on_selection())
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_sorting)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._choose)
        self.table.copy_asked.connect(self._copy_selected)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        rows = QHBoxLayout()
        rows.setContentsMargins(2 * GRID - PADDING, 0, 0, 0)
        rows.addWidget(self.table)
        whole.addLayout(rows, 1)

    def _place_cancel(self) -> None:
        """Put the button where it hides the least of the rows: in the lower right corner."""
        self.progress.lay_out(self.size())
        size = self.cancel_button.size()
        self.cancel_button.move(self.width() - size.width() - 2 * GRID, self.height() - size.height() - GRID // 2)
