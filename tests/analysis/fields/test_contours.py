"""Iso-lines lie where f has the level's value, levels are round, labels are few and readable."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hessview.analysis.fields.contours import iso_lines, nice_levels, nice_step, with_levels, with_room
from hessview.analysis.fields.poles import jumps_at
from hessview.analysis.fields.sampling import FieldAnswer, field_of

AXIS = np.linspace(-5.0, 5.0, 201)
X, Y = np.meshgrid(AXIS, AXIS)


def contoured(values: np.ndarray, count: int = 20) -> FieldAnswer:
    return with_levels(field_of(AXIS, AXIS, values), count)


def pieces(vertices: np.ndarray) -> list[np.ndarray]:
    breaks = np.nonzero(np.isnan(vertices[:, 0]))[0]
    return [piece[~np.isnan(piece[:, 0])] for piece in np.split(vertices, breaks)]


def is_round(value: float) -> bool:
    """At most two significant digits, or a multiple of 1, 2 or 5 of the size of a step."""
    return len(f"{value:.12g}".lstrip("-0.").replace(".", "").rstrip("0").split("e")[0]) <= 4


def test_every_vertex_of_a_circle_has_the_radius_of_its_level() -> None:
    levels = contoured(X**2 + Y**2).levels
    assert len(levels) > 2
    for level in levels:
        radius = np.hypot(*level.vertices.T)
        assert np.allclose(radius[np.isfinite(radius)] ** 2, level.value, atol=2e-3)


def test_a_linear_range_is_divided_at_equal_round_steps() -> None:
    assert nice_levels(0.0, 50.0, 4) == (10.0, 20.0, 30.0, 40.0)
    assert nice_levels(-0.3, 0.3, 5) == (-0.2, -0.1, 0.0, 0.1, 0.2)


@pytest.mark.parametrize("count", [3, 8, 20, 60])
def test_about_as_many_levels_as_were_asked_for(count: int) -> None:
    for low, high in ((0.0, 1.0), (-7.3, 8.1), (1e-12, 3e-12), (1e15, 3e17)):
        assert 0.5 * count <= len(nice_levels(low, high, count)) <= 1.7 * count


def test_a_valley_gets_lines_of_its_own() -> None:
    levels = [level.value for level in contoured((1 - X) ** 2 + 100 * (Y - X**2) ** 2).levels]
    assert levels[0] <= 500.0
    assert levels[-1] >= 40000.0
    assert 12 <= len(levels) <= 30
    assert all(map(is_round, levels))


def test_levels_of_a_stretched_scale_grow_apart_outwards() -> None:
    gaps = np.diff([level.value for level in contoured((1 - X) ** 2 + 100 * (Y - X**2) ** 2).levels])
    assert gaps[-1] >= 10 * gaps[0]


def test_both_sides_of_a_pole_share_the_levels_and_zero_is_one() -> None:
    with np.errstate(divide="ignore"):
        field = field_of(AXIS, AXIS, X / (Y - 0.013))
    levels = nice_levels(field.low, field.high, 20, field.knots)
    assert 0.0 in levels
    assert min(levels) < -1.0
    assert max(levels) > 1.0


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.0, 0.0), (1.0, 0.0), (math.nan, 1.0), (0.0, math.inf), (0.0, 5e-324), (-1.7e308, 1.7e308), (1.0, 1.0 + 4e-16),
     (1e300, 1.1e300)],
)  # fmt: skip
def test_no_range_is_too_strange_for_levels(low: float, high: float) -> None:
    levels = nice_levels(low, high, 20)
    assert len(levels) < 100
    assert all(low < level < high for level in levels)


@given(st.floats(min_value=1e-280, max_value=1e300))
@settings(max_examples=100, deadline=None)
def test_a_nice_step_is_one_two_or_five_times_a_power_of_ten(about: float) -> None:
    step = nice_step(about)
    assert f"{step:.6e}"[:8] in {"1.000000", "2.000000", "5.000000"}
    assert 0.6 <= step / about <= 1.7


@given(arrays(np.float64, (6, 8), elements=st.floats(width=64)))
@settings(max_examples=100, deadline=None)
def test_any_field_at_all_can_be_contoured(values: np.ndarray) -> None:
    field = with_levels(field_of(np.arange(8.0), np.arange(6.0), values), 20)
    for level in field.levels:
        assert level.vertices.shape[1] == 2
        inside = level.vertices[np.isfinite(level.vertices[:, 0])]
        assert (inside >= -1e-9).all()
        assert (inside <= np.array([7, 5]) + 1e-9).all()


def test_lines_stop_at_undefined_regions() -> None:
    with np.errstate(invalid="ignore"):
        field = contoured(np.sqrt(X - Y**2))
    assert field.levels
    for level in field.levels:
        x, y = level.vertices[np.isfinite(level.vertices[:, 0])].T
        assert (x - y**2 > -0.3).all()


@pytest.mark.parametrize("offset", [0.0, 0.01, 0.024, 0.04])
def test_no_wall_of_lines_stands_on_a_pole(offset: float) -> None:
    with np.errstate(divide="ignore"):
        field = contoured(1 / (X - offset))
    lines = np.concatenate([level.vertices for level in field.levels])
    x = lines[np.isfinite(lines[:, 0]), 0]
    assert len(x)
    assert (np.abs(x - offset) > 0.01).all()


def test_no_wall_of_lines_stands_on_a_diagonal_pole() -> None:
    with np.errstate(divide="ignore"):
        field = contoured(1 / (X - 1.3 * Y - 0.017))
    for level in field.levels:
        x, y = level.vertices[np.isfinite(level.vertices[:, 0])].T
        assert np.allclose(1 / (x - 1.3 * y - 0.017), level.value, rtol=0.2, atol=0.02)


def test_no_function_that_the_grid_resolves_is_taken_for_a_jump() -> None:
    smooth = [np.sin(6 * X) * np.cos(5 * Y), X**3 - 3 * X * Y**2, np.exp(-9 * (X**2 + Y**2)), np.abs(X) + np.floor(Y)]
    for values in smooth:
        assert jumps_at(values, 0.0) is None


def test_labels_lie_on_their_lines_inside_the_box_apart_and_upright() -> None:
    field = contoured((X**2 + Y - 11) ** 2 + (X + Y**2 - 7) ** 2)
    places = [(level, place) for level in field.levels for place in level.labels]
    assert 6 <= len(places) <= 18
    for level, place in places:
        distance = np.nanmin(np.hypot(level.vertices[:, 0] - place.x, level.vertices[:, 1] - place.y))
        assert distance < 0.15
        assert -5 < place.x < 5
        assert -5 < place.y < 5
        assert -90 < place.angle <= 90
    for k, (_, a) in enumerate(places):
        for _, b in places[:k]:
            assert math.hypot(a.x - b.x, a.y - b.y) > 1.0


def test_a_label_runs_along_its_line() -> None:
    places = [place for level in contoured(X + 2 * Y).levels for place in level.labels]
    assert places
    for place in places:
        assert place.angle == pytest.approx(math.degrees(math.atan2(-1, 2)), abs=1.0)


def test_flat_and_empty_fields_have_no_levels() -> None:
    for values in (X * 0 + 3, X * np.nan, X * 0 + np.inf):
        assert contoured(values).levels == ()
    assert contoured(X, 0).levels == ()


def test_a_level_that_does_not_occur_is_an_empty_line() -> None:
    (line,) = iso_lines(AXIS, AXIS, X, (99.0,), (-5.0, 5.0))
    assert line.shape == (0, 2)


def test_values_near_the_largest_number_keep_their_lines_in_place() -> None:
    scale = 1.7e308 / 25
    field = contoured(X * Y * scale)
    assert field.levels
    for level in field.levels:
        x, y = level.vertices[np.isfinite(level.vertices[:, 0])].T
        assert np.allclose(x * y, level.value / scale, atol=0.05)


@pytest.mark.parametrize("count", [80, 200])
def test_lines_that_would_cover_the_picture_are_left_out_and_counted(count: int) -> None:
    noise = np.random.default_rng(5).normal(size=(512, 512))
    side = np.linspace(-5.0, 5.0, 512)
    field = with_levels(field_of(side, side, noise), count)
    assert field.every == 0
    assert field.levels == ()


def test_of_a_busy_field_every_other_line_is_drawn_and_zero_among_them() -> None:
    side = np.linspace(-5.0, 5.0, 512)
    values = np.sin(20.0 * side)[:, None] * np.sin(20.0 * side)
    field = with_levels(field_of(side, side, values), 20)
    assert field.every == 2
    assert 0.0 in [level.value for level in field.levels]
    assert 8 <= len(field.levels) <= 11


def test_on_paper_there_are_no_more_lines_than_can_be_told_apart() -> None:
    side = np.linspace(-3.0, 3.0, 350)
    field = with_levels(field_of(side, side, np.sin(5.0 * side) * np.cos(5.0 * side)[:, None]), 20)
    assert field.every == 1
    small, large = with_room(field, 70.0, 35.0), with_room(field, 700.0, 350.0)
    assert large is field
    assert small.every == 2
    assert {level.value for level in small.levels} < {level.value for level in field.levels}
    assert 0.0 in [level.value for level in small.levels]
    assert sum(map(len, (level.labels for level in small.levels))) > 0
    tiny = with_room(field, 20.0, 10.0)
    assert tiny.every > small.every


def test_all_lines_of_a_smooth_field_are_drawn_however_many_are_asked_for() -> None:
    side = np.linspace(-5.0, 5.0, 512)
    x, y = side[None, :], side[:, None]
    field = with_levels(field_of(side, side, (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2), 200)
    assert field.every == 1
    assert len(field.levels) > 150


@pytest.mark.parametrize("scale", [1e300, 1e-300, 1e-302])
def test_the_largest_and_the_smallest_values_have_their_lines(scale: float) -> None:
    field = contoured(scale * (X + Y))
    assert len(field.levels) >= 10


def test_levels_of_values_that_agree_in_many_digits_are_different_numbers() -> None:
    levels = nice_levels(1.0 - 1e-13, 1.0 + 1e-13, 20)
    assert 10 <= len(levels) == len(set(levels))


@settings(max_examples=150, deadline=None)
@given(st.floats(allow_nan=False), st.floats(allow_nan=False), st.integers(-5, 500))
def test_the_search_for_levels_ends_inside_of_any_range(low: float, high: float, count: int) -> None:
    levels = nice_levels(low, high, count)
    assert len(levels) <= 2100
    assert all(low < level < high for level in levels)


@pytest.mark.parametrize("base", [0.0, 1.0, 1e15, -1e300, 1e-300, 1e307])
def test_a_field_of_noise_has_lines_or_says_why_not(base: float) -> None:
    chance = np.random.default_rng(7)
    side = np.linspace(0.0, 1.0, 64)
    for amplitude in (1e-16, 1e-15, 1e-12, 1e-3, 1.0, 1e3):
        for gaps in (0.0, 0.5, 0.999):
            with np.errstate(over="ignore"):
                values = base + amplitude * max(abs(base), 1e-300) * chance.normal(size=(64, 64))
            values[chance.random((64, 64)) < gaps] = np.nan
            field = with_levels(field_of(side, side, values), 20)
            assert field.levels or field.note or field.every == 0
