"""The plot of the paths of critical points, and their lines on the map."""

from __future__ import annotations

import math

import numpy as np
import pytest
from picture_results import document

from hessview.analysis.bifurcations import trace
from hessview.analysis.branches import Branch, Event, EventKind, Trace
from hessview.document.state import Box
from hessview.figure.legend import legend_of
from hessview.figure.line_words import line_notes
from hessview.figure.marks import EVENT, Axes, Figure, LineMark, PointMark, Role, TextMark
from hessview.figure.paths import event_value, event_words, path_plot, present_points, said_of, with_paths
from hessview.figure.point_tips import point_tip
from hessview.language.parser import parse

FORK = trace(parse("x^4 + a x^2 + y^2", variables=("x", "y", "a")), [-2.0, -2.0, -2.5], [2.0, 2.0, 2.5])


def _lines(figure: Figure, role: Role) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role]


def test_a_pitchfork_has_a_solid_fork_and_a_dashed_handle() -> None:
    figure = path_plot(FORK, 0, -1.0)
    assert (figure.axes.x_label, figure.axes.y_label) == ("a", "x")
    assert figure.axes.x_range == (-2.5, 2.5)
    minimum = np.vstack([mark.vertices for mark in _lines(figure, Role.PATH_MINIMUM)])
    saddle = np.vstack([mark.vertices for mark in _lines(figure, Role.PATH_SADDLE)])
    a, x = minimum[~np.isnan(minimum[:, 0])].T
    outer = np.abs(x) > 0.05
    assert np.abs(a[outer] + 2.0 * x[outer] ** 2).max() < 1e-8
    assert a[~outer].max() == 2.5
    assert np.abs(saddle[~np.isnan(saddle[:, 0]), 1]).max() < 1e-6
    assert np.nanmax(saddle[:, 0]) < 0.06
    assert not _lines(figure, Role.PATH_MAXIMUM)


def test_the_present_value_is_a_line_with_the_points_on_it_hollow() -> None:
    figure = path_plot(FORK, 0, -1.0)
    (line,) = _lines(figure, Role.PRESENT)
    assert (line.vertices[:, 0] == -1.0).all()
    here = {(mark.kind, round(mark.y, 2)) for mark in figure.marks if isinstance(mark, PointMark) and mark.x == -1.0}
    assert here == {("minimum", 0.71), ("minimum", -0.71), ("saddle", 0.0)}
    assert not any(mark.filled for mark in figure.marks if isinstance(mark, PointMark) and mark.x == -1.0)


def test_beyond_a_pitchfork_one_point_is_left() -> None:
    ((place, index),) = present_points(FORK, 1.0)
    assert index == 0
    assert np.abs(place).max() < 1e-6


def test_an_event_is_marked_with_its_value() -> None:
    figure = path_plot(FORK, 0, -1.0)
    assert [mark.text for mark in figure.marks if isinstance(mark, TextMark)] == ["pitchfork a = 0"]
    assert said_of(FORK) == ("det H = 0 at a = 0 (pitchfork)", "3 paths of critical points: traced, not proved")


@pytest.mark.parametrize(("width", "height"), [(300.0, 200.0), (260.0, 60.0), (190.0, 50.0)])
def test_the_words_of_an_event_lie_within_the_plot_and_not_on_it(width: float, height: float) -> None:
    figure = path_plot(FORK, 0, -1.0, (width, height))
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    (words,) = (mark for mark in figure.marks if isinstance(mark, TextMark))
    (event,) = (mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind == EVENT)
    across, up = width * (words.x - x0) / (x1 - x0), height * (words.y - y0) / (y1 - y0)
    half = 3.3 * len(words.text)
    assert half <= across <= width - half
    assert 7.0 <= up <= height - 7.0
    assert abs(up - height * (event.y - y0) / (y1 - y0)) >= 12.0


def test_where_the_words_of_an_event_have_no_room_its_tip_says_them() -> None:
    for size in ((300.0, 22.0), (150.0, 36.0), (60.0, 200.0)):
        figure = path_plot(FORK, 0, -1.0, size)
        assert not [mark for mark in figure.marks if isinstance(mark, TextMark)]
        (event,) = (mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind == EVENT)
        assert event.tip.startswith("Pitchfork") or "pitchfork a = 0" in event.tip


@pytest.mark.parametrize(
    ("value", "error", "shown", "sign"),
    [(1e-9, 5e-9, 0.0, "="), (-0.84375, 1e-11, -0.84375, "="), (0.123456, 0.05, 0.1, "≈"), (-1e-8, 1e-9, 0.0, "=")],
)
def test_a_value_has_the_digits_that_its_error_leaves(value: float, error: float, shown: float, sign: str) -> None:
    event = Event(np.zeros(2), value, error, EventKind.UNDECIDED, "")
    assert event_value(event, 5.0) == pytest.approx(shown, abs=1e-12)
    assert math.copysign(1.0, event_value(event, 5.0)) == (1.0 if shown >= 0 else -1.0)
    assert sign in event_words(event, FORK)


def test_the_map_shows_the_paths_below_the_probe_and_says_that_nothing_is_proved() -> None:
    probe = PointMark(0.0, 0.0, "probe")
    figure = Figure(Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y"), (probe,))
    shown = with_paths(figure, FORK, 0, 1)
    assert shown.marks[-1] is probe
    assert _lines(shown, Role.PATH_SADDLE)
    assert "not proved" in shown.notes[-1]
    assert [mark.kind for mark in shown.marks if isinstance(mark, PointMark)] == [EVENT, "probe"]


def test_a_line_of_critical_points_is_drawn_as_degenerate() -> None:
    flat = trace(parse("a x^2 + y^2", variables=("x", "y", "a")), [-2.0, -2.0, -2.5], [2.0, 2.0, 2.5])
    (line,) = _lines(path_plot(flat, 0, 1.0), Role.PATH_DEGENERATE)
    assert np.nanmax(np.abs(line.vertices[:, 0])) < 1e-6
    assert said_of(flat)[0] == "det H = 0 at a = 0 (degenerate)"


def test_where_nothing_was_found_it_is_said_for_which_values() -> None:
    formula = parse("x + a y", variables=("x", "y", "a"))
    nothing = Trace(formula, (-1.0, -1.0, 0.0), (1.0, 1.0, 3.0), (), ())
    assert said_of(nothing)[0] == "No path of critical points was found for a from 0 to 3"
    assert path_plot(nothing, 1, 0.5).axes.y_range == (-1.0, 1.0)


def test_names_are_written_as_one_prints_them() -> None:
    formula = parse("k_1 x^2 + x^4 + y^2", variables=("x", "y", "k_1"))
    found = trace(formula, [-2.0, -2.0, -2.5], [2.0, 2.0, 2.5])
    assert said_of(found)[0] == "det H = 0 at k₁ = 0 (pitchfork)"


def test_a_stretch_that_passes_an_event_has_no_gap() -> None:
    points = np.column_stack([np.zeros(5), np.zeros(5), np.linspace(-1.0, 1.0, 5)])
    formula = parse("a x^2 + y^2", variables=("x", "y", "a"))
    branch = Branch(points, np.array([1, 1, -1, 0, 0]))
    figure = path_plot(Trace(formula, (-1.0,) * 3, (1.0,) * 3, (branch,), ()), 0, -0.5)
    (saddle,), (minimum,) = _lines(figure, Role.PATH_SADDLE), _lines(figure, Role.PATH_MINIMUM)
    assert np.nanmax(saddle.vertices[:, 0]) == np.nanmin(minimum.vertices[:, 0]) == 0.0


def test_det_h_is_not_said_to_be_zero_where_that_is_not_decided() -> None:
    formula = parse("x^3/3 - (a^2 + 1e-6) x", variables=("x", "a"))  # H = 2x, and x is nowhere 0 on the paths
    said, _ = said_of(trace(formula, [-2.0, -1.0], [2.0, 1.0]))
    assert said == "undecided at a ≈ 0"
    clear, _ = said_of(trace(parse("(x - a)^2", variables=("x", "a")), [-2.0, -1.0], [2.0, 1.0]))
    assert clear == "det H = 0 was seen nowhere on them for a from −1 to 1"


def test_the_legend_names_each_kind_of_path_once() -> None:
    figure = Figure(Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y"), (PointMark(0.0, 0.0, "probe"),))
    entries = legend_of(with_paths(figure, FORK, 0, 1))
    # The saddle stays at the origin, under its glyph: no line is seen of it.
    assert [(entry.sample, entry.words) for entry in entries] == [(Role.PATH_MINIMUM, "path of a minimum")]
    fold = trace(parse("x^3/3 - a x + y^2", variables=("x", "y", "a")), [-2.0, -2.0, -1.0], [2.0, 2.0, 2.0])
    both = legend_of(with_paths(figure, fold, 0, 1))
    assert {entry.words for entry in both} == {"path of a saddle", "path of a minimum"}
    assert all("not proved" in entry.tip for entry in entries)


def test_the_lines_of_the_same_trace_are_the_same() -> None:
    figure = Figure(Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y"), (PointMark(0.0, 0.0, "probe"),))
    first, second = (_lines(with_paths(figure, FORK, 0, 1), Role.PATH_MINIMUM) for _ in range(2))
    assert first == second


def test_an_event_of_another_value_does_not_look_like_a_point_of_the_picture_and_says_so() -> None:
    figure = Figure(Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y"), (PointMark(1.0, 1.0, "probe"),))
    shown = with_paths(figure, FORK, 0, 1, -1.0)
    (event,) = (mark for mark in shown.marks if isinstance(mark, PointMark) and mark.kind == EVENT)
    assert not event.filled
    said = point_tip(shown, (0.0, 0.0), (0.01, 0.01)).splitlines()
    assert said[:2] == ["Pitchfork a = 0", "now a = −1: no critical point of this picture is meant"]
    at_it = with_paths(figure, FORK, 0, 1, 0.0)
    assert "now" not in point_tip(at_it, (0.0, 0.0), (0.01, 0.01))


def test_the_legend_names_only_lines_that_are_in_the_picture() -> None:
    away = Figure(Axes((0.3, 2.0), (-1.0, 1.0), "x", "y"), (PointMark(1.0, 0.5, "probe"),))
    shown = with_paths(away, FORK, 0, 1)
    assert [entry.words for entry in legend_of(shown)] == ["path of a minimum"]
    state = document("x^4 + y^2", {"x": 1.0, "y": 0.5}, Box(0.3, 2.0, -1.0, 1.0))
    assert "saddle" not in " ".join(line_notes(shown, state))


def test_the_words_of_an_event_stand_beside_the_branches() -> None:
    figure = path_plot(FORK, 0, -1.0)
    (words,) = [mark for mark in figure.marks if isinstance(mark, TextMark)]
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    half = 0.4 * 0.45 * (x1 - x0), 0.4 * 0.14 * (y1 - y0)
    for line in figure.marks:
        if isinstance(line, LineMark):
            steps = np.linspace(line.vertices[:-1], line.vertices[1:], 20).reshape(-1, 2)
            assert not np.any((np.abs(steps - (words.x, words.y)) < half).all(axis=1))
