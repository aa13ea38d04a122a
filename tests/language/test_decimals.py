"""Numbers for people: rounded, with a real minus and powers of ten, and read back as what they say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.language.decimals import bound, decimal, machine_text, with_power

FINITE = st.floats(-1e300, 1e300)


@given(FINITE, st.integers(1, 12), st.integers(1, 8))
def test_a_number_is_read_back_within_half_a_unit_of_its_last_digit(value: float, digits: int, plain: int) -> None:
    text = decimal(value, digits, plain_below=plain, tolerance=math.inf)
    assert float(machine_text(text)) == pytest.approx(value, rel=0.5001 * 10.0 ** (1 - digits), abs=5e-324)
    assert not set(text) & set("-e")


@pytest.mark.parametrize(
    ("value", "tolerance", "text"),
    [
        (2.3168e-6, 0.0, "2.32·10⁻⁶"), (1e-8, 0.0, "10⁻⁸"), (1.0000001e-8, 0.0, "1.00·10⁻⁸"),
        (1.0000001e-8, math.inf, "10⁻⁸"), (-1e7, 0.0, "−10⁷"), (2.0, 0.0, "2"), (2.0001, 0.0, "2.00"), (0.0, 0.0, "0"),
    ],
)  # fmt: skip
def test_trailing_zeros_stay_where_the_number_is_only_near(value: float, tolerance: float, text: str) -> None:
    assert decimal(value, 3, plain_below=5, tolerance=tolerance) == text


@given(st.floats(min_value=0.0, exclude_min=True, allow_infinity=False, allow_nan=False))
def test_a_bound_is_never_below_what_it_bounds(error: float) -> None:
    assert float(machine_text(bound(error))) >= error * (1.0 - 1e-8)


def test_a_mantissa_without_a_power_stands_alone() -> None:
    assert with_power("-2.5", 0) == "−2.5"
    assert machine_text("H = 1.5·10⁻⁷, 10⁵, −2") == "H = 1.5e-7, 1e5, -2"
