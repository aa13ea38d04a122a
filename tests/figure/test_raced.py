"""The race of a document on its figure in a file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.document.drawings import Runs
from hessview.document.page_plan import PLAIN, PagePlan, PlanProblem, plan_from
from hessview.document.session_file import to_metadata
from hessview.document.state import Race
from hessview.export.image_files import paint
from hessview.figure.compose import compose
from hessview.figure.descent_paths import with_runs
from hessview.figure.marks import DotsMark, LineMark, Role
from hessview.figure.raced import raced, with_race
from hessview.figure.spread import PicturePart, SurfacePart, spread
from hessview.landscapes.from_expression import ExpressionLandscape
from tests.figure.picture_results import document, results_of

RACE = Race(methods=("gradient descent", "newton"), settings=(("gradient descent", "step size", 0.25),), steps=3)
STATE = replace(document("x^2+y^2", probe={"x": 2.0, "y": 4.0}), race=RACE)


def _path(state: object, role: Role = Role.RUN_1) -> list[list[float]]:
    results = results_of(state)  # type: ignore[arg-type]
    figure = with_race(compose(state, results), state, results)  # type: ignore[arg-type]
    (line,) = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role)
    return [row for row in line.vertices.tolist() if np.isfinite(row).all()]


def test_the_methods_of_the_document_run_with_its_settings_and_steps_from_the_probe() -> None:
    assert _path(STATE) == [[2.0, 4.0], [1.0, 2.0], [0.5, 1.0], [0.25, 0.5]]
    assert _path(STATE, Role.RUN_3)[-1] == pytest.approx([0.0, 0.0])


def test_a_method_that_was_stopped_goes_no_farther_than_it_did() -> None:
    results = results_of(STATE)
    figure = with_race(compose(STATE, results), STATE, results, Runs((("gradient descent", 1),)))
    (line,) = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.RUN_1)
    assert [row for row in line.vertices.tolist() if np.isfinite(row).all()] == [[2.0, 4.0], [1.0, 2.0]]
    assert any(isinstance(mark, LineMark) and mark.role is Role.RUN_3 for mark in figure.marks)
    assert figure.notes[-1] == "stopped under way: gradient descent at step 1"


def test_paths_are_strong_up_to_the_step_that_is_looked_at_which_is_marked_as_in_the_window() -> None:
    results = results_of(STATE)
    assert results.formula is not None
    assert results.slice is not None
    drawn = Runs(step=2, chosen="newton")
    here = with_race(compose(STATE, results), STATE, results, drawn)
    runs = [found.outcomes[0] for found in raced(STATE, results.formula, drawn)]
    there = with_runs(compose(STATE, results), runs, results.slice, 2, 1)  # type: ignore[arg-type]
    for kind in (LineMark, DotsMark):
        mine, theirs = ([mark for mark in figure.marks if isinstance(mark, kind)] for figure in (here, there))
        assert [(mark.role, mark.weight, mark.opacity) for mark in mine] == [
            (mark.role, mark.weight, mark.opacity) for mark in theirs
        ]
    strong, faint = (
        mark for mark in here.marks if isinstance(mark, LineMark) and mark.role is Role.RUN_1
    )
    assert strong.vertices[np.isfinite(strong.vertices).all(axis=1)].tolist() == [[2.0, 4.0], [1.0, 2.0], [0.5, 1.0]]
    assert faint.opacity < 1.0
    assert here.notes[-1] == "paths up to step 2, faint what comes after it"


def test_the_end_of_every_path_needs_no_word() -> None:
    results = results_of(STATE)
    assert with_race(compose(STATE, results), STATE, results).notes == compose(STATE, results).notes
    assert with_race(compose(STATE, results), STATE, results, Runs(step=3)).notes == compose(STATE, results).notes


def test_the_model_at_the_step_is_drawn_where_the_window_draws_it() -> None:
    results = results_of(STATE)
    roles = [
        {getattr(mark, "role", None) for mark in with_race(compose(STATE, results), STATE, results, drawn).marks}
        for drawn in (Runs(step=1, chosen="newton"), Runs(step=0, chosen="gradient descent", has_model=True))
    ]
    assert Role.STEP_MODEL not in roles[0]
    assert Role.STEP_MODEL in roles[1]


def test_they_run_from_the_start_that_is_held() -> None:
    held = replace(STATE, race=replace(RACE, start=(("x", 4.0), ("y", -4.0))))
    assert _path(held)[:2] == [[4.0, -4.0], [2.0, -2.0]]


def test_a_setting_that_cannot_be_leaves_its_method_out() -> None:
    wrong = replace(STATE, race=replace(RACE, settings=(("gradient descent", "step size", -1.0),)))
    results = results_of(wrong)
    figure = with_race(compose(wrong, results), wrong, results)
    roles = {mark.role for mark in figure.marks if isinstance(mark, LineMark)}
    assert Role.RUN_3 in roles
    assert Role.RUN_1 not in roles


def test_a_page_shows_runs_only_where_they_are_asked_for() -> None:
    results = results_of(STATE)
    for plan, there in ((PLAIN, False), (PagePlan(drawn=(Runs(),)), True)):
        made = spread(STATE, results, plan, ExpressionLandscape(results.formula))  # type: ignore[arg-type]
        for _, part in made.parts:
            assert isinstance(part, PicturePart | SurfacePart)
            assert any(getattr(mark, "role", None) is Role.RUN_1 for mark in part.figure.marks) is there


def test_a_file_names_the_methods_whose_paths_it_shows() -> None:
    made = paint(to_metadata(STATE), "svg", 120.0, 110.0, plan=PagePlan(drawn=(Runs(),)))
    assert isinstance(made, bytes)
    assert b">gradient descent<" in made
    assert b">Newton<" in made


def test_a_plan_with_runs_survives_a_message() -> None:
    plan = PagePlan(drawn=(Runs(),))
    assert plan_from(plan.to_message()) == plan
    assert plan_from({}).drawn == ()
    with pytest.raises(PlanProblem, match="dock draws"):
        plan_from({"drawn": [{"kind": "walks"}]})
