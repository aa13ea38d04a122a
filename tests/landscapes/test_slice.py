from __future__ import annotations

import numpy as np
import pytest

from hessview.landscapes.slice import Slice, coordinate_slice


def test_plane_coordinates_of_a_coordinate_slice_are_the_variables_digit_for_digit() -> None:
    plane = coordinate_slice(4, 2, 0, (0.1, 0.2, 0.3, 0.4))
    point = (1 / 3, 0.2, 1e-17, 0.4)
    assert plane.to_plane(point) == (1e-17, 1 / 3)
    assert plane.to_space((1e-17, 1 / 3)) == point
    assert plane.axes == (2, 0)


def test_the_open_grid_has_one_row_one_column_and_scalars() -> None:
    plane = coordinate_slice(3, 0, 2, (9.0, 2.0, 9.0))
    s, t = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0])
    x, y, z = plane.coordinates(s, t)
    assert (x.shape, y.shape, z.shape) == ((1, 3), (), (2, 1))
    assert x[0].tolist() == [1.0, 2.0, 3.0]
    assert float(y) == 2.0
    assert z[:, 0].tolist() == [4.0, 5.0]


def test_a_slanted_plane_goes_to_space_and_back() -> None:
    plane = Slice((1.0, 2.0, 3.0), ((1.0, 1.0, 0.0), (0.0, 1.0, 2.0)))
    point = plane.to_space((0.25, -1.5))
    assert point == (1.25, 0.75, 0.0)
    assert plane.to_plane(point) == pytest.approx((0.25, -1.5), abs=1e-14)
    assert plane.axes is None
    for made, expected in zip(plane.coordinates(np.array([0.25]), np.array([-1.5])), point, strict=True):
        assert made.item() == expected


def test_one_variable_has_a_line_for_a_plane() -> None:
    line = coordinate_slice(1, 0, None, (7.0,))
    assert line.axes == (0, None)
    assert line.to_space((2.5, 99.0)) == (2.5,)
    assert line.to_plane((2.5,)) == (2.5, 0.0)
    assert line.coordinates(np.array([1.0, 2.0]), np.array([0.0]))[0].shape == (1, 2)


@pytest.mark.parametrize(
    ("origin", "directions"),
    [
        ((0.0, 0.0), ((1.0, 0.0), (0.0, 1.0, 0.0))),
        ((0.0, 0.0), ((1.0, 0.0), (0.0, 0.0))),
        ((0.0,), ((0.0,), (0.0,))),
    ],
)
def test_directions_that_span_no_plane_are_refused(
    origin: tuple[float, ...], directions: tuple[tuple[float, ...], tuple[float, ...]]
) -> None:
    with pytest.raises(ValueError, match="direction"):
        Slice(origin, directions)


def test_a_coordinate_slice_needs_two_different_variables() -> None:
    with pytest.raises(ValueError, match="two different"):
        coordinate_slice(2, 1, 1, (0.0, 0.0))
