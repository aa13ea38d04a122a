"""Newton's method towards a critical point with a singular Hessian: slow, but it comes as near as is wanted in balls.

Near such a point every step covers only a share of the distance, 1/(k - 1) where f goes like d^k; from how much shorter
the steps become, the rest of the way is guessed now and then (A. Griewank, On solving nonlinear equations with simple
singularities or nearly singular solutions, SIAM Review 27 (1985) 537-563). Nothing here proves anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from flint import arb, arb_mat

from hessview.calculus.ball import working_precision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.calculus.ball_jet import BallJet, BallProgram

PRECISION = 320
_MOST_MOVES, _BETWEEN_GUESSES, _ALIKE = 120, 3, 0.1
_NEAR_ENOUGH = 2.0**-48
_TO_THE_FLOOR, _STEEP = 2, 2.0**-6
"""So many steps lead to the floor of a valley, across the eigenvectors of eigenvalues that are no smaller share."""

_SHIFT = arb(2) ** -64
"""Of the largest entry of H: what makes a singular H invertible."""

_SLOWER = 0.05
"""To a regular point moves become shorter by more than that, in the end."""


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
        move = _move(program, x, reach)
        if move is None:
            return None
        sizes.append(max((abs(s) / arb(r) for s, r in zip(move, reach, strict=True)), key=float))
        ratios = [float(b / a) if a > 0 else 0.0 for a, b in pairwise(sizes[-4:])]
        is_there = bool(sizes[-1].is_zero())  # only a singular point is not moved at all
        if not is_there and len(ratios) > 1 and max(ratios[-2:]) < _SLOWER:
            return None  # a regular point: the moves shrink ever faster
        if is_there or (sizes[-1] < _NEAR_ENOUGH and len(ratios) > 1):
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


def _move(program: BallProgram, x: Sequence[arb], reach: Sequence[float]) -> list[arb] | None:
    """Return a step of Newton's method from the floor of a valley, which is bent, with the way down to the floor."""
    here = list(x)
    for _ in range(_TO_THE_FLOOR):
        jet = program.jet(here, PRECISION)
        if not jet.is_finite:
            return None
        down = _across(jet, reach)
        if down is None:
            break
        here = [(c + s).mid() for c, s in zip(here, down, strict=True)]
    step = _step(program, here)
    return None if step is None else [(h + s - c).mid() for h, s, c in zip(here, step, x, strict=True)]


def _across(jet: BallJet, reach: Sequence[float]) -> list[arb] | None:
    """Return a step of Newton's method across the directions in which the gradient hardly changes; None without any."""
    scale = np.asarray(reach)
    with np.errstate(all="ignore"):
        H = np.array([[float(h.mid()) for h in row] for row in jet.hessian]) * np.outer(scale, scale)
    if not np.isfinite(H).all():
        return None
    w, V = np.linalg.eigh(H)
    steep = np.abs(w) > _STEEP * np.abs(w).max()
    if steep.all() or not steep.any():
        return None
    n, q = len(w), int(steep.sum())
    P = arb_mat([[arb(float(V[i, j])) * arb(reach[i]) for j in np.flatnonzero(steep)] for i in range(n)])
    middle = arb_mat([[h.mid() for h in row] for row in jet.hessian])
    try:
        inverse = (P.transpose() * middle * P).inv()
    except ZeroDivisionError:
        return None
    slope = P.transpose() * arb_mat([[g.mid()] for g in jet.gradient])
    step = P * (arb_mat([[inverse[i, j].mid() for j in range(q)] for i in range(q)]) * slope)
    found = [-step[i, 0].mid() for i in range(n)]
    return found if all(c.is_finite() for c in found) else None


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
    inverse = _inverse(jet)
    if inverse is None:
        if at_zero:
            return [arb(0)] * len(x)
        # Beside the point H may be singular, too, where a coordinate is that of the point.
        inverse = _inverse(jet, _SHIFT)
    elif at_zero:
        return None  # a regular point
    if inverse is None:
        return None
    n = len(x)
    step = [-sum((inverse[i, j].mid() * jet.gradient[j].mid() for j in range(n)), arb(0)).mid() for i in range(n)]
    return step if all(s.is_finite() for s in step) else None


def _inverse(jet: BallJet, shift: arb | None = None) -> arb_mat | None:
    """Return the inverse of H, of which a share of its largest entry may be added to the diagonal; None without any."""
    H = [[h.mid() for h in row] for row in jet.hessian]
    if shift is not None:
        largest = max((abs(h) for row in H for h in row), key=float)
        H = [[h + shift * largest * int(i == j) for j, h in enumerate(row)] for i, row in enumerate(H)]
    try:
        return arb_mat(H).inv()
    except ZeroDivisionError:
        return None
