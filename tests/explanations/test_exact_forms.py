"""Exact coordinates one by one, as one would print them."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.critical_point import CriticalPoint
from hessview.analysis.verdict import Code, Kind, Nature, Reason
from hessview.explanations.exact_forms import exact_coordinate, exact_parts


def a_point(n: int, exact: str | None) -> CriticalPoint:
    return CriticalPoint(
        np.zeros(n), np.zeros((n, 2)), None, 0.0, np.ones(n), Kind.MINIMUM, Nature.MINIMUM, 0, True,
        Reason(Code.MINIMUM, (1.0, 0.0)), exact,
    )  # fmt: skip


@pytest.mark.parametrize(("n", "exact", "parts"), [
    (2, "(sqrt(2)/2, 1)", ("sqrt(2)/2", "1")),
    (1, "-(1 + sqrt(3))", ("-(1 + sqrt(3))",)),
    (3, "((1 + sqrt(5))/2, atan2(1, 2), (3))", ("(1 + sqrt(5))/2", "atan2(1, 2)", "(3)")),
    (2, None, ()),
    (2, "(1, 2, 3)", ()),
    (2, "", ()),
    (2, "(1, 2", ()),
])  # fmt: skip
def test_coordinates_are_split_at_the_commas_between_them(n: int, exact: str | None, parts: tuple[str, ...]) -> None:
    assert exact_parts(a_point(n, exact)) == parts


def test_coordinates_are_printed_with_roots_pi_and_real_minus_signs() -> None:
    point = a_point(3, "(-sqrt(2)/2, 3*pi/4, 1/2 - 2*sqrt(17))")
    assert [exact_coordinate(point, k) for k in range(3)] == ["−√2/2", "3π/4", "1/2 − 2√17"]
    assert exact_coordinate(a_point(2, None), 0) == ""
