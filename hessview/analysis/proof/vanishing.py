"""Whether a gradient that is zero as far as doubles tell is zero close by, too, to many more digits.

On the floor of a valley that is very flat, x^8 + y^2 say, the gradient is lost in the errors of doubles though the
floor rises. With enough digits it is not: there Newton's method leads far away along the floor, towards where it is
lowest, while beside a set of critical points it comes to rest at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, arb_mat

from hessview.calculus.ball import working_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.ball_jet import BallProgram

PRECISION = 320
_MOST_STEPS = 200
_SMALL = 2.0**-150
"""Of the Hessian times the reach: gradients that small are taken for zero, of numbers with twice as many digits."""

_DAMPING = arb(2) ** -16
_CLOSE = 2.0**-4


def vanishes_close_by(program: BallProgram, start: Sequence[float], reach: Sequence[float]) -> bool:
    """Return whether Newton's method finds a zero of the gradient much closer to `start` than `reach`.

    Parameters
    ----------
    program
        The derivatives of f.
    start
        n coordinates.
    reach
        n lengths, such as the widths of the box that holds the point.
    """
    with working_precision(PRECISION):
        x = [arb(c) for c in start]
        limits = [_CLOSE * r for r in reach]
        largest = arb(0)
        for _ in range(_MOST_STEPS):
            jet = program.jet(x, PRECISION)
            if not jet.is_finite:
                return False
            g = [each.mid() for each in jet.gradient]
            H = arb_mat([[each.mid() for each in row] for row in jet.hessian])
            size = max((abs(H[i, j]) for i in range(len(x)) for j in range(len(x))), key=float)
            largest = largest.max(size)
            if all(abs(slope) <= _SMALL * largest * r for slope, r in zip(g, reach, strict=True)):
                return True
            step = _step(H, g, size)
            if step is None:
                return False
            x = [(c + s).mid() for c, s in zip(x, step, strict=True)]
            if any(abs(c - arb(a)) > limit for c, a, limit in zip(x, start, limits, strict=True)):
                return False
    return False


def _step(H: arb_mat, g: Sequence[arb], size: arb) -> list[arb] | None:
    """Return -(H^2 + d^2)^(-1) H g: nearly Newton's step across the set, and hardly any along it."""
    n = len(g)
    damped = H * H
    for i in range(n):
        damped[i, i] += _DAMPING * size * size
    try:
        inverse = damped.inv()
    except ZeroDivisionError:
        return None
    slope = H * arb_mat([[each] for each in g])
    step = inverse * slope
    found = [-step[i, 0].mid() for i in range(n)]
    return found if all(s.is_finite() for s in found) else None
