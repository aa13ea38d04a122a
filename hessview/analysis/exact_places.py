"""Degenerate critical points at places in closed form: found in a small box, proved exactly, and resolved there.

A degenerate point cannot be proved by any box around it: the slightest change of f would make it two points or none.
So simple numbers in the box are tried, and only those count at which the gradient is exactly zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING

from hessview.analysis.degenerate import BACKGROUND, Degenerate, resolve
from hessview.analysis.germs.approach import limits_near
from hessview.analysis.germs.factored import by_factors
from hessview.analysis.germs.isolation import isolating_box, orders_to_isolate
from hessview.analysis.germs.real_roots import simplest_between
from hessview.analysis.proof.confirmation import enclosing_doubles
from hessview.analysis.verdict import Code, Nature
from hessview.calculus.algebra import Algebra
from hessview.calculus.ball import working_precision
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import NotKnownError, Series, taylor_series
from hessview.language.expression import Builder
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.calculus.ball_jet import BallProgram
    from hessview.calculus.closed_numbers import ClosedNumber
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

MOST_TRIED, MOST_LOOKED_AT = 40, 300
"""So many points are tried in one box; more if balls exclude most of them."""

LARGEST = 1_000_000
"""Fractions with larger numerators or denominators are no simple numbers."""

_MOST_FOR_ONE = 6
_DIGITS = 128
_WIDENED = (0.0, 2.0**-36, 2.0**-24)
"""Of the size that is given: how far beside the limit of Newton's method exact places are looked for."""

_MOST_FOR_ALONE = 400_000
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
    enclosure
        Pairs of doubles around the coordinates, shape n.
    alone
        Pairs of doubles between which it is proved to be the only critical point; empty if that is not proved.
    """

    coordinates: tuple[Expression, ...]
    text: str
    degenerate: Degenerate
    enclosure: tuple[tuple[float, float], ...]
    alone: tuple[tuple[float, float], ...] = ()


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
    formula: Formula,
    lower: Sequence[float],
    upper: Sequence[float],
    effort: Effort | None = None,
    program: BallProgram | None = None,
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
    program
        The derivatives in balls: with it more places are tried.
    """
    search = effort or Effort(BACKGROUND)
    builder = Builder()
    algebra = Algebra(builder)
    choices = [_numbers(a, b, algebra)[:_MOST_FOR_ONE] for a, b in zip(lower, upper, strict=True)]
    order = sorted(product(*(range(len(choice)) for choice in choices)), key=lambda ranks: (sum(ranks), ranks))
    for ranks in order[: MOST_TRIED if program is None else MOST_LOOKED_AT]:
        coordinates = tuple(choice[k] for choice, k in zip(choices, ranks, strict=True))
        try:
            field = ClosedField()
            place = [field.number(x, search) for x in coordinates]
            if program is not None and not _may_be_critical(program, place):
                continue
            if not _is_critical(formula, place, field, search):
                continue
        except TooMuchEffort:
            return None
        except (NotKnownError, ZeroDivisionError):
            continue
        found = degenerate_at(formula, coordinates, effort)
        texts = [to_text(x) for x in coordinates]
        text = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
        enclosure = tuple(enclosing_doubles(x.ball(_DIGITS)) for x in place)
        return None if found is None else ExactPlace(coordinates, text, found, enclosure)
    return None


@dataclass(frozen=True)
class NearPlace:
    """What is near a start.

    Attributes
    ----------
    place
        An exact place at which f is critical and H singular, with a box in which it is alone; None if none is proved.
    is_singular
        Whether Newton's method seemed to lead to such a place.
    """

    place: ExactPlace | None
    is_singular: bool


def degenerate_near(
    formula: Formula, program: BallProgram, start: Sequence[float], size: Sequence[float]
) -> NearPlace:
    """Return the degenerate point near `start` to which Newton's method leads, if its place is recognised.

    Parameters
    ----------
    formula
        Of n variables.
    program
        Its derivatives in balls.
    start
        n coordinates.
    size
        How far it may be along every axis, n numbers; the box has the same shape.
    """
    is_singular = False
    for limit in limits_near(program, start, size):
        is_singular = True
        for digits in _WIDENED:
            slack = [digits * each for each in size]
            lower = [min(a, x - s) for a, x, s in zip(limit.lower, limit.x, slack, strict=True)]
            upper = [max(b, x + s) for b, x, s in zip(limit.upper, limit.x, slack, strict=True)]
            place = degenerate_in(formula, lower, upper, program=program)
            if place is not None:
                return NearPlace(_alone(formula, place, size), is_singular)
    return NearPlace(None, is_singular)


def _alone(formula: Formula, place: ExactPlace, size: Sequence[float]) -> ExactPlace | None:
    """Return the place with the box in which it is alone, or None if that is not proved."""
    kernel = place.degenerate.kernel
    if kernel is None or not kernel.size:
        return None
    effort = Effort(_MOST_FOR_ALONE)
    field = ClosedField()
    try:
        closed = [field.number(x, effort) for x in place.coordinates]
        fractions = [x.fraction for x in closed if x.fraction is not None]
        for order in orders_to_isolate(formula, place.degenerate.order):
            if len(fractions) == len(closed):
                half = isolating_box(formula, fractions, RationalField(), order=order, size=size, effort=effort)
            else:
                half = isolating_box(formula, closed, field, order=order, size=size, effort=effort)
            if half is not None:
                inner = [(b - h, a + h) for (a, b), h in zip(place.enclosure, half, strict=True)]
                alone = tuple((math.nextafter(a, math.inf), math.nextafter(b, -math.inf)) for a, b in inner)
                return replace(place, alone=alone)
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        pass
    return None


def _may_be_critical(program: BallProgram, place: Sequence[ClosedNumber]) -> bool:
    """Whether balls do not exclude that the gradient is zero."""
    with working_precision(_DIGITS):
        return all(g.contains(0) for g in program.slope([x.ball(_DIGITS) for x in place], _DIGITS))


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
