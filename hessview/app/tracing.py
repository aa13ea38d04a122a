"""The paths of the critical points while a parameter moves: what is asked for them, and what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.requests import TraceRequest, critical_request
from hessview.compute.results import Fault
from hessview.language.definitions import along

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.branches import Trace
    from hessview.app.desk import Desk
    from hessview.app.inquiry import Inquiry
    from hessview.compute.results import Answer, Results
    from hessview.figure.marks import Figure
    from hessview.language.definitions import Definition
    from hessview.language.formula import Formula

Points = tuple[tuple[float, ...], ...]

_MOST_KNOWN = 64
"""Points that paths are begun at besides those that are found by numbers."""

_TOO_MANY = "Paths are traced for functions of at most six variables, on the axes of the picture."


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
    return tuple(point for point in points if point not in known and not trace.holds(point))[:_MOST_KNOWN]


def request_for(
    formula: Formula, found: Sequence[Definition], name: str, ranges: Sequence[tuple[float, float]], known: Points
) -> TraceRequest | str:
    """Return the request for the paths while a parameter moves, or why there can be none.

    Parameters
    ----------
    ranges
        Of the variables and of the parameter, n + 1 pairs.
    """
    try:
        moving = along(formula, found, name)
    except ValueError as problem:
        return str(problem)
    lower, upper = zip(*ranges, strict=True)
    return TraceRequest(moving, tuple(lower), tuple(upper), known[-_MOST_KNOWN:])


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
        if box is None:
            self.paths, self.fault = None, _TOO_MANY
            return
        request = request_for(formula, found, self.parameter, (*box.box, (slider.low, slider.high)), self._known)
        if isinstance(request, str):
            self.paths, self.fault = None, request
        else:
            self._inquiry.ask(request, self._take)

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with the paths, while they are traced."""
        state, formula, paths = self._desk.store.state, self._desk.controller.results.formula, self.paths
        if paths is None or formula is None or formula.dimension < 2 or state.plane is not None:
            return figure
        if paths.formula.variables[:-1] != formula.variables:
            return figure
        from hessview.figure.paths import with_paths

        return with_paths(figure, paths, *state.axis_indices(formula.variables))

    def _take(self, answer: Answer) -> None:
        from hessview.analysis.branches import Trace

        if isinstance(answer, Trace):
            self.paths, self.fault = answer, ""
        elif isinstance(answer, Fault):
            self.paths, self.fault = None, answer.message
        self._desk.controller.render()
