"""The search of a box that somebody asks for by hand, and what is known of it until the view is asked for again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from hessview.compute.requests import CriticalRequest
from hessview.compute.results import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.critical_content import BoxSearch, Ranges
    from hessview.app.desk import Desk
    from hessview.app.inquiry import Inquiry
    from hessview.compute.results import Answer


class BoxSearching:
    """Searches one box at a time.

    Parameters
    ----------
    inquiry
        What asks for it.
    begun, changed
        Called when a search begins, and when more is known of it or it is left.
    """

    def __init__(
        self, desk: Desk, inquiry: Inquiry, begun: Callable[[], object], changed: Callable[[], object]
    ) -> None:
        self._desk, self._inquiry = desk, inquiry
        self._begun, self._changed = begun, changed
        self._search: BoxSearch | None = None

    @property
    def asked(self) -> BoxSearch | None:
        """The search of a box, unless another function is shown by now."""
        search, formula = self._search, self._desk.controller.results.formula
        return None if search is None or search.request.formula != formula else search

    def ask(self) -> None:
        """Ask for a box, and search it."""
        from hessview.app.critical_content import TOO_MANY, view_box
        from hessview.app.search_dialog import SearchDialog
        from hessview.compute.resolving import MOST_SEARCHED_VARIABLES

        results = self._desk.controller.results
        formula, wanted = results.formula, results.wanted
        if formula is None or wanted is None:
            return
        if formula.dimension > MOST_SEARCHED_VARIABLES:
            self._desk.tell(TOO_MANY)
            return
        box = view_box(self._desk.store.state, formula, wanted.critical)
        dialog = SearchDialog(self._desk.window, formula.variables, box if self.asked is None else self.asked.box)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.begin(dialog.box, dialog.seconds))
        dialog.open()

    def begin(self, box: Ranges, seconds: float) -> None:
        """Look for the critical points in a box, and tell what is found as it comes, until the view is asked for."""
        from hessview.app.critical_content import BoxSearch

        formula = self._desk.controller.results.formula
        if formula is None or len(box) != formula.dimension:
            return
        request = CriticalRequest(formula, box, seconds, self._desk.store.state.point(formula.variables))
        self._search = BoxSearch(request)
        self._begun()

        def answered(answer: Answer) -> None:
            if isinstance(answer, Fault):
                self._take(is_running=False, fault=answer.message)
            else:
                self._take(is_running=False, found=answer)

        self._inquiry.ask(request, answered, lambda found: self._take(found=found))
        self._changed()

    def cancel(self) -> None:
        """Stop the search that is shown; what it has found stays."""
        if self._search is None:
            self._desk.controller.give_up_search()
            return
        self._inquiry.withdraw()
        found = self._search.found
        fault = "" if found is not None else "Stopped before anything was found."
        if found is not None and self._search.is_running:
            from hessview.analysis.critical_point import Stop

            found = replace(found, stopped=Stop.CANCELLED)
        self._take(found=found, is_running=False, fault=fault)

    def leave(self) -> None:
        """Let the points of the view count again."""
        self._inquiry.withdraw()
        self._search = None
        self._changed()

    def follow(self) -> None:
        """Leave the box when it is another function's."""
        if self._search is not None and self.asked is None:
            self.leave()

    def _take(self, **changes: object) -> None:
        if self._search is not None:
            self._search = replace(self._search, **changes)  # type: ignore[arg-type]
            self._changed()
