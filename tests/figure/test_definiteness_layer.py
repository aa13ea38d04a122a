"""The layer of definiteness in a picture: its regions, its curve, its colours, its words."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from picture_results import PEAKS, document, results_of

from hessview.compute.results import Results
from hessview.document.state import Appearance, Box, ColourBy, State
from hessview.figure.colour_bar import ticks
from hessview.figure.compose import compose
from hessview.figure.eigenvalue_colours import eigenvalue_field
from hessview.figure.legend import CORNERS, busy_places, corner_away_from, legend_of
from hessview.figure.marks import NEWTON_UPHILL, FieldMark, Figure, LevelMark, LineMark, RegionMark, Role
from hessview.figure.patterns import OTHER_BASINS, PATTERNS, TINTS, Grain, signs_in

VIEW = Box(-3, 3, -3, 3)
LAYER = Appearance(overlays=("definiteness",))
SQUARE = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 60.0], [0.0, 60.0], [0.0, 0.0], [np.nan, np.nan]])


def picture(state: State) -> Figure:
    return compose(state, results_of(state))


def regions(figure: Figure) -> list[RegionMark]:
    return [mark for mark in figure.marks if isinstance(mark, RegionMark)]


def test_regions_lie_under_the_iso_lines_and_the_curve_above_them() -> None:
    figure = picture(document(PEAKS, view=VIEW, look=LAYER))
    kinds = [type(mark) for mark in figure.marks]
    assert [mark.kind for mark in regions(figure)] == ["positive definite", "negative definite", "indefinite"]
    first_line, last_line = kinds.index(LevelMark), len(kinds) - 1 - kinds[::-1].index(LevelMark)
    assert max(k for k, kind in enumerate(kinds) if kind is RegionMark) < first_line
    curves = [k for k, mark in enumerate(figure.marks) if isinstance(mark, LineMark) and mark.role is Role.SINGULAR]
    assert len(curves) == 1
    assert curves[0] > last_line


def test_the_colours_are_those_of_the_regions_or_of_an_eigenvalue_never_of_both() -> None:
    state = document(PEAKS, view=VIEW, look=LAYER)
    tinted = picture(state)
    assert not any(isinstance(mark, FieldMark) for mark in tinted.marks)
    assert tinted.colour_bar is None
    assert all(mark.is_tinted for mark in regions(tinted))
    coloured = picture(replace(state, appearance=replace(LAYER, colour_by=ColourBy.SMALLEST)))
    assert isinstance(coloured.marks[0], FieldMark)
    assert coloured.colour_bar == "λ_min"
    assert not any(mark.is_tinted for mark in regions(coloured))
    bare = picture(replace(state, appearance=replace(LAYER, show_field=False)))
    assert not any(isinstance(mark, FieldMark) for mark in bare.marks)
    assert not any(mark.is_tinted for mark in regions(bare))


def test_without_the_layer_nothing_of_it_is_asked_or_shown() -> None:
    results = results_of(document(PEAKS, view=VIEW))
    assert results.definiteness is None
    assert results.wanted is not None
    assert results.wanted.maps == ()


def test_until_the_map_is_there_the_picture_is_that_of_f() -> None:
    state = document(PEAKS, view=VIEW, look=replace(LAYER, colour_by=ColourBy.LARGEST))
    results = replace(results_of(state), definiteness=None)
    figure = compose(state, results)
    assert isinstance(figure.marks[0], FieldMark)
    assert figure.colour_bar == "f"
    assert compose(state, Results()).marks == ()


def test_what_has_not_changed_is_the_same_array() -> None:
    state = document(PEAKS, view=VIEW, look=LAYER)
    results = results_of(state)
    moved = replace(state, probe=(("x", 2.0),))
    for one, other in zip(regions(compose(state, results)), regions(compose(moved, results)), strict=True):
        assert one.rings is other.rings


@pytest.mark.parametrize("colour_by", [ColourBy.SMALLEST, ColourBy.LARGEST])
@pytest.mark.parametrize("text", [PEAKS, "(1-x)^2+100(y-x^2)^2", "1/x + y^2", "exp(x y)", "x^2 + y^2", "f(x, y) = 3x"])
def test_an_eigenvalue_is_neutral_at_0_whatever_its_range(text: str, colour_by: ColourBy) -> None:
    found = results_of(document(text, view=VIEW, look=replace(LAYER, colour_by=colour_by))).definiteness
    assert found is not None
    mark = eigenvalue_field(found, colour_by)
    assert mark.low == -mark.high
    assert mark.place(0.0) == pytest.approx(0.5)
    places = mark.positions(np.linspace(mark.low, mark.high, 200))
    assert (np.diff(places) > 0.0).all()


def test_the_condition_number_begins_at_its_best() -> None:
    found = results_of(document(PEAKS, view=VIEW, look=replace(LAYER, colour_by=ColourBy.CONDITION))).definiteness
    assert found is not None
    mark = eigenvalue_field(found, ColourBy.CONDITION)
    assert mark.low == 0.0
    assert 0.1 < mark.high <= 16.0
    assert mark.place(float("inf")) == 1.0


def test_the_numbers_at_the_colour_bar_are_those_of_its_own_quantity() -> None:
    figure = picture(document("x^2 + 50y^2 + x^4", view=VIEW, look=replace(LAYER, colour_by=ColourBy.LARGEST)))
    labels = [label for _, label in ticks(figure, 6)]
    assert "0" in labels
    assert len(labels) >= 3
    places = [place for place, _ in ticks(figure, 6)]
    assert places == sorted(places)


def test_a_hessian_that_is_zero_is_said_in_a_sentence_and_not_drawn() -> None:
    figure = picture(document("f(x, y) = 3x - y", view=VIEW, look=LAYER))
    assert regions(figure) == []
    assert legend_of(figure) == ()
    assert any("H is zero in this view" in note for note in figure.notes)
    assert isinstance(figure.marks[0], FieldMark)


def test_a_slice_says_that_the_whole_hessian_counts() -> None:
    figure = picture(document("x^2 + y^2 - z^2", view=VIEW, look=LAYER))
    assert [mark.kind for mark in regions(figure)] == ["indefinite"]
    assert any("3 × 3" in note for note in figure.notes)


def test_regions_too_fine_to_be_drawn_are_said_to_be() -> None:
    figure = picture(document("sin(90x) sin(90y)", view=VIEW, look=LAYER))
    assert regions(figure) == []
    assert any("too fast" in note for note in figure.notes)


def test_newton_uphill_is_a_region_of_its_own() -> None:
    figure = picture(document("x^2 - y^2", view=VIEW, look=Appearance(overlays=("newton-uphill",))))
    assert [mark.kind for mark in regions(figure)] == [NEWTON_UPHILL]
    assert figure.colour_bar == "f"


def test_the_layer_has_nothing_to_say_about_a_curve() -> None:
    figure = picture(document("x^3", look=replace(LAYER, colour_by=ColourBy.CONDITION)))
    assert regions(figure) == []
    assert figure.colour_bar is None


# The legend


def test_the_legend_names_every_region_and_the_curve_with_a_sentence_each() -> None:
    entries = legend_of(picture(document(PEAKS, view=VIEW, look=LAYER)))
    assert [entry.words for entry in entries] == ["positive definite", "negative definite", "indefinite", "det H = 0"]
    assert entries[0].tip == "f curves up in every direction"
    assert entries[2].tip == "f curves up in one direction, down in another"
    assert all(entry.tip for entry in entries)


def test_the_legend_keeps_its_corner_until_something_comes_near() -> None:
    here = CORNERS[2]
    assert corner_away_from([(0.9, 0.9)], 0.3, 0.3, here) == here
    moved = corner_away_from([(0.1, 0.1)], 0.3, 0.3, here)
    assert moved != here
    assert corner_away_from([(0.1, 0.1)], 0.3, 0.3, moved) == moved
    everywhere = [(x, y) for x in (0.1, 0.9) for y in (0.1, 0.9)]
    assert corner_away_from(everywhere, 0.3, 0.3, here) == here


def test_the_legend_keeps_clear_of_the_probe_and_of_its_axes() -> None:
    state = document(PEAKS, {"x": 1.0, "y": 2.0}, VIEW, look=Appearance(overlays=("definiteness", "principal-axes")))
    places = busy_places(picture(state))
    assert (1.0, 2.0) in places
    assert len(places) == 5


# The patterns


def test_no_two_kinds_of_region_have_the_same_signs() -> None:
    assert len({pattern.signs for pattern in PATTERNS.values()}) == len(PATTERNS)


def test_a_strip_with_room_for_one_row_of_signs_tells_which_starts_of_no_end_it_is() -> None:
    kinds = [kind for kind in TINTS if kind.startswith("starts") or kind == OTHER_BASINS]
    rows = [set(PATTERNS[kind].signs) for kind in kinds]
    assert len(kinds) == 9
    assert not any(one & other for one, other in combinations(rows, 2))


def test_the_signs_of_an_indefinite_region_alternate_and_all_lie_inside() -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 300)
    rings = np.column_stack([50.0 + 30.0 * np.cos(turn), 30.0 + 30.0 * np.sin(turn)])
    plus, minus = signs_in(rings, (100.0, 60.0), PATTERNS["indefinite"], Grain(10.0, 2.0))
    assert min(len(plus), len(minus)) > 10
    for places in (plus, minus):
        for shift in ((2.0, 0.0), (-2.0, 0.0), (0.0, 2.0), (0.0, -2.0)):
            assert (np.hypot(*(places + shift - (50.0, 30.0)).T) < 30.0).all()
    assert not {round(y, 6) for _, y in plus} & {round(y, 6) for _, y in minus}


def test_a_hole_has_no_signs() -> None:
    hole = SQUARE * 0.5 + (25.0, 15.0)
    rings = np.concatenate([SQUARE, hole])
    plus, minus = signs_in(rings, (100.0, 60.0), PATTERNS["positive definite"], Grain(10.0, 1.0))
    for x, y in np.concatenate([plus, minus]):
        assert not (25.0 <= x <= 75.0 and 15.0 <= y <= 45.0)
    assert len(plus) + len(minus) > 60


def test_signs_move_with_the_picture() -> None:
    whole = signs_in(SQUARE, (100.0, 60.0), PATTERNS["indefinite"], Grain(10.0, 1.0))
    moved = signs_in(SQUARE - (3.0, 4.0), (97.0, 56.0), PATTERNS["indefinite"], Grain(10.0, 1.0, (3.0, 4.0)))
    for before, after in zip(whole, moved, strict=True):
        there = {(round(x, 6), round(y, 6)) for x, y in before}
        assert {(round(x + 3.0, 6), round(y + 4.0, 6)) for x, y in after} <= there


def test_the_arrows_of_newton_stand_between_the_signs_of_the_regions() -> None:
    arrows = np.concatenate(signs_in(SQUARE, (100.0, 60.0), PATTERNS[NEWTON_UPHILL], Grain(20.0, 2.0)))
    signs = np.concatenate(signs_in(SQUARE, (100.0, 60.0), PATTERNS["indefinite"], Grain(20.0, 2.0)))
    assert np.hypot(*(arrows[:, np.newaxis] - signs[np.newaxis]).transpose(2, 0, 1)).min() > 5.0
