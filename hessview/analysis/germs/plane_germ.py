"""The signs that a function of two variables takes near a zero, by Newton's polygon, edge by edge.

Along w = c s^(q/p), s > 0, the terms on one edge of the polygon decide, and they are a polynomial in c. Where it has a
simple root, one branch of g = 0 leaves the point and g changes its sign; where it has a multiple root c, the same is
asked again of the function of s and w' = w / s^(q/p) - c (Newton and Puiseux; E. Brieskorn and H. Knörrer, Plane
Algebraic Curves, section 8.3). What a truncated series does not know is kept apart: only edges that lie below every
unknown term are believed.

If all branches are simple, the point is an isolated critical point, and its degree is 1 - (number of branches) / 2,
each half of a curve through the point counted as one branch (V. I. Arnold, Index of a singular point of a vector field,
Functional Analysis and its Applications 12 (1978) 1-14).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from hessview.analysis.germs.real_roots import RealRoots
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.series import Monomial, Scalar, Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hessview.analysis.germs.real_roots import Root

C = TypeVar("C", bound=Scalar)
Polynomial = dict[int, C]

_SIMPLE = tuple(Fraction(c) for c in (1, -1, 2, -2, "1/2", "-1/2"))

DEEPEST = 6
"""So many multiple roots are followed one after the other."""


@dataclass(frozen=True)
class PlaneCurve(Generic[C]):
    """A curve through the origin, s > 0, along which g has a sign.

    Attributes
    ----------
    u, v
        Polynomials in s without constant terms: coefficients by the exponent.
    sign
        Of g along it.
    """

    u: Polynomial[C]
    v: Polynomial[C]
    sign: int

    def reduced(self) -> PlaneCurve[C]:
        """Return the same curve with the smallest exponents: s for s^k."""
        common = math.gcd(*self.u, *self.v)
        u, v = ({k // common: value for k, value in part.items()} for part in (self.u, self.v))
        return PlaneCurve(u, v, self.sign)

    @property
    def simplicity(self) -> tuple[int, int]:
        """Less for simpler curves."""
        return max((*self.u, *self.v)), len(self.u) + len(self.v)


@dataclass
class PlaneGerm(Generic[C]):
    """What is known about the signs of g near the origin.

    Attributes
    ----------
    curves
        Along which g is positive or negative, as far as found; simple ones first when sorted by `simplicity`.
    resolved
        Whether every branch was followed to its end: the signs found are all that g takes.
    has_zeros
        Whether g vanishes on a multiple branch: then the critical point is not isolated. Known only for polynomials.
    branches
        How many branches of g = 0 leave the point on which g changes its sign.
    leading
        The terms on the edges of the polygon.
    definite
        Whether these have one sign wherever the variables are not zero.
    roots
        The slopes of the branches of each edge on one side.
    """

    curves: list[PlaneCurve[C]] = field(default_factory=list)
    resolved: bool = True
    has_zeros: bool = False
    branches: int = 0
    leading: dict[Monomial, C] = field(default_factory=dict)
    definite: bool = True
    roots: dict[Edge, list[Root[C]]] = field(default_factory=dict, repr=False)

    def curve(self, sign: int) -> PlaneCurve[C] | None:
        """Return the simplest curve along which g has the sign."""
        return min((curve for curve in self.curves if curve.sign == sign), key=lambda c: c.simplicity, default=None)

    @property
    def degree(self) -> int | None:
        """The degree of the gradient of g around the origin; None if unknown, or the origin is not isolated."""
        return None if self.has_zeros or not self.resolved else 1 - self.branches // 2


@dataclass(frozen=True)
class Edge:
    """An edge of Newton's polygon: p i + q j = level on it; the exponents of w on it are last, last + p, ..."""

    p: int
    q: int
    level: int
    first: int
    last: int


@dataclass(frozen=True)
class _Sector(Generic[C]):
    """A function G(s, w) for s > 0, and where it is in the plane: u = u(s), v = A(s) + B(s) w.

    Terms with a i + b j >= limit are not known; all are known if there is no limit.
    """

    G: dict[Monomial, C]
    a: Fraction
    b: Fraction
    limit: Fraction | None
    u: Polynomial[C]
    A: Polynomial[C]
    B: Polynomial[C]
    depth: int = 0
    side: int = 1

    def knows_below(self, edge: Edge) -> bool:
        """Whether every unknown term lies above the line of the edge."""
        if self.limit is None:
            return True
        factors = [edge.p / self.a if self.a else None, edge.q / self.b if self.b else None]
        return min(factor for factor in factors if factor is not None) * self.limit > edge.level


def plane_germ(ring: Series[C], g: Mapping[Monomial, C], *, complete: bool) -> PlaneGerm[C]:
    """Return what is known about the signs of g near the origin.

    Parameters
    ----------
    ring
        Of two variables; terms beyond its order are not known.
    g
        Without a constant term.
    complete
        Whether g is exactly this polynomial.

    Raises
    ------
    NotKnownError
        Where the field cannot tell a sign.
    TooMuchEffort
        When the ring's allowance is spent.
    """
    if not g:
        return PlaneGerm(resolved=complete, has_zeros=complete)
    germ: PlaneGerm[C] = PlaneGerm()
    _along_lines(ring, g, germ)
    if germ.curve(1) is None or germ.curve(-1) is None:
        _resolve(ring, g, germ, complete=complete)
        return germ
    # Both signs are there. The branches are followed, for the degree, only with half of what is left.
    part = Effort((ring.effort.most - ring.effort.spent) // 2)
    counted = replace(germ, curves=list(germ.curves), leading={})
    try:
        _resolve(Series(2, ring.order, ring.field, part), g, counted, complete=complete)
    except TooMuchEffort:
        counted = replace(germ, resolved=False)
    ring.effort.spend(min(part.spent, part.most))
    return counted


def _resolve(ring: Series[C], g: Mapping[Monomial, C], germ: PlaneGerm[C], *, complete: bool) -> None:
    """Follow every branch of g = 0."""
    one = ring.one
    limit = None if complete else Fraction(ring.order + 1)
    _examine(ring, _Sector(dict(g), Fraction(1), Fraction(1), limit, {1: one}, {}, {0: one}), germ)
    if any(i % 2 for i, _ in g):
        mirrored: dict[Monomial, C] = {(i, j): -value if i % 2 else value for (i, j), value in g.items()}
        _examine(ring, _Sector(mirrored, Fraction(1), Fraction(1), limit, {1: -one}, {}, {0: one}, side=-1), germ)
    else:
        germ.branches *= 2
    _along_second_axis(ring, g, germ, complete=complete)
    # Where g changes its sign both signs are found; were one overlooked, nothing would be concluded.
    germ.resolved &= (germ.branches > 0) == (germ.curve(1) is not None and germ.curve(-1) is not None)


def _along_lines(ring: Series[C], g: Mapping[Monomial, C], germ: PlaneGerm[C]) -> None:
    """Add the signs on some straight lines, which edges of other slopes do not show."""
    lowest = min(map(sum, g))
    p = [g.get((lowest - j, j), ring.number(0)) for j in range(lowest + 1)]
    finder = RealRoots(ring.field, ring.effort)
    for side in (1, -1):
        for c in (Fraction(0), *_SIMPLE):
            sign = finder.sign_at(p, c) * (side if lowest % 2 else 1)
            if sign:
                line = {1: ring.number(side * c)} if c else {}
                germ.curves.append(PlaneCurve({1: ring.number(side)}, line, sign))


def _along_second_axis(ring: Series[C], g: Mapping[Monomial, C], germ: PlaneGerm[C], *, complete: bool) -> None:
    """Look along u = 0, which no sector holds."""
    least, height = min(g)
    if least == 0:
        sign = ring.field.sign(g[least, height])
        for side in (1, -1):
            axis = {1: ring.number(side)}
            germ.curves.append(PlaneCurve({}, axis, sign if side > 0 or height % 2 == 0 else -sign))
    elif least == 1:
        germ.branches += 2
    elif complete:
        germ.has_zeros = True
        germ.branches += 2 * (least % 2)
    else:
        germ.resolved = False


def _examine(ring: Series[C], sector: _Sector[C], germ: PlaneGerm[C]) -> None:
    """Add to `germ` what the sector tells."""
    ring.effort.spend(4 * len(sector.G))
    corners = _corners(sector.G)
    edges = [_edge(a, b) for a, b in pairwise(corners)]
    if not edges:
        # A single corner: any slope that is certain shows its signs.
        edges = [Edge(1, 1, sum(corners[0]), corners[0][1], corners[0][1])]
    certain = True
    for edge in edges:
        if not sector.knows_below(edge):
            germ.resolved = certain = False
            break
        _along_edge(ring, sector, edge, germ)
    lowest = corners[-1][1]
    if not certain or lowest == 0:
        return
    if lowest == 1:
        germ.branches += 1
    elif sector.limit is None:
        germ.has_zeros = True
        germ.branches += lowest % 2
    else:
        germ.resolved = False


def _along_edge(ring: Series[C], sector: _Sector[C], edge: Edge, germ: PlaneGerm[C]) -> None:
    finder = RealRoots(ring.field, ring.effort)
    zero = ring.number(0)
    germ.definite &= edge.last % 2 == 0 and edge.first % 2 == 0
    p = [zero] * (edge.first - edge.last + 1)
    for (i, j), value in sector.G.items():
        if edge.p * i + edge.q * j == edge.level:
            p[j - edge.last] = value
            if not sector.depth and sector.side > 0:
                germ.leading[i, j] = value
    known = germ.roots.get(edge) if edge.p % 2 and not sector.depth else None
    if known is None:
        roots = finder.of(p)
        if not sector.depth:
            germ.roots[edge] = roots
    else:  # For an odd p, G(-s^p, c s^q) is, up to its sign, the same polynomial in c or in -c.
        roots = finder.mirrored(known) if edge.q % 2 else known
    for c, sign in _signs(finder, p, roots, edge.last):
        u, v = _line(sector, edge, ring.field.of(c))
        germ.curves.append(PlaneCurve(u, v, sign).reduced())
    germ.definite &= not roots
    whole = sector.limit is None and all(edge.p * i + edge.q * j == edge.level for i, j in sector.G)
    for root in roots:
        if root.multiplicity == 1:
            germ.branches += 1
        elif whole:
            # G is nothing but this edge, so it vanishes all along the branch.
            germ.has_zeros = True
            germ.branches += root.multiplicity % 2
        else:
            _follow(ring, sector, edge, root, germ)


def _signs(finder: RealRoots[C], p: Sequence[C], roots: Sequence[Root[C]], last: int) -> list[tuple[Fraction, int]]:
    """Return numbers c, 0 if it says something and then simple ones first, with the signs of c^last p(c)."""
    zero = [Fraction(0)] if last == 0 else []
    found = [(c, finder.sign_at(p, c) * (-1 if c < 0 and last % 2 else 1)) for c in (*zero, *_SIMPLE)]
    changes = last % 2 or any(root.multiplicity % 2 for root in roots)
    if changes and len({sign for _, sign in found if sign}) < 2:
        found += [(c, sign * (-1 if c < 0 and last % 2 else 1)) for c, sign in finder.samples(p, roots)]
    return [(c, sign) for c, sign in found if sign]


def _follow(ring: Series[C], sector: _Sector[C], edge: Edge, root: Root[C], germ: PlaneGerm[C]) -> None:
    """Look closer at a multiple root."""
    if root.value is None or sector.depth == DEEPEST:
        germ.resolved = False
        return
    moved = _moved(ring, sector, edge, root.value)
    if not moved.G:
        germ.has_zeros |= moved.limit is None
        germ.resolved &= moved.limit is None
        return
    _examine(ring, moved, germ)


def _moved(ring: Series[C], sector: _Sector[C], edge: Edge, c: C) -> _Sector[C]:
    """Return the sector after s = s'^p, w = s'^q (c + w'), G divided by s'^level."""
    p, q = edge.p, edge.q
    limit = sector.limit
    if limit is not None:
        factors = [p / sector.a if sector.a else None, q / sector.b if sector.b else None]
        limit = min(factor for factor in factors if factor is not None) * limit - edge.level
    G: dict[Monomial, C] = {}
    for (i, j), value in sector.G.items():
        exponent = p * i + q * j - edge.level
        if limit is not None and exponent >= limit:
            continue
        ring.effort.spend(4 * (j + 1), ring.field.bits((value, c)))
        power = value
        for k in range(j, -1, -1):
            term = ring.number(math.comb(j, k)) * power
            G[exponent, k] = G[exponent, k] + term if (exponent, k) in G else term
            power = power * c
    G = {monomial: value for monomial, value in G.items() if ring.field.sign(value)}
    u, A = _line(sector, edge, c)
    B = {k * p + q: value for k, value in sector.B.items()}
    return _Sector(G, Fraction(1), Fraction(0), limit, u, A, B, sector.depth + 1)


def _line(sector: _Sector[C], edge: Edge, c: C) -> tuple[Polynomial[C], Polynomial[C]]:
    """Return u and v along s = s'^p, w = c s'^q."""
    u = {k * edge.p: value for k, value in sector.u.items()}
    v = {k * edge.p: value for k, value in sector.A.items()}
    for k, value in sector.B.items():
        place = k * edge.p + edge.q
        v[place] = v[place] + c * value if place in v else c * value
    return u, {k: value for k, value in v.items() if value}


def edges_of(g: Iterable[Monomial]) -> list[Edge]:
    """Return the edges of Newton's polygon of the terms of a function of two variables."""
    return [_edge(a, b) for a, b in pairwise(_corners(g))]


def _corners(G: Iterable[Monomial]) -> list[tuple[int, int]]:
    """Return the corners of Newton's polygon, from the lowest power of s to the lowest power of w."""
    lowest: dict[int, int] = {}
    for i, j in G:
        lowest[i] = min(j, lowest.get(i, j))
    hull: list[tuple[int, int]] = []
    for i, j in sorted(lowest.items()):
        if hull and j >= hull[-1][1]:
            continue
        while len(hull) > 1 and _above(hull[-2], hull[-1], (i, j)):
            hull.pop()
        hull.append((i, j))
    return hull


def _above(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether b lies on or above the line from a to c."""
    return (b[1] - a[1]) * (c[0] - a[0]) >= (c[1] - a[1]) * (b[0] - a[0])


def _edge(a: tuple[int, int], b: tuple[int, int]) -> Edge:
    across, down = b[0] - a[0], a[1] - b[1]
    common = math.gcd(across, down)
    p, q = down // common, across // common
    return Edge(p, q, p * a[0] + q * a[1], a[1], b[1])
