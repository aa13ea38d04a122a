"""Numbers in closed form between two ends, simple ones first: fractions, multiples of pi and e, roots, logarithms."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING

from hessview.analysis.germs.real_roots import simplest_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.calculus.algebra import Algebra
    from hessview.language.expression import Expression

LARGEST = 1_000_000
"""Fractions with larger numerators or denominators are no simple numbers."""

_MOST_SEARCHED = 10_000
_BY_CHANCE = 0.1
_HUGE = 1e100


def simple_numbers(low: float, high: float, algebra: Algebra, *, telling: bool = False) -> list[Expression]:
    """Return numbers in closed form between two ends, simple ones first.

    Parameters
    ----------
    low, high
        The ends; nothing is between ends that are huge, or no numbers.
    algebra
        Makes the trees.
    telling
        Leave out those that are hardly simpler than some number between any two ends that close.
    """
    if not max(abs(low), abs(high)) < _HUGE:
        return []
    if low == high:
        low, high = math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
    ends = (low, high)
    simplest = _Simplest(telling=telling)
    apply, rational = algebra.builder.apply, algebra.rational
    pi = algebra.builder.constant("pi")
    found = [
        *simplest(ends, 0, rational),
        *simplest((low / math.pi, high / math.pi), 2, lambda r: _times(algebra, r, pi)),
    ]
    found += simplest((low / math.e, high / math.e), 3, lambda r: _times(algebra, r, algebra.builder.constant("e")))
    found += simplest((low**3, high**3), 4, lambda r: _cube_root(algebra, r))
    if low > 0 or high < 0:
        found += simplest((low * low, high * high), 2, lambda r: _surd(algebra, (0, 1), low > 0, r))
    if low > 0:
        found += simplest((math.log(low), math.log(high)), 4, lambda r: apply("exp", rational(r)))
    if high < 300:
        found += simplest((math.exp(low), math.exp(high)), 4, lambda r: apply("log", rational(r)))
    for a, c in product((-3, -2, -1, 1, 2, 3), (1, 2, 3)):
        below, above = c * low - a, c * high - a
        if below * above > 0:
            found += simplest((below**2, above**2), 6, partial(_surd, algebra, (a, c), below > 0))
    return [number for _, number in sorted(found, key=itemgetter(0))]


class _Simplest:
    """Makes numbers of the simplest fraction between two ends."""

    def __init__(self, *, telling: bool) -> None:
        self._telling = telling

    def __call__(
        self, ends: tuple[float, float], cost: int, make: Callable[[Fraction], Expression]
    ) -> list[tuple[float, Expression]]:
        """Return what is made of the fraction, with how complicated it is; nothing if it is too much so."""
        low, high = sorted(map(Fraction, ends))
        if low == high:
            return []
        near = simplest_between(low, high)
        size = max(abs(near.numerator), near.denominator)
        # Among the fractions with denominators up to d two are about 1/d^2 apart.
        largest = min(LARGEST, _BY_CHANCE / math.sqrt(high - low)) if self._telling else LARGEST
        return [(cost + math.log2(size), make(near))] if size <= max(largest, 1.0) and (near or not cost) else []


def _surd(algebra: Algebra, shift: tuple[int, int], positive: bool, r: Fraction) -> Expression:
    """Return (a +- sqrt(r)) / c."""
    a, c = (algebra.rational(Fraction(x)) for x in shift)
    inside, outside = r.numerator * r.denominator, Fraction(1, r.denominator)
    for k in range(math.isqrt(inside), 1, -1) if inside <= _MOST_SEARCHED else ():
        if inside % (k * k) == 0:
            inside, outside = inside // (k * k), outside * k
            break
    radical = algebra.builder.apply("sqrt", algebra.rational(Fraction(inside)))
    root = _times(algebra, outside, radical if inside > 1 else algebra.one)
    return algebra.div(algebra.add(a, root if positive else algebra.neg(root)), c)


def _cube_root(algebra: Algebra, r: Fraction) -> Expression:
    third = algebra.rational(Fraction(1, 3))
    root = algebra.builder.apply("pow", algebra.rational(abs(r)), third)
    return root if r > 0 else algebra.neg(root)


def _times(algebra: Algebra, r: Fraction, number: Expression) -> Expression:
    """Return r times a number as it is usually written: 2*pi/3."""
    top = algebra.mul(algebra.rational(Fraction(abs(r.numerator))), number)
    size = algebra.div(top, algebra.rational(Fraction(r.denominator)))
    return size if r > 0 else algebra.neg(size)
