"""Convex rings: held places, and sizes that are seen."""

from __future__ import annotations

import numpy as np

from hessview.figure.convex_rings import corners_of, is_held, seen

NAN = [np.nan, np.nan]
BOX = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0], [0.0, 0.0], NAN])
TRIANGLES = np.array([
    [0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0], NAN, [4.0, 4.0], [5.0, 4.0], [4.0, 5.0], [4.0, 4.0], NAN,
])  # fmt: skip


def test_a_place_is_held_inside_and_as_near_as_there_is_room() -> None:
    for rings, inside, near, far in (
        (BOX, (1.9, 0.1), (2.05, 0.5), (2.2, 0.5)),
        (TRIANGLES, (4.2, 4.2), (4.55, 4.55), (4.7, 4.7)),
    ):
        corners = corners_of(rings)
        assert is_held(corners, inside, (1e-3, 1e-3))
        assert is_held(corners, near, (0.1, 0.1))
        assert not is_held(corners, far, (0.1, 0.1))


def test_a_ring_keeps_its_form_and_is_never_too_small_to_be_seen() -> None:
    for rings in (BOX, TRIANGLES):
        corners = corners_of(rings)
        assert np.allclose(seen(corners, 1e5, 0.5), corners)
        large = seen(corners, 1e5, 8.0)
        assert np.allclose(np.ptp(large, axis=1), 8.0)
        assert np.allclose(large.max(axis=1) + large.min(axis=1), corners.max(axis=1) + corners.min(axis=1))


def test_nothing_has_no_rings() -> None:
    assert len(corners_of(np.empty((0, 2)))) == 0
    assert not is_held(corners_of(np.empty((0, 2))), (0.0, 0.0), (1.0, 1.0))
