"""What a state asks: its text is read, and all that the screen needs to know is put into requests."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.analysis.fields.value_spread import Spread
from hessview.compute.probe_requests import probe_requests
from hessview.compute.requests import (
    DRAFT_SHAPE,
    FINE_SHAPE,
    MAP_DRAFT_SHAPE,
    MAP_SHAPE,
    CriticalRequest,
    CurvatureRequest,
    FieldRequest,
    FormulaRequest,
    MapRequest,
    Point,
    Wanted,
    node_count,
)
from hessview.document.reading import read
from hessview.document.state import Box, ColourBy, Scale, State

if TYPE_CHECKING:
    from collections.abc import Hashable

    from hessview.language.formula import Formula

MAPPED_OVERLAYS = ("definiteness", "newton-uphill")
"""The overlays that need a map: of the regions by definiteness, of where a Newton step goes uphill."""

MOST_SEARCHED_VARIABLES, MOST_SEARCHED_NODES, SEARCH_SECONDS = 6, 400, 20.0
"""Of functions whose critical points are looked for as one goes, and for how long; with more nodes a generation of
boxes takes too long."""

_ACROSS = 1.0 / 16.0
"""Of the larger side of a tilted view: so much room has the box around it that is searched."""


class Resolver:
    """Reads a state's accepted text, once a text, and says what must be computed.

    Parameters
    ----------
    capacity
        How many texts are remembered, so that undo parses nothing again.
    """

    def __init__(self, capacity: int = 64) -> None:
        self._capacity = capacity
        self._formulas: OrderedDict[str, Formula | None] = OrderedDict()
        self._lettered: OrderedDict[Hashable, FormulaRequest] = OrderedDict()

    def formula(self, state: State) -> Formula | None:
        """Return what the accepted text means; None when nothing has been accepted yet."""
        text = state.accepted
        if text in self._formulas:
            self._formulas.move_to_end(text)
            return self._formulas[text]
        formula = read(text)
        self._formulas[text] = formula
        if len(self._formulas) > self._capacity:
            self._formulas.popitem(last=False)
        return formula

    def resolve(
        self,
        state: State,
        shapes: tuple[tuple[int, int], ...] = (DRAFT_SHAPE, FINE_SHAPE),
        map_shapes: tuple[tuple[int, int], ...] = (MAP_DRAFT_SHAPE, MAP_SHAPE),
    ) -> Wanted | None:
        """Return what `state` asks; None when there is no formula to ask about.

        Parameters
        ----------
        shapes, map_shapes
            Grids (ny, nx) of the fields and of the maps, the draft first.
        """
        formula = self.formula(state)
        if formula is None:
            return None
        point = state.point(formula.variables)
        fields = tuple(field_request(state, formula, shape) for shape in shapes)
        where = replace(fields[-1], shape=(0, 0), level_count=0, spread=Spread.AUTOMATIC, centre=None)
        return Wanted(
            formula,
            CurvatureRequest(formula, point),
            fields,
            self._formulas_of(formula),
            map_requests(state, formula, map_shapes),
            critical_request(state, formula),
            probe_requests(state, where, point),
        )

    def _formulas_of(self, formula: Formula) -> FormulaRequest:
        """Return the request for the exact formulas, in which parameters are letters: the same for all their values."""
        key = formula.text, formula.variables, tuple(name for name, _ in formula.parameters)
        request = self._lettered.setdefault(key, FormulaRequest(formula))
        self._lettered.move_to_end(key)
        if len(self._lettered) > self._capacity:
            self._lettered.popitem(last=False)
        return request


def field_request(state: State, formula: Formula, shape: tuple[int, int] = FINE_SHAPE) -> FieldRequest:
    """Return the request for the picture of `state`; the same one while the probe moves within the slice."""
    n, view, look = formula.dimension, state.view, state.appearance
    scale = (look.level_count, Spread(look.scale), look.centre)
    if n == 1:
        # The vertical range of a curve is its values': zooming vertically asks nothing new.
        return FieldRequest(formula, (0.0,), None, (0, 0), Box(view.x0, view.x1, 0.0, 1.0), shape, 0)
    point = state.point(formula.variables)
    if state.plane is not None and len(state.plane[0]) == n:
        origin = across(point, state.plane)
        return FieldRequest(formula, origin, state.plane, (0, 0), view, shape, *scale)
    i, j = state.axis_indices(formula.variables)
    origin = tuple(0.0 if k in {i, j} else coordinate for k, coordinate in enumerate(point))
    return FieldRequest(formula, origin, None, (i, j), view, shape, *scale)


def map_requests(state: State, formula: Formula, shapes: tuple[tuple[int, int], ...]) -> tuple[MapRequest, ...]:
    """Return the requests for the map of the Hessian, the draft first; none when nothing of it is shown.

    A draft covers a little more than the view, up to lines that stay where they are: while the view is dragged it is
    the same request, and is neither cancelled nor asked for again.
    """
    look = state.appearance
    regions, uphill = (name in look.overlays for name in MAPPED_OVERLAYS)
    coloured = look.show_field and look.colour_by is not ColourBy.VALUE
    if formula.dimension == 1 or not (regions or uphill or coloured):
        return ()
    plain = replace(state, appearance=replace(look, level_count=0, scale=Scale.AUTOMATIC, centre=None))
    fields = [field_request(plain, formula, shape) for shape in shapes]
    drafts = [replace(field, box=_around(field.box)) for field in fields[:-1]]
    return tuple(MapRequest(field, regions, uphill) for field in (*drafts, *fields[-1:]))


def critical_request(state: State, formula: Formula) -> CriticalRequest | None:
    """Return the request for the critical points of the view; None where none are looked for as one goes.

    The view's ranges are rounded outwards, so that a view that is dragged a little asks nothing new. Variables that the
    picture does not show range over the smallest interval that holds both of the view's. Of a tilted picture it is the
    box around it.
    """
    n = formula.dimension
    if n > MOST_SEARCHED_VARIABLES or node_count(formula, MOST_SEARCHED_NODES + 1) > MOST_SEARCHED_NODES:
        return None
    around = _around(state.view)
    x, y = (around.x0, around.x1), (around.y0, around.y1)
    if n == 1:
        box: tuple[tuple[float, float], ...] = (x,)
    elif state.plane is not None and len(state.plane[0]) == n:
        box = _box_around_plane(state.point(formula.variables), state.plane, state.view)
    else:
        i, j = state.axis_indices(formula.variables)
        others = min(x[0], y[0]), max(x[1], y[1])
        box = tuple(x if k == i else y if k == j else others for k in range(n))
    if not all(math.isfinite(high - low) and low < high for low, high in box):
        return None
    return CriticalRequest(formula, box, SEARCH_SECONDS, state.point(formula.variables))


def _box_around_plane(point: Point, plane: tuple[Point, Point], view: Box) -> tuple[tuple[float, float], ...]:
    """Return n ranges that hold the part of a plane through `point` that is seen, with some room across it."""
    room = _ACROSS * max(view.width, view.height)
    made = []
    for o, a, b in zip(across(point, plane), *plane, strict=True):
        ends = [o + s * a + t * b for s in (view.x0, view.x1) for t in (view.y0, view.y1)]
        made.append(_rounded_out(min(ends) - room, max(ends) + room))
    return tuple(made)


def _around(box: Box) -> Box:
    """Return the smallest box around `box` with sides at multiples of an eighth to a quarter of its own size."""
    around = Box(*_rounded_out(box.x0, box.x1), *_rounded_out(box.y0, box.y1))
    return around if around.is_valid else box


def _rounded_out(low: float, high: float) -> tuple[float, float]:
    # Widened by less than can be seen: panning changes the last digit of a width, which may be a power of two.
    unit = math.ldexp(1.0, math.frexp((high - low) * (1.0 + 1e-9))[1] - 3)
    return (math.floor(low / unit) * unit, math.ceil(high / unit) * unit) if unit > 0.0 else (low, high)


def across(point: Point, directions: tuple[Point, Point]) -> Point:
    """Return the part of `point` that is perpendicular to the plane of two directions.

    The plane through `point` has it as its origin wherever in the plane the point is; it is rounded to 12 digits of
    the largest coordinate so that this holds in floating point too.
    """
    u = _unit(directions[0])
    v = _unit(_less(_unit(directions[1]), u))
    rest = _less(_less(point, u), v)
    largest = max(map(abs, point), default=0.0)
    if largest == 0.0 or not math.isfinite(largest):
        return rest
    digits = 12 - math.frexp(largest)[1] * 30103 // 100000
    return tuple(round(coordinate, digits) + 0.0 for coordinate in rest)


def _unit(v: Point) -> Point:
    longest = max(map(abs, v), default=0.0) or 1.0
    scaled = tuple(coordinate / longest for coordinate in v)
    length = math.sqrt(math.fsum(coordinate * coordinate for coordinate in scaled)) or 1.0
    return tuple(coordinate / length for coordinate in scaled)


def _less(point: Point, u: Point) -> Point:
    """Return `point` less its part along the unit vector `u`."""
    along = math.fsum(a * b for a, b in zip(point, u, strict=True))
    return tuple(a - along * b for a, b in zip(point, u, strict=True))
