"""A derivative taken by hand: which rule is used on which part, and what comes of it.

The numbers and formulas of the panel do not rest on this; it is how a textbook would get to the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from hessview.calculus.algebra import Algebra, exact_value
from hessview.calculus.differentiation import instantiate
from hessview.language.expression import Apply, Builder, Constant, Expression, Symbol, postorder
from hessview.language.folding import evaluate
from hessview.language.functions import FUNCTIONS
from hessview.language.names import natural_order
from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 600
"""Nodes of a formula whose derivative anybody would follow rule by rule."""

_DEEPEST, _LARGEST_POWER = 40, 1000

UNTAKEN = frozenset({"derivative", "partial"})
"""Rows of no table: a derivative that is written and not yet taken, of the first argument by the second."""


class Rule(StrEnum):
    """What a derivative is taken by."""

    CONSTANT = "constant"
    IDENTITY = "identity"
    SUM = "sum rule"
    FACTOR = "constant factor"
    PRODUCT = "product rule"
    QUOTIENT = "quotient rule"
    RECIPROCAL = "reciprocal rule"
    POWER = "power rule"
    POWER_CHAIN = "power and chain rule"
    EXPONENTIAL = "exponential rule"
    EXPONENTIAL_CHAIN = "exponential and chain rule"
    GENERAL_POWER = "logarithmic differentiation"
    KNOWN = "known derivative"
    CHAIN = "chain rule"
    SEVERAL = "chain rule in several arguments"
    CHOICE = "piece by piece"
    REWRITTEN = "rewritten"
    POWER_OF_ZERO = "power of zero"
    POWER_ZERO = "power with the exponent zero"


class TooLong(HessviewError):  # noqa: N818 - it reads as what is the case
    """More rules would be needed than anybody would read."""


class NoDerivative(HessviewError):  # noqa: N818 - it reads as what is the case
    """A power of a negative number: it has values where its exponent is an integer, and no derivative anywhere.

    Attributes
    ----------
    power
        The power.
    base
        The number.
    """

    def __init__(self, power: Apply, base: float) -> None:
        super().__init__("a power of a negative number has no derivative")
        self.power = power
        self.base = base


@dataclass(frozen=True, eq=False)
class Derivation:
    """One rule applied, and the derivatives that it asks for.

    Attributes
    ----------
    of, variable
        What is differentiated, and by which name.
    rule
        By which rule.
    applied
        What the rule makes of it; derivatives that it asks for stand in it as ``derivative(u, x)``.
    parts
        These derivatives, in the order of their appearance.
    result
        `applied` with the results of the parts put in, the obvious left out.
    rewritten
        The function in other words, for `Rule.REWRITTEN`.
    """

    of: Expression
    variable: str
    rule: Rule
    applied: Expression
    parts: tuple[Derivation, ...]
    result: Expression
    rewritten: Expression | None = None


def derive(
    root: Expression, variable: str, *, partial: bool = True, parameters: Mapping[str, float] | None = None
) -> Derivation:
    """Return how `root` is differentiated by `variable`, rule by rule.

    Parameters
    ----------
    root
        A tree of the table's rows.
    partial
        Whether ∂ is written for d.
    parameters
        What letters beside the variables stand for: 2^x, 0^x and (-2)^x have not the same rule.

    Raises
    ------
    TooLong
        If the tree has more than `LONGEST` nodes, or is deeper than anybody would follow.
    NoDerivative
        If a part of it has none anywhere, as (-2)^x.
    """
    if sum(1 for _ in postorder(root)) > LONGEST:
        raise TooLong("too long to be followed rule by rule")
    builder = Builder()
    sign = "partial" if partial else "derivative"
    return _Derivations(builder, variable, sign, parameters or {}).of(builder.adopt(root))


class _Derivations:
    """Derivations by one variable; equal parts are derived once."""

    def __init__(self, builder: Builder, variable: str, sign: str, parameters: Mapping[str, float]) -> None:
        self._parameters = parameters
        self._algebra = Algebra(builder)
        self._variable = builder.symbol(variable)
        self._name = variable
        self._sign = sign
        self._made: dict[int, Derivation] = {}
        self._depth = 0

    def of(self, node: Expression) -> Derivation:
        """Return how `node` is differentiated."""
        if id(node) not in self._made:
            self._depth += 1
            if self._depth > _DEEPEST or len(self._algebra.builder) > 20 * LONGEST:
                raise TooLong("too deep to be followed rule by rule")
            self._made[id(node)] = self._derive(node)
            self._depth -= 1
        return self._made[id(node)]

    def _derive(self, node: Expression) -> Derivation:
        if not self._varies(node):
            return self._made_of(node, Rule.CONSTANT, self._algebra.zero)
        if not isinstance(node, Apply):
            return self._made_of(node, Rule.IDENTITY, self._algebra.one)
        match node.function:
            case "add" | "sub":
                return self._sum(node)
            case "mul" | "neg":
                return self._product(node)
            case "div":
                return self._quotient(node)
            case "pow":
                return self._power(node)
            case "where":
                condition, yes, no = node.arguments
                applied = self._algebra.choose("where", condition, self._untaken(yes), self._untaken(no))
                return self._made_of(node, Rule.CHOICE, applied)
            case _:
                return self._function(node)

    def _sum(self, node: Apply) -> Derivation:
        total: Expression = self._algebra.zero
        for sign, term in terms(node):
            slope = self._untaken(term) if self._varies(term) else self._algebra.zero
            total = self._algebra.add(total, slope if sign > 0 else self._algebra.neg(slope))
        return self._made_of(node, Rule.SUM, total)

    def _product(self, node: Apply) -> Derivation:
        algebra = self._algebra
        sign, parts = factors(node)
        constant, varying = algebra.one, []
        for part in parts:
            if self._varies(part):
                varying.append(part)
            else:
                constant = algebra.mul(constant, part)
        constant = constant if sign > 0 else algebra.neg(constant)
        if constant is not algebra.one:
            rest = varying[0]
            for part in varying[1:]:
                rest = algebra.mul(rest, part)
            return self._made_of(node, Rule.FACTOR, algebra.mul(constant, self._untaken(rest)))
        total: Expression = algebra.zero
        for place, part in enumerate(varying):
            term: Expression = algebra.one
            for other, each in enumerate(varying):
                term = algebra.builder.apply("mul", term, self._untaken(part)) if other == place and (
                    term is not algebra.one
                ) else algebra.mul(term, self._untaken(part) if other == place else each)
            total = algebra.add(total, term)
        return self._made_of(node, Rule.PRODUCT, total)

    def _quotient(self, node: Apply) -> Derivation:
        algebra, (top, bottom) = self._algebra, node.arguments
        if not self._varies(bottom):
            return self._made_of(node, Rule.FACTOR, algebra.div(self._untaken(top), bottom))
        square = algebra.pow(bottom, algebra.two)
        if not self._varies(top):
            applied = algebra.neg(algebra.div(algebra.mul(top, self._untaken(bottom)), square))
            return self._made_of(node, Rule.RECIPROCAL, applied)
        first = algebra.mul(self._untaken(top), bottom)
        second = algebra.mul(top, self._untaken(bottom))
        return self._made_of(node, Rule.QUOTIENT, algebra.div(algebra.add(first, algebra.neg(second)), square))

    def _power(self, node: Apply) -> Derivation:
        algebra, (base, exponent) = self._algebra, node.arguments
        if not self._varies(exponent):
            known = exact_value(exponent)
            if known == 0:
                return self._made_of(node, Rule.POWER_ZERO, algebra.zero)
            if known is not None:
                lower = algebra.pow(base, algebra.rational(known - 1))
                slope = algebra.mul(algebra.rational(known), lower)
            else:
                slope = algebra.mul(exponent, algebra.pow(base, algebra.add(exponent, algebra.neg(algebra.one))))
            return self._chained(node, slope, base, Rule.POWER, Rule.POWER_CHAIN)
        if not self._varies(base):
            value = evaluate(base, self._parameters)
            if value == 0.0:
                return self._made_of(node, Rule.POWER_OF_ZERO, algebra.zero)
            if value is not None and value < 0.0:
                raise NoDerivative(node, value)
            is_natural = isinstance(base, Constant) and base.name == "e"
            slope = node if is_natural else algebra.mul(node, algebra.builder.apply("log", base))
            return self._chained(node, slope, exponent, Rule.EXPONENTIAL, Rule.EXPONENTIAL_CHAIN)
        logarithm = algebra.builder.apply("log", base)
        inner = algebra.add(
            algebra.mul(self._untaken(exponent), logarithm),
            algebra.div(algebra.mul(exponent, self._untaken(base)), base),
        )
        return self._made_of(node, Rule.GENERAL_POWER, algebra.mul(node, inner))

    def _function(self, node: Apply) -> Derivation:
        row = FUNCTIONS.get(node.function)
        if row is None:
            raise TooLong(f"no rule for {node.function}")
        formal = dict(zip("uv", node.arguments, strict=False))
        if row.pieces is not None and not (row.first and node.function != "round"):
            return self._rewritten(node, row.pieces)
        if not row.first or len(node.arguments) > len(row.first):
            raise TooLong(f"no rule for {node.function}")
        slopes = [instantiate(text, {**formal, "w": node}, self._algebra) for text in row.first]
        if len(node.arguments) == 1:
            return self._chained(node, slopes[0], node.arguments[0], Rule.KNOWN, Rule.CHAIN)
        total: Expression = self._algebra.zero
        for slope, argument in zip(slopes, node.arguments, strict=True):
            if self._varies(argument):
                total = self._algebra.add(total, self._algebra.mul(slope, self._untaken(argument)))
        return self._made_of(node, Rule.SEVERAL, total)

    def _rewritten(self, node: Apply, pieces: str) -> Derivation:
        """Differentiate what the row is made of, piece by piece."""
        rest: Expression = node.arguments[0]
        if len(node.arguments) == 1:
            rest = instantiate(pieces, {"u": rest, "w": node}, self._algebra)
        for argument in node.arguments[1:]:
            rest = instantiate(pieces, {"u": rest, "v": argument, "w": node}, self._algebra)
        if node.function in {"floor", "ceil", "round", "sign"}:
            return self._made_of(node, Rule.CHOICE, self._algebra.zero)
        return self._made_of(node, Rule.REWRITTEN, self._untaken(rest), rest)

    def _chained(self, node: Apply, slope: Expression, inner: Expression, plain: Rule, chain: Rule) -> Derivation:
        if inner is self._variable:
            return self._made_of(node, plain, slope)
        return self._made_of(node, chain, self._algebra.mul(slope, self._untaken(inner)))

    def _made_of(
        self, node: Expression, rule: Rule, applied: Expression, rewritten: Expression | None = None
    ) -> Derivation:
        inner = [part for part in postorder(applied) if is_untaken(part)]
        parts = tuple(self.of(part.arguments[0]) for part in inner if isinstance(part, Apply))
        taken = {id(part): derivation.result for part, derivation in zip(inner, parts, strict=True)}
        result = tidy(self._filled(applied, taken), self._algebra)
        return Derivation(node, self._name, rule, applied, parts, result, rewritten)

    def _filled(self, root: Expression, taken: Mapping[int, Expression]) -> Expression:
        """Return `root` with derivatives taken, simplified."""
        made: dict[int, Expression] = {}
        for node in postorder(root):
            if id(node) in taken:
                made[id(node)] = taken[id(node)]
            elif isinstance(node, Apply):
                made[id(node)] = self._algebra.apply(node.function, *(made[id(each)] for each in node.arguments))
            else:
                made[id(node)] = node
        return made[id(root)]

    def _untaken(self, node: Expression) -> Expression:
        return self._algebra.builder.apply(self._sign, node, self._variable)

    def _varies(self, node: Expression) -> bool:
        return any(part is self._variable for part in postorder(node))


def is_untaken(node: Expression) -> bool:
    """Whether `node` is a derivative that is written and not yet taken."""
    return isinstance(node, Apply) and node.function in UNTAKEN


def terms(node: Expression) -> list[tuple[int, Expression]]:
    """Return the signed terms of a sum, from left to right."""
    found: list[tuple[int, Expression]] = []
    stack = [(1, node)]
    while stack:
        sign, each = stack.pop()
        if isinstance(each, Apply) and each.function in {"add", "sub"}:
            left, right = each.arguments
            stack += ((sign if each.function == "add" else -sign, right), (sign, left))
        else:
            found.append((sign, each))
    return found


def factors(node: Expression) -> tuple[int, list[Expression]]:
    """Return the sign and the factors of a product, from left to right."""
    sign, found, stack = 1, [], [node]
    while stack:
        each = stack.pop()
        if isinstance(each, Apply) and each.function == "neg":
            sign = -sign
            stack.append(each.arguments[0])
        elif isinstance(each, Apply) and each.function == "mul":
            stack += (each.arguments[1], each.arguments[0])
        else:
            found.append(each)
    return sign, found


def tidy(root: Expression, algebra: Algebra) -> Expression:
    """Return `root` with the numbers of every product in front, names next, and equal names as one power.

    Parameters
    ----------
    algebra
        Of the builder that holds `root`.
    """
    made: dict[int, Expression] = {}
    for node in postorder(root):
        if not isinstance(node, Apply):
            made[id(node)] = node
            continue
        new = algebra.apply(node.function, *(made[id(argument)] for argument in node.arguments))
        made[id(node)] = _tidy_product(new, algebra) if isinstance(new, Apply) and new.function == "mul" else new
    return made[id(root)]


def _tidy_product(node: Expression, algebra: Algebra) -> Expression:
    sign, parts = factors(node)
    coefficient, powers = Fraction(sign), dict[str, int]()
    others: list[Expression] = []
    for part in parts:
        value, (name, power) = exact_value(part), _power_of_name(part)
        if value is not None:
            coefficient *= value
        elif name:
            powers[name] = powers.get(name, 0) + power
        else:
            others.append(part)
    product = algebra.rational(abs(coefficient))
    for name in natural_order(powers):
        base = algebra.builder.symbol(name)
        product = algebra.mul(product, algebra.pow(base, algebra.rational(Fraction(powers[name]))))
    for other in others:
        product = algebra.mul(product, other)
    return product if coefficient >= 0 else algebra.neg(product)


def _power_of_name(node: Expression) -> tuple[str, int]:
    """Return name and exponent of x or of x^3; no name for anything else."""
    if isinstance(node, Symbol):
        return node.name, 1
    if isinstance(node, Apply) and node.function == "pow" and isinstance(node.arguments[0], Symbol):
        exponent = exact_value(node.arguments[1])
        if exponent is not None and exponent.denominator == 1 and 1 <= exponent <= _LARGEST_POWER:
            return node.arguments[0].name, int(exponent)
    return "", 0
