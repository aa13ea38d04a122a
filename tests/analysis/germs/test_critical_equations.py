"""Equations that make a function critical: each is one, by sympy, and the ones that matter are found."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy

from hessview.analysis.germs.critical_equations import Branch, Level, critical_branches
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.expression import Number, postorder
from hessview.language.formula import Formula
from hessview.language.parser import parse
from hessview.language.typeset import to_text

NAMES = ("x", "y", "z")


def branches(text: str, n: int = 2) -> list[set[tuple[str, Level]]]:
    found = critical_branches(parse(text, variables=NAMES[:n]))
    return [{(to_text(each.expression), each.level) for each in branch} for branch in found]


@pytest.mark.parametrize(("text", "equations"), [
    ("(x^2 + y^2 - 1)^2", {"x^2 + y^2 - 1"}), ("x^2 y^2", {"x"}), ("x^2 y^2", {"y"}), ("(x - y)^4 + 3", {"x - y"}),
    ("x^2 + 4y^2 - 4x*y + 2", {"x - 2*y"}), ("x^2 y exp(-x^2 - y^2)", {"x"}), ("(x y)(x y)", {"x"}),
    ("exp(-(x y - 1)^2)", {"x*y - 1"}), ("cosh(x - y)", {"x - y"}), ("1/(1 + (x + y)^2)", {"x + y"}),
    ("(x - 1)^3 (y + 2)", {"x - 1"}), ("x^2 + 0*y", {"x"}), ("-(2 (x + y)^2/3 - 1)", {"x + y"}),
    ("(x^2 - y)^2 + (x^2 - y)^4", {"x^2 - y"}), ("x^4 + 2x^2 y^2 + y^4 - 2x^2 - 2y^2", {"x^2 + y^2 - 1"}),
])  # fmt: skip
def test_the_equation_of_a_set_is_read_off(text: str, equations: set[str]) -> None:
    assert {(each, Level.ZERO) for each in equations} in branches(text)


def test_levels_of_waves_are_turns() -> None:
    assert {("x*y", Level.ODD_QUARTER_TURN)} in branches("2 sin(x y) + 1")
    assert {("x + y", Level.HALF_TURN)} in branches("cos(x + y)^3")


def test_a_function_of_one_expression_is_critical_where_its_derivative_is_zero() -> None:
    found = branches("(x^2 + y^2) exp(-(x^2 + y^2))")
    assert any(len(branch) == 1 and "x^2 + y^2" in next(iter(branch))[0] for branch in found)


def test_several_equations_hold_together() -> None:
    zero = Level.ZERO
    assert {("x - y", zero), ("y - z", zero)} in branches("(x - y)^2 + (y - z)^2", 3)
    assert {("y", zero), ("z", zero)} in branches("x^2 y z", 3)
    assert {("x^2 + y^2 - 1", zero), ("z", zero)} in branches("(x^2 + y^2 - 1)^2 + z^2", 3)


@pytest.mark.parametrize("text", ["x + y", "x y", "exp(x) + y", "floor(x)", "7", "where(y > 0, x^2, x^4)", "abs(x)"])
def test_where_there_is_no_set_there_is_no_single_equation_of_one(text: str) -> None:
    # x y has both equations together, at the origin; a choice between pieces is not looked into.
    assert all(len(branch) == 2 for branch in branches(text))


def test_a_parameter_is_the_double_that_it_is_everywhere_else() -> None:
    formula = parse("(x - a y)^2", variables=("x", "y"), parameters={"a": 0.1})
    equations = [each.expression for branch in critical_branches(formula) if len(branch) == 1 for each in branch]
    literals = {node.literal for root in equations for node in postorder(root) if isinstance(node, Number)}
    assert Fraction(0.1) in set(map(Fraction, literals))
    assert Fraction("0.1") not in set(map(Fraction, literals))


CORPUS = [
    "(x^2 + y^2 - 1)^2", "x^2*y^2", "sin(x*y)", "cos(x - 2*y)", "x^2*y*exp(-x^2)", "(sin(x)*sin(y))^2", "cosh(x*y)^2",
    "(x + y)^2/(1 + (x + y)^2)", "log(1 + (x - y)^2)", "exp(cos(x))", "sin(x)^3*y^2", "(x*y - 1)^4 - x^2*y^2",
    "sqrt(1 + (x + y)^2) - cos(x + y)", "x^3*y^3", "tanh((x - y)^2)", "(x^2 - 1)^2 + (y^2 - 1)^2", "cos(x)*cos(y)",
]  # fmt: skip


@pytest.mark.parametrize("text", CORPUS)
def test_where_the_equations_hold_the_gradient_is_zero_by_sympy(text: str) -> None:
    x, y = sympy.symbols("x y", real=True)
    f = sympy.sympify(text.replace("^", "**"))
    gradient = sympy.lambdify((x, y), [sympy.diff(f, x), sympy.diff(f, y)])
    checked = 0
    for branch in critical_branches(parse(text, variables=("x", "y"))):
        for place in _solutions(branch):
            assert np.abs(gradient(*place)).max() < 1e-6
            checked += 1
    assert checked


def _solutions(branch: Branch) -> list[np.ndarray]:
    """Return points at which the equations hold, by Newton's method with slopes by differences."""
    levels = {Level.ZERO: 0.0, Level.HALF_TURN: np.pi, Level.ODD_QUARTER_TURN: np.pi / 2}
    equations = [
        (ExpressionLandscape(Formula("", ("x", "y"), (), each.expression)), levels[each.level]) for each in branch
    ]

    def system(p: np.ndarray) -> np.ndarray:
        return np.array([h.value(p) - level for h, level in equations])

    found = []
    for start in product((-1.3, 0.4, 1.1), (-0.7, 0.3, 1.6)):
        p = np.array(start)
        for _ in range(60):
            if not np.abs(p).max() < 20.0:
                break
            slopes = np.column_stack([(system(p + 1e-6 * e) - system(p - 1e-6 * e)) / 2e-6 for e in np.eye(2)])
            p = p - np.linalg.pinv(slopes, rcond=1e-10) @ system(p)
        if np.abs(p).max() < 20.0 and np.abs(system(p)).max() < 1e-12:
            found.append(p)
    return found
