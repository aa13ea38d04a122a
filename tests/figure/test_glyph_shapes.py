"""The shapes of glyphs: arms that can be told apart, sizes that leave room, outlines that grow evenly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.figure.glyph_shapes import SIZES, _nearest, arm_angles, detail, fitting_sizes, grown, outline, rings_of

KINDS = ("minimum", "maximum", "saddle", "degenerate", "not differentiable", "other")
ANGLE = st.floats(-10.0, 10.0)


def area(ring: np.ndarray) -> float:
    x, y = ring.T
    return 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


@pytest.mark.parametrize("kind", KINDS)
def test_every_outline_is_convex_counterclockwise_and_about_its_place(kind: str) -> None:
    assert outline(kind)
    for ring in outline(kind):
        sides = np.roll(ring, -1, axis=0) - ring
        after = np.roll(sides, -1, axis=0)
        assert (sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0] > 0.0).all()
        assert np.abs(ring).max() <= 1.3
        assert np.abs(ring.min(axis=0) + ring.max(axis=0)).max() < 0.5


def test_no_two_classes_have_the_same_shape() -> None:
    shapes = {tuple(ring.round(6).tobytes() for ring in outline(kind)) for kind in KINDS}
    assert len(shapes) == len(KINDS)
    assert len({tuple(ring.tobytes() for ring in detail(nature)) for nature in ("minimum", "maximum",
                "not an extremum", "undecided")}) == 4  # fmt: skip


@pytest.mark.parametrize("by", [0.4, -0.2])
@pytest.mark.parametrize("kind", KINDS)
def test_an_outline_that_grows_moves_every_side_as_far(kind: str, by: float) -> None:
    for ring in rings_of(kind, 3.0):
        more = grown(ring, by)
        sides = np.roll(ring, -1, axis=0) - ring
        outward = np.column_stack([sides[:, 1], -sides[:, 0]]) / np.hypot(*sides.T)[:, np.newaxis]
        moved = ((more - ring) * outward).sum(axis=1)
        # A sharp corner of a triangle is blunted, so that its sides begin a little lower there.
        assert np.all(moved * math.copysign(1.0, by) <= abs(by) * (1.0 + 1e-9))
        assert np.allclose(moved, by) or kind in {"minimum", "maximum"}
        assert (area(more) > area(ring)) == (by > 0.0)


@given(ANGLE, ANGLE, st.floats(0.01, 100.0), st.floats(0.01, 100.0))
def test_arms_are_never_closer_than_forty_degrees(a: float, b: float, across: float, up: float) -> None:
    ways = np.array([[[math.cos(a), math.sin(a)], [math.cos(b), math.sin(b)]]])
    first, second = arm_angles(ways, 1, (across, up))[0]
    apart = math.remainder(second - first, math.pi)
    assert math.degrees(abs(apart)) >= 40.0 - 1e-6


@given(ANGLE)
def test_perpendicular_axes_with_equal_units_are_shown_as_they_are(a: float) -> None:
    ways = np.array([[[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]]])
    shown = arm_angles(ways, 1, (0.3, 0.3))[0]
    for angle, wanted in zip(shown, (a, a + 0.5 * math.pi), strict=True):
        assert abs(math.remainder(angle - wanted, math.pi)) < 1e-9


def test_axes_that_are_not_known_make_a_plain_x() -> None:
    plain = arm_angles(None, 2, (1.0, 1.0))
    unknown = arm_angles(np.full((2, 2, 2), np.nan), 2, (1.0, 1.0))
    nowhere = arm_angles(np.zeros((2, 2, 2)), 2, (1.0, 1.0))
    assert np.allclose(np.abs(plain), 0.25 * math.pi)
    assert np.array_equal(plain, unknown)
    assert np.array_equal(plain, nowhere)


def lattice(step: float, count: int = 40) -> np.ndarray:
    return step * np.argwhere(np.ones((count, count))).astype(float)


def test_glyphs_are_smaller_where_they_are_close() -> None:
    (wide,), (close,) = fitting_sizes([lattice(40.0)], (1.0, 1.0)), fitting_sizes([lattice(8.0)], (1.0, 1.0))
    assert (wide == SIZES[0]).all()
    assert (close <= 4.2).all()


def test_one_that_stands_alone_stays_large_beside_a_crowd() -> None:
    crowd, alone = lattice(3.0), np.array([[700.0, 700.0]])
    sizes = fitting_sizes([crowd, alone], (1.0, 1.0))
    assert (sizes[0] == SIZES[-1]).all()
    assert sizes[1].tolist() == [SIZES[0]]


@given(st.floats(1e-6, 1e6), st.integers(0, 2**31))
def test_sizes_are_the_same_in_any_unit_and_do_not_depend_on_what_is_seen(pixel: float, seed: int) -> None:
    places = np.random.default_rng(seed).uniform(-200.0, 200.0, (60, 2))
    there = fitting_sizes([places[:20], places[20:]], (1.0, 1.0))
    again = fitting_sizes([places], (1.0, 1.0))[0]
    assert np.array_equal(np.concatenate(there), again)
    scaled = fitting_sizes([places * 2.0 ** round(math.log2(pixel))], (2.0 ** round(math.log2(pixel)),) * 2)[0]
    assert np.array_equal(scaled, again)


def test_places_beyond_all_numbers_have_a_size() -> None:
    far = np.array([[1e308, -1e308], [np.inf, 0.0], [1.0, 1.0]])
    (sizes,) = fitting_sizes([far], (1e-3, 1e-3))
    assert sizes.shape == (3,)
    assert fitting_sizes([], (1.0, 1.0)) == []
    assert fitting_sizes([np.empty((0, 2))], (1.0, 1.0))[0].shape == (0,)


@pytest.mark.parametrize("pitch", [13.7, 17.0, 21.3, 26.0, 31.9])
@pytest.mark.parametrize("count", [12, 23, 41])
def test_the_glyphs_of_a_regular_lattice_are_of_one_size(pitch: float, count: int) -> None:
    steps = np.arange(count) * pitch + 3.1
    places = np.array([(x, y) for x in steps for y in steps])
    (sizes,) = fitting_sizes([places], (1.0, 1.0))
    assert len(np.unique(sizes)) == 1
    assert sizes[0] <= 0.6 * pitch


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_of_many_is_found_as_by_comparing_all(seed: int) -> None:
    chance = np.random.default_rng(seed)
    crowd, few = chance.uniform(0.0, 6.0, (120, 2)), np.array([[20.0, 3.0], [-11.0, 0.0], [3.0, 27.0], [-13.0, -9.0]])
    places = np.concatenate([chance.uniform(-300.0, 300.0, (700, 2)), crowd, few, crowd + 400.0, few + 400.0])
    apart = np.abs(places[:, np.newaxis] - places).max(axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1)
    found = _nearest(places, 25.0, 8.0)
    for size in (8.0, 12.0, 18.0, 25.0):
        assert np.array_equal(found < size, nearest < size)
