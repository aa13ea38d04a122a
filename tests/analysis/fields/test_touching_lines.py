"""Levels that f touches between the samples without crossing them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.analysis.fields.contours import iso_lines
from hessview.analysis.fields.touching_lines import touching_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

X = np.linspace(-1.0, 1.0, 400)


def added(f: Callable[..., NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    values = f(X[np.newaxis, :], X[:, np.newaxis]) + np.zeros((len(X), len(X)))
    return touching_lines(X, X, values, (0.0,), lambda s, t: f(s, t) + np.zeros_like(s))


@pytest.mark.parametrize("power", [2.0, 1.0, 2.0 / 3.0])
def test_the_line_along_which_a_product_only_touches_zero_is_whole(power: float) -> None:
    (line,) = added(lambda x, y: np.abs(x) ** power * y)
    line = line[np.isfinite(line[:, 0])]
    assert np.abs(line[:, 0]).max() < 1e-6
    assert np.abs(line[:, 1]).max() > 0.99
    assert np.diff(np.sort(line[:, 1])).max() < 3 * (X[1] - X[0])


@given(st.floats(0.0, np.pi))
@settings(max_examples=20, deadline=None)
def test_a_double_line_is_found_whatever_its_direction(angle: float) -> None:
    u, v = np.cos(angle), np.sin(angle)
    (line,) = added(lambda x, y: (u * x + v * y) ** 2 * (x + 3.0))
    line = line[np.isfinite(line[:, 0])]
    assert np.abs(u * line[:, 0] + v * line[:, 1]).max() < 1e-3
    along = np.sort(u * line[:, 1] - v * line[:, 0])
    assert np.diff(along).max() < 4 * (X[1] - X[0])
    assert along[0] < -0.98
    assert along[-1] > 0.98


@pytest.mark.parametrize("reach", [1.0, 0.1, 0.02])
def test_the_zeros_of_peanos_surface_meet_in_the_origin(reach: float) -> None:
    x = np.linspace(-reach, reach, 512)

    def f(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return (y - x**2) * (y - 3.0 * x**2)

    values = f(x[np.newaxis, :], x[:, np.newaxis])
    (line,) = iso_lines(x, x, values, (0.0,), (values.min(), values.max()), evaluate=f)
    line = line[np.isfinite(line[:, 0])]
    assert np.diff(np.sort(line[:, 0])).max() < 5 * (x[1] - x[0])
    nearest = np.minimum(np.abs(line[:, 1] - line[:, 0] ** 2), np.abs(line[:, 1] - 3 * line[:, 0] ** 2))
    assert nearest.max() < 2 * (x[1] - x[0])


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x * y,
        lambda x, y: x**2 - y**2,
        lambda x, y: x**3 - 3.0 * x * y**2,
        lambda x, y: x**2 + y**2 + 0.0 * x,
        lambda x, y: (x**2 + 1e-4) * (y + 2.0),
        lambda x, y: 1.0 / (x + 1e-9) + y,
        lambda x, y: np.sin(1e5 * x) * y,
    ],
)
def test_nothing_is_added_where_f_crosses_misses_or_is_not_resolved(f: Callable[..., NDArray[np.float64]]) -> None:
    (line,) = added(f)
    assert len(line) == 0
