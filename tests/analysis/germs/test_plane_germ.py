"""Signs, branches and degrees of germs in the plane, by theory and against the sphere of all directions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hessview.analysis.germs.plane_germ import PlaneGerm, plane_germ
from hessview.calculus.effort import Effort
from hessview.calculus.rational_series import RationalField, rational_series
from hessview.calculus.series import Series
from hessview.language.parser import parse


def germ(text: str, order: int = 12, *, complete: bool = False) -> PlaneGerm[Fraction]:
    effort = Effort(10**6)
    g = rational_series(parse(text, variables=("x", "y")), [Fraction(0), Fraction(0)], order, effort)
    assert g is not None
    return plane_germ(Series(2, order, RationalField(), effort), g, complete=complete)


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        # Arnold's list: A_k, D_k, E_k, X_9 and their like
        ("x^2 + y^4", 1), ("x^2 - y^4", -1), ("x^3 - 3x y^2", -2), ("x^3 + y^3", 0), ("x^2 y + y^4", -1),
        ("x^3 + y^4", 0), ("x^3 + x y^3", -1), ("x^3 + y^5", 0), ("x^4 + y^4", 1), ("x^4 - 3x^2 y^2 + y^4", -3),
        ("x^5 - 10x^3 y^2 + 5x y^4", -4), ("(y - x^2)(y - 3x^2)", -1), ("(y - x^2)^2 + x^5", 0), ("x y", -1),
        ("(y - x^2)^2 + x^6", 1), ("(x^2 - y^3)^2 + x^7", 0), ("x^2 y^2 + x^6 + y^6", 1), ("x^2 y^2 + x^5 + y^5", -1),
        ("(x^2 - y^3)^2 + x^2 y^5", 1), ("x(x^2 + y^2)", 0), ("x^6 - y^6", -1), ("x y (x + y)(x - y)(x - 2y)", -4),
    ],
)  # fmt: skip
def test_the_degree_is_that_of_theory(text: str, degree: int) -> None:
    found = germ(text)
    assert found.resolved
    assert not found.has_zeros
    assert found.degree == degree


@pytest.mark.parametrize(
    "text",
    ["x^4 - 2x^2 y^2 + y^4", "x^2 y^2", "x^2 y", "(y - x^2)^2 (1 + x) + y^9", "x^3 y^2", "(x - y)^3"],
)
def test_what_terms_not_known_could_turn_is_not_resolved(text: str) -> None:
    found = germ(text)
    assert not found.resolved
    assert found.degree is None


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("x^4 - 2x^2 y^2 + y^4", {1}), ("x^2 y^2", {1}), ("-(y - x^2)^2", {-1}), ("(y^2 - 2x^2)^2", {1}),
        ("x^3 y^2", {1, -1}), ("(y - x^2)^2 (y - 2x^2)", {1, -1}), ("3y^4 + x^2 y^3", {1, -1}),
        ("x^2 (y^2 + x^4)", {1}), ("x^2 (y^2 + x^3)", {1, -1}),
        ("(y - x - x^2)^2 (x^2 + y^4)", {1}), ("x^2 y^4 - x^3 y^4", {1}),
    ],
)  # fmt: skip
def test_a_polynomial_that_is_known_completely_is_resolved_on_its_zeros_too(text: str, signs: set[int]) -> None:
    found = germ(text, 20, complete=True)
    assert found.resolved
    assert found.has_zeros
    assert {curve.sign for curve in found.curves} == signs
    assert found.degree is None


@pytest.mark.parametrize("text", ["(y - x^2)(y - 3x^2)", "(x^2 - y^3)^2 + x^7", "x^2 y + y^4", "3y^4 + x^2 y^3 + y^7"])
def test_along_every_curve_the_sign_is_the_one_claimed(text: str) -> None:
    formula = parse(text)
    found = germ(text)
    assert {curve.sign for curve in found.curves} == {1, -1}
    for curve in found.curves:
        for s in (Fraction(1, 2**12), Fraction(1, 2**20)):
            x, y = (sum((c * s**k for k, c in part.items()), Fraction(0)) for part in (curve.u, curve.v))
            value = rational_series(formula, [x, y], 0)
            assert value is not None
            assert value[0, 0] * curve.sign > 0
