"""Normal curvature against surfaces whose curvature is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.curvature import at
from hessview.analysis.normal_curvature import normal_curvature
from hessview.analysis.sections import line_along
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


@pytest.mark.parametrize("point", [(0.0, 0.0), (0.5, -1.0), (1.2, 1.3)])
@pytest.mark.parametrize("angle", [0.0, 37.0, 90.0, 160.0])
def test_a_sphere_bends_alike_everywhere_and_in_every_direction(point: tuple[float, float], angle: float) -> None:
    there = at(ExpressionLandscape(parse("sqrt(4 - x^2 - y^2)")), point)
    line = line_along(there, [math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    assert normal_curvature(line.second, line.slope, float(there.gradient_norm)) == pytest.approx(-0.5)


def test_along_the_slope_it_is_the_curvature_of_the_graph_and_across_it_that_of_a_cylinder_is_zero() -> None:
    there = at(ExpressionLandscape(parse("x^2 + 0y")), (1.0, 0.0))
    along, across = (line_along(there, direction) for direction in np.eye(2))
    assert normal_curvature(along.second, along.slope, 2.0) == pytest.approx(2.0 / 5.0**1.5)
    assert normal_curvature(across.second, across.slope, 2.0) == 0.0


def test_a_slope_whose_square_is_no_number_leaves_no_curvature() -> None:
    assert normal_curvature(1.0, 1e200, 1e200) == 0.0
