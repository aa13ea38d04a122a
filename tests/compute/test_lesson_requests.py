"""The lesson on the condition number is answered beside the window: predicted, counted, and drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.analysis.verdict import Kind
from hessview.compute.answers import Answers, Place
from hessview.compute.endings import Cancelled
from hessview.compute.lanes import no_progress
from hessview.compute.lesson_requests import LessonFound, LessonRequest
from hessview.compute.results import is_answer
from hessview.language.parser import parse
from hessview.optimizers.lesson import Tuning

BOWL = LessonRequest(
    parse("x^2 + 10y^2"), (0.0, 0.0), (1.0, 1.0), -1, (0.0, 100.0), 1e-6, 1.0, 1.0, 20_000, 60.0, is_pictured=True
)


def answered(request: LessonRequest) -> LessonFound:
    found = Answers().answer(request, no_progress)
    assert isinstance(found, LessonFound)
    assert is_answer(found)
    return found


def test_every_condition_number_has_its_counts_and_they_are_the_predicted_ones() -> None:
    found = answered(BOWL)
    assert found.kappa == pytest.approx(10.0)
    assert [each.kappa for each in found.stretchings] == pytest.approx([10.0, 100.0])
    assert found.stretchings[0].factor == 1.0
    assert found.stretchings[1].factor == pytest.approx(10.0**-0.5)
    for each in found.stretchings:
        assert [entry.tuning for entry in each.entries] == list(Tuning)
        for entry in each.entries:
            assert entry.count is not None
            assert entry.count.steps == entry.expected


def test_without_steps_they_are_only_predicted() -> None:
    found = answered(replace(BOWL, steps=0, is_pictured=False))
    assert all(entry.count is None for each in found.stretchings for entry in each.entries)
    assert found.picture is None


def test_the_picture_is_of_the_last_landscape_and_wider_than_it_is_where_the_valley_is_narrow() -> None:
    near, far = answered(replace(BOWL, kappas=(4.0,))).picture, answered(replace(BOWL, kappas=(900.0,))).picture
    assert near is not None
    assert far is not None
    assert near.wider == 1.0
    assert far.wider > 1.2
    for drawn, kappa in ((near, 4.0), (far, 900.0)):
        start, ring = drawn.paths[0][1][0], drawn.rings[4]
        heights = ring[:, 0] ** 2 + kappa * ring[:, 1] ** 2
        through = start[0] ** 2 + kappa * start[1] ** 2
        assert heights[np.isfinite(heights)] == pytest.approx(through, rel=0.02)
        assert drawn.x_range[0] < start[0] < drawn.x_range[1]
        assert abs(start[1]) < drawn.half_height


def test_a_saddle_has_no_lesson() -> None:
    found = answered(replace(BOWL, formula=parse("x^2 - y^2")))
    assert found.curvature.kind is Kind.SADDLE
    assert found.stretchings == ()


def test_a_start_on_the_minimum_is_replaced_by_one_that_is_as_far_along_every_eigenvector() -> None:
    found = answered(replace(BOWL, start=(0.0, 1e-9), reach=2.0))
    assert not found.is_own_start
    assert np.abs(found.start) == pytest.approx(np.full(2, 2.0**0.5))
    near = answered(replace(BOWL, share=0.01))
    assert near.is_own_start
    assert near.start == pytest.approx([0.01, 0.01])


def test_no_landscape_is_made_rounder_than_it_can_be() -> None:
    three = replace(BOWL, formula=parse("x^2 + 4y^2 + 100z^2"), minimum=(0.0,) * 3, start=(1.0,) * 3, kappas=(1.0,))
    found = answered(three)
    assert found.roundest == pytest.approx(4.0)
    assert found.stretchings[0].kappa == pytest.approx(4.0)


def test_one_variable_has_one_condition_number_and_no_picture() -> None:
    found = answered(replace(BOWL, formula=parse("x^2"), minimum=(0.0,), start=(1.0,), kappas=(0.0,)))
    assert found.kappa == 1.0
    assert found.picture is None
    assert [entry.count and entry.count.steps for entry in found.stretchings[0].entries] == [1, 1, 1, 1]


def test_it_has_a_thread_of_its_own_and_ends_when_nobody_waits() -> None:
    def wanted_no_more(_share: float) -> None:
        raise Cancelled

    answers = Answers()
    assert answers.place(BOWL) is Place.LESSONS
    with pytest.raises(Cancelled):
        answers.answer(BOWL, wanted_no_more)
