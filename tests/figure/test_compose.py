"""The picture follows from the state and the results, and from nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from picture_results import PEAKS, document, results_of

from hessview.compute.results import Results
from hessview.document.state import Appearance, Box, State
from hessview.figure.colour_bar import ticks
from hessview.figure.compose import compose
from hessview.figure.legend import curve_key
from hessview.figure.marks import (
    ArrowMark,
    FieldMark,
    Figure,
    LevelMark,
    LineMark,
    PointMark,
    Role,
    TextMark,
    screen_angle,
)


def picture(state: State) -> Figure:
    return compose(state, results_of(state))


def lines(figure: Figure, *roles: Role) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role in roles]


def arrow(figure: Figure) -> ArrowMark | None:
    return next((mark for mark in figure.marks if isinstance(mark, ArrowMark)), None)


AXES = (Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO)


def test_a_picture_has_field_lines_labels_overlays_and_the_probe_from_back_to_front() -> None:
    figure = picture(document(PEAKS, {"x": 0.5, "y": -1.0}, Box(-3, 3, -3, 3)))
    kinds = [type(mark) for mark in figure.marks]
    assert kinds[0] is FieldMark
    assert kinds[-1] is PointMark
    assert kinds.index(LevelMark) < kinds.index(TextMark) < kinds.index(LineMark) < kinds.index(ArrowMark)
    assert (figure.axes.x_label, figure.axes.y_label, figure.colour_bar) == ("x", "y", "f")


def test_nothing_known_is_an_empty_frame() -> None:
    state = document("x^2")
    figure = compose(state, Results())
    assert figure.marks == ()
    assert figure.axes.x_range == (-5, 5)


def test_what_has_not_changed_is_the_same_array() -> None:
    state = document("x^2 + y^2", {"x": 1.0})
    results = results_of(state)
    a, b = compose(state, results), compose(replace(state, probe=(("x", 2.0),)), results)
    for one, other in zip(a.marks, b.marks, strict=True):
        if isinstance(one, FieldMark):
            assert isinstance(other, FieldMark)
            assert one.values is other.values
        if isinstance(one, LevelMark):
            assert isinstance(other, LevelMark)
            assert one.vertices is other.vertices


def test_overlays_and_the_field_can_be_left_out() -> None:
    bare = picture(document("x^2 + y", {"x": 1.0}, look=Appearance(overlays=(), show_field=False)))
    assert {type(mark) for mark in bare.marks} == {LevelMark, TextMark, PointMark}
    assert bare.colour_bar is None


def test_the_principal_axes_of_a_saddle_are_perpendicular_solid_up_and_dashed_down() -> None:
    figure = picture(document("x*y", {"x": 0.0, "y": 0.0}))
    (up,) = lines(figure, Role.AXIS_POSITIVE)
    (down,) = lines(figure, Role.AXIS_NEGATIVE)
    u, v = up.vertices[1] - up.vertices[0], down.vertices[1] - down.vertices[0]
    assert np.allclose(abs(u[0]), abs(u[1]))
    assert u[0] * u[1] > 0
    assert abs(u @ v) < 1e-12
    assert np.allclose(up.vertices.mean(axis=0), 0)
    assert (up.label, down.label) == ("λ₂ = 1", "λ₁ = −1")
    assert arrow(figure) is None


def test_the_axis_of_the_greater_eigenvalue_is_the_longer_by_the_root_of_the_ratio() -> None:
    figure = picture(document("x^2 + 4y^2", {"x": 1.0, "y": 1.0}))
    across, up = sorted(lines(figure, *AXES), key=lambda mark: abs(np.ptp(mark.vertices[:, 1])))
    assert np.ptp(up.vertices[:, 1]) == pytest.approx(2 * np.ptp(across.vertices[:, 0]))


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 1.0, 1e6])
def test_overlays_stay_legible_at_every_zoom_and_scale(factor: float) -> None:
    view = Box(-3 * factor, 5 * factor, -2 * factor, 2 * factor)
    figure = picture(document("x^2 + 50y^2 + x", {"x": 0.3 * factor, "y": 0.2 * factor}, view))
    for mark in lines(figure, *AXES):
        share = math.hypot(*(np.ptp(mark.vertices, axis=0) / [8 * factor, 4 * factor]))
        assert 0.04 < share < 0.4
    head = arrow(figure)
    assert head is not None
    share = math.hypot((head.head[0] - head.tail[0]) / (8 * factor), (head.head[1] - head.tail[1]) / (4 * factor))
    assert 0.05 < share < 0.3


def test_the_arrow_points_along_the_gradient_and_grows_with_it() -> None:
    near, far = (arrow(picture(document("x^2 + 2y^2", {"x": t, "y": t}))) for t in (0.2, 3.0))
    assert near is not None
    assert far is not None
    (x0, y0), (x1, y1) = far.tail, far.head
    assert (x0, y0) == (3.0, 3.0)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2.0)
    assert math.dist(far.tail, far.head) > 1.3 * math.dist(near.tail, near.head)


def test_an_undefined_probe_has_no_overlays_and_the_caption_says_so() -> None:
    figure = picture(document("log(x) + y", {"x": -1.0, "y": 0.0}))
    assert not lines(figure, *AXES)
    assert arrow(figure) is None
    assert figure.caption[1] == "Undefined at (−1, 0)"
    assert figure.notes == ("hatched: f is undefined",)


def test_a_degenerate_direction_is_its_own_role() -> None:
    figure = picture(document("x^2 + y^4", {"x": 0.0, "y": 0.0}, look=Appearance(overlays=("principal-axes",))))
    (flat,) = lines(figure, Role.AXIS_ZERO)
    assert flat.label == "λ₁ = 0"
    assert np.ptp(flat.vertices[:, 0]) < 1e-12


def test_the_lines_at_the_probe_of_a_curve_are_named() -> None:
    curved = picture(document("x^3 - 3x", {"x": 0.5}, Box(-3, 3, 0, 1)))
    assert {entry.words: entry.sample for entry in curve_key(curved)} == {
        "tangent": Role.TANGENT, "osculating parabola": Role.AXIS_POSITIVE
    }  # fmt: skip
    nowhere = picture(document("log(x)", {"x": -0.5}, Box(-1, 3, 0, 1)))
    assert [entry.words for entry in curve_key(nowhere)] == ["f is undefined at the probe"]
    assert not curve_key(picture(document("x^2 + y^4", {"x": 0.5})))


def test_one_variable_is_a_curve_with_tangent_and_osculating_parabola() -> None:
    figure = picture(document("x^3 - 3x", {"x": 0.5}, Box(-3, 3, 0, 1)))
    (curve,) = lines(figure, Role.CURVE)
    (tangent,) = lines(figure, Role.TANGENT)
    (parabola,) = lines(figure, Role.AXIS_POSITIVE)
    x = curve.vertices[:, 0]
    assert np.allclose(curve.vertices[:, 1], x**3 - 3 * x)
    slope = np.diff(tangent.vertices[:, 1]) / np.diff(tangent.vertices[:, 0])
    assert slope == pytest.approx(0.75 - 3)
    d = parabola.vertices[:, 0] - 0.5
    assert np.allclose(parabola.vertices[:, 1], -1.375 - 2.25 * d + 1.5 * d**2)
    assert figure.marks[-1] == PointMark(0.5, -1.375, "probe")
    assert figure.axes.y_label == "f(x)"
    assert figure.axes.y_range[0] < -18
    assert figure.colour_bar is None


@pytest.mark.parametrize("text", ["1e308 + 0x", "-1.7e308 + 0x", "1e308 + 1e307 x", "1e308 sin(x)"])
def test_the_range_of_a_curve_of_numbers_at_their_ends_and_its_length_are_numbers(text: str) -> None:
    state = document(text, probe={"x": 0.5})
    low, high = compose(state, results_of(state)).axes.y_range
    assert low < high
    assert np.isfinite(high - low)


def test_a_slice_of_three_variables_shows_its_own_principal_axes_and_says_where_it_lies() -> None:
    figure = picture(document("x^2 - y^2 + x z + 3z^2", {"x": 1.0, "y": 0.5, "z": 0.25}))
    assert sorted(mark.label for mark in lines(figure, *AXES)) == ["μ₁ = −2", "μ₂ = 2"]
    assert figure.notes == ("z = 0.25", "μ₁, μ₂: eigenvalues of the plane’s 2 × 2 block of H")
    head = arrow(figure)
    assert head is not None
    # The gradient's part in the plane: (2 x + z, -2 y).
    assert (head.head[1] - 0.5) / (head.head[0] - 1.0) == pytest.approx(-1.0 / 2.25)


def test_an_oblique_slice_measures_curvature_per_unit_of_space_not_of_the_slice() -> None:
    plane = ((2.0, 0.0, 0.0), (0.0, 1.0, 1.0))
    figure = picture(document("x^2 + 2y^2 + 2z^2", {"x": 2.0, "y": 1.0, "z": 1.0}, plane=plane))
    assert sorted(mark.label for mark in lines(figure, *AXES)) == ["μ₁ = 2", "μ₂ = 4"]
    probe = figure.marks[-1]
    assert isinstance(probe, PointMark)
    assert (probe.x, probe.y) == pytest.approx((1.0, 1.0))
    head = arrow(figure)
    assert head is not None
    # The gradient is (4, 4, 4); in the plane's coordinates it is 2 along d1 and 4 along d2.
    assert (head.head[1] - 1.0) / (head.head[0] - 1.0) == pytest.approx(2.0)


def test_the_caption_says_what_the_panel_says() -> None:
    caption = picture(document("x^2 - y^2", {"x": 0.0, "y": 0.0})).caption
    assert caption == (
        "f(x, y) = x² − y²",
        "Saddle point, index 1 at (0, 0),  f = 0",
        "H = (2\u00a00;\u00a00\u00a0−2),  λ₁ = −2,  λ₂ = 2",
    )


def test_colour_bar_ticks_are_levels_with_room_between_them() -> None:
    figure = picture(document("(1-x)^2 + 100(y-x^2)^2"))
    levels = {mark.level for mark in figure.marks if isinstance(mark, LevelMark)}
    field = figure.marks[0]
    assert isinstance(field, FieldMark)
    for most in (3, 8, 15):
        chosen = ticks(figure, most)
        places = [place for place, _ in chosen]
        assert 2 <= len(chosen) <= most + 1
        assert np.diff(places).min() >= 1 / most - 1e-12
        assert all(min(abs(field.place(level) - place) for level in levels) < 1e-12 for place in places)


def test_a_position_on_the_colour_table_and_its_value_are_inverse() -> None:
    for text in ("x^2 + y^2", "(1-x)^2 + 100(y-x^2)^2"):
        field = picture(document(text)).marks[0]
        assert isinstance(field, FieldMark)
        for place in (0.0, 0.1, 0.5, 0.93, 1.0):
            assert field.place(field.value_at(place)) == pytest.approx(place, abs=1e-9)


def test_positions_survive_the_widest_range_there_is() -> None:
    axis = np.arange(2.0)
    field = FieldMark(axis, axis, np.zeros((2, 2)), -1.7e308, 1.7e308, "viridis")
    assert field.positions(np.array([-np.inf, -1.7e308, 0.0, 1.7e308, np.inf])).tolist() == [0, 0, 0.5, 1, 1]
    assert np.isnan(field.positions(np.array([np.nan]))).all()


@pytest.mark.parametrize(("angle", "width", "height", "seen"), [(45, 2, 1, 26.565), (45, 1, 1, 45), (90, 3, 1, 90)])
def test_an_angle_follows_the_shape_of_the_screen(angle: float, width: float, height: float, seen: float) -> None:
    assert screen_angle(angle, width, height) == pytest.approx(seen, abs=1e-3)
