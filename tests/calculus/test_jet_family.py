"""Derivatives shared by formulas that differ in the values of their parameters alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.calculus.jet import JetProgram
from hessview.calculus.jet_family import JetFamily
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.language.formula import Formula

SHARED = (
    "x^4 + a x^2 + b y^2 + a b x y",
    "(x - a)^2 (y + b)^3 - a/(1 + x^2 + b^2)",
    "exp(-a x^2 - b y^2) sin(a x + y) + e^(a y)",
    "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(a x/5 - x^3 - y^5) exp(-x^2-y^2) - b exp(-(x+1)^2-y^2)/3",
    "sum((a x - i y)^2, i, 1, 4) + b tanh(x y)",
)
OWN = (
    "x^a + b y^2", "|x - a| + b y^2", "where(x > a, x^2, b y)", "max(a x, b y)", "sqrt(x + a) + b y", "log(a) x^2 b",
)
NUMBER = st.floats(min_value=-3.0, max_value=3.0).map(lambda value: value if abs(value) > 1e-3 else 0.5)


def _formula(text: str, a: float, b: float) -> Formula:
    return parse(text, variables=("x", "y"), parameters={"a": a, "b": b})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SHARED + OWN), NUMBER, NUMBER, NUMBER, NUMBER)
def test_what_is_shared_says_the_same_within_both_bounds(text: str, a: float, b: float, x: float, y: float) -> None:
    formula = _formula(text, a, b)
    family = JetFamily(_formula(text, 2.0, 3.0))
    shared, own = JetProgram(formula, family).at([x, y]), JetProgram(formula).at([x, y])
    for ours, theirs, e, d in (
        (shared.value, own.value, shared.value_error, own.value_error),
        (shared.gradient, own.gradient, shared.gradient_error, own.gradient_error),
        (shared.hessian, own.hessian, shared.hessian_error, own.hessian_error),
    ):
        assert np.array_equal(np.isnan(ours), np.isnan(theirs))
        known = ~np.isnan(ours)
        assert np.all(np.asarray(np.abs(ours - theirs))[known] <= np.asarray(e + d)[known])
    many = JetProgram(formula, family).over(np.array([[x, y], [y, x]]))
    for ours, theirs in zip(many, JetProgram(formula).over(np.array([[x, y], [y, x]])), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("text", SHARED)
def test_one_program_serves_every_plain_value(text: str) -> None:
    family = JetFamily(_formula(text, 2.0, 3.0))
    first = family.program_for((2.0, 3.0))
    assert first is not None
    assert family.program_for((-0.5, 0.25)) is first


@pytest.mark.parametrize("text", OWN)
def test_what_asks_for_the_value_itself_is_not_shared(text: str) -> None:
    assert JetFamily(_formula(text, 2.0, 3.0)).program_for((2.0, 3.0)) is None


@pytest.mark.parametrize("value", [0.0, 1.0, -1.0])
def test_values_that_make_a_formula_simpler_are_differentiated_by_themselves(value: float) -> None:
    text = "x^4 + a x^2 + b y^2"
    family = JetFamily(_formula(text, 2.0, 3.0))
    assert family.program_for((value, 2.0)) is None
    jet = JetProgram(_formula(text, value, 2.0), family).at([0.0, 0.0])
    assert jet.hessian[0, 0] == 2.0 * value
    assert jet.hessian_error[0, 0] == 0.0


def test_a_family_is_named_by_text_variables_and_letters() -> None:
    one, other = _formula("a x^2 + b y", 2.0, 3.0), _formula("a x^2 + b y", 5.0, 7.0)
    assert JetFamily.key(one) == JetFamily.key(other)
    assert JetFamily.key(one) != JetFamily.key(parse("a x^2 + b y", variables=("x", "y", "b"), parameters={"a": 2.0}))


@pytest.mark.parametrize("value", [0.1, -0.3, 5e-324, 1e-200, 2.5])
def test_a_parameter_is_the_decimal_that_is_written_with_and_without_a_shared_program(value: float) -> None:
    # 0.1 is a tenth, which no double is: at x = 0.1 the gradient of (x - a)^2 is not known to be exactly 0.
    formula = _formula("(x - a)^2 + b y^2", value, 3.0)
    shared = JetProgram(formula, JetFamily(_formula("(x - a)^2 + b y^2", 2.0, 3.0))).at([value, 0.5])
    own = JetProgram(formula).at([value, 0.5])
    assert (shared.gradient_error[0] == 0.0) == (own.gradient_error[0] == 0.0)
    np.testing.assert_allclose(shared.gradient_error, own.gradient_error, rtol=1e-3, atol=0.0)
