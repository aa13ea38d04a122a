"""Degenerate critical points at places in closed form: found in a small box, proved exactly, and resolved there.

A degenerate point cannot be proved by any box around it: the slightest change of f would make it two points or none.
So simple numbers in the box are tried, and only those count at which the gradient is exactly zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from hessview.analysis.degenerate import BACKGROUND, Degenerate, resolve
from hessview.analysis.germs.factored import by_factors
from hessview.analysis.germs.simple_numbers import simple_numbers
from hessview.analysis.proof.confirmation import enclosing_doubles
from hessview.analysis.verdict import Code, Nature
from hessview.calculus.algebra import Algebra
from hessview.calculus.ball import working_precision
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.pieces import without_needless_abs
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import NotKnownError, Series, taylor_series
from hessview.language.expression import Builder
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from hessview.calculus.ball_jet import BallProgram
    from hessview.calculus.closed_numbers import ClosedNumber
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

    Ranks = tuple[int, ...]

MOST_TRIED, MOST_LOOKED_AT = 40, 300
"""So many points are tried in one box; more if balls exclude most of them."""

_MOST_FOR_ONE = 6
_DIGITS = 128


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
    formula = without_needless_abs(formula)
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
        The derivatives in balls: with them more places are tried, and only such as are hardly in the box by chance.
    """
    search = effort or Effort(BACKGROUND)
    formula = without_needless_abs(formula)
    builder = Builder()
    algebra = Algebra(builder)
    telling = program is not None
    choices = [
        simple_numbers(a, b, algebra, telling=telling)[:_MOST_FOR_ONE] for a, b in zip(lower, upper, strict=True)
    ]
    order = sorted(product(*(range(len(choice)) for choice in choices)), key=lambda ranks: (sum(ranks), ranks))
    try:
        tried = order[:MOST_TRIED] if program is None else _left_open(program, choices, order, search)
        for ranks in tried:
            coordinates = tuple(choice[k] for choice, k in zip(choices, ranks, strict=True))
            field = ClosedField()
            try:
                place = [field.number(x, search) for x in coordinates]
                if not _is_critical(formula, place, field, search):
                    continue
            except (NotKnownError, ZeroDivisionError):
                continue
            return _resolved(formula, coordinates, place, effort)
    except TooMuchEffort:
        pass
    return None


def _resolved(
    formula: Formula, coordinates: tuple[Expression, ...], place: Sequence[ClosedNumber], effort: Effort | None
) -> ExactPlace | None:
    found = degenerate_at(formula, coordinates, effort or Effort(BACKGROUND * max(1, formula.dimension - 2) ** 2))
    texts = [to_text(x) for x in coordinates]
    text = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
    enclosure = tuple(enclosing_doubles(x.ball(_DIGITS)) for x in place)
    return None if found is None else ExactPlace(coordinates, text, found, enclosure)


def _left_open(
    program: BallProgram, choices: Sequence[Sequence[Expression]], order: Sequence[Ranks], effort: Effort
) -> Iterator[Ranks]:
    """Yield those of the places of which balls do not exclude that the gradient is zero."""
    field = ClosedField()
    numbers = [[_number(field, x, effort) for x in choice] for choice in choices]
    for ranks in order[:MOST_LOOKED_AT]:
        place = [number[k] for number, k in zip(numbers, ranks, strict=True)]
        balls = [x.ball(_DIGITS) for x in place if x is not None]
        if len(balls) == len(place):
            with working_precision(_DIGITS):
                is_open = all(g.contains(0) for g in program.slope(balls, _DIGITS))
            if is_open:
                yield ranks


def _number(field: ClosedField, root: Expression, effort: Effort) -> ClosedNumber | None:
    try:
        return field.number(root, effort)
    except (NotKnownError, ZeroDivisionError):
        return None


def _is_critical(formula: Formula, place: Sequence[ClosedNumber], field: ClosedField, effort: Effort) -> bool:
    """Whether the gradient is exactly zero."""
    slopes = taylor_series(formula, place, Series(formula.dimension, 1, field, effort))
    return not any(field.sign(value) for monomial, value in slopes.items() if any(monomial))
