"""At a degenerate critical point under the probe: the curves along which f falls and rises, which the Hessian hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Nature
from hessview.figure.marks import LineMark, Role
from hessview.figure.remembered import remembered
from hessview.figure.words import formula_words

if TYPE_CHECKING:
    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.germs.witness import Witness
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Axes
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

OVERLAY = "critical-points"
"""The overlay that they are a part of."""

_REACH = 0.3
"""How far a curve goes from the point, in shares of the picture's sides."""

_LONGEST_EQUATION = 18


def witness_marks(state: State, results: Results, axes: Axes) -> tuple[LineMark, ...]:
    """Return the curves, in a picture that shows all of two variables; nothing where none are known."""
    curvature, plane = results.curvature, results.slice
    if OVERLAY not in state.appearance.overlays or curvature is None or curvature.degenerate is None:
        return ()
    if plane is None or plane.dimension != 2 or plane.axes is None:
        return ()
    return _lines(curvature.degenerate, plane, axes)


def says_all(lines: tuple[LineMark, ...]) -> bool:
    """Whether the curves show both that f falls and that it rises: then no other direction at the point matters."""
    return len({line.role for line in lines}) > 1


@remembered(1)
def _lines(degenerate: Degenerate, plane: Slice, axes: Axes) -> tuple[LineMark, ...]:
    # Of an extremum that is not alone the set of its neighbours is drawn, and says more.
    if degenerate.nature is not Nature.NOT_AN_EXTREMUM and degenerate.isolated is False:
        return ()
    ways = ((degenerate.witness_up, Role.WITNESS_UP, "rises"), (degenerate.witness_down, Role.WITNESS_DOWN, "falls"))
    return tuple(
        LineMark(course, role, f"f {verb}{_along(way)}")
        for way, role, verb in ways
        if way is not None and (course := _course(way, plane, axes)) is not None
    )


def _along(way: Witness) -> str:
    words = formula_words(way.text)
    return f": {words}" if 0 < len(words) <= _LONGEST_EQUATION else ""


def _course(way: Witness, plane: Slice, axes: Axes) -> Floats | None:
    """Return the part of a curve around the point that lies in the picture."""
    i, j = plane.axes or (0, 1)
    sides = [axes.x_range[1] - axes.x_range[0], axes.y_range[1] - axes.y_range[0]]
    lengths = [_REACH * sides[0], _REACH * sides[1]] if i == 0 else [_REACH * sides[1], _REACH * sides[0]]
    with np.errstate(all="ignore"):
        course = way.points(lengths)[:, [i, 1 if j is None else j]]
    low, high = (np.array([axes.x_range[end], axes.y_range[end]]) for end in (0, 1))
    inside: NDArray[np.bool_] = np.all(np.isfinite(course) & (course >= low) & (course <= high), axis=1)
    start = len(course) // 2 if way.both_sides else 0
    if not inside[start]:
        return None
    outside = np.flatnonzero(~inside)
    first = int(outside[outside < start].max(initial=-1)) + 1
    last = int(outside[outside > start].min(initial=len(course)))
    return np.asarray(course[first:last], dtype=np.float64) if last - first > 1 else None
