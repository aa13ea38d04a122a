"""The paths of the critical points while a parameter moves: what is asked for them, and what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.resolving import critical_request
from hessview.compute.results import Fault
from hessview.compute.trace_requests import MOST_KNOWN, trace_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.branches import Trace
    from hessview.app.desk import Desk
    from hessview.app.inquiry import Inquiry
    from hessview.compute.results import Answer, Results
    from hessview.compute.trace_requests import Points
    from hessview.document.drawings import Drawing
    from hessview.figure.marks import Figure
    from hessview.language.definitions import Definition


def missed_points(results: Results, trace: Trace | None, value: float, known: Points) -> Points:
    """Return the regular critical points of the picture that lie on no path, each with the parameter's value.

    Parameters
    ----------
    value
        Of the parameter now.
    known
        Points that paths have been begun at already; they are not named again.
    """
    if trace is None or results.critical is None or not results.critical_is_current:
        return ()
    if results.wanted is None or results.wanted.critical in results.pending:
        return ()
    points = [(*point.x.tolist(), value) for point in results.critical.points if point.index is not None]
    return tuple(point for point in points if point not in known and not trace.holds(point))[:MOST_KNOWN]


class Tracing:
    """Keeps the paths of one parameter up to date: they are the same for every value of it.

    Parameters
    ----------
    inquiry
        What asks for them.

    Attributes
    ----------
    parameter
        Whose paths are shown; empty: none are.
    paths, fault
        What is known of them, or why nothing is.
    """

    def __init__(self, desk: Desk, inquiry: Inquiry) -> None:
        self._desk, self._inquiry = desk, inquiry
        self._asked: tuple[object, ...] = ()
        self._known: Points = ()
        self.parameter: str = ""
        self.paths: Trace | None = None
        self.fault: str = ""
        self._present: float | None = None

    def toggle(self, name: str) -> None:
        """Trace a parameter, or forget its paths if they are shown."""
        was = self.parameter
        self.forget()
        self.parameter = "" if was == name else name
        self._desk.controller.render()

    def forget(self) -> None:
        """Trace nothing."""
        self._inquiry.withdraw()
        self.parameter, self.paths, self._asked, self.fault, self._known = "", None, (), "", ()

    def follow(self, found: Sequence[Definition]) -> None:
        """Ask for the paths of a parameter of `found`, unless they have been asked for; forget those of none of it."""
        if not self.parameter:
            return
        state, formula = self._desk.store.state, self._desk.controller.results.formula
        own = next((each for each in found if each.name == self.parameter), None)
        if own is None:
            self.forget()
            return
        if formula is None:
            return
        from hessview.document.parameters import slider_of

        self._present = own.value
        box = critical_request(state, formula)
        slider = slider_of(state.sliders, own.name, own.value)
        others = tuple((each.name, each.source, None if each.needs else each.value) for each in found if each != own)
        shape = (formula.text, formula.variables, others)
        key = (self.parameter, shape, None if box is None else box.box, slider.low, slider.high)
        missed = missed_points(self._desk.controller.results, self.paths, own.value, self._known)
        if key == self._asked and not missed:
            return
        if self._asked[:2] != key[:2]:
            self.paths, self._known = None, ()
        self._asked, self._known = key, (*self._known, *missed)
        self._inquiry.withdraw()
        request = trace_request(state, formula, found, own, self._known)
        if isinstance(request, str):
            self.paths, self.fault = None, request
        else:
            self._inquiry.ask(request, self._take)

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with the paths, while they are traced."""
        formula, paths = self._desk.controller.results.formula, self.paths
        if formula is None or paths is None or not self._are_on_map():
            return figure
        from hessview.figure.paths import with_paths

        return with_paths(figure, paths, *self._desk.store.state.axis_indices(formula.variables), self._present)

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show the same."""
        if not self._are_on_map():
            return ()
        from hessview.document.drawings import Paths

        return (Paths(self.parameter, self._known[-MOST_KNOWN:]),)

    def _are_on_map(self) -> bool:
        """Whether there are paths in the variables that the map has on its axes."""
        formula, paths = self._desk.controller.results.formula, self.paths
        if paths is None or formula is None or formula.dimension < 2 or self._desk.store.state.plane is not None:
            return False
        return paths.formula.variables[:-1] == formula.variables

    def _take(self, answer: Answer) -> None:
        from hessview.analysis.branches import Trace

        if isinstance(answer, Trace):
            self.paths, self.fault = answer, ""
        elif isinstance(answer, Fault):
            self.paths, self.fault = None, answer.message
        self._desk.controller.render()
