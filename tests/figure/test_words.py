"""Numbers and formulas as they stand in a picture."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.figure.words import formula_words, left_out_note, level_words, number, place, subscript, vector
from hessview.language.decimals import machine_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (2.0, "2"), (-0.5, "−0.5"), (1 / 3, "0.3333"), (12345.678, "12350"),
        (20000.0, "20000"),
        (100000.0, "10⁵"), (-100000.0, "−10⁵"), (250000.0, "2.5·10⁵"), (1.5e-7, "1.5·10⁻⁷"), (0.001, "0.001"),
        (9999.96, "10000"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "undefined"), (-1e-300, "−10⁻³⁰⁰"),
    ],
)  # fmt: skip
def test_a_number_is_short_and_has_a_real_minus(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.0, -1.0], "(0, −1)"), ([0.5, 0.1234], "(0.5, 0.1234)"), ([1 / 3, 1.0], "≈ (0.3333, 1)"),
        ([0.12346, 2.0], "≈ (0.1235, 2)"), ([math.sqrt(0.5)], "≈ 0.7071"), ([2.0], "2"), ([0.1 + 0.2], "0.3"),
    ],
)  # fmt: skip
def test_a_point_whose_coordinates_are_rounded_stands_after_the_sign_for_it(values: list[float], text: str) -> None:
    assert place(values) == text


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3))
def test_a_point_without_that_sign_is_the_point_that_is_written(values: list[float]) -> None:
    words = place(values, 6)
    if not words.startswith("≈"):
        written = [float(machine_text(each)) for each in words.strip("()").split(", ")]
        assert written == pytest.approx(values, rel=2e-14, abs=0.0)


def test_a_vector_and_a_subscript() -> None:
    assert vector([1.0, -2.5]) == "(1, −2.5)"
    assert subscript(12) == "₁₂"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x^2 + y - 11", "x² + y − 11"), ("100*(y - x^2)^2", "100(y − x²)²"), ("2*pi*x", "2πx"), ("x^2.5", "x^2.5"),
        ("x^-1", "x^−1"), ("x^12", "x¹²"), ("alpha*x + gamma(x)", "αx + gamma(x)"), ("x^2^3", "x^2^3"),
    ],
)  # fmt: skip
def test_a_formula_is_written_as_it_would_be_printed(text: str, words: str) -> None:
    assert formula_words(text) == words


def test_values_that_agree_in_many_digits_are_written_as_what_is_to_be_added() -> None:
    assert level_words((1.0, 2.0, 3.0)) == (("1", "2", "3"), 0.0)
    assert level_words((2.0001, 2.0002)) == (("2.0001", "2.0002"), 0.0)
    words, left_out = level_words((1.0 - 1e-9, 1.0, 1.0 + 1e-9))
    assert words == ("−10⁻⁹", "0", "+10⁻⁹")
    assert left_out == 1.0
    assert left_out_note(left_out) == "numbers are f − 1"
    assert left_out_note(0.0) == ""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=30, unique=True))
def test_no_two_values_of_a_picture_have_the_same_word(values: list[float]) -> None:
    words, left_out = level_words(tuple(sorted(v + 0.0 for v in set(values))))
    assert math.isfinite(left_out)
    assert len(set(words)) == len(words)
