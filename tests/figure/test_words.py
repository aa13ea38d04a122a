"""Numbers and formulas as they stand in a picture."""

from __future__ import annotations

import math

import pytest

from hessview.figure.words import formula_words, number, subscript, vector


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


def test_a_vector_and_a_subscript() -> None:
    assert vector([1.0, -2.5]) == "(1, −2.5)"
    assert subscript(12) == "₁₂"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x^2 + y - 11", "x² + y − 11"), ("100*(y - x^2)^2", "100·(y − x²)²"), ("2*pi*x", "2·π·x"), ("x^2.5", "x^2.5"),
        ("x^-1", "x^−1"), ("x^12", "x¹²"), ("alpha*x + gamma(x)", "α·x + gamma(x)"), ("x^2^3", "x^2^3"),
    ],
)  # fmt: skip
def test_a_formula_is_written_as_it_would_be_printed(text: str, words: str) -> None:
    assert formula_words(text) == words
