"""The questions that a state raises: frozen values, resolved from the document and never kept in step by hand."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from hessview.analysis.fields.value_spread import Spread
from hessview.compute.descent_requests import BasinRequest, RaceRequest, SkeletonRequest
from hessview.compute.file_requests import AnimationRequest, DataRequest, FigureRequest, PageRequest
from hessview.compute.lesson_requests import LessonRequest
from hessview.compute.outline_requests import OutlineRequest
from hessview.compute.probe_requests import LevelCurveRequest, ProbeRequest, TrustRequest, probe_requests
from hessview.compute.section_requests import SectionsRequest
from hessview.document.reading import read
from hessview.document.state import Box, ColourBy, Scale, State
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.expression import postorder

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from hessview.language.formula import Formula

DRAFT_SHAPE = (64, 64)
FINE_SHAPE = (512, 512)
MAP_DRAFT_SHAPE = (72, 72)
MAP_SHAPE = (256, 256)
"""Grids of Hessians; even, so that no sample lies on the axes of a picture that has them in its middle."""

MAPPED_OVERLAYS = ("definiteness", "newton-uphill")
"""The overlays that need a map: of the regions by definiteness, of where a Newton step goes uphill."""

QUICK_NODES = 100
"""What a tree may have for its derivatives to be compiled, and its fine field drawn, within about a frame."""

MOST_SEARCHED_VARIABLES, MOST_SEARCHED_NODES, SEARCH_SECONDS = 6, 400, 20.0
"""Of functions whose critical points are looked for as one goes, and for how long; with more nodes a generation of
boxes takes too long."""

_ACROSS = 1.0 / 16.0
"""Of the larger side of a tilted view: so much room has the box around it that is searched."""

Point = tuple[float, ...]


@dataclass(frozen=True)
class CurvatureRequest:
    """How `formula` curves at `point`: n coordinates in the order of its variables."""

    formula: Formula
    point: Point


@dataclass(frozen=True)
class FieldRequest:
    """The values and the iso-lines of `formula` over a box of a slice.

    Attributes
    ----------
    origin
        A point of the slice; 0 in the variables that the slice spans, so that moving within it asks nothing new.
    directions
        Two directions of R^n, or None: the slice spans the variables `axes`.
    axes
        Indices of the two variables; (0, 0) for n = 1 and for a slice with directions.
    box
        In the slice's coordinates; (0, 1) vertically for n = 1.
    shape
        (ny, nx), the points of the grid.
    level_count
        About how many iso-lines.
    spread, centre
        How values are spread over colours and lines, and which value is in the middle of them; None: none is.
    """

    formula: Formula
    origin: Point
    directions: tuple[Point, Point] | None
    axes: tuple[int, int]
    box: Box
    shape: tuple[int, int]
    level_count: int = 20
    spread: Spread = Spread.AUTOMATIC
    centre: float | None = None

    @property
    def slice(self) -> Slice:
        """The plane of R^n, for n = 1 the line."""
        if self.formula.dimension == 1:
            return coordinate_slice(1, 0, None, self.origin)
        if self.directions is not None:
            return Slice(self.origin, self.directions)
        return coordinate_slice(self.formula.dimension, *self.axes, self.origin)


@dataclass(frozen=True)
class MapRequest:
    """The eigenvalues of the Hessian of `field.formula` over a box, and the regions that their signs make.

    Attributes
    ----------
    field
        Over what: formula, slice, box and grid.
    regions, uphill
        Whether the regions by definiteness are wanted, and where a Newton step goes uphill.
    """

    field: FieldRequest
    regions: bool
    uphill: bool


@dataclass(frozen=True)
class FormulaRequest:
    """The exact gradient and Hessian of `formula`."""

    formula: Formula


@dataclass(frozen=True)
class FitRequest:
    """A box in which `formula` is defined and varies; `plane` is that of the picture, None for n = 1."""

    formula: Formula
    plane: Slice | None


@dataclass(frozen=True)
class CriticalRequest:
    """All critical points of `formula` in a box; partial answers come while they are found.

    Attributes
    ----------
    box
        n ranges (low, high), in the order of the variables.
    seconds
        When the search stops by itself.
    near
        Where to look first, n coordinates, or None; the answer is the same, so a request is the same without it.
    """

    formula: Formula
    box: tuple[tuple[float, float], ...]
    seconds: float
    near: Point | None = field(default=None, compare=False)


@dataclass(frozen=True)
class TraceRequest:
    """The paths of the critical points of `formula`, whose last variable is the parameter that moves.

    Attributes
    ----------
    lower, upper
        The ranges of the variables and of the parameter, n + 1 numbers each.
    known
        Critical points to begin with, n + 1 numbers each.
    """

    formula: Formula
    lower: Point
    upper: Point
    known: tuple[Point, ...] = ()


Request = (
    CurvatureRequest | FieldRequest | MapRequest | FormulaRequest | FigureRequest | DataRequest | AnimationRequest
    | PageRequest | FitRequest | CriticalRequest | LevelCurveRequest | TrustRequest | TraceRequest
    | SectionsRequest | OutlineRequest | RaceRequest | BasinRequest | SkeletonRequest | LessonRequest
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """All that the screen needs to know about one state.

    Attributes
    ----------
    fields
        The same picture on finer and finer grids, the draft first.
    maps
        The map of the Hessian on finer and finer grids; empty while nothing of it is shown.
    critical
        The critical points of the view; None where they are not looked for.
    probe
        What overlays at the probe need of f.
    """

    formula: Formula
    curvature: CurvatureRequest
    fields: tuple[FieldRequest, ...]
    formulas: FormulaRequest
    maps: tuple[MapRequest, ...] = ()
    critical: CriticalRequest | None = None
    probe: tuple[ProbeRequest, ...] = ()

    def __iter__(self) -> Iterator[Request]:
        """Yield the requests, the most urgent first: every draft before what is finer."""
        yield self.curvature
        yield from self.probe
        yield from self.fields[:-1]
        yield from self.maps[:-1]
        yield self.fields[-1]
        yield from self.maps[-1:]
        if self.critical is not None:
            yield self.critical
        yield self.formulas

    @cached_property
    def slice(self) -> Slice:
        """The plane of R^n that the picture shows, for n = 1 the line."""
        return self.fields[-1].slice


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


def is_quick(formula: Formula) -> bool:
    """Whether the fine field of `formula` takes about as long as a frame of the screen."""
    return node_count(formula, QUICK_NODES + 1) <= QUICK_NODES


@lru_cache(maxsize=8)
def node_count(formula: Formula, most: int) -> int:
    """Return how many nodes the tree of `formula` has; of a tree with more than `most`, `most`."""
    return sum(1 for _ in islice(postorder(formula.expression), most))


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
