"""A formula that is a sum over data: one term again and again, with the numbers of row after row in it.

((x - 2)^2 + (x - 3)^2 + ...) / 8 is such a sum: its gradient can be estimated from some of the rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.jet import JetProgram
from hessview.language.expression import Apply, Builder, Constant, Expression, Number, Symbol, postorder
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

LEAST_ROWS = 8
"""Fewer terms alike are taken for a formula, not for data."""

_LARGEST_TERM = 200
"""Nodes of a term that is looked into."""

Shape = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class DataRows:
    """f(x) = scale * (the sum over rows of term(x, row)) + rest(x).

    Attributes
    ----------
    table
        The numbers of each row, shape (m, c).
    scale
        The factor of the sum: 1 / m of a mean.
    term, rest
        Derivatives of the term, in the variables and then the numbers of a row, and of what is no data; None: nothing.
    """

    table: Floats
    scale: float
    term: JetProgram
    rest: JetProgram | None

    def __len__(self) -> int:
        return len(self.table)

    def gradient(self, points: Floats, rows: Indices) -> Floats:
        """Return estimates of grad f, shape (k, n), at points of shape (k, n), from rows of indices (k, b) each.

        Over all choices of b rows their mean is the gradient.
        """
        (k, n), b = points.shape, rows.shape[1]
        inputs = np.concatenate([np.repeat(points, b, axis=0), self.table[rows.ravel()]], axis=1)
        slopes = self.term.slopes(inputs)[1][:, :n].reshape(k, b, n)
        found = slopes.mean(axis=1) * (len(self) * self.scale)
        return np.asarray(found if self.rest is None else found + self.rest.slopes(points)[1])


def data_rows(formula: Formula) -> DataRows | None:
    """Return a formula as a sum over data; None where it is none, or not seen to be one."""
    terms = list(_terms(formula.expression))
    if len(terms) < LEAST_ROWS:
        return None
    alike: dict[tuple[float, Shape], list[tuple[int, list[float]]]] = {}
    for place, (factor, term) in enumerate(terms):
        numbers: list[float] = []
        if _is_small(term):
            shape = _shape(term, math.copysign(1.0, factor), numbers)
            alike.setdefault((abs(factor), shape), []).append((place, numbers))
    if not alike:
        return None
    (scale, shape), found = max(alike.items(), key=lambda item: len(item[1]))
    table = np.array([numbers for _, numbers in found], dtype=np.float64)
    if len(found) < LEAST_ROWS or not table.size or not np.ptp(table, axis=0).any():
        return None
    taken = {place for place, _ in found}
    left = [each for place, each in enumerate(terms) if place not in taken]
    return _made(formula, shape, table, scale, left)


def _made(
    formula: Formula, shape: Shape, table: Floats, scale: float, left: list[tuple[float, Expression]]
) -> DataRows | None:
    builder = Builder()
    term = _tree(shape, builder, iter([f"_row{j}" for j in range(table.shape[1])]))
    variables = (*formula.variables, *(f"_row{j}" for j in range(table.shape[1])))
    whole = Formula(formula.text, variables, formula.parameters, term)
    rest: Expression | None = None
    for factor, each in left:
        part = builder.apply("mul", builder.number(factor), builder.adopt(each))
        rest = part if rest is None else builder.apply("add", rest, part)
    program = None if rest is None else JetProgram(Formula(formula.text, formula.variables, formula.parameters, rest))
    return DataRows(table, scale, JetProgram(whole), program)


def _terms(root: Expression) -> Iterator[tuple[float, Expression]]:
    """Yield the terms of a sum, each with the factor before it; sums in brackets are part of it."""
    waiting = [(1.0, root)]
    while waiting:
        factor, node = waiting.pop()
        outer, inner = _factored(node)
        if isinstance(inner, Apply) and inner.function in ("add", "sub"):
            first, second = inner.arguments
            factor *= outer
            waiting += [(-factor if inner.function == "sub" else factor, second), (factor, first)]
        else:
            yield factor, node


def _factored(node: Expression) -> tuple[float, Expression]:
    """Return the number before, or under, an expression, and the rest."""
    factor = 1.0
    while isinstance(node, Apply) and node.function in ("mul", "div", "neg"):
        match node.function, [_number(argument) for argument in node.arguments]:
            case "neg", [None]:
                factor, node = -factor, node.arguments[0]
            case "mul", [float(first), None]:
                factor, node = factor * first, node.arguments[1]
            case "mul", [None, float(second)]:
                factor, node = factor * second, node.arguments[0]
            case "div", [None, float(below)] if below:
                factor, node = factor / below, node.arguments[0]
            case _:
                break
    return factor, node


def _number(node: Expression) -> float | None:
    """Return the value of a literal, a quotient of literals or one with a sign."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Apply) and node.function in ("neg", "div"):
        inner = [_number(argument) for argument in node.arguments]
        match node.function, inner:
            case "neg", [float(value)]:
                return -value
            case "div", [float(above), float(below)] if below:
                return above / below
    return None


def _is_small(term: Expression) -> bool:
    """Whether a term has few nodes, those that are shared counted wherever they are."""
    sizes: dict[int, int] = {}
    for node in postorder(term):
        inside = node.arguments if isinstance(node, Apply) else ()
        sizes[id(node)] = 1 + sum(sizes[id(argument)] for argument in inside)
        if sizes[id(node)] > _LARGEST_TERM:
            return False
    return True


def _shape(node: Expression, sign: float, numbers: list[float]) -> Shape:
    """Return a term without the numbers that may be data, which are put into `numbers`; signs go to the numbers."""
    value = _number(node)
    if value is not None:
        numbers.append(sign * value)
        return ("number",)
    if not isinstance(node, Apply):
        return _leaf(node) if sign > 0.0 else ("neg", _leaf(node))
    match node.function:
        case "neg":
            return _shape(node.arguments[0], -sign, numbers)
        case "add" | "sub":
            first, second = node.arguments
            turned = -sign if node.function == "sub" else sign
            return ("add", _shape(first, sign, numbers), _shape(second, turned, numbers))
        case "mul" | "div":
            first, second = node.arguments
            of_second = node.function == "mul" and _number(first) is None and _number(second) is not None
            parts = (1.0, sign) if of_second else (sign, 1.0)
            return (node.function, _shape(first, parts[0], numbers), _shape(second, parts[1], numbers))
        case _:
            made: Shape = (node.function, *(_argument(node, k, numbers) for k in range(len(node.arguments))))
            return made if sign > 0.0 else ("neg", made)


def _argument(node: Apply, k: int, numbers: list[float]) -> object:
    """Return an argument of a function: its own numbers, as an exponent is one, are part of the shape."""
    argument = node.arguments[k]
    value = _number(argument)
    return _shape(argument, 1.0, numbers) if value is None else ("fixed", value)


def _leaf(node: Expression) -> Shape:
    if isinstance(node, Symbol):
        return ("symbol", node.name)
    return ("constant", node.name if isinstance(node, Constant) else "")


def _tree(shape: Shape, builder: Builder, names: Iterator[str]) -> Expression:
    """Return the tree of a shape, its numbers named in their order."""
    match shape:
        case ("number",):
            return builder.symbol(next(names))
        case ("fixed", float(value)):
            return builder.number(value)
        case ("symbol", str(name)):
            return builder.symbol(name)
        case ("constant", str(name)):
            return builder.constant(name)
    function, *arguments = shape
    return builder.apply(str(function), *[_tree(each, builder, names) for each in arguments if isinstance(each, tuple)])
