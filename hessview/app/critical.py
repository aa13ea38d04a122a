"""The dock of critical points: their list below the picture, with its title, its copies and the way through it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from hessview.app.box_searching import BoxSearching
from hessview.app.dock_desk import DockDesk, DockTitle
from hessview.app.known_places import KnownPlaces
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.app.actions import ActionTable
    from hessview.app.desk import Desk
    from hessview.document.state import State
    from hessview.views.critical_list import CriticalList
    from hessview.views.critical_words import ListContent
    from hessview.views.theme import Theme

DOCK = "critical points"
_TITLE = "Critical points"

_SOON_MS, _TIMES_SPENT = 40, 10.0
"""The list is brought up to date so soon after a change, and at most for such a part of the time."""

_NONE_KNOWN = "No critical point is known in this view."
_STILL_NONE = "The search for critical points is running, none is known so far; the probe goes to the first one found."


class CriticalDesk(DockDesk["CriticalList"]):
    """Renders the list of critical points; while it is folded only its title is made."""

    title = DockTitle(
        DOCK, _TITLE, "&List of Critical Points", "Ctrl+Shift+K",
        "The critical points in the view: what they are, where, and what is proved.",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.searching: BoxSearching = BoxSearching(desk, self._inquiry, self._show_strip, self.follow)
        self.places: KnownPlaces = KnownPlaces(desk, lambda: self.searching.asked)
        self._shown: tuple[object, ...] | None = None
        self._said: ListContent | None = None
        self._awaited: tuple[int, State] | None = None
        self._spent = 0.0
        self._soon = QTimer(self._dock, singleShot=True)
        self._soon.timeout.connect(self._refresh)

    def add_buttons(self, actions: ActionTable) -> None:
        """Put the ways to go to a point beside the title."""
        self._strip.add_button(actions.action("Previous Critical Point"), arrow=Qt.ArrowType.LeftArrow)
        self._strip.add_button(actions.action("Next Critical Point"), arrow=Qt.ArrowType.RightArrow)
        self._strip.add_button(actions.action("Snap to Nearest Critical Point"), "Snap to nearest")

    def follow(self) -> None:
        """Take in what has changed; the words come a moment later, and never several times in a frame."""
        self.searching.follow()
        if not _same(self._key(), self._shown or ()) and not self._soon.isActive():
            self._soon.start(max(_SOON_MS, round(1000.0 * _TIMES_SPENT * self._spent)))
        self._mark_probe()
        dim(self._dock, stale=self._desk.store.state.text != self._desk.store.state.accepted)

    def close(self) -> None:
        """Stop what runs."""
        self._soon.stop()
        super().close()

    def step(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) critical point in the order of the list."""
        from hessview.explanations.digits import count

        place, self._awaited = self._neighbour(step), None
        if place is not None:
            self.places.go(place)
            if self._said is not None and self._said.is_searching and self._said.found is not None:
                self._desk.tell(f"Still searching: {count(len(self._said.found), 'critical point')} known so far.")
        elif self._said is not None and self._said.is_searching:
            self._awaited = step, self._desk.store.state
            self._desk.tell(_STILL_NONE)
        elif self._said is not None and self._said.fault:
            self._desk.tell(f"{_NONE_KNOWN} {self._said.fault}")
        else:
            self._desk.tell(_NONE_KNOWN)

    def _neighbour(self, step: int) -> tuple[float, ...] | None:
        formula = self._desk.controller.results.formula
        if formula is None:
            return None
        return self._up_to_date().neighbour(self._desk.store.state.point(formula.variables), step)

    def _go_where_awaited(self) -> None:
        """Go to the first point that was found since somebody wanted to, if nothing else was done meanwhile."""
        if self._awaited is None:
            return
        step, state = self._awaited
        self._up_to_date()
        is_over = self._said is not None and not self._said.is_searching
        if state != self._desk.store.state:
            self._awaited = None
        elif is_over or (self._said is not None and self._said.found is not None and len(self._said.found)):
            self.step(step)

    def copy(self, form: str) -> None:
        """Copy what the list shows: "csv", "latex" or "python"."""
        listed = self._up_to_date()
        if (found := listed.shown()) is None:
            self._desk.tell(_NONE_KNOWN)
        else:
            self._copy(form, found, *listed.selection())

    def _copy(self, form: str, found: CriticalPoints, only: str = "", whole: CriticalPoints | None = None) -> None:
        from hessview.export.critical_tables import critical_table

        formula = self._desk.controller.results.formula
        if formula is not None:
            QGuiApplication.clipboard().setText(critical_table(form, found, formula, only=only, whole=whole))
            self._desk.tell("Copied.")

    # The list

    def _make(self, theme: Theme) -> CriticalList:
        from hessview.views.critical_list import CriticalList

        made = CriticalList(theme)
        made.place_on = self._place_on
        made.chosen.connect(self.places.go)
        made.copy_requested.connect(self.copy)
        made.rows_copy_requested.connect(lambda rows: self._copy("csv", rows))
        made.search_requested.connect(self.searching.ask)
        made.cancel_requested.connect(self.searching.cancel)
        made.view_requested.connect(self.searching.leave)
        made.retry_requested.connect(self._retry)
        return made

    def _retry(self) -> None:
        """Look once more for what is shown."""
        asked = self.searching.asked
        if asked is None:
            self._desk.controller.retry()
        else:
            self.searching.begin(asked.box, asked.request.seconds)

    def _opened(self) -> None:
        self._up_to_date()
        self._mark_probe()

    def _show_strip(self) -> None:
        self._strip.unfold(DOCK, focus=True)

    def _up_to_date(self) -> CriticalList:
        """Return the list, made if there is none yet, with what is known now."""
        self._soon.stop()
        made = self._made()
        self._show(made)
        return made

    def _place_on(self, found: CriticalSet, near: Sequence[float]) -> tuple[float, ...]:
        """Return the point of a set that is nearest to a place."""
        from hessview.figure.set_places import place_on

        listed = None if self.view is None else self.view.model.rows
        size = found.upper - found.lower if listed is None else listed.found.upper - listed.found.lower
        return tuple(place_on(found, near, size, self._desk.controller.landscape_at_hand()).tolist())

    def _key(self) -> tuple[object, ...]:
        """Return what the words depend on."""
        if self.searching.asked is not None:
            return (self.searching.asked,)
        results, state = self._desk.controller.results, self._desk.store.state
        request = None if results.wanted is None else results.wanted.critical
        is_pending = request is not None and request in results.pending
        source, fault = results.critical_request, results.critical_fault
        return (results.critical, source, request, is_pending, fault, state.view, state.plane, state.axes)

    def _content(self) -> ListContent:
        from hessview.app.critical_content import box_content, view_content, with_rows_of

        if self.searching.asked is not None:
            return box_content(self.searching.asked)
        content = view_content(self._desk.store.state, self._desk.controller.results)
        return with_rows_of(content, self._said)

    def _show(self, view: CriticalList | None) -> None:
        """Bring the title up to date, and a list."""
        began = time.perf_counter()
        self._shown = self._key()
        if view is None and self.searching.asked is None and self._desk.controller.results.critical is None:
            self._strip.render_words(DOCK, _TITLE)  # so that nothing is imported before the first picture
            return
        from hessview.views.critical_words import title

        content = self._said = self._content()
        self._strip.render_words(DOCK, title(content))
        if view is not None:
            view.render(content)
        self._spent = time.perf_counter() - began

    def _refresh(self) -> None:
        self._show(self.view if self.is_open else None)
        self._mark_probe()
        self._go_where_awaited()

    def _mark_probe(self) -> None:
        formula = self._desk.controller.results.formula
        if self.view is not None and self.is_open and formula is not None:
            self.view.select_at(self._desk.store.state.point(formula.variables))


def _same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Whether two keys hold the same objects, or equal ones where that is quickly told."""
    return len(first) == len(second) and all(a is b or a == b for a, b in zip(first, second, strict=True))
