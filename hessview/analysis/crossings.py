"""What happens where two paths of critical points cross: told from points on all four sides, never from one of them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.branches import EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.continuation import Station

Floats = NDArray[np.float64]
Sides = tuple["Station | None", "Station | None"]
Judgement = tuple[EventKind, str]

STANDS_STILL = 1e-7
"""In units of the parameter's range: where it changes by less it may not change at all."""

_STEEP = 0.02
_UNEVEN = 0.1
_APART = 0.02
"""Of the distance from the crossing: points that are nearer to each other may lie on one path."""


def is_steep(tangent: Floats) -> bool:
    """Whether the parameter hardly changes along a path."""
    return abs(float(tangent[-1])) < _STEEP


def judged(crossing: Floats, tangents: Sequence[Floats], sides: Sequence[Sides]) -> Judgement:
    """Return what happens at a place where paths with these two tangents seem to cross.

    Parameters
    ----------
    crossing
        The place, shape (n + 1,), the parameter last.
    sides
        The points of either path on both sides of it; None where none was found.
    """
    points = [point for pair in sides for point in pair if point is not None]
    if len(points) < 4:
        return EventKind.UNDECIDED, "det H = 0: other paths begin here, but not all of them could be followed"
    away = max(float(np.abs(point.u - crossing).max()) for point in points)
    if min(float(np.abs(a.u - b.u).max()) for a, b in combinations(points, 2)) < _APART * away:
        return EventKind.UNDECIDED, "det H = 0, and what seem to be two paths may be one"
    steep = [k for k, tangent in enumerate(tangents) if is_steep(tangent)]
    shifts = [tuple(float(point.u[-1] - crossing[-1]) for point in pair if point is not None) for pair in sides]
    exchanging = [_changes_sign(pair) for pair in sides]
    if len(steep) == 1:
        one, two = shifts[steep[0]]
        if max(abs(one), abs(two)) < STANDS_STILL:
            return EventKind.LINE, "det H = 0: at this value a whole line of points is critical"
        other = 1 - steep[0]
        if one * two > 0.0 and min(abs(one), abs(two)) > _UNEVEN * max(abs(one), abs(two)):
            if exchanging[other] and not exchanging[steep[0]] and shifts[other][0] * shifts[other][1] < 0.0:
                return EventKind.PITCHFORK, "det H = 0: one critical point becomes three"
            return EventKind.UNDECIDED, "det H = 0: two paths cross, and what happens is not decided"
    if all(exchanging) and all(one * two < 0.0 for one, two in shifts):
        return EventKind.TRANSCRITICAL, "det H = 0: two paths cross and exchange their kinds"
    return EventKind.UNDECIDED, "det H = 0: paths seem to cross, and what happens is not decided"


def _changes_sign(pair: Sides) -> bool:
    """Whether the eigenvalue next to 0 has different signs on both sides."""
    one, two = pair
    return one is not None and two is not None and one.least * two.least < 0.0
