"""What docks draw on the map, on its figure in a file: worked out anew from the same questions as in the window."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from hessview.compute.answers import Answers
from hessview.compute.descent_requests import BasinRequest, SkeletonRequest, basins, skeleton
from hessview.compute.lanes import no_progress
from hessview.compute.resolving import critical_request
from hessview.compute.trace_requests import trace_request
from hessview.document.drawings import Basins, Paths, Runs, Skeleton
from hessview.document.method_names import spelled
from hessview.document.page_plan import PlanProblem
from hessview.document.parameters import parameters_of
from hessview.document.state import Box
from hessview.figure.basins import with_basins
from hessview.figure.paths import with_paths
from hessview.figure.raced import with_race
from hessview.figure.skeleton import with_skeleton
from hessview.figure.words import name_words, number
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from hessview.analysis.branches import Trace
    from hessview.analysis.critical_point import CriticalPoints
    from hessview.compute.requests import CriticalRequest, TraceRequest
    from hessview.compute.results import Results
    from hessview.document.drawings import Drawing
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula
    from hessview.optimizers.basins import BasinMap
    from hessview.optimizers.skeleton import Skeleton as SkeletonFound

_PLANE = 2

_NOT_SEARCHED = "critical points of this function are not looked for"
_STOPPED_MAP = "; the map was stopped before it was whole: it is coarse"
_STOPPED_SKELETON = "; it was stopped before it was whole: lines are missing"


def with_drawn(figure: Figure, drawn: tuple[Drawing, ...], state: State, results: Results) -> Figure:
    """Return the picture of a document with what docks draw on it, from back to front, and a note on each.

    Raises
    ------
    PlanProblem
        If a drawing is not one of this document.
    """
    for drawing in drawn:
        match drawing:
            case Runs():
                figure = with_race(figure, state, results, drawing)
            case Paths():
                figure = _with_paths(figure, drawing, state, results)
            case Basins():
                figure = _with_basins(figure, drawing, state, results)
            case Skeleton():
                figure = _with_skeleton(figure, drawing, state, results)
    return figure


def _with_paths(figure: Figure, drawing: Paths, state: State, results: Results) -> Figure:
    formula = results.formula
    if formula is None or formula.dimension < _PLANE or state.plane is not None:
        return figure
    found = parameters_of(state)
    own = next((each for each in found if each.name == drawing.parameter), None)
    if own is None:
        raise PlanProblem(f"{drawing.parameter!r} is no parameter of this function")
    if any(len(point) != formula.dimension + 1 for point in drawing.known):
        raise PlanProblem(f"points that paths begin at have {formula.dimension + 1} numbers here")
    request = trace_request(state, formula, found, own, drawing.known)
    if isinstance(request, str):
        raise PlanProblem(request)
    return with_paths(figure, _traced(request), *state.axis_indices(formula.variables), own.value)


@lru_cache(maxsize=2)
def _traced(request: TraceRequest) -> Trace:
    """Return the paths; kept, as all that is worked out here, for another size of the same page."""
    from hessview.analysis.bifurcations import trace

    return trace(request.formula, request.lower, request.upper, request.known, no_progress)


def _with_basins(figure: Figure, drawing: Basins, state: State, results: Results) -> Figure:
    from hessview.optimizers.methods import METHODS

    formula, plane = results.formula, results.slice
    if formula is None or plane is None:
        return figure
    if drawing.method not in {method.name for method in METHODS}:
        raise PlanProblem(f"{drawing.method!r} is no method")
    box = Box(*drawing.box)
    if not box.is_valid:
        raise PlanProblem("the basins have no box of starts")
    request = BasinRequest(formula, plane, box, drawing.shape, drawing.method, drawing.settings, drawing.steps)
    found = _basins(request, drawing.stride)
    return with_basins(figure, found, plane, drawing.steps, _basin_note(drawing, found, state, figure))


@lru_cache(maxsize=2)
def _basins(request: BasinRequest, stride: int) -> BasinMap:
    """Return the map, as coarse as `stride` says."""
    for found in basins(request, ExpressionLandscape(request.formula), no_progress):
        if found.stride <= stride:
            break
    return found


def _basin_note(drawing: Basins, found: BasinMap, state: State, figure: Figure) -> str:
    """Return whose basins these are, and how they were found."""
    given = [f"{name} {number(value)}" for name, value in found.settings]
    limits = ", ".join([*given, f"at most {drawing.steps:,} steps"])
    across, up = (-(-starts // found.stride) for starts in drawing.shape[::-1])
    (x0, x1, y0, y1), view, axes = drawing.box, state.view, figure.axes
    starts = f"{across:,} starts" if drawing.shape[0] == 1 else f"{across}\u00a0×\u00a0{up} starts"
    where = ""
    if axes.is_graph and (x0, x1) != (view.x0, view.x1):
        where = f", {name_words(axes.x_label)} from {number(x0)} to {number(x1)}"
    elif not axes.is_graph and Box(x0, x1, y0, y1) != view:
        across_words = f"{name_words(axes.x_label)} from {number(x0)} to {number(x1)}"
        where = f", {across_words}, {name_words(axes.y_label)} from {number(y0)} to {number(y1)}"
    coarse = _STOPPED_MAP if found.stride > 1 else ""
    return f"tints: where {spelled(drawing.method)} leads ({limits}), tried from {starts}{where}{coarse}"


def _with_skeleton(figure: Figure, drawing: Skeleton, state: State, results: Results) -> Figure:
    formula, plane = results.formula, results.slice
    if formula is None or plane is None or formula.dimension < _PLANE:
        return figure
    found, is_complete = _followed(drawing, formula, state, results)
    note = _skeleton_note(found, plane, is_complete=is_complete)
    return with_skeleton(figure, found, plane, note + (_STOPPED_SKELETON if drawing.branches else ""))


def skeleton_of_view(state: State, results: Results, drawing: Skeleton | None) -> tuple[SkeletonFound, bool]:
    """Return the skeleton that is drawn, or that of the view, and whether no critical point of its box is missing.

    Raises
    ------
    PlanProblem
        If there is none; says why.
    """
    formula = results.formula
    if formula is None or formula.dimension < _PLANE:
        raise PlanProblem("A skeleton has a function of two variables or more.")
    if drawing is None:
        wanted = critical_request(state, formula)
        if wanted is None:
            raise PlanProblem(_NOT_SEARCHED)
        drawing = Skeleton(wanted.box)
    return _followed(drawing, formula, state, results)


def _followed(drawing: Skeleton, formula: Formula, state: State, results: Results) -> tuple[SkeletonFound, bool]:
    if len(drawing.box) != formula.dimension or not all(low < high for low, high in drawing.box):
        raise PlanProblem(f"the box of a skeleton has {formula.dimension} ranges here")
    points = _points(drawing, formula, state, results)
    return _skeleton(formula, points, drawing), points.complete


def _points(drawing: Skeleton, formula: Formula, state: State, results: Results) -> CriticalPoints:
    """Return the critical points of the skeleton's box: those that the picture has, if it is that of its view."""
    wanted, known = critical_request(state, formula), results.critical
    if wanted is None:
        raise PlanProblem(_NOT_SEARCHED)
    if wanted.box == drawing.box and known is not None and known.complete:
        return known
    return _searched(replace(wanted, box=drawing.box))


@lru_cache(maxsize=2)
def _searched(request: CriticalRequest) -> CriticalPoints:
    return cast("CriticalPoints", Answers().answer(request, no_progress))


@lru_cache(maxsize=2)
def _skeleton(formula: Formula, points: CriticalPoints, drawing: Skeleton) -> SkeletonFound:
    request = SkeletonRequest(formula, points.points, drawing.box)
    for found in skeleton(request, ExpressionLandscape(formula), no_progress):
        if 0 < drawing.branches <= len(found.branches):
            break
    return found


def _skeleton_note(found: SkeletonFound, plane: Slice, *, is_complete: bool) -> str:
    """Return what the lines of a skeleton are, and how far they can be trusted."""
    if not found.branches:
        return "there is no saddle of index 1 in the view: the skeleton has no lines"
    borders = ", and the borders of its basins" if any(not branch.descends for branch in found.branches) else ""
    said = f"steepest descent from saddles of index 1, both ways{borders}: followed by numbers, not proved"
    said += "" if is_complete else "; saddles may be missing"
    return said if plane.dimension <= _PLANE else f"{said}; seen along what the picture does not show"
