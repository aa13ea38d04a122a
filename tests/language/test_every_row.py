"""Every row of the table through the readings that write it: text and back, LaTeX, NumPy source, sympy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser
from mpmath_table import ROWS, mp, points, truth

from hessview.calculus.jet import JetProgram
from hessview.calculus.symbolic import exact, objects
from hessview.language.expression import Builder, Expression, number_text
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS, FunctionRow
from hessview.language.parser import parse
from hessview.language.typeset import to_latex, to_mathml, to_python, to_text

if TYPE_CHECKING:
    import mpmath

CHOICES = ["lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "where"]


def formula(row: FunctionRow) -> Formula:
    """Return the row at variables; comparisons and conditions inside a choice, the order of polygamma a number."""
    builder = Builder()
    x, y = builder.symbol("x"), builder.symbol("y")
    tree: Expression
    if row.name == "polygamma":
        return Formula("", ("x",), (), builder.apply("polygamma", builder.number(1.0), x))
    if row.name in CHOICES:
        condition = builder.apply("lt", x, y)
        if row.name == "not":
            condition = builder.apply("not", condition)
        elif row.name in {"and", "or"}:
            condition = builder.apply(row.name, condition, builder.apply("gt", x, builder.number(0.5)))
        elif row.name != "where":
            condition = builder.apply(row.name, x, y)
        tree = builder.apply("where", condition, builder.apply("sin", x), builder.apply("mul", x, y))
    else:
        tree = builder.apply(row.name, *(x, y)[: len(row.domain)])
    names = ("x", "y") if row.name in CHOICES else ("x", "y")[: len(row.domain)]
    return Formula(to_text(tree), names, (), tree)


def places(row: FunctionRow) -> list[list[float]]:
    if row.name in CHOICES:
        return [[0.25, 0.75], [0.75, 0.25], [0.75, 1.5], [-0.5, 0.25]]
    return [point[-1:] if row.name == "polygamma" else point for point in points(row, 5)]


def true_derivatives(row: FunctionRow, point: list[float]) -> list[mpmath.mpf]:
    """Return gradient and upper triangle of the Hessian."""
    function = (lambda x: mp.polygamma(1, x)) if row.name == "polygamma" else truth(row)
    n = len(point)
    first = [tuple(int(i == j) for j in range(n)) for i in range(n)]
    second = [tuple(map(sum, zip(first[i], first[j], strict=True))) for i in range(n) for j in range(i, n)]
    return [mp.diff(function, tuple(map(mp.mpf, point)), order) for order in (*first, *second)]


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_the_row_is_printed_as_text_that_parses_back_to_it(row: FunctionRow) -> None:
    tree = formula(row).expression
    text = to_text(tree)
    again = parse(text, variables=("x", "y"))
    builder = Builder()
    assert builder.adopt(again.expression) is builder.adopt(tree), text


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_every_alias_means_the_row(row: FunctionRow) -> None:
    if row.operator:
        return
    arguments = {"where": "x < y, x, y"}.get(row.name, ", ".join("xy"[: len(row.domain)]))
    if row.name == "polygamma":
        arguments = "1, x"
    builder = Builder()
    for alias in row.aliases:
        by_alias = parse(f"{alias}({arguments})", variables=("x", "y")).expression
        by_name = parse(f"{row.name}({arguments})", variables=("x", "y")).expression
        assert builder.adopt(by_alias) is builder.adopt(by_name), alias


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_the_row_is_typeset(row: FunctionRow) -> None:
    tree = formula(row).expression
    assert to_latex(tree)
    assert to_mathml(tree).startswith("<math")
    MathTextParser("path").parse(f"${to_latex(tree, mathtext=True)}$")


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_the_row_has_numpy_source(row: FunctionRow) -> None:
    source = to_python(formula(row).expression)
    assert "x" in source
    assert "^" not in source


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_sympy_knows_the_row_and_its_derivatives(row: FunctionRow) -> None:
    f = formula(row)
    found = objects(f)
    n = f.dimension
    symbols = {symbol.name: symbol for symbol in found.expression.free_symbols}
    entries = [*found.gradient, *(found.hessian[i, j] for i in range(n) for j in range(i, n))]
    function = (lambda x: mp.polygamma(1, x)) if row.name == "polygamma" else truth(row)
    for point in places(row):
        values = {symbols[name]: x for name, x in zip(f.variables, point, strict=True) if name in symbols}
        computed = [float(entry.subs(values).evalf(30)) for entry in (found.expression, *entries)]
        expected = [float(function(*map(mp.mpf, point))), *map(float, true_derivatives(row, point))]
        np.testing.assert_allclose(computed, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_the_shown_formulas_of_the_derivatives_parse_back_and_are_true(row: FunctionRow) -> None:
    f = formula(row)
    shown = exact(f)
    assert shown.verified
    jets = JetProgram(f)
    for point in places(row):
        jet = jets.at(point)
        for i, text in enumerate(shown.gradient):
            value = JetProgram(parse(text, variables=f.variables)).at(point).value
            assert value == pytest.approx(jet.gradient[i], rel=1e-10, abs=1e-10), text
        for i, line in enumerate(shown.hessian):
            for j, text in enumerate(line):
                value = JetProgram(parse(text, variables=f.variables)).at(point).value
                assert value == pytest.approx(jet.hessian[i, j], rel=1e-9, abs=1e-9), text


def test_numbers_are_printed_so_that_they_come_back() -> None:
    for value in (0.1, 1e-320, 1e300, 123456789.0, 2.0**60, 1 / 3):
        assert parse(number_text(value), variables=("x",)).expression.value == value  # type: ignore[union-attr]
