"""Iso-lines from every second sample: where they may be taken, and that each vertex is in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.fields.contours import iso_lines
from hessview.analysis.fields.thinned_lines import is_smooth

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Function = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

X = np.linspace(-3.0, 3.0, 512)
STEP = float(X[1] - X[0])


def field(function: Function) -> NDArray[np.float64]:
    return function(X[np.newaxis, :], X[:, np.newaxis])


@pytest.mark.parametrize(
    ("function", "slope", "levels"),
    [
        (lambda x, y: x * x + y * y, lambda x, y: 2 * np.hypot(x, y), (0.5, 2.0, 7.0)),
        (lambda x, y: x * x - y * y, lambda x, y: 2 * np.hypot(x, y), (-3.0, -0.1, 4.0)),
        (lambda x, y: np.sin(2 * x) + np.cos(y), lambda x, y: np.hypot(2 * np.cos(2 * x), np.sin(y)), (-0.5, 0.7)),
    ],
)
def test_every_vertex_lies_on_its_level_within_a_fiftieth_of_a_step(
    function: Function, slope: Function, levels: tuple[float, ...]
) -> None:
    values = field(function)
    assert is_smooth(values)
    lines = iso_lines(X, X, values, levels, (float(values.min()), float(values.max())))
    for level, line in zip(levels, lines, strict=True):
        x, y = line[np.isfinite(line[:, 0])].T
        assert len(x) > 100
        off = np.abs(function(x, y) - level) / np.maximum(slope(x, y), 0.2)
        assert float(off.max()) < STEP / 50


def test_lines_reach_the_edges_of_the_box() -> None:
    (line,) = iso_lines(X, X, field(lambda x, y: y + 0.0 * x), (0.3,), (-3.0, 3.0))
    assert (line[:, 0].min(), line[:, 0].max()) == pytest.approx((-3.0, 3.0))
    assert line[:, 1] == pytest.approx(0.3)


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: np.sin(60 * x) + y,
        lambda x, y: np.exp(-400 * (x * x + y * y)) + 0 * x,
        lambda x, y: np.where(x > 0.1, 1.0, 0.0) + 0 * y,
        lambda x, y: 1.0 / (x + 1e-3) + 0 * y,
        lambda x, y: 1.0 / (y + 0.5 * x + 1e-3),
    ],
)
def test_what_the_grid_barely_resolves_is_traced_on_every_sample(function: Function) -> None:
    assert not is_smooth(field(function))


def test_a_small_field_is_traced_on_every_sample() -> None:
    assert not is_smooth(np.zeros((64, 64)))


def test_a_field_whose_differences_overflow_is_traced_on_every_sample() -> None:
    values = np.full((129, 129), 1.7e308)
    values[::2] *= -1.0
    assert not is_smooth(values)
