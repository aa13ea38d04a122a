"""The real roots of a polynomial in one variable over an exact field: isolated, with their multiplicities, and signs.

Square-free factors by Yun's algorithm, roots by Sturm's theorem (J. von zur Gathen and J. Gerhard, Modern Computer
Algebra, sections 14.6 and 4, exercise 4.32). Polynomials are lists of coefficients from the constant up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from hessview.calculus.series import NotKnownError, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.calculus.effort import Effort
    from hessview.calculus.series import Field

C = TypeVar("C", bound=Scalar)

FINEST = Fraction(1, 2**24)
"""A root that is a fraction is recognised when an interval of this width around it holds no simpler fraction."""


@dataclass(frozen=True)
class Root(Generic[C]):
    """A real root.

    Attributes
    ----------
    low, high
        It lies between them, and nothing else does; both are the root itself if it is a fraction that was met.
    multiplicity
        How often it occurs.
    factor
        A polynomial of which it is the only root between them, a simple one.
    value
        The root as a number of the field; None if it was not found to be one.
    """

    low: Fraction
    high: Fraction
    multiplicity: int
    factor: tuple[C, ...]
    value: C | None


class RealRoots(Generic[C]):
    """Finds roots over a field, paid from an allowance.

    Every method raises `NotKnownError` where the field cannot tell a sign.
    """

    def __init__(self, field: Field[C], effort: Effort) -> None:
        self._field = field
        self._effort = effort

    def of(self, p: Sequence[C]) -> list[Root[C]]:
        """Return the real roots in ascending order, their intervals apart from each other."""
        roots = [root for q, k in self._square_free(p) for root in self._isolated(q, k)]
        while True:
            roots.sort(key=lambda root: root.low)
            meeting = next((k for k, (a, b) in enumerate(pairwise(roots)) if a.high >= b.low), None)
            if meeting is None:
                return [self._valued(root) if root.multiplicity > 1 else root for root in roots]
            roots[meeting : meeting + 2] = [self._halved(root) for root in roots[meeting : meeting + 2]]

    def mirrored(self, roots: Sequence[Root[C]]) -> list[Root[C]]:
        """Return the roots of p(-x) from those of p(x)."""
        return [
            Root(
                -root.high, -root.low, root.multiplicity,
                tuple(-c if k % 2 else c for k, c in enumerate(root.factor)),
                None if root.value is None else -root.value,
            )
            for root in reversed(roots)
        ]  # fmt: skip

    def samples(self, p: Sequence[C], roots: Sequence[Root[C]]) -> list[tuple[Fraction, int]]:
        """Return the simplest numbers between the roots and 0 (and outside them) with the signs of p there."""
        if not roots:
            places = [Fraction(-1), Fraction(1)]
        else:
            apart = [self._away_from_zero(root) for root in roots]
            ends = sorted({(root.low, root.high) for root in apart} | {(Fraction(0), Fraction(0))})
            places = [Fraction(min(-1, math.ceil(ends[0][0]) - 1)), Fraction(max(1, math.floor(ends[-1][1]) + 1))]
            places[1:1] = [simplest_between(a[1], b[0]) for a, b in pairwise(ends) if a[1] < b[0]]
        return [(x, sign) for x in places if (sign := self.sign_at(p, x))]

    def sign_at(self, p: Sequence[C], x: Fraction) -> int:
        """Return the sign of p(x)."""
        self._effort.spend(len(p), self._field.bits(p))
        return self._field.sign(_value(p, self._field.of(x)))

    def _away_from_zero(self, root: Root[C]) -> Root[C]:
        while root.low <= 0 <= root.high and root.low < root.high:
            if not self.sign_at(root.factor, Fraction(0)):
                return Root(Fraction(0), Fraction(0), root.multiplicity, root.factor, self._field.of(Fraction(0)))
            root = self._halved(root)
        return root

    def _square_free(self, p: Sequence[C]) -> list[tuple[list[C], int]]:
        """Return square-free polynomials without common roots and how often each divides p."""
        p = self._trimmed(p)
        if len(p) < 2:
            return []
        slope = self._slope(p)
        common = self._gcd(p, slope)
        b, d = self._divided(p, common)[0], self._divided(slope, common)[0]
        found: list[tuple[list[C], int]] = []
        k = 1
        while len(b) > 1:
            d = self._minus(d, self._slope(b))
            factor = self._gcd(b, d)
            if len(factor) > 1:
                found.append((factor, k))
            b = self._divided(b, factor)[0]
            d = self._divided(d, factor)[0] if d else []
            k += 1
        return found

    def _isolated(self, q: list[C], multiplicity: int) -> list[Root[C]]:
        if len(q) < 2:
            return []
        chain = self._chain(q)
        reach = Fraction(1)
        total = self._changes_far(chain, -1) - self._changes_far(chain, 1)
        while total and self._changes(chain, -reach) - self._changes(chain, reach) < total:
            reach *= 4
        stack = [(-reach, reach)] if total else []
        found: list[Root[C]] = []
        while stack:
            low, high = stack.pop()
            for end in (low, high):
                if not self.sign_at(q, end):
                    rest = self._divided(q, [self._field.of(-end), self._field.of(Fraction(1))])[0]
                    exact = Root(end, end, multiplicity, tuple(q), self._field.of(end))
                    return [exact, *self._isolated(rest, multiplicity)]
            count = self._changes(chain, low) - self._changes(chain, high)
            if count == 1:
                found.append(Root(low, high, multiplicity, tuple(q), None))
            elif count:
                middle = (low + high) / 2
                stack += [(low, middle), (middle, high)]
        return found

    def _halved(self, root: Root[C]) -> Root[C]:
        if root.low == root.high:
            return root
        middle = (root.low + root.high) / 2
        here = self.sign_at(root.factor, middle)
        if not here:
            return Root(middle, middle, root.multiplicity, root.factor, self._field.of(middle))
        left = here != self.sign_at(root.factor, root.low)
        low, high = (root.low, middle) if left else (middle, root.high)
        return Root(low, high, root.multiplicity, root.factor, root.value)

    def _valued(self, root: Root[C]) -> Root[C]:
        """Return the root with its value if that is a number of the field that can be found."""
        if root.value is not None:
            return root
        q = root.factor
        if len(q) == 2:
            value = -(q[0] / q[1])
        else:
            while root.low < root.high and root.high - root.low > FINEST:
                root = self._halved(root)
            if root.value is not None:
                return root
            near = simplest_between(root.low, root.high)
            if self.sign_at(q, near):
                return self._of_square(root) if len(q) == 3 else root
            value = self._field.of(near)
        return Root(root.low, root.high, root.multiplicity, q, value)

    def _of_square(self, root: Root[C]) -> Root[C]:
        """Return a root of a quadratic polynomial with its value, if the field holds the square root."""
        field, (c, b, a) = self._field, root.factor
        half = b / field.of(Fraction(2))
        try:
            width = field.power(half * half - a * c, Fraction(1, 2))
        except NotKnownError:
            return root
        for value in ((width - half) / a, (-width - half) / a):
            if field.sign(value - field.of(root.low)) > 0 > field.sign(value - field.of(root.high)):
                return Root(root.low, root.high, root.multiplicity, root.factor, value)
        return root

    def _chain(self, q: list[C]) -> list[list[C]]:
        chain = [q, self._slope(q)]
        while len(chain[-1]) > 1:
            rest = self._divided(chain[-2], chain[-1])[1]
            if not rest:
                break
            chain.append([-c for c in rest])
        return chain

    def _changes(self, chain: Sequence[Sequence[C]], x: Fraction) -> int:
        return _changes([self.sign_at(q, x) for q in chain])

    def _changes_far(self, chain: Sequence[Sequence[C]], side: int) -> int:
        return _changes([self._field.sign(q[-1]) * (side if len(q) % 2 == 0 else 1) for q in chain])

    def _trimmed(self, p: Sequence[C]) -> list[C]:
        end = len(p)
        while end and not self._field.sign(p[end - 1]):
            end -= 1
        return list(p[:end])

    def _slope(self, p: Sequence[C]) -> list[C]:
        return [self._field.of(Fraction(k)) * c for k, c in enumerate(p)][1:]

    def _minus(self, a: Sequence[C], b: Sequence[C]) -> list[C]:
        zero = self._field.of(Fraction(0))
        size = max(len(a), len(b))
        return self._trimmed([
            (a[k] if k < len(a) else zero) - (b[k] if k < len(b) else zero) for k in range(size)
        ])

    def _divided(self, a: Sequence[C], b: Sequence[C]) -> tuple[list[C], list[C]]:
        """Return quotient and remainder of a / b."""
        rest = list(a)
        quotient: list[C] = []
        for _ in range(len(a) - len(b) + 1):
            self._effort.spend(2 * len(b), self._field.bits((*rest, *b)))
            factor = rest[-1] / b[-1]
            quotient.append(factor)
            for k in range(2, len(b) + 1):
                rest[-k] = rest[-k] - factor * b[-k]
            rest.pop()
        return quotient[::-1], self._trimmed(rest)

    def _gcd(self, a: Sequence[C], b: Sequence[C]) -> list[C]:
        """Return the greatest common divisor with the leading coefficient 1."""
        a, b = list(a), list(b)
        while b:
            a, b = b, self._divided(a, b)[1]
        return [c / a[-1] for c in a]


def _value(p: Sequence[C], x: C) -> C:
    total = p[-1]
    for c in p[-2::-1]:
        total = total * x + c
    return total


def _changes(signs: Sequence[int]) -> int:
    present = [sign for sign in signs if sign]
    return sum(1 for a, b in pairwise(present) if a != b)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction with the least denominator strictly between two numbers (Stern and Brocot's tree)."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest_between(-high, -low)
    whole = math.floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    # both lie within one unit: low = whole + a, high <= whole + 1
    a, b = low - whole, high - whole
    if not a:
        return whole + Fraction(1, math.floor(1 / b) + 1)
    return whole + 1 / simplest_between(1 / b, 1 / a)
