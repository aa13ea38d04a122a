"""The border of where f is undefined lies where it is, not where the samples are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.undefined_parts import undefined_parts

X, Y = np.linspace(-2.0, 2.0, 61), np.linspace(-1.5, 1.5, 43)
Floats = NDArray[np.float64]


def disc(x: Floats, y: Floats) -> Floats:
    return np.where(x * x + y * y < 1.0, 1.0, np.nan)


def area(ring: Floats) -> float:
    x, y = ring.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def rings_of(vertices: Floats) -> list[Floats]:
    ends = np.flatnonzero(np.isnan(vertices[:, 0]))
    assert ends[-1] == len(vertices) - 1
    return [vertices[first:last] for first, last in zip([0, *(ends[:-1] + 1)], ends, strict=True)]


def test_the_edge_of_a_disc_is_found_far_below_the_step_of_the_grid() -> None:
    vertices = undefined_parts(X, Y, disc(X[np.newaxis, :], Y[:, np.newaxis]), disc)
    assert vertices is not None
    outer, hole = sorted(rings_of(vertices), key=lambda ring: -abs(area(ring)))
    assert np.abs(np.hypot(*hole.T) - 1.0).max() < 0.01 * (X[1] - X[0])
    assert abs(abs(area(hole)) - np.pi) < 0.01
    assert abs(abs(area(outer)) - 12.0) < 1e-12


def test_a_field_defined_everywhere_or_nowhere_has_no_border() -> None:
    ones = np.ones((len(Y), len(X)))
    assert undefined_parts(X, Y, ones, disc) is None
    assert undefined_parts(X, Y, ones * np.nan, disc) is None


def test_a_number_that_is_too_large_is_defined() -> None:
    assert undefined_parts(X, Y, np.full((len(Y), len(X)), np.inf), disc) is None


def test_dust_has_no_border() -> None:
    dust = np.where(np.random.default_rng(1).random((600, 600)) < 0.5, 1.0, np.nan)
    axis = np.linspace(0.0, 1.0, 600)
    assert undefined_parts(axis, axis, dust, disc) is None
