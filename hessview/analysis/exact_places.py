"""Degenerate critical points at places in closed form: found in a small box, proved exactly, and resolved there.

A degenerate point cannot be proved by any box around it: the slightest change of f would make it two points or none.
So simple numbers in the box are tried, and only those count at which the gradient is exactly zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING

from hessview.analysis.degenerate import BACKGROUND, Degenerate, resolve
from hessview.analysis.germs.factored import by_factors
from hessview.analysis.germs.real_roots import simplest_between
from hessview.analysis.verdict import Code, Nature
from hessview.calculus.algebra import Algebra
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import NotKnownError, Series, taylor_series
from hessview.language.expression import Builder
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.calculus.closed_numbers import ClosedNumber
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

MOST_TRIED = 40
"""So many points are tried in one box."""

LARGEST = 1_000_000
"""Fractions with larger numerators or denominators are no simple numbers."""

_MOST_FOR_ONE = 6
_MOST_SEARCHED = 10_000


@dataclass(frozen=True, eq=False)
class ExactPlace:
    """A place at which the gradient is exactly zero.

    Attributes
    ----------
    coordinates
        n trees without symbols.
    text
        The place as a person writes it: ``(sqrt(2), pi/2)``; of one variable the number alone.
    degenerate
        What the point is, also if its Hessian turns out not to be singular.
    """

    coordinates: tuple[Expression, ...]
    text: str
    degenerate: Degenerate


def degenerate_at(
    formula: Formula, coordinates: Sequence[Expression], effort: Effort | None = None
) -> Degenerate | None:
    """Return what the critical point at exact coordinates is; None if the gradient is not shown to be zero there.

    Parameters
    ----------
    formula
        Of n variables.
    coordinates
        n trees without symbols.
    effort
        What the answer is paid from.
    """
    effort = effort or Effort(BACKGROUND)
    field = ClosedField()
    try:
        place = [field.number(x, effort) for x in coordinates]
        if not _is_critical(formula, place, field, effort):
            return None
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        return None
    fractions = [x.fraction for x in place if x.fraction is not None]
    if len(fractions) == len(place):
        light = resolve(formula, fractions, RationalField(), Effort(effort.most))
        if light.reason.code is not Code.BUILT_ABOVE and (
            light.nature is not Nature.UNDECIDED or light.reason.code is Code.CONSTANT
        ):
            return light
        # Roots that are no fractions, or other numbers, may have hidden more.
        closer = resolve(formula, place, field, effort)
        if closer.nature is Nature.UNDECIDED:
            return _factored(formula, fractions, closer) if light.nature is Nature.UNDECIDED else light
        return closer if closer.strict is not None or light.nature is Nature.UNDECIDED else light
    return resolve(formula, place, field, effort)


def _factored(formula: Formula, place: Sequence[Fraction], known: Degenerate) -> Degenerate:
    try:
        return by_factors(formula, place, known, Effort(BACKGROUND))
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        return known


def degenerate_in(
    formula: Formula, lower: Sequence[float], upper: Sequence[float], effort: Effort | None = None
) -> ExactPlace | None:
    """Return the simplest exact place in a small box at which the gradient is zero, resolved; None if none is found.

    That no other critical point is in the box is not claimed.

    Parameters
    ----------
    formula
        Of n variables.
    lower, upper
        n ends each.
    effort
        What the answer is paid from; by default one for the search and one more for what is found.
    """
    search = effort or Effort(BACKGROUND)
    builder = Builder()
    algebra = Algebra(builder)
    choices = [_numbers(a, b, algebra)[:_MOST_FOR_ONE] for a, b in zip(lower, upper, strict=True)]
    order = sorted(product(*(range(len(choice)) for choice in choices)), key=lambda ranks: (sum(ranks), ranks))
    for ranks in order[:MOST_TRIED]:
        coordinates = tuple(choice[k] for choice, k in zip(choices, ranks, strict=True))
        try:
            field = ClosedField()
            place = [field.number(x, search) for x in coordinates]
            if not _is_critical(formula, place, field, search):
                continue
        except TooMuchEffort:
            return None
        except (NotKnownError, ZeroDivisionError):
            continue
        found = degenerate_at(formula, coordinates, effort)
        texts = [to_text(x) for x in coordinates]
        return None if found is None else ExactPlace(
            coordinates, texts[0] if len(texts) == 1 else f"({', '.join(texts)})", found
        )  # fmt: skip
    return None


def _is_critical(formula: Formula, place: Sequence[ClosedNumber], field: ClosedField, effort: Effort) -> bool:
    """Whether the gradient is exactly zero."""
    slopes = taylor_series(formula, place, Series(formula.dimension, 1, field, effort))
    return not any(field.sign(value) for monomial, value in slopes.items() if any(monomial))


def _numbers(low: float, high: float, algebra: Algebra) -> list[Expression]:
    """Return numbers in closed form between two ends, simple ones first."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return []
    if low == high:
        low, high = math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
    ends = (low, high)
    apply, rational = algebra.builder.apply, algebra.rational
    pi = algebra.builder.constant("pi")
    found = [
        *_simplest(ends, 0, rational),
        *_simplest((low / math.pi, high / math.pi), 2, lambda r: _times(algebra, r, pi)),
    ]
    if low > 0 or high < 0:
        found += _simplest((low * low, high * high), 2, lambda r: _surd(algebra, (0, 1), low > 0, r))
    if low > 0:
        found += _simplest((math.log(low), math.log(high)), 4, lambda r: apply("exp", rational(r)))
    if high < 300:
        found += _simplest((math.exp(low), math.exp(high)), 4, lambda r: apply("log", rational(r)))
    for a, c in product((-3, -2, -1, 1, 2, 3), (1, 2, 3)):
        below, above = c * low - a, c * high - a
        if below * above > 0:
            found += _simplest((below**2, above**2), 6, partial(_surd, algebra, (a, c), below > 0))
    return [number for _, number in sorted(found, key=itemgetter(0))]


def _simplest(
    ends: tuple[float, float], cost: int, make: Callable[[Fraction], Expression]
) -> list[tuple[float, Expression]]:
    """Return what is made of the simplest fraction between two ends, with how complicated it is; nothing if it is."""
    low, high = sorted(map(Fraction, ends))
    if low == high:
        return []
    near = simplest_between(low, high)
    size = max(abs(near.numerator), near.denominator)
    return [(cost + math.log2(size), make(near))] if size <= LARGEST and (near or not cost) else []


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


def _times(algebra: Algebra, r: Fraction, number: Expression) -> Expression:
    """Return r times a number as it is usually written: 2*pi/3."""
    top = algebra.mul(algebra.rational(Fraction(abs(r.numerator))), number)
    size = algebra.div(top, algebra.rational(Fraction(r.denominator)))
    return size if r > 0 else algebra.neg(size)
