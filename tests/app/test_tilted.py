"""What is near on a tilted picture."""

from __future__ import annotations

import pytest

from hessview.app.tilted import is_near_in_plane
from hessview.landscapes.slice import Slice

R = 0.5**0.5
PLANE = Slice((0.0, 0.0, 0.0), ((1.0, 0.0, 0.0), (0.0, R, R)))


@pytest.mark.parametrize(
    ("place", "is_near"),
    [
        ((0.07, 0.0, 0.0), True), ((0.09, 0.0, 0.0), False), ((0.0, 0.05, 0.05), True), ((0.0, 0.05, 0.0), False),
        ((0.0, 1e-9, 0.0), True), ((0.0, 0.0, float("nan")), False),
    ],
)  # fmt: skip
def test_a_point_is_near_only_within_the_plane(place: tuple[float, ...], is_near: bool) -> None:
    assert is_near_in_plane(PLANE, (0.0, 0.0, 0.0), place, (0.01, 0.01), 8.0) is is_near
