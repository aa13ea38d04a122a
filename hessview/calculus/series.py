"""Truncated Taylor series of formulas over any field of numbers: fractions, or balls that hold the true numbers.

What differs between fields is a `Field`: the values of functions at a point, and the signs of numbers. The rest (sums,
products, composition, the Taylor coefficients of every function) is the same algorithm.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from hessview.calculus.effort import Effort, bits_of_literal
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hessview.language.formula import Formula

Monomial = tuple[int, ...]

MOST_POWER = 64


class NotKnownError(ArithmeticError):
    """The field does not hold this number, or cannot tell its sign."""


class Scalar(Protocol):
    """A number of a field; false only when it is known to be zero."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...
    def __neg__(self) -> Self: ...
    def __bool__(self) -> bool: ...


C = TypeVar("C", bound=Scalar)


class Named(float):
    """A rounded number that has an exact name, such as ``sqrt(2)``; a product or quotient in it is not in brackets."""

    text: str

    def __new__(cls, value: float, text: str) -> Self:
        """Make the double with its name."""
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __neg__(self) -> Named:
        return Named(-float(self), self.text[1:] if self.text.startswith("-") else f"-{self.text}")


class Field(Protocol[C]):
    """What can be calculated with the numbers of one kind.

    Every method raises `NotKnownError` for what the field does not hold or cannot tell.
    """

    def of(self, value: Fraction) -> C:
        """Return a rational number."""
        ...

    def constant(self, name: str) -> C:
        """Return ``pi`` or ``e``."""
        ...

    def function(self, name: str, x: C) -> C:
        """Return the value of exp, log, sin, cos, asin, acos, atan, sinh, cosh, asinh, acosh, atanh or erf."""
        ...

    def power(self, x: C, exponent: Fraction) -> C:
        """Return x ^ exponent; x > 0, or the exponent is whole."""
        ...

    def sign(self, x: C) -> int:
        """Return -1, 0 or 1."""
        ...

    def floor(self, x: C) -> int:
        """Return the largest integer below x; x is certainly not an integer."""
        ...

    def fraction(self, x: C) -> Fraction:
        """Return x if it is a rational number."""
        ...

    def real(self, x: C) -> Fraction | float:
        """Return x if it is a rational number, else the double nearest to it."""
        ...

    def bits(self, values: Iterable[C]) -> int:
        """Return the length of the longest number, for what operations on it cost."""
        ...

    def coefficients(self, function: str, values: Sequence[C], order: int) -> list[C]:
        """Return the Taylor coefficients, by the last argument, of a function without an elementary derivative."""
        ...


class Series(Generic[C]):
    """Arithmetic of polynomials in n variables over a field, cut off after a total degree.

    A polynomial is a dict from exponents to coefficients that are not known to be zero.

    Parameters
    ----------
    n
        How many variables.
    order
        The largest total degree that is kept.
    field
        Of the coefficients.
    effort
        What the operations are paid from.
    """

    def __init__(self, n: int, order: int, field: Field[C], effort: Effort | None = None) -> None:
        self.n = n
        self.order = order
        self.field = field
        self.effort = effort or Effort()
        self.one = field.of(Fraction(1))
        self._origin = (0,) * n

    def number(self, value: int | Fraction) -> C:
        """Return a rational number of the field."""
        return self.field.of(Fraction(value))

    def constant(self, value: C) -> dict[Monomial, C]:
        """Return a constant."""
        return {self._origin: value} if value else {}

    def variable(self, j: int, start: C) -> dict[Monomial, C]:
        """Return start + t_j."""
        step = {tuple(int(k == j) for k in range(self.n)): self.one} if self.order else {}
        return {**self.constant(start), **step}

    def start(self, a: Mapping[Monomial, C]) -> C:
        """Return the constant term."""
        return a[self._origin] if self._origin in a else self.number(0)

    def add(self, a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
        """Return a + b."""
        self.effort.spend(1 + len(b), self.field.bits(b.values()))
        total = dict(a)
        for monomial, value in b.items():
            total[monomial] = total[monomial] + value if monomial in total else value
        return {monomial: value for monomial, value in total.items() if value}

    def scale(self, a: Mapping[Monomial, C], factor: C) -> dict[Monomial, C]:
        """Return factor a."""
        self.effort.spend(1 + len(a), self.field.bits(a.values()))
        return {monomial: factor * value for monomial, value in a.items()} if factor else {}

    def neg(self, a: Mapping[Monomial, C]) -> dict[Monomial, C]:
        """Return -a."""
        return {monomial: -value for monomial, value in a.items()}

    def mul(self, a: Mapping[Monomial, C], b: Mapping[Monomial, C]) -> dict[Monomial, C]:
        """Return a b."""
        total: dict[Monomial, C] = {}
        bits = max(self.field.bits(a.values()), self.field.bits(b.values()))
        by_degree = sorted(((sum(monomial), monomial, value) for monomial, value in b.items()), key=itemgetter(0))
        degrees = [degree for degree, _, _ in by_degree]
        for p, u in a.items():
            fitting = bisect_right(degrees, self.order - sum(p))
            self.effort.spend(1 + 2 * fitting, bits)
            for _, q, v in by_degree[:fitting]:
                monomial = tuple(map(int.__add__, p, q))
                total[monomial] = total[monomial] + u * v if monomial in total else u * v
        return {monomial: value for monomial, value in total.items() if value}

    def compose(self, outer: Sequence[C], a: Mapping[Monomial, C]) -> dict[Monomial, C]:
        """Return sum_k outer_k (a - a_0)^k by Horner's rule; a_0 is the constant term of a."""
        inner = {monomial: value for monomial, value in a.items() if any(monomial)}
        total: dict[Monomial, C] = {}
        for coefficient in reversed(outer):
            total = self.add(self.mul(total, inner), self.constant(coefficient))
        return total

    def whole_power(self, a: Mapping[Monomial, C], exponent: int) -> dict[Monomial, C]:
        """Return a ^ exponent for a whole exponent that is not negative."""
        total = self.constant(self.one)
        for _ in range(exponent):
            total = self.mul(total, a)
        return total

    def substitute(
        self, f: Mapping[Monomial, C], values: Sequence[Mapping[Monomial, C]]
    ) -> dict[Monomial, C]:
        """Return f, a polynomial in len(values) variables, with polynomials of this ring for its variables."""
        powers: list[list[Mapping[Monomial, C]]] = [[self.constant(self.one)] for _ in values]
        total: dict[Monomial, C] = {}
        for monomial, coefficient in f.items():
            term = self.constant(coefficient)
            for j, power in enumerate(monomial):
                while len(powers[j]) <= power:
                    powers[j].append(self.mul(powers[j][-1], values[j]))
                if power:
                    term = self.mul(term, powers[j][power])
            total = self.add(total, term)
        return total


Node = Any
"""The series of a subtree, or whether a condition holds around the point."""


def series_of_nodes(formula: Formula, point: Sequence[C], ring: Series[C]) -> dict[int, Node]:
    """Return the Taylor polynomials of all subtrees of `formula` about `point`, by the identity of their root.

    Parameters
    ----------
    formula
        Of n variables.
    point
        n numbers of the ring's field.
    ring
        Of polynomials in the steps t_1 .. t_n.

    Raises
    ------
    NotKnownError
        Where f is not analytic at the point as it is written, or the field does not hold a number on the way.
    ZeroDivisionError
        At a pole.
    TooMuchEffort
        When the ring's allowance is spent.
    """
    from hessview.calculus.series_rules import applied

    field = ring.field
    known = {name: ring.constant(field.of(Fraction(value))) for name, value in formula.parameters}
    known |= {name: ring.variable(j, x) for j, (name, x) in enumerate(zip(formula.variables, point, strict=True))}
    made: dict[int, Node] = {}
    for node in postorder(formula.expression):
        match node:
            case Number(_, literal):
                ring.effort.spend(1, bits_of_literal(literal))
                made[id(node)] = ring.constant(field.of(Fraction(literal)))
            case Constant(name):
                made[id(node)] = ring.constant(field.constant(name))
            case Symbol(name):
                made[id(node)] = known[name]
            case Apply(function, arguments):
                made[id(node)] = applied(ring, function, [made[id(argument)] for argument in arguments])
    return made


def taylor_series(formula: Formula, point: Sequence[C], ring: Series[C]) -> dict[Monomial, C]:
    """Return the Taylor polynomial of `formula` about `point`; arguments and errors as for `series_of_nodes`."""
    result: dict[Monomial, C] = series_of_nodes(formula, point, ring)[id(formula.expression)]
    return result


def degree_bound(root: Expression, variables: Sequence[str], most: int) -> int | None:
    """Return a bound of the total degree of a polynomial as it is written; None for others, and beyond `most`."""
    names = frozenset(variables)
    made: dict[int, int | None] = {}
    for node in postorder(root):
        degree: int | None = 0
        if isinstance(node, Symbol):
            degree = int(node.name in names)
        elif isinstance(node, Apply):
            degree = _degree(node, [made[id(argument)] for argument in node.arguments])
        if degree is None or degree > most:
            degree = None
        made[id(node)] = degree
    return made[id(root)]


def _degree(node: Apply, degrees: list[int | None]) -> int | None:
    match node.function, degrees:
        case _, [*every] if None in every:
            return None
        case "add" | "sub", [int(a), int(b)]:
            return max(a, b)
        case "mul", [int(a), int(b)]:
            return a + b
        case "neg", [int(a)]:
            return a
        case "div", [int(a), 0]:
            return a
        case "pow", [int(a), 0] if isinstance(node.arguments[1], Number):
            exponent = node.arguments[1].value
            return a * int(exponent) if exponent == int(exponent) and 0 <= exponent <= MOST_POWER else None
    return 0 if not any(degrees) else None
