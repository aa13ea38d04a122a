"""Exact Taylor polynomials against sympy's."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from hessview.calculus.rational_series import rational_series
from hessview.language.parser import parse

X, Y, T = sympy.symbols("x y t")


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("(x + 2*y)^3/(1 + x^2) - sqrt(4 + y)*exp(x*y)", ("0", "0")),
        ("(y - x^2)*(y - 3*x^2) + (x + 8)^(2/3)*(y + 4)^(-1.5)", ("0", "0")),
        ("cos(x - 0.3) + log(1 + y - 0.1)", ("3/10", "1/10")),
        ("tan(x)*sinh(y) + asin(x*y) + atan(x + y)", ("0", "0")),
        ("tanh(x - y) - atanh(x*y) + asinh(x)*cosh(y) + sin(y)", ("0", "0")),
    ],
)
def test_the_taylor_polynomial_is_sympy_s(text: str, point: tuple[str, str]) -> None:
    ours = rational_series(parse(text), [Fraction(p) for p in point], 5)
    f = sympy.sympify(text.replace("^", "**"), rational=True)
    shifted = f.subs({X: sympy.Rational(point[0]) + T * X, Y: sympy.Rational(point[1]) + T * Y}, simultaneous=True)
    true = sympy.expand(sympy.series(shifted, T, 0, 6).removeO().subs(T, 1))
    assert ours is not None
    made = sum(sympy.Rational(v.numerator, v.denominator) * X ** m[0] * Y ** m[1] for m, v in ours.items())
    assert sympy.expand(true - made) == 0


@pytest.mark.parametrize("text", ["exp(x + 1)", "sqrt(2 + x)", "|x|", "max(x, y)", "1/x", "x^y", "(1 + x)^500"])
def test_what_leaves_the_rationals_has_no_series(text: str) -> None:
    assert rational_series(parse(text, variables=("x", "y")), [Fraction(0), Fraction(0)], 4) is None
