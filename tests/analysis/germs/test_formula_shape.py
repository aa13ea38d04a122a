"""What the way a formula is written tells, and that it never tells anything wrong."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from hessview.analysis.germs.composite import composite
from hessview.analysis.germs.formula_shape import bounds_near
from hessview.calculus.effort import Effort
from hessview.calculus.rational_series import RationalField
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.language.source import to_text


def told(text: str, point: tuple[float, ...]) -> tuple[bool, bool]:
    formula = parse(text, variables=("x", "y", "z")[: len(point)])
    bounds = bounds_near(formula, [Fraction(x) for x in point], RationalField(), Effort(10**5))
    return bounds.above, bounds.below


@pytest.mark.parametrize(
    ("text", "point", "above", "below"),
    [
        ("x^2 y^2", (0, 0), True, False), ("(x^2 + y^2 - 1)^2", (1, 0), True, False), ("x^40", (0,), True, False),
        ("exp(-x^4 - y^2)", (0, 0), False, True), ("3 - (y - x^2)^2", (0, 0), False, True), ("7", (0, 0), True, True),
        ("1/(1 + x^2 y^2)", (0, 0), False, True), ("cos(x y)", (0, 0), False, True),
        ("x^2 exp(y)", (0, 0), True, False),
        ("-x^2 exp(y)", (0, 0), False, True), ("exp((x - 1)^2 + 3)", (1,), True, False),
        ("pi x^2 y^2", (0, 0), True, False),
        ("sqrt((x - y)^4 + 1)", (1, 1), True, False), ("sigmoid(-(x y)^2)", (0, 0), False, True),
        ("(x^2)^3 (y^2 + 1) + log(2)", (0, 0), True, False), ("hypot(x y, 1)", (0, 0), True, False),
        ("erfc(x^2 y^2)", (0, 0), False, True), ("(-x^2) (-y^2)", (0, 0), True, False),
        ("x^2 (-y^4)", (0, 0), False, True),
        ("x^2 - y^2", (0, 0), False, False), ("x^3", (0,), False, False), ("x y", (0, 0), False, False),
        ("x^2 y", (0, 0), False, False), ("(x - 1)^2 y", (1, -2), False, True), ("floor(x) + x^2", (0,), False, False),
        ("x^2 y^2 - x^2 y^2", (0, 0), False, False), ("0 x + 3", (0,), True, True),
        ("acos(x^2 y^2)", (0, 0), False, True),
    ],
)  # fmt: skip
def test_sums_of_even_powers_and_what_keeps_them_are_seen(
    text: str, point: tuple[float, ...], above: bool, below: bool
) -> None:
    assert told(text, point) == (above, below)


def test_what_is_told_is_never_contradicted_nearby() -> None:
    rng = random.Random(11)
    atoms = ["x", "y", "(x - y)", "x^2", "y^2", "2", "(1 + x)", "(y - 1)"]
    shapes = ["({}) + ({})", "({}) - ({})", "({}) ({})", "({})/(3 + ({})^2)", "({})^2 + 0 ({})", "exp({}) + ({})",
              "cos({}) ({})", "({})^3 + ({})"]  # fmt: skip
    claims = 0
    for _ in range(300):
        text = rng.choice(shapes).format(rng.choice(atoms), rng.choice(atoms))
        for _ in range(2):
            text = rng.choice(shapes).format(*rng.sample([text, rng.choice(atoms)], 2))
        above, below = told(text, (0, 0))
        if not above and not below:
            continue
        claims += 1
        landscape = ExpressionLandscape(parse(text, variables=("x", "y")))
        near = np.array([[rng.uniform(-0.02, 0.02) for _ in range(2)] for _ in range(40)])
        values = landscape.value(near) - landscape.value(np.zeros(2))
        assert not above or np.all(values >= -1e-15), text
        assert not below or np.all(values <= 1e-15), text
    assert claims > 40


@pytest.mark.parametrize(
    ("text", "point", "inner", "order", "sign"),
    [
        ("(x^2 + y^2 - 1)^2", (1, 0), "x^2 + y^2 - 1", 2, 1), ("3 - (x - y)^4/2", (1, 1), "x - y", 4, -1),
        ("exp(-(y - x^2)^2)", (0, 0), "y - x^2", 2, -1), ("2cos(x - y)", (0, 0), "x - y", 2, -1),
        ("1/(1 + (x + y)^6)", (0, 0), "x + y", 6, -1), ("(x - 2y)^3 + 1", (0, 0), "x - 2*y", 3, 1),
        ("((x + y)^2)^2", (0, 0), "x + y", 4, 1), ("(x + y) (x + y)", (0, 0), "x + y", 2, 1),
    ],
)  # fmt: skip
def test_a_function_of_one_function_with_a_slope_is_seen(
    text: str, point: tuple[float, ...], inner: str, order: int, sign: int
) -> None:
    found = composite(parse(text), [Fraction(x) for x in point], RationalField(), Effort(10**5))
    assert found is not None
    assert (to_text(found.inner), found.order, found.sign) == (inner, order, sign)


@pytest.mark.parametrize(
    "text", ["x^2 + y^2", "(x^2 + y^2)^2", "x^2 y^2", "exp(x)", "x y", "(x^2 - y^2)^2", "cos(x y)"]
)
def test_without_a_slope_inside_there_is_none(text: str) -> None:
    formula = parse(text, variables=("x", "y"))
    assert composite(formula, [Fraction(0), Fraction(0)], RationalField(), Effort(10**5)) is None
