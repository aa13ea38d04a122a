"""Newton's method towards a critical point with a singular Hessian: slow, but it comes as near as is wanted in balls.

Near such a point every step covers only a share of the distance, 1/(k - 1) where f goes like d^k; from how much shorter
the steps become, the rest of the way is guessed now and then (A. Griewank, On solving nonlinear equations with simple
singularities or nearly singular solutions, SIAM Review 27 (1985) 537-563). Nothing here proves anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from flint import arb, arb_mat

from hessview.calculus.ball import working_precision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.calculus.ball_jet import BallProgram

PRECISION = 320
_MOST_MOVES, _BETWEEN_GUESSES, _ALIKE = 120, 3, 0.1
_NEAR_ENOUGH = 2.0**-48
_SLOWER = 0.02
"""To a regular point moves of two steps become shorter by more than that, in the end."""


@dataclass(frozen=True)
class Limit:
    """Where the steps lead.

    Attributes
    ----------
    x
        The last point, n doubles.
    lower, upper
        n doubles each, between which the limit seems to lie.
    """

    x: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


def limits_near(program: BallProgram, start: Sequence[float], reach: Sequence[float]) -> Iterator[Limit]:
    """Yield where Newton's method seems to lead, if to a singular critical point: guessed soon, then without guesses.

    Parameters
    ----------
    program
        The derivatives of f.
    start
        n coordinates.
    reach
        How far it may go along every axis.
    """
    for guesses in (True, False):
        with working_precision(PRECISION):
            limit = _followed(program, start, reach, guesses=guesses)
        if limit is not None:
            yield limit


def _followed(
    program: BallProgram, start: Sequence[float], reach: Sequence[float], *, guesses: bool
) -> Limit | None:
    x = [arb(c) for c in start]
    sizes: list[arb] = []
    for _ in range(_MOST_MOVES):
        move = _move(program, x)
        if move is None:
            return None
        sizes.append(max((abs(s) / arb(r) for s, r in zip(move, reach, strict=True)), key=float))
        ratios = [float(b / a) if a > 0 else 0.0 for a, b in pairwise(sizes[-4:])]
        if len(ratios) > 1 and max(ratios[-2:]) < _SLOWER:
            return None  # a regular point: the moves shrink ever faster
        if sizes[0].is_zero() or (sizes[-1] < _NEAR_ENOUGH and len(ratios) > 1):
            # What is left of the way is more than the last move.
            left = float(sizes[-1]) / (1.0 - min(max(ratios, default=0.0), 1.0 - 2.0**-10))
            return _around([c + s for c, s in zip(x, move, strict=True)], reach, left)
        factor = 1.0
        if guesses and len(sizes) > _BETWEEN_GUESSES and max(ratios) - min(ratios) < _ALIKE * (1.0 - max(ratios)):
            factor, sizes = 1.0 / (1.0 - ratios[-1]), []
        x = [(c + factor * s).mid() for c, s in zip(x, move, strict=True)]
        if any(abs(c - arb(a)) > r for c, a, r in zip(x, start, reach, strict=True)):
            return None
    return None


def _move(program: BallProgram, x: Sequence[arb]) -> list[arb] | None:
    """Return two steps together: in a bent valley every other one only leads back to its floor."""
    first = _step(program, x)
    if first is None:
        return None
    second = _step(program, [(c + s).mid() for c, s in zip(x, first, strict=True)])
    return None if second is None else [(a + b).mid() for a, b in zip(first, second, strict=True)]


def _around(x: Sequence[arb], reach: Sequence[float], left: float) -> Limit:
    slack = [max(2.0**8 * left, 2.0**-44) * r for r in reach]
    middle = tuple(map(float, x))
    ends = [(c - s, c + s) for c, s in zip(middle, slack, strict=True)]
    return Limit(middle, tuple(a for a, _ in ends), tuple(b for _, b in ends))


def _step(program: BallProgram, x: Sequence[arb]) -> list[arb] | None:
    """Return a step of Newton's method as numbers; None where there is none."""
    jet = program.jet(x, PRECISION)
    if not jet.is_finite:
        return None
    at_zero = all(g.is_zero() for g in jet.gradient)
    try:
        inverse = arb_mat([[h.mid() for h in row] for row in jet.hessian]).inv()
    except ZeroDivisionError:
        return [arb(0)] * len(x) if at_zero else None
    if at_zero:
        return None  # a regular point
    n = len(x)
    step = [-sum((inverse[i, j].mid() * jet.gradient[j].mid() for j in range(n)), arb(0)).mid() for i in range(n)]
    return step if all(s.is_finite() for s in step) else None
