from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from hessview.analysis import curvature, snapping
from hessview.analysis.snapping import nearest_critical_point
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hessview.calculus.jet import Jet

PIXEL = 10.0 / 900.0


def snap(text: str, *click: float, pixels: float = 8.0) -> tuple[float, ...] | None:
    landscape = ExpressionLandscape(parse(text))
    return nearest_critical_point(landscape, click, pixels, [PIXEL] * len(click))


@pytest.mark.parametrize(
    ("text", "click", "point"),
    [
        ("x^4 + y^4 - 4xy + 1", (1.04, 0.97), (1.0, 1.0)),
        ("x^4 + y^4 - 4xy + 1", (0.03, -0.05), (0.0, 0.0)),
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (2.95, 2.03), (3.0, 2.0)),
        ("(1 - x)^2 + 100(y - x^2)^2", (1.02, 1.03), (1.0, 1.0)),
        ("(1 - x)^2 + 100(y - x^2)^2", (0.932268556435377, 1.0496962271220307), (1.0, 1.0)),
        ("(x - 0.3)^2 + (y - 0.7)^2", (0.33, 0.66), (0.3, 0.7)),
        ("x y z", (0.03, 0.02, 0.01), (0.0, 0.0, 0.0)),
        ("(x^2 - 1)^2", (1.05,), (1.0,)),
        ("sin(x) sin(y)", (1.6, 1.55), (math.pi / 2, math.pi / 2)),
        ("(1e12(4x + 3y - 1)^2 + (3x - 4y + 2)^2)/50", (-0.05, 0.43), (-0.08, 0.44)),
    ],
)
def test_a_click_near_a_critical_point_lands_exactly_on_it(
    text: str, click: tuple[float, ...], point: tuple[float, ...]
) -> None:
    assert snap(text, *click) == point


@pytest.mark.parametrize(
    ("text", "click", "point"),
    [
        ("x^4 + y^4", (0.05, 0.03), (0.0, 0.0)),
        ("x^3 - 3x y^2", (0.05, 0.03), (0.0, 0.0)),
        ("(y - x^2)(y - 3x^2)", (0.05, 0.03), (0.0, 0.0)),
        ("(x - 0.5)^6 + y^2", (0.53, 0.02), (0.5, 0.0)),
        ("x^3 + y^4", (-0.02, 0.04), (0.0, 0.0)),
    ],
)
def test_a_degenerate_point_is_reached_although_newton_is_slow_there(
    text: str, click: tuple[float, ...], point: tuple[float, ...]
) -> None:
    assert snap(text, *click) == point


def test_where_the_gradient_vanishes_in_rounding_far_around_the_exact_place_is_found() -> None:
    f = ExpressionLandscape(parse("(y - x^2)^2 + x^6"))
    for start in ((1e-3, 1e-6), (9e-4, 8.1e-7)):
        assert nearest_critical_point(f, start, 1.0, [2.0, 2.0]) == (0.0, 0.0)


def test_a_place_on_a_flat_curve_stays_where_it_is() -> None:
    f = ExpressionLandscape(parse("(x^2 + y^2 - 1)^2"))
    x, y = 0.6 + 3e-7, 0.8 - 2.25e-7
    assert nearest_critical_point(f, (x, y), 1.0, [1.0, 1.0]) == pytest.approx((x, y), abs=1e-11)


def test_a_click_beside_a_critical_curve_lands_on_it_nearby() -> None:
    found = snap("(x^2 + y^2 - 1)^2", 0.62, 0.81)
    assert found is not None
    assert math.hypot(*found) == pytest.approx(1.0, abs=1e-15)
    assert math.dist(found, (0.62, 0.81)) < 0.03


@pytest.mark.parametrize(
    ("text", "click"),
    [
        ("x^2 - y^2", (1, 1)), ("x^4 + y^4 - 4xy + 1", (0.5, 0.5)), ("sqrt(x^2 + y^2)", (0.03, 0.05)),
        ("|x| + y^2", (0.03, 0.05)), ("log(x)", (-1,)), ("exp(-x^2 - y^2)", (40, 0)), ("exp(x) cos(y)", (-3, 1)),
        ("x^2 + y^3 + y/1000000", (0.001, 0.001)), ("max(x, -x) + y^2", (0.01, 0.01)), ("x", (0.5,)),
    ],
)  # fmt: skip
def test_where_there_is_nothing_to_snap_to_nothing_is_found(text: str, click: tuple[float, ...]) -> None:
    assert snap(text, *click) is None


def test_a_point_outside_the_radius_is_left_alone() -> None:
    assert snap("x^2 + y^2", 8.5 * PIXEL, 0.0) is None
    assert snap("x^2 + y^2", 7.5 * PIXEL, 0.0) == (0.0, 0.0)


def test_distances_are_measured_in_the_pixels_of_either_axis() -> None:
    landscape = ExpressionLandscape(parse("x^2 + 1e12 y^2"))
    assert nearest_critical_point(landscape, (0.05, 5e-8), 8.0, (0.01, 1e-8)) == (0.0, 0.0)
    assert nearest_critical_point(landscape, (0.05, 9e-8), 8.0, (0.01, 1e-8)) is None


@pytest.mark.parametrize("text", ["3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"])
def test_wherever_it_lands_the_point_is_critical(text: str) -> None:
    landscape = ExpressionLandscape(parse(text))
    found = {
        nearest_critical_point(landscape, (0.25 * i, 0.25 * j), 12.0, (0.012, 0.012))
        for i in range(-6, 7) for j in range(-8, 9)
    } - {None}  # fmt: skip
    assert len({(round(x, 6), round(y, 6)) for x, y in found}) >= 5
    for point in found:
        assert curvature.at(landscape, point).is_critical is True


class Counted(ExpressionLandscape):
    """A landscape that counts its jets."""

    jets = 0

    def jet(self, point: NDArray[np.float64]) -> Jet:
        self.jets += 1
        return super().jet(point)


@pytest.mark.parametrize(
    ("text", "click"),
    [
        ("*".join(["x"] * 300) + " + y^2", (0.93, 0.05)),
        ("*".join(f"(x - {k}/10 + {k}y)" for k in range(60)), (0.1, 0.2)),
        ("sum(sin(k x) cos(k y), k, 1, 200)", (0.3, 0.4)), ("x^4 + y^4 + 1", (3.0, 3.0)),
        ("exp(sum(sin(k x y), k, 1, 100))", (0.31, 0.44)),
    ],
)  # fmt: skip
def test_a_click_costs_no_more_than_its_allowance(text: str, click: tuple[float, float]) -> None:
    landscape = Counted(parse(text))
    nearest_critical_point(landscape, click, 8.0, [PIXEL] * 2)
    judged = snapping.MOST_JUDGED * 14  # jets at the neighbours that one judgement asks
    assert landscape.jets * landscape.cost <= snapping.MOST_OPERATIONS + judged * landscape.cost
    assert landscape.jets < 800


def test_a_large_formula_is_snapped_to_when_newton_s_method_goes_straight() -> None:
    landscape = Counted(parse("sum(100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2, i, 1, 49)"))
    assert nearest_critical_point(landscape, (1.003,) * 50, 8.0, (0.02,) * 50) == (1.0,) * 50


@pytest.mark.parametrize(("text", "click"), [("1/x", (-4e-16,)), ("1e300*x*y", (1e299, -1e15)), ("x^1e-300", (1e308,))])
def test_a_search_that_leads_beyond_the_numbers_finds_nothing(text: str, click: tuple[float, ...]) -> None:
    landscape = ExpressionLandscape(parse(text))
    found = nearest_critical_point(landscape, click, 1.0, [1e-15] * len(click))
    assert found is None or all(map(math.isfinite, found))
