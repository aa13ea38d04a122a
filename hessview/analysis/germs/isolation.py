"""A box around an exactly known degenerate point in which it is the only critical point, proved.

No box test proves that of a degenerate point, as the slightest change of f would split it. But where its place is known
exactly, the vanishing terms of the Taylor series are known to vanish, and only the others are to be compared. With the
coordinates of the splitting lemma (`splitting`), w across the kernel of the Hessian, v along it, and w = W(v) where f
is stationary across, every critical point has

    |w - W(v)| <= M |f_w(W(v), v)|    and    0 = f_v(W(v), v) + f_vw(..) (w - W(v)),

where M bounds the inverse of f_ww. So it is enough that P(v) = f_v(W(v), v) ± |f_vw| M |f_w(W(v), v)|, a polynomial
with intervals for coefficients, has no zero but 0. In one variable v its lowest term is divided out; in several ones
the surface of a cube is shrunk by v_j = s^(a_j) u_j with weights a_j, so that lowest terms remain for all s (V. I.
Arnold, S. M. Gusein-Zade, A. N. Varchenko, Singularities of Differentiable Maps I, Birkhäuser 1985, section 12). What
the polynomial leaves out is bounded by the Taylor coefficients over the box (`calculus.ball_field`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flint import arb

from hessview.analysis.germs.ball_polynomials import (
    Balls,
    added,
    product,
    size_of,
    slope,
    substituted,
    value_over,
    vanishes_only_at_zero,
)
from hessview.analysis.germs.cube_signs import vanish_together
from hessview.analysis.germs.forms import weights_of_powers
from hessview.analysis.germs.kernel_reach import Reach, Shear
from hessview.analysis.germs.plane_germ import edges_of
from hessview.analysis.germs.ray_isolation import NARROW, RayProof, rays_of
from hessview.analysis.germs.real_roots import RealRoots
from hessview.analysis.germs.splitting import derivative, split
from hessview.calculus.ball import working_precision
from hessview.calculus.ball_field import BallField, ball_of
from hessview.calculus.closed_numbers import ClosedNumber
from hessview.calculus.series import Monomial, NotKnownError, Scalar, Series, degree_bound, taylor_series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hessview.analysis.germs.cube_signs import Cone
    from hessview.calculus.effort import Effort
    from hessview.calculus.series import Field
    from hessview.language.formula import Formula

C = TypeVar("C", bound=Scalar)

PRECISION = 128
SHARES = tuple(2.0**-k for k in (-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 26, 30, 34))
"""Of the size that is given, the half widths of the boxes that are tried, the largest first."""

LARGEST_DEGREE = 24
_MOST_SHEARS = 4


def isolating_box(
    formula: Formula, place: Sequence[C], field: Field[C], *, order: int, size: Sequence[float], effort: Effort
) -> list[float] | None:
    """Return the half widths of a box around a critical point in which no other one lies; None if none is proved.

    In that box f is analytic.

    Parameters
    ----------
    formula
        Of n variables.
    place
        Where its gradient is exactly zero and its Hessian singular: n numbers of an exact field.
    field
        That field, of fractions or of numbers in closed form.
    order
        Of the Taylor polynomial that is to tell.
    size
        The shape of the box and its scale: n half widths.
    effort
        What it is paid from.

    Raises
    ------
    NotKnownError, ZeroDivisionError
        Where the field cannot tell.
    TooMuchEffort
        When the allowance is spent.
    """
    with working_precision(PRECISION):
        ring = Series(formula.dimension, order, field, effort)
        germ = _Germ(formula, place, ring)
        if not germ.may_be_told(size):
            germ = _Germ(formula, place, ring, by_rays=True)
            if not germ.may_be_told(size):
                return None
        for share in SHARES:
            half = [share * each for each in size]
            if germ.is_alone(half):
                return half
    return None


def _ball(x: Scalar) -> arb:
    """Return a ball around a number of an exact field, in the working precision."""
    if isinstance(x, Fraction):
        return ball_of(x)
    if isinstance(x, ClosedNumber):
        return x.ball_here()
    raise NotKnownError


def _balls(f: Mapping[Monomial, C]) -> Balls:
    return {m: _ball(c) for m, c in f.items()}


class _Germ(Generic[C]):
    """The Taylor series at one point, split, in exact numbers.

    Parameters
    ----------
    formula, place, ring
        See `isolating_box`.
    by_rays
        Whether lines on which all lowest terms vanish are looked at by themselves.
    """

    def __init__(self, formula: Formula, place: Sequence[C], ring: Series[C], *, by_rays: bool = False) -> None:
        self._formula, self._n, self._order, self._effort = formula, ring.n, ring.order, ring.effort
        degree = degree_bound(formula.expression, formula.variables, LARGEST_DEGREE)
        self._is_complete = degree is not None and degree <= ring.order
        f = {m: c for m, c in taylor_series(formula, place, ring).items() if any(m)}
        if any(sum(m) == 1 for m in f):
            raise NotKnownError
        parts = split(ring, f, rounds=ring.order)
        self._kernel, self._across = parts.kernel, tuple(parts.squares)
        self._g = parts.g
        small = Series(len(self._kernel), ring.order, ring.field, ring.effort)
        units: list[Mapping[Monomial, C]] = [{} for _ in range(self._n)]
        for position, j in enumerate(self._kernel):
            units[j] = {tuple(int(k == position) for k in range(small.n)): small.one}
        for j, valley in parts.valley.items():
            units[j] = valley
        self._slopes = [
            {m: c for m, c in small.substitute(derivative(ring, parts.turned, j), units).items() if sum(m) < ring.order}
            for j in range(self._n)
        ]
        self._place = [_ball(x) for x in place]
        self._columns = [[_ball(x) for x in column] for column in parts.columns]
        self._turned = _balls(parts.turned)
        self._valley = {j: _balls(valley) for j, valley in parts.valley.items()}
        self._squares = {j: _ball(d) for j, d in parts.squares.items()}
        self._shears: list[Shear] = []
        self._rays: list[RayProof[C]] = []
        self._weights = [(1,) * len(self._kernel)]
        if by_rays:
            self._rays = self._proofs(small)
        elif len(self._kernel) == 2:
            self._straighten(small)
        if not by_rays:
            self._weights = self._choices()

    def _proofs(self, ring: Series[C]) -> list[RayProof[C]]:
        """Return what is to be proved of the lines, none if one is not understood."""
        if not self._g or ring.n < 2 or any(self._slopes[k] for k in self._across):
            return []
        exact = [self._slopes[j] for j in self._kernel]
        return [RayProof(ray, exact, _ball, ring.order) for ray in rays_of(ring, self._g, exact) or ()]

    def _straighten(self, ring: Series[C]) -> None:
        """Bend the kernel's coordinates until the multiple branches of g = 0 lie along the axes, to first order."""
        for _ in range(_MOST_SHEARS):
            found = next(_multiple_branches(ring, self._g), None)
            if found is None:
                return
            axis, power, c = found
            units: list[dict[Monomial, C]] = [{(1, 0): ring.one}, {(0, 1): ring.one}]
            bend: dict[Monomial, C] = {(power, 0) if axis else (0, power): c}
            units[axis] = ring.add(units[axis], bend)
            self._g = ring.substitute(self._g, units)
            self._slopes = [ring.substitute(slope, units) for slope in self._slopes]
            # By the chain rule the slope along the other coordinate gains what the bent one contributes.
            other, bent = self._kernel[1 - axis], self._kernel[axis]
            factor: dict[Monomial, C] = {(power - 1, 0) if axis else (0, power - 1): ring.number(power) * c}
            gained = ring.add(self._slopes[other], ring.mul(factor, self._slopes[bent]))
            self._slopes[other] = gained
            self._slopes = [{m: v for m, v in slope.items() if sum(m) < self._order} for slope in self._slopes]
            self._shears.append(Shear(axis, power, _ball(c)))

    def _choices(self) -> list[tuple[int, ...]]:
        """Return weights of the kernel's coordinates for which the lowest terms may tell."""
        z = len(self._kernel)
        if not self._g or z == 0:
            return []
        found: list[tuple[int, ...]] = [(1,) * z]
        if z == 2:
            found += [(edge.p, edge.q) for edge in edges_of(self._g)]
        elif z > 2:
            powers = weights_of_powers({m: Fraction(1) for m in self._g})
            found += [] if powers is None else [powers]
        return list(dict.fromkeys(found))

    def may_be_told(self, size: Sequence[float]) -> bool:
        """Whether the lowest terms have no common zero: only then there is a box, perhaps a small one."""
        exact = [self._slopes[j] for j in self._kernel]
        if len(exact) < 2 or not self._g:
            return bool(self._g)
        reach = Reach(self._columns, self._valley, self._kernel, size, self._shears)
        cones = [proof.cone(reach.widths[-1], NARROW[0]) for proof in self._rays]
        told = []
        for weights in self._weights:
            lowest = []
            for each, level in zip(exact, self._levels(weights), strict=True):
                terms = {m: c for m, c in each.items() if _weight(m, weights) == level}
                lowest.append([(m, 0, _ball(c) * size_of(m, reach.widths[-1])) for m, c in terms.items()])
            if not vanish_together(lowest, self._effort, cones):
                told.append(weights)
        self._weights = told
        return bool(told)

    def _levels(self, weights: tuple[int, ...]) -> list[int]:
        """Return the least weights that terms of the slopes may have."""
        least = min(_weight(m, weights) for m in self._g)
        return [least - weight for weight in weights]

    def is_alone(self, half: Sequence[float]) -> bool:
        """Whether it is proved that no other critical point is within `half` of the point along every axis."""
        reach = Reach(self._columns, self._valley, self._kernel, half, self._shears)
        tests = self._tests(reach)
        if tests is None:
            return False
        self._effort.spend(200 * len(tests) * max(map(len, tests)))
        if len(tests) == 1:
            return vanishes_only_at_zero(tests[0])
        if not self._rays:
            return any(self._is_clear(tests, weights) for weights in self._weights)
        for narrow in NARROW:
            if all(proof.holds(tests, reach.widths[-1], narrow, self._effort) for proof in self._rays):
                cones = [proof.cone(reach.widths[-1], narrow) for proof in self._rays]
                return self._is_clear(tests, self._weights[0], cones)
        return False

    def _tests(self, reach: Reach) -> list[Balls] | None:
        """Return polynomials in the kernel's coordinates that vanish wherever f is critical; None if there are none."""
        if reach.is_too_wide:
            return None
        turned = dict(self._turned)
        if not self._is_complete:
            try:
                turned.update(self._rest(reach))
            except (NotKnownError, ZeroDivisionError):
                return None  # f is not defined in all of the box
        inverse = self._inverse(turned, reach)
        if inverse is None:
            return None
        slopes = self._slopes_over(turned, reach)
        mixed = [
            sum((abs(value_over(slope(slope(turned, i), j), reach.y)).upper() for j in self._across), arb(0))
            for i in self._kernel
        ]
        for stage, shear in enumerate(self._shears, 1):
            mixed[1 - shear.axis] += abs(shear.factor(reach.widths[stage])) * mixed[shear.axis]
        tests = []
        for i, bound in zip(self._kernel, mixed, strict=True):
            test = dict(slopes[i])
            for k in self._across:
                factor = arb(0, 1) * (bound * inverse / (2 * abs(self._squares[k])))
                test = added(test, {m: factor * c for m, c in slopes[k].items()})
            tests.append(test)
        return tests

    def _is_clear(self, tests: Sequence[Balls], weights: tuple[int, ...], cones: Sequence[Cone] = ()) -> bool:
        """Whether the polynomials have no common zero in the cube |v_j| <= 1 but 0, by their lowest terms."""
        shrunk = []
        for test, level in zip(tests, self._levels(weights), strict=True):
            powers = {m: _weight(m, weights) - level for m in test}
            if min(powers.values(), default=0) < 0:
                return False
            shrunk.append([(m, powers[m], c) for m, c in test.items()])
        return not vanish_together(shrunk, self._effort, cones)

    def _rest(self, reach: Reach) -> Balls:
        """Return the terms of the next order about all points of the box: what the polynomial leaves out."""
        n, order = self._n, self._order + 1
        field: Any = BallField()
        ring: Series[Any] = Series(n, order, field, self._effort)
        box = [x + arb(0, 1) * t for x, t in zip(self._place, reach.t, strict=True)]
        top = {m: c for m, c in taylor_series(self._formula, box, ring).items() if sum(m) == order}
        rows: list[Balls] = [
            {tuple(int(k == j) for k in range(n)): self._columns[j][i] for j in range(n)} for i in range(n)
        ]
        return ring.substitute(top, rows)

    def _inverse(self, turned: Balls, reach: Reach) -> arb | None:
        """Return a bound of the inverse of f_ww in the box, times the squares; None if there is none."""
        largest = arb(0)
        for j in self._across:
            row = arb(0)
            for k in self._across:
                entry = value_over(slope(slope(turned, j), k), reach.y) / (2 * self._squares[j])
                row += abs(entry - int(j == k)).upper()
            largest = largest.max(row)
        return 1 / (1 - largest) if largest < 1 else None

    def _slopes_over(self, turned: Balls, reach: Reach) -> list[Balls]:
        """Return f_y(W(v), v) as polynomials in v, in shares of its reach, with all terms beyond the order gathered."""
        order = self._order
        values: list[Balls] = [{} for _ in range(self._n)]
        for position, j in enumerate(self._kernel):
            values[j] = {tuple(int(k == position) for k in range(len(self._kernel))): reach.y[j]}
        for j, valley in self._valley.items():
            values[j] = {m: c * size_of(m, reach.widths[0]) for m, c in valley.items()}
        found = [substituted(slope(turned, j), values, order, self._effort) for j in range(self._n)]
        for stage, shear in enumerate(self._shears, 1):
            units = shear.units(reach.widths[stage - 1], reach.widths[stage])
            found = [substituted(slope, units, order, self._effort) for slope in found]
            other, bent = self._kernel[1 - shear.axis], self._kernel[shear.axis]
            factor = {shear.bend(shear.power - 1): shear.factor(reach.widths[stage])}
            found[other] = added(found[other], product(factor, found[bent], order, self._effort))
        for j in range(self._n):
            exact = {m: _ball(c) * size_of(m, reach.widths[-1]) for m, c in self._slopes[j].items()}
            found[j] = {**exact, **{m: c for m, c in found[j].items() if sum(m) >= order}}
        return found


def _weight(monomial: Monomial, weights: Sequence[int]) -> int:
    return sum(map(int.__mul__, monomial, weights))


def _multiple_branches(ring: Series[C], g: Mapping[Monomial, C]) -> Iterator[tuple[int, int, C]]:
    """Yield multiple branches v_axis = c v_other^power + ... of g = 0 that lie along no axis: axis, power and c."""
    finder = RealRoots(ring.field, ring.effort)
    for axis in (1, 0):
        here = dict(g) if axis else {(j, i): c for (i, j), c in g.items()}
        for edge in edges_of(here):
            if edge.p == 1:
                zero = ring.number(0)
                p = [zero] * (edge.first - edge.last + 1)
                for (i, j), c in here.items():
                    if i + edge.q * j == edge.level:
                        p[j - edge.last] = c
                for root in finder.of(p):
                    if root.multiplicity > 1 and root.value is not None and ring.field.sign(root.value):
                        yield axis, edge.q, root.value


def orders_to_isolate(formula: Formula, order: int) -> list[int]:
    """Return the orders of Taylor polynomials that may isolate a point of which `order` tells the nature, some."""
    degree = degree_bound(formula.expression, formula.variables, LARGEST_DEGREE)
    start = max(order, 3)
    orders = [start, start + 2, start + 5]
    return orders if degree is None or degree < start else sorted({min(k, degree) for k in (*orders, degree)})
