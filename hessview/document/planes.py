"""The changes of what a picture of many variables spans: two of the variables, or any plane through the probe."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from hessview.document.commands import Command, is_plane
from hessview.document.reading import read
from hessview.document.state import Box, Eigenplane

if TYPE_CHECKING:
    from hessview.document.state import State

Vector = tuple[float, ...]
Range = tuple[float, float]

_EDGE = 0.05
"""Of a range: nearer to its end than this the probe counts as out of sight, and the range is moved about it."""


@dataclass(frozen=True)
class ChooseAxes(Command):
    """Look along two variables; the view keeps the ranges of the variables that it showed, and shows the probe."""

    axes: tuple[str, str]
    name: ClassVar[str] = "choose axes"

    def name_in(self, state: State) -> str:
        """Return which variables are looked along."""
        del state
        return f"look along {self.axes[0]} and {self.axes[1]}"

    def apply(self, state: State) -> State:
        """Names that are no two different variables of the function are ignored."""
        formula = read(state.accepted)
        if formula is None or self.axes[0] == self.axes[1] or not set(self.axes) <= set(formula.variables):
            return state
        is_same = state.plane is None and state.axis_indices(formula.variables) == tuple(
            formula.variables.index(name) for name in self.axes
        )
        if is_same:
            return state
        view = _view_along(state, formula.variables, self.axes)
        return replace(state, axes=self.axes, plane=None, eigenplane=None, view=view)


@dataclass(frozen=True)
class ChoosePlane(Command):
    """Look along two directions of R^n through the probe; s and t are lengths along an orthonormal pair of them.

    The first direction stays, the second becomes what of it is perpendicular to the first. With `eigenvectors`, two
    different numbers from 1 to n, they are known to be these eigenvectors of the Hessian at the probe.
    """

    directions: tuple[Vector, Vector]
    eigenvectors: tuple[int, int] | None = None
    name: ClassVar[str] = "choose plane"

    def apply(self, state: State) -> State:
        """Directions that are not finite, not independent or of another dimension than the function are ignored."""
        formula = read(state.accepted)
        if formula is None or not is_plane(self.directions, formula.dimension):
            return state
        plane = orthonormal(self.directions)
        point = state.point(formula.variables)
        source = None
        if self.eigenvectors is not None:
            source = Eigenplane(*self.eigenvectors, point, plane, state.accepted)
        view = view_about(point, plane, 0.5 * max(state.view.width, state.view.height))
        return replace(state, plane=plane, eigenplane=source, view=view if view.is_valid else state.view)


def orthonormal(directions: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    """Return unit vectors: along the first of two independent directions, and along the rest of the second."""
    u, v = _unit(directions[0]), _unit(directions[1])
    for _ in range(2):  # twice is enough (Kahan): the first time leaves a rounding error along u
        along = math.fsum(a * b for a, b in zip(u, v, strict=True))
        v = _unit(tuple(b - along * a for a, b in zip(u, v, strict=True)))
    return u, v


def view_about(point: Vector, plane: tuple[Vector, Vector], half: float) -> Box:
    """Return the square of a plane's coordinates about a point, its edges at round numbers.

    Parameters
    ----------
    plane
        Two orthonormal directions.
    half
        Half a side, positive.
    """
    s, t = (math.fsum(a * b for a, b in zip(point, direction, strict=True)) for direction in plane)
    return Box(*_range_about(s, half), *_range_about(t, half))


def home_view(state: State, box: Box, ranges: dict[str, Range] | None = None) -> Box:
    """Return the view to come home to, of whatever slice is shown.

    Parameters
    ----------
    box
        That of the first two variables.
    ranges
        Those of more variables, where they are known.
    """
    formula = read(state.accepted)
    if formula is None or formula.dimension < 3:
        return box
    if state.plane is not None:
        half = 0.5 * max(box.width, box.height)
        home = view_about(state.point(formula.variables), orthonormal(state.plane), half)
        return home if home.is_valid else box
    i, j = state.axis_indices(formula.variables)
    known = {formula.variables[0]: (box.x0, box.x1), formula.variables[1]: (box.y0, box.y1)} | (ranges or {})
    widest = min(box.x0, box.y0), max(box.x1, box.y1)
    x, y = (known.get(formula.variables[k], widest) for k in (i, j))
    home = Box(*x, *y)
    return home if home.is_valid else box


def range_of(state: State, variables: tuple[str, ...], k: int) -> Range:
    """Return over what the k-th variable ranges where it is shown: the view's range, else what both of them hold."""
    view = state.view
    if len(variables) == 1:
        return view.x0, view.x1
    if state.plane is None:
        i, j = state.axis_indices(variables)
        if k in (i, j):
            return (view.x0, view.x1) if k == i else (view.y0, view.y1)
    return min(view.x0, view.y0), max(view.x1, view.y1)


def _view_along(state: State, variables: tuple[str, ...], axes: tuple[str, str]) -> Box:
    """Return a view of two variables: of each its range so far, moved about the probe where that is out of sight."""
    ranges = []
    for name in axes:
        low, high = range_of(state, variables, variables.index(name))
        value, edge = state.coordinate(name), _EDGE * (high - low)
        ranges.append((low, high) if low + edge <= value <= high - edge else _range_about(value, 0.5 * (high - low)))
    view = Box(*ranges[0], *ranges[1])
    return view if view.is_valid else state.view


def _range_about(middle: float, half: float) -> Range:
    """Return a range of the length 2 `half` about a number rounded to a tenth of it."""
    if not (math.isfinite(middle) and 0.0 < half < math.inf):
        return middle, middle  # no valid view
    digits = 1 - math.floor(math.log10(half))
    middle = round(middle, digits) + 0.0 if abs(digits) < 300 else middle
    return middle - half, middle + half


def _unit(v: Vector) -> Vector:
    longest = max(map(abs, v), default=0.0) or 1.0
    scaled = tuple(coordinate / longest for coordinate in v)
    length = math.sqrt(math.fsum(coordinate * coordinate for coordinate in scaled)) or 1.0
    return tuple(coordinate / length + 0.0 for coordinate in scaled)
