"""Krawczyk's operator of a gradient in ball arithmetic: where a critical point exists, and where it is the only one.

For the gradient g with the Hessian H over a box X, around a point m of X, with any matrix Y, it is

    K = m - Y g(m) + (1 - Y H(X)) (X - m).

Every zero of g in X lies in K, and if K lies in the interior of X there is exactly one (A. Neumaier, Interval Methods
for Systems of Equations, Cambridge 1990, Theorem 5.1.8). m and Y need not be exact: they come from Newton's method.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flint import arb, arb_mat

from hessview.calculus.ball import ball_around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.calculus.ball_jet import BallJet, BallProgram

Balls = list[arb]

_NEWTON_STEPS = 30
_TIGHT = (0.8, 0.6, 0.45)
_INFLATIONS = 6


class Krawczyk:
    """The operator around a point near which the gradient is almost zero.

    All methods are to be called in a `working_precision`, the one that is given here.

    Parameters
    ----------
    program
        The derivatives of f.
    point
        m: n balls without radius.
    inverse
        Y: n by n balls without radius.
    precision
        Binary digits.
    """

    def __init__(self, program: BallProgram, point: Balls, inverse: arb_mat, precision: int) -> None:
        self.point = point
        self._program = program
        self._inverse = inverse
        self._precision = precision
        self._residual = _product(inverse, program.slope(point, precision))

    @classmethod
    def near(cls, program: BallProgram, start: Balls, box: Balls, precision: int) -> Krawczyk | None:
        """Return the operator around the point to which Newton's method comes from `start`.

        None when it leaves the neighbourhood of `box`, or does not settle.
        """
        x = [c.mid() for c in start]
        reach = [max(float(side.rad()) * 4.0, 2.0**-40 * (1.0 + abs(float(side)))) for side in box]
        middle = [side.mid() for side in box]
        before = math.inf
        for _ in range(_NEWTON_STEPS):
            jet = program.jet(x, precision)
            if not jet.is_finite:
                return None
            try:
                inverse = arb_mat([[h.mid() for h in row] for row in jet.hessian]).inv()
            except ZeroDivisionError:
                return None
            step = _product(inverse, jet.gradient)
            x = [(c - s).mid() for c, s in zip(x, step, strict=True)]
            if any(abs(c - m) > r for c, m, r in zip(x, middle, reach, strict=True)):
                return None
            size = max(float(abs(s).upper()) for s in step)
            scale = max(*(abs(float(c)) for c in x), *(float(side.rad()) for side in box)) or 1.0
            if size <= scale * 2.0 ** (20 - precision) or (size >= before and size <= scale * 2.0**-60):
                return cls(program, x, inverse.mid(), precision)
            before = size
        return None

    def image(self, box: Balls) -> tuple[Balls, BallJet] | None:
        """Return K of a box that contains `point`, and the jet over the box; None if that is not finite."""
        jet = self._program.jet(box, self._precision)
        if not jet.is_finite:
            return None
        n = len(box)
        apart = [x - m for x, m in zip(box, self.point, strict=True)]
        image = []
        for i in range(n):
            total = self.point[i] - self._residual[i]
            for j in range(n):
                entry = arb(int(i == j))
                for k in range(n):
                    entry -= self._inverse[i, k] * jet.hessian[k][j]
                total += entry * apart[j]
            image.append(total)
        return image, jet

    def proves(self, box: Balls) -> bool:
        """Whether there certainly is exactly one critical point in a box that contains `point`."""
        found = self.image(box)
        return found is not None and _strictly_inside(found[0], box)

    def enclosure(self, scale: float) -> tuple[Balls, BallJet] | None:
        """Return small balls that certainly contain one critical point, and the jet over them; None without proof.

        Parameters
        ----------
        scale
            How large coordinates are: the balls' size is relative to it.
        """
        for digits in _TIGHT:
            radius = scale * 2.0 ** -(digits * self._precision)
            box = [ball_around(c, radius) for c in self.point]
            found = self.image(box)
            if found is None or not _strictly_inside(found[0], box):
                continue
            for _ in range(2):
                within = found[0]
                further = self.image(within)
                if further is None:
                    break
                result = within, further[1]
                found = further
            return result
        return None

    def inflated(self, smallest: Sequence[float]) -> Iterator[list[float]]:
        """Yield radii of boxes around `point` that take their shape from the function.

        Epsilon-inflation (S. M. Rump, Solving algebraic problems with high accuracy, 1983), from the radii `smallest`.
        """
        widths = list(smallest)
        for _ in range(_INFLATIONS):
            yield widths
            found = self.image([ball_around(c, w) for c, w in zip(self.point, widths, strict=True)])
            if found is None:
                return
            widths = [max(w, 4.0 * float(x.rad())) for x, w in zip(found[0], widths, strict=True)]


def _strictly_inside(inner: Balls, outer: Balls) -> bool:
    return all(x.contains_interior(y) for x, y in zip(outer, inner, strict=True))


def _product(matrix: arb_mat, vector: Sequence[arb]) -> Balls:
    result = []
    for i in range(len(vector)):
        total = arb(0)
        for j, entry in enumerate(vector):
            total += matrix[i, j] * entry
        result.append(total)
    return result
