"""A number is read as it is typed, and what is none says why."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.language.constants import LONGEST
from hessview.views.constant_text import read_constant
from hessview.views.number_text import editable_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2.0), ("−1.5", -1.5), ("1e3", 1000.0), ("2pi", 2 * math.pi), ("-π/2", -math.pi / 2), ("√2", math.sqrt(2)),
        ("3·10⁻⁵", 3e-5), ("1/3", 1 / 3), (" 7 ", 7.0), ("x = 2", 2.0),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: float) -> None:
    assert read_constant(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text", ["", " ", "x", "a", "1, 2", "1 2", "inf", "-∞", "nan", "1e999", "9^9^9", "1/0", "2pi(", "__import__('os')",
             "1" * (LONGEST + 1), "log(-1)", "\0", "\ud800"],
)  # fmt: skip
def test_what_is_no_finite_number_is_answered_by_a_sentence(text: str) -> None:
    said = read_constant(text)
    assert isinstance(said, str)
    assert said.strip().endswith((".", "?"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_is_read_back(value: float) -> None:
    assert read_constant(editable_text(value)) == value


@given(st.text(max_size=40))
def test_any_text_is_a_finite_number_or_a_sentence(text: str) -> None:
    found = read_constant(text)
    assert found if isinstance(found, str) else math.isfinite(found)
