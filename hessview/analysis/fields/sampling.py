"""The field of a picture: a landscape's slice evaluated on a grid over a box."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.poles import jumps_at
from hessview.analysis.fields.value_scale import FieldNote, curve_scale, value_scale
from hessview.calculus.rounding import is_underflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

FINE_SHAPE = (512, 512)
_BAND = 64
_MOST_TRAVEL = 100.0
"""Heights of the picture that a curve goes up and down, beyond which nobody follows it."""


class Rectangle(Protocol):
    """A box of the slice's coordinates, x0 < x1 and y0 < y1."""

    @property
    def x0(self) -> float:
        """The left edge."""
    @property
    def x1(self) -> float:
        """The right edge."""
    @property
    def y0(self) -> float:
        """The lower edge."""
    @property
    def y1(self) -> float:
        """The upper edge."""


@dataclass(frozen=True)
class LabelPlace:
    """Where a level's value is written: a point and a direction.

    Attributes
    ----------
    x, y
        The middle of the label in the field's coordinates.
    angle
        Degrees in (-90, 90], measured in the box drawn as a unit square.
    """

    x: float
    y: float
    angle: float


@dataclass(frozen=True, eq=False)
class Level:
    """One iso-line: its value, vertices of shape (k, 2) with pieces separated by rows of nan, its labels' places."""

    value: float
    vertices: Floats
    labels: tuple[LabelPlace, ...] = ()


@dataclass(frozen=True, eq=False)
class FieldAnswer:
    """A field on a regular grid with the range of its colours and its iso-lines.

    Attributes
    ----------
    x, y
        Shapes (nx,) and (ny,), increasing, from edge to edge of the box; y is ``[0.]`` for a curve (n = 1).
    values
        Shape (ny, nx); nan where f is undefined, inf where it overflows or has a pole.
    low, high
        Values of the first and the last colour.
    levels
        Iso-lines in increasing order; made by `hessview.analysis.fields.contours.with_levels`.
    finite_fraction
        The share of the values that are finite, between 0 and 1.
    note
        A code, empty when there is nothing to say.
    knots
        None: colours are spread linearly from low to high; else values at equally spaced places of the colour table.
    curve
        For n = 1 the graph of f, shape (k, 2), broken by rows of nan where f is undefined or has a pole; else None.
    every
        Every how manyth level has a line: more than 1 where all the lines would cover the picture, 0 where any would,
        and for a curve that goes up and down more often than a picture can show.
    undefined
        Rings around where f is undefined, shape (k, 2), each ended by a row of nan, to be filled even-odd; None when
        there is no such place or no better border than the samples'.
    """

    x: Floats
    y: Floats
    values: Floats
    low: float
    high: float
    levels: tuple[Level, ...] = ()
    finite_fraction: float = 1.0
    note: FieldNote = FieldNote.NONE
    knots: Floats | None = None
    curve: Floats | None = None
    undefined: Floats | None = None
    every: int = 1


def sample(
    landscape: Landscape,
    plane: Slice | None,
    box: Rectangle,
    shape: tuple[int, int] = FINE_SHAPE,
    progress: Callable[[float], object] | None = None,
) -> FieldAnswer:
    """Evaluate `landscape` on a grid over `box`; nothing that f does there is an error.

    Parameters
    ----------
    plane
        The plane of R^n that is shown; None for n = 1, where only the horizontal range of `box` matters.
    shape
        (ny, nx), each at least 2; for n = 1 the number of points is ``4 * nx``.
    progress
        Called with the share that is done, in (0, 1]; an exception it raises stops the work.
    """
    ny, nx = shape
    if plane is None or landscape.dimension == 1:
        x, y = np.linspace(box.x0, box.x1, 4 * nx), np.zeros(1)
        values = np.asarray(landscape.value(x[:, np.newaxis]), dtype=np.float64).reshape(1, -1)
    else:
        x, y = np.linspace(box.x0, box.x1, nx), np.linspace(box.y0, box.y1, ny)
        values = np.empty((ny, nx))
        for first in range(0, ny, _BAND):
            rows = slice(first, min(first + _BAND, ny))
            values[rows] = landscape.on_slice(plane, x, y[rows])
            if progress is not None:
                progress(rows.stop / ny)
    field = field_of(x, y, values)
    if field.note is FieldNote.CONSTANT and not values[np.isfinite(values)].any():
        corners = [(s, t) for s in x[[0, -1]] for t in y[[0, -1]]]
        points = [(s,) if plane is None else plane.to_space((s, t)) for s, t in corners]
        if any(_underflows(landscape, np.array(point)) for point in points):
            return replace(field, note=FieldNote.UNDERFLOW)
    return field


def _underflows(landscape: Landscape, point: Floats) -> bool:
    """Whether f is 0 at a point, shape (n,), for being too small to be told from it."""
    jet = landscape.jet(point)
    return is_underflow(jet.value, jet.value_error)


def field_of(x: Floats, y: Floats, values: Floats) -> FieldAnswer:
    """Return the field of `values`, shape (ny, nx), on the grid `x`, `y`, with its range and without levels."""
    is_curve = len(y) == 1
    scale = curve_scale(values) if is_curve else value_scale(values)
    curve = graph(x, values, scale.low, scale.high) if is_curve else None
    return FieldAnswer(
        x=x,
        y=y,
        values=values,
        low=scale.low,
        high=scale.high,
        finite_fraction=float(np.count_nonzero(np.isfinite(values))) / values.size,
        note=scale.note,
        knots=scale.knots,
        curve=curve,
        every=0 if curve is not None and is_restless(curve) else 1,
    )


def is_restless(curve: Floats) -> bool:
    """Whether a polyline, shape (k, 2), goes up and down so often that on a picture it is an area and no line."""
    heights = curve[:, 1]
    defined = np.isfinite(heights)
    if not defined.any():
        return False
    # Halved and measured in shares of the range: sums of numbers near the largest are none.
    low, high = 0.5 * float(heights[defined].min()), 0.5 * float(heights[defined].max())
    if not high > low:
        return False
    steps = np.abs(np.diff((0.5 * heights - low) / (high - low)))
    return float(np.nansum(steps)) > _MOST_TRAVEL


def graph(x: Floats, values: Floats, low: float, high: float) -> Floats:
    """Return the polyline of a curve's `values`, shape (1, nx), over `x`: shape (nx, 2), nan where it is broken.

    What lies far outside `low` .. `high` is brought near, for painters lose their way among huge numbers.
    """
    reach = 2.0 * (0.5 * high - 0.5 * low)
    heights = np.where(np.isfinite(values), np.clip(values, low - reach, high + reach), np.nan)
    jumps = jumps_at(values, 0.2 * reach)
    if jumps is not None:
        heights[jumps] = np.nan
    return np.column_stack([x, heights[0]])
