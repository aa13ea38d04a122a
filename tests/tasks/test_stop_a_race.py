"""Stop a race before its methods have begun: what was known of them stays, and of another start nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hessview.compute.descent_requests import RaceRequest
from hessview.compute.descent_requests import race as run_race
from hessview.compute.endings import Concluded
from hessview.landscapes.from_expression import ExpressionLandscape
from tests.tasks.test_descent_dock import ALT, VALLEY, of, open_descent, paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


def concluded(_share: float) -> None:
    raise Concluded


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    person = sit_down(VALLEY)
    person.click(4.0, 1.0, ALT)
    return person


def test_a_race_that_is_stopped_before_a_method_has_begun_keeps_what_was_known_of_it(person: Person) -> None:
    open_descent(person)
    race = person.desk.descent.race
    assert race.found is not None
    known, before = set(paths(person)), race.outcomes
    halted = RaceRequest(race.found[0].formula, race.found[0].start, race.found[0].methods, 100_000)
    stopped = run_race(halted, ExpressionLandscape(halted.formula), concluded)
    assert all(not isinstance(each, str) and not each.trajectory.iterations for each in stopped.outcomes)
    race._concluded = halted
    race.take(halted, stopped)
    assert race.fault.startswith("Stopped")
    assert race.outcomes == before
    assert set(paths(person)) == known
    elsewhere = RaceRequest(halted.formula, (1.0, 2.0), halted.methods, 100_000)
    race._concluded = elsewhere
    race.take(elsewhere, run_race(elsewhere, ExpressionLandscape(halted.formula), concluded))
    assert not of(person, "newton").trajectory.iterations, "what is known of another start is not of this one"
