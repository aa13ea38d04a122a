"""Methods that run beside the window: a race, a map of basins that grows, a skeleton."""

from __future__ import annotations

import queue
from functools import partial

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.analysis.verdict import Kind
from hessview.compute.answers import Answers, Place
from hessview.compute.descent_requests import BasinRequest, RaceFound, RaceRequest, SkeletonRequest, race
from hessview.compute.endings import Cancelled, Concluded, DeadlinePassed
from hessview.compute.lanes import Progress, no_progress
from hessview.compute.results import Partial
from hessview.compute.thread_lane import ThreadLane
from hessview.document.state import Box
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.basins import BasinMap
from hessview.optimizers.outcome import Outcome
from hessview.optimizers.skeleton import Skeleton
from hessview.optimizers.trajectory import Stop

CAMEL = parse("(x^2 - 1)^2 + y^2")
BASINS = BasinRequest(
    CAMEL, coordinate_slice(2, 0, 1, (0.0, 0.0)), Box(-2.0, 2.0, -2.0, 2.0), (24, 24), "gradient descent", (), 300
)


def raced(asked: RaceRequest, progress: Progress) -> RaceFound:
    return race(asked, ExpressionLandscape(asked.formula), progress)


def test_a_race_has_an_outcome_for_each_method_in_its_order() -> None:
    chosen = (("newton", ()), ("gradient descent", (("step size", 0.05),)))
    asked = RaceRequest(parse("x^2 + 10y^2"), (1.0, 1.0), chosen, 50)
    found = raced(asked, no_progress)
    assert isinstance(found, RaceFound)
    newton, descent = found.outcomes
    assert isinstance(newton, Outcome)
    assert isinstance(descent, Outcome)
    assert newton.trajectory.iterations == 1
    assert dict(descent.trajectory.settings)["step size"] == 0.05


def test_a_race_of_no_methods_has_no_outcomes() -> None:
    (part,) = list(Answers().parts(RaceRequest(CAMEL, (1.0, 1.0), (), 50), no_progress))
    found = raced(RaceRequest(CAMEL, (1.0, 1.0), (), 50), no_progress)
    assert part.runs == ()
    assert isinstance(found, RaceFound)
    assert (found.outcomes, found.sharpness) == ((), ())


def test_a_setting_that_cannot_be_chosen_leaves_the_others_running() -> None:
    chosen = (("newton", ()), ("gradient descent", (("step size", -1.0),)))
    asked = RaceRequest(parse("x^2 + y^2"), (1.0, 1.0), chosen, 50)
    found = raced(asked, no_progress)
    assert isinstance(found, RaceFound)
    assert isinstance(found.outcomes[0], Outcome)
    assert isinstance(found.outcomes[1], str)
    assert "step size -1" in found.outcomes[1]


def test_a_race_that_nobody_waits_for_ends_between_two_steps() -> None:
    def wanted_no_more(_share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        raced(RaceRequest(CAMEL, (1.5, 1.0), (("adam", ()),), 10_000), wanted_no_more)


def test_a_map_of_basins_comes_coarse_first_and_whole_at_last() -> None:
    answers, arrived = Answers(), queue.SimpleQueue[object]()
    lane = ThreadLane(answers.parts, lambda _request, answer: arrived.put(answer))
    assert answers.place(BASINS) is Place.BASINS
    lane.submit(BASINS)
    try:
        parts = []
        while isinstance(part := arrived.get(timeout=60.0), Partial):
            parts.append(part.answer)
    finally:
        lane.close()
    assert [part.stride for part in parts if isinstance(part, BasinMap)] == [8, 4, 2, 1]
    assert part is parts[-1]
    assert isinstance(part, BasinMap)
    left, right = part.labels[:, 0], part.labels[:, -1]
    assert {part.ends[k].point for k in set(left.tolist()) | set(right.tolist())} == {(-1.0, 0.0), (1.0, 0.0)}


def test_a_race_that_is_concluded_or_late_answers_with_what_each_run_has_come_to() -> None:
    names = (("adam", (("step size", 1e-6),)), ("newton", ()))

    def ending(end: type[Exception], share: float) -> None:
        asked.append(share)
        if len(asked) == 40:
            raise end

    for end in (Concluded, DeadlinePassed):
        asked: list[float] = []
        found = raced(RaceRequest(CAMEL, (0.7, 0.3), names, 10_000), partial(ending, end))
        assert isinstance(found, RaceFound)
        runs = [each.trajectory for each in found.outcomes if not isinstance(each, str)]
        assert [run.stop for run in runs] == [Stop.CANCELLED, Stop.CANCELLED]
        assert 20 <= runs[0].iterations <= 40
        assert runs[1].iterations == 0
        assert found.is_late is (end is DeadlinePassed)
        assert len(asked) == 40


def test_a_skeleton_joins_the_minima_over_the_saddle() -> None:
    answers = Answers()
    *_, found = search(answers.landscape(CAMEL), (-2.0, -2.0), (2.0, 2.0))
    asked = SkeletonRequest(CAMEL, tuple(found.points), ((-2.0, 2.0), (-2.0, 2.0)))
    *_, last = answers.parts(asked, no_progress)
    assert isinstance(last, Skeleton)
    (join,) = last.joins
    assert np.isclose(join.height, 1.0)
    assert all(last.points[k].kind is Kind.MINIMUM for k in join.minima)
