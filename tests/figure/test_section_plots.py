"""The pictures of sections and of the dial: what is drawn, what is said, and that paper takes the same marks."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.curvature import Curvature, at
from hessview.analysis.plane_form import orthonormal, plane_form
from hessview.analysis.sections import Section, line_along, sections
from hessview.export.page import page
from hessview.export.print_theme import stroke
from hessview.figure.dial import REACH, Dial, dial, radius
from hessview.figure.marks import AreaMark, Axes, Figure, LineMark, PointMark, Role, TextMark
from hessview.figure.sections import difference_words, heights, reading_words, section_plot, with_direction
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.parser import parse


def section(text: str, point: tuple[float, ...], direction: tuple[float, ...], window: float = 1.0) -> Section:
    landscape = ExpressionLandscape(parse(text))
    curvature = at(landscape, point)
    (made,) = sections(landscape, curvature, [line_along(curvature, direction)], window)
    return made


def curvature_of(text: str, *point: float) -> Curvature:
    return at(ExpressionLandscape(parse(text)), point)


def dial_of(text: str, *point: float, direction: float | None = None) -> Dial:
    curvature = curvature_of(text, *point)
    form = plane_form(curvature, np.eye(len(point))[:2])
    return dial(form, ("x", "y"), direction, is_critical=curvature.is_critical)


def lines(figure: Figure, role: Role) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role]


def area(rings: np.ndarray) -> float:
    """Return the area in closed rings, each ended by a row of nan."""
    total, start = 0.0, 0
    for end in np.flatnonzero(np.isnan(rings[:, 0])):
        x, y = rings[start:end].T
        total += 0.5 * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))
        start = end + 1
    return total


# Sections


def test_a_section_draws_f_model_and_tangent_through_the_probe() -> None:
    made = section("x^3 + x^2 + 2x + y^2", (0.0, 0.0), (1.0, 0.0))
    figure = section_plot(made, "v₁", "λ₁", "f").figure
    (curve,), (model,), (tangent,) = (lines(figure, r) for r in (Role.CURVE, Role.MODEL, Role.TANGENT))
    t = curve.vertices[:, 0]
    assert curve.vertices[:, 1] == pytest.approx(t**3 + t**2 + 2 * t)
    assert model.vertices[:, 1] == pytest.approx(t**2 + 2 * t)
    assert tangent.vertices[:, 1] == pytest.approx(2 * t, nan_ok=True)
    probe = next(mark for mark in figure.marks if isinstance(mark, PointMark))
    assert (probe.x, probe.y) == (0.0, 0.0)
    assert figure.axes.x_label == "t (unit of length along v₁)"
    assert figure.axes.y_label == "f"


def test_the_model_of_a_section_has_the_look_of_the_model_on_the_map_and_f_another() -> None:
    for text in ("-x^2 + y", "x^2 + y", "x + y"):
        figure = section_plot(section(text, (0.0, 0.0), (1.0, 0.0)), "v₁", "λ₁", "f").figure
        assert lines(figure, Role.MODEL), text
    assert stroke(Role.CURVE).colour != stroke(Role.MODEL).colour


def test_what_lies_between_f_and_model_is_an_area_of_its_true_size() -> None:
    made = section("x^2 + x^3 + 0y", (0.0, 0.0), (1.0, 0.0))
    figure = section_plot(made, "v₂", "λ₂", "f").figure
    (between,) = [mark for mark in figure.marks if isinstance(mark, AreaMark)]
    assert between.role is Role.DIFFERENCE
    assert np.nanmin(between.rings[:, 0]) == -1.0
    assert np.nanmax(between.rings[:, 0]) == 1.0
    right = section("x^2 + (x+1)^3 + 0y", (-1.0, 0.0), (1.0, 0.0), 0.5)
    (again,) = [m for m in section_plot(right, "v", "λ", "f").figure.marks if isinstance(m, AreaMark)]
    only_right = again.rings[again.rings[:, 0] >= 0.0]
    assert area(np.concatenate([only_right, only_right[:1], [[np.nan, np.nan]]])) == pytest.approx(0.5**4 / 4, rel=1e-3)


def test_of_a_quadratic_nothing_is_shaded_and_the_words_say_that_they_agree() -> None:
    made = section("x^2 - 3x y + 0.1", (0.3, 0.2), (1.0, 1.0))
    plot = section_plot(made, "d", "dᵀHd", "f")
    assert not [mark for mark in plot.figure.marks if isinstance(mark, AreaMark)]
    assert plot.sayings[0].startswith("f = model")


def test_of_a_polynomial_of_second_degree_no_rounding_parts_the_words() -> None:
    made = section("x^2 - 3x y + 0.1", (0.3, 0.2), (1.0, 1.0))
    assert section_plot(made, "d", "dᵀHd", "f", is_exact=True).sayings == (
        "f = model: f is a polynomial of second degree", "f = model exactly", "f = model",
    )  # fmt: skip
    other = section("x^2 + 4x^3 + y", (0.0, 0.0), (1.0, 0.0), 0.5)
    assert difference_words(other, is_exact=True) == difference_words(other)


def test_the_largest_difference_is_said_with_its_place_and_its_units() -> None:
    made = section("x^2 + 4x^3 + y", (0.0, 0.0), (1.0, 0.0), 0.5)
    words = difference_words(made)
    assert words[0] in {
        f"f and its model differ by up to 0.5 over {len(made.t)} samples, most at t = 0.5: f is higher",
        f"f and its model differ by up to 0.5 over {len(made.t)} samples, most at t = −0.5: f is lower",
    }
    assert all("sample" in text for text in words)
    assert [len(text) for text in words] == sorted((len(text) for text in words), reverse=True)


def test_an_undefined_part_is_left_out_and_said() -> None:
    made = section("log(x) + y^2", (0.5, 0.0), (1.0, 0.0))
    plot = section_plot(made, "v₁", "λ₁", "f")
    (curve,) = lines(plot.figure, Role.CURVE)
    assert np.isnan(curve.vertices[0, 1])
    missing = int(np.isnan(made.f).sum())
    assert f"f has no value at {missing} more" in plot.sayings[0]


def test_without_a_hessian_only_f_and_no_claim_about_a_model() -> None:
    plot = section_plot(section("abs(x) + y", (0.0, 0.0), (1.0, 0.0)), "x", "second derivative", "f")
    assert lines(plot.figure, Role.CURVE)
    assert not any(lines(plot.figure, role) for role in (Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO))
    assert plot.title.endswith("undefined")
    assert plot.sayings[0] == "no model: H is undefined at the probe"


@pytest.mark.parametrize(
    "text",
    [
        "1/x^2 + y", "tan(3x) + y", "exp(300x) + y", "7 + 0x + 0y", "x*10^200 + y", "x*1e-200 + y", "1e308 x^3 + y",
        "1e308 sin(9x) + y", "1e308 + 0x + 0y", "-1.797e308 + 0x + 0y", "1e308 + 1e307 x + 0y", "1e-320 x + 0y",
    ],
)
def test_the_vertical_range_is_finite_not_empty_and_holds_the_probe(text: str) -> None:
    made = section(text, (0.7, 0.0), (1.0, 0.0))
    low, high = heights(made)
    assert math.isfinite(high - low)
    assert low < made.line.value < high
    assert (high - low) / 1000 > 0.0
    figure = section_plot(made, "v₁", "λ₁", "f").figure
    for role in (Role.TANGENT, Role.MODEL):
        assert not any(np.isinf(mark.vertices).any() for mark in lines(figure, role))


def test_a_pole_does_not_press_the_curve_flat() -> None:
    low, high = heights(section("1/x^2 + 0y", (0.52, 0.0), (1.0, 0.0)))
    assert high - low < 1e4


def test_the_reading_says_all_four_numbers() -> None:
    made = section("x^3 + 0y", (1.0, 0.0), (1.0, 0.0))
    # model at 0.5: 1 + 3/2 + 6/8 = 3.25; f = 3.375
    assert reading_words(made, 0.5, 3.375) == ("t = 0.5", "f = 3.375", "model = 3.25", "f − model = 0.125")


# The dial


def test_the_dial_is_called_curvature_only_where_the_gradient_is_certainly_zero() -> None:
    assert "Curvature of the surface" in dial_of("x^2 - y^2", 0.0, 0.0).title[0]
    away = dial_of("x^2 - y^2", 1.0, 0.0)
    assert "Curvature" not in " ".join(away.title)
    assert away.title[0] == "Second derivative dᵀHd along d; drag for normal curvature"
    form = plane_form(curvature_of("x^2 - y^2", 0.0, 0.0), np.eye(2))
    for unknown in (None, False):
        words = dial(form, ("x", "y"), None, is_critical=unknown)
        assert "Curvature" not in " ".join((*words.title, *words.sayings, *words.figure.caption))


def test_positive_parts_lie_outside_the_circle_of_zero_and_are_solid_negative_ones_inside_and_dashed() -> None:
    figure = dial_of("x^2 - 3y^2", 0.0, 0.0).figure
    for role, side in ((Role.AXIS_POSITIVE, 1.0), (Role.AXIS_NEGATIVE, -1.0)):
        curve = max(lines(figure, role), key=lambda line: len(line.vertices))
        radii = np.hypot(*curve.vertices.T)
        radii = radii[np.isfinite(radii)]
        assert np.all(side * (radii - 1.0) >= -1e-12)
        assert np.max(side * (radii - 1.0)) == pytest.approx(REACH * {1.0: 1.0 / 3.0, -1.0: 1.0}[side], rel=1e-3)


def test_the_radius_of_the_curve_is_the_second_derivative_in_that_direction() -> None:
    curvature = curvature_of("x^2 + x y - 2y^2", 0.3, 0.4)
    form = plane_form(curvature, np.eye(2))
    assert form is not None
    figure = dial(form, ("x", "y"), None, is_critical=False).figure
    size = max(map(abs, form.eigenvalues))
    for role in (Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE):
        curve = max(lines(figure, role), key=lambda line: len(line.vertices))
        known = curve.vertices[np.isfinite(curve.vertices[:, 0])]
        d = known / np.hypot(*known.T)[:, np.newaxis]
        values = np.einsum("ki,ij,kj->k", d, curvature.hessian, d)
        assert np.hypot(*known.T) == pytest.approx(1.0 + REACH * values / size, abs=1e-9)


def test_axes_and_asymptotic_directions_are_marked_with_their_names() -> None:
    made = dial_of("x^2 - 3y^2", 0.0, 0.0)
    words = [mark.text for mark in made.figure.marks if isinstance(mark, TextMark)]
    assert words.count("0") == 4
    assert {"λ₁", "λ₂", "x", "y"} <= set(words)
    assert made.sayings[0] == "λ₁ = −6, λ₂ = 2; 0 at −30° and 30°"


def test_two_zeros_that_lie_close_are_named_apart() -> None:
    figure = dial_of("100x^2 - 0.1y^2", 0.0, 0.0).figure
    zeros = [(mark.x, mark.y) for mark in figure.marks if isinstance(mark, TextMark) and mark.text == "0"]
    assert len(zeros) == 4
    assert min(math.dist(p, q) for k, p in enumerate(zeros) for q in zeros[:k]) > 0.25


def test_where_the_surface_is_not_level_the_title_says_which_d_and_a_short_saying_has_the_normal_curvature() -> None:
    curvature = curvature_of("x^2 - y^2", 1.0, 0.0)
    form = plane_form(curvature, np.eye(2))
    made = dial(form, ("x", "y"), 30.0, is_critical=False, gradient=curvature.gradient)
    assert made.title[0] == "Second derivative along d at 30°"
    assert all("normal" in words for words in made.sayings[:4])
    assert len(made.sayings[3]) < 30


def test_a_round_dial_marks_no_axis_and_says_why() -> None:
    made = dial_of("x^2 + y^2", 0.0, 0.0)
    assert not [mark for mark in made.figure.marks if isinstance(mark, TextMark) and mark.text.startswith("λ")]
    assert made.sayings[0] == "2 in every direction: no axis is marked"


def test_a_flat_dial_is_the_circle_of_zero() -> None:
    made = dial_of("x + y", 0.0, 0.0)
    assert not [mark for mark in made.figure.marks if isinstance(mark, AreaMark)]
    assert made.sayings[0].startswith("0 in every direction")


def test_the_chosen_direction_has_its_handle_on_the_curve_and_its_value_in_words() -> None:
    made = dial_of("x^2 - y^2", 0.0, 0.0, direction=30.0)
    handle = next(mark for mark in made.figure.marks if isinstance(mark, PointMark))
    assert math.degrees(math.atan2(handle.y, handle.x)) == pytest.approx(30.0)
    assert math.hypot(handle.x, handle.y) == pytest.approx(1.0 + REACH * 0.5)
    assert made.sayings[0] == "dᵀHd = 1 for d at 30°"


def test_without_a_hessian_the_dial_says_so() -> None:
    made = dial(None, ("x", "y"), 20.0, is_critical=None)
    assert made.sayings == ("H is undefined at the probe",)
    form = plane_form(curvature_of("x + y", 0.0, 0.0), np.eye(2))
    assert form is not None
    assert radius(form, 10.0) == 1.0


# On the map, and on paper


@pytest.mark.parametrize("directions", [((1.0, 0.0), (0.0, 1.0)), ((2.0, 0.0), (1.0, 1.0))])
def test_on_the_map_the_line_is_as_long_as_the_section_and_lies_below_the_probe(
    directions: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    plane = Slice((0.0, 0.0), directions)
    place = plane.to_plane((0.5, -0.5))
    figure = Figure(Axes((-1, 1), (-1, 1), "s", "t"), (PointMark(*place, "probe"),))
    basis = orthonormal(directions)
    shown = with_direction(figure, basis, plane, 40.0, 0.3)
    line, probe = shown.marks
    assert isinstance(line, LineMark)
    assert probe is figure.marks[0]
    ends = np.array([plane.to_space(tuple(end)) for end in line.vertices])
    v = math.cos(math.radians(40.0)) * basis[0] + math.sin(math.radians(40.0)) * basis[1]
    assert ends == pytest.approx(np.array([0.5, -0.5]) + np.array([[-0.3], [0.3]]) * v)


def test_without_a_probe_on_the_map_there_is_no_line() -> None:
    figure = Figure(Axes((-1, 1), (-1, 1), "x", "y"), ())
    assert with_direction(figure, np.eye(2), coordinate_slice(2, 0, 1, (0.0, 0.0)), 10.0, 1.0) is figure


@pytest.mark.parametrize(("text", "direction"), [
    ("x y", 90.0), ("x y", 0.0), ("x^4 + y^4 - 4x y + 1", 90.0), ("x^2 - y^2", 45.0), ("x^2 - y^2", -45.0),
    ("x^2 - y^2", 135.0),
])  # fmt: skip
def test_along_an_asymptotic_direction_the_dial_says_zero(text: str, direction: float) -> None:
    said = dial_of(text, 0.0, 0.0, direction=direction).sayings
    assert said[0].startswith("dᵀHd = 0 ")
    assert said[-1].startswith("0 at ")


def test_what_rounding_hides_along_a_direction_is_near_zero_and_no_tiny_number() -> None:
    form = plane_form(curvature_of("x^2 - y^2", 0.0, 0.0), np.eye(2))
    assert form is not None
    beside = dial(form, ("x", "y"), math.nextafter(45.0, 50.0), is_critical=True)
    assert beside.sayings[0].startswith("dᵀHd ≈ 0 ")


def test_a_plane_in_which_h_is_zero_is_said_to_be_so_though_other_entries_are_rounded() -> None:
    assert dial_of("x^2 y z", 0.3, 0.7, 0.0).sayings[0].startswith("0 in every direction")


def test_paper_takes_a_section_and_a_dial() -> None:
    plot = section_plot(section("x^3 + y^2", (0.2, 0.0), (1.0, 0.5)), "v₁", "λ₁", "f").figure
    on_paper = page(plot, 90.0, 60.0)
    axes = on_paper.axes[0]
    assert axes.get_xlabel() == "t (unit of length along v₁)"
    assert len(axes.lines) >= 3
    assert len(axes.patches) == 1
    round_paper = page(dial_of("x^2 - y^2", 0.0, 0.0, direction=10.0).figure, 60.0, 60.0).axes[0]
    assert not round_paper.axison
    assert len(round_paper.patches) >= 2
    assert "λ₁" in [text.get_text() for text in round_paper.texts]
