"""The questions that a state raises: frozen values, resolved from the document and never kept in step by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from hessview.analysis.fields.value_spread import Spread
from hessview.compute.descent_requests import BasinRequest, RaceRequest, SkeletonRequest
from hessview.compute.file_requests import AnimationRequest, DataRequest, FigureRequest, PageRequest
from hessview.compute.lesson_requests import LessonRequest
from hessview.compute.outline_requests import OutlineRequest
from hessview.compute.probe_requests import LevelCurveRequest, ProbeRequest, TrustRequest
from hessview.compute.section_requests import SectionsRequest
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.expression import postorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.document.state import Box
    from hessview.language.formula import Formula

DRAFT_SHAPE = (64, 64)
FINE_SHAPE = (512, 512)
MAP_DRAFT_SHAPE = (72, 72)
MAP_SHAPE = (256, 256)
"""Grids of Hessians; even, so that no sample lies on the axes of a picture that has them in its middle."""

QUICK_NODES = 100
"""What a tree may have for its derivatives to be compiled, and its fine field drawn, within about a frame."""

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


def is_quick(formula: Formula) -> bool:
    """Whether the fine field of `formula` takes about as long as a frame of the screen."""
    return node_count(formula, QUICK_NODES + 1) <= QUICK_NODES


@lru_cache(maxsize=8)
def node_count(formula: Formula, most: int) -> int:
    """Return how many nodes the tree of `formula` has; of a tree with more than `most`, `most`."""
    return sum(1 for _ in islice(postorder(formula.expression), most))
