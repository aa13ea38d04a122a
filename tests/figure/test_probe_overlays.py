"""What the overlays at the probe draw and say, in the plane that the picture shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from picture_results import PEAKS, document, results_of

from hessview.document.limits import OVERLAYS
from hessview.document.state import Appearance, Box, State
from hessview.figure.compose import compose
from hessview.figure.legend import legend_of
from hessview.figure.line_words import line_notes
from hessview.figure.marks import AreaMark, ArrowMark, Figure, LineMark, PointMark, QuiverMark, Role
from hessview.figure.overlays.quadratic_model import model_levels
from hessview.figure.plane_words import plane_note
from hessview.figure.probe_notes import oblique_note

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL = Appearance(overlays=OVERLAYS)
VIEW = Box(-3.0, 3.0, -3.0, 3.0)


def picture(text: str, x: float = 0.0, y: float = 0.0, *names: str, **more: float) -> Figure:
    look = Appearance(overlays=names) if names else ALL
    state = document(text, {"x": x, "y": y, **more}, VIEW, look=look)
    return compose(state, results_of(state))


def line(figure: Figure, role: Role) -> LineMark | None:
    return next((mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role), None)


def vertices(figure: Figure, role: Role) -> NDArray[np.float64]:
    mark = line(figure, role)
    assert mark is not None
    return mark.vertices[np.isfinite(mark.vertices).all(axis=1)]


def arrow(figure: Figure, *roles: Role) -> ArrowMark | None:
    return next((mark for mark in figure.marks if isinstance(mark, ArrowMark) and mark.role in roles), None)


def test_every_overlay_draws_something_of_peaks() -> None:
    figure = picture(PEAKS, 0.5, -1.0)
    roles = {mark.role for mark in figure.marks if isinstance(mark, LineMark | ArrowMark | AreaMark | QuiverMark)}
    assert {
        Role.LEVEL_HERE, Role.MODEL, Role.TRUST, Role.NEWTON_WARNING, Role.DESCENT, Role.GRADIENT,
        Role.GRADIENT_FIELD, Role.TURN_FROM, Role.TURN_TO, Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE,
    } <= roles  # fmt: skip
    words = [entry.words for entry in legend_of(figure)]
    region = "as far as |f − m| ≤ 10 % of |∇f||d| + ½‖H‖|d|²"
    assert {"level curve here", "quadratic model", region, "gradient field", "d ↦ H d"} <= set(words)


def test_of_a_quadratic_the_models_curves_are_the_true_ones_and_all_is_trusted() -> None:
    figure = picture("x^2 - x*y + 3y^2 + x", 0.7, -0.4, "quadratic-model")
    x, y = vertices(figure, Role.MODEL).T
    levels = x * x - x * y + 3 * y * y + x
    own = 0.49 + 0.28 + 0.48 + 0.7
    look = Appearance(overlays=("quadratic-model",))
    state = document("x^2 - x*y + 3y^2 + x", {"x": 0.7, "y": -0.4}, VIEW, look=look)
    results = results_of(state)
    assert results.field is not None
    known = np.array([own, *(level.value for level in results.field.levels)])
    assert np.abs(levels[:, np.newaxis] - known).min(axis=1) == pytest.approx(0.0, abs=1e-9)
    assert results.trust is not None
    assert results.trust.is_everywhere


def test_a_repeated_eigenvalue_is_a_circle_and_a_note_says_why() -> None:
    figure = picture("x^2 + y^2", 1.0, 1.0, "principal-axes")
    circle = line(figure, Role.AXIS_POSITIVE)
    assert circle is not None
    assert len(circle.vertices) > 30
    assert np.ptp(np.hypot(*(circle.vertices - 1.0).T)) == pytest.approx(0.0, abs=1e-12)
    assert circle.label == "λ₁ = λ₂ = 2"
    assert "λ₁ = λ₂: every direction is a principal axis" in figure.notes


def test_nearly_repeated_eigenvalues_keep_their_axes() -> None:
    figure = picture("x^2 + 1.0001 y^2", 1.0, 1.0, "principal-axes")
    assert sum(isinstance(mark, LineMark) and mark.role is Role.AXIS_POSITIVE for mark in figure.marks) == 2
    assert not any("every direction" in note for note in figure.notes)


def test_newtons_step_ends_at_the_target_and_its_colour_and_words_say_when_it_goes_uphill() -> None:
    down = picture("x^2 + 3y^2", 1.0, 1.0, "newton-step")
    step = arrow(down, Role.NEWTON)
    assert step is not None
    assert step.head == pytest.approx((0.0, 0.0), abs=1e-12)
    assert "minimum" in step.label
    assert any(isinstance(mark, PointMark) and mark.kind == "target" for mark in down.marks)
    up = arrow(picture("x^2 - y^2", 0.3, 1.0, "newton-step"), Role.NEWTON, Role.NEWTON_WARNING)
    assert up is not None
    assert up.role is Role.NEWTON_WARNING
    assert "uphill" in up.label
    assert "saddle" in up.label


def test_a_target_off_the_picture_is_pointed_at() -> None:
    figure = picture("100(y - x^2)^2 + (1 - x)^2", -2.5, 1.0, "newton-step")
    step = arrow(figure, Role.NEWTON, Role.NEWTON_WARNING)
    assert step is not None
    assert step.label.endswith("off the picture")
    assert all(-3.0 <= end <= 3.0 for end in step.head)
    assert not any(isinstance(mark, PointMark) and mark.kind == "target" for mark in figure.marks)


@pytest.mark.parametrize(
    ("text", "words"),
    [("x + y^2", "H is singular: there is no Newton step"), ("x^2 + 2y^2", "∇f = 0: there is no step to take")],
)
def test_why_there_is_no_newton_step_is_said(text: str, words: str) -> None:
    figure = picture(text, 0.0, 0.0, "newton-step")
    assert arrow(figure, Role.NEWTON, Role.NEWTON_WARNING) is None
    assert words in figure.notes


def test_steepest_descent_is_the_way_opposite_to_the_gradient() -> None:
    figure = picture("x^2 + 3y^2", 1.0, 1.0, "newton-step", "gradient")
    up, down = arrow(figure, Role.GRADIENT), arrow(figure, Role.DESCENT)
    assert up is not None
    assert down is not None
    a, b = np.array(up.head) - up.tail, np.array(down.head) - down.tail
    assert a @ b == pytest.approx(-np.hypot(*a) * np.hypot(*b))


def test_the_arrows_of_the_field_are_the_gradient_and_the_same_while_the_probe_moves() -> None:
    figure = picture("x^2 + 3y^2 + x*y", 1.0, 1.0, "gradient-field")
    quiver = next(mark for mark in figure.marks if isinstance(mark, QuiverMark))
    x, y = quiver.places.T
    truth = np.column_stack([2 * x + y, 6 * y + x])
    turned = quiver.vectors[:, 0] * truth[:, 1] - quiver.vectors[:, 1] * truth[:, 0]
    assert turned == pytest.approx(0.0, abs=1e-6)
    assert ((quiver.vectors * truth).sum(axis=1) > 0.0).all()
    steepness, length = np.hypot(*truth.T), np.hypot(*quiver.vectors.T)
    assert length[steepness.argmax()] > length[steepness.argmin()]
    state = document("x^2 + 3y^2", {"x": 1.0}, VIEW, look=ALL)
    results = results_of(state)
    first, second = (
        next(mark for mark in compose(each, results).marks if isinstance(mark, QuiverMark))
        for each in (state, State(state.text, state.accepted, (("x", 2.0),), VIEW, appearance=ALL))
    )
    assert first.places is second.places


def test_the_image_of_a_circle_of_displacements_is_what_the_hessian_makes_of_them() -> None:
    figure = picture("x^2 - 3y^2 + x*y", 0.5, 0.5, "gradient-turns")
    H = np.array([[2.0, 1.0], [1.0, -6.0]])
    d, image = vertices(figure, Role.TURN_FROM) - 0.5, vertices(figure, Role.TURN_TO) - 0.5
    assert np.ptp(np.hypot(*d.T)) == pytest.approx(0.0, abs=1e-12)
    ratio = (image * (d @ H)).sum() / ((d @ H) ** 2).sum()
    assert image == pytest.approx(ratio * d @ H, abs=1e-12)
    label = line(figure, Role.TURN_TO)
    assert label is not None
    assert label.label == f"H d × {ratio:g}"


def test_in_three_variables_all_refers_to_the_slice() -> None:
    figure = picture("x^2 + 4y^2 + 9z^2 + x*z", 1.0, 1.0, z=2.0)
    step = arrow(figure, Role.NEWTON)
    assert step is not None
    # Along x and y alone f is x^2 + 2x + 4y^2 + ..., with its minimum at (-1, 0).
    assert step.head == pytest.approx((-1.0, 0.0), abs=1e-9)
    x, y = vertices(figure, Role.LEVEL_HERE).T
    assert x * x + 4 * y * y + 2 * x == pytest.approx(7.0, abs=1e-5)


def test_a_slice_with_directions_of_any_length_shows_the_same_step() -> None:
    plane = ((2.0, 0.0, 0.0), (1.0, 0.0, 1.0))
    look = Appearance(overlays=("newton-step", "quadratic-model", "level-curve"))
    state = document("x^2 + y^2 + 3z^2", {"x": 1.0, "y": 0.5, "z": 0.5}, VIEW, plane, look)
    figure = compose(state, results_of(state))
    step = arrow(figure, Role.NEWTON)
    assert step is not None
    origin = np.array([0.0, 0.5, 0.0])
    assert origin + np.array(step.head) @ np.array(plane) == pytest.approx([0.0, 0.5, 0.0], abs=1e-9)
    points = origin + vertices(figure, Role.LEVEL_HERE) @ np.array(plane)
    assert (points**2) @ [1.0, 1.0, 3.0] == pytest.approx(2.0, abs=1e-5)


@pytest.mark.parametrize("text", ["x^3", "sin(x)", "1/x"])
def test_a_graph_has_none_of_them(text: str) -> None:
    state = document(text, {"x": 0.5}, VIEW, look=ALL)
    figure = compose(state, results_of(state))
    assert not any(isinstance(mark, AreaMark | QuiverMark) for mark in figure.marks)
    assert line(figure, Role.MODEL) is None


@pytest.mark.parametrize(
    "text", ["sqrt(x) + y", "|x| + |y|", "1/(x^2+y^2)", "7", "x + y", "x^4 + y^4", "exp(800x) + y", "1e-320 x^2 + y^2"]
)
def test_nothing_that_f_is_breaks_them(text: str) -> None:
    for x, y in ((0.0, 0.0), (-1.0, 0.5), (2.9, 2.9), (40.0, -7.0)):
        figure = picture(text, x, y)
        for mark in figure.marks:
            if isinstance(mark, ArrowMark):
                assert np.isfinite([*mark.tail, *mark.head]).all()


def test_axes_look_oblique_only_where_the_scales_differ() -> None:
    figure = picture("x^2 + 3x*y - y^2", 1.0, 1.0, "principal-axes")
    assert oblique_note(figure, (0.01, 0.01)) == ""
    assert "differ in scale" in oblique_note(figure, (0.01, 0.03))
    along = picture("x^2 - y^2", 1.0, 1.0, "principal-axes")
    assert oblique_note(along, (0.01, 0.03)) == ""


def test_of_a_definite_model_it_is_said_along_which_axis_its_ellipses_are_longest() -> None:
    definite, indefinite = (picture(text, 1.0, 1.0, "quadratic-model") for text in ("100x^2 + y^2", "x^2 - y^2"))
    assert any("longest along the smallest" in note for note in definite.notes)
    assert not any("longest" in note for note in indefinite.notes)


@pytest.mark.parametrize(
    ("text", "z", "said"),
    [
        ("x^2 + y^2 + z", 0.0, "∇f has no part in this plane: there is no step to take"),
        ("x z + y z + z^2", 1.0, "H is singular in this plane: there is no Newton step"),
        ("x^2 - y^2 + z^3 + 3x", 1.0, ""),
        ("-x^2 - 3y^2 + z^2 + x", 1.0, "in this plane gᵀH⁻¹g < 0: the Newton step begins uphill"),
    ],
)
def test_in_a_plane_of_more_variables_nothing_is_said_of_all_of_the_gradient_and_of_h(
    text: str, z: float, said: str
) -> None:
    notes = picture(text, 0.0, 0.0, "newton-step", "principal-axes", "quadratic-model", z=z).notes
    assert not said or said in notes
    assert not any("∇f = 0" in note or "λ₁ = λ₂" in note or note.startswith("H is singular:") for note in notes)


def test_in_a_plane_of_more_variables_the_step_leads_to_what_is_stationary_in_this_plane() -> None:
    whole = picture("x^2 + 3y^2", 1.0, 1.0, "newton-step")
    part = picture("x^2 + 3y^2 - z^2", 1.0, 1.0, "newton-step", z=1.0)
    assert arrow(whole, Role.NEWTON).label == "Newton step → model’s minimum"
    assert arrow(part, Role.NEWTON).label == "Newton step → model’s minimum in this plane"


def test_a_newton_step_too_long_for_a_number_makes_no_matrix_singular() -> None:
    notes = picture("1e-160 (x^2 + y^2) + 1e150 x", 0.0, 0.0, "newton-step").notes
    assert "the Newton step is too long for a number" in notes


def test_an_eigenvalue_that_only_cannot_be_told_from_zero_is_not_said_to_be_zero() -> None:
    axis = line(picture("1e-320 (x^2 + y^2)", 1.0, 0.0, "principal-axes"), Role.AXIS_ZERO)
    assert axis is not None
    assert axis.label == "λ₁ = λ₂ ≈ 0"


@pytest.mark.parametrize("far", [0.0, 1e3, 1e8])
def test_far_from_the_origin_the_model_is_trusted_as_well_as_near_it(far: float) -> None:
    look = Appearance(overlays=("quadratic-model",))
    text = f"sin(x - {far:.0f}) + sin(y - {far:.0f})"
    state = document(text, {"x": far + 1.0, "y": far + 1.0}, Box(far - 1.0, far + 3.0, far - 1.0, far + 3.0), look=look)
    results = results_of(state)
    assert results.trust is not None
    assert results.trust.least == pytest.approx(0.98, abs=0.02)


@pytest.mark.parametrize(
    ("text", "box", "place"),
    [
        ("1e300 x y", Box(1e100, 1.0000001e100, 3.0, 3.1), (1e100, 3.05)),
        ("5e-324 x + 0 y", Box(1.0, 1.0 + 1e-9, 1.0, 1.0 + 1e-9), (1.0, 1.0)),
        ("sqrt(x) + sqrt(-x)", Box(-5e-17, 5e-17, -5e-17, 5e-17), (0.0, 0.0)),
        ("x^2 + y^2", Box(1e308, 1.0000001e308, -5e298, 5e298), (1e308, 0.0)),
        ("1e308 sin(1e308 x) y", Box(-1e-300, 1e-300, -1e300, 1e300), (0.0, 1e299)),
        ("1e-310 x^2 + 1e300 y^2", Box(-1e300, 1e300, -1e-300, 1e-300), (1e299, 1e-301)),
    ],
)
def test_at_the_ends_of_the_numbers_they_draw_what_has_a_place_and_nothing_else(
    text: str, box: Box, place: tuple[float, float]
) -> None:
    state = document(text, dict(zip("xy", place, strict=True)), box, look=ALL)
    figure = compose(state, results_of(state))  # warnings are errors here
    for mark in figure.marks:
        if isinstance(mark, ArrowMark):
            assert np.isfinite([*mark.tail, *mark.head]).all()


def test_of_a_graph_no_arrows_are_drawn_over_the_map_of_what_was_shown_before() -> None:
    before, now = document("x y", {"x": 0.5}, VIEW, look=ALL), document("x^2", {"x": 0.5}, VIEW, look=ALL)
    results = replace(results_of(now), field=results_of(before).field)
    assert not any(isinstance(mark, QuiverMark) for mark in compose(now, results).marks)


def test_what_is_zero_only_because_no_number_is_so_small_is_not_called_zero() -> None:
    figure = picture("exp(-1/(x^2 + y^2))", 0.001, 0.0)
    assert "∇f = 0: there is no step to take" not in figure.notes
    assert "∇f = 0 and H = 0: the quadratic model is constant" not in figure.notes
    axis = line(figure, Role.AXIS_ZERO)
    assert axis is not None
    assert axis.label == "λ₁ = λ₂ ≈ 0"


def test_the_coordinates_of_an_oblique_plane_are_not_called_lengths() -> None:
    state = document("x^2 + y^2 + z^2", {"x": 0.0, "y": 0.0, "z": 0.0}, VIEW)
    for plane, words in (
        (((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), "s and t are lengths"),
        (((2.0, 0.0, 0.0), (0.0, 3.0, 1.0)), "s and t count them"),
        (((1.0, 0.0, 0.0), (0.6, 0.8, 0.0)), "s and t count them"),
    ):
        assert plane_note(replace(state, plane=plane), ("x", "y", "z")).endswith(words)


def test_the_models_level_curves_lie_on_both_sides_of_the_probes() -> None:
    state = document("x^2 - y^2", {"x": 0.0, "y": 0.0}, VIEW, look=ALL)
    results = results_of(state)
    levels = np.array(model_levels(results, compose(state, results).axes))
    assert (levels < 0.0).sum() == (levels > 0.0).sum() == 3
    assert 0.0 in levels


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [("x^2 - x*y + 3y^2 + x", True), ("2x + y", True), ("x^2 + y^3", False), ("x^2 + cos(y)", False),
     ("x^2*y", False), ("(x + y)^2 - x*y/2", True)],
)  # fmt: skip
def test_the_key_and_the_caption_say_where_the_model_is_f(text: str, is_exact: bool) -> None:
    figure = picture(text, 0.7, -0.4, "quadratic-model")
    words = [entry.words for entry in legend_of(figure)]
    said = " ".join(line_notes(figure, document(text), has_legend=False))
    assert ("m = f: the model is exact" in words) == is_exact
    assert ("quadratic model" in words) != is_exact
    assert ("m = f: the model is exact" in said) == is_exact
    assert "½ dᵀHd" in said
