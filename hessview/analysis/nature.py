"""What a degenerate critical point is, from the exact Taylor series: the Hessian split off, the rest judged by signs.

By the splitting lemma f is, in suitable coordinates, its Hessian's squares plus a function g of the kernel alone that
starts with order 3 (Poston & Stewart, Catastrophe Theory and its Applications, chapter 4). If the squares are all
positive, f has a minimum exactly where g has one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Nature
from hessview.calculus.effort import Effort, TooMuchEffort, bits_of
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import NotKnownError, Series

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.calculus.rational_series import Terms

ORDERS = (4, 6, 8, 12)
MOST_VARIABLES = 4

_ZERO, _ONE = Fraction(0), Fraction(1)


def nature_of_series(
    series_of_order: Callable[[int], Terms | None], n: int, effort: Effort | None = None
) -> tuple[Nature, int]:
    """Return the nature of the critical point at the series' centre, and the order of the terms that were enough.

    Parameters
    ----------
    series_of_order
        The exact Taylor polynomial up to an order; None where it is not known.
    n
        The number of variables.
    effort
        What the conclusions are paid from; when it is exhausted the nature stays undecided.
    """
    effort = effort or Effort()
    for order in ORDERS if n <= MOST_VARIABLES else ():
        terms = series_of_order(order)
        if terms is None or any(sum(monomial) == 1 for monomial in terms):
            break
        try:
            nature = _judge(Series(n, order, RationalField(), effort), terms)
        except (NotKnownError, ZeroDivisionError, TooMuchEffort):
            break
        if nature is not Nature.UNDECIDED:
            return nature, order
    return Nature.UNDECIDED, 0


def _judge(ring: Series[Fraction], terms: Terms) -> Nature:
    n = ring.n
    origin = (0,) * n
    f = {monomial: value for monomial, value in terms.items() if monomial != origin}
    change, diagonal = _diagonalised(_hessian(f, n))
    if any(d > 0 for d in diagonal) and any(d < 0 for d in diagonal):
        return Nature.NOT_AN_EXTREMUM
    turned = any(d < 0 for d in diagonal)
    if turned:
        f, diagonal = {monomial: -value for monomial, value in f.items()}, [-d for d in diagonal]
    if change is not None:
        f = _substituted(ring, f, [_linear(row) for row in change])
    kernel = [j for j in range(n) if not diagonal[j]]
    g = _restricted(_reduced(ring, f, diagonal), kernel)
    nature = _nature_on_kernel(g, len(kernel), ring, flat=len(kernel) == n)
    if not turned or nature in (Nature.UNDECIDED, Nature.NOT_AN_EXTREMUM):
        return nature
    return Nature.MAXIMUM if nature is Nature.MINIMUM else Nature.MINIMUM


def _nature_on_kernel(g: Terms, z: int, ring: Series[Fraction], *, flat: bool) -> Nature:
    """Return the nature of squares + g, or of g alone if there are no squares (`flat`)."""
    if not g:
        return Nature.UNDECIDED
    lowest = min(map(sum, g))
    form = {monomial: value for monomial, value in g.items() if sum(monomial) == lowest}
    signs = _signs(form, z, ring.effort)
    if lowest % 2 or signs == {1, -1} or (-1 in signs and not flat):
        return Nature.NOT_AN_EXTREMUM
    for sign, nature in ((1, Nature.MINIMUM), (-1, Nature.MAXIMUM)) if flat else ((1, Nature.MINIMUM),):
        turned = {monomial: sign * value for monomial, value in g.items()}
        leading = {monomial: sign * value for monomial, value in form.items()}
        ring.effort.spend(len(turned))
        if _even_powers_prevail(turned, z, ring.order):
            return nature
        if z == 2 and _is_positive_definite(leading, lowest, ring.effort):
            return nature
    return Nature.UNDECIDED


def _signs(form: Terms, z: int, effort: Effort) -> set[int]:
    """Return the signs that a form takes at some points with small whole coordinates."""
    steps = range(-12, 13) if z <= 2 else range(-2, 3)
    bits = bits_of(form.values())
    effort.spend(2 * len(form), len(form) * bits)
    common = math.lcm(*(value.denominator for value in form.values()))
    whole = [(monomial, int(value * common)) for monomial, value in form.items()]
    found: set[int] = set()
    effort.spend(len(steps) ** z * len(form) // 8, bits)  # products of integers, no gcds
    for point in product(steps, repeat=z):
        value = 0
        for monomial, coefficient in whole:
            value += coefficient * math.prod(map(pow, point, monomial))
        if value:
            found.add(1 if value > 0 else -1)
        if len(found) == 2:
            break
    return found


def _even_powers_prevail(g: Terms, z: int, order: int) -> bool:
    """Whether pure even powers with positive coefficients outweigh all other terms near 0.

    With v_j = s^(w_j) c_j, w_j = 1 / (exponent of the pure power of v_j), pure powers are of the order s; the others
    must be of higher order in s, or never negative. Terms cut off are of higher order.
    """
    pure: list[int] = []
    for j in range(z):
        powers = [m[j] for m in g if m[j] and not any(m[:j]) and not any(m[j + 1 :])]
        if not powers or min(powers) % 2:
            return False
        pure.append(min(powers))
    if max(pure) > order:
        return False
    for monomial, value in g.items():
        weight = sum((Fraction(power, size) for power, size in zip(monomial, pure, strict=True)), _ZERO)
        if weight <= 1 and (value < 0 or any(power % 2 for power in monomial)):
            return False
    return True


def _is_positive_definite(form: Terms, degree: int, effort: Effort) -> bool:
    """Whether a form in two variables is positive except at 0: F(1, t) has no real root (Sturm) and F(0, 1) > 0."""
    p = [form.get((degree - k, k), _ZERO) for k in range(degree + 1)]
    if p[0] <= 0 or p[-1] <= 0:
        return False
    chain = [p, [k * value for k, value in enumerate(p)][1:]]
    while len(chain[-1]) > 1:
        effort.spend(2 * len(chain[-2]), bits_of((*chain[-1], *chain[-2])))
        rest = _remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-value for value in rest])
    left = _changes([q[-1] * (-1) ** (len(q) - 1) for q in chain])
    return left == _changes([q[-1] for q in chain])


def _remainder(a: Sequence[Fraction], b: Sequence[Fraction]) -> list[Fraction]:
    """Return a mod b, coefficients from the constant up, without leading zeros."""
    rest = list(a)
    while len(rest) >= len(b):
        factor = rest[-1] / b[-1]
        for k in range(1, len(b) + 1):
            rest[-k] -= factor * b[-k]
        rest.pop()
    while rest and not rest[-1]:
        rest.pop()
    return rest


def _changes(values: Sequence[Fraction]) -> int:
    return sum(1 for a, b in pairwise(values) if a * b < 0)


def _hessian(f: Terms, n: int) -> list[list[Fraction]]:
    H = [[_ZERO] * n for _ in range(n)]
    for monomial, value in f.items():
        if sum(monomial) == 2:
            i, *rest = [j for j in range(n) if monomial[j]]
            if rest:
                H[i][rest[0]] = H[rest[0]][i] = value
            else:
                H[i][i] = 2 * value
    return H


def _diagonalised(H: list[list[Fraction]]) -> tuple[list[list[Fraction]] | None, list[Fraction]]:
    """Return T (None: the identity) and the diagonal of T^T H T, by completing squares."""
    n = len(H)
    if not any(H[i][j] for i in range(n) for j in range(i)):
        return None, [H[i][i] for i in range(n)]
    A = [list(row) for row in H]
    T = [[_ONE if i == j else _ZERO for j in range(n)] for i in range(n)]
    open_ = list(range(n))
    while open_:
        k = next((i for i in open_ if A[i][i]), None)
        if k is None:
            pair = next(((i, j) for i in open_ for j in open_ if A[i][j]), None)
            if pair is None:
                break
            k = pair[0]
            _add_column(A, T, pair[1], k, _ONE)  # x_k + x_l: the product becomes a square
        open_.remove(k)
        for j in open_:
            if A[k][j]:
                _add_column(A, T, k, j, -A[k][j] / A[k][k])
    return T, [A[i][i] for i in range(n)]


def _add_column(A: list[list[Fraction]], T: list[list[Fraction]], source: int, target: int, factor: Fraction) -> None:
    """Add `factor` times the column `source` to `target`, in A also the row."""
    for row in A:
        row[target] += factor * row[source]
    for j in range(len(A)):
        A[target][j] += factor * A[source][j]
    for row in T:
        row[target] += factor * row[source]


def _linear(row: Sequence[Fraction]) -> Terms:
    n = len(row)
    return {tuple(int(k == j) for k in range(n)): value for j, value in enumerate(row) if value}


def _substituted(ring: Series[Fraction], f: Terms, values: Sequence[Terms]) -> Terms:
    """Return f with the polynomial values_j for the variable j."""
    powers: list[list[Terms]] = [[ring.constant(_ONE)] for _ in values]
    total: Terms = {}
    for monomial, coefficient in f.items():
        term = ring.constant(coefficient)
        for j, power in enumerate(monomial):
            while len(powers[j]) <= power:
                powers[j].append(ring.mul(powers[j][-1], values[j]))
            if power:
                term = ring.mul(term, powers[j][power])
        total = ring.add(total, term)
    return total


def _reduced(ring: Series[Fraction], f: Terms, diagonal: Sequence[Fraction]) -> Terms:
    """Return f with its curved variables replaced by where f is stationary in them: a function of the kernel alone.

    Every round makes one more order of their series right, and an error of order k leaves one of order 2k in f.
    """
    n = ring.n
    curved = [j for j in range(n) if diagonal[j]]
    place = [{} if j in curved else _linear([_ONE if k == j else _ZERO for k in range(n)]) for j in range(n)]
    if not curved:
        return f
    slopes = {j: _derivative(f, j) for j in curved}
    for _ in range(max(0, (ring.order + 1) // 2 - 1)):
        place = [
            ring.add(value, ring.scale(_substituted(ring, slopes[j], place), -1 / diagonal[j])) if j in curved else value
            for j, value in enumerate(place)
        ]
    return _substituted(ring, f, place)


def _derivative(f: Terms, j: int) -> Terms:
    return {
        (*monomial[:j], monomial[j] - 1, *monomial[j + 1 :]): monomial[j] * value
        for monomial, value in f.items()
        if monomial[j]
    }


def _restricted(g: Terms, kernel: Sequence[int]) -> Terms:
    return {tuple(monomial[j] for j in kernel): value for monomial, value in g.items()}
