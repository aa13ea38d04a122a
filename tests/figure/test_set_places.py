"""A probe is brought to the nearest point of a set, and told that it stands on one, only where it does."""

from __future__ import annotations

import numpy as np
import pytest

import hessview as hv
from hessview.figure.set_places import place_on, set_at
from hessview.landscapes.from_expression import ExpressionLandscape

SIZE = np.array([4.0, 4.0])


@pytest.mark.parametrize(("text", "near", "place"), [
    ("(x^2 + y^2 - 1)^2", (0.6, 0.8), (0.6, 0.8)),
    ("(x^2 + y^2 - 1)^2", (0.5, 0.5), (np.sqrt(0.5), np.sqrt(0.5))),
    ("(x^2 + y^2 - 1)^2", (1.9, 0.0), (1.0, 0.0)),
    ("(x^2 + y^2 - 1)^4", (0.6, 0.8), (0.6, 0.8)),
    ("x^4 + 0y", (0.5, 0.3), (0.0, 0.3)),
    ("(x - 1/3)^2 + 0y", (0.5, 0.3), (1.0 / 3.0, 0.3)),
    ("x^2 y^2", (0.1, 0.7), (0.0, 0.7)),
])  # fmt: skip
def test_the_nearest_point_of_a_set_is_found(text: str, near: tuple[float, ...], place: tuple[float, ...]) -> None:
    function = hv.Function(text, variables=("x", "y"))
    sets = function.critical_points([(-2, 2), (-2, 2)]).curves
    answers = [place_on(found, near, SIZE, ExpressionLandscape(function.formula)) for found in sets]
    answer = min(answers, key=lambda each: float(np.hypot(*(each - near))))
    assert answer == pytest.approx(place, abs=1e-7)
    assert np.abs(ExpressionLandscape(function.formula).gradient(answer[None])).max() <= 1e-8


def test_a_place_on_a_set_is_kept_to_the_last_digit_and_a_coordinate_that_vanishes_is_zero() -> None:
    ring, line = hv.Function("(x^2 + y^2 - 1)^2"), hv.Function("x^4 + 0y", variables=("x", "y"))
    (found,) = ring.critical_points([(-2, 2), (-2, 2)]).curves
    assert tuple(place_on(found, (0.6, 0.8), SIZE, ExpressionLandscape(ring.formula))) == (0.6, 0.8)
    (found,) = line.critical_points([(-2, 2), (-2, 2)]).curves
    assert tuple(place_on(found, (0.5, 0.3), SIZE, ExpressionLandscape(line.formula))) == (0.0, 0.3)


@pytest.mark.parametrize(("place", "is_on"), [
    ((0.6, 0.8), True), ((np.sqrt(0.5), np.sqrt(0.5)), True), ((1.0, 0.0), True), ((0.6 + 1e-7, 0.8), False),
    ((0.0, 0.0), False), ((0.5, 0.5), False),
])  # fmt: skip
def test_a_probe_stands_on_a_set_only_where_it_does(place: tuple[float, float], is_on: bool) -> None:
    ring = hv.Function("(x^2 + y^2 - 1)^2")
    sets = ring.critical_points([(-2, 2), (-2, 2)]).curves
    assert (set_at(ring.curvature(place), sets, SIZE) is not None) == is_on


@pytest.mark.parametrize("middle", [1e300, -1e200, 1e15])
def test_among_the_largest_numbers_a_probe_stands_on_a_set_too(middle: float) -> None:
    flat = hv.Function("7", variables=("x", "y"))
    box = [(0.9 * middle, 1.1 * middle) if middle > 0 else (1.1 * middle, 0.9 * middle)] * 2
    size = np.array([high - low for low, high in box])
    found = flat.critical_points(box)
    assert set_at(flat.curvature((middle, middle)), found.curves, size) is not None
    assert tuple(place_on(found.curves[0], (middle, middle), size, None)) != ()


def test_a_probe_at_the_other_end_of_the_numbers_stands_beside_a_set() -> None:
    flat = hv.Function("7", variables=("x",))
    box = [(-1.1e308, -0.9e308)]
    found = flat.critical_points(box)
    assert found.curves
    assert set_at(flat.curvature((1e308,)), found.curves, np.array([2e307])) is None
