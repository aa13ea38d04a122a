"""The second-order Taylor model at a point, in names and in numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.algebra import Algebra
from hessview.explanations.digits import number
from hessview.explanations.statements import (
    ABOUT,
    EQUAL,
    Line,
    Side,
    call_side,
    coordinate_literal,
    formula_side,
    name_side,
    short_literal,
)
from hessview.language.decimals import machine_text
from hessview.language.expression import Builder
from hessview.language.layout import Fraction as Over
from hessview.language.layout import Row, Script, Style, Word, name_box

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

MOST_NAMED, MOST_WRITTEN = 3, 6
"""Variables up to which the model is written out in names, and in numbers."""

_DIGITS = 5


def model_lines(formula: Formula, c: Curvature) -> tuple[Line, ...]:
    """Return the model m of `formula` at the point of `c`: its definition, in names, and in numbers."""
    n = formula.dimension
    if not (math.isfinite(c.value) and np.isfinite(c.gradient).all() and np.isfinite(c.hessian).all()):
        return (Line("There is no quadratic model here: not all derivatives are finite numbers."),)
    lines = [Line("", (name_side(*_named("m")), _definition()))]
    if n <= MOST_NAMED:
        lines.append(Line("", (call_side("m", formula.variables), formula_side(named_model(formula)))))
    if n <= MOST_WRITTEN:
        lines.append(Line("", (call_side("m", formula.variables), numbered_model(formula, c))))
    else:
        lines.append(Line(f"Of {n} variables it has {(n + 1) * (n + 2) // 2} terms, too many to be written out."))
    return tuple(lines)


def named_model(formula: Formula) -> Expression:
    """Return f + f_x (x − x_0) + ... + 1/2 (f_xx (x − x_0)^2 + ...)."""
    algebra = Algebra(Builder())
    make = algebra.builder.symbol
    names = formula.variables
    steps = [algebra.builder.apply("sub", make(name), make(f"{name}_0")) for name in names]
    slopes = [make(f"f_{name}") for name in names]
    bends = [
        [make(f"f_{a}{b}") if a == b else algebra.mul(algebra.two, make(f"f_{a}{b}")) for b in names] for a in names
    ]
    return _model(algebra, make("f_0"), slopes, bends, steps)


def numbered_model(formula: Formula, c: Curvature) -> Side:
    """Return the model with the numbers of the point, to their certain digits."""
    algebra = Algebra(Builder())
    rounded: list[bool] = []
    n = formula.dimension
    errors = np.broadcast_to(np.asarray(c.gradient_error), c.gradient.shape)
    bounds = np.broadcast_to(np.asarray(c.hessian_error), c.hessian.shape)
    steps = []
    for name, place in zip(formula.variables, c.point.tolist(), strict=True):
        at = coordinate_literal(place) or machine_text(number(place, 0.0, 8))
        rounded.append(not coordinate_literal(place))
        steps.append(algebra.add(algebra.builder.symbol(name), algebra.neg(_literal(at, algebra))))

    def made(value: float, error: float) -> Expression:
        text = short_literal(value) if error == 0.0 else ""
        rounded.append(not text)
        if text:
            return _literal(text, algebra)
        return algebra.zero if abs(value) <= error else _literal(machine_text(number(value, error, _DIGITS)), algebra)

    value = made(c.value, c.value_error)
    slopes = [made(float(c.gradient[i]), float(errors[i])) for i in range(n)]
    # A mixed derivative stands for two entries of H: doubled before it is rounded.
    twice = 2.0 - np.eye(n)
    bends = [[made(*map(float, twice[i, j] * np.array([c.hessian[i, j], bounds[i, j]]))) for j in range(n)]
             for i in range(n)]  # fmt: skip
    return formula_side(_model(algebra, value, slopes, bends, steps), ABOUT if any(rounded) else EQUAL)


def _model(
    algebra: Algebra, value: Expression, slopes: list[Expression], bends: list[list[Expression]],
    steps: list[Expression],
) -> Expression:
    """Return value + slopes·steps + 1/2 steps·bends·steps, zeros left out; mixed `bends` count twice already."""
    total = value
    for slope, step in zip(slopes, steps, strict=True):
        total = algebra.add(total, algebra.mul(slope, step))
    inner: Expression = algebra.zero
    for i, first in enumerate(steps):
        for j, second in enumerate(steps[i:], start=i):
            if i == j:
                term = algebra.mul(bends[i][i], algebra.pow(first, algebra.two))
            else:
                term = algebra.mul(algebra.mul(bends[i][j], first), second)
            inner = algebra.add(inner, term)
    half = algebra.builder.apply("div", algebra.one, algebra.two)
    if inner is algebra.zero:
        return total
    return algebra.add(total, algebra.mul(half, inner))


def _literal(text: str, algebra: Algebra) -> Expression:
    """Return a literal of the builder of `algebra`; a negative one is the negative of a literal."""
    if Fraction(text) == 0:
        return algebra.zero
    size = text.removeprefix("-")
    tree = algebra.builder.number(float(size), size)
    if Fraction(size) == 1:
        tree = algebra.one
    return algebra.neg(tree) if text.startswith("-") else tree


def _named(name: str) -> tuple[Row, str]:
    """Return m(x₀ + d)."""
    at = Row((name_box("x_0"), Word(Style.OPERATOR, "+"), Word(Style.VARIABLE, "d")))
    box = Row((name_box(name), Word(Style.FENCE, "("), at, Word(Style.FENCE, ")")))
    return box, f"{name}(x_0 + d)"


def _definition() -> Side:
    """Return f + gᵀ d + 1/2 dᵀ H d."""
    d, top = Word(Style.VARIABLE, "d"), Word(Style.NAME, "T")
    half = Over(Word(Style.NUMBER, "1"), Word(Style.NUMBER, "2"))
    nabla = Row((Word(Style.VARIABLE, "∇"), Word(Style.VARIABLE, "f")))
    box = Row((
        Word(Style.VARIABLE, "f"), Word(Style.OPERATOR, "+"), Script(nabla, None, top), Word(Style.SPACE, "thin"), d,
        Word(Style.OPERATOR, "+"), half, Script(d, None, top), Word(Style.VARIABLE, "H"), d,
    ))  # fmt: skip
    return name_side(box, "f + g' d + 1/2 d' H d")
