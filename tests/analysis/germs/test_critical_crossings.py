"""Exact values at points, and where sets that equations describe cross."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hessview.analysis.germs.critical_components import critical_components
from hessview.analysis.germs.critical_crossings import exact_at
from hessview.language.parser import parse

HALF = {"x": Fraction(1, 2), "y": Fraction(-1)}


@pytest.mark.parametrize(("text", "value"), [
    ("x^2 + y^3", Fraction(-3, 4)), ("sin(2x + y)", Fraction(0)), ("cos(x + y / 2) - x", Fraction(1, 2)),
    ("x / y", Fraction(-1, 2)), ("sin(x)", None), ("x / (2x + y)", None), ("log(2x + y)", None), ("x^y", None),
])  # fmt: skip
def test_a_value_is_exact_or_not_given(text: str, value: Fraction | None) -> None:
    assert exact_at(parse(text, variables=("x", "y")).expression, HALF) == value


@pytest.mark.parametrize(("text", "counts"), [
    ("(x - y)^2 (x + y)^2 (x + 2y - 1)^2", [0, 0, 0, 3]),
    ("(x^2 + y - 1)^2 (x - y)^2", [0, 0, 1]),
    ("sin(x y)^2", [0, 0]),
    ("x^2 (y^2 + 1)^2 + (y - 1)^2", [0]),
])  # fmt: skip
def test_crossings_are_of_what_has_fewer_equations(text: str, counts: list[int]) -> None:
    found = critical_components(parse(text, variables=("x", "y")))
    assert found is not None
    assert [len(each.crossings) for each in found] == counts
