"""Degenerate points that Newton's method leads to, recognised, and proved to be alone in a box."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.analysis.exact_places import degenerate_in
from hessview.analysis.germs.approach import limits_near
from hessview.analysis.germs.isolation import isolating_box, orders_to_isolate
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.pieces import without_needless_abs
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.exact_places import ExactPlace
    from hessview.analysis.germs.approach import Limit
    from hessview.calculus.ball_jet import BallProgram
    from hessview.language.formula import Formula

_WIDENED = (0.0, 2.0**-36, 2.0**-24)
"""Of the size that is given: how far beside the limit of Newton's method exact places are looked for."""

_MOST_FOR_ALONE = 1_000_000


class IsolatedPlaces:
    """The degenerate points of one formula, each looked for once.

    Parameters
    ----------
    formula
        Of n variables.
    program
        Its derivatives in balls.
    size
        How far a point may be from where it is looked for along every axis, n numbers; also the shape of the boxes.
    """

    def __init__(self, formula: Formula, program: BallProgram, size: Sequence[float]) -> None:
        self._formula = without_needless_abs(formula)
        self._program, self._size = program, tuple(size)
        self._in_vain: list[Limit] = []

    def near(self, start: Sequence[float]) -> tuple[ExactPlace | None, bool]:
        """Return the degenerate point to which Newton's method leads, and whether much was done in vain.

        The point is None if the method leads to none, or to one that is not recognised, or not proved to be isolated.
        """
        for limit in limits_near(self._program, start, self._size):
            if any(_is_same(limit, other) for other in self._in_vain):
                return None, False
            place = self._at(limit)
            if place is not None and place.alone:
                return place, False
            self._in_vain.append(limit)
            if place is not None:
                return None, True
        return None, bool(self._in_vain)

    def _at(self, limit: Limit) -> ExactPlace | None:
        for digits in _WIDENED:
            slack = [digits * each for each in self._size]
            lower = [min(a, x - s) for a, x, s in zip(limit.lower, limit.x, slack, strict=True)]
            upper = [max(b, x + s) for b, x, s in zip(limit.upper, limit.x, slack, strict=True)]
            place = degenerate_in(self._formula, lower, upper, program=self._program)
            if place is not None:
                return _alone(self._formula, place, self._size)
        return None


def _is_same(a: Limit, b: Limit) -> bool:
    return all(p <= s and q <= r for p, q, r, s in zip(a.lower, b.lower, a.upper, b.upper, strict=True))


def _alone(formula: Formula, place: ExactPlace, size: Sequence[float]) -> ExactPlace:
    """Return the place with the box in which it is alone, if that is proved."""
    kernel = place.degenerate.kernel
    if kernel is None or not kernel.size:
        return place
    field, effort = ClosedField(), Effort(_MOST_FOR_ALONE)
    half: list[float] | None = None
    try:
        closed = [field.number(x, effort) for x in place.coordinates]
        fractions = [x.fraction for x in closed if x.fraction is not None]
        is_rational = len(fractions) == len(closed)
        for order in orders_to_isolate(formula, place.degenerate.order):
            try:
                if not is_rational:
                    raise NotKnownError
                half = isolating_box(formula, fractions, RationalField(), order=order, size=size, effort=effort)
            except NotKnownError:  # other numbers are met on the way
                half = isolating_box(formula, closed, field, order=order, size=size, effort=effort)
            if half is not None:
                break
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        pass
    if half is None:
        return place
    inner = [(b - h, a + h) for (a, b), h in zip(place.enclosure, half, strict=True)]
    return replace(place, alone=tuple((math.nextafter(a, math.inf), math.nextafter(b, -math.inf)) for a, b in inner))
