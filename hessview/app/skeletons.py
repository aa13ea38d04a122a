"""The skeleton of what a desk shows: asked for by hand, from the critical points that are known in the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.app.inquiry import Inquiry
from hessview.compute.results import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.compute.descent_requests import SkeletonRequest
    from hessview.compute.results import Answer
    from hessview.document.drawings import Drawing
    from hessview.figure.barrier_tree import BarrierTree
    from hessview.figure.marks import Figure
    from hessview.optimizers.skeleton import Skeleton

_NO_POINTS = (
    "The skeleton is made of the critical points in the view, and here none are looked for: the function has more than"
    " six variables, or its formula is too long."
)
_WAITS = "The critical points of this view are being looked for."
_STALE = "The view has changed since: ask again."
_STOPPED = "Stopped: saddles are missing."


class Skeletons:
    """Asks for the skeleton of the view, and keeps it until it is put away.

    While the search for critical points goes on it is that of what is known, and asked for again when it ends.

    Parameters
    ----------
    changed
        Called when more is known, or nothing is shown any more.

    Attributes
    ----------
    is_shown
        Whether the skeleton is wanted.
    """

    def __init__(self, desk: Desk, changed: Callable[[], object]) -> None:
        self._desk, self._changed = desk, changed
        self._inquiry = Inquiry(desk)
        self._box: object = None
        self._asked: SkeletonRequest | None = None
        self._found: Skeleton | None = None
        self._tree: tuple[tuple[object, ...], BarrierTree | None] = ((), None)
        self._fault = ""
        self.is_shown = False

    @property
    def found(self) -> Skeleton | None:
        """What is known of it."""
        return self._found

    @property
    def is_running(self) -> bool:
        """Whether branches are being followed."""
        return self._inquiry.is_under_way

    @property
    def is_stale(self) -> bool:
        """Whether the view is another one by now."""
        wanted = self._desk.controller.results.wanted
        return self.is_shown and self._box is not None and (wanted is None or wanted.critical != self._box)

    def toggle(self) -> None:
        """Show the skeleton, or put it away."""
        if self.is_shown:
            self.leave()
        else:
            self.ask()

    def ask(self) -> None:
        """Ask for the skeleton of the view as it is now."""
        results = self._desk.controller.results
        wanted = results.wanted
        if wanted is None or wanted.critical is None:
            self._desk.tell("There is no function." if results.formula is None else _NO_POINTS)
            return
        self.is_shown, self._box, self._fault = True, wanted.critical, ""
        self._asked = self._found = None
        self._ask_for_known()
        self._changed()

    def cancel(self) -> None:
        """Stop; what is known stays."""
        if self.is_running:
            self._inquiry.withdraw()
            self._fault = _STOPPED
            self._changed()

    def leave(self) -> None:
        """Put it away."""
        self._forget()
        self._changed()

    def close(self) -> None:
        """Stop what runs."""
        self._inquiry.withdraw()

    def follow(self) -> None:
        """Put it away when another function is shown; take in points that have been found since."""
        if not self.is_shown:
            return
        formula = self._desk.controller.results.formula
        asked_of = getattr(self._box, "formula", None)
        if formula is not None and asked_of != formula:
            self._forget()
        elif not self.is_stale and not self.is_running and not self._fault:
            self._ask_for_known()

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with what is known of it."""
        plane = self._desk.controller.results.slice
        if not self.is_shown or self._found is None or plane is None:
            return figure
        from hessview.figure.skeleton import with_skeleton

        return with_skeleton(figure, self._found, plane, "skeleton of the view as it was" if self.is_stale else "")

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show the same; of one that still grows, the whole one."""
        formula, asked, found = self._desk.controller.results.formula, self._asked, self._found
        if not self.is_shown or asked is None or found is None or formula is None or formula.dimension < 2:
            return ()
        is_stopped = self._fault == _STOPPED
        if is_stopped and not found.branches:
            return ()
        from hessview.document.drawings import Skeleton as Drawn

        return (Drawn(asked.box, len(found.branches) if is_stopped else 0),)

    def tree(self) -> BarrierTree | None:
        """Return the barrier tree, with a ring at the point where the probe is; the same one while nothing changes."""
        formula, found = self._desk.controller.results.formula, self._found
        if not self.is_shown or found is None or formula is None:
            return None
        here = self._point_here()
        key = (found, here, formula.name)
        if len(self._tree[0]) != len(key) or any(a is not b for a, b in zip(key, self._tree[0], strict=True)):
            from hessview.figure.barrier_tree import barrier_tree_plot

            self._tree = key, barrier_tree_plot(found, formula.name, here)
        return self._tree[1]

    def said(self) -> tuple[str, ...]:
        """Return what is known in sentences."""
        if not self.is_shown:
            return ()
        if self._found is None:
            return (self._fault or _WAITS,)
        from hessview.explanations.skeletons import skeleton_words, trust_words

        results = self._desk.controller.results
        formula, critical = results.formula, results.critical
        said = skeleton_words(self._found, 2 if formula is None else formula.dimension)
        is_of_view = not self.is_stale and critical is not None
        is_complete = is_of_view and critical is not None and critical.complete and results.critical_is_current
        trust = trust_words(self._found, is_complete=is_complete, is_searching=self._is_searching())
        return (*said, trust, *([self._fault] if self._fault else []), *([_STALE] if self.is_stale else []))

    def _forget(self) -> None:
        self._inquiry.withdraw()
        self.is_shown, self._box, self._asked, self._found, self._fault = False, None, None, None, ""

    def _is_searching(self) -> bool:
        results = self._desk.controller.results
        return not self.is_stale and results.wanted is not None and results.wanted.critical in results.pending

    def _point_here(self) -> int | None:
        """Return which of the points the probe stands on."""
        here = self._desk.critical.places.point_here(self._desk.controller.results.curvature)
        if here is None or self._found is None:
            return None
        places = [point.x.tolist() for point in self._found.points]
        return places.index(here.x.tolist()) if here.x.tolist() in places else None

    def _ask_for_known(self) -> None:
        """Ask for the skeleton of the points that are known, if they are not those that were asked for."""
        results = self._desk.controller.results
        wanted, critical = results.wanted, results.critical
        if wanted is None or wanted.critical is None or critical is None or not results.critical_is_current:
            return
        if self._asked is not None and (self._is_searching() or self._asked.points is critical.points):
            return
        from hessview.compute.descent_requests import SkeletonRequest

        self._asked = SkeletonRequest(wanted.formula, critical.points, wanted.critical.box)
        self._inquiry.ask(self._asked, self._take, self._take)

    def _take(self, answer: Answer) -> None:
        if isinstance(answer, Fault):
            self._fault = answer.message
        else:
            self._found = answer  # type: ignore[assignment]
        self._changed()
