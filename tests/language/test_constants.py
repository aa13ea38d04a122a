"""A number is what the language works out to one, and anything else is answered by a sentence."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.language.constants import LONGEST, read_constant


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2.0), ("−1.5", -1.5), ("1e3", 1000.0), ("-pi", -math.pi), ("2pi", 2 * math.pi), ("sqrt(2)", math.sqrt(2)),
        ("1/3", 1 / 3), ("e", math.e), ("\\frac{1}{4}", 0.25),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: float) -> None:
    assert read_constant(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text", ["", " ", "x", "1, 2", "inf", "nan", "1e999", "9^9^9", "1/0", "2pi(", "__import__('os')", "0x10",
             "1" * (LONGEST + 1), "log(-1)", "\0"],
)  # fmt: skip
def test_what_is_no_finite_number_is_answered_by_a_sentence(text: str) -> None:
    assert isinstance(read_constant(text), str)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_is_read_back(value: float) -> None:
    assert read_constant(repr(value)) == value
