"""Outlines of labels: every place of the grid lies in one region, that of the nearest label."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.fields.label_outlines import label_outlines
from hessview.figure.patterns import cells_in

X, Y = np.linspace(0.0, 3.0, 13), np.linspace(0.0, 2.0, 9)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_the_regions_of_any_labels_cover_everything_once(count: int) -> None:
    labels = np.random.default_rng(count).integers(-2, count, (9, 13))
    found = label_outlines(X, Y, labels)
    assert set(found) == set(np.unique(labels).tolist())
    covered = sum(cells_in(rings, (3.0, 2.0), (397, 601)).astype(int) for rings in found.values())
    assert np.all(covered == 1)


def test_every_sample_lies_in_the_region_of_its_label() -> None:
    labels = np.random.default_rng(1).integers(0, 4, (9, 13))
    inner = labels[1:-1, 1:-1]
    for label, rings in label_outlines(X, Y, labels).items():
        # Cells with a sample in the middle of each.
        shifted = rings - (0.5 * (X[1] - X[0]), 0.5 * (Y[1] - Y[0]))
        inside = cells_in(shifted, (11 * (X[1] - X[0]), 7 * (Y[1] - Y[0])), (7, 11))
        assert np.array_equal(inside, inner == label)


def test_a_border_lies_half_way_and_straight_lines_have_no_points_between() -> None:
    labels = np.where(np.broadcast_to(X > 1.6, (9, 13)), 1, 0)
    left = label_outlines(X, Y, labels)[0]
    assert np.nanmax(left[:, 0]) == pytest.approx(1.625)
    assert len(left) <= 7
    alone = label_outlines(X, Y, np.full((9, 13), 4))
    assert list(alone) == [4]
    assert np.nanmin(alone[4]) == 0.0


def test_a_single_row_gives_stripes() -> None:
    found = label_outlines(X, np.array([0.0]), (X > 1.6).astype(int)[np.newaxis])
    assert np.nanmin(found[1][:, 0]) == pytest.approx(1.625)
    assert (np.nanmin(found[1][:, 1]), np.nanmax(found[1][:, 1])) == (0.0, 1.0)
