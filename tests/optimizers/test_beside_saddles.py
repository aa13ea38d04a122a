"""Beside a saddle a start is found that is certainly lower, on the side that is asked for; beside a minimum none is."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.beside_saddles import beside, goes_down


@pytest.mark.parametrize("side", [-1, 1])
def test_a_side_that_is_asked_for_is_taken(side: int) -> None:
    f = ExpressionLandscape(parse("x^2 - y^2"))
    found = beside(f, curvature.at(f, [0.0, 0.0]), 0.1, side)
    assert found is not None
    assert found.length == pytest.approx(0.1 * side)
    assert float(f.value(found.place[np.newaxis])[0]) == pytest.approx(-0.01)


def test_the_lower_side_is_taken_where_none_is_asked_for() -> None:
    f = ExpressionLandscape(parse("x^2 - y^2 + y^3"))
    found = beside(f, curvature.at(f, [0.0, 0.0]), 0.5)
    assert found is not None
    assert found.place.tolist() == pytest.approx([0.0, -0.5])


def test_the_step_is_halved_until_f_is_lower() -> None:
    f = ExpressionLandscape(parse("x^2 - y^2 + y^4"))
    found = beside(f, curvature.at(f, [0.0, 0.0]), 3.0)
    assert found is not None
    assert abs(found.length) == 0.75


@pytest.mark.parametrize("text", ["x^2 + y^2", "x^2 + y^4", "x^2 - y^4", "x + y^2"])
def test_where_no_eigenvalue_is_certainly_negative_there_is_no_way_down(text: str) -> None:
    f = ExpressionLandscape(parse(text))
    c = curvature.at(f, [0.0, 0.0])
    assert not goes_down(c)
    assert beside(f, c, 0.1) is None
