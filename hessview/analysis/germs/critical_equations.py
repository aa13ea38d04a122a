"""Equations that make a function critical, read off the way it is written: (x^2 + y^2 - 1)^2 is where x^2 + y^2 = 1.

Every rule is an identity of calculus: the gradient of F(h) is F'(h) times that of h, that of a b is zero where a has a
zero of second order or both are zero, that of a + b where both gradients are. A polynomial is critical where the
greatest common divisor of its partial derivatives is zero, however it is written. The rules find some of such
equations, not all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from itertools import islice, product

from hessview.calculus.algebra import Algebra, exact_value
from hessview.calculus.ball_jet import exact_literal
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.jet import JetProgram
from hessview.calculus.rational_series import RationalField, Terms
from hessview.calculus.series import NotKnownError, Series, degree_bound, taylor_series
from hessview.language.expression import Apply, Builder, Constant, Expression, Number, Symbol, postorder
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS

LARGEST_DEGREE = 16
MOST_TERMS = 200
ALLOWANCE = 20_000

_MOST, _MOST_NODES = 12, 2000
_CHOICES = frozenset({"select", "where", "and", "or", "not", "lt", "le", "gt", "ge", "eq", "ne"})
_STEPS = frozenset({"floor", "ceil", "round", "sign", "mod"})


class Level(Enum):
    """Where an expression is to be for an equation to hold."""

    ZERO = auto()
    HALF_TURN = auto()
    """At a multiple of pi."""
    ODD_QUARTER_TURN = auto()
    """At an odd multiple of pi/2."""


@dataclass(frozen=True)
class Equation:
    """An expression of the variables that is at a level."""

    expression: Expression
    level: Level = Level.ZERO


Branch = frozenset[Equation]
"""Equations that hold together; where they do, f is critical (if it is smooth there)."""

_NONE: tuple[Branch, ...] = ()
_ALWAYS: tuple[Branch, ...] = (frozenset(),)


@dataclass(frozen=True)
class _Places:
    """Of a subtree: branches on which it is zero, is zero with its gradient, has no gradient."""

    zero: tuple[Branch, ...] = _NONE
    twice: tuple[Branch, ...] = _NONE
    critical: tuple[Branch, ...] = _NONE


def critical_branches(formula: Formula) -> tuple[Branch, ...]:
    """Return systems of at most n equations on whose solutions f is critical wherever it is smooth there.

    An empty one is never among them.
    """
    n = formula.dimension
    root = bound(formula)
    variables = frozenset(formula.variables)
    found = (*_of_polynomial(formula), *_read(root, variables, n).critical, *_of_one(root, variables))
    return tuple(branch for branch in dict.fromkeys(found) if 0 < len(branch) <= n)


def zero_branches(formula: Formula) -> tuple[Branch, ...]:
    """Return systems of at most n equations on whose solutions f is zero, and critical wherever it is smooth there."""
    read = _read(bound(formula), frozenset(formula.variables), formula.dimension)
    return tuple(branch for branch in read.twice if 0 < len(branch) <= formula.dimension)


def bound(formula: Formula) -> Expression:
    """Return the tree with the values of the parameters, which are doubles, equal subtrees shared."""
    builder = Builder()
    values = {name: builder.number(value, exact_literal(value)) for name, value in formula.parameters}
    return builder.substitute(formula.expression, values)


def _read(root: Expression, variables: frozenset[str], most: int) -> _Places:
    made: dict[int, _Places] = {}
    constant: set[int] = set()
    for node in postorder(root):
        is_constant = not isinstance(node, Symbol) or node.name not in variables
        if isinstance(node, Apply):
            is_constant = all(id(x) in constant for x in node.arguments) or _is_zero_product(node)
        if is_constant:
            constant.add(id(node))
            is_zero = isinstance(node, Apply) and _is_zero_product(node)
            made[id(node)] = _Places(_ALWAYS, _ALWAYS, _ALWAYS) if is_zero else _Places(critical=_ALWAYS)
        elif isinstance(node, Apply):
            made[id(node)] = _Rules(made, constant, most).of(node)
        else:
            made[id(node)] = _Places(zero=_where(node))
    return made[id(root)]


def _is_zero_product(node: Apply) -> bool:
    return node.function == "mul" and any(exact_value(x) == 0 for x in node.arguments)


def _where(node: Expression, level: Level = Level.ZERO) -> tuple[Branch, ...]:
    return (frozenset({Equation(node, level)}),)


@dataclass(frozen=True)
class _Rules:
    """What is known of a node from what is known of its arguments."""

    made: dict[int, _Places]
    constant: set[int]
    most: int

    def of(self, node: Apply) -> _Places:
        """Return the places of a node that varies."""
        parts = [self.made[id(x)] for x in node.arguments]
        varying = [k for k, x in enumerate(node.arguments) if id(x) not in self.constant]
        match node.function, varying:
            case "neg", _:
                return parts[0]
            case "add" | "sub", _:
                twice = self._both(parts[0].twice, parts[1].twice)
                return _Places(_where(node), twice, self._both(parts[0].critical, parts[1].critical))
            case "mul", [k]:
                return parts[k]
            case "mul", _ if node.arguments[0] is node.arguments[1]:
                return self._power(parts[0])
            case "mul", _:
                return self._product(*parts)
            case "div", [0]:
                return parts[0]
            case "div", [1]:
                return _Places(critical=parts[1].critical)
            case "div", _:
                critical = self._some(parts[0].twice, self._both(parts[0].critical, parts[1].critical))
                return _Places(parts[0].zero, parts[0].twice, critical)
            case "pow", [0]:
                exponent = exact_value(node.arguments[1])
                if exponent is not None and exponent.denominator == 1 and exponent > 1:
                    return self._power(parts[0])
                return _Places(critical=parts[0].critical)
        if node.function in _CHOICES | _STEPS or node.function not in FUNCTIONS:
            return _Places()
        return _Places(_where(node), _NONE, self._of_function(node, parts))

    def _power(self, base: _Places) -> _Places:
        return _Places(base.zero, base.zero, self._some(base.zero, base.critical))

    def _product(self, a: _Places, b: _Places) -> _Places:
        twice = self._some(a.twice, b.twice, self._both(a.zero, b.zero))
        return _Places(self._some(a.zero, b.zero), twice, self._some(twice, self._both(a.critical, b.critical)))

    def _of_function(self, node: Apply, parts: list[_Places]) -> tuple[Branch, ...]:
        critical = _ALWAYS
        for part in parts:
            critical = self._both(critical, part.critical)
        match node.function:
            case "cos":
                return self._some(_where(node.arguments[0], Level.HALF_TURN), critical)
            case "sin":
                return self._some(_where(node.arguments[0], Level.ODD_QUARTER_TURN), critical)
            case "cosh":
                return self._some(parts[0].zero, critical)
        return critical

    def _some(self, *branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
        return tuple(dict.fromkeys(branch for each in branches for branch in each))[:_MOST]

    def _both(self, first: tuple[Branch, ...], second: tuple[Branch, ...]) -> tuple[Branch, ...]:
        pairs = (a | b for a, b in product(first, second))
        return tuple(dict.fromkeys(pair for pair in pairs if len(pair) <= self.most))[:_MOST]


# Functions of one expression


def _of_one(root: Expression, variables: frozenset[str]) -> tuple[Branch, ...]:
    """Return the equation F'(h) = 0 where f is F(h), for the innermost h on which all of f depends."""
    inner = _innermost(root, variables)
    if inner is None or inner is root:
        return ()
    builder = Builder()
    made: dict[int, Expression] = {id(inner): builder.symbol("u")}
    for node in postorder(root):
        if id(node) not in made:
            match node:
                case Apply(function, arguments) if all(id(x) in made for x in arguments):
                    made[id(node)] = builder.apply(function, *(made[id(x)] for x in arguments))
                case Number() | Constant():
                    made[id(node)] = builder.adopt(node)
    expressions = JetProgram(Formula("", ("u",), (), made[id(root)])).expressions
    if expressions is None:
        return ()
    slope = expressions[1]
    rows = {node.function for node in postorder(slope) if isinstance(node, Apply)}
    if not isinstance(slope, Apply | Symbol) or not rows <= FUNCTIONS.keys():
        return ()  # 0 everywhere or nowhere, or in pieces
    outside = Builder()
    return _where(outside.substitute(slope, {"u": outside.adopt(inner)}))


def _innermost(root: Expression, variables: frozenset[str]) -> Expression | None:
    """Return the innermost node through which every way from the root to a variable leads; None for large trees."""
    nodes = list(islice(postorder(root), _MOST_NODES + 1))
    if len(nodes) > _MOST_NODES:
        return None
    below: dict[int, int] = {}
    for node in nodes:
        if isinstance(node, Apply):
            below[id(node)] = sum(below[id(x)] for x in node.arguments)
        else:
            below[id(node)] = int(isinstance(node, Symbol) and node.name in variables)
    above = {id(node): 0 for node in nodes} | {id(root): 1}
    for node in reversed(nodes):
        for argument in node.arguments if isinstance(node, Apply) else ():
            above[id(argument)] += above[id(node)]
    ways = below[id(root)]
    return next((node for node in nodes if ways and above[id(node)] * below[id(node)] == ways), None)


# Polynomials


def _of_polynomial(formula: Formula) -> tuple[Branch, ...]:
    """Return the factors that all partial derivatives of a polynomial have in common."""
    n = formula.dimension
    degree = degree_bound(formula.expression, formula.variables, LARGEST_DEGREE)
    if degree is None:
        return ()
    try:
        ring = Series(n, degree, RationalField(), Effort(ALLOWANCE))
        f = taylor_series(formula, [Fraction(0)] * n, ring)
    except (NotKnownError, ZeroDivisionError, TooMuchEffort):
        return ()
    if len(f) > MOST_TERMS:
        return ()
    algebra = Algebra(Builder())
    names = [algebra.builder.symbol(name) for name in formula.variables]
    return tuple(frozenset({Equation(_tree(algebra, names, q))}) for q in _common_factors(f, n))


def _common_factors(f: Terms, n: int) -> list[Terms]:
    """Return polynomials without square factors whose product divides every partial derivative of f."""
    from flint import Ordering, fmpq, fmpq_mpoly_ctx

    context = fmpq_mpoly_ctx.get(tuple(f"t{k}" for k in range(n)), Ordering.lex)
    polynomial = context.from_dict({m: fmpq(c.numerator, c.denominator) for m, c in f.items()})
    common = polynomial.derivative(0)
    for k in range(1, n):
        common = common.gcd(polynomial.derivative(k))
    if common.is_zero() or common.is_constant():
        return []
    _, factors = common.factor()
    return [
        {tuple(map(int, m)): Fraction(int(c.p), int(c.q)) for m, c in q.to_dict().items()}
        for q, _ in factors
        if not q.is_constant()
    ]


def _tree(algebra: Algebra, names: list[Expression], terms: Terms) -> Expression:
    total: Expression = algebra.zero
    for monomial, c in terms.items():
        term: Expression = algebra.rational(c)
        for name, power in zip(names, monomial, strict=True):
            if power:
                term = algebra.mul(term, algebra.pow(name, algebra.rational(Fraction(power))))
        total = algebra.add(total, term)
    return total
