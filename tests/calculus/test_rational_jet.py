from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hessview.calculus.jet import JetProgram
from hessview.calculus.rational_jet import rational_jet
from hessview.language.parser import parse


def test_polynomials_are_differentiated_without_rounding() -> None:
    jet = rational_jet(parse("(x - 1/3)^3 y^2"), (0.5, 2.0))
    assert jet is not None
    d = Fraction(1, 6)
    assert jet.value == 4 * d**3
    assert jet.gradient == (12 * d**2, 4 * d**3)
    assert jet.hessian == ((24 * d, 12 * d**2), (12 * d**2, 2 * d**3))


def test_decimals_mean_exact_rationals() -> None:
    jet = rational_jet(parse("0.1x"), (1.0,))
    assert jet is not None
    assert jet.gradient == (Fraction(1, 10),)
    assert jet.rounded().gradient_error[0] > 0.0


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("x^4 - 3x^2 y + y^3/7", (0.3, -1.7)), ("(x + y)/(x^2 + y^2 + 1)", (0.25, 3.5)), ("x^-3 y", (1.5, 2.0)),
        ("|x| y + |y|^3", (-0.5, 2.0)), ("sqrt(x) y", (2.25, 3.0)),
        ("cos(x) + cosh(y) + exp(x y) + log(1 + x)", (0, 0)),
        ("sin(x) tan(y) + atan(x - y) + expm1(x)", (0, 0)),
    ],
)  # fmt: skip
def test_the_exact_jet_lies_within_the_error_bounds_of_the_rounded_one(text: str, point: tuple[float, ...]) -> None:
    formula = parse(text)
    exact, rounded = rational_jet(formula, point), JetProgram(formula).at(point)
    assert exact is not None
    near = exact.rounded()
    assert abs(near.value - rounded.value) <= rounded.value_error + near.value_error
    assert np.all(np.abs(near.gradient - rounded.gradient) <= rounded.gradient_error + near.gradient_error)
    assert np.all(np.abs(near.hessian - rounded.hessian) <= rounded.hessian_error + near.hessian_error)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("exp(x)", (1.0,)), ("pi x", (1.0,)), ("sqrt(x)", (2.0,)), ("sqrt(x)", (0.0,)), ("1/x", (0.0,)),
        ("|x|", (0.0,)), ("x^1000", (1.1,)), ("x^y", (2.0, 2.0)), ("x^0.3", (2.0,)),
    ],
)  # fmt: skip
def test_what_leaves_the_rationals_has_no_exact_jet(text: str, point: tuple[float, ...]) -> None:
    assert rational_jet(parse(text), point) is None


def test_long_numbers_are_given_up_and_not_waited_for() -> None:
    assert rational_jet(parse("((((x + 1/3)^60 + 1/7)^60 + 1/11)^60)^60"), (0.1,)) is None
