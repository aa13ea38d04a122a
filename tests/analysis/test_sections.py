"""Sections against truth that is known in closed form: quadratics are their own model, cubics miss it by the cube."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.analysis.curvature import Curvature, at
from hessview.analysis.plane_form import orthonormal, plane_form
from hessview.analysis.sections import fitting_window, line_along, nice, principal_line, sections
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

SMALL = st.floats(-5.0, 5.0, allow_nan=False)
ANGLES = st.floats(-180.0, 180.0, allow_nan=False)


def read(text: str, *point: float) -> tuple[ExpressionLandscape, Curvature]:
    landscape = ExpressionLandscape(parse(text))
    return landscape, at(landscape, point)


@given(st.tuples(SMALL, SMALL, SMALL), st.tuples(SMALL, SMALL), ANGLES)
@settings(max_examples=60, deadline=None)
def test_of_a_quadratic_model_and_truth_are_the_same(
    entries: tuple[float, float, float], point: tuple[float, float], angle: float
) -> None:
    a, b, c = entries
    landscape, curvature = read(f"({a:f}) x^2 + ({b:f}) x y + ({c:f}) y^2 + 2x - y + 1", *point)
    v = [math.cos(math.radians(angle)), math.sin(math.radians(angle))]
    (section,) = sections(landscape, curvature, [line_along(curvature, v)], 3.0)
    size = float(np.max(np.abs(section.f)))
    assert np.allclose(section.f, section.model, rtol=0.0, atol=1e-12 * max(size, 1e3))
    assert section.trusted == (-3.0, 3.0)


def test_a_section_passes_through_the_point_and_touches_its_tangent_there() -> None:
    landscape, curvature = read("exp(x) sin(y)", 0.3, 0.7)
    line = line_along(curvature, [1.0, 2.0])
    (section,) = sections(landscape, curvature, [line], 1.0)
    middle = int(np.searchsorted(section.t, 0.0))
    assert section.t[middle] == 0.0
    assert section.f[middle] == section.model[middle] == section.tangent[middle] == curvature.value
    f = math.exp(0.3) * math.sin(0.7)
    g = np.array([f, math.exp(0.3) * math.cos(0.7)])
    H = np.array([[f, g[1]], [g[1], -f]])
    v = np.array([1.0, 2.0]) / math.sqrt(5.0)
    assert line.slope == pytest.approx(g @ v)
    assert line.second == pytest.approx(v @ H @ v)
    assert section.tangent == pytest.approx(f + (g @ v) * section.t)
    assert section.model == pytest.approx(f + (g @ v) * section.t + 0.5 * (v @ H @ v) * section.t**2)


def test_of_a_cubic_the_difference_is_the_cube_and_is_largest_at_an_end() -> None:
    landscape, curvature = read("x^2 + 4x^3 - y^2", 0.0, 0.0)
    (section,) = sections(landscape, curvature, [line_along(curvature, [1.0, 0.0])], 0.5)
    assert section.f - section.model == pytest.approx(4.0 * section.t**3, abs=1e-15)
    assert section.largest is not None
    t, apart = section.largest
    assert abs(t) == 0.5
    assert apart == pytest.approx(4.0 * t**3)


def test_the_model_is_trusted_as_far_as_the_difference_is_small_beside_its_parts() -> None:
    landscape, curvature = read("x^2 + x^3", 0.0)
    (section,) = sections(landscape, curvature, [principal_line(curvature, 0)], 1.0, trust=0.1)
    assert section.trusted is not None
    # |t|^3 <= 0.1 t^2 up to |t| = 0.1; the samples lie 1/64 apart.
    for end in section.trusted:
        assert 0.1 - 1.0 / 64.0 <= abs(end) <= 0.1


def test_in_a_flat_valley_the_steep_walls_lend_the_model_no_room() -> None:
    landscape, curvature = read("(1 - x)^2 + 100 (y - x^2)^2", 1.0, 1.0)
    (section,) = sections(landscape, curvature, [principal_line(curvature, 0)], 0.5, trust=0.1)
    assert section.trusted is not None
    k = int(np.argmin(np.abs(section.t - 0.2)))
    assert abs(section.f[k] - section.model[k]) > 0.5 * section.model[k]
    inside = (section.t >= section.trusted[0]) & (section.t <= section.trusted[1])
    rise = np.abs(section.line.slope * section.t) + 0.5 * section.line.second * section.t**2
    assert np.all(np.abs(section.f - section.model)[inside] <= 0.1 * rise[inside] + 1e-15)
    assert section.trusted[1] < 0.1


def test_along_the_eigenvectors_the_second_derivative_is_the_eigenvalue() -> None:
    _, curvature = read("x^2 y z", 1.0, 2.0, 3.0)
    for k in range(3):
        line, again = principal_line(curvature, k), line_along(curvature, 7.0 * curvature.eigenvectors[:, k])
        assert line.second == curvature.eigenvalues[k]
        assert again.second == pytest.approx(line.second)
        assert again.sign == line.sign


def test_where_f_is_undefined_the_section_has_nan_and_ends_within_a_thousandth_of_the_border() -> None:
    landscape, curvature = read("log(x) + y^2", 0.5, 0.0)
    (section,) = sections(landscape, curvature, [line_along(curvature, [1.0, 0.0])], 1.0)
    known = np.isfinite(section.f)
    assert np.array_equal(known, section.t > -0.5)
    assert np.min(section.t[known]) + 0.5 < 2e-3
    assert np.isfinite(section.model).all()


def test_a_corner_is_sampled_closer_than_what_is_smooth() -> None:
    landscape, curvature = read("abs(x - 0.1234567) + 0y", 0.0, 0.0)
    (section,) = sections(landscape, curvature, [line_along(curvature, [1.0, 0.0])], 1.0)
    steps = np.diff(section.t)
    near = np.abs(section.t[:-1] - 0.1234567) < 1.0 / 64.0
    assert np.min(steps[near]) < 0.2 * np.max(steps)
    assert np.all(steps > 0.0)


def test_without_a_hessian_there_is_no_model_and_no_trust() -> None:
    landscape, curvature = read("abs(x) + y^2", 0.0, 0.0)
    (section,) = sections(landscape, curvature, [line_along(curvature, [1.0, 0.0])], 1.0)
    assert np.isnan(section.model).all()
    assert section.trusted is None
    assert section.largest is None
    assert section.line.sign is None
    assert section.f == pytest.approx(np.abs(section.t))


def test_a_point_that_moves_on_a_line_that_stays_shifts_the_model_alone() -> None:
    landscape, curvature = read("x^4 + y^2", 0.25, 0.0)
    line = line_along(curvature, [1.0, 0.0])
    (section,) = sections(landscape, curvature, [line], 1.0, at=[0.25])
    assert section.f == pytest.approx(section.t**4)
    assert section.model_at(0.25) == 0.25**4
    assert section.model_at(0.5) == pytest.approx(0.25**4 + 4 * 0.25**3 * 0.25 + 6 * 0.25**2 * 0.25**2)


def test_the_window_shows_where_the_model_begins_to_fail_and_is_a_round_number() -> None:
    landscape, curvature = read("x^2 + x^3 + y^2", 0.0, 0.0)
    lines = [principal_line(curvature, k) for k in range(2)]
    window = fitting_window(landscape, curvature, lines, 10.0)
    assert window in {0.2, 0.5}
    found = sections(landscape, curvature, lines, window)
    trusted = [made.trusted for made in found]
    assert any(ends is not None and max(-ends[0], ends[1]) < window for ends in trusted)
    bowl, there = read("x^2 + y^2", 0.0, 0.0)
    assert fitting_window(bowl, there, [principal_line(there, 0)], 4.0) == 2.0


@given(st.floats(1e-250, 1e250))
def test_a_nice_length_is_no_longer_and_more_than_a_third_as_long(length: float) -> None:
    assert 1.0 / 3.0 < nice(length) / length <= 1.0 + 1e-8


@pytest.mark.parametrize("window", [0.0, -1.0, math.inf, math.nan])
def test_a_window_that_is_none_is_refused(window: float) -> None:
    landscape, curvature = read("x^2", 1.0)
    with pytest.raises(ValueError, match="window"):
        sections(landscape, curvature, [principal_line(curvature, 0)], window)


@pytest.mark.parametrize("direction", [[0.0, 0.0], [math.nan, 1.0], [1.0]])
def test_a_direction_that_is_none_is_refused(direction: list[float]) -> None:
    _, curvature = read("x^2 + y^2", 1.0, 1.0)
    with pytest.raises(ValueError, match="direction"):
        line_along(curvature, direction)


# The form on a plane


@given(SMALL, SMALL, SMALL, ANGLES)
@settings(max_examples=80, deadline=None)
def test_the_extremes_over_all_directions_are_the_eigenvalues(a: float, b: float, c: float, angle: float) -> None:
    _, curvature = read(f"({a:f}) x^2 + ({b:f}) x y + ({c:f}) y^2", 0.3, -0.2)
    form = plane_form(curvature, np.eye(2))
    assert form is not None
    least, greatest = form.eigenvalues
    size = max(abs(least), abs(greatest), 1e-3)
    assert (least, greatest) == pytest.approx(np.linalg.eigvalsh(curvature.hessian), abs=1e-12 * size)
    value = float(form.at(np.array([angle]))[0])
    assert least - 1e-12 * size <= value <= greatest + 1e-12 * size
    assert form.at(np.array(form.angles)) == pytest.approx([least, greatest], abs=1e-9 * size)
    d = form.direction(angle)
    assert value == pytest.approx(float(d @ curvature.hessian @ d), abs=1e-12 * size)


@given(SMALL, SMALL, SMALL, ANGLES)
@settings(max_examples=60, deadline=None)
def test_a_turned_basis_changes_no_extreme_and_turns_the_angles(a: float, b: float, c: float, turn: float) -> None:
    _, curvature = read(f"({a:f}) x^2 + ({b:f}) x y + ({c:f}) y^2 + z", 0.0, 0.0, 0.0)
    s, t = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    straight = plane_form(curvature, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    turned = plane_form(curvature, [[t, s, 0.0], [-s, t, 0.0]])
    assert straight is not None
    assert turned is not None
    size = max(map(abs, (*straight.eigenvalues, 1e-3)))
    assert turned.eigenvalues == pytest.approx(straight.eigenvalues, abs=1e-11 * size)
    angles = np.linspace(-180.0, 180.0, 7)
    assert turned.at(angles) == pytest.approx(straight.at(angles + turn), abs=1e-11 * size)


def test_the_zeros_are_the_asymptotic_directions_where_the_sign_changes() -> None:
    _, curvature = read("x^2 - 3y^2", 0.0, 0.0)
    form = plane_form(curvature, np.eye(2))
    assert form is not None
    assert form.zeros == pytest.approx((-30.0, 30.0))
    before, after = form.at(np.array([29.9, 30.1]))
    assert before > 0.0 > after


@pytest.mark.parametrize("text", ["x^2 + 3y^2", "-x^2 - y^2", "x^2 + 0y", "x + y"])
def test_where_no_sign_changes_there_are_no_zeros(text: str) -> None:
    _, curvature = read(text, 0.5, 0.5)
    form = plane_form(curvature, np.eye(2))
    assert form is not None
    assert form.zeros == ()


def test_equal_eigenvalues_make_the_form_round() -> None:
    for text, is_round in (("x^2 + y^2", True), ("x^2 + 2y^2", False), ("x y", False)):
        _, curvature = read(text, 0.0, 0.0)
        form = plane_form(curvature, np.eye(2))
        assert form is not None
        assert form.is_round is is_round, text


def test_of_a_plane_in_more_dimensions_the_extremes_lie_within_those_of_the_whole() -> None:
    _, curvature = read("x^2 - 5y^2 + 3x z + z^2", 0.0, 0.0, 0.0)
    form = plane_form(curvature, [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert form is not None
    assert not form.is_whole
    assert form.eigenvalues == pytest.approx((-1.0, 5.0))
    assert curvature.eigenvalues[0] <= form.eigenvalues[0] <= form.eigenvalues[1] <= curvature.eigenvalues[-1] + 1e-12


def test_without_a_hessian_or_a_plane_there_is_no_form() -> None:
    assert plane_form(read("abs(x) + y", 0.0, 0.0)[1], np.eye(2)) is None
    assert plane_form(read("x^2", 0.0)[1], [[1.0], [0.0]]) is None


@given(st.lists(SMALL, min_size=6, max_size=6))
def test_the_basis_is_orthonormal_and_begins_with_the_first_direction(entries: list[float]) -> None:
    D = np.array(entries).reshape(2, 3)
    if np.linalg.norm(np.cross(D[0], D[1])) < 1e-3:
        return
    B = orthonormal(D)
    assert np.allclose(B @ B.T, np.eye(2), rtol=0.0, atol=1e-9)
    assert np.cross(D[0], B[0]) == pytest.approx(np.zeros(3), abs=1e-9)
    assert D[0] @ B[0] > 0.0
    assert B[1] @ D[1] > 0.0
