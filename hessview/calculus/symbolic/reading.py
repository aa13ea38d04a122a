"""Trees read into sympy objects, node by node; what sympy must not touch travels as an opaque symbol."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Rational, Symbol

from hessview.calculus.symbolic.functions import OPERATIONS, OURS, PUBLIC, RELATIONS, SHARED
from hessview.language import expression as tree
from hessview.language.compile import FloatArithmetic, compile_expressions
from hessview.language.expression import Apply, Builder, Constant, Number, postorder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.language.expression import Expression

_LARGEST_BITS = 256
"""Rational constants with more bits than this in numerator or denominator stay unevaluated."""

_LARGEST_EXPONENT = 64
"""Integer powers above this are not multiplied out, and only variables are raised to them as they are."""


class Reader:
    """Builds sympy objects from a tree.

    Attributes
    ----------
    symbols
        The sympy symbol of each name of the formula.
    opaque
        What each symbol that hides something stands for.
    decimal
        Whether the formula has decimals; then the results are written with decimals too.
    """

    def __init__(self, symbols: Mapping[str, Any], *, public: bool = False) -> None:
        self.symbols = symbols
        self.opaque: dict[Any, Expression] = {}
        self.decimal = False
        self._public = public
        self._hidden: dict[int, Any] = {}

    def read(self, root: Expression) -> Any:
        """Return `root` as a sympy object."""
        made: dict[int, Any] = {}
        for node in postorder(root):
            made[id(node)] = self._node(node, made)
        value = made[id(root)]
        if self._public or not value.has(sympy.Abs, sympy.sign):
            return value
        # sympy writes sqrt(x^2) as its own |x|, whose second derivative is an impulse; ours is smooth away from 0.
        return value.replace(sympy.Abs, OURS["abs"]).replace(sympy.sign, OURS["sign"])

    def _node(self, node: Expression, made: Mapping[int, Any]) -> Any:
        match node:
            case Number(_, literal):
                self.decimal |= "." in literal or "e" in literal
                return self._tamed(node, rational(literal))
            case Constant(name):
                return sympy.pi if name == "pi" else sympy.E
            case tree.Symbol(name):
                return self.symbols[name]
            case Apply("pow", (_, exponent)):
                base, power = (made[id(argument)] for argument in node.arguments)
                return self._power(node, base, power, exponent)
            case Apply("where", (condition, _, _)):
                _, first, second = (made[id(argument)] for argument in node.arguments)
                return sympy.Piecewise((first, self._condition(condition, made)), (second, True))
            case Apply(function, arguments) if function in RELATIONS:
                return RELATIONS[function](*(made[id(a)] for a in arguments)) if self._public else None
            case Apply(function, arguments):
                values = [made[id(argument)] for argument in arguments]
                if function not in OPERATIONS and any(value.is_Rational and abs(value) > 100 for value in values):
                    return self._hide(node, "k")
                return self._tamed(node, self._row(function)(*values))

    def _row(self, function: str) -> Callable[..., Any]:
        tables = (PUBLIC, OPERATIONS, SHARED) if self._public else (OPERATIONS, OURS, SHARED)
        return next(table[function] for table in tables if function in table)

    def _condition(self, node: Expression, made: Mapping[int, Any]) -> Any:
        return made[id(node)] if self._public else self._hide(node, "c") > 0

    def _tamed(self, node: Expression, value: Any) -> Any:
        """Return `value`, or something opaque for it if its digits would drown everything."""
        large = value.is_Rational and max(int(value.p).bit_length(), int(value.q).bit_length()) > _LARGEST_BITS
        return self._hide(node, "k") if large else value

    def _power(self, node: Expression, base: Any, power: Any, exponent: Expression) -> Any:
        if base.is_zero and not power.is_number and not self._public:
            return self._hide(node, "k")  # constant where it has derivatives; sympy would write log(0)
        if power.is_Rational and abs(power) > _LARGEST_EXPONENT:
            if base.is_number:
                return self._hide(node, "k")
            if self._public:
                return sympy.Pow(base, power, evaluate=base.is_Symbol)
            if not base.is_Symbol:
                power = self._hide(exponent, "n", integer=bool(power.is_integer))
        elif base.is_Rational and power.is_Rational:
            bits = max(int(base.p).bit_length(), int(base.q).bit_length()) * abs(power)
            if bits > _LARGEST_BITS:
                return self._hide(node, "k")
        return sympy.Pow(base, power)

    def _hide(self, node: Expression, letter: str, **assumptions: bool) -> Any:
        """Return a symbol that stands for `node`, the same one for the same node; to the public a number."""
        if self._public:
            return sympy.Float(compile_expressions([node], (), FloatArithmetic())([])[0])
        if id(node) not in self._hidden:
            symbol = Symbol(f"{letter}_{len(self._hidden):03}", real=True, **assumptions)
            self._hidden[id(node)] = symbol
            self.opaque[symbol] = node
        return self._hidden[id(node)]


def rational(literal: str) -> Any:
    """Return the exact value of a literal: 0.1 is 1/10."""
    exact = Fraction(literal)
    return Rational(exact.numerator, exact.denominator)


def with_pieces(root: Expression, builder: Builder) -> Expression:
    """Return `root` with ``min``, ``max`` and ``relu`` as ``where``, whose derivatives are ordinary."""
    made: dict[int, Expression] = {}
    for node in postorder(root):
        if not isinstance(node, Apply):
            made[id(node)] = builder.adopt(node)
            continue
        arguments = [made[id(argument)] for argument in node.arguments]
        if node.function in {"min", "max", "relu"}:
            sign_ = "le" if node.function == "min" else "ge"
            first, *others = [*arguments, builder.number(0.0)] if node.function == "relu" else arguments
            for other in others:
                first = builder.apply("where", builder.apply(sign_, first, other), first, other)
            made[id(node)] = first
        else:
            made[id(node)] = builder.apply(node.function, *arguments)
    return made[id(root)]
