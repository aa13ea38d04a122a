"""From a function to the formulas of its derivatives and its Hessian, rule by rule: what depends on no point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hessview.calculus.derivation import Derivation, NoDerivative, Rule, TooLong, derive, terms
from hessview.explanations.rule_words import rule_words, without_derivative
from hessview.explanations.statements import (
    Line,
    Side,
    Step,
    derivative_label,
    formula_side,
    matrix_side,
    name_side,
)
from hessview.language.expression import Apply, Builder, Symbol, postorder
from hessview.language.layout import Style, Word
from hessview.language.parser import parse
from hessview.language.plain_names import with_plain_names
from hessview.language.problem import SyntaxProblem
from hessview.language.source import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.compute.results import FormulaAnswer
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

MOST_VARIABLES = 8
"""Of functions whose second derivatives are written out; n (n + 1) / 2 of them are too many to read beyond."""

_MOST_LINES = 240
"""Of rules, on one page."""

_LONGEST = 600
"""Nodes of a formula, written out, that anybody would read."""

_QUIET_RULES = frozenset({Rule.CONSTANT, Rule.IDENTITY})


@dataclass(frozen=True, eq=False)
class Derived:
    """What is known of a function wherever the probe stands.

    Attributes
    ----------
    formula
        The function, of n variables.
    steps
        First derivatives, second derivatives, Hessian.
    gradient
        n expressions, None for those that are too long to be shown.
    hessian
        n rows of n, likewise; empty beyond `MOST_VARIABLES`.
    """

    formula: Formula
    steps: tuple[Step, ...]
    gradient: tuple[Expression | None, ...]
    hessian: tuple[tuple[Expression | None, ...], ...]


def derivation_steps(formula: Formula, exact: FormulaAnswer | None = None) -> Derived:
    """Return the derivatives of `formula` with the rules that lead to them.

    Parameters
    ----------
    exact
        Its exact formulas, as short as they are known; None: the results of the rules are shown as they are.
    """
    return _Derivations(formula, exact).all()


@dataclass
class _Derivations:
    formula: Formula
    exact: FormulaAnswer | None
    lines_left: int = _MOST_LINES
    read: dict[str, Expression | None] = field(default_factory=dict)

    def all(self) -> Derived:
        n = self.formula.dimension
        one = n == 1
        first = [self._step(self.formula.expression, (i,)) for i in range(n)]
        gradient = tuple(tree for _, tree in first)
        title = "First derivative" if one else "First derivatives"
        steps = [Step(title, (), tuple(step for step, _ in first))]
        if n > MOST_VARIABLES:
            words = f"{n * (n + 1) // 2} second derivatives are too many to be written out; their values follow."
            return Derived(self.formula, (*steps, Step("Second derivatives", (Line(words),))), gradient, ())
        entries: dict[tuple[int, int], Expression | None] = {}
        second: list[Step] = []
        for i in range(n):
            for j in range(i, n):
                step, entries[i, j] = self._step(gradient[i], (i, j))
                second.append(step)
        said = () if one else (Line(
            "By Schwarz’s theorem the order does not matter where the second derivatives are continuous, so each "
            "mixed derivative is taken once."
        ),)
        hessian = tuple(tuple(entries[min(i, j), max(i, j)] for j in range(n)) for i in range(n))
        steps.append(Step("Second derivative" if one else "Second derivatives", said, tuple(second)))
        if not one:
            steps.append(self._matrix(hessian))
        return Derived(self.formula, tuple(steps), gradient, hessian)

    def _step(self, tree: Expression | None, place: tuple[int, ...]) -> tuple[Step, Expression | None]:
        """Return how `tree`, the derivative before, is differentiated by the last variable of `place`."""
        names = [self.formula.variables[k] for k in place]
        label = derivative_label(self.formula.name, names, ordinary=self.formula.dimension == 1)
        heading, known, why = with_plain_names(label.text), self._known(place), ""
        lines: list[Line] = []
        derivation: Derivation | None = None
        if tree is None:
            why = "Without a formula of the derivative before, no rules are written out."
        else:
            try:
                derivation = derive(
                    tree, names[-1], partial=self.formula.dimension > 1, parameters=dict(self.formula.parameters)
                )
            except TooLong:
                why = "Too long to be followed rule by rule."
            except NoDerivative as none:
                return Step(heading, (Line(without_derivative(none)),)), None
        if derivation is not None:
            lines += self._lines(derivation, label)
        result = known or (None if derivation is None else self._ordered(derivation.result))
        if result is not None and not _is_readable(result):
            result, why = None, "The formula is too long to be shown."
        if why:
            lines.append(Line(why))
        written = derivation is not None and result is not None and (
            _are_same_terms(self._ordered(derivation.result), result)
        )
        if result is not None and not (written and lines):
            lines.append(Line("Simplified:" if lines else "", (label, formula_side(result))))
        return Step(heading, tuple(lines)), result

    def _known(self, place: tuple[int, ...]) -> Expression | None:
        """Return the simplified formula, if it was found and checked."""
        if self.exact is None or not self.exact.verified:
            return None
        text = self.exact.gradient[place[0]] if len(place) == 1 else self.exact.hessian[place[0]][place[1]]
        if text not in self.read:
            self.read[text] = self._parsed(text)
        return self.read[text]

    def _parsed(self, text: str) -> Expression | None:
        if not text:
            return None
        try:
            return parse(text, variables=self.formula.variables, parameters=dict(self.formula.parameters)).expression
        except SyntaxProblem:
            return None

    def _lines(self, derivation: Derivation, label: Side) -> list[Line]:
        """Return the rules of one derivative, the outermost first, then what they make together."""
        if not _is_readable(derivation.applied) or not _is_readable(derivation.result):
            return [Line("Too long to be followed rule by rule.")]
        lines: list[Line] = []
        self._write(derivation, label, 0, lines, set())
        if len(lines) > self.lines_left:
            lines = [Line("By the same rules as above:", (label, formula_side(self._ordered(derivation.result))))]
        self.lines_left -= len(lines)
        return lines

    def _write(self, derivation: Derivation, left: Side | None, depth: int, lines: list[Line], told: set[int]) -> None:
        told.add(id(derivation))
        parts = [part for part in derivation.parts if part.rule not in _QUIET_RULES and id(part) not in told]
        start = self._untaken(derivation) if left is None else left
        applied, result = self._ordered(derivation.applied), self._ordered(derivation.result)
        sides = [start, formula_side(applied)]
        is_done = to_text(applied) == to_text(result)
        if not parts and not is_done:
            sides.append(formula_side(result))
        lines.append(Line(rule_words(derivation), tuple(sides), depth))
        if len(lines) > self.lines_left:
            return
        for part in parts:
            if id(part) not in told:
                self._write(part, None, depth + 1, lines, told)
        if parts:
            lines.append(Line("Together:", (start, formula_side(result)), depth))

    def _ordered(self, tree: Expression) -> Expression:
        return constants_first(tree, frozenset(self.formula.variables))

    def _untaken(self, derivation: Derivation) -> Side:
        """Return the derivative before it is taken."""
        builder, sign = Builder(), "partial" if self.formula.dimension > 1 else "derivative"
        untaken = builder.apply(sign, builder.adopt(derivation.of), builder.symbol(derivation.variable))
        return formula_side(self._ordered(untaken))

    def _matrix(self, hessian: Sequence[Sequence[Expression | None]]) -> Step:
        left = name_side(Word(Style.VARIABLE, "H"), "H")
        cells = [[cell for cell in row if cell is not None] for row in hessian]
        n = self.formula.dimension
        if any(len(row) < n for row in cells):
            return Step("The Hessian matrix", (Line("Some entries are too long to be shown; their values follow."),))
        words = "Row i, column j: the derivative by the i-th and the j-th variable."
        return Step("The Hessian matrix", (Line(words, (left, matrix_side(cells))),))


def _is_readable(root: Expression) -> bool:
    """Whether `root`, written out, is short enough to be read."""
    sizes: dict[int, int] = {}
    for node in postorder(root):
        arguments = getattr(node, "arguments", ())
        sizes[id(node)] = 1 + sum(sizes[id(argument)] for argument in arguments)
    return sizes[id(root)] <= _LONGEST


def substituted(tree: Expression, values: Mapping[str, str]) -> Expression:
    """Return `tree` with literals for names; nothing is calculated."""
    builder = Builder()
    numbers = {name: builder.number(float(text), text) for name, text in values.items()}
    return builder.substitute(tree, numbers)


def constants_first(root: Expression, variables: frozenset[str]) -> Expression:
    """Return `root` with the numbers of every product first, then its parameters, then what has `variables` in it."""
    builder = Builder()
    made: dict[int, Expression] = {}
    rank: dict[int, int] = {}  # of every node made: 0 a number, 1 with parameters, 2 with variables
    for node in postorder(root):
        if isinstance(node, Apply):
            arguments = [made[id(argument)] for argument in node.arguments]
            new = builder.apply(node.function, *arguments)
            rank[id(new)] = max((rank[id(argument)] for argument in arguments), default=0)
            if node.function == "mul" and (parts := _parts(new)) != (first := sorted(parts, key=lambda p: rank[id(p)])):
                new = first[0]
                for part in first[1:]:
                    highest = max(rank[id(new)], rank[id(part)])
                    new = builder.apply("mul", new, part)
                    rank[id(new)] = highest
        else:
            new = builder.adopt(node)
            rank[id(new)] = 0 if not isinstance(node, Symbol) else 2 if node.name in variables else 1
        made[id(node)] = new
    return made[id(root)]


def _parts(product: Expression) -> list[Expression]:
    """Return the factors of a product, from left to right."""
    found: list[Expression] = []
    stack = [product]
    while stack:
        node = stack.pop()
        if isinstance(node, Apply) and node.function == "mul":
            stack += reversed(node.arguments)
        else:
            found.append(node)
    return found


def _are_same_terms(first: Expression, second: Expression) -> bool:
    """Whether two sums have the same terms, in any order."""
    written = (sorted((sign, to_text(term)) for sign, term in terms(each)) for each in (first, second))
    return next(written) == next(written)
