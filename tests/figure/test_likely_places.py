"""The simplest number in an interval lies in it, and no shorter one does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.figure.likely_places import simplest

NUMBER = st.floats(-1e12, 1e12, allow_nan=False)


@given(NUMBER, NUMBER)
def test_it_lies_in_the_interval(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    assert low <= simplest(low, high) <= high


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (-0.03, 0.01, 0.0),
        (0.0, 0.03, 0.0),
        (0.97, 1.02, 1.0),
        (0.96875, 1.0, 1.0),
        (0.2471, 0.2533, 0.25),
        (-7.3e-5, -6.6e-5, -7e-5),
        (2.0, 2.0, 2.0),
        (5e-324, 5e-324, 5e-324),
    ],
)
def test_it_is_the_one_that_people_write(low: float, high: float, wanted: float) -> None:
    assert simplest(low, high) == wanted
