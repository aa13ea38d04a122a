"""Feet of points on sets of critical points: they lie on the set, are their own feet, and none is made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.set_feet import ProvedFeet, critical_feet, feet_across, is_on_the_way

RING = ExpressionLandscape(parse("(x^2 + y^2 - 1)^2"))
BOWL = ExpressionLandscape(parse("(x - 1)^2 + 3*(y + 2)^2"))
ALIKE = 1e-3

angles = st.floats(0.0, 6.28)
offs = st.floats(-5e-4, 5e-4)


def around(angle: float, off: float) -> np.ndarray:
    return (1.0 + off) * np.array([[np.cos(angle), np.sin(angle)]])


@settings(max_examples=40, deadline=None)
@given(angles, offs)
def test_the_foot_of_a_point_beside_a_ring_is_its_nearest_point_there(angle: float, off: float) -> None:
    made = ProvedFeet(RING, ALIKE).of(around(angle, off), np.array([ALIKE]))
    assert made.codimension.tolist() == [1]
    assert made.is_zero.tolist() == [True]
    assert made.places == pytest.approx(around(angle, 0.0), abs=1e-12)
    radial = np.array([np.cos(angle), np.sin(angle)])
    assert made.across[0] == pytest.approx(np.outer(radial, radial), abs=1e-9)
    again = ProvedFeet(RING, ALIKE).of(made.places, np.array([ALIKE]))
    assert again.places == pytest.approx(made.places, abs=1e-14)


@settings(max_examples=40, deadline=None)
@given(angles, st.floats(0.1, 0.5))
def test_a_point_out_of_reach_stays_where_it_is_and_belongs_to_no_set(angle: float, off: float) -> None:
    point = around(angle, off)
    made = ProvedFeet(RING, ALIKE).of(point, np.array([ALIKE]))
    assert made.codimension.tolist() == [0]
    assert np.array_equal(made.places, point)
    assert not made.across.any()


def test_a_bowl_has_no_set_and_no_points_have_no_feet() -> None:
    assert ProvedFeet(BOWL, ALIKE).of(np.array([[1.0, -2.0]]), np.array([ALIKE])).codimension.tolist() == [0]
    empty = ProvedFeet(RING, ALIKE).of(np.empty((0, 2)), np.empty(0))
    assert empty.places.shape == (0, 2)


def test_points_none_of_which_is_near_the_set_of_a_pole_are_no_error() -> None:
    pole = ExpressionLandscape(parse("1/(x^2 + y^2)"))
    made = ProvedFeet(pole, ALIKE).of(np.array([[1.0, 2.0], [-3.0, 0.5]]), np.full(2, ALIKE))
    assert made.codimension.tolist() == [0, 0]


@settings(max_examples=40, deadline=None)
@given(angles, offs)
def test_across_the_kernel_newton_comes_to_the_ring(angle: float, off: float) -> None:
    foot = feet_across(RING, around(angle, off), 1e-12)
    assert np.hypot(*foot[0]) == pytest.approx(1.0, abs=1e-12)
    assert foot == pytest.approx(around(angle, 0.0), abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-3, 0.3), st.floats(-0.3, 0.3))
def test_on_a_bowl_one_step_of_newton_stands_still_in_reach_alone(dx: float, dy: float) -> None:
    point = np.array([[1.0 + dx, -2.0 + dy]])
    far = max(abs(dx), abs(dy))
    x, stands = critical_feet(BOWL, point, np.array([1.0]), 1e-9)
    assert stands.tolist() == [True]
    assert x == pytest.approx(np.array([[1.0, -2.0]]), abs=1e-12)
    _, stands = critical_feet(BOWL, point, np.array([far / 4.0]), 1e-9)
    assert stands.tolist() == [False]


def test_a_place_beyond_a_ridge_is_not_on_the_way_and_one_in_the_same_valley_is() -> None:
    wells = ExpressionLandscape(parse("(x^2 - 1)^2 + y^2"))
    points, far = np.array([[0.9, 0.0], [0.9, 0.0]]), np.full(2, 10.0)
    there = np.array([[1.0, 0.0], [-1.0, 0.0]])
    assert is_on_the_way(wells, points, there, ALIKE, far).tolist() == [True, False]
    assert is_on_the_way(wells, points, there, ALIKE, np.full(2, 1e-2)).tolist() == [False, False]
