"""What docks draw on the map, on its figure in a file: the same as in the window, with a true word about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.compute.answers import Answers
from hessview.compute.descent_requests import BasinRequest
from hessview.compute.lanes import no_progress
from hessview.compute.resolving import Resolver, critical_request
from hessview.document.drawings import Basins, Paths, Runs, Skeleton, words_of
from hessview.document.page_plan import PagePlan, Panel, PlanProblem, plan_from
from hessview.document.session_file import from_bytes, to_metadata
from hessview.document.state import Box
from hessview.export.image_files import paint
from hessview.figure.basins import with_basins
from hessview.figure.compose import compose
from hessview.figure.drawn import with_drawn
from hessview.figure.marks import FieldMark, GlyphsMark, LineMark, RegionMark, Role, TextMark
from hessview.figure.spread import spread
from hessview.landscapes.from_expression import ExpressionLandscape
from tests.figure.picture_results import document, results_of

if TYPE_CHECKING:
    from hessview.document.drawings import Drawing
    from hessview.document.state import State
    from hessview.figure.marks import Figure

WELLS = document("(x^2 - 1)^2 + y^2", view=Box(-2, 2, -2, 2), probe={"x": 0.5, "y": 0.5})
FORK = document("a = -2\nx^4 + a x^2 + y^2", view=Box(-2, 2, -2, 2), probe={"x": 1.0, "y": 0.5})
FOUR = document("(x^2 - 1)^2 + (y^2 - 1)^2", view=Box(-2, 2, -2, 2), probe={"x": 0.5, "y": 0.5})
BASINS = Basins("gradient descent", (("step size", 0.05),), 300, (-2.0, 2.0, -2.0, 2.0), (25, 25))


def skeleton_of(state: State) -> Skeleton:
    formula = Resolver().formula(state)
    assert formula is not None
    request = critical_request(state, formula)
    assert request is not None
    return Skeleton(request.box)


def drawn_on(state: State, *drawn: Drawing) -> Figure:
    results = results_of(state)
    return with_drawn(compose(state, results), drawn, state, results)


def lines(figure: Figure, role: Role) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role]


def test_basins_of_a_file_are_those_of_the_window() -> None:
    results = results_of(WELLS)
    assert results.formula is not None
    assert results.slice is not None
    request = BasinRequest(
        results.formula, results.slice, WELLS.view, BASINS.shape, BASINS.method, BASINS.settings, BASINS.steps
    )
    *_, found = Answers().parts(request, no_progress)
    there = with_basins(compose(WELLS, results), found, results.slice, BASINS.steps, "")  # type: ignore[arg-type]
    here = drawn_on(WELLS, BASINS)
    ours, theirs = ([mark for mark in figure.marks if isinstance(mark, RegionMark)] for figure in (here, there))
    assert [(mark.kind, mark.label) for mark in ours] == [(mark.kind, mark.label) for mark in theirs]
    assert {mark.label for mark in ours} >= {"→ minimum (−1, 0)", "→ minimum (1, 0)"}
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine.rings, other.rings)
    assert not any(isinstance(mark, FieldMark) for mark in here.marks)


def test_a_map_of_basins_says_whose_they_are_and_from_how_many_starts() -> None:
    assert drawn_on(WELLS, BASINS).notes[-1] == (
        "tints: where gradient descent leads (step size 0.05, at most 300 steps), tried from 25\u00a0×\u00a025 starts"
    )


def test_a_map_that_was_stopped_is_as_coarse_as_it_was_and_says_so() -> None:
    coarse = drawn_on(WELLS, replace(BASINS, stride=4)).notes[-1]
    assert "tried from 7\u00a0×\u00a07 starts; " in coarse
    assert coarse.endswith("the map was stopped before it was whole: it is coarse")
    assert "stopped" not in drawn_on(WELLS, BASINS).notes[-1]


def test_basins_of_another_view_say_where_they_were_begun() -> None:
    note = drawn_on(WELLS, replace(BASINS, box=(-1.0, 1.0, -0.5, 0.5))).notes[-1]
    assert note.endswith("starts, x from −1 to 1, y from −0.5 to 0.5")


def test_paths_are_below_glyphs_and_axes_and_their_events_above() -> None:
    figure = drawn_on(FORK, Paths("a"))
    order = {id(mark): k for k, mark in enumerate(figure.marks)}
    (path,) = lines(figure, Role.PATH_MINIMUM)
    above = [mark for mark in figure.marks if isinstance(mark, GlyphsMark)] + lines(figure, Role.AXIS_POSITIVE)
    assert above
    assert all(order[id(path)] < order[id(mark)] for mark in above)
    (event,) = (mark for mark in figure.marks if isinstance(mark, TextMark) and mark.text.startswith("pitchfork"))
    assert all(order[id(event)] > order[id(mark)] for mark in above)
    y = path.vertices[:, 1]
    assert np.abs(y[np.isfinite(y)]).max() < 1e-6
    assert any("traced, not proved" in note for note in figure.notes)


def test_a_skeleton_has_the_ways_down_and_says_that_it_is_not_proved() -> None:
    figure = drawn_on(WELLS, skeleton_of(WELLS))
    (down,) = lines(figure, Role.WAY_DOWN)
    ends = down.vertices[np.isfinite(down.vertices).all(axis=1)]
    assert ends[:, 0].min() == pytest.approx(-1.0, abs=0.05)
    assert ends[:, 0].max() == pytest.approx(1.0, abs=0.05)
    (border,) = lines(figure, Role.BASIN_BORDER)
    assert np.nanmax(np.abs(border.vertices[:, 0])) < 0.1
    assert figure.notes[-1] == (
        "steepest descent from saddles of index 1, both ways, and the borders of its basins: "
        "followed by numbers, not proved"
    )


def test_a_skeleton_that_was_stopped_has_the_lines_that_were_there_and_says_so() -> None:
    figure = drawn_on(FOUR, replace(skeleton_of(FOUR), branches=1))
    whole = drawn_on(FOUR, skeleton_of(FOUR))
    assert len(lines(figure, Role.WAY_DOWN)[0].vertices) < len(lines(whole, Role.WAY_DOWN)[0].vertices)
    assert figure.notes[-1].endswith("; it was stopped before it was whole: lines are missing")
    assert "stopped" not in whole.notes[-1]


def test_without_a_saddle_a_skeleton_says_that_it_has_no_lines() -> None:
    bowl = document("x^2 + y^2", view=Box(-2, 2, -2, 2))
    figure = drawn_on(bowl, skeleton_of(bowl))
    assert not lines(figure, Role.WAY_DOWN)
    assert "no saddle" in figure.notes[-1]


@pytest.mark.parametrize(
    ("state", "drawing", "words"),
    [
        (WELLS, Paths("a"), "no parameter"),
        (FORK, Paths("a", ((1.0, 2.0),)), "3 numbers"),
        (WELLS, replace(BASINS, method="magic"), "no method"),
        (WELLS, replace(BASINS, box=(1.0, 1.0, 0.0, 1.0)), "no box"),
        (WELLS, Skeleton(((0.0, 1.0),)), "2 ranges"),
    ],
)
def test_what_is_not_of_the_document_is_refused_with_a_reason(state: State, drawing: Drawing, words: str) -> None:
    with pytest.raises(PlanProblem, match=words):
        drawn_on(state, drawing)


def test_a_page_draws_it_on_map_and_surface_with_legend_and_caption_and_its_session_inside() -> None:
    drawn = (BASINS, skeleton_of(WELLS), Runs())
    results = results_of(WELLS)
    assert results.formula is not None
    made = spread(
        WELLS, results, PagePlan((Panel.CONTOUR, Panel.SURFACE), drawn=drawn), ExpressionLandscape(results.formula)
    )
    for _, part in made.parts:
        assert lines(part.figure, Role.WAY_DOWN)  # type: ignore[union-attr]
    assert any(note.startswith("Tints: where gradient descent leads") for note in made.notes)
    assert any(note.startswith("Steepest descent from saddles") for note in made.notes)
    svg = paint(to_metadata(WELLS), "svg", 120.0, 110.0, plan=PagePlan(drawn=drawn))
    assert isinstance(svg, bytes)
    for words in ("→ minimum (1, 0)", "way down from a saddle", "border of basins", "gradient descent"):
        assert f">{words}<".encode() in svg
    assert from_bytes(to_metadata(WELLS).encode()) == WELLS
    assert b"hessview-session" in svg


def test_the_surface_alone_has_the_legend_too() -> None:
    svg = paint(to_metadata(FORK), "svg", 120.0, 110.0, plan=PagePlan((Panel.SURFACE,), drawn=(Paths("a"),)))
    assert isinstance(svg, bytes)
    assert b">path of a minimum<" in svg


@pytest.mark.parametrize(
    "drawing",
    [
        Runs(), Runs((("newton", 3),)), Runs((), 12, "heavy ball", has_model=True),
        Paths("a", ((1.0, 0.0, -2.0),)), BASINS, replace(BASINS, stride=4),
        Skeleton(((0.0, 1.0), (0.0, 2.0)), 3),
    ],
)  # fmt: skip
def test_a_plan_with_a_drawing_survives_a_message(drawing: Drawing) -> None:
    plan = PagePlan(drawn=(drawing,))
    assert plan_from(plan.to_message()) == plan


@pytest.mark.parametrize(
    "message",
    [
        "runs", [1], [{"kind": "walks"}], [{"kind": "runs", "step": -1}], [{"kind": "runs", "has_model": 1}],
        [{"kind": "runs", "chosen": 5}], [{"kind": "runs", "stopped": [["newton", -1]]}],
        [{"kind": "paths"}], [{"kind": "paths", "parameter": "a", "known": [["x"]]}],
        [{"kind": "basins", "method": "newton", "steps": 0, "box": [0, 1, 0, 1], "shape": [3, 3]}],
        [{"kind": "basins", "method": "newton", "steps": 5, "box": [0, 1, 0, 1], "shape": [3, 1e9]}],
        [{"kind": "basins", "method": "newton", "steps": 5, "box": [0, 1, 0], "shape": [3, 3]}],
        [{"kind": "skeleton", "box": [[0, float("inf")]]}], [{"kind": "skeleton", "box": [[0, True]]}],
    ],
)  # fmt: skip
def test_a_message_that_is_no_drawing_is_refused(message: object) -> None:
    with pytest.raises(PlanProblem):
        plan_from({"drawn": message})


def test_drawings_are_called_in_words() -> None:
    assert words_of(()) == ""
    assert words_of((Runs(),)) == "runs"
    assert words_of((BASINS, Runs())) == "basins and runs"
    assert words_of((Paths("a"), BASINS, Skeleton(()), Runs())) == "paths, basins, skeleton and runs"
