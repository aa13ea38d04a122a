"""Gradient and Hessian as expressions of the table's own language, built once for each formula.

The value's adjoints are pushed from the root to the variables, and with them the second-order weights of pairs of
nodes ("edge pushing": Gower and Mello, A new framework for the computation of Hessians, Optimization Methods and
Software 27 (2012) 251-273). A weight h(p, q) is the second derivative by the intermediate values p and q as if they
were independent; replacing a node w = phi(a, b) turns h(w, p) into h(w, p) dphi/da for (a, p), h(w, w) into
h(w, w) dphi/da dphi/db for (a, b), and the adjoint of w adds itself times the second derivatives of phi. Zeros never
become nodes, so the program is as sparse as the function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.calculus.algebra import Algebra, exact_value
from hessview.calculus.pieces import template
from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS
from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from fractions import Fraction

LARGEST_PROGRAM = 40_000
"""Nodes that a derivative program may have; beyond that it would take a second to build."""


class TooManyDerivatives(HessviewError):  # noqa: N818 - it reads as what happened
    """The program of the second derivatives would be larger than `LARGEST_PROGRAM`."""


@dataclass(frozen=True)
class Derivatives:
    """The derivatives of a function of n variables as expressions.

    Attributes
    ----------
    gradient
        n expressions.
    hessian
        The upper triangle row by row, n (n + 1) / 2 expressions.
    """

    gradient: tuple[Expression, ...]
    hessian: tuple[Expression, ...]


def differentiate(root: Expression, variables: Sequence[str], algebra: Algebra) -> Derivatives:
    """Return gradient and Hessian of `root`, a tree of rows that have derivatives, by `variables`.

    Raises
    ------
    TooManyDerivatives
        If they would take more than `LARGEST_PROGRAM` nodes.
    """
    sweep = _Sweep(root, variables, algebra)
    sweep.run()
    return sweep.result(variables)


class _Sweep:
    """One pass over the nodes from the root to the variables."""

    def __init__(self, root: Expression, variables: Sequence[str], algebra: Algebra) -> None:
        self._algebra = algebra
        self._names = frozenset(variables)
        self._order: list[Expression] = []
        self._active: set[int] = set()
        for node in postorder(root):
            if (isinstance(node, Symbol) and node.name in self._names) or (
                isinstance(node, Apply) and any(id(argument) in self._active for argument in node.arguments)
            ):
                self._active.add(id(node))
                self._order.append(node)
        self._adjoint: dict[int, Expression] = {id(root): algebra.one}
        self._weights: dict[int, dict[int, Expression]] = {}
        self._guards: dict[int, Expression | None] = {id(root): None}

    def run(self) -> None:
        """Replace every node by its arguments until only variables are left."""
        for node in reversed(self._order):
            if not isinstance(node, Apply) or id(node) not in self._guards:
                continue
            adjoint = self._adjoint.pop(id(node), None)
            weights = self._weights.pop(id(node), {})
            if node.function in {"where", "select"}:
                self._push_choice(node, adjoint, weights)
            elif adjoint is not None or weights:
                self._push(node, adjoint, weights)
            if len(self._algebra.builder) > LARGEST_PROGRAM:
                raise TooManyDerivatives(
                    "this formula is too large for its second derivatives: their program would have more than"
                    f" {LARGEST_PROGRAM:,} operations"
                )

    def result(self, variables: Sequence[str]) -> Derivatives:
        """Return what has arrived at the variables."""
        algebra = self._algebra
        symbols = [algebra.builder.symbol(name) for name in variables]
        gradient = tuple(self._adjoint.get(id(symbol), algebra.zero) for symbol in symbols)
        hessian = tuple(
            self._weights.get(id(row), {}).get(id(column), algebra.zero)
            for i, row in enumerate(symbols)
            for column in symbols[i:]
        )
        return Derivatives(gradient, hessian)

    def _push(self, node: Apply, adjoint: Expression | None, weights: dict[int, Expression]) -> None:
        guard = self._guards[id(node)]
        partials = _Partials(node, self._active, self._algebra)
        arguments = partials.arguments
        for argument in arguments:
            self._guard(argument, guard)
        mul = self._guarded_product(guard)
        own = weights.pop(id(node), None)
        for other, weight in weights.items():
            del self._weights[other][id(node)]
            for argument, slope in zip(arguments, partials.first, strict=True):
                product = mul(weight, slope)
                if id(argument) == other:
                    product = self._algebra.mul(self._algebra.two, product)
                self._add_weight(id(argument), other, product)
        for i, a in enumerate(arguments):
            if own is not None:
                scaled = mul(own, partials.first[i])
                for j, b in enumerate(arguments[i:], start=i):
                    self._add_weight(id(a), id(b), mul(scaled, partials.first[j]))
            if adjoint is not None:
                for j, b in enumerate(arguments[i:], start=i):
                    self._add_weight(id(a), id(b), mul(adjoint, partials.second[i, j]))
                self._add_adjoint(a, mul(adjoint, partials.first[i]))

    def _push_choice(self, node: Apply, adjoint: Expression | None, weights: dict[int, Expression]) -> None:
        """Pass everything to the chosen piece; nothing of the other's, be it even undefined, comes through."""
        condition, yes, no = node.arguments
        guard = self._guards[id(node)]
        own = weights.pop(id(node), None)
        for other in weights:
            del self._weights[other][id(node)]
        for branch, holds in ((yes, True), (no, False)):
            if id(branch) not in self._active:
                continue
            if node.function == "where":
                self._guard(branch, self._both(guard, condition if holds else self._opposite(condition)))
            else:
                self._guard(branch, guard)
            for other, weight in weights.items():
                part = self._part(node, weight, holds)
                if id(branch) == other:
                    part = self._algebra.mul(self._algebra.two, part)
                self._add_weight(id(branch), other, part)
            if own is not None:
                self._add_weight(id(branch), id(branch), self._part(node, own, holds))
            if adjoint is not None:
                self._add_adjoint(branch, self._part(node, adjoint, holds))

    def _part(self, node: Apply, weight: Expression, holds: bool) -> Expression:
        zero = self._algebra.zero
        pair = (weight, zero) if holds else (zero, weight)
        return self._algebra.choose(node.function, node.arguments[0], *pair)

    def _guarded_product(self, guard: Expression | None) -> _Product:
        return _Product(self._algebra, guard)

    def _guard(self, node: Expression, guard: Expression | None) -> None:
        """Note that `node` is needed where `guard` holds (everywhere if it is None)."""
        if id(node) not in self._guards:
            self._guards[id(node)] = guard
            return
        known = self._guards[id(node)]
        if known is None or guard is None or known is self._opposite(guard) or guard is self._opposite(known):
            self._guards[id(node)] = None
        elif known is not guard:
            self._guards[id(node)] = self._algebra.builder.apply("or", known, guard)

    def _both(self, guard: Expression | None, condition: Expression) -> Expression:
        return condition if guard is None else self._algebra.builder.apply("and", guard, condition)

    def _opposite(self, condition: Expression) -> Expression:
        return self._algebra.builder.apply("not", condition)

    def _add_adjoint(self, node: Expression, term: Expression) -> None:
        if term is not self._algebra.zero:
            known = self._adjoint.get(id(node))
            self._adjoint[id(node)] = term if known is None else self._algebra.add(known, term)

    def _add_weight(self, a: int, b: int, term: Expression) -> None:
        if term is self._algebra.zero:
            return
        row = self._weights.setdefault(a, {})
        total = self._algebra.add(row[b], term) if b in row else term
        row[b] = total
        self._weights.setdefault(b, {})[a] = total


class _Product:
    """Multiplies weights by slopes; slopes that are needed only under a condition count only there."""

    def __init__(self, algebra: Algebra, guard: Expression | None) -> None:
        self._algebra = algebra
        self._guard = guard

    def __call__(self, weight: Expression, slope: Expression) -> Expression:
        product = self._algebra.mul(weight, slope)
        if self._guard is None or product is self._algebra.zero or isinstance(slope, Number):
            return product
        return self._algebra.choose("where", self._guard, product, self._algebra.zero)


class _Partials:
    """First and second partial derivatives of one application by its distinct arguments that vary.

    Attributes
    ----------
    arguments
        The arguments that depend on a variable, each once.
    first
        A derivative for each.
    second
        By pairs of positions (i, j), i <= j.
    """

    def __init__(self, node: Apply, active: Container[int], algebra: Algebra) -> None:
        self._node = node
        self._algebra = algebra
        self._formal: dict[str, Expression] = {**dict(zip("uv", node.arguments, strict=False)), "w": node}
        self._power = None
        if node.function == "pow" and id(node.arguments[1]) not in active:
            self._power = exact_value(node.arguments[1])
        distinct = {id(argument): argument for argument in node.arguments if id(argument) in active}
        self.arguments = tuple(distinct.values())
        places = [[p for p, a in enumerate(node.arguments) if a is argument] for argument in self.arguments]
        self.first = tuple(self._sum(self._first(p) for p in group) for group in places)
        self.second = {
            (i, j): self._sum(self._second(p, q) for p in places[i] for q in places[j])
            for i in range(len(places))
            for j in range(i, len(places))
        }

    def _first(self, p: int) -> Expression:
        if self._power is not None:
            return self._power_term(self._power, self._power - 1)
        return instantiate(FUNCTIONS[self._node.function].first[p], self._formal, self._algebra)

    def _second(self, p: int, q: int) -> Expression:
        if self._power is not None:
            return self._power_term(self._power * (self._power - 1), self._power - 2)
        return instantiate(FUNCTIONS[self._node.function].second[p + q], self._formal, self._algebra)  # uu, uv, vv

    def _power_term(self, coefficient: Fraction, exponent: Fraction) -> Expression:
        """Return coefficient u ^ exponent, which is 0 and not 0 times a pole when the coefficient is."""
        if not coefficient:
            return self._algebra.zero
        power = self._algebra.pow(self._node.arguments[0], self._algebra.rational(exponent))
        return self._algebra.mul(self._algebra.rational(coefficient), power)

    def _sum(self, terms: Iterable[Expression]) -> Expression:
        total: Expression = self._algebra.zero
        for term in terms:
            total = self._algebra.add(total, term)
        return total


def instantiate(text: str, formal: Mapping[str, Expression], algebra: Algebra) -> Expression:
    """Return the table's `text` with expressions for its formal names, simplified."""
    made: dict[int, Expression] = {}
    tree = template(text)
    for node in postorder(tree):
        match node:
            case Symbol(name):
                made[id(node)] = formal[name]
            case Apply(function, arguments):
                made[id(node)] = algebra.apply(function, *(made[id(argument)] for argument in arguments))
            case Number(value, literal):
                made[id(node)] = algebra.builder.number(value, literal)
            case Constant(name):
                made[id(node)] = algebra.builder.constant(name)
    return made[id(tree)]
