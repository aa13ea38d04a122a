"""The critical points of a desk: their list below the picture, the ways to go to them, and the search of a box."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGraphicsOpacityEffect, QVBoxLayout, QWidget

from hessview.analysis.known_points import KnownPoints
from hessview.compute.requests import CriticalRequest, across
from hessview.compute.results import Fault
from hessview.document.visits import VisitPoint, view_that_shows
from hessview.landscapes.slice import Slice
from hessview.views.theme import STALE_WORDS_OPACITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.rough_places import RoughPlace
    from hessview.app.actions import ActionTable
    from hessview.app.critical_content import BoxSearch, Ranges
    from hessview.app.desk import Desk
    from hessview.compute.results import Answer
    from hessview.views.critical_list import CriticalList
    from hessview.views.critical_words import ListContent
    from hessview.views.theme import Theme

DOCK = "critical points"
_TITLE = "Critical points"
_TIP = "The critical points in the view: what they are, where, and what is proved (Ctrl+Shift+K)"

_SOON_MS, _TIMES_SPENT = 40, 10.0
"""The list is brought up to date so soon after a change, and at most for such a part of the time."""

_BESIDE = 1e-6
"""Of the box that was searched: a point that is no farther from the picture's slice lies in it."""

_NONE_KNOWN = "No critical point is known in this view."


class CriticalDesk:
    """Renders the list of critical points, and goes to them.

    While the list is folded only its title is made; the list itself when it is unfolded for the first time.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._strip = desk.window.docks
        self._theme: Theme | None = None
        self._dock = QWidget()
        self._column = QVBoxLayout(self._dock)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._list: CriticalList | None = None
        self._search: BoxSearch | None = None
        self._withdraw: Callable[[], None] = _nothing
        self._shown: tuple[object, ...] | None = None
        self._said: ListContent | None = None
        self._spent = 0.0
        self._known_of: tuple[object, object] = (None, None)
        self._known = KnownPoints(())
        self._soon = QTimer(self._dock, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        self._strip.add(DOCK, _TITLE, self._dock, _TIP)
        self._strip.unfolded.connect(self._on_unfolded)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._strip.shown == DOCK

    def toggle(self) -> None:
        """Show the list with the keyboard in it, or fold it away."""
        self._strip.toggle(DOCK)

    def add_buttons(self, actions: ActionTable) -> None:
        """Put the ways to go to a point beside the title."""
        self._strip.add_button(actions.action("Previous Critical Point"), arrow=Qt.ArrowType.LeftArrow)
        self._strip.add_button(actions.action("Next Critical Point"), arrow=Qt.ArrowType.RightArrow)
        self._strip.add_button(actions.action("Snap to Nearest Critical Point"), "Snap to nearest")

    def follow(self) -> None:
        """Take in what has changed; the words come a moment later, and never several times in a frame."""
        if self._search is not None and self._asked is None:
            self._leave_box()
        if not _same(self._key(), self._shown or ()) and not self._soon.isActive():
            self._soon.start(max(_SOON_MS, round(1000.0 * _TIMES_SPENT * self._spent)))
        self._mark_probe()
        self._set_stale(self._desk.store.state.text != self._desk.store.state.accepted)

    def close(self) -> None:
        """Stop what runs."""
        self._soon.stop()
        self._withdraw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._strip.set_theme(theme)
        if self._list is not None:
            self._list.set_theme(theme)

    @property
    def _asked(self) -> BoxSearch | None:
        """The search of a box, unless another function is shown by now."""
        search, formula = self._search, self._desk.controller.results.formula
        return None if search is None or search.request.formula != formula else search

    # Points by place

    def set_here(self, curvature: Curvature | None) -> CriticalSet | None:
        """Return the set of critical points on which `curvature` is taken; None if it is on none that is known."""
        asked = self._asked
        for found in (self._desk.controller.results.critical, None if asked is None else asked.found):
            if curvature is None or found is None or not found.curves:
                continue
            from hessview.figure.set_places import set_at

            here = set_at(curvature, found.curves, found.upper - found.lower)
            if here is not None:
                return here
        return None

    def _place_on(self, found: CriticalSet, near: Sequence[float]) -> tuple[float, ...]:
        """Return the point of a set that is nearest to a place."""
        from hessview.figure.set_places import place_on

        listed = None if self._list is None else self._list.model.rows
        size = found.upper - found.lower if listed is None else listed.found.upper - listed.found.lower
        return tuple(place_on(found, near, size, self._desk.controller.landscape_at_hand()).tolist())

    def point_here(self, curvature: Curvature | None) -> CriticalPoint | None:
        """Return the critical point that is known where `curvature` is of; None if none is."""
        if curvature is None:
            return None
        return self._all_known().at(curvature)

    def listed_near(self, place: Sequence[float], metric: Sequence[float], radius: float) -> CriticalPoint | None:
        """Return the nearest known point, if it is near.

        Parameters
        ----------
        metric
            Lengths that count as 1 along every axis, n numbers; 0 where only what cannot be told from `place` is near.
        radius
            How near, in these lengths.
        """
        found = self._desk.controller.results.critical
        if found is None:
            return None
        beside = _BESIDE / radius * (found.upper - found.lower)
        lengths = [length or float(least) for length, least in zip(metric, beside, strict=True)]
        return self._all_known().nearest(place, lengths, radius)

    def nearest_in_view(self, place: Sequence[float], metric: Sequence[float]) -> CriticalPoint | None:
        """Return the known point of the view that is nearest; None if none is known."""
        from hessview.app.critical_content import view_content

        found = view_content(self._desk.store.state, self._desk.controller.results).found
        return None if found is None else KnownPoints(found.points).nearest(place, metric)

    def go(self, place: Sequence[float]) -> None:
        """Bring the probe to a point, and the view if the point is out of sight, as one step of undo."""
        formula, state = self._desk.controller.results.formula, self._desk.store.state
        if formula is None or len(place) != formula.dimension:
            return
        seen = self._in_picture(place)
        coordinates = tuple(zip(formula.variables, map(float, place), strict=True))
        self._desk.store.dispatch(VisitPoint(coordinates, view_that_shows(state.view, seen)))

    def step(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) critical point in the order of the list."""
        formula = self._desk.controller.results.formula
        place = None
        if formula is not None:
            place = self._up_to_date().neighbour(self._desk.store.state.point(formula.variables), step)
        if place is None:
            self._desk.tell(_NONE_KNOWN)
        else:
            self.go(place)

    def _all_known(self) -> KnownPoints:
        """Return the points of the view's search and of a box's side by side, put there once."""
        found, asked = self._desk.controller.results.critical, self._asked
        sources = (found, None if asked is None else asked.found)
        if any(a is not b for a, b in zip(sources, self._known_of, strict=True)):
            self._known_of = sources
            self._known = KnownPoints([point for source in sources if source is not None for point in source.points])
        return self._known

    def _in_picture(self, place: Sequence[float]) -> tuple[float, float]:
        """Return where a point is on the picture once the probe stands there; nan where that is not known."""
        results, state = self._desk.controller.results, self._desk.store.state
        if len(place) == 1:
            return place[0], self._height(place[0])
        if state.plane is not None:
            return Slice(across(tuple(place), state.plane), state.plane).to_plane(place)
        i, j = (0, 1) if results.formula is None else state.axis_indices(results.formula.variables)
        return place[i], place[j]

    def _height(self, x: float) -> float:
        """Return f at a listed point on the line; nan for any other."""
        for found in (self._desk.controller.results.critical, None if self._asked is None else self._asked.found):
            things: Iterable[CriticalPoint | RoughPlace] = () if found is None else (*found.points, *found.nonsmooth)
            for thing in things:
                if thing.x is not None and thing.x[0] == x:
                    return thing.value
        return np.nan

    # The list

    def _on_unfolded(self, name: str) -> None:
        if name == DOCK:
            self._up_to_date()
            self._mark_probe()
        self._desk.actions.refresh()

    def _up_to_date(self) -> CriticalList:
        """Return the list, made if there is none yet, with what is known now."""
        if self._list is None:
            self._list = self._make_list()
        self._soon.stop()
        self._show(self._list)
        return self._list

    def _make_list(self) -> CriticalList:
        from hessview.views.critical_list import CriticalList

        made = CriticalList() if self._theme is None else CriticalList(self._theme)
        made.place_on = self._place_on
        made.chosen.connect(self.go)
        made.copy_requested.connect(self.copy)
        made.rows_copy_requested.connect(lambda rows: self._copy("csv", rows))
        made.search_requested.connect(self.ask_for_box)
        made.cancel_requested.connect(self.cancel)
        made.view_requested.connect(self._leave_box)
        self._column.addWidget(made)
        made.show()  # a layout would do so only when the events of now are over
        self._dock.setFocusProxy(made)
        return made

    def _key(self) -> tuple[object, ...]:
        """Return what the words depend on."""
        if self._asked is not None:
            return (self._asked,)
        results, state = self._desk.controller.results, self._desk.store.state
        request = None if results.wanted is None else results.wanted.critical
        is_pending = request is not None and request in results.pending
        source, fault = results.critical_request, results.critical_fault
        return (results.critical, source, request, is_pending, fault, state.view, state.plane, state.axes)

    def _content(self) -> ListContent:
        from hessview.app.critical_content import box_content, view_content, with_rows_of

        if self._asked is not None:
            return box_content(self._asked)
        content = view_content(self._desk.store.state, self._desk.controller.results)
        return with_rows_of(content, self._said)

    def _show(self, into: CriticalList | None) -> None:
        """Bring the title up to date, and a list."""
        began = time.perf_counter()
        self._shown = self._key()
        if into is None and self._asked is None and self._desk.controller.results.critical is None:
            self._strip.render_words(DOCK, _TITLE)  # so that nothing is imported before the first picture
            return
        from hessview.views.critical_words import title

        content = self._said = self._content()
        self._strip.render_words(DOCK, title(content))
        if into is not None:
            into.render(content)
        self._spent = time.perf_counter() - began

    def _refresh(self) -> None:
        self._show(self._list if self.is_open else None)
        self._mark_probe()

    def _mark_probe(self) -> None:
        formula = self._desk.controller.results.formula
        if self._list is not None and self.is_open and formula is not None:
            self._list.select_at(self._desk.store.state.point(formula.variables))

    def _set_stale(self, stale: bool) -> None:
        """Dim the list, readably: the text that stands in the editor is not the one it speaks of."""
        if stale == (self._dock.graphicsEffect() is not None):
            return
        if not stale:
            self._dock.setGraphicsEffect(None)  # type: ignore[arg-type]
            return
        effect = QGraphicsOpacityEffect(self._dock)
        effect.setOpacity(STALE_WORDS_OPACITY)
        self._dock.setGraphicsEffect(effect)

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

    # A box

    def ask_for_box(self) -> None:
        """Ask for a box, and search it."""
        from hessview.app.critical_content import TOO_MANY, view_box
        from hessview.app.search_dialog import SearchDialog
        from hessview.compute.requests import MOST_SEARCHED_VARIABLES

        results = self._desk.controller.results
        formula, wanted = results.formula, results.wanted
        if formula is None or wanted is None:
            return
        if formula.dimension > MOST_SEARCHED_VARIABLES:
            self._desk.tell(TOO_MANY)
            return
        box = view_box(self._desk.store.state, formula, wanted.critical)
        dialog = SearchDialog(self._desk.window, formula.variables, box if self._asked is None else self._asked.box)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.search(dialog.box, dialog.seconds))
        dialog.open()

    def search(self, box: Ranges, seconds: float) -> None:
        """Look for the critical points in a box, and list what is found as it comes, until the view is asked for."""
        from hessview.app.critical_content import BoxSearch

        formula = self._desk.controller.results.formula
        if formula is None or len(box) != formula.dimension:
            return
        self._withdraw()
        request = CriticalRequest(formula, box, seconds, self._desk.store.state.point(formula.variables))
        search = self._search = BoxSearch(request)
        self._strip.unfold(DOCK, focus=True)

        def take(**changes: object) -> None:
            nonlocal search
            if self._search is search:
                search = self._search = replace(search, **changes)  # type: ignore[arg-type]
                self.follow()

        def answered(answer: Answer) -> None:
            if self._search is search:
                self._withdraw = _nothing
            if isinstance(answer, Fault):
                take(is_running=False, fault=answer.message)
            else:
                take(is_running=False, found=answer)

        self._withdraw = self._desk.controller.ask(request, answered, lambda found: take(found=found))
        self.follow()

    def cancel(self) -> None:
        """Stop the search that is shown; what it has found stays."""
        if self._search is None:
            self._desk.controller.give_up_search()
            return
        self._withdraw()
        self._withdraw = _nothing
        found = self._search.found
        fault = "" if found is not None else "Stopped before anything was found."
        if found is not None and self._search.is_running:
            from hessview.analysis.critical_point import Stop

            found = replace(found, stopped=Stop.CANCELLED)
        self._search = replace(self._search, found=found, is_running=False, fault=fault)
        self.follow()

    def _leave_box(self) -> None:
        """Show the points of the view again."""
        self._withdraw()
        self._withdraw = _nothing
        self._search = None
        self.follow()


def _same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Whether two keys hold the same objects, or equal ones where that is quickly told."""
    return len(first) == len(second) and all(a is b or a == b for a, b in zip(first, second, strict=True))


def _nothing() -> None:
    """Withdraw nothing."""
