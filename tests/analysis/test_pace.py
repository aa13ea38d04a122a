"""When a search speaks: the rarer the more there is to say, and it can be ended all the time."""

from __future__ import annotations

import time

import pytest

from hessview.analysis.critical_points import search
from hessview.analysis.pace import Pace
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_the_first_answer_is_due_after_a_twentieth_of_a_second(clock: Clock) -> None:
    pace = Pace(10.0, None)
    clock.now += 0.04
    assert not pace.is_answer_due()
    clock.now += 0.02
    assert pace.is_answer_due()


@pytest.mark.parametrize(("took", "wait"), [(0.001, 0.05), (0.02, 0.1), (0.2, 1.0)])
def test_between_answers_lies_five_times_what_the_last_one_took(clock: Clock, took: float, wait: float) -> None:
    pace = Pace(10.0, None)
    clock.now += 0.06
    assert pace.is_answer_due()
    clock.now += took
    pace.answered()
    clock.now += 0.99 * wait
    assert not pace.is_answer_due()
    clock.now += 0.02 * wait
    assert pace.is_answer_due()


def test_progress_is_said_a_hundred_times_a_second_at_most(clock: Clock) -> None:
    said: list[float] = []
    pace = Pace(10.0, said.append)
    for share in range(100):
        pace.share = share / 100.0
        clock.now += 0.001
        pace.pause()
    assert 9 <= len(said) <= 10
    assert said == sorted(said)


def test_the_time_is_up_when_it_is_spent(clock: Clock) -> None:
    pace = Pace(2.0, None)
    clock.now += 1.9
    assert not pace.is_over
    clock.now += 0.2
    assert pace.is_over
    assert pace.spent == pytest.approx(2.1)


class EndedError(Exception):
    pass


@pytest.mark.parametrize("after", [0.1, 0.5, 0.9])
def test_what_progress_raises_ends_the_search_wherever_it_is(after: float) -> None:
    landscape = ExpressionLandscape(parse("sin(5x) sin(6y) + (x y - 1)^2", variables=("x", "y")))

    def progress(share: float) -> None:
        if share >= after:
            raise EndedError

    with pytest.raises(EndedError):
        list(search(landscape, [-5.0, -5.0], [5.0, 5.0], progress=progress))


def test_shares_grow_from_nothing_to_all() -> None:
    said: list[float] = []
    landscape = ExpressionLandscape(parse("sin(5x) sin(6y) + (x y - 1)^2", variables=("x", "y")))
    answers = list(search(landscape, [-5.0, -5.0], [5.0, 5.0], progress=said.append))
    assert all(0.0 <= share <= 1.0 for share in said)
    settled = [answer.settled for answer in answers]
    assert 0.0 < settled[0] <= settled[-1] == 1.0
    assert [answer.finished for answer in answers] == [False] * (len(answers) - 1) + [True]
