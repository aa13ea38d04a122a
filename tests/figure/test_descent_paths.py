"""Paths of runs on the map: where they lie, how far they are strong, what is at their ends, a step in its parts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from descent_runs import STIFF, run, stepping

from hessview.analysis import curvature
from hessview.document.method_names import spelled
from hessview.figure.descent_paths import MOST_RUNS, projected, with_runs, with_step
from hessview.figure.legend import legend_of
from hessview.figure.marks import RUNS, ArrowMark, Axes, DotsMark, Figure, GlyphsMark, LineMark, PointMark, Role
from hessview.figure.run_looks import OWN_ROLES
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.parser import parse

PLANE = coordinate_slice(2, 0, 1, (0.0, 0.0))
PROBE = PointMark(10.0, 1.0, "probe")
EMPTY = Figure(Axes((-12.0, 12.0), (-12.0, 12.0), "x", "y"), (PROBE,))


def _lines(figure: Figure, role: Role = Role.RUN_1) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role]


def _dots(figure: Figure, role: Role = Role.RUN_1) -> list[DotsMark]:
    return [mark for mark in figure.marks if isinstance(mark, DotsMark) and mark.role is role]


def _known(vertices: np.ndarray) -> np.ndarray:
    return vertices[np.isfinite(vertices).all(axis=1)]


def test_the_path_goes_through_the_iterates() -> None:
    outcome = stepping(2.0 / 101.0, steps=8)
    (line,) = _lines(with_runs(EMPTY, [outcome], PLANE, None, 0))
    q = 99.0 / 101.0
    expected = [[10.0 * q**k, (-q) ** k] for k in range(9)]
    assert _known(line.vertices) == pytest.approx(np.array(expected))
    assert line.opacity == 1.0


def test_beyond_the_present_step_the_path_is_faint() -> None:
    figure = with_runs(EMPTY, [stepping(2.0 / 101.0, steps=8)], PLANE, 3, 0)
    strong, faint = _lines(figure)
    assert (strong.opacity, faint.opacity < 0.5) == (1.0, True)
    assert _known(strong.vertices)[-1] == pytest.approx(_known(faint.vertices)[0])
    assert len(_known(strong.vertices)) == 4
    here = [dots.places for dots in _dots(figure) if dots.weight > 2.0 and not dots.is_stopped]
    q = 99.0 / 101.0
    assert here[0][0] == pytest.approx([10.0 * q**3, -(q**3)])


def test_a_step_beyond_the_last_one_is_the_last() -> None:
    outcome = stepping(2.0 / 101.0, steps=8)
    (late,), (last,) = (_lines(with_runs(EMPTY, [outcome], PLANE, step, 0)) for step in (99, None))
    assert np.array_equal(late.vertices, last.vertices, equal_nan=True)


def test_a_run_that_reached_no_critical_point_ends_in_a_ring_with_a_slash() -> None:
    short = stepping(2.0 / 101.0, steps=8)
    assert not short.reached
    assert [dots.is_stopped for dots in _dots(with_runs(EMPTY, [short], PLANE, None, 0)) if dots.weight > 2.0] == [True]
    figure = with_runs(EMPTY, [run(STIFF, (10.0, 1.0), "newton")], PLANE, None, 0)
    assert not any(dots.is_stopped for dots in _dots(figure))


def test_what_was_reached_has_the_glyph_of_its_class_unless_it_stands_there() -> None:
    outcome = run(STIFF, (10.0, 1.0), "newton")
    figure = with_runs(EMPTY, [outcome, outcome], PLANE, None, 0)
    glyphs = [mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind != "probe"]
    assert [(glyph.kind, glyph.filled) for glyph in glyphs] == [("minimum", False)]
    proved = Figure(EMPTY.axes, (GlyphsMark(np.zeros((1, 2)), "minimum"), PROBE))
    marks = with_runs(proved, [outcome], PLANE, None, 0).marks
    assert [mark.kind for mark in marks if isinstance(mark, PointMark)] == ["probe"]


def test_what_stands_at_the_probe_lies_above_the_paths() -> None:
    figure = with_runs(EMPTY, [stepping(0.01)], PLANE, None, 0)
    assert figure.marks[-1] is PROBE


def test_the_selected_run_lies_on_top_and_is_wider_and_the_legend_keeps_the_order() -> None:
    runs = [run(STIFF, (10.0, 1.0), name) for name in ("gradient descent", "heavy ball", "newton")]
    figure = with_runs(EMPTY, [runs[0], None, *runs[1:]], PLANE, None, 2)
    lines = [mark for mark in figure.marks if isinstance(mark, LineMark)]
    assert lines[-1].role is Role.RUN_2
    assert lines[-1].weight > lines[0].weight
    assert [(entry.sample, entry.words) for entry in legend_of(figure)] == [
        (Role.RUN_1, "gradient descent"), (Role.RUN_2, "heavy ball"), (Role.RUN_3, "Newton"),
    ]  # fmt: skip


def test_no_more_runs_are_drawn_than_have_a_colour() -> None:
    figure = with_runs(EMPTY, [stepping(0.01)] * (MOST_RUNS + 2), PLANE, None, 0)
    assert len(_lines(figure)) == MOST_RUNS == len(RUNS)


def test_a_run_has_the_colour_of_its_method_in_whatever_order_they_came() -> None:
    runs = [run(STIFF, (10.0, 1.0), name) for name in ("newton", "gradient descent", "heavy ball")]
    for some in (runs, runs[::-1], runs[1:]):
        marks = with_runs(EMPTY, some, PLANE, None, 0).marks
        drawn = {(mark.label, mark.role) for mark in marks if isinstance(mark, LineMark)}
        methods = [each.trajectory.method for each in some]
        assert drawn == {(spelled(method), OWN_ROLES[method]) for method in methods}
    lent = {"newton": Role.RUN_8, "gradient descent": Role.RUN_1, "heavy ball": Role.RUN_2}
    (line,) = _lines(with_runs(EMPTY, runs, PLANE, None, 0, roles=lent), Role.RUN_8)
    assert line.label == "Newton"


def test_a_run_that_diverges_is_drawn_no_farther_than_is_seen() -> None:
    away = run(STIFF, (10.0, 1.0), given=(("step size", 0.1),))
    figure = with_runs(EMPTY, [away], PLANE, None, 0)
    places = np.concatenate([_known(mark.vertices) for mark in _lines(figure)])
    assert np.abs(places).max() <= 12.0 * 1.5 + 1e-9
    # y is multiplied by -9 a step, x by 0.9: from (10, 1) by (9, -9) to (8.1, 81), up to y = 18.
    assert _known(_lines(figure)[0].vertices)[:2] == pytest.approx(np.array([[10.0, 1.0], [9.0, -9.0]]))
    assert _known(_lines(figure)[0].vertices)[2] == pytest.approx([9.0 - 0.9 * 27.0 / 90.0, 18.0])


def test_a_run_that_passes_beside_the_picture_leaves_nothing_in_it() -> None:
    beside = run("x^2 + 0*y", (10.0, 1e3), steps=20, given=(("step size", 0.3),))
    assert _lines(with_runs(EMPTY, [beside], PLANE, None, 0)) == []


def test_many_iterates_in_one_place_are_thinned_to_what_is_seen() -> None:
    outcome = stepping(0.01, steps=2000)
    figure = with_runs(EMPTY, [outcome], PLANE, None, 0)
    assert sum(len(mark.vertices) for mark in _lines(figure)) < len(outcome.trajectory.path) / 2
    # No iterate is farther from the line than a thousandth of the picture.
    line = _known(_lines(figure)[0].vertices)
    gaps = np.abs(outcome.trajectory.path[:, 0][:, np.newaxis] - line[:, 0]).min(axis=1)
    assert gaps.max() < 24.0 / 1000.0
    dots = np.concatenate([mark.places for mark in _dots(figure) if mark.weight < 2.0])
    assert len(dots) < 60


def test_the_same_run_makes_the_same_marks() -> None:
    outcome = stepping(0.01)
    one, other = (with_runs(EMPTY, [outcome], PLANE, 5, 0) for _ in range(2))
    assert all(a is b for a, b in zip(one.marks, other.marks, strict=True) if not isinstance(a, PointMark))
    # Where a coordinate slice lies along the other coordinates does not matter.
    away = coordinate_slice(2, 0, 1, (3.0, 4.0))
    assert with_runs(EMPTY, [outcome], away, 5, 0).marks[0] is one.marks[0]


def test_on_a_graph_the_path_goes_over_the_values() -> None:
    outcome = run("x^2", (3.0,), given=(("step size", 0.25),), steps=4)
    axes = Axes((-4.0, 4.0), (-1.0, 10.0), "x", "f(x)", is_graph=True)
    figure = with_runs(Figure(axes, ()), [outcome], coordinate_slice(1, 0, None, (0.0,)), None, 0)
    assert _known(_lines(figure)[0].vertices) == pytest.approx(np.array([[3.0 / 2**k, 9.0 / 4**k] for k in range(5)]))


def test_a_path_of_more_variables_is_projected_and_it_is_said() -> None:
    outcome = run("x^2 + y^2 + z^2", (1.0, 2.0, 3.0), given=(("step size", 0.25),), steps=3)
    plane = coordinate_slice(3, 0, 2, (0.0, 2.0, 0.0))
    figure = with_runs(EMPTY, [outcome], plane, None, 0)
    assert _known(_lines(figure)[0].vertices) == pytest.approx(np.array([[1.0 / 2**k, 3.0 / 2**k] for k in range(4)]))
    assert "the paths of the methods leave this plane and are projected onto it" in figure.notes
    # Where the start lies in a plane that the steps do not leave, there is nothing to say.
    inside = run("x^2 + y^2 + z^2", (1.0, 0.0, 3.0), given=(("step size", 0.25),), steps=3)
    assert with_runs(EMPTY, [inside], coordinate_slice(3, 0, 2, (0.0, 0.0, 0.0)), None, 0).notes == ()


def test_a_critical_point_off_the_plane_has_no_glyph_in_it() -> None:
    outcome = run("x^2 + y^2 + z^2", (1.0, 2.0, 3.0), "newton")
    assert outcome.reached
    for height, kinds in ((1.0, ["probe"]), (0.0, ["minimum", "probe"])):
        plane = coordinate_slice(3, 0, 2, (0.0, height, 0.0))
        marks = with_runs(EMPTY, [outcome], plane, None, 0).marks
        assert [mark.kind for mark in marks if isinstance(mark, PointMark)] == kinds


def test_an_oblique_plane_shows_the_nearest_points() -> None:
    rng = np.random.default_rng(3)
    directions = rng.normal(size=(2, 4))
    plane = Slice(tuple(rng.normal(size=4).tolist()), tuple(map(tuple, directions.tolist())))  # type: ignore[arg-type]
    places = rng.normal(size=(6, 4))
    flat = projected(places, plane)
    for place, (s, t) in zip(places, flat, strict=True):
        left = place - np.array(plane.to_space((float(s), float(t))))
        # What is left is perpendicular to the plane.
        assert directions @ left == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_step_is_split_along_the_eigenvectors() -> None:
    landscape, outcome = ExpressionLandscape(parse(STIFF)), stepping(2.0 / 101.0, steps=8)
    base = with_runs(EMPTY, [None, outcome], PLANE, 0, 1, roles={"gradient descent": Role.RUN_2})
    for about in (landscape, curvature.at(landscape, [10.0, 1.0])):
        figure = with_step(base, outcome, about, PLANE, 0)
        arrows = {mark.label: mark for mark in figure.marks if isinstance(mark, ArrowMark)}
        # From (10, 1) by -2/101 (10, 100).
        x, y = -20.0 / 101.0, -200.0 / 101.0
        assert arrows["step"].role is Role.RUN_2
        assert arrows["step"].head == pytest.approx((10.0 + x, 1.0 + y))
    # The part along x is shorter than is seen on a picture of 24: then the step has no parts.
    assert set(arrows) == {"step"}


def test_the_parts_of_a_step_lead_where_the_step_does() -> None:
    text = "x^2 + x*y + 2*y^2"
    landscape, outcome = ExpressionLandscape(parse(text)), run(text, (8.0, 6.0), given=(("step size", 0.2),), steps=5)
    figure = with_step(with_runs(EMPTY, [outcome], PLANE, 0, 0), outcome, landscape, PLANE, 0)
    parts = [mark for mark in figure.marks if isinstance(mark, ArrowMark) and mark.label.startswith("along")]
    assert [mark.role for mark in parts] == [Role.AXIS_POSITIVE] * 2
    assert parts[0].tail == (8.0, 6.0)
    assert parts[1].tail == parts[0].head
    # - 0.2 grad f at (8, 6), where grad f = (2 x + y, x + 4 y) = (22, 32).
    assert parts[1].head == pytest.approx((8.0 - 4.4, 6.0 - 6.4))
    ways = [np.subtract(mark.head, mark.tail) for mark in parts]
    assert float(ways[0] @ ways[1]) == pytest.approx(0.0, abs=1e-12)
    assert np.linalg.norm(ways[0]) > np.linalg.norm(ways[1])


def test_the_model_at_an_iterate_has_the_values_there_and_where_the_step_leads() -> None:
    landscape, outcome = ExpressionLandscape(parse(STIFF)), stepping(2.0 / 101.0, steps=8)
    figure = with_step(EMPTY, outcome, landscape, PLANE, 0)
    (curves,) = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.STEP_MODEL)
    x, y = _known(curves.vertices).T
    values = 0.5 * (x * x + 100.0 * y * y)
    # The model of a quadratic is itself: 100 at (10, 1), and (99/101)^2 of it after the step.
    after = 100.0 * (99.0 / 101.0) ** 2
    assert np.minimum(np.abs(values - 100.0), np.abs(values - after)).max() < 1e-9
    assert {entry.words for entry in legend_of(figure)} == {"quadratic model at the iterate"}


def test_of_more_variables_the_model_is_that_of_a_parallel_plane_and_it_is_said() -> None:
    text = "x^2 + y^2 + z^2"
    outcome = run(text, (3.0, 4.0, 2.0), given=(("step size", 0.25),), steps=3)
    plane = coordinate_slice(3, 0, 1, (0.0, 0.0, 0.0))
    figure = with_step(EMPTY, outcome, ExpressionLandscape(parse(text)), plane, 0)
    (curves,) = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.STEP_MODEL)
    x, y = _known(curves.vertices).T
    # At height z = 2 the start has 29 = 25 + 4, and where the step leads in that plane 25 / 4 + 4.
    assert np.minimum(np.abs(x * x + y * y - 25.0), np.abs(x * x + y * y - 6.25)).max() < 1e-9
    assert any("parallel" in note for note in figure.notes)


def test_the_last_iterate_has_a_model_but_no_step() -> None:
    landscape, outcome = ExpressionLandscape(parse(STIFF)), stepping(2.0 / 101.0, steps=8)
    figure = with_step(EMPTY, outcome, landscape, PLANE, 8)
    assert not any(isinstance(mark, ArrowMark) for mark in figure.marks)
    assert any(isinstance(mark, LineMark) and mark.role is Role.STEP_MODEL for mark in figure.marks)


def test_where_f_has_no_second_derivative_there_is_no_model() -> None:
    text = "abs(x) + y^2"
    outcome = run(text, (0.0, 1.0), steps=3)
    assert with_step(EMPTY, outcome, ExpressionLandscape(parse(text)), PLANE, 0) is EMPTY


def test_a_start_where_f_is_undefined_is_a_run_of_no_step() -> None:
    outcome = run("log(x) + y^2", (-1.0, 1.0), steps=3)
    figure = with_runs(EMPTY, [outcome], PLANE, None, 0)
    assert not _lines(figure)
    assert math.isfinite(sum(float(dots.places.sum()) for dots in _dots(figure)))
