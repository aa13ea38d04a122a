"""The pictures of the lesson and of the edge of stability show what was counted and predicted, and say what is so."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hessview.compute.answers import Answers
from hessview.compute.lanes import no_progress
from hessview.compute.lesson_requests import LessonFound, LessonRequest
from hessview.document.state import Race
from hessview.explanations.lesson import no_lesson, reading, seen_short, seen_words, table
from hessview.explanations.stability import sharpness_words
from hessview.figure.lesson import lesson_plot, lesson_roles, valley_plot
from hessview.figure.marks import DotsMark, Figure, LineMark, PointMark, Role, TextMark
from hessview.figure.run_looks import OWN_ROLES, run_roles
from hessview.figure.stability_plot import sharpness_plot
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.lesson import Count, Miss, Tuning
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged
from hessview.optimizers.sharpness import Sharpness, sharpness

ANSWERS = Answers()
EPS = 1e-6
ROLES = lesson_roles(run_roles(Race(("gradient descent", "heavy ball", "newton"))))
BOWL = LessonRequest(
    parse("x^2 + 10y^2"), (0.0, 0.0), (1.0, 1.0), -1, (50.0,), EPS, 1.0, 1.0, 2_000, 60.0, is_pictured=True
)
NAMED = {method.name: method for method in METHODS}


def answered(request: LessonRequest) -> LessonFound:
    found = ANSWERS.answer(request, no_progress)
    assert isinstance(found, LessonFound)
    return found


def plotted() -> Figure:
    here = answered(BOWL)
    curves = answered(replace(BOWL, kappas=tuple(np.geomspace(1.0, 1e4, 9).tolist()), steps=0, is_pictured=False))
    counts = answered(replace(BOWL, kappas=(10.0, 100.0), is_pictured=False))
    return lesson_plot(curves.stretchings, counts.stretchings, here.stretchings[-1], EPS, roles=ROLES)


def lines(figure: Figure, tuning: Tuning, *, dashed: bool) -> list[LineMark]:
    return [
        mark for mark in figure.marks
        if isinstance(mark, LineMark) and mark.role is ROLES[tuning] and mark.is_dashed is dashed
    ]  # fmt: skip


def test_a_contestant_has_the_colour_of_its_method_and_the_best_step_one_that_the_race_leaves_over() -> None:
    for race in (("gradient descent", "heavy ball", "newton"), ("adam", "newton", "bfgs", "heavy ball"), ()):
        raced = run_roles(Race(race))
        roles = lesson_roles(raced)
        for tuning, method in (
            (Tuning.SHORT, "gradient descent"), (Tuning.BALL, "heavy ball"), (Tuning.NEWTON, "newton"),
        ):  # fmt: skip
            assert roles[tuning] is OWN_ROLES[method]
        assert len(set(roles.values())) == 4
        assert roles[Tuning.BEST] not in raced.values()


def test_a_contestant_that_runs_in_a_borrowed_colour_has_that_one_in_the_lesson() -> None:
    raced = run_roles(Race(("eigenvector following", "gradient descent", "wolfe", "heavy ball")))
    roles = lesson_roles(raced)
    assert roles[Tuning.SHORT] is raced["gradient descent"] is not OWN_ROLES["gradient descent"]
    assert roles[Tuning.BALL] is raced["heavy ball"] is not OWN_ROLES["heavy ball"]
    assert len(set(roles.values())) == 4


def test_with_a_full_race_no_two_contestants_share_a_colour() -> None:
    race = Race(("adam", "newton", "bfgs", "heavy ball", "wolfe", "armijo", "nesterov", "l-bfgs"))
    roles = lesson_roles(run_roles(race))
    assert len(set(roles.values())) == 4
    assert roles[Tuning.NEWTON] is OWN_ROLES["newton"]
    assert roles[Tuning.BALL] is OWN_ROLES["heavy ball"]


def test_what_is_marked_may_be_ahead_of_what_was_counted() -> None:
    here = answered(BOWL)
    curves = answered(replace(BOWL, kappas=(1.0, 10.0, 1e3), steps=0, is_pictured=False)).stretchings
    figure = lesson_plot(curves, (), here.stretchings[-1], EPS, roles=ROLES, kappa=200.0)
    marked = next(mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.PRESENT)
    assert marked.vertices[:, 0].tolist() == pytest.approx([math.log10(200.0)] * 2)


def test_both_axes_are_logarithmic_and_the_rules_of_thumb_are_straight_lines_of_their_slope() -> None:
    figure = plotted()
    assert figure.axes.is_log
    assert figure.axes.is_log_across
    for tuning, slope in ((Tuning.SHORT, 1.0), (Tuning.BEST, 1.0), (Tuning.BALL, 0.5)):
        (line,) = lines(figure, tuning, dashed=True)
        x, y = line.vertices[:-1].T
        assert np.diff(y) / np.diff(x) == pytest.approx(slope)
    assert not lines(figure, Tuning.NEWTON, dashed=True)
    (flat,) = lines(figure, Tuning.NEWTON, dashed=False)
    assert flat.vertices[:-1, 1] == pytest.approx(0.0)


def test_what_is_counted_lies_on_what_is_predicted() -> None:
    figure = plotted()
    dots = next(m.places for m in figure.marks if isinstance(m, DotsMark) and m.role is ROLES[Tuning.BEST])
    assert dots[:, 0] == pytest.approx([1.0, 2.0])
    assert 10.0 ** dots[:, 1] == pytest.approx([69, 691], abs=1)
    names = {mark.text for mark in figure.marks if isinstance(mark, TextMark)}
    assert names == {"step 1/L", "best step", "heavy ball", "Newton"}


def test_the_valley_has_its_rings_its_minimum_and_every_run_from_the_start() -> None:
    found = answered(BOWL)
    figure = valley_plot(found, -1, ROLES)
    assert figure is not None
    assert figure.axes.equal_aspect
    kinds = {mark.kind for mark in figure.marks if isinstance(mark, PointMark)}
    assert kinds == {"minimum", "probe"}
    for tuning in Tuning:
        (path,) = lines(figure, tuning, dashed=False)
        start = path.vertices[0]
        assert np.abs(start) == pytest.approx([1.0, math.sqrt(10.0 / 50.0)])
    zigzag = lines(figure, Tuning.BEST, dashed=False)[0].vertices[:-1, 1]
    assert np.all(zigzag[1:40] * zigzag[:39] < 0.0), "across the valley every step changes the side"


def test_a_very_narrow_valley_is_drawn_wider_and_it_is_said() -> None:
    figure = valley_plot(answered(replace(BOWL, kappas=(1e4,))), -1, ROLES)
    assert figure is not None
    assert not figure.axes.equal_aspect
    assert "× as wide" in figure.caption[0]
    assert figure.caption[0].startswith("squeezed")


def test_the_words_name_every_contestant_with_its_count() -> None:
    found = answered(BOWL)
    here = found.stretchings[-1]
    said = " ".join(seen_words(found, here, EPS))
    assert said.startswith("κ = 50, steps to 10⁻⁶ of the distance: step 1/L ")
    assert "Newton 1" in said
    assert said.endswith("As predicted.")
    assert "as predicted" in seen_short(found, here)[0]
    rows = table(here)
    assert len(rows) == 5
    assert rows[1][1] == rows[1][2]
    assert rows[1][4].startswith("κ ln(1/ε) = 691")
    assert reading(here)[0] == "κ = 50"


def test_where_a_run_was_not_counted_to_the_end_only_the_prediction_is_said() -> None:
    found = answered(replace(BOWL, kappas=(1e4,), steps=500))
    said = seen_words(found, found.stretchings[-1], EPS)[0]
    assert "(predicted; not all were counted)" in said
    assert table(found.stretchings[-1])[1][1] == "not counted to the end"


def test_where_f_is_not_quadratic_it_is_not_as_predicted() -> None:
    request = replace(BOWL, formula=parse("x^4 - 2x^2 + 5y^2"), minimum=(1.0, 0.0), start=(2.2, 0.4), kappas=(0.0,))
    found = answered(request)
    said = " ".join(seen_words(found, found.stretchings[-1], EPS))
    assert "As predicted" not in said
    assert "f is not quadratic" in said


def test_of_a_newtons_method_that_goes_elsewhere_it_is_not_said_that_this_was_predicted() -> None:
    found = answered(BOWL)
    here = found.stretchings[-1]
    entries = tuple(
        replace(entry, count=Count(None, Miss.ELSEWHERE, np.zeros((1, 2)))) if entry.tuning is Tuning.NEWTON else entry
        for entry in here.entries
    )
    lost = replace(here, entries=entries)
    assert seen_words(found, lost, EPS)[1] == "As predicted, but for Newton’s method."
    assert seen_short(found, lost)[0].endswith("; the others as predicted")


def test_a_point_that_is_no_minimum_teaches_nothing() -> None:
    found = answered(replace(BOWL, formula=parse("x^2 - y^2")))
    assert no_lesson(found).startswith("Saddle point")
    assert valley_plot(found, -1, ROLES) is None
    assert no_lesson(answered(BOWL)) == ""


def ran(name: str, **given: float) -> tuple[Outcome, Sharpness | None]:
    f = ExpressionLandscape(parse("x^2 + 12y^2"))
    settings = {key.replace("_", " "): value for key, value in given.items()}
    run = descend(NAMED[name], f, np.array([1.0, 1.0]), settings, Limits(60))
    return judged(f, NAMED[name], run), sharpness(f, NAMED[name], run)


def test_a_step_beyond_the_limit_is_above_the_line_and_one_below_it_is_below() -> None:
    for eta, above in ((0.1, True), (0.05, False)):
        outcome, found = ran("gradient descent", step_size=eta)
        figure = sharpness_plot(outcome, found, None)
        limit = next(mark for mark in figure.marks if isinstance(mark, LineMark) and mark.is_dashed)
        line = next(mark for mark in figure.marks if isinstance(mark, LineMark) and not mark.is_dashed)
        assert limit.vertices[:, 1].tolist() == [2.0, 2.0]
        assert bool((line.vertices[:, 1] > 2.0).all()) is above
        assert line.vertices[:, 1] == pytest.approx(24.0 * eta)
        assert figure.caption[0].startswith("Beyond 2 all along" if above else "Below 2 all along")


def test_the_limit_of_heavy_ball_is_given_with_its_formula() -> None:
    outcome, found = ran("heavy ball", step_size=0.05, momentum=0.5)
    figure = sharpness_plot(outcome, found, 3)
    (words,) = [mark.text for mark in figure.marks if isinstance(mark, TextMark)]
    assert words == "unstable above 2 (1 + β) = 3"


def test_a_method_without_a_limit_has_a_sentence_and_no_line() -> None:
    outcome, found = ran("newton")
    figure = sharpness_plot(outcome, found, None)
    assert figure.marks == ()
    assert figure.caption == ("No theory gives a limit for the steps of Newton.",)


def test_the_words_count_the_iterates_beyond_the_limit_and_name_the_last() -> None:
    found = Sharpness(np.arange(5), np.array([1.0, 2.4, 1.9, 2.1, 1.5]), 2.0)
    assert sharpness_words("gradient descent", found)[0] == (
        "Beyond 2 at 2 of 5 iterates that are looked at, last at step 3; at most 2.4 at step 1."
        " Beyond it the error along v_max grows."
    )
    edge = Sharpness(np.arange(5), np.array([0.5, 1.0, 1.9, 1.98, 1.99]), 2.0)
    assert sharpness_words("gradient descent", edge)[0].endswith("it ends at the edge of stability.")
    blank = Sharpness(np.arange(2), np.full(2, np.nan), 2.0)
    assert sharpness_words("gradient descent", blank) == ("H is not finite along this run.",)
