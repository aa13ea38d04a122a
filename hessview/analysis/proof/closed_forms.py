"""Exact forms of confirmed critical points: guessed from many digits, then proved or not claimed.

A coordinate is looked for among rational numbers, (a + b sqrt(c))/d and roots of such, a + b pi, logarithms,
exponentials and arcs. That all n expressions together are a critical point is then proved: rational points by exact
rational arithmetic, other algebraic ones by a bound below which no such number but 0 lies (`calculus.algebraic_zero`),
most others by exact arithmetic with pi, e, logarithms and roots (`calculus.closed_field`), the rest by sympy in a
worker (`calculus.symbolic.exact_points`). As the point lies in the box in which there is only one, it is the confirmed
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.analysis.proof.number_forms import NumberForms
from hessview.calculus.algebra import exact_value
from hessview.calculus.algebraic_zero import is_zero
from hessview.calculus.ball import working_precision
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.exact_gradient import constant_balls, gradient_at
from hessview.calculus.rational_jet import rational_jet
from hessview.calculus.series import NotKnownError, Series, taylor_series
from hessview.language.expression import Builder
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.proof.confirmation import Confirmation, Confirmer
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

PRECISION = 384
"""Binary digits to which a point is refined before its coordinates are looked at: about 110 decimal ones."""


@dataclass(frozen=True)
class ClosedForm:
    """A point in exact numbers.

    Attributes
    ----------
    coordinates
        n trees without symbols, and their texts in our own language.
    texts
        The same as texts that parse back.
    proved
        True: this is the confirmed point. None: it is to be asked in the worker whether the gradient is zero there;
        until then nothing may be claimed.
    """

    coordinates: tuple[Expression, ...]
    texts: tuple[str, ...]
    proved: bool | None

    @property
    def text(self) -> str:
        """The point as a person writes it: ``(sqrt(2)/2, 1)``; of one variable the number alone."""
        return self.texts[0] if len(self.texts) == 1 else f"({', '.join(self.texts)})"


def closed_form(confirmer: Confirmer, confirmation: Confirmation) -> ClosedForm | None:
    """Return the exact form of a confirmed point, or None if none is known, or it is certainly another point."""
    balls = confirmer.refined(confirmation, PRECISION)
    if balls is None:
        return None
    forms = NumberForms(Builder())
    coordinates: list[Expression] = []
    with working_precision(PRECISION):
        for ball in balls:
            form = forms.of(ball)
            if form is None:
                return None
            coordinates.append(form)
    proved = is_point(confirmer, confirmation, coordinates)
    if proved is False:
        return None
    return ClosedForm(tuple(coordinates), tuple(map(to_text, coordinates)), proved)


def is_point(confirmer: Confirmer, confirmation: Confirmation, coordinates: Sequence[Expression]) -> bool | None:
    """Whether exact coordinates (trees without symbols) are the confirmed point; None if that takes the worker."""
    if not lies_in(confirmation, coordinates):
        return False
    fractions = [exact_value(x) for x in coordinates]
    if None not in fractions:
        jet = rational_jet(confirmer.formula, [x for x in fractions if x is not None])
        if jet is not None:
            return not any(jet.gradient)
    gradient = gradient_at(confirmer.program, coordinates)
    if gradient is None:
        return False
    answers = [is_zero(component) for component in gradient]
    if False in answers:
        return False
    return _vanishes(confirmer.formula, coordinates) if None in answers else True


def _vanishes(formula: Formula, coordinates: Sequence[Expression]) -> bool | None:
    """Whether the gradient is exactly zero, in the arithmetic of numbers in closed form; None if that cannot tell."""
    field, effort = ClosedField(), Effort()
    try:
        point = [field.number(x, effort) for x in coordinates]
        slopes = taylor_series(formula, point, Series(formula.dimension, 1, field, effort))
        return not any(field.sign(slope) for monomial, slope in slopes.items() if any(monomial))
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        return None


def lies_in(confirmation: Confirmation, coordinates: Sequence[Expression]) -> bool:
    """Whether the exact point certainly lies in the box in which the confirmed one is the only critical point."""
    balls = constant_balls(coordinates, PRECISION)
    return all(
        balls[id(x)].is_finite() and bool(a <= balls[id(x)]) and bool(balls[id(x)] <= b)
        for x, (a, b) in zip(coordinates, confirmation.box.tolist(), strict=True)
    )
