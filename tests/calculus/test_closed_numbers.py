"""Numbers in closed form: identities are seen, signs are right, and what cannot be told is not claimed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.calculus.closed_field import ClosedField
from hessview.calculus.closed_numbers import ClosedNumber, prime_factors
from hessview.calculus.effort import Effort
from hessview.calculus.series import Named, NotKnownError
from hessview.language.expression import Apply, Number
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from tests.language.mpmath_table import mp


def number(text: str) -> ClosedNumber:
    return ClosedField().number(parse(text, variables=()).expression, Effort(10**6))


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(2) sqrt(3) - sqrt(6)", "(1 + sqrt(5))/2 (sqrt(5) - 1)/2 - 1", "sqrt(8) - 2sqrt(2)", "2^(1/3)*4^(1/3) - 2",
        "sin(pi/12)^2 + cos(pi/12)^2 - 1", "cos(2pi/5) - (sqrt(5) - 1)/4", "sin(1)^2 + cos(1)^2 - 1", "tan(pi/4) - 1",
        "sin(-5pi/6) + 1/2", "cos(7pi) + 1", "atan(1) - pi/4", "acos(-1/2) - 2pi/3", "asin(sqrt(2)/2) - pi/4",
        "atan(-sqrt(3)) + pi/3", "atan2(1, -1) - 3pi/4", "exp(3log(2)) - 8", "log(12) - 2log(2) - log(3)",
        "log(e^2) - 2", "exp(1) - e", "e^(log(3)/2) - sqrt(3)", "exp(pi) exp(-pi) - 1", "log(exp(pi/2)^2) - pi",
        "cosh(log(2)) - 5/4", "asinh(3/4) - log(2)", "atanh(3/5) - log(2)", "acosh(5/4) - log(2)", "erf(0)",
        "erfc(0) - 1", "1/(1 + sqrt(2)) - sqrt(2) + 1", "1/(pi + 1) + pi/(pi + 1) - 1",
        "1/(1 + sqrt(2) + sqrt(3)) (1 + sqrt(2) + sqrt(3)) - 1",
        "cbrt(-8) + 2", "hypot(1, 1) - sqrt(2)", "gamma(5) - factorial(4)", "lgamma(2)",
        "sqrt(3 + sqrt(5))^2 - 3 - sqrt(5)", "1/sqrt(3 + sqrt(5)) sqrt(3 + sqrt(5)) - 1",
    ],
)  # fmt: skip
def test_an_identity_is_seen(text: str) -> None:
    assert number(text).sign() == 0


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("sqrt(2) - 1.4142135623730950488016887242096980785696718753769", 1), ("pi - 355/113", -1),
        ("exp(pi) - pi - 20", -1), ("log(2) + log(3) - 1.791759469228055000812477358380702272722990692183", 1),
        ("1/(pi - 3.14159265358979)", 1), ("sin(3) - cos(3)", 1), ("-exp(-50)", -1),
    ],
)  # fmt: skip
def test_a_sign_is_found_by_as_many_digits_as_it_takes(text: str, sign: int) -> None:
    assert number(text).sign() == sign


def test_what_neither_form_nor_digits_tell_is_not_claimed() -> None:
    with pytest.raises(NotKnownError):
        number("sqrt(3 + 2sqrt(2)) - 1 - sqrt(2)").sign()


@pytest.mark.parametrize(
    ("function", "values"),
    [("log", (-1,)), ("sqrt", (-2,)), ("asin", (2,)), ("log", (0,)), ("gamma", (-1,)), ("acosh", (0,)),
     ("pow", (10, 400)), ("polygamma", (-1, 2)), ("exp", (10**12,))],
)  # fmt: skip
def test_what_is_no_number_or_too_long_is_refused(function: str, values: tuple[int, ...]) -> None:
    tree = Apply(function, tuple(Number(float(v), str(v)) if v >= 0 else
                                 Apply("neg", (Number(float(-v), str(-v)),)) for v in values))  # fmt: skip
    with pytest.raises((NotKnownError, ZeroDivisionError)):
        ClosedField().number(tree, Effort(10**6))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pi/4", "pi/4"), ("-3sqrt(2)/2", "-3sqrt(2)/2"), ("e^2", "e^2"), ("log(2)", "log(2)"), ("2^(1/3)", "2^(1/3)"),
        ("(1 + sqrt(5))/2", "1/2 + sqrt(5)/2"), ("sin(1)", "sin(1)"), ("sqrt(pi)", "sqrt(pi)"),
    ],
)  # fmt: skip
def test_a_number_has_the_name_that_it_would_be_typed_by(text: str, name: str) -> None:
    value = ClosedField().real(number(text))
    assert isinstance(value, Named)
    assert value.text == name
    negative = -value
    assert (-negative).text == name
    assert number(name).key == number(text).key


def test_a_rational_number_stays_a_fraction() -> None:
    assert ClosedField().real(number("sqrt(4/9)")) == Fraction(2, 3)
    assert number("sin(pi/6)").fraction == Fraction(1, 2)


Pair = tuple[str, Any]
"""The text of a number, and mpmath's value of it."""

LEAVES = [(str(k), mp.mpf(k)) for k in range(10)] + [
    ("pi", mp.pi), ("e", mp.e), ("sqrt(2)", mp.sqrt(2)), ("sqrt(3)", mp.sqrt(3)), ("log(2)", mp.log(2)),
    ("sin(1)", mp.sin(1)),
]  # fmt: skip


def combined(parts: tuple[Pair, str, Pair]) -> Pair:
    (a, x), sign, (b, y) = parts
    value = x + y if sign == "+" else x - y if sign == "-" else x * y if sign == "*" else x / y if y else mp.nan
    return f"({a}){sign}({b})", value


numbers = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(combined),
        inner.map(lambda p: (f"cos({p[0]})", mp.cos(p[1]))), inner.map(lambda p: (f"({p[0]})^2", p[1] ** 2)),
        inner.map(lambda p: (f"sqrt(({p[0]})^2 + 1)", mp.sqrt(p[1] ** 2 + 1))),
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(numbers)
def test_the_ball_holds_the_number_and_the_sign_is_its_sign(pair: Pair) -> None:
    text, true = pair
    try:
        x = number(text)
        sign = x.sign()
    except (NotKnownError, ZeroDivisionError, SyntaxProblem):
        return
    assert abs(true) < mp.mpf(10) ** -30 if sign == 0 else mp.sign(true) == sign
    assert abs(mp.mpf(float(x.ball(128).mid())) - true) <= mp.mpf(10) ** -14 * (1 + abs(true))


def test_factors_multiply_to_the_number() -> None:
    for n in (1, 2, 12, 997 * 1009, 2**40 * 3, 10**12 + 39, 1013**2):
        total = 1
        for p, k in prime_factors(n).items():
            total *= p**k
        assert total == n
