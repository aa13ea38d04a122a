"""Boxes that touch are one part, however many and however different they are."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.boxes import box_clusters
from hessview.analysis.boxes.box_clusters import clusters
from hessview.analysis.boxes.box_search import Boxes

SIZE = np.array([1.0, 1.0])


def boxes_at(centres: np.ndarray, half: float | np.ndarray) -> Boxes:
    return Boxes((centres - half).T, (centres + half).T)


def row(start: float, many: int, width: float = 0.01) -> np.ndarray:
    return np.column_stack((start + width * np.arange(many), np.full(many, 0.5)))


def test_a_row_of_neighbours_is_one_part_and_a_gap_makes_two() -> None:
    parts = clusters(boxes_at(np.concatenate((row(0.1, 10), row(0.3, 5))), 0.005), SIZE)
    assert [len(part.boxes) for part in parts] == [10, 5]
    assert parts[0].lower == pytest.approx([0.095, 0.495])
    assert parts[1].upper == pytest.approx([0.345, 0.505])


def test_boxes_that_share_a_corner_touch() -> None:
    corner = boxes_at(np.array([[0.1, 0.1], [0.2, 0.2], [0.4, 0.4]]), 0.05)
    assert [len(part.boxes) for part in clusters(corner, SIZE)] == [2, 1]


def test_boxes_a_few_widths_apart_may_count_as_one() -> None:
    scattered = boxes_at(np.array([[0.1, 0.1], [0.18, 0.1]]), 0.005)
    assert len(clusters(scattered, SIZE)) == 2
    assert len(clusters(scattered, SIZE, 16.0)) == 1


def test_neighbours_far_narrower_than_their_coordinates_touch() -> None:
    width = 2.0**-36
    start = 1.0 / 3.0
    low = np.array([[start + k * width, 0.7] for k in range(50)]).T
    high = np.vstack((np.append(low[0, 1:], start + 50 * width), np.full(50, 0.7 + width)))
    assert len(clusters(Boxes(low, high), 3.7 * SIZE)) == 1


def test_long_boxes_beside_each_other_are_found_quickly_to_be_one() -> None:
    centres = np.column_stack((np.linspace(0.0, 1.0, 60_001), np.full(60_001, 0.5)))
    parts = clusters(boxes_at(centres, np.array([0.51 / 60_000, 0.5])), SIZE)
    assert len(parts) == 1


def test_no_boxes_are_no_parts() -> None:
    assert clusters(Boxes.joined([], 2), SIZE) == []


@pytest.mark.parametrize("most", [2_000_000, 0])
def test_however_they_are_looked_for_neighbours_are_found(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(box_clusters, "_MOST_PAIRS", most)
    generator = np.random.default_rng(3)
    places = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    centres = np.concatenate([place + 0.03 * generator.random((300, 2)) for place in places])
    parts = clusters(boxes_at(centres, 0.004), SIZE)
    whole = [part for part in parts if len(part.boxes) > 250]
    assert len(whole) == 3
    for part in whole:
        assert np.ptp(np.round(part.boxes.centre), axis=1).tolist() == [0.0, 0.0]


def test_many_tiny_boxes_beside_a_large_one_take_no_more_memory_than_others() -> None:
    generator = np.random.default_rng(5)
    tiny = 0.5 + 1e-3 * generator.random((20_000, 2))
    centres = np.concatenate((tiny, [[0.75, 0.5]]))
    halves = np.concatenate((np.full(20_000, 1e-9), [0.25]))[:, None]
    parts = clusters(boxes_at(centres, halves), SIZE)
    assert sum(len(part.boxes) for part in parts) == 20_001
    assert len(parts) == 1


@pytest.mark.parametrize("many", [50, 5000])
def test_a_cover_holds_every_box_and_is_not_long(many: int) -> None:
    generator = np.random.default_rng(7)
    angle = 2.0 * np.pi * generator.random(many)
    ring, = clusters(boxes_at(np.column_stack((np.cos(angle), np.sin(angle))), 0.2), SIZE)
    cover = ring.cover()
    assert len(cover) <= 256
    low, high = ring.boxes.lower.T, ring.boxes.upper.T
    inside = (cover[:, None, :, 0] <= low) & (high <= cover[:, None, :, 1])
    assert inside.all(axis=2).any(axis=0).all()
    # It does not fill the middle.
    assert not ((cover[:, :, 0] < 0.3) & (cover[:, :, 1] > -0.3)).all(axis=1).any()
