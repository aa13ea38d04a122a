"""Places where f is not smooth lie where it is not smooth, and not merely nearby."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("abs(x) + y^2", lambda x, _y: x),
        ("abs(x^2 + y^2 - 2) + x", lambda x, y: x**2 + y**2 - 2),
        ("max(x, y^2)", lambda x, y: x - y**2),
    ],
)
def test_the_points_of_a_corner_lie_on_it(text: str, tie: object) -> None:
    *_, found = search(ExpressionLandscape(parse(text)), [-3.3, -2.9], [3.1, 3.4])
    (place,) = (each for each in found.nonsmooth if each.x is None)
    x, y = place.points.T
    assert len(x) > 50
    assert np.abs(tie(x, y)).max() < 1e-6  # type: ignore[operator]
    inside = (place.points >= [-3.31, -2.91]) & (place.points <= [3.11, 3.41])
    assert inside.mean() > 0.95
