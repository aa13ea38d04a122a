"""Who starts slowly because the machine is busy is waited for; who does nothing is not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hessview.compute import crew
from hessview.compute.crew import Crew, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

START = 0.05


class Process:
    """A process that never says it is ready; what it has worked is told by the test."""

    def __init__(self, *_: object) -> None:
        self.work: Iterator[float | None] = iter(())
        self.was_killed = False

    def processor_seconds(self) -> float | None:
        return next(self.work)

    def kill(self) -> None:
        self.was_killed = True


def started(monkeypatch: pytest.MonkeyPatch, longest: float, *work: float | None) -> tuple[Crew, Process]:
    monkeypatch.setattr(crew, "WorkerProcess", Process)
    made = Crew((), Limits(deadline=1.0, start=START, longest_start=longest), lambda _process, _message: None)
    made.recruit()
    process = made.members[0].process
    assert isinstance(process, Process)
    process.work = iter(work)
    return made, process


def look(made: Crew) -> None:
    time.sleep(max(0.0, made.late_from() - time.monotonic()))
    made.dismiss_late()


def test_who_is_seen_at_work_gets_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made, process = started(monkeypatch, 60.0, 1.0, 1.2, 1.2)
    for _ in range(2):
        look(made)
        assert len(made.members) == 1
        assert not process.was_killed
        assert made.starting_for() >= START
    look(made)
    assert made.members == []
    assert process.was_killed
    assert made.reason == "It did not start in time."
    assert made.starting_for() == 0.0


def test_who_does_nothing_is_ended_when_it_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    made, process = started(monkeypatch, 60.0, 0.0)
    look(made)
    assert process.was_killed


def test_where_nobody_counts_the_work_the_longest_start_is_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    made, process = started(monkeypatch, 60.0, None)
    look(made)
    assert not process.was_killed


def test_nobody_may_start_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    made, process = started(monkeypatch, 2.0 * START, *map(float, range(1, 100)))
    began = time.monotonic()
    while made.members:
        look(made)
        assert time.monotonic() < began + 10.0
    assert process.was_killed
    assert time.monotonic() >= began + 1.5 * START
