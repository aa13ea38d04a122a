"""Searches made by hand: points, sets, places and boxes for lists of critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
from hessview.analysis.critical_sets import CriticalSet, Shape
from hessview.analysis.rough_places import RoughPlace
from hessview.analysis.verdict import Code, Kind, Nature, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

_NATURES = {Kind.MINIMUM: Nature.MINIMUM, Kind.MAXIMUM: Nature.MAXIMUM, Kind.SADDLE: Nature.NOT_AN_EXTREMUM}


def a_point(
    *x: float, value: float = 0.0, eigenvalues: Sequence[float] = (1.0, 2.0), exact: str | None = None,
    proved: bool = True, width: float = 1e-12,
) -> CriticalPoint:  # fmt: skip
    """A point whose kind follows from its eigenvalues, one of which may be 0."""
    lam = np.array(eigenvalues[: len(x)] if len(x) < len(eigenvalues) else eigenvalues, dtype=float)
    signs = set(np.sign(lam).tolist())
    kind = {(1.0,): Kind.MINIMUM, (-1.0,): Kind.MAXIMUM, (-1.0, 1.0): Kind.SADDLE}.get(tuple(sorted(signs)))
    kind = kind or Kind.DEGENERATE
    place = np.array(x, dtype=float)
    return CriticalPoint(
        place, np.column_stack([place - width, place + width]), np.column_stack([place - 0.1, place + 0.1]), value, lam,
        kind, _NATURES.get(kind, Nature.UNDECIDED), None if kind is Kind.DEGENERATE else int((lam < 0).sum()), proved,
        Reason(Code.MINIMUM, (1.0, 0.0)), exact,
    )  # fmt: skip


def found(
    *points: CriticalPoint, curves: Sequence[CriticalSet] = (), nonsmooth: Sequence[RoughPlace] = (),
    undecided: Sequence[Sequence[Sequence[float]]] = (), finished: bool = True, n: int = 2,
) -> CriticalPoints:  # fmt: skip
    """What a search of [-5, 5]^n found."""
    boxes = tuple(np.array(box, dtype=float) for box in undecided)
    settled = 1.0 if finished and not boxes else 0.5
    return CriticalPoints(
        np.full(n, -5.0), np.full(n, 5.0), points, tuple(curves), tuple(nonsmooth), boxes, finished, settled=settled
    )


def ring() -> CriticalSet:
    """The unit circle, by four of its points."""
    points = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    links = np.array([[0, 1], [1, 2], [2, 3], [3, 0]], dtype=np.intp)
    return CriticalSet(1, Shape.CIRCLE, points, links, Nature.MINIMUM, 0.0, np.full(2, -1.0), np.full(2, 1.0))


def corner(x: float | None = None) -> RoughPlace:
    """A corner of f: a point on the first axis, or a line."""
    if x is None:
        low, high = np.array([-0.1, -5.0]), np.array([0.1, 5.0])
        return RoughPlace(None, np.array([[0.0, -4.0], [0.0, 0.5], [0.0, 4.0]]), low, high, "abs(x) has a corner")
    place = np.array([x, 0.0])
    return RoughPlace(place, place[None, :], place, place, "abs(x) has a corner", 1.0)


def four() -> CriticalPoints:
    """A minimum, two saddles and a maximum, found in another order than that of their values."""
    return found(
        a_point(0.0, 0.0, value=9.0, eigenvalues=(-2.0, -1.0)),
        a_point(3.0, 2.0, value=-1.0, exact="(3, 2)"),
        a_point(1.0, -1.0, value=4.0, eigenvalues=(-3.0, 1.0)),
        a_point(-1.0, 1.0, value=4.0, eigenvalues=(-3.0, 1.0), proved=False),
    )
