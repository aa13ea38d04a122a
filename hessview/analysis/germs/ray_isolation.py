"""Lines through a degenerate point on which all lowest terms of its slopes vanish, and what the next terms say there.

Where the slopes P of a function begin with forms L that vanish along a line s u0, as those of x^4 + y^4 + z^4 - 4 x y z
do along the axes, put v = s (u0 + a), with a_j = 0 for the coordinate j in which u0_j = 1. If the derivatives of the
other forms are independent there, P_i = 0 for i != j determines a = A(s) + .., and only P_j (A(s)) is left to be looked
at, a polynomial in s alone: the splitting lemma once more, of the directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Generic, TypeVar

from flint import arb, arb_mat

from hessview.analysis.germs.ball_polynomials import Balls, substituted, vanishes_only_at_zero
from hessview.analysis.germs.cube_signs import Cone
from hessview.analysis.germs.real_roots import RealRoots
from hessview.calculus.ball import whole_power
from hessview.calculus.series import Monomial, Scalar, Series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hessview.calculus.effort import Effort

C = TypeVar("C", bound=Scalar)
Terms = dict[Monomial, C]

NARROW = (2.0**-3, 2.0**-5, 2.0**-8)
"""Half widths of the cones around the lines, as shares of the cube, that are tried."""

_MOST_VARIABLES = 4


@dataclass(frozen=True)
class Ray(Generic[C]):
    """One of the lines.

    Attributes
    ----------
    j
        The coordinate along it.
    direction
        u0, with u0_j = 1.
    bend
        A(s) by the coordinate: coefficients of s, s^2, ...; empty for j.
    rest
        P_j on it: coefficients by the exponent of s, below the order.
    """

    j: int
    direction: tuple[C, ...]
    bend: tuple[Terms[C], ...]
    rest: Terms[C]


def rays_of(ring: Series[C], g: Mapping[Monomial, C], slopes: Sequence[Mapping[Monomial, C]]) -> list[Ray[C]] | None:
    """Return the lines found on which the lowest terms of the slopes vanish; None if one of them is not understood.

    Parameters
    ----------
    ring
        Of the kernel's z >= 2 variables.
    g
        The function on the kernel.
    slopes
        z polynomials, known below the ring's order.
    """
    level = min(map(sum, g)) - 1
    found = []
    for direction in _directions(ring, g, slopes, level):
        ray = _followed(ring, slopes, direction, level)
        if ray is None:
            return None
        found.append(ray)
    return found


def _directions(
    ring: Series[C], g: Mapping[Monomial, C], slopes: Sequence[Mapping[Monomial, C]], level: int
) -> Iterator[tuple[C, ...]]:
    one, zero = ring.one, ring.number(0)
    if ring.n == 2:
        p = [g.get((level + 1 - k, k), zero) for k in range(level + 2)]
        for root in RealRoots(ring.field, ring.effort).of(p):
            if root.multiplicity > 1 and root.value is not None:
                yield one, root.value
        if not any(p[-2:]):
            yield zero, one
        return
    for signs in product((0, 1, -1), repeat=ring.n) if ring.n <= _MOST_VARIABLES else ():
        first = next((x for x in signs if x), 0)
        direction = tuple(ring.number(x) for x in signs)
        if first == 1 and all(not ring.field.sign(_value(ring, slope, direction, level)) for slope in slopes):
            yield direction


def _value(ring: Series[C], f: Mapping[Monomial, C], x: Sequence[C], degree: int) -> C:
    """Return the terms of f of one degree at a place."""
    total = ring.number(0)
    for monomial, c in f.items():
        if sum(monomial) == degree:
            term = c
            for base, power in zip(x, monomial, strict=True):
                for _ in range(power):
                    term = term * base
            total = total + term
    return total


def _slope(ring: Series[C], f: Mapping[Monomial, C], k: int) -> Terms[C]:
    return {(*m[:k], m[k] - 1, *m[k + 1 :]): ring.number(m[k]) * c for m, c in f.items() if m[k]}


def _followed(
    ring: Series[C], slopes: Sequence[Mapping[Monomial, C]], direction: tuple[C, ...], level: int
) -> Ray[C] | None:
    j = next(k for k, x in enumerate(direction) if ring.field.sign(x))
    direction = tuple(x / direction[j] for x in direction)
    others = [i for i in range(ring.n) if i != j]
    J = [[_value(ring, _slope(ring, slopes[i], k), direction, level - 1) for k in others] for i in others]
    inverse = _inverse(ring, J)
    if inverse is None:
        return None
    line: Series[C] = Series(1, ring.order, ring.field, ring.effort)
    bend: list[Terms[C]] = [{} for _ in direction]
    for _ in range(ring.order - level):
        values = _line(line, direction, bend)
        missing = [line.substitute(slopes[i], values) for i in others]
        for row, i in zip(inverse, others, strict=True):
            step: Terms[C] = {}
            for factor, value in zip(row, missing, strict=True):
                step = line.add(step, line.scale({(k - level,): c for (k,), c in value.items()}, -factor))
            bend[i] = line.add(bend[i], {m: c for m, c in step.items() if 0 < m[0] < ring.order - level})
    values = _line(line, direction, bend)
    if any(k < ring.order for i in others for (k,) in line.substitute(slopes[i], values)):
        return None
    rest = {m: c for m, c in line.substitute(slopes[j], values).items() if m[0] < ring.order}
    return Ray(j, direction, tuple(bend), rest) if rest else None


def _line(line: Series[C], direction: Sequence[C], bend: Sequence[Terms[C]]) -> list[Terms[C]]:
    """Return v = s (u0 + A(s)) as polynomials in s."""
    return [
        line.add({(1,): x} if x else {}, {(k + 1,): c for (k,), c in part.items()})
        for x, part in zip(direction, bend, strict=True)
    ]


def _inverse(ring: Series[C], J: list[list[C]]) -> list[list[C]] | None:
    """Return the inverse of a small matrix, or None if it is singular."""
    m = len(J)
    rows = [[*row, *(ring.number(int(i == k)) for k in range(m))] for i, row in enumerate(J)]
    for k in range(m):
        pivot = next((i for i in range(k, m) if ring.field.sign(rows[i][k])), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(m):
            if i != k and rows[i][k]:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[m:] for row in rows]


class RayProof(Generic[C]):
    """Proves that the slopes have no common zero near a ray but the origin.

    To be used in a working precision.

    Parameters
    ----------
    ray, slopes
        Exact, `slopes` below the order.
    ball
        Makes a ball of an exact number.
    order
        Of what is not known exactly.
    """

    def __init__(
        self, ray: Ray[C], slopes: Sequence[Mapping[Monomial, C]], ball: Callable[[C], arb], order: int
    ) -> None:
        self._ray, self._order = ray, order
        self._slopes: list[Balls] = [{m: ball(c) for m, c in slope.items()} for slope in slopes]
        self._direction = [ball(x) for x in ray.direction]
        self._bend: list[Balls] = [{m: ball(c) for m, c in part.items()} for part in ray.bend]
        self._rest: Balls = {m: ball(c) for m, c in ray.rest.items()}
        self._others = [i for i in range(len(slopes)) if i != ray.j]
        self._level = min(sum(m) for slope in slopes for m in slope)

    def cone(self, widths: Sequence[arb], narrow: float) -> Cone:
        """Return the cone around the ray, in shares of the widths."""
        j = self._ray.j
        centres = [float((x * widths[j] / w).mid()) for x, w in zip(self._direction, widths, strict=True)]
        return Cone(j, tuple(centres), narrow)

    def holds(self, tests: Sequence[Balls], widths: Sequence[arb], narrow: float, effort: Effort) -> bool:
        """Whether there is no common zero in the cone with |v| <= widths, besides the origin.

        Parameters
        ----------
        tests
            The slopes with all that is not known, in shares of the widths.
        """
        j = self._ray.j
        slack = [arb(narrow) * w / widths[j] for w in widths]
        ratios = [x + arb(0, 1) * e for x, e in zip(self._direction, slack, strict=True)]
        ratios[j] = arb(1)
        for i in self._others:
            away = sum((abs(c) * widths[j] ** m[0] for m, c in self._bend[i].items()), arb(0))
            if not away <= slack[i]:
                return False
        unknown = [self._unknown(test, ratios, widths) for test in tests]
        values: list[Balls] = []
        for x, part in zip(self._direction, self._bend, strict=True):
            values.append({(1,): x * widths[j], **{(k + 1,): c * widths[j] ** (k + 1) for (k,), c in part.items()}})
        beyond = [substituted(slope, values, self._order, effort).get((self._order,), arb(0)) for slope in self._slopes]
        missing = [(abs(a) + b).upper() for a, b in zip(beyond, unknown, strict=True)]
        D = [[self._derivative(i, k, ratios, widths[j]) for k in self._others] for i in range(len(tests))]
        apart = self._apart(D, missing, slack)
        if apart is None:
            return False
        along = sum((abs(d) * slack[k] for d, k in zip(D[j], self._others, strict=True)), arb(0))
        test = {m: c * widths[j] ** m[0] for m, c in self._rest.items()}
        test[self._order,] = arb(0, 1) * (missing[j] + along * apart)
        return vanishes_only_at_zero(test)

    def _unknown(self, test: Balls, ratios: Sequence[arb], widths: Sequence[arb]) -> arb:
        """Return a bound of what is not known of a slope, as a share of s^order."""
        total = arb(0)
        for monomial, c in test.items():
            if sum(monomial) >= self._order:
                term = abs(c)
                for power, ratio, width in zip(monomial, ratios, widths, strict=True):
                    term *= whole_power(abs(ratio) * widths[self._ray.j] / width, power)
                total += term.upper()
        return total.upper()

    def _derivative(self, i: int, k: int, ratios: Sequence[arb], width: arb) -> arb:
        """Return the derivative of P_i / s^level by a_k over the cone."""
        total = arb(0)
        for monomial, c in self._slopes[i].items():
            if monomial[k]:
                term = monomial[k] * c * whole_power(arb(0, 1) * width, sum(monomial) - self._level)
                for index, (power, ratio) in enumerate(zip(monomial, ratios, strict=True)):
                    term *= whole_power(ratio, power - int(index == k))
                total += term
        return total

    def _apart(self, D: Sequence[Sequence[arb]], missing: Sequence[arb], slack: Sequence[arb]) -> arb | None:
        """Return a bound of |a - A(s)| s^level, in shares of the slack and of s^order; None if there is none."""
        J = arb_mat([[D[i][k].mid() for k in range(len(self._others))] for i in self._others])
        try:
            inverse = J.inv()
        except ZeroDivisionError:
            return None
        m = len(self._others)
        product_ = inverse * arb_mat([list(D[i]) for i in self._others])
        worst, reach = arb(0), arb(0)
        for a in range(m):
            row = arb(0)
            for b in range(m):
                row += (abs(product_[a, b] - int(a == b)) * slack[self._others[b]] / slack[self._others[a]]).upper()
            worst = worst.max(row)
            moved = sum((abs(inverse[a, b]) * missing[self._others[b]] for b in range(m)), arb(0))
            reach = reach.max((moved / slack[self._others[a]]).upper())
        return reach / (1 - worst) if worst < 1 else None
