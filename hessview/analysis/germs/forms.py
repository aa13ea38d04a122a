"""Whether a polynomial in three or more variables whose terms are of equal weight is positive except at the origin.

For such a polynomial F(s^w_1 v_1, ..., s^w_z v_z) = s^weight F(v), so it is positive everywhere if it is on the surface
of the cube |v_j| <= 1. On a face it lies between its least and largest Bernstein coefficients, and the faces are halved
until these tell (G. T. Cargo and O. Shisha, The Bernstein form of a polynomial, Journal of Research of the NBS 70B
(1966) 79-81). All numbers are whole numbers: nothing is rounded.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hessview.calculus.effort import Effort
    from hessview.calculus.series import Monomial

DEEPEST = 10
"""So often a face may be halved in the same place."""

MOST_AFTER_ZERO = 24
"""So many boxes more are looked at when a zero was met."""


@dataclass(frozen=True)
class FormSigns:
    """What is known about the signs of a form.

    Attributes
    ----------
    up, down
        A point where it is positive, and one where it is negative; None if none was met.
    definite
        Whether it is proved to have one sign everywhere except at the origin.
    """

    up: tuple[Fraction, ...] | None
    down: tuple[Fraction, ...] | None
    definite: bool = False


def form_signs(form: Mapping[Monomial, Fraction], effort: Effort, settling: int = 0) -> FormSigns:
    """Return what can be said about the signs of a polynomial with terms of equal weight.

    Nothing more is asked when a point with the sign `settling` is found.

    Raises
    ------
    TooMuchEffort
        When the allowance is spent.
    """
    common = math.lcm(*(value.denominator for value in form.values()))
    whole = {monomial: int(value * common) for monomial, value in form.items()}
    found: dict[int, tuple[Fraction, ...]] = {}
    z = len(next(iter(whole)))
    effort.spend(z * len(whole))
    for sign in (1, -1):
        if _pure_powers_outweigh(whole, sign):
            first = tuple(Fraction(int(j == 0)) for j in range(z))
            return FormSigns(first if sign > 0 else None, first if sign < 0 else None, definite=True)
    for point in _points(z):
        effort.spend(len(whole) // 4 + 1)
        value = sum(c * math.prod(map(pow, point, monomial)) for monomial, c in whole.items())
        if value:
            found.setdefault(1 if value > 0 else -1, tuple(map(Fraction, point)))
        if len(found) == 2 or settling in found:
            break
    has_pure_powers = all(any(m[j] and sum(map(bool, m)) == 1 for m in whole) for j in range(z))
    if len(found) != 1 or settling in found or not has_pure_powers:
        return FormSigns(found.get(1), found.get(-1))
    [sign] = found
    for j, side in product(range(z), (1, -1)):
        if side < 0 and all(monomial[j] % 2 == 0 for monomial in whole):
            continue
        verdict = _Face(whole, j, side, sign).examined(effort)
        if verdict is not True:
            if verdict is not False:
                found[-sign] = verdict
            return FormSigns(found.get(1), found.get(-1))
    return FormSigns(found.get(1), found.get(-1), definite=True)


def _pure_powers_outweigh(form: Mapping[Monomial, int], sign: int) -> bool:
    """Whether the pure powers alone make it definite: |v^m| <= sum_j (m_j / e_j) |v_j|^(e_j) for their exponents e_j.

    That is the inequality of the weighted means, as all terms are of equal weight: the m_j / e_j add up to 1.
    """
    z = len(next(iter(form)))
    pure = {next(j for j in range(z) if m[j]): (m, c) for m, c in form.items() if sum(map(bool, m)) == 1}
    if len(pure) < z or any(max(m) % 2 or c * sign < 0 for m, c in pure.values()):
        return False
    mixed = [
        (m, abs(c)) for m, c in form.items() if sum(map(bool, m)) > 1 and (c * sign < 0 or any(k % 2 for k in m))
    ]
    return all(
        sum((Fraction(c * m[j], max(pure[j][0])) for m, c in mixed), Fraction(0)) < abs(pure[j][1]) for j in range(z)
    )


def _points(z: int) -> Iterator[tuple[int, ...]]:
    """Yield points with coordinates -1, 0, 1, then those with a 2, simple ones first."""
    points = sorted(product((0, 1, -1), repeat=z), key=lambda point: (sum(map(bool, point)), point.count(-1)))
    yield from points[1:]
    yield from (point for point in product((0, 1, -1, 2, -2), repeat=z) if 2 in point or -2 in point)


class _Face:
    """A form on the face v_j = side, times a sign, as an array of coefficients in the other variables."""

    def __init__(self, form: Mapping[Monomial, int], j: int, side: int, sign: int) -> None:
        self._j, self._side = j, side
        sizes = [max(m[k] for m in form) + 1 for k in range(len(next(iter(form)))) if k != j]
        face: Any = np.zeros(sizes, dtype=object)
        for monomial, c in form.items():
            face[(*monomial[:j], *monomial[j + 1 :])] += sign * c * side ** monomial[j]
        for axis, size in enumerate(sizes):
            face = _along(_to_bernstein(size - 1), face, axis)
        self._face = face

    def examined(self, effort: Effort) -> bool | tuple[Fraction, ...]:
        """Return whether it is positive all over (False: not told), or a point where it is negative."""
        axes = self._face.ndim
        boxes = deque([(self._face, 0, [(Fraction(-1), Fraction(1))] * axes)])
        looked = most = 0
        while boxes:
            box, depth, ends = boxes.popleft()
            looked += 1
            effort.spend(2 * box.size, max(abs(int(box.flat[0])), 1).bit_length())
            if all(c > 0 for c in box.flat):
                continue
            corners = list(product((0, 1), repeat=axes))
            values = [box[tuple(-end for end in corner)] for corner in corners]
            if min(values) < 0:
                corner = corners[values.index(min(values))]
                place = [ends[axis][end] for axis, end in enumerate(corner)]
                place.insert(self._j, Fraction(self._side))
                return tuple(place)
            if min(values) == 0 and not most:
                most = looked + MOST_AFTER_ZERO  # not definite; it may still be negative near
            if depth == DEEPEST * axes or looked == most:
                return False
            axis = depth % axes
            low, high = ends[axis]
            parts = ((low, (low + high) / 2), ((low + high) / 2, high))
            for half, part in zip(_halves(box.shape[axis] - 1), parts, strict=True):
                boxes.append((_along(half, box, axis), depth + 1, [*ends[:axis], part, *ends[axis + 1 :]]))
        return True


def _along(matrix: Any, box: Any, axis: int) -> Any:
    return np.moveaxis(np.tensordot(matrix, box, axes=([1], [axis])), 0, axis)


def _to_bernstein(d: int) -> Any:
    """Return the matrix from coefficients of x^k to Bernstein coefficients on [-1, 1], times a whole number."""
    scale = math.lcm(*(math.comb(d, k) for k in range(d + 1)))
    # x = 2 t - 1, and t^k = sum_(i >= k) C(i, k) / C(d, k) B_i(t)
    in_t = [[math.comb(k, m) * 2**m * (-1) ** (k - m) for k in range(d + 1)] for m in range(d + 1)]
    return np.array(
        [
            [sum(math.comb(i, m) * (scale // math.comb(d, m)) * in_t[m][k] for m in range(i + 1)) for k in range(d + 1)]
            for i in range(d + 1)
        ],
        dtype=object,
    )


def _halves(d: int) -> tuple[Any, Any]:
    """Return the matrices of de Casteljau's algorithm for the halves of an interval, times 2^d."""
    left = np.array([[math.comb(k, j) * 2 ** (d - k) for j in range(d + 1)] for k in range(d + 1)], dtype=object)
    return left, left[::-1, ::-1]


def face_of(
    g: Mapping[Monomial, Fraction], weights: Sequence[int]
) -> tuple[int, dict[Monomial, Fraction]]:
    """Return the least weight of a term, and the terms of this weight."""
    weight_of = {monomial: sum(map(int.__mul__, monomial, weights)) for monomial in g}
    least = min(weight_of.values())
    return least, {monomial: value for monomial, value in g.items() if weight_of[monomial] == least}


def weights_of_powers(g: Mapping[Monomial, Fraction]) -> tuple[int, ...] | None:
    """Return weights for which the lowest pure powers of the variables are of equal weight; None if one is missing."""
    z = len(next(iter(g)))
    lowest: list[int] = []
    for j in range(z):
        powers = [m[j] for m in g if m[j] and not any(m[:j]) and not any(m[j + 1 :])]
        if not powers:
            return None
        lowest.append(min(powers))
    common = math.lcm(*lowest)
    return tuple(common // power for power in lowest)
