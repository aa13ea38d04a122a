"""Borders of regions lie where they are, not where the samples are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.region_borders import borders, without_seams

X, Y = np.linspace(-2.0, 2.0, 60), np.linspace(-1.5, 1.5, 42)
STEP = X[1] - X[0]
Floats = NDArray[np.float64]


def disc(x: Floats, y: Floats) -> NDArray[np.int64]:
    return np.where(np.hypot(x, y) < 1.0, 1, np.where(x > 0.0, 2, 3)).astype(np.int64)


GRID = disc(X[np.newaxis, :], Y[:, np.newaxis])


def area(rings: Floats) -> float:
    total, first = 0.0, 0
    for end in np.flatnonzero(np.isnan(rings[:, 0])):
        x, y = rings[first:end].T
        total += 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
        first = end + 1
    assert first == len(rings)
    return total


def test_a_border_is_found_far_below_the_step_of_the_grid() -> None:
    found = borders(X, Y, GRID, disc)
    ring = found.rings([1])
    ring = ring[np.isfinite(ring[:, 0])]
    assert np.abs(np.hypot(*ring.T) - 1.0).max() < 0.01 * STEP
    assert abs(abs(area(found.rings([1]))) - np.pi) < 0.01


def test_the_regions_fill_the_picture_and_do_not_overlap() -> None:
    found = borders(X, Y, GRID, disc)
    parts = [abs(area(found.rings([label]))) for label in (1, 2, 3)]
    # Where three regions meet in a cell each is cut off at a corner.
    assert abs(sum(parts) - 12.0) < 4 * STEP**2
    assert abs(abs(area(found.rings([1, 2, 3]))) - 12.0) < 1e-12


def test_a_line_leaves_out_the_edges_that_it_may_not_cross() -> None:
    found = borders(X, Y, GRID, disc)
    ordered = np.where(GRID == 1, 0.0, 1.0)
    everywhere = np.ones(len(found.across.row) + len(found.up.row), dtype=np.bool_)
    whole = found.lines(ordered, 0.5, everywhere)
    (s, _), _ = found.ends()
    right = found.lines(ordered, 0.5, s > 0.0)
    assert np.abs(np.hypot(*whole[np.isfinite(whole[:, 0])].T) - 1.0).max() < 0.01 * STEP
    assert np.nanmin(whole[:, 0]) < -0.9
    assert np.nanmin(right[:, 0]) > 0.0


def test_no_line_comes_where_a_sample_has_no_order() -> None:
    found = borders(X, Y, GRID, disc)
    ordered = np.where(GRID == 1, 0.0, np.where(X[np.newaxis, :] < 0.0, np.nan, 1.0))
    line = found.lines(ordered, 0.5, np.ones(len(found.across.row) + len(found.up.row), dtype=np.bool_))
    assert np.nanmin(line[:, 0]) > -STEP


def test_a_line_of_doubtful_samples_is_no_region_but_a_patch_is() -> None:
    labels = np.zeros((9, 9), dtype=np.int64)
    labels[:, 5:] = 1
    labels[:, 4] = 7
    labels[0:3, 0:3] = 7
    calm = without_seams(labels, labels == 7)
    assert (calm[:, 4] == 0).all()
    assert (calm[0:3, 0:3] == 7).all()
    assert (labels[:, 4] == 7).all()


def test_dust_is_not_halved() -> None:
    dust = np.random.default_rng(1).integers(0, 2, (300, 300))
    axis = np.linspace(0.0, 1.0, 300)

    def never(_x: Floats, _y: Floats) -> NDArray[np.int64]:
        raise AssertionError

    assert not borders(axis, axis, dust, never).is_sharp
