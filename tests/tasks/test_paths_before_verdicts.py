"""Watch a race from a new start: the paths come at once, and nothing is claimed of their ends before it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.compute.descent_requests import RaceRequest, RaceRun, Ran, racing
from hessview.compute.lanes import no_progress
from hessview.document.commands import SetProbeCoordinates
from hessview.document.racing import SetMethods, SetSteps
from hessview.figure.marks import RUNS, ArrowMark, DotsMark, LineMark, PointMark
from hessview.landscapes.from_expression import ExpressionLandscape
from tests.tasks.test_descent_dock import ALT, VALLEY, of, open_descent, paths, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.figure.marks import Figure
    from tests.tasks.conftest import Person


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    person = sit_down(VALLEY)
    person.click(4.0, 1.0, ALT)
    return person


def said_of_ends(figure: Figure) -> int:
    """How many signs of the picture say what a run came to."""
    stopped = [mark for mark in figure.marks if isinstance(mark, DotsMark) and mark.is_stopped]
    reached = [mark for mark in figure.marks if isinstance(mark, PointMark) and mark.kind == "minimum"]
    return len(stopped) + len(reached)


def strong(person: Person) -> set[str]:
    """The methods of which the path is drawn in full strength."""
    figure = person.desk.controller._figure
    assert figure is not None
    lines = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role in RUNS)
    return {mark.label for mark in lines if mark.opacity == 1.0}


def test_paths_are_drawn_before_it_is_known_what_they_come_to(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    open_descent(person)
    desk, controller = person.desk.descent, person.desk.controller
    seen: list[tuple[int, bool, int]] = []
    show_picture = controller.show_picture

    def watched() -> None:
        show_picture()
        assert controller._figure is not None
        is_judged = not any(isinstance(run, Ran) for run in desk.race.runs)
        seen.append((len(paths(person)["gradient descent"]) - 1, is_judged, said_of_ends(controller._figure)))

    monkeypatch.setattr(controller, "show_picture", watched)
    person.desk.store.dispatch(SetSteps(7))
    wait(person)
    assert of(person, "gradient descent").trajectory.iterations == 7
    first = next(entry for entry in seen if entry[0] < 10)
    assert (first[1], first[2]) == (False, 0)
    assert seen[-1][1]
    assert seen[-1][2], "of seven steps the end has a sign that it was stopped"


def test_the_step_that_is_looked_at_is_one_of_the_path_that_is_drawn(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_descent(person)
    desk, controller = person.desk.descent, person.desk.controller
    desk.time.step = 0
    desk.show_model(is_shown=True)
    seen: list[tuple[bool, float]] = []
    show_picture = controller.show_picture

    def watched() -> None:
        show_picture()
        assert controller._figure is not None
        steps = [mark for mark in controller._figure.marks if isinstance(mark, ArrowMark) and mark.label == "step"]
        assert len(steps) == (not desk.race.is_outdated)
        for step in steps:
            start = desk.selected_run.trajectory.start if desk.selected_run is not None else np.array([np.nan] * 2)
            seen.append((isinstance(desk.selected_run, Ran), float(np.abs(start - step.tail).max())))

    monkeypatch.setattr(controller, "show_picture", watched)
    person.desk.store.dispatch(SetProbeCoordinates((("x", -3.0), ("y", 2.0))))
    wait(person)
    assert any(is_unjudged for is_unjudged, _ in seen)
    assert max(apart for _, apart in seen) < 1e-12


def test_paths_of_a_race_that_comes_too_late_stay_until_others_are_known(person: Person) -> None:
    open_descent(person)
    race, state = person.desk.descent.race, person.desk.store.state
    assert race.found is not None
    formula, methods = race.found[0].formula, race.found[0].methods
    newer = RaceRequest(formula, (-1.0, 1.0), methods, state.race.steps)
    race._take_run(newer, next(racing(newer, ExpressionLandscape(formula), no_progress)))
    shown = race.runs
    race._inquiry.ask_next(newer, lambda _answer: None)
    race._asked_at -= 10.0  # for so long it has run
    person.desk.store.dispatch(SetProbeCoordinates((("x", -2.0), ("y", 1.0))))
    assert race.runs == shown
    wait(person)
    assert race.runs == race.outcomes


def test_while_a_race_takes_long_what_is_shown_is_faint_and_said_to_be_of_another(person: Person) -> None:
    view = open_descent(person)
    desk = person.desk.descent
    before = paths(person)
    person.desk.store.dispatch(SetMethods((*person.desk.store.state.race.methods, "stochastic gradient descent")))
    person.desk.store.dispatch(SetSteps(100_000))
    person.bot.waitUntil(lambda: desk.race.is_outdated and "is shown" in view.said.text(), timeout=20_000)
    assert view.time.run_button.text() == "Stop"
    assert before
    assert not strong(person)
    person.desk.store.dispatch(SetMethods(("newton",)))
    person.desk.store.dispatch(SetSteps(500))
    wait(person)
    assert strong(person) == {"Newton"}
    assert "is shown" not in view.said.text()


def test_a_race_from_an_old_start_is_given_up_when_it_takes_long(person: Person) -> None:
    open_descent(person)
    race = person.desk.descent.race
    person.desk.store.dispatch(SetMethods(("stochastic gradient descent",)))
    person.desk.store.dispatch(SetSteps(100_000))
    person.bot.waitUntil(lambda: race._under_way is not None and race._under_way.steps == 100_000, timeout=20_000)
    person.desk.store.dispatch(SetSteps(3))
    person.bot.waitUntil(lambda: race.found is not None and race.found[0].steps == 3, timeout=20_000)


def test_paths_of_a_race_that_was_stopped_do_not_replace_those_that_came_farther(person: Person) -> None:
    open_descent(person)
    race = person.desk.descent.race
    assert race.found is not None
    known = {name: len(path) for name, path in paths(person).items()}
    race._concluded = race.found[0]
    race._take_run(race.found[0], RaceRun((None,) * len(race.found[0].methods)))
    assert {name: len(path) for name, path in paths(person).items()} == known


def test_paths_without_a_verdict_are_forgotten_with_the_race(person: Person) -> None:
    open_descent(person)
    race = person.desk.descent.race
    assert race.found is not None
    request = race.found[0]
    for forget in (race.rest, race.clear):
        race._take_run(request, RaceRun((None,) * len(request.methods)))
        assert race.runs != race.outcomes
        forget()
        assert race.runs == race.outcomes
