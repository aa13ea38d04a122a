"""sympy objects written as trees, with terms and factors in the order that textbooks have."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Integer, Rational

from hessview.calculus.symbolic.functions import ROW_OF
from hessview.calculus.symbolic.reading import rational
from hessview.language.expression import Number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hessview.language.expression import Builder, Expression


class NotExpressible(ArithmeticError):  # noqa: N818 - it says what is the case, no fault of anybody
    """A sympy object has no counterpart in our language (an imaginary unit, an infinity, an unevaluated derivative)."""


class Writer:
    """Builds trees from sympy objects, with terms and factors in the order that textbooks have.

    Parameters
    ----------
    builder
        Makes the trees.
    leaves
        What symbols stand for.
    decimal
        Whether numbers are written as decimals where they are such.
    parameters
        Symbols that stand before the others in a product: 2ax.
    """

    def __init__(
        self, builder: Builder, leaves: Mapping[Any, Expression], *, decimal: bool, parameters: Collection[Any] = ()
    ) -> None:
        self._builder = builder
        self._parameters = frozenset(parameters)
        self._decimal = decimal
        self._made: dict[Any, Expression] = dict(leaves)

    def write(self, value: Any) -> Expression:
        """Return the tree of `value`.

        Raises
        ------
        NotExpressible
            If our language has no word for some part of it.
        """
        if value not in self._made:
            self._made[value] = self._node(value)
        return self._made[value]

    def _node(self, value: Any) -> Expression:
        apply = self._builder.apply
        if value.is_Rational:
            return self._signed(value < 0, self._number(abs(value)))
        if value is sympy.pi or value is sympy.E:
            return self._builder.constant("pi" if value is sympy.pi else "e")
        if value is sympy.EulerGamma:
            return apply("neg", apply("digamma", self._builder.number(1.0)))
        if value.is_Add:
            return self._sum(value)
        if value.is_Mul:
            return self._product(value)
        if isinstance(value, sympy.exp):
            return apply("exp", self.write(value.args[0]))
        if value.is_Pow:
            return self._power(*value.as_base_exp())
        if isinstance(value, sympy.Piecewise):
            return self._cases(value)
        if isinstance(value, sympy.polygamma) and value.args[0] == 0:
            return apply("digamma", self.write(value.args[1]))
        if value.func in ROW_OF:
            return apply(ROW_OF[value.func], *(self.write(argument) for argument in value.args))
        raise NotExpressible(f"{value.func} has no counterpart")

    def _number(self, value: Any) -> Expression:
        exact = Fraction(int(value.p), int(value.q))
        decimal = _decimal_text(exact) if self._decimal and exact.denominator != 1 else None
        return self._fraction(exact) if decimal is None else self._literal(exact, decimal)

    def _fraction(self, exact: Fraction) -> Expression:
        if exact.denominator == 1:
            return self._whole_number(exact.numerator)
        return self._builder.apply("div", *(self._whole_number(part) for part in exact.as_integer_ratio()))

    def _whole_number(self, value: int) -> Expression:
        return self._literal(Fraction(value), str(value))

    def _literal(self, exact: Fraction, text: str) -> Expression:
        try:
            return self._builder.number(float(exact), text)
        except OverflowError as problem:
            raise NotExpressible("a constant is too large") from problem

    def _signed(self, negative: bool, node: Expression) -> Expression:
        return self._builder.apply("neg", node) if negative else node

    def _sum(self, value: Any) -> Expression:
        terms = [_split_sign(term) for term in value.as_ordered_terms()]
        # A sum of two reads better when it does not start with a minus sign: y - x^2.
        if len(terms) == 2 and terms[0][0] and not terms[1][0]:
            terms.reverse()
        total = self._signed(terms[0][0], self.write(terms[0][1]))
        for negative, term in terms[1:]:
            total = self._builder.apply("sub" if negative else "add", total, self.write(term))
        return total

    def _product(self, value: Any) -> Expression:
        coefficient, rest = value.as_coeff_Mul()
        if coefficient < 0:
            return self._builder.apply("neg", self.write(-value))
        above: list[Expression] = []
        below: list[Expression] = []
        if self._decimal and coefficient.q != 1 and _decimal_text(Fraction(int(coefficient.p), int(coefficient.q))):
            above.append(self._number(coefficient))
        else:
            above += [self._number(Integer(coefficient.p))] if coefficient.p != 1 else []
            below += [self._number(Integer(coefficient.q))] if coefficient.q != 1 else []
        for factor in sorted(rest.as_ordered_factors(), key=self._factor_rank):
            base, exponent = factor.as_base_exp()
            if exponent.is_Rational and exponent < 0 and not isinstance(factor, sympy.exp):
                below.append(self.write(sympy.Pow(base, -exponent)))
            else:
                above.append(self.write(factor))
        top = self._joined(above)
        return top if not below else self._builder.apply("div", top, self._joined(below))

    def _factor_rank(self, factor: Any) -> int:
        """Order factors as textbooks do: constants, parameters, variables, brackets, functions."""
        base, _ = factor.as_base_exp()
        if isinstance(factor, sympy.exp):
            return 5
        if base.is_number:
            return 0
        if base.is_Symbol:
            return 1 if base in self._parameters else 2
        return 3 if base.is_Add else 4

    def _joined(self, factors: list[Expression]) -> Expression:
        product, *others = factors or [self._builder.number(1.0)]
        for factor in others:
            product = self._builder.apply("mul", product, factor)
        return product

    def _power(self, base: Any, exponent: Any) -> Expression:
        apply = self._builder.apply
        if exponent.is_Rational and exponent < 0:
            return apply("div", self._builder.number(1.0), self.write(sympy.Pow(base, -exponent)))
        if exponent == Rational(1, 2):
            return apply("sqrt", self.write(base))
        if exponent.is_Rational and exponent.q <= 3:
            return apply("pow", self.write(base), self._fraction(Fraction(int(exponent.p), int(exponent.q))))
        power = self._whole(exponent)
        return apply("pow", self.write(base), self.write(exponent) if power is None else power)

    def _whole(self, exponent: Any) -> Expression | None:
        """Return an exponent of opaque integers as one literal: 1000000000 - 1 is 999999999."""
        hidden = {symbol: self._made[symbol] for symbol in exponent.free_symbols if symbol in self._made}
        numbers = {symbol: rational(node.literal) for symbol, node in hidden.items() if isinstance(node, Number)}
        if not exponent.is_Add or len(numbers) < len(exponent.free_symbols):
            return None
        value = exponent.xreplace(numbers)
        return self._number(value) if value.is_Integer and value >= 0 else None

    def _cases(self, value: Any) -> Expression:
        *branches, (last, otherwise) = value.args
        if otherwise is not sympy.true:
            raise NotExpressible("a case is missing")
        rest = self.write(last)
        for case, condition in reversed(branches):
            rest = self._builder.apply("where", self._condition(condition), self.write(case), rest)
        return rest

    def _condition(self, condition: Any) -> Expression:
        """Return what an opaque condition ``c > 0`` stands for, or its opposite."""
        if isinstance(condition, sympy.Not):
            return self._builder.apply("not", self._condition(condition.args[0]))
        if isinstance(condition, sympy.And | sympy.Or):
            name = "and" if isinstance(condition, sympy.And) else "or"
            first, *others = map(self._condition, condition.args)
            for other in others:
                first = self._builder.apply(name, first, other)
            return first
        if isinstance(condition, sympy.Gt | sympy.Le) and condition.args[0] in self._made and condition.args[1] == 0:
            node = self._made[condition.args[0]]
            return node if isinstance(condition, sympy.Gt) else self._builder.apply("not", node)
        raise NotExpressible("a condition has no counterpart")


def _split_sign(term: Any) -> tuple[bool, Any]:
    negative = bool(term.as_coeff_Mul()[0] < 0)
    return negative, -term if negative else term


def _decimal_text(value: Fraction, digits: int = 12) -> str | None:
    """Return `value` as a short decimal if it is exactly one."""
    for places in range(1, digits + 1):
        scaled = value * 10**places
        if scaled.denominator == 1:
            text = str(scaled.numerator).rjust(places + 1, "0")
            return f"{text[:-places]}.{text[-places:]}" if len(text) <= digits + 1 else None
    return None
