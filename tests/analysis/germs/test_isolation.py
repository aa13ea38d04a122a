"""A degenerate point proved to be the only critical point in a box, and never where there is another one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.analysis.germs.isolation import isolating_box, orders_to_isolate
from hessview.calculus.closed_field import ClosedField
from hessview.calculus.effort import Effort
from hessview.calculus.rational_series import RationalField
from hessview.calculus.series import NotKnownError
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

EFFORT = 1_000_000


def box_around(text: str, place: Sequence[Fraction | int], order: int = 4, size: float = 1.0) -> list[float] | None:
    formula = parse(text, variables=("x", "y", "z", "w")[: len(place)])
    exact = [Fraction(x) for x in place]
    for each in orders_to_isolate(formula, order):
        half = isolating_box(
            formula, exact, RationalField(), order=each, size=[size] * len(place), effort=Effort(EFFORT)
        )
        if half is not None:
            return half
    return None


@pytest.mark.parametrize("text", [
    "x^4 + y^2", "x^3 - y^2", "(x + y)^5 + (x - y)^2", "(y - x^2)(y - 3x^2)", "(y - x^2)^2 + x^7", "x^2 y + y^4",
    "(x + y)^2 (x - y) + (x - y)^5", "(x + y^2)^2 (y - x^2) - (y - x^2)^5", "x^3 + x y^3", "x^3 - 3x y^2", "x^3 + y^5",
    "x^4 + y^6", "(2x - y)^8 + (x + 3y)^2", "x - sin(x) + y^2", "cosh(x) + cos(x) - y^4", "1/(1 + x^4 + y^6)",
    "(exp(x) - 1 - x)^2 + sinh(y)^4", "x^4 + y^4 - 2.00001x^2 y^2", "x^2 y^2 + x^6 + y^6", "x^2 y^2 + x^5 + y^7",
    "(x - 2y)^2 (x + y)^2 + x^5", "(x^2 + y^2)^3 - 4x^2 y^2",
])  # fmt: skip
def test_isolated_points_are_alone_in_a_box_that_is_not_tiny(text: str) -> None:
    half = box_around(text, (0, 0))
    assert half is not None
    assert min(half) >= 2.0**-7


@pytest.mark.parametrize(("text", "n"), [
    ("x^2 + y^4 + z^6", 3), ("x^3 + y^3 + z^3", 3), ("x^2 + (y - z^2)^2 + z^6", 3), ("x^4 + y^4 + z^4 - x^2 y z/9", 3),
    ("x^4 + y^4 + z^4 - 4x y z", 3), ("x^2 y^2 + y^2 z^2 + z^2 x^2 + x^6 + y^6 + z^6", 3),
    ("(x + 10y)^2 + 5(z - w)^2 + (y - 2z)^4 + 10(x - w)^4", 4), ("x^4 + y^4 + z^4 + w^4 - x y z w", 4),
])  # fmt: skip
def test_in_more_variables_too(text: str, n: int) -> None:
    assert box_around(text, (0,) * n) is not None


@pytest.mark.parametrize(("text", "place"), [
    ("x^2 y^2", (0, 0)), ("x^2 y", (0, 0)), ("(x^2 + y^2 - 1)^2", (1, 0)), ("(x - y)^2", (1, 1)),
    ("(x^3 - y^2)^2", (0, 0)), ("x^2 y^2 + z^2", (0, 0, 0)), ("cos(x + y)", (0, 0)), ("(y - sin(x))^4", (0, 0)),
])  # fmt: skip
def test_points_of_a_set_are_not_alone(text: str, place: tuple[int, ...]) -> None:
    assert box_around(text, place, order=6) is None


def test_a_place_that_is_not_critical_is_refused() -> None:
    with pytest.raises(NotKnownError):
        box_around("x + y^4", (0, 0))


def test_a_place_that_is_no_fraction() -> None:
    formula = parse("(x - sqrt(2))^4 + (y - pi)^2", variables=("x", "y"))
    field = ClosedField()
    place = [field.power(field.of(Fraction(2)), Fraction(1, 2)), field.constant("pi")]
    half = isolating_box(formula, place, field, order=4, size=[1.0, 1.0], effort=Effort(EFFORT))
    assert half is not None
    assert min(half) >= 0.25


ROTATIONS = ((Fraction(1), Fraction(0)), (Fraction(3, 5), Fraction(4, 5)), (Fraction(5, 13), Fraction(-12, 13)))


@settings(max_examples=25)
@given(
    st.integers(2, 5),
    st.fractions(Fraction(1, 1000), Fraction(1, 2), max_denominator=1000),
    st.integers(-3, 3),
    st.sampled_from(ROTATIONS),
    st.sampled_from([1, -1]),
    st.sampled_from([0.01, 0.3, 2.0]),
)
def test_a_box_never_holds_another_critical_point(  # noqa: PLR0917 - one for each strategy
    k: int, a: Fraction, bend: int, rotation: tuple[Fraction, Fraction], sign: int, size: float
) -> None:
    # F'(u) = u^k (u - a), f = F(u) ± v^2, with u = p + bend q^2 and v = q, (p, q) turned: critical at p = 0 and p = a.
    c, s = rotation
    p, q = f"(({c}) x + ({s}) y)", f"(({c}) y - ({s}) x)"
    u = f"({p} + ({bend}) {q}^2)"
    text = f"{u}^{k + 2}/{k + 2} - ({a}) {u}^{k + 1}/{k + 1} {'+' if sign > 0 else '-'} {q}^2"
    half = box_around(text, (0, 0), order=k + 1, size=size)
    if half is not None:
        other = (c * a, s * a)
        assert any(abs(x) > h for x, h in zip(other, half, strict=True))
        assert max(half) >= 2.0**-8 * min(float(a), size)


@settings(max_examples=25)
@given(
    st.fractions(Fraction(1, 500), Fraction(1, 3), max_denominator=500),
    st.integers(-2, 2),
    st.sampled_from([0.02, 0.5]),
)
def test_nor_where_the_kernel_is_a_plane(a: Fraction, bend: int, size: float) -> None:
    # x^3/3 - x^4/(4 a) has the slope x^2 (1 - x/a); a shear keeps how many critical points there are.
    text = f"x^3/3 - x^4/(4({a})) + (y + ({bend}) x^2)^4"
    half = box_around(text, (0, 0), size=size)
    if half is not None:
        other = (a, -bend * a * a)
        assert any(abs(x) > h for x, h in zip(other, half, strict=True))
