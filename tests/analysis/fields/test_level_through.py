"""The level curve through a point has the very level, passes through the point, and ends where f does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from hessview.analysis.fields.level_through import LevelCurve, coarse_field, level_through

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = NDArray[np.float64]


def curve_of(f: Callable[[Floats, Floats], Floats], place: tuple[float, float], half: float = 3.0) -> LevelCurve:
    def grid(x: Floats, y: Floats) -> Floats:
        with np.errstate(all="ignore"):
            return np.broadcast_to(f(x[np.newaxis, :], y[:, np.newaxis]), (len(y), len(x))).astype(np.float64)

    field = coarse_field((-half, half, -half, half), grid)
    with np.errstate(all="ignore"):
        level = float(f(np.array(place[0]), np.array(place[1])))
    return level_through(field, place, level, grid, f)


def seen(curve: LevelCurve) -> Floats:
    return curve.vertices[np.isfinite(curve.vertices).all(axis=1)]


@pytest.mark.parametrize(
    ("f", "place"),
    [
        (lambda x, y: x * x + y * y, (1.1, 0.7)),
        (lambda x, y: x * x - y * y, (0.4, -1.3)),
        (lambda x, y: 100.0 * (y - x * x) ** 2 + (1.0 - x) ** 2, (-1.0, 1.0)),
        (lambda x, y: np.exp(3.0 * x) * np.cos(4.0 * y), (0.3, 0.2)),
        (lambda x, y: 1e12 + x * x + 3.0 * y, (1.0, 0.5)),
    ],
)
def test_the_curve_passes_through_the_point_at_its_value(
    f: Callable[[Floats, Floats], Floats], place: tuple[float, float]
) -> None:
    curve = curve_of(f, place)
    points = seen(curve)
    step = 1e-4
    slope = np.hypot(
        f(points[:, 0] + step, points[:, 1]) - f(points[:, 0] - step, points[:, 1]),
        f(points[:, 0], points[:, 1] + step) - f(points[:, 0], points[:, 1] - step),
    ) / (2 * step)
    off = np.abs(f(points[:, 0], points[:, 1]) - curve.level) / np.maximum(slope, 1e-3)
    assert np.quantile(off, 0.99) < 1e-3  # of a picture that is 6 wide: less than a fifth of a pixel
    assert np.hypot(*(points - place).T).min() < 0.006  # nearer than a cell of the fine grid


def test_a_circle_is_a_circle() -> None:
    points = seen(curve_of(lambda x, y: x * x + y * y, (1.0, 1.0)))
    assert np.hypot(*points.T) == pytest.approx(np.sqrt(2.0), abs=1e-8)


def test_through_a_saddle_pass_two_lines() -> None:
    points = seen(curve_of(lambda x, y: x * x - y * y, (0.0, 0.0)))
    assert np.abs(np.abs(points[:, 0]) - np.abs(points[:, 1])) == pytest.approx(0.0, abs=1e-6)
    assert {(bool(x > 0), bool(y > 0)) for x, y in points if abs(x) > 0.1} == {(a, b) for a in (0, 1) for b in (0, 1)}


def test_at_a_minimum_there_is_no_curve_to_speak_of() -> None:
    points = seen(curve_of(lambda x, y: x * x + y * y, (0.0, 0.0)))
    assert not len(points) or np.abs(points).max() < 0.01


def test_along_a_pole_no_curve_is_drawn() -> None:
    points = seen(curve_of(lambda x, y: 1.0 / x + 0.0 * y, (0.5, 0.0)))
    assert points[:, 0] == pytest.approx(0.5, abs=1e-6)


def test_where_f_is_undefined_the_curve_ends() -> None:
    points = seen(curve_of(lambda x, y: np.log(x) + y, (1.0, 0.0)))
    assert (points[:, 0] > 0.0).all()
    assert points[:, 1] == pytest.approx(-np.log(points[:, 0]), abs=1e-3)


def test_a_point_outside_the_picture_has_its_level_in_it() -> None:
    points = seen(curve_of(lambda x, y: x + 0.0 * y + 0.0, (2.0, 9.0)))
    assert points[:, 0] == pytest.approx(2.0, abs=1e-9)


def test_a_point_without_value_has_no_curve() -> None:
    assert not len(curve_of(lambda x, y: np.log(x) + y, (-1.0, 0.0)).vertices)
