"""Critical points in a picture: a glyph for each class, sets as lines, what is open as it is, and nothing twice."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from picture_results import PEAKS, document, results_of

from hessview.analysis.critical_point import CriticalPoints
from hessview.analysis.critical_sets import CriticalSet, Shape
from hessview.analysis.rough_places import RoughPlace
from hessview.analysis.verdict import Nature
from hessview.compute.results import Results
from hessview.document.state import Appearance, Box, State
from hessview.explanations.critical_points import set_name
from hessview.figure.compose import compose
from hessview.figure.legend import Glyph, key_of, legend_of
from hessview.figure.marks import (
    FLAT,
    ROUGH,
    UNDECIDED,
    Axes,
    Figure,
    GlyphsMark,
    LevelMark,
    LineMark,
    RegionMark,
    Role,
)

CAMEL = "(4-2.1x^2+x^4/3)x^2+x y+(-4+4y^2)y^2"
SQUARE = Box(-2.0, 2.0, -2.0, 2.0)


def picture(state: State) -> Figure:
    return compose(state, results_of(state))


def glyphs(figure: Figure) -> dict[str, GlyphsMark]:
    return {mark.kind: mark for mark in figure.marks if isinstance(mark, GlyphsMark)}


def lines(figure: Figure, role: Role) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role]


def with_found(state: State, **parts: object) -> Figure:
    """The picture of a state when a search has found just these parts."""
    results = results_of(replace(state, appearance=Appearance(overlays=())))
    n = results.formula.dimension if results.formula else 2
    found = CriticalPoints(np.full(n, -2.0), np.full(n, 2.0), **parts)  # type: ignore[arg-type]
    return compose(state, replace(results, critical=found))


# Points


def test_every_critical_point_has_the_glyph_of_its_class_at_its_place() -> None:
    found = glyphs(picture(document(CAMEL, view=Box(-2.5, 2.5, -1.5, 1.5))))
    assert {kind: len(mark.places) for kind, mark in found.items()} == {"minimum": 6, "maximum": 2, "saddle": 7}
    # The place of the lowest is that of Dixon and Szegö (The global optimisation problem: an introduction, 1978).
    lowest = found["minimum"].places
    assert np.hypot(*(lowest - (0.0898420, -0.7126564)).T).min() < 1e-6
    assert all(mark.filled for mark in found.values())


def test_glyphs_lie_above_the_iso_lines_and_below_what_follows_the_probe() -> None:
    marks = picture(document(CAMEL, {"x": 0.3, "y": -0.2}, Box(-2, 2, -1, 1))).marks
    kinds = [type(mark) for mark in marks]
    first, last = kinds.index(GlyphsMark), len(kinds) - 1 - kinds[::-1].index(GlyphsMark)
    assert first > len(kinds) - 1 - kinds[::-1].index(LevelMark)
    assert last < kinds.index(LineMark)


def test_while_the_probe_moves_the_arrays_are_the_same() -> None:
    state = document(CAMEL, {"x": 0.3}, Box(-2, 2, -1, 1))
    results = results_of(state)
    before = glyphs(compose(state, results))
    after = glyphs(compose(replace(state, probe=(("x", 0.5),)), results))
    assert before.keys() == after.keys()
    for kind, mark in before.items():
        assert after[kind].places is mark.places
        assert after[kind].directions is mark.directions


def test_without_the_overlay_nothing_is_shown() -> None:
    figure = picture(document(CAMEL, view=SQUARE, look=Appearance(overlays=("gradient",))))
    assert glyphs(figure) == {}
    assert key_of(figure) == ()


def test_the_arms_of_a_saddle_are_its_principal_axes_up_before_down() -> None:
    # Of the product it is (1, 1) along which it bends up, and (1, -1) along which it bends down.
    (mark,) = glyphs(picture(document("x y", {"x": 1.0}, SQUARE))).values()
    assert mark.directions is not None
    up, down = mark.directions[0]
    assert abs(up[0] * 1.0 - up[1] * 1.0) < 1e-12
    assert abs(down[0] + down[1]) < 1e-12


def test_axes_that_are_exchanged_exchange_places_and_directions() -> None:
    state = replace(document("x^2 - (y-1)^2", {"x": 1.0}, SQUARE), axes=("y", "x"))
    (mark,) = glyphs(picture(state)).values()
    assert np.allclose(mark.places, [[1.0, 0.0]])
    assert mark.directions is not None
    assert np.allclose(np.abs(mark.directions[0]), [[0.0, 1.0], [1.0, 0.0]])


def test_what_is_not_proved_is_a_mark_of_its_own_and_hollow() -> None:
    state = document(CAMEL, view=SQUARE)
    results = results_of(state)
    assert results.critical is not None
    first, *rest = (point for point in results.critical.points if point.kind == "minimum")
    doubtful = replace(results.critical, points=(replace(first, proved=False), *rest))
    marks = [mark for mark in compose(state, replace(results, critical=doubtful)).marks if isinstance(mark, GlyphsMark)]
    assert sorted((mark.filled, len(mark.places)) for mark in marks if mark.kind == "minimum") == [
        (False, 1), (True, len(rest)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("x^4 + y^4", "minimum"),
        ("-x^4 - y^4", "maximum"),
        ("x^3 - 3x y^2", "not an extremum"),
    ],
)
def test_a_degenerate_point_says_what_it_is(text: str, nature: str) -> None:
    (mark,) = glyphs(picture(document(text, {"x": 1.0}, SQUARE))).values()
    assert (mark.kind, mark.nature, len(mark.places)) == ("degenerate", nature, 1)


def test_on_a_slice_only_the_points_in_it_are_shown() -> None:
    text = "x^2 + y^2 + z^2 - x y z"
    flat = glyphs(picture(document(text, {"z": 0.0}, Box(-3, 3, -3, 3))))
    assert {kind: mark.places.tolist() for kind, mark in flat.items()} == {"minimum": [[0.0, 0.0]]}
    high = glyphs(picture(document(text, {"z": 2.0}, Box(-3, 3, -3, 3))))
    assert sorted(high["saddle"].places.round(9).tolist()) == [[-2.0, -2.0], [2.0, 2.0]]
    assert high["saddle"].directions is None
    assert glyphs(picture(document(text, {"z": 0.01}, Box(-3, 3, -3, 3)))) == {}


def test_on_a_graph_they_lie_on_it() -> None:
    found = glyphs(picture(document("x^3 - 3x", {"x": 0.5}, Box(-2, 2, 0, 1))))
    assert np.allclose(found["minimum"].places, [[1.0, -2.0]])
    assert np.allclose(found["maximum"].places, [[-1.0, 2.0]])


def test_what_was_found_of_another_number_of_variables_is_not_shown() -> None:
    state = document("x^2 + y^2", view=SQUARE)
    other = results_of(document("x^2", view=SQUARE)).critical
    assert other is not None
    assert glyphs(compose(state, replace(results_of(state), critical=other))) == {}
    assert compose(state, Results()).marks == ()


# Sets


def test_a_ring_of_minima_is_one_closed_line() -> None:
    figure = picture(document("(x^2+y^2-1)^2", {"x": 0.5}, SQUARE))
    (ring,) = lines(figure, Role.CRITICAL_SET)
    v = ring.vertices[:-1]
    assert np.isfinite(v).all()
    assert np.allclose(np.hypot(v[:, 0], v[:, 1]), 1.0, atol=1e-6)
    assert v[0].tolist() == v[-1].tolist()
    turns = np.unwrap(np.arctan2(v[:, 1], v[:, 0]))
    assert abs(turns[-1] - turns[0]) == pytest.approx(2.0 * math.pi)
    assert (np.diff(turns) * np.sign(turns[-1] - turns[0]) > 0.0).all()
    assert glyphs(figure).keys() == {"maximum"}


def test_a_set_that_meets_the_slice_is_a_glyph_where_it_does() -> None:
    links = np.array([[0, 1], [1, 2]])
    axis = np.array([[0.5, 0.25, -2.0], [0.5, 0.25, -0.3], [0.5, 0.25, 2.0]])
    found = CriticalSet(1, Shape.LINE, axis, links, Nature.MINIMUM, 0.0, axis[0], axis[2])
    state = document("f(x, y, z) = (x-1/2)^2 + (y-1/4)^2", {"z": 0.1}, SQUARE)
    (mark,) = glyphs(with_found(state, curves=(found,))).values()
    assert np.allclose(mark.places, [[0.5, 0.25]])
    assert (mark.kind, mark.nature, mark.filled) == ("degenerate", "minimum", False)


def test_where_all_is_critical_is_tinted_and_named() -> None:
    nothing = np.empty((0, 2), dtype=np.intp)
    corner = np.array([-1.0, -1.0])
    found = CriticalSet(2, Shape.REGION, corner[None], nothing, Nature.UNDECIDED, 1.0, corner, -corner)
    figure = with_found(document("max(x^2+y^2, 1)", {"x": 1.5}, SQUARE), curves=(found,))
    (region,) = (mark for mark in figure.marks if isinstance(mark, RegionMark))
    assert region.kind == FLAT
    assert region.rings[:-1].min(axis=0).tolist() == [-1.0, -1.0]
    assert [entry.sample for entry in key_of(figure)] == [FLAT]
    assert legend_of(figure) == ()


# Where f is not smooth, and what is open


def test_a_point_without_derivative_is_a_square_and_a_corner_line_is_dotted() -> None:
    pole = glyphs(picture(document("1/(x^2+y^2)", {"x": 1.0}, SQUARE)))
    assert pole["not differentiable"].places.tolist() == [[0.0, 0.0]]
    dots = glyphs(picture(document("|x - y/2|", {"x": 1.0}, SQUARE)))[ROUGH].places
    assert 50 < len(dots) < 200
    assert np.abs(dots[:, 0] - dots[:, 1] / 2).max() < 0.05
    assert np.ptp(dots[:, 1]) > 3.8


def test_a_corner_along_an_axis_is_dotted_just_there() -> None:
    dots = glyphs(picture(document("|x| + |y|", {"x": 1.0}, SQUARE)))[ROUGH].places
    assert np.abs(dots).min(axis=1).max() < 1e-3


def test_on_a_graph_a_corner_is_a_square_and_a_pole_a_line_across() -> None:
    corner = glyphs(picture(document("|x - 1| + x^2/8", {"x": 0.5}, Box(-2, 2, 0, 1))))
    assert np.allclose(corner["not differentiable"].places, [[1.0, 0.125]], atol=1e-2)
    figure = picture(document("x + 1/x", {"x": 0.5}, Box(-3, 3, 0, 1)))
    (pole,) = lines(figure, Role.ROUGH)
    assert pole.vertices[:2, 0].tolist() == [0.0, 0.0]
    low, high = figure.axes.y_range
    assert pole.vertices[0, 1] < low < high < pole.vertices[1, 1] < high + 2 * (high - low)


def test_what_is_undecided_is_a_region_of_boxes_in_the_slice() -> None:
    boxes = (np.array([[0.0, 0.5], [1.0, 1.5], [-1.0, 1.0]]), np.array([[0.0, 0.5], [1.0, 1.5], [0.5, 1.0]]))
    figure = with_found(document("x^2 + y^2 + z^2", {"z": 0.0, "x": 1.0}, SQUARE), undecided=boxes)
    (region,) = (mark for mark in figure.marks if isinstance(mark, RegionMark))
    assert region.kind == UNDECIDED
    assert len(region.rings) == 6
    assert region.rings[:4].tolist() == [[0.0, 1.0], [0.5, 1.0], [0.5, 1.5], [0.0, 1.5]]


def test_a_place_that_was_found_without_its_boxes_is_shown_as_it_is() -> None:
    points = np.column_stack([np.linspace(-1.9, 1.9, 400), np.full(400, 0.013)])
    place = RoughPlace(None, points, points[0], points[-1], "a corner")
    dots = glyphs(with_found(document("x + y", view=SQUARE), nonsmooth=(place,)))[ROUGH].places
    assert np.allclose(dots[:, 1], 0.013)


# What the Hessian leaves open


@pytest.mark.parametrize("count", [60, 1000, 30_000])
def test_along_a_corner_there_are_dots_enough_to_see_it_and_no_more(count: int) -> None:
    state = document(PEAKS)
    way = np.linspace(0.0, 1.0, count)[:, np.newaxis]
    points = np.array([-2.0, -1.0]) + way * [4.0, 1.0]
    place = RoughPlace(None, points, points[0], points[-1], "a corner")
    dots = glyphs(with_found(state, nonsmooth=(place,)))["rough"].places
    along = np.sort(dots[:, 0])
    assert dots[:, 1] + 1.0 == pytest.approx((dots[:, 0] + 2.0) / 4.0, abs=1e-9)
    assert np.diff(along, prepend=-2.0, append=2.0).max() < 0.25
    assert len(dots) < 150


def test_at_peanos_point_the_curve_down_lies_between_the_parabolas() -> None:
    figure = picture(document("(y-x^2)(y-3x^2)", {"x": 0.0, "y": 0.0}, SQUARE))
    (down,) = lines(figure, Role.WITNESS_DOWN)
    (up,) = lines(figure, Role.WITNESS_UP)
    x, y = down.vertices[np.hypot(*down.vertices.T) > 1e-9].T
    assert ((y - x**2) * (y - 3 * x**2) < 0.0).all()
    x, y = up.vertices[np.hypot(*up.vertices.T) > 1e-9].T
    assert ((y - x**2) * (y - 3 * x**2) > 0.0).all()
    assert down.label == "f falls: y = 2x²"
    assert up.label.startswith("f rises")


def test_the_curves_take_the_place_of_axes_that_tell_nothing() -> None:
    axes = (Role.AXIS_NEGATIVE, Role.AXIS_ZERO, Role.AXIS_POSITIVE)
    monkey = document("x^3 - 3x y^2", {"x": 0.0, "y": 0.0}, SQUARE)
    assert not [line for role in axes for line in lines(picture(monkey), role)]
    alone = replace(monkey, appearance=Appearance(overlays=("principal-axes",)))
    (circle,) = lines(picture(alone), Role.AXIS_ZERO)  # H = 0: no direction is more of an axis than another
    assert circle.label == "λ₁ = λ₂ = 0"
    assert not lines(picture(alone), Role.WITNESS_UP)
    # Of a minimum only one curve is known: the axis along which H tells something stays.
    cup = picture(document("x^2 + y^4", {"x": 0.0, "y": 0.0}, SQUARE))
    assert [len(lines(cup, role)) for role in axes] == [0, 0, 1]
    assert len(lines(cup, Role.WITNESS_UP)) == 1


@pytest.mark.parametrize("view", [SQUARE, Box(-0.1, 30.0, -0.02, 0.3), Box(-1e-7, 1e-7, -1e7, 1e7)])
@pytest.mark.parametrize("text", ["(y-x^2)(y-3x^2)", "x^3 - 3x y^2", "x^2 + y^3", "x^2 y + x^5"])
def test_the_curves_stay_in_the_picture(text: str, view: Box) -> None:
    figure = picture(document(text, {"x": 0.0, "y": 0.0}, view))
    for mark in (*lines(figure, Role.WITNESS_UP), *lines(figure, Role.WITNESS_DOWN)):
        assert len(mark.vertices) >= 2
        assert (mark.vertices >= (view.x0, view.y0)).all()
        assert (mark.vertices <= (view.x1, view.y1)).all()


def test_on_a_slice_and_on_a_graph_there_are_no_curves() -> None:
    for text in ("x^3 + y^3 + z^3", "x^3"):
        figure = picture(document(text, {"x": 0.0, "y": 0.0, "z": 0.0}, SQUARE))
        assert not lines(figure, Role.WITNESS_UP)
        assert not lines(figure, Role.WITNESS_DOWN)


# The key


def test_the_key_names_the_kinds_that_are_seen() -> None:
    state = document(PEAKS, view=Box(-3, 3, -3, 3))
    results = results_of(state)
    assert [entry.words for entry in key_of(compose(state, results))] == ["minimum", "maximum", "saddle"]
    near = compose(replace(state, view=Box(-0.3, 0.3, 1.3, 1.8)), results)
    assert [entry.sample for entry in key_of(near)] == [Glyph("maximum")]


def test_a_line_that_crosses_the_view_between_two_vertices_has_its_place_in_the_key() -> None:
    axes = Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y")

    def words(*ends: tuple[float, float]) -> list[str]:
        return [entry.words for entry in key_of(Figure(axes, (LineMark(np.array(ends), Role.CRITICAL_SET),)))]

    assert words((-9.0, -8.0), (9.0, 8.5)) == words((0.5, -9.0), (0.5, 9.0)) == ["line of critical points"]
    assert words((-9.0, 8.0), (0.0, 9.0)) == words((-9.0, -1.5), (1.5, 9.0)) == []


def test_a_set_is_called_the_same_on_the_map_and_in_the_list() -> None:
    state = document("x^2 y z", {"x": 0.5, "y": 0.5, "z": 0.5}, SQUARE)
    results = results_of(state)
    assert results.critical is not None
    listed = {set_name(found) for found in results.critical.curves}
    figure = compose(state, results)
    named = {entry.words for entry in key_of(figure) if entry.sample in {Role.CRITICAL_SET, FLAT}}
    assert named
    assert named <= listed


def test_the_key_shows_a_saddle_as_it_lies_on_the_map() -> None:
    for text, is_upright in (("x^2 - y^2", True), ("x y", False)):
        state = document(text, view=SQUARE)
        (entry,) = key_of(compose(state, results_of(state)))
        assert entry.sample == Glyph("saddle", is_upright=is_upright)


def test_the_key_says_what_hollow_means_and_has_a_sentence_for_everything() -> None:
    state = document("(x^2+y^2-1)^2", view=SQUARE)
    results = results_of(state)
    assert results.critical is not None
    doubtful = tuple(replace(point, proved=False) for point in results.critical.points)
    open_ = (np.array([[0.5, 0.6], [0.5, 0.6]]),)
    found = replace(results.critical, points=doubtful, undecided=open_)
    entries = key_of(compose(state, replace(results, critical=found)))
    assert [entry.words for entry in entries] == ["maximum", "circle of minima", "undecided", "not proved"]
    assert all(entry.tip for entry in entries)


# Sets on slices of three variables

PRODUCT = "x^2 y z"


def test_on_a_slice_beside_the_line_only_the_trace_of_the_plane_is_drawn() -> None:
    figure = picture(document(f"f(x, y, z) = {PRODUCT}", {"z": 1.0}, SQUARE))
    assert glyphs(figure) == {}
    (line,) = lines(figure, Role.CRITICAL_SET)
    v = line.vertices[np.isfinite(line.vertices[:, 0])]
    assert (v[:, 0] == 0.0).all()
    assert (v[:, 1].min(), v[:, 1].max()) == pytest.approx((-2.0, 2.0))


def test_on_the_slice_that_holds_the_line_both_lines_are_drawn_from_end_to_end() -> None:
    figure = picture(document(f"f(x, y, z) = {PRODUCT}", {"z": 0.0}, SQUARE))
    assert glyphs(figure) == {}
    ends = {
        tuple(np.ptp(v, axis=0).round(6).tolist())
        for v in (mark.vertices[np.isfinite(mark.vertices[:, 0])] for mark in lines(figure, Role.CRITICAL_SET))
    }
    assert ends == {(0.0, 4.0), (4.0, 0.0)}


def test_a_slice_that_is_critical_all_over_is_tinted_and_a_line_across_it_is_a_point() -> None:
    figure = picture(replace(document(f"f(x, y, z) = {PRODUCT}", {"x": 0.0}, SQUARE), axes=("y", "z")))
    (region,) = (mark for mark in figure.marks if isinstance(mark, RegionMark) and mark.kind == FLAT)
    assert np.nanmin(region.rings) <= -2.0 < 2.0 <= np.nanmax(region.rings)
    across = picture(replace(document(f"f(x, y, z) = {PRODUCT}", {"x": 1.0}, SQUARE), axes=("y", "z")))
    assert [mark.places.tolist() for mark in glyphs(across).values()] == [[[0.0, 0.0]]]
    assert lines(across, Role.CRITICAL_SET) == []


def test_where_a_surface_meets_a_slice_is_left_open_and_no_glyph_stands_there() -> None:
    figure = picture(document("f(x, y, z) = (x^2 + y^2 + z^2 - 1)^2", {"z": 0.25}, SQUARE))
    assert "degenerate" not in glyphs(figure)
    (region,) = (mark for mark in figure.marks if isinstance(mark, RegionMark))
    assert "not isolated" in region.tip
    boxes = region.rings.reshape(-1, 6, 2)
    assert len(boxes) > 8


TILTED = ((0.6, 0.8, 0.0), (0.0, 0.0, 1.0))
"""Spanned by (0.6, 0.8, 0) and z."""


def tilted(text: str, probe: dict[str, float], plane: tuple[tuple[float, ...], tuple[float, ...]] = TILTED) -> Figure:
    return picture(document(f"f(x, y, z) = {text}", probe, SQUARE, plane))


def test_a_tilted_plane_shows_the_line_in_which_it_meets_a_plane_of_critical_points() -> None:
    figure = tilted("x^2 (y - z + 5)", {"x": 0.6, "y": 0.0, "z": 0.0})
    (line,) = lines(figure, Role.CRITICAL_SET)
    v = line.vertices[np.isfinite(line.vertices[:, 0])]
    assert np.ptp(v[:, 0]) == pytest.approx(0.0, abs=1e-9)
    assert np.ptp(v[:, 1]) >= 4.0
    assert glyphs(figure) == {}


def test_a_tilted_plane_shows_the_point_in_which_it_meets_a_line_of_critical_points() -> None:
    text, probe = "(x^2 + y^2) (z + 7)", {"x": 0.0, "y": 0.0, "z": 0.5}
    across = tilted(text, probe, ((0.6, 0.0, 0.8), (0.0, 1.0, 0.0)))
    (mark,) = glyphs(across).values()
    assert len(mark.places) == 1
    assert lines(across, Role.CRITICAL_SET) == []
    assert len(lines(tilted(text, probe), Role.CRITICAL_SET)) == 1  # in this one the line lies


def test_a_tilted_plane_shows_where_a_ring_of_minima_goes_through_it() -> None:
    figure = tilted("(x^2 + y^2 - 1)^2 + z^2", {"x": 0.0, "y": 0.0, "z": 0.0})
    (mark,) = (mark for mark in glyphs(figure).values() if mark.kind == "degenerate")
    assert sorted(mark.places[:, 0].round(2).tolist()) == [-1.0, 1.0]


def test_on_a_tilted_plane_undecided_regions_are_hatched() -> None:
    state = document("f(x, y, z) = x^2 + y^2 + z^2", {"x": 0.0}, SQUARE, TILTED)
    box = np.array([[0.5, 1.0], [0.0, 2.0], [-1.0, 0.0]])
    figure = with_found(state, undecided=(box,))
    (region,) = (mark for mark in figure.marks if isinstance(mark, RegionMark) and mark.kind == UNDECIDED)
    low, high = np.nanmin(region.rings, axis=0), np.nanmax(region.rings, axis=0)
    assert low == pytest.approx((0.5 / 0.6, -1.0), abs=1e-4)
    assert high == pytest.approx((1.0 / 0.6, 0.0), abs=1e-4)


def test_a_constant_region_is_tinted_where_it_is_and_not_all_around() -> None:
    for plane in (None, TILTED):
        state = document("f(x, y, z) = max(0, x^2 + y^2 + z^2 - 1)", {"z": 0.0}, SQUARE, plane)
        (region,) = (mark for mark in picture(state).marks if isinstance(mark, RegionMark) and mark.kind == FLAT)
        v = region.rings[np.isfinite(region.rings[:, 0])]
        assert np.hypot(*v.T).max() < 1.2
