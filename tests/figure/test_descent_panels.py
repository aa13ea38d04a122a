"""The plots about runs as panels of a page: the window's marks, from the document alone, refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.document.drawings import Runs
from hessview.document.page_plan import PLOTS, Panel, PlanProblem
from hessview.document.plots import Over, Plots
from hessview.document.state import Box, Race
from hessview.figure.descent_panels import plotted, race_note
from hessview.figure.descent_plots import Against, Quantity, convergence_plot
from hessview.figure.marks import DotsMark, LineMark, PointMark, Role
from hessview.figure.raced import raced
from tests.figure.picture_results import document, results_of

WELLS = document("x^4 + y^4 - 4xy + 1", view=Box(-2.5, 2.5, -2.5, 2.5), probe={"x": 1.9, "y": 0.6})
SLOPE = document("x + 2 y", view=Box(-2, 2, -2, 2), probe={"x": 1.0, "y": 0.5})


@pytest.mark.parametrize("over", list(Over))
@pytest.mark.parametrize(
    ("panel", "quantity"), list(zip(PLOTS[:4], (Quantity.EXCESS, Quantity.GRADIENT, Quantity.STEP, Quantity.DISTANCE),
                                    strict=True))
)  # fmt: skip
def test_a_plot_of_pace_has_the_marks_of_the_window(panel: Panel, quantity: Quantity, over: Over) -> None:
    results = results_of(WELLS)
    assert results.formula is not None
    plots = Plots(Runs(step=4, chosen="heavy ball"), over)
    outcomes = [each.outcomes[0] for each in raced(WELLS, results.formula, plots.runs)]
    against = Against.ITERATIONS if over is Over.STEPS else Against.EVALUATIONS
    there = convergence_plot(outcomes, quantity, against, 4, 1)  # type: ignore[arg-type]
    here = plotted(panel, WELLS, results, plots)
    assert here.title == str(quantity)
    assert len(here.figure.marks) == len(there.marks)
    for mine, other in zip(here.figure.marks, there.marks, strict=True):
        assert type(mine) is type(other)
        if isinstance(mine, LineMark):
            np.testing.assert_array_equal(mine.vertices, other.vertices)  # type: ignore[union-attr]
    dashed = [mark for mark in here.figure.marks if isinstance(mark, LineMark) and mark.is_dashed]
    assert dashed
    assert any("the slope that theory predicts" in note for note in here.notes)
    # Beside the first and the last dot there is room.
    low, high = here.figure.axes.x_range
    for mark in here.figure.marks:
        if isinstance(mark, DotsMark):
            assert (low < mark.places[:, 0]).all()
            assert (mark.places[:, 0] < high).all()


def test_zigzag_stability_and_tree_are_those_of_the_chosen_run_and_of_the_view() -> None:
    results, plots = results_of(WELLS), Plots(Runs(chosen="gradient descent"))
    zigzag = plotted(Panel.ZIGZAG, WELLS, results, plots)
    assert "of gradient descent" in zigzag.notes[0]
    assert {mark.role for mark in zigzag.figure.marks if isinstance(mark, LineMark)} == {Role.CURVE, Role.TURN_TO}
    stability = plotted(Panel.STABILITY, WELLS, results, plots)
    assert stability.title == "η λmax(H)"
    assert any(isinstance(mark, LineMark) and mark.role is Role.RUN_1 for mark in stability.figure.marks)
    tree = plotted(Panel.TREE, WELLS, results, plots)
    kinds = sorted(mark.kind for mark in tree.figure.marks if isinstance(mark, PointMark))
    assert kinds == ["minimum", "minimum", "saddle"]
    assert "not proved" in tree.notes[0]


def test_the_lesson_is_about_the_minimum_that_the_chosen_run_comes_to() -> None:
    lesson = plotted(Panel.LESSON, WELLS, results_of(WELLS), None)
    assert "κ = 2." in lesson.notes[0]  # eigenvalues 8 and 16 at (1, 1)
    counted = [mark for mark in lesson.figure.marks if isinstance(mark, DotsMark) and len(mark.places) > 3]
    assert len(counted) >= 3  # of a contestant that comes nowhere nothing is counted


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        (Panel.EXCESS, "there is no f\\*"), (Panel.DISTANCE, "there is no x\\*"), (Panel.ZIGZAG, "no zigzag"),
        (Panel.LESSON, "no minimum is known"), (Panel.TREE, "no minimum is known"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_refused_with_a_reason(panel: Panel, words: str) -> None:
    with pytest.raises(PlanProblem, match=words):
        plotted(panel, SLOPE, results_of(SLOPE), None)


def test_without_methods_there_is_no_plot() -> None:
    nobody = replace(WELLS, race=Race(methods=()))
    with pytest.raises(PlanProblem, match="tick a method"):
        plotted(Panel.GRADIENT, nobody, results_of(nobody), None)


def test_it_is_said_where_runs_begin_and_which_were_stopped() -> None:
    results = results_of(WELLS)
    assert race_note(WELLS, results, None) == "Runs from (1.9, 0.6), at most 500 steps."
    stopped = Plots(Runs((("newton", 3),)))
    assert race_note(WELLS, results, stopped).endswith("; Newton was stopped at step 3.")
