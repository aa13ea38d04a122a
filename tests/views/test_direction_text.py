"""Directions as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.views.direction_text import DirectionProblem, read_direction

NAMES = ("x", "y", "z")


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("1, 0, -2", (1, 0, -2)),
        ("(1; 2; 3)", (1, 2, 3)),
        ("[1/2, sqrt 4, −1]", (0.5, 2, -1)),
        ("1, 2, sin(0)", (1, 2, 0)),
        ("x - 2z", (1, 0, -2)),
        ("z", (0, 0, 1)),
        ("2(x + y)/4", (0.5, 0.5, 0)),
    ],
)
def test_numbers_and_sums_are_read(text: str, direction: tuple[float, ...]) -> None:
    assert read_direction(text, NAMES) == pytest.approx(direction)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1, 2", "1, 2"), ("1, 2, 3, 4", "1, 2, 3, 4"), ("", ""), ("1, 2q, 3", "2q"), ("1, , 3", " "), ("x*y", "x*y"),
        ("x + 1", "x + 1"), ("sin(x)", "sin(x)"), ("0, 0, 0", "0, 0, 0"), ("x - x", "x - x"), ("x + q", "q"),
        ("x + + ", None), ("1/0, 0, 1", "1/0"), ("x^2/x", "x^2/x"),
    ],
)  # fmt: skip
def test_what_is_no_direction_is_said_at_its_place(text: str, part: str | None) -> None:
    found = read_direction(text, NAMES)
    assert isinstance(found, DirectionProblem)
    assert found.sentence.endswith(".")
    if part is not None:
        assert text[found.start : found.start + found.length] == part


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read_direction(text, NAMES)
    assert isinstance(found, DirectionProblem) or len(found) == 3
