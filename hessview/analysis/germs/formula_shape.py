"""Whether a formula, by the way it is written, is nowhere smaller near a point than at it, as sums of squares are.

Every subtree is asked for two things: is it nowhere below, or nowhere above its value at the point, near the point? An
even power of something that is 0 is nowhere below; an increasing function keeps the answer; and so on up to the root.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

from hessview.calculus.outer_series import POWERS, outer_power, outer_series
from hessview.calculus.series import NotKnownError, Scalar
from hessview.language.expression import Apply, Constant, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.calculus.effort import Effort
    from hessview.calculus.series import Field
    from hessview.language.formula import Formula

C = TypeVar("C", bound=Scalar)

RISING = frozenset({
    "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "asin", "atan", "sinh", "tanh", "asinh", "acosh",
    "atanh", "erf", "sigmoid", "softplus",
})
FALLING = frozenset({"acos", "erfc"})
POSITIVE = frozenset({"exp", "cosh", "sigmoid", "softplus", "erfc"})

_HIGHEST = 6


@dataclass(frozen=True)
class Bounds(Generic[C]):
    """What is known about a subtree near the point.

    Attributes
    ----------
    above, below
        Whether it is nowhere smaller, or nowhere larger, than at the point; both for a constant.
    value
        At the point, if the field holds it.
    sign
        Of the value, if known.
    """

    above: bool
    below: bool
    value: C | None = None
    sign: int | None = None

    def turned(self) -> Bounds[C]:
        """Return the bounds of the negative."""
        return Bounds(self.below, self.above, None if self.value is None else -self.value,
                      None if self.sign is None else -self.sign)  # fmt: skip


def bounds_near(formula: Formula, place: Sequence[C], field: Field[C], effort: Effort) -> Bounds[C]:
    """Return what the way it is written tells about `formula` near `place`.

    Raises
    ------
    TooMuchEffort
        When the allowance is spent.
    """
    reader = _Reader(field, effort)
    known = {name: reader.constant(field.of(Fraction(value))) for name, value in formula.parameters}
    for name, x in zip(formula.variables, place, strict=True):
        known[name] = reader.valued(x, above=False, below=False)
    made: dict[int, Bounds[C]] = {}
    for node in postorder(formula.expression):
        match node:
            case Number(_, literal):
                made[id(node)] = reader.constant(field.of(Fraction(literal)))
            case Constant(name):
                made[id(node)] = reader.named(name)
            case Symbol(name):
                made[id(node)] = known[name]
            case Apply():
                made[id(node)] = reader.applied(node, [made[id(argument)] for argument in node.arguments])
    return made[id(formula.expression)]


class _Reader(Generic[C]):
    """The rules of the rows."""

    def __init__(self, field: Field[C], effort: Effort) -> None:
        self._field = field
        self._effort = effort

    def valued(self, value: C, *, above: bool, below: bool) -> Bounds[C]:
        """Return bounds with a value and its sign."""
        try:
            return Bounds(above, below, value, self._field.sign(value))
        except NotKnownError:
            return Bounds(above, below, value, None)

    def constant(self, value: C) -> Bounds[C]:
        """Return the bounds of a number."""
        return self.valued(value, above=True, below=True)

    def named(self, name: str) -> Bounds[C]:
        """Return the bounds of pi or e."""
        try:
            return self.constant(self._field.constant(name))
        except NotKnownError:
            return Bounds(above=True, below=True, value=None, sign=1)

    def applied(self, node: Apply, parts: Sequence[Bounds[C]]) -> Bounds[C]:
        """Return the bounds of a row applied to arguments with these bounds."""
        self._effort.spend(_HIGHEST)
        match node.function, parts:
            case "add", [a, b]:
                return self._sum(a, b)
            case "sub", [a, b]:
                return self._sum(a, b.turned())
            case "neg", [a]:
                return a.turned()
            case "mul", [a, b]:
                return self._power(a, 2) if node.arguments[0] is node.arguments[1] else self._product(a, b)
            case "div", [a, b]:
                return self._product(a, self._power(b, -1))
            case "pow", [a, b] if b.above and b.below and b.value is not None:
                return self._to_the(a, b.value)
            case "hypot", [a, b]:
                return self._monotone("sqrt", self._sum(self._power(a, 2), self._power(b, 2)))
            case name, [a]:
                return self._monotone(name, a)
        return self._unknown(all(part.above and part.below for part in parts))

    def _unknown(self, constant: bool) -> Bounds[C]:
        return Bounds(constant, constant)

    def _sum(self, a: Bounds[C], b: Bounds[C]) -> Bounds[C]:
        above, below = a.above and b.above, a.below and b.below
        if a.value is not None and b.value is not None:
            return self.valued(a.value + b.value, above=above, below=below)
        return Bounds(above, below, None, a.sign if a.sign is not None and a.sign == b.sign else None)

    def _product(self, a: Bounds[C], b: Bounds[C]) -> Bounds[C]:
        if a.sign is None or b.sign is None:
            return self._unknown(a.above and a.below and b.above and b.below)
        for one in (a, b):
            if one.sign == 0 and one.above and one.below:
                return one  # always 0
        if a.sign < 0:
            return self._product(a.turned(), b).turned()
        if b.sign < 0:
            return self._product(a, b.turned()).turned()
        # Where a factor is positive its other values near the point are, too: only a zero leaves its sign free.
        if a.sign and b.sign:
            above, below = a.above and b.above, a.below and b.below
        elif a.sign or b.sign:
            zero = b if a.sign else a
            above, below = zero.above, zero.below
        else:
            above = (a.above and b.above) or (a.below and b.below)
            below = (a.above and b.below) or (a.below and b.above)
        if a.value is not None and b.value is not None:
            return self.valued(a.value * b.value, above=above, below=below)
        return Bounds(above, below, None, a.sign * b.sign)

    def _to_the(self, a: Bounds[C], exponent: C) -> Bounds[C]:
        try:
            power = self._field.fraction(exponent)
        except NotKnownError:
            return self._unknown(a.above and a.below)
        if power.denominator == 1 and power > 0 and a.sign == 0:
            zero = self._field.of(power * 0)
            return self.valued(zero, above=a.above or power % 2 == 0, below=a.below and (power % 2 == 1 or a.above))
        return self._shaped(a, lambda x, order: outer_power(self._field, x, power, order))

    def _power(self, a: Bounds[C], exponent: int) -> Bounds[C]:
        return self._to_the(a, self._field.of(Fraction(exponent)))

    def _monotone(self, name: str, a: Bounds[C]) -> Bounds[C]:
        """Return the bounds of a function of one argument."""
        if name in POWERS:
            shaped = self._shaped(a, lambda x, order: outer_power(self._field, x, POWERS[name], order))
        else:
            shaped = self._shaped(a, lambda x, order: outer_series(self._field, name, x, order))
        sign = 1 if name in POSITIVE else shaped.sign
        if name in RISING or name in FALLING:
            kept = a if name in RISING else a.turned()
            return Bounds(kept.above, kept.below, shaped.value, sign)
        return Bounds(shaped.above, shaped.below, shaped.value, sign)

    def _shaped(self, a: Bounds[C], outer: Callable[[C, int], list[C]]) -> Bounds[C]:
        """Return the bounds of outer(a) from the first derivative of `outer` that is not zero."""
        constant = a.above and a.below
        if a.value is None:
            return self._unknown(constant)
        try:
            start, *rest = outer(a.value, _HIGHEST)
            signs = [self._field.sign(c) for c in rest]
        except (NotKnownError, ZeroDivisionError):
            return self._unknown(constant)
        first = next((k for k, sign in enumerate(signs) if sign), None)
        if first is None or constant:
            return self.valued(start, above=constant, below=constant)
        turned = signs[first] < 0
        if first % 2:  # an even power: the point is an extremum of `outer`
            return self.valued(start, above=not turned, below=turned)
        kept = a.turned() if turned else a
        return self.valued(start, above=kept.above, below=kept.below)
