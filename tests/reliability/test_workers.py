"""The campaign on workers sees what would be wrong."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hessview.compute import critical_reply, worker_main
from hessview.compute.process_lane import ProcessLane
from tests.reliability.alone import ROOT
from tests.reliability.worker_bench import is_alive, workers_of
from tests.reliability.workers import Abuse, Misled, Tally, orphans_of_a_killed_parent, outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def abuse() -> Iterator[Abuse]:
    made = Abuse(1.0, seed=1)
    yield made
    made.bench.close()


def test_a_request_that_never_ends_is_seen(abuse: Abuse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProcessLane, "_end_of", lambda *_: float("inf"))
    abuse.bench.errands.deed = "half a frame"
    abuse.bench.show("x^2 + y")
    abuse.end("here")
    (wrong,) = abuse.tally.wrong
    assert wrong.startswith("here: nothing after")
    assert not outcome_of(abuse.tally, "", is_judged=False).passed


def test_a_lie_that_is_believed_is_seen_by_its_answer(abuse: Abuse) -> None:
    abuse.bench.errands.deed = "text of code"
    abuse.bench.show("x^2 + y")
    assert abuse.bench.wait(30.0).fault is not None


@pytest.fixture
def misled() -> Iterator[Misled]:
    made = Misled(1.5, 1, Tally())
    yield made
    made.bench.close()


def test_points_that_cannot_be_are_seen_when_they_are_believed(
    misled: Misled, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = critical_reply.critical_points
    monkeypatch.setattr(critical_reply, "critical_points", lambda request, reply: replace(
        real(request, reply), settled=2.0))  # fmt: skip
    misled._search("here")
    assert misled.tally.wrong == ["here: 2.0 of the box are settled"]


@pytest.mark.parametrize("deed", ["three changes", "half a frame", "a note of 65 MB"])
def test_a_search_that_lies_is_a_fault_or_its_last_good_word_and_the_next_one_has_an_answer(
    misled: Misled, deed: str
) -> None:
    misled.run(deed)
    assert misled.tally.wrong == []
    assert misled.tally.ends["answer"] >= 1


def test_orphans_are_found_after_the_end_of_their_parent() -> None:
    code = "import time; time.sleep(60)"
    program = [sys.executable, "-c", code, "hessview.compute.worker_main", '{"parent": 999999}']
    with subprocess.Popen(program, cwd=ROOT) as orphan:
        try:
            deadline = time.monotonic() + 60.0
            while not workers_of(999_999) and time.monotonic() < deadline:
                time.sleep(0.01)  # until the new program has its own words
            assert workers_of(999_999) == [orphan.pid]
            assert is_alive(orphan.pid)
        finally:
            orphan.kill()
    assert workers_of(999_999) == []
    assert worker_main.__name__ == "hessview.compute.worker_main"


def test_no_worker_outlives_a_killed_program() -> None:
    assert orphans_of_a_killed_parent(1, random.Random(1)) == 0


@pytest.mark.parametrize(
    ("tally", "leaked"),
    [(Tally(orphans=1), ""), (Tally(wrong=["something"]), ""), (Tally(next_good=[0.4] * 3), ""),
     (Tally(), "1 threads")],
)  # fmt: skip
def test_what_is_not_within_the_bar_fails(tally: Tally, leaked: str) -> None:
    assert outcome_of(Tally(next_good=[0.1]), "", is_judged=True).passed
    assert not outcome_of(tally, leaked, is_judged=True).passed
