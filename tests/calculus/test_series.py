"""Taylor series over numbers in closed form: every row of the table against mpmath, pieces, poles, and degrees."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.rational_series import RationalField, rational_series
from hessview.calculus.series import NotKnownError, Series, degree_bound, taylor_series
from hessview.language.expression import Apply, Number, Symbol, number_text
from hessview.language.formula import Formula
from hessview.language.parser import parse
from tests.language.mpmath_table import ROWS, mp, points, truth

if TYPE_CHECKING:
    from hessview.language.functions import FunctionRow

ORDER = 5


def along(formula: Formula, point: list[float], steps: list[int]) -> list[float]:
    """Return the Taylor coefficients of t -> f(point + t steps)."""
    field = ClosedField()
    ring = Series(formula.dimension, ORDER, field, Effort(10**6))
    total = [0.0] * (ORDER + 1)
    for monomial, value in taylor_series(formula, [field.of(Fraction(x)) for x in point], ring).items():
        factor = 1
        for power, step in zip(monomial, steps, strict=True):
            factor *= step**power
        total[sum(monomial)] += factor * float(value.ball(256).mid())
    return total


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_taylor_coefficients_of_every_row_are_mpmath_s(row: FunctionRow) -> None:
    for point in points(row, 2):
        places = [float(round(16 * x) / 16 + 1 / 64) for x in point]
        if row.name == "polygamma":
            order = Number(point[0], number_text(point[0]))
            formula = Formula("", ("x",), (), Apply(row.name, (order, Symbol("x"))))
            true = mp.taylor(lambda t, n=point[0], x=places[1]: truth(row)(n, x + t), 0, ORDER)
            ours = along(formula, places[1:], [1])
        else:
            names = ("x", "y")[: len(point)]
            formula = Formula("", names, (), Apply(row.name, tuple(map(Symbol, names))))
            steps = [1, 2][: len(point)]
            start = [mp.mpf(x) for x in places]
            true = mp.taylor(
                lambda t, start=start, steps=steps: truth(row)(*(x + k * t for x, k in zip(start, steps, strict=True))),
                0, ORDER,
            )  # fmt: skip
            ours = along(formula, places, steps)
        size = max(abs(c) for c in true)
        assert all(abs(a - b) <= 1e-9 * (abs(b) + 1e-3 * size) for a, b in zip(ours, true, strict=True)), (ours, true)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("where(x > -1, x^4, y)", "x^4"), ("where(x < y - 1 or y > 1, x, y^2)", "y^2"), ("max(x, y - 1)", "x"),
        ("min(x, y + 1, 3)", "x"), ("abs(x - 1)", "1 - x"), ("relu(x - 1)", "0 x"), ("sign(x - 2) y", "-y"),
        ("floor(x + 0.5) + y", "y"), ("mod(x + 7/2, 2)", "x + 3/2"), ("round(x + 0.2)", "0 x"),
        ("hypot(3 + 0 x, 4 + x)", "sqrt(9 + (4 + x)^2)"), ("not(x > 1) and y < 3", ""),
        ("(1 + x)^(y + 2)", "exp((y + 2) log(1 + x))"), ("e^x", "exp(x)"),
    ],
)  # fmt: skip
def test_where_a_choice_is_certain_the_series_is_that_of_the_piece(text: str, same: str) -> None:
    if not same:
        text, same = f"where({text}, x, y)", "x"
    origin = [Fraction(0), Fraction(0)]
    ours, other = (rational_series(parse(t, variables=("x", "y")), origin, 4) for t in (text, same))
    assert ours is not None
    assert ours == other


@pytest.mark.parametrize(
    "text",
    ["abs(x)", "max(x, y)", "where(x > 0, x, y)", "floor(x)", "sign(x)", "sqrt(x)", "log(x)", "atan2(y, x)",
     "atan2(y, x - 1)", "hypot(x, y)", "asin(1 + x)", "gamma(x)", "x^0.5", "where(x == y, 1, x)",
     "polygamma(y, x + 1)"],
)  # fmt: skip
def test_where_f_is_not_certainly_analytic_there_is_no_series(text: str) -> None:
    field = ClosedField()
    ring = Series(2, 4, field, Effort(10**5))
    with pytest.raises((NotKnownError, ZeroDivisionError)):
        taylor_series(parse(text, variables=("x", "y")), [field.of(Fraction(0))] * 2, ring)


@pytest.mark.parametrize("text", ["1/x", "cot(x)", "csc(x)", "x^(-2)", "tan(x)/x"])
def test_a_pole_is_a_division_by_zero(text: str) -> None:
    ring = Series(1, 4, RationalField())
    with pytest.raises(ZeroDivisionError):
        taylor_series(parse(text), [Fraction(0)], ring)


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("x^2 y + 3", 3), ("(x + y)^4 (x - 1)", 5), ("-x/7 - x*x", 2), ("7", 0), ("sin(2) x", 1), ("sin(x)", None),
        ("x/y", None), ("x^y", None), ("x^0.5", None), ("x^(-1)", None), ("x^20 x^20", None), ("2^x", None),
        ("max(x, y)", None),
    ],
)  # fmt: skip
def test_the_degree_of_a_polynomial_is_seen_as_it_is_written(text: str, degree: int | None) -> None:
    assert degree_bound(parse(text, variables=("x", "y")).expression, ("x", "y"), 24) == degree


def test_a_series_stops_at_the_allowance() -> None:
    field = ClosedField()
    ring = Series(2, 8, field, Effort(500))
    with pytest.raises(TooMuchEffort):
        taylor_series(parse("exp(sin(x + 1) y)^3/(2 + cos(y))"), [field.of(Fraction(1))] * 2, ring)


polynomials = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.fractions(-3, 3, max_denominator=4), max_size=5
)


@settings(max_examples=60, deadline=None)
@given(polynomials, polynomials, polynomials)
def test_series_are_a_ring(
    a: dict[tuple[int, int], Fraction], b: dict[tuple[int, int], Fraction], c: dict[tuple[int, int], Fraction]
) -> None:
    ring = Series(2, 4, RationalField(), Effort(10**6))
    p, q, r = (ring.add({}, {m: v for m, v in terms.items() if sum(m) <= 4}) for terms in (a, b, c))
    assert ring.mul(p, q) == ring.mul(q, p)
    assert ring.mul(p, ring.add(q, r)) == ring.add(ring.mul(p, q), ring.mul(p, r))
    assert ring.mul(ring.mul(p, q), r) == ring.mul(p, ring.mul(q, r))
