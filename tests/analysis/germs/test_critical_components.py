"""Systems of equations that hold where a gradient vanishes: sums of squares fall into their squares."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.germs.critical_components import critical_components
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.formula import Formula
from hessview.language.parser import parse
from hessview.language.typeset import to_text

NAMES = ("x", "y", "z")


def systems_of(text: str) -> set[frozenset[str]] | None:
    found = critical_components(parse(text, variables=NAMES))
    return None if found is None else {frozenset(map(to_text, each.equations)) for each in found}


@pytest.mark.parametrize(("text", "systems"), [
    ("(x^2 + y^2)^2 z", {("x", "y")}),
    ("(x^2 + y^4)^2 z", {("x", "y")}),
    ("(-x^2 - 3y^6)^2 z", {("x", "y")}),
    ("(x^2 + x y + y^2)^2 z", {("x", "y")}),
    ("((x - y)^2 + z^4)^2 (2 + x^2)", {("x - y", "z")}),
    ("(x^2 + y^2 + 1)^2 z^2", {("z",)}),
    ("(x^2 y^2 + z^2)^2 (1 + x^2)", {("x", "z"), ("y", "z")}),
    ("(2 + z^2) (sin(x)^2 + y^2)^2", {("y", "sin(x)"), ("y", "z", "cos(x)")}),
])  # fmt: skip
def test_a_sum_of_squares_is_zero_where_all_of_them_are(text: str, systems: set[tuple[str, ...]]) -> None:
    assert systems_of(text) == set(map(frozenset, systems))


@pytest.mark.parametrize(
    "text", ["(x^2 - y^2 - 1)^2 z", "(x^2 + y^2 - 1)^2 z", "(x^2 + x y - y^2 + 3)^2 z", "(x^2 + y^3)^2 z"]
)
def test_what_is_no_sum_of_squares_stays_one_equation(text: str) -> None:
    found = systems_of(text)
    assert found is not None
    assert any(len(each) == 1 for each in found)


def test_the_gradient_vanishes_nowhere_but_where_a_system_holds() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        a, b, c, d = rng.integers(-2, 3, 4)
        formula = parse(f"({a} x^2 + {b} x y + {c} y^2 + {d} z^2)^2 (1 + x^2)", variables=NAMES)
        found = critical_components(formula)
        if found is None:
            continue
        x = rng.integers(-3, 4, (400, 3)).astype(float)
        is_critical = (ExpressionLandscape(formula).gradient(x) == 0.0).all(axis=1)
        holds = np.zeros(len(x), dtype=np.bool_)
        for each in found:
            values = [ExpressionLandscape(Formula("", NAMES, (), q)).value(x) for q in each.equations]
            holds |= np.all(np.array(values) == 0.0, axis=0)
        assert (holds == is_critical).all()
