"""Expressions built with the obvious left out: sums without zeros, products without ones, small numbers folded.

Derivatives are written with this, so that their program contains only what has to be calculated.
"""

from __future__ import annotations

from fractions import Fraction

from hessview.language.expression import Apply, Builder, Expression, Number

_LONGEST_FOLDED = 18
"""Digits up to which products and sums of literals are written out; longer ones stay operations."""

_SMALLEST_FOLDED, _LARGEST_FOLDED = Fraction(1, 10**290), Fraction(10**290)


class Algebra:
    """Makes nodes of one builder. Every rule is an identity of real numbers where the arguments are defined.

    Attributes
    ----------
    builder
        Holds and shares the nodes.
    zero, one, two
        These numbers.
    """

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.zero = builder.number(0.0, "0")
        self.one = builder.number(1.0, "1")
        self.two = builder.number(2.0, "2")

    def apply(self, function: str, *arguments: Expression) -> Expression:
        """Return the application, simplified where the row is an arithmetical one."""
        match function:
            case "add":
                return self.add(*arguments)
            case "sub":
                return self.add(arguments[0], self.neg(arguments[1]))
            case "mul":
                return self.mul(*arguments)
            case "div":
                return self.div(*arguments)
            case "neg":
                return self.neg(*arguments)
            case "pow":
                return self.pow(*arguments)
            case "where" | "select":
                return self.choose(function, *arguments)
            case _:
                return self.builder.apply(function, *arguments)

    def add(self, a: Expression, b: Expression) -> Expression:
        """Return a + b."""
        if a is self.zero:
            return b
        if b is self.zero:
            return a
        if isinstance(a, Number) and isinstance(b, Number):
            return self._folded("add", a, b, Fraction(a.literal) + Fraction(b.literal))
        if (negative := _negated(b)) is not None:
            return self.builder.apply("sub", a, negative)
        if (negative := _negated(a)) is not None:
            return self.builder.apply("sub", b, negative)
        return self.builder.apply("add", a, b)

    def mul(self, a: Expression, b: Expression) -> Expression:
        """Return a b, a literal factor in front."""
        if a is self.zero or b is self.zero:
            return self.zero
        if a is self.one:
            return b
        if b is self.one:
            return a
        if isinstance(b, Number):
            a, b = b, a
        if isinstance(a, Number) and isinstance(b, Number):
            return self._folded("mul", a, b, Fraction(a.literal) * Fraction(b.literal))
        if (negative := _negated(a)) is not None:
            return self.neg(self.mul(negative, b))
        if (negative := _negated(b)) is not None:
            return self.neg(self.mul(a, negative))
        if isinstance(a, Number) and isinstance(b, Apply) and b.function == "mul":
            first, second = b.arguments
            if isinstance(first, Number) and isinstance(folded := self.mul(a, first), Number):
                return self.mul(folded, second)
        return self.builder.apply("mul", a, b)

    def div(self, a: Expression, b: Expression) -> Expression:
        """Return a / b."""
        if a is self.zero or b is self.one:
            return a
        if (negative := _negated(a)) is not None:
            return self.neg(self.div(negative, b))
        if (negative := _negated(b)) is not None:
            return self.neg(self.div(a, negative))
        return self.builder.apply("div", a, b)

    def neg(self, a: Expression) -> Expression:
        """Return -a; a negated literal stays a negation, so that signs can be moved out of products."""
        if a is self.zero:
            return a
        return inner if (inner := _negated(a)) is not None else self.builder.apply("neg", a)

    def pow(self, a: Expression, b: Expression) -> Expression:
        """Return a ^ b; a ^ 0 is 1, as in the table."""
        if b is self.zero:
            return self.one
        if b is self.one:
            return a
        if (negative := _negated(b)) is not None and negative is self.one:
            return self.div(self.one, a)
        return self.builder.apply("pow", a, b)

    def choose(self, function: str, condition: Expression, a: Expression, b: Expression) -> Expression:
        """Return a where the condition holds, else b."""
        return a if a is b else self.builder.apply(function, condition, a, b)

    def rational(self, value: Fraction) -> Expression:
        """Return a literal, its negation, or a quotient of literals."""
        if value < 0:
            return self.neg(self.rational(-value))
        if value.denominator == 1:
            return self.builder.number(float(value), str(value.numerator))
        text = _decimal(value)
        if text is not None:
            return self.builder.number(float(value), text)
        return self.div(self.rational(Fraction(value.numerator)), self.rational(Fraction(value.denominator)))

    def _folded(self, function: str, a: Number, b: Number, value: Fraction) -> Expression:
        is_long = len(a.literal) + len(b.literal) > 2 * _LONGEST_FOLDED
        if is_long or not _is_of_usual_size(value) or (value.denominator != 1 and _decimal(abs(value)) is None):
            return self.builder.apply(function, a, b)
        return self.rational(value)


def _is_of_usual_size(value: Fraction) -> bool:
    """Return whether a literal of this value neither overflows nor loses digits to underflow."""
    return value == 0 or _SMALLEST_FOLDED < abs(value) < _LARGEST_FOLDED


def _negated(node: Expression) -> Expression | None:
    return node.arguments[0] if isinstance(node, Apply) and node.function == "neg" else None


def _decimal(value: Fraction) -> str | None:
    """Return the decimal text of a positive rational, None if it does not end or is long."""
    places, denominator = 0, value.denominator
    while denominator % 10 == 0:
        denominator //= 10
        places += 1
    while denominator % 2 == 0 and places < _LONGEST_FOLDED:
        denominator //= 2
        places += 1
    while denominator % 5 == 0 and places < _LONGEST_FOLDED:
        denominator //= 5
        places += 1
    if denominator != 1 or places > _LONGEST_FOLDED:
        return None
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def exact_value(node: Expression) -> Fraction | None:
    """Return the exact value of a constant made of literals by + - * / and negation, None for anything else."""
    if isinstance(node, Number):
        short = len(node.literal) <= 2 * _LONGEST_FOLDED and (node.value == 0.0 or 1e-60 < abs(node.value) < 1e15)
        return Fraction(node.literal) if short else None
    if not isinstance(node, Apply) or node.function not in {"add", "sub", "mul", "div", "neg"}:
        return None
    if not all(isinstance(argument, Number) for argument in node.arguments):
        inner = node.arguments[0]
        if node.function != "neg" or (value := _quotient(inner)) is None:
            return None
        return -value
    return _quotient(node)


def _quotient(node: Expression) -> Fraction | None:
    """Return the exact value of one operation on literals."""
    if isinstance(node, Number):
        return exact_value(node)
    if not isinstance(node, Apply):
        return None
    values = [exact_value(argument) if isinstance(argument, Number) else None for argument in node.arguments]
    match node.function, values:
        case "neg", [Fraction() as x]:
            return -x
        case "add", [Fraction() as x, Fraction() as y]:
            return x + y
        case "sub", [Fraction() as x, Fraction() as y]:
            return x - y
        case "mul", [Fraction() as x, Fraction() as y]:
            return x * y
        case "div", [Fraction() as x, Fraction() as y] if y:
            return x / y
    return None
