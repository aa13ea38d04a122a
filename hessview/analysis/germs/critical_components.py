"""All places where a gradient vanishes, as systems of equations: those of x^2 y z are x = 0, and y = 0 with z = 0.

Every partial derivative is a polynomial in the variables and in what else it is made of (sin(x), 1/y, ...). It is zero
where one of its irreducible factors is; so the gradient is zero exactly where, for one choice of a factor of each
partial derivative, all chosen factors are zero. Linear equations are solved and put into the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from hessview.analysis.germs.critical_crossings import exact_at
from hessview.analysis.germs.critical_equations import bound
from hessview.calculus.algebra import Algebra, exact_value
from hessview.calculus.jet import JetProgram
from hessview.language.expression import Apply, Builder, Expression, postorder
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flint import fmpq_mpoly, fmpq_mpoly_ctx

MOST_SYSTEMS, MOST_NODES, MOST_ATOMS = 48, 400, 12
LARGEST_DEGREE, MOST_TERMS = 24, 3000
MOST_CROSSING = 8
"""So many sets are crossed with each other."""

System = tuple[Expression, ...]
"""Expressions that are zero together."""


class _TooLargeError(Exception):
    """The derivatives are too large to be factored in a short time."""


@dataclass(frozen=True)
class Component:
    """One of the systems.

    Attributes
    ----------
    equations
        Expressions that are zero together.
    crossings
        Systems of as many equations; wherever one of them holds this one does, and one of fewer equations, too.
    """

    equations: System
    crossings: tuple[System, ...] = ()


@dataclass(frozen=True)
class _Part:
    """A system in work: linear equations solved one after the other, and irreducible ones that are left."""

    solved: tuple[fmpq_mpoly, ...]
    others: tuple[fmpq_mpoly, ...]

    @property
    def equations(self) -> tuple[fmpq_mpoly, ...]:
        """All of them."""
        return (*self.solved, *self.others)


def critical_components(formula: Formula) -> tuple[Component, ...] | None:
    """Return systems such that f is critical exactly where one of them holds, wherever f is smooth.

    None of them contains another as far as linear equations and exact values show. The answer is None for functions
    that are too large, and for constants.
    """
    expressions = JetProgram(Formula("", formula.variables, (), bound(formula))).expressions
    if expressions is None:
        return None
    builder = Builder()
    slopes = [builder.adopt(each) for each in expressions[1 : 1 + formula.dimension]]
    if any(isinstance(node, Apply) and node.function not in FUNCTIONS for node in postorder(*slopes)):
        return None  # in pieces
    try:
        ring = _Ring(builder, slopes, formula.variables)
        parts = _minimal(ring, _systems(ring, [ring.polynomial(each) for each in slopes]))
        parts = [each for each in parts if not _is_point_of_another(ring, each, parts)]
    except _TooLargeError:
        return None
    if any(not part.equations for part in parts):
        return None
    crossings = _crossings(ring, parts)
    return tuple(_component(ring, part, crossings) for part in parts)


def _component(ring: _Ring, part: _Part, crossings: list[_Part]) -> Component:
    within = [each for each in crossings if _lies_in(ring, each, part)]
    is_isolated = len(part.equations) == ring.dimension
    return Component(ring.system(part), tuple(ring.system(each) for each in within) if is_isolated else ())


class _Ring:
    """Polynomials in the variables, and in parts of expressions that are no polynomials.

    Parameters
    ----------
    builder, slopes
        The expressions, of one builder.
    variables
        Names of the variables.
    """

    def __init__(self, builder: Builder, slopes: Sequence[Expression], variables: Sequence[str]) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        if sum(1 for _ in postorder(*slopes)) > MOST_NODES:
            raise _TooLargeError
        self._algebra = Algebra(builder)
        self.dimension = len(variables)
        self._variables = tuple(variables)
        self.atoms: list[Expression] = [builder.symbol(name) for name in variables]
        self._places = {id(node): k for k, node in enumerate(self.atoms)}
        stack = list(slopes)
        seen: set[int] = set()
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                stack += self._inside(node)
        if len(self.atoms) > MOST_ATOMS:
            raise _TooLargeError
        self.context: fmpq_mpoly_ctx = fmpq_mpoly_ctx.get(
            tuple(f"t{k}" for k in range(len(self.atoms))), Ordering.degrevlex
        )
        self.units: list[fmpq_mpoly] = list(self.context.gens())
        self._made: dict[int, fmpq_mpoly] = {}

    def _inside(self, node: Expression) -> tuple[Expression, ...]:
        """Return of what a node is a polynomial; what it is not becomes a letter of its own."""
        if exact_value(node) is not None or id(node) in self._places:
            return ()
        match node:
            case Apply("add" | "sub" | "mul" | "neg", arguments):
                return arguments
            case Apply("pow", (base, exponent)) if _power(exponent):
                return (base,)
            case Apply("div", (top, bottom)):
                if not exact_value(bottom):
                    self._letter(self._inverse(bottom))
                return (top,)
        self._letter(node)
        return ()

    def _letter(self, node: Expression) -> None:
        if id(node) not in self._places:
            self._places[id(node)] = len(self.atoms)
            self.atoms.append(node)

    def _inverse(self, bottom: Expression) -> Expression:
        return self._algebra.builder.apply("div", self._algebra.builder.number(1.0), bottom)

    def polynomial(self, root: Expression) -> fmpq_mpoly:
        """Return an expression as a polynomial."""
        stack = [root]
        while stack:
            node = stack[-1]
            open_ = [each for each in self._inside(node) if id(each) not in self._made]
            if open_:
                stack += open_
                continue
            stack.pop()
            self._made[id(node)] = self._of(node)
        return self._made[id(root)]

    def _of(self, node: Expression) -> fmpq_mpoly:
        value = exact_value(node)
        if value is not None:
            return self._constant(value)
        if id(node) in self._places:
            return self.units[self._places[id(node)]]
        parts = [self._made[id(each)] for each in self._inside(node)]
        match node, parts:
            case Apply("neg"), [a]:
                return -a
            case Apply("add"), [a, b]:
                return a + b
            case Apply("sub"), [a, b]:
                return a - b
            case Apply("mul"), [a, b]:
                self._check(a.total_degree() + b.total_degree())
                return a * b
            case Apply("pow", (_, exponent)), [a]:
                self._check(a.total_degree() * _power(exponent))
                return a ** _power(exponent)
            case Apply("div", (_, bottom)), [a]:
                divisor = exact_value(bottom)
                over = self._constant(1 / divisor) if divisor else self.units[self._places[id(self._inverse(bottom))]]
                return a * over
        raise _TooLargeError

    def _constant(self, value: Fraction) -> fmpq_mpoly:
        from flint import fmpq

        return self.context.constant(fmpq(value.numerator, value.denominator))

    def _check(self, degree: int) -> None:
        k = len(self.atoms)
        if degree > LARGEST_DEGREE or comb(min(degree, LARGEST_DEGREE) + k, k) > 100 * MOST_TERMS:
            raise _TooLargeError

    def factors(self, q: fmpq_mpoly) -> list[fmpq_mpoly]:
        """Return the irreducible factors, each once."""
        if len(q) > MOST_TERMS:
            raise _TooLargeError
        return [each / self._lead(each) for each, _ in q.factor()[1] if not each.is_constant()]

    def squares(self, q: fmpq_mpoly) -> tuple[fmpq_mpoly, ...] | None:
        """Return polynomials that are zero together exactly where q is, at most: none if q is so nowhere.

        Squares are completed, c t^2 + b t + a = c (t + b/(2c))^2 + (a - b^2/(4c)), while a letter allows it; what is
        left is to be a sum of squares as it is written. None where q is not seen to be a sum of squares of one sign.
        """
        rest, signs = q, set[bool]()
        found: list[fmpq_mpoly] = []
        for k in range(len(self.units)):
            if rest.degrees()[k] != 2:
                continue
            curved = rest.derivative(k).derivative(k)
            if curved.is_constant():
                factor = _terms(curved)[0][1] / 2
                root = rest.derivative(k) * self._constant(1 / (2 * factor))
                rest -= self._constant(factor) * root * root
                found.append(root)
                signs.add(factor > 0)
        is_somewhere = True
        for exponents, c in _terms(rest):
            if any(e % 2 for e in exponents):
                return None
            signs.add(c > 0)
            root = self._constant(Fraction(1))
            for unit, e in zip(self.units, exponents, strict=True):
                root *= unit ** (e // 2)
            is_somewhere &= any(exponents)
            found.append(root)
        if len(signs) > 1:
            return None
        return tuple(found) if is_somewhere else ()

    def _lead(self, q: fmpq_mpoly) -> fmpq_mpoly:
        return self.context.constant(q.leading_coefficient())

    def put_in(self, q: fmpq_mpoly, linear: fmpq_mpoly) -> fmpq_mpoly:
        """Return a polynomial in which one letter is replaced by what a linear equation says it is."""
        k, c = next((exponents.index(1), c) for exponents, c in _terms(linear) if sum(exponents))
        value = self.units[k] - linear * self._constant(1 / c)
        return q.compose(*[value if j == k else unit for j, unit in enumerate(self.units)], ctx=self.context)

    def tree(self, q: fmpq_mpoly) -> Expression:
        """Return a polynomial as an expression."""
        algebra = self._algebra
        total: Expression = algebra.zero
        for exponents, c in _terms(q):
            term: Expression = algebra.rational(c)
            for atom, power in zip(self.atoms, exponents, strict=True):
                if power:
                    term = algebra.mul(term, algebra.pow(atom, algebra.rational(Fraction(power))))
            total = algebra.add(total, term)
        return total

    def system(self, part: _Part) -> System:
        """Return the equations of a system as expressions."""
        return tuple(self.tree(q) for q in part.equations)

    def point(self, part: _Part) -> dict[str, Fraction] | None:
        """Return the point that the linear equations of a system leave; None if they leave more."""
        values: dict[str, Fraction] = {}
        for name, unit in zip(self._variables, self.units, strict=False):
            value = _reduced(self, part, unit)
            if not value.is_constant():
                return None
            values[name] = sum((c for _, c in _terms(value)), Fraction(0))
        return values


def _terms(q: fmpq_mpoly) -> list[tuple[tuple[int, ...], Fraction]]:
    """Return exponents and coefficients, in the order of the variables for linear ones."""
    terms = [(tuple(map(int, m)), Fraction(int(c.p), int(c.q))) for m, c in q.to_dict().items()]
    return sorted(terms, key=lambda term: (-sum(term[0]), [-e for e in term[0]]))


def _power(exponent: Expression) -> int:
    """Return a whole exponent from 1 on; 0 for all else."""
    value = exact_value(exponent)
    return int(value) if value is not None and value.denominator == 1 and 1 <= value <= LARGEST_DEGREE else 0


def _systems(ring: _Ring, slopes: list[fmpq_mpoly]) -> list[_Part]:
    """Return systems, one of which holds wherever all polynomials are zero, and the other way round."""
    parts = [_Part((), ())]
    for slope in slopes:
        parts = [more for part in parts for more in _with(ring, part, slope)]
        # One after the other, so that what is in another is not carried along.
        parts = _minimal(ring, parts)
        if len(parts) > MOST_SYSTEMS:
            raise _TooLargeError
    return parts


def _with(ring: _Ring, part: _Part, equation: fmpq_mpoly) -> list[_Part]:
    """Return systems that hold where a system does and a polynomial is zero."""
    reduced = _reduced(ring, part, equation)
    if reduced.is_zero():
        return [part]
    found: list[_Part] = []
    for q in ring.factors(reduced):
        if q in part.others:
            return [part]
        squares = ring.squares(q) if q.total_degree() > 1 else None
        if squares is not None:
            made = [part]
            for square in squares:
                made = [more for each in made for more in _with(ring, each, square)]
            found += made if squares else []
            continue
        if q.total_degree() > 1:
            found.append(_Part(part.solved, (*part.others, q)))
            continue
        # What is linear is put into the others, which may fall into factors then.
        solved = tuple(ring.put_in(each, q) for each in part.solved)
        made = [_Part((*solved, q), ())]
        for other in part.others:
            made = [more for each in made for more in _with(ring, each, other)]
        found += made
        if len(found) > MOST_SYSTEMS:
            raise _TooLargeError
    return found


def _reduced(ring: _Ring, part: _Part, q: fmpq_mpoly) -> fmpq_mpoly:
    for linear in part.solved:
        q = ring.put_in(q, linear)
    return q


def _minimal(ring: _Ring, parts: list[_Part]) -> list[_Part]:
    """Return the systems without those that certainly lie in another."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda each: len(each.equations)):
        if not any(_lies_in(ring, part, other) for other in kept):
            kept.append(part)
    return kept


def _lies_in(ring: _Ring, part: _Part, other: _Part) -> bool:
    """Whether all equations of another system certainly hold where those of a part do."""
    for equation in other.equations:
        rest = _reduced(ring, part, equation)
        if not (rest.is_zero() or any(q in part.others for q in ring.factors(rest))):
            return False
    return True


def _is_point_of_another(ring: _Ring, part: _Part, parts: list[_Part]) -> bool:
    """Whether a system holds at one point only, and another of fewer equations there, too."""
    point = ring.point(part)
    if point is None:
        return False
    others = (each for each in parts if len(each.equations) < len(part.equations))
    return any(all(exact_at(q, point) == 0 for q in ring.system(other)) for other in others)


def _crossings(ring: _Ring, parts: list[_Part]) -> list[_Part]:
    """Return systems of as many equations as variables that hold where two systems of fewer equations do."""
    sets = [each for each in parts if len(each.equations) < ring.dimension]
    if len(sets) == len(parts) or len(sets) > MOST_CROSSING:
        return []
    found: list[_Part] = []
    try:
        for one, other in combinations(sets, 2):
            made = [one]
            for equation in other.equations:
                made = [more for each in made for more in _with(ring, each, equation)]
            found += (each for each in made if len(each.equations) == ring.dimension)
    except _TooLargeError:
        return []
    return found
