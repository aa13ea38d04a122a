from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.clairaut import clairaut_test
from hessview.analysis.curvature import Code
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


class Twisted:
    """A field that is no gradient: d g_0 / dx_1 = 1, d g_1 / dx_0 = -1 (plus a common part)."""

    variables = ("x", "y")
    dimension = 2

    def gradient(self, points: np.ndarray) -> np.ndarray:
        x, y = points[:, 0], points[:, 1]
        return np.stack([2 * x + y, 2 * y - x], axis=1)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("x^2 y^3 + sin(x y)", (1.0, 2.0)), ("x^2 + y^2", (0.0, 0.0)), ("1e6 x y + exp(x)", (3.0, -2.0)),
        ("x y z + z^3", (0.1, 1.0, 2.0)), ("x y (x^2 - y^2)/(x^2 + y^2)", (0.5, 0.2)),
    ],
)  # fmt: skip
def test_the_two_orders_of_differentiation_agree_where_f_is_smooth(text: str, point: tuple[float, ...]) -> None:
    landscape, x = ExpressionLandscape(parse(text)), np.array(point)
    found = clairaut_test(landscape, x, landscape.hessian(x))
    assert found.holds is True
    assert found.reason.code is Code.SYMMETRIC


def test_a_field_with_unequal_mixed_derivatives_is_caught() -> None:
    H = np.array([[2.0, 0.0], [0.0, 2.0]])
    found = clairaut_test(Twisted(), np.array([1.0, 1.0]), H)  # type: ignore[arg-type]
    assert (found.holds, found.reason.code) == (False, Code.NOT_SYMMETRIC)


def test_next_to_an_edge_nothing_is_claimed() -> None:
    landscape, x = ExpressionLandscape(parse("log(x) y")), np.array([1e-9, 1.0])
    assert clairaut_test(landscape, x, landscape.hessian(x)).holds is None


def test_without_a_landscape_it_is_said_not_to_be_measured() -> None:
    found = clairaut_test(None, np.zeros(2), np.zeros((2, 2)))
    assert (found.holds, found.reason.code) == (None, Code.SYMMETRY_NOT_MEASURED)
