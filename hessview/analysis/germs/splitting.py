"""A function at a critical point, split into squares and a function of the kernel of its Hessian alone.

By the splitting lemma f is, in suitable coordinates, its Hessian's squares plus a function g of the kernel that starts
with order 3 (Poston & Stewart, Catastrophe Theory and its Applications, chapter 4). If the squares are all positive, f
has a minimum exactly where g has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

from hessview.calculus.series import Monomial, Scalar, Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

C = TypeVar("C", bound=Scalar)
Matrix = list[list[C]]


@dataclass(frozen=True)
class Split(Generic[C]):
    """f(t) = squares(w) + g(v) up to a change of the coordinates w, where t = T y and y are v and w.

    Attributes
    ----------
    columns
        The columns of T: n directions, each of n numbers.
    squares
        By the index of the column: half the second derivative along it, not zero, for the directions that curve.
    kernel
        The indices of the columns that span the kernel.
    valley
        By the index of the column: the value of w_j, as a polynomial in v, for which f is stationary in w.
    g
        The function on the kernel, a polynomial in the z variables v.
    turned
        f(T y), a polynomial in y.
    """

    columns: list[list[C]]
    squares: dict[int, C]
    kernel: tuple[int, ...]
    valley: dict[int, dict[Monomial, C]]
    g: dict[Monomial, C]
    turned: dict[Monomial, C]


def split(ring: Series[C], f: Mapping[Monomial, C], rounds: int | None = None) -> Split[C]:
    """Return f, a polynomial without constant and linear terms, split up to the ring's order.

    Parameters
    ----------
    ring
        Terms beyond its order are not known.
    f
        The polynomial.
    rounds
        How many orders of the valley are right; by default as many as tell in g.

    Raises
    ------
    NotKnownError
        Where the field cannot tell whether an eigenvalue is zero.
    TooMuchEffort
        When the ring's allowance is spent.
    """
    n = ring.n
    columns, diagonal = _diagonalised(ring, _hessian(ring, f))
    kernel = tuple(j for j in range(n) if not diagonal[j])
    squares = {j: diagonal[j] for j in range(n) if diagonal[j]}
    if not squares:
        return Split(columns, squares, kernel, {}, dict(f), dict(f))
    turned = _turned(ring, f, columns)
    small = Series(len(kernel), ring.order, ring.field, ring.effort)
    rounds = max(0, (ring.order + 1) // 2 - 1) if rounds is None else rounds
    places = _valley(small, turned, squares, kernel, rounds)
    g = small.substitute(turned, places)
    return Split(columns, squares, kernel, {j: dict(places[j]) for j in squares}, _without(g, 2), turned)


def _without(g: Mapping[Monomial, C], order: int) -> dict[Monomial, C]:
    """Return g without the terms up to an order; they are zero, also where a field of balls cannot tell."""
    return {monomial: value for monomial, value in g.items() if sum(monomial) > order}


def _hessian(ring: Series[C], f: Mapping[Monomial, C]) -> Matrix[C]:
    """Return the matrix of the quadratic terms: half the Hessian."""
    zero, half = ring.number(0), ring.number(Fraction(1, 2))
    H = [[zero] * ring.n for _ in range(ring.n)]
    for monomial, value in f.items():
        if sum(monomial) == 2:
            i, *rest = [j for j in range(ring.n) if monomial[j]]
            if rest:
                H[i][rest[0]] = H[rest[0]][i] = half * value
            else:
                H[i][i] = value
    return H


def _unit(ring: Series[C], n: int) -> Matrix[C]:
    zero = ring.number(0)
    return [[ring.one if i == j else zero for j in range(n)] for i in range(n)]


def _diagonalised(ring: Series[C], H: Matrix[C]) -> tuple[Matrix[C], list[C]]:
    """Return the columns of T and the diagonal of T^T H T, by completing squares."""
    n = ring.n
    A = [list(row) for row in H]
    columns = _unit(ring, n)
    sign = ring.field.sign
    left = list(range(n))
    while left:
        k = next((i for i in left if sign(A[i][i])), None)
        if k is None:
            pair = next(((i, j) for i in left for j in left if sign(A[i][j])), None)
            if pair is None:
                break
            k = pair[0]
            _add_column(ring, A, columns, (pair[1], k), ring.one)  # x_k + x_l: the product becomes a square
        left.remove(k)
        for j in left:
            if A[k][j]:
                _add_column(ring, A, columns, (k, j), -(A[k][j] / A[k][k]))
    zero = ring.number(0)
    return columns, [zero if i in left else A[i][i] for i in range(n)]


def _add_column(ring: Series[C], A: Matrix[C], columns: Matrix[C], move: tuple[int, int], factor: C) -> None:
    """Add `factor` times the direction move[0] to move[1]: in A the column and the row."""
    source, target = move
    ring.effort.spend(6 * ring.n, ring.field.bits((factor,)))
    for row in A:
        row[target] = row[target] + factor * row[source]
    for j in range(len(A)):
        A[target][j] = A[target][j] + factor * A[source][j]
    columns[target] = [t + factor * s for t, s in zip(columns[target], columns[source], strict=True)]


def _turned(ring: Series[C], f: Mapping[Monomial, C], columns: Matrix[C]) -> dict[Monomial, C]:
    """Return f(T y) as a polynomial in y."""
    n = ring.n
    if all(bool(columns[j][i]) == (i == j) for i in range(n) for j in range(n)):
        return dict(f)
    rows = [
        {tuple(int(k == j) for k in range(n)): columns[j][i] for j in range(n) if columns[j][i]} for i in range(n)
    ]
    return ring.substitute(f, rows)


def _valley(
    small: Series[C], f: Mapping[Monomial, C], squares: Mapping[int, C], kernel: Sequence[int], rounds: int
) -> list[Mapping[Monomial, C]]:
    """Return y as polynomials in the kernel's coordinates v: the curved ones where f is stationary in them.

    Every round makes one more order right, and an error of order k leaves one of order 2k in f.
    """
    n = len(kernel) + len(squares)
    place: list[Mapping[Monomial, C]] = [{} for _ in range(n)]
    for position, j in enumerate(kernel):
        place[j] = {tuple(int(k == position) for k in range(small.n)): small.one}
    slopes = {j: derivative(small, f, j) for j in squares}
    scales = {j: small.number(Fraction(-1, 2)) / d for j, d in squares.items()}
    for _ in range(rounds):
        steps = {j: small.scale(small.substitute(slopes[j], place), scales[j]) for j in squares}
        place = [small.add(value, steps[j]) if j in steps else value for j, value in enumerate(place)]
    return place


def derivative(ring: Series[C], f: Mapping[Monomial, C], j: int) -> dict[Monomial, C]:
    """Return the derivative of f by the variable j."""
    return {
        (*monomial[:j], monomial[j] - 1, *monomial[j + 1 :]): ring.number(monomial[j]) * value
        for monomial, value in f.items()
        if monomial[j]
    }
