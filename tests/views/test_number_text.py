"""A number shows the digits that are certain, and reads back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.language.decimals import bound, machine_text
from hessview.views.number_text import (
    coordinate_text,
    editable_text,
    number_text,
    read_numbers,
    split_at_point,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (42.0, 1e-14, "42"),
        (42.00001, 1e-14, "42.0000"),
        (-50.61234567, 1e-13, "−50.6123"),
        (1e-16, 4e-16, "≈ 0"),
        (0.0, 1e-307, "≈ 0"),
        (0.0, 0.0, "0"),
        (0.3, 2.0, "0 ± 3"),
        (1.23e-9, 1e-20, "1.23·10⁻⁹"),
        (3.14159, 0.001, "3.14"),
        (314159.0, 1000.0, "3.1·10⁵"),
        (1234567.0, 0.0, "1234567"),
        (0.1 + 0.2, 1e-16, "0.3"),
        (math.nan, 0.0, "–"),
        (-math.inf, 0.0, "−∞"),
        (2.5, math.inf, "≈ 2.5"),
    ],
)
def test_a_number_has_the_digits_that_its_error_leaves_certain(value: float, error: float, text: str) -> None:
    assert number_text(value, error) == text


@given(FINITE, st.floats(min_value=0.0, allow_nan=False, allow_infinity=False))
def test_a_shown_number_is_within_rounding_and_error_of_the_number(value: float, error: float) -> None:
    text = number_text(value, error)
    if " ± " in text:
        return
    shown = float(machine_text(text.removeprefix("≈ ")))
    # Half a unit of the sixth digit at least. With n digits the error is above 10^-(n + 1) of the number, and half a
    # unit of the last one at most 0.5 10^(1 - n) of it: fifty errors.
    assert abs(shown - value) <= max(0.51e-5 * abs(value), 50.0001 * error, 1e-6 if shown == 0.0 else 0.0)


@pytest.mark.parametrize(
    ("error", "text"),
    [(3.2e-14, "4·10⁻¹⁴"), (0.02, "0.02"), (9.5e-9, "10⁻⁸"), (0.0, "0"), (math.inf, "∞"), (5e-324, "5·10⁻³²⁴")],
)
def test_a_bound_is_rounded_up_to_one_digit(error: float, text: str) -> None:
    assert bound(error) == text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1, 2", (1.0, 2.0)),
        ("(1, 2)", (1.0, 2.0)),
        ("[1 2]", (1.0, 2.0)),
        ("x = 1, y = −2", (1.0, -2.0)),
        ("1e3\t.5", (1000.0, 0.5)),
        ("7", (7.0,)),
        ("−2.5·10⁻⁶, 10⁵", (-2.5e-6, 1e5)),
        ("", None),
        ("one", None),
        ("1e999, 2", None),
    ],
)
def test_a_point_is_read_however_it_was_copied(text: str, numbers: tuple[float, ...] | None) -> None:
    assert read_numbers(text) == numbers


@given(FINITE)
def test_an_edited_coordinate_is_the_same_number(value: float) -> None:
    assert read_numbers(editable_text(value)) == (value,)


@given(FINITE)
def test_a_shown_coordinate_is_read_as_about_the_same_number(value: float) -> None:
    (read,) = read_numbers(coordinate_text(value)) or (math.nan,)
    assert read == pytest.approx(value, rel=1e-5, abs=0.0)


def test_a_coordinate_is_as_typed_when_that_is_short() -> None:
    assert coordinate_text(1e-8) == "10⁻⁸"
    assert coordinate_text(0.25) == "0.25"
    assert coordinate_text(-0.12803799999999) == "−0.128038"


@pytest.mark.parametrize(
    ("text", "parts"), [("−50.6", ("−50", ".6")), ("12", ("12", "")), ("1·10⁻⁹", ("1", "·10⁻⁹")), ("–", ("–", ""))]
)
def test_a_column_aligns_on_the_point_or_where_it_would_be(text: str, parts: tuple[str, str]) -> None:
    assert split_at_point(text) == parts
