"""See the zigzag of gradient descent across a narrow valley: with a step just below 2/L, one click away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.document.commands import SetProbeCoordinates
from hessview.document.racing import SetMethods
from hessview.figure.zigzag import Manner, components, course
from tests.tasks.test_descent_dock import of, open_descent, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.descent_view import DescentView
    from tests.tasks.conftest import Person

GD = "gradient descent"


def open_zigzag(person: Person, *methods: str) -> DescentView:
    person.desk.store.dispatch(SetMethods(methods or (GD,)))
    view = open_descent(person)
    view.pages.show_page("Zigzag")
    person.bot.waitUntil(lambda: bool(view.zigzag.words.label.text()), timeout=10_000)
    return view


def manner_across(person: Person) -> Manner:
    parts = components(of(person, GD))
    assert parts is not None
    return course(parts[:, -1], 1e-9).manner


def test_a_valley_of_fifty_shows_its_zigzag_after_one_click_and_undo_takes_it_back(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("0.5 x^2 + 25 y^2")
    person.desk.store.dispatch(SetProbeCoordinates((("x", 4.0), ("y", 1.0))))
    view = open_zigzag(person)
    assert manner_across(person) is Manner.AT_ONCE
    assert view.zigzag.offer.isVisible()
    assert view.zigzag.words.label.text().startswith("No zigzag with the step 1/L")
    view.zigzag.offer.click()
    wait(person)
    step = dict(of(person, GD).trajectory.settings)["step size"]
    assert 1.8 < step * 50.0 < 2.0
    assert manner_across(person) is Manner.ALTERNATES
    assert of(person, GD).reached
    person.bot.waitUntil(view.zigzag.offer.isHidden, timeout=5_000)
    person.desk.store.undo()
    wait(person)
    assert manner_across(person) is Manner.AT_ONCE


@pytest.mark.parametrize(("text", "method"), [("x^2 + 2 y^2", GD), ("0.5 x^2 + 25 y^2", "newton"), ("x^2 - y^2", GD)])
def test_where_no_zigzag_could_be_seen_none_is_offered(sit_down: Callable[..., Person], text: str, method: str) -> None:
    person = sit_down(text)
    person.desk.store.dispatch(SetProbeCoordinates((("x", 2.0), ("y", 0.0))))
    view = open_zigzag(person, method)
    assert not view.zigzag.offer.isVisible()


def test_the_example_of_a_narrow_valley_shows_it_and_the_next_example_takes_no_setting_of_it(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("x^2 + y^2")
    person.open_example("Long narrow valley")
    open_zigzag(person)
    assert manner_across(person) is Manner.ALTERNATES
    signs = np.sign(np.diff(of(person, GD).trajectory.path @ np.array([1.0, 1.0]))[:10])
    assert (signs[1:] == -signs[:-1]).all()
    person.open_example("Bowl")
    assert person.desk.store.state.race.settings == ()


def test_the_momentum_without_a_condition_number_says_why_it_is_what_it_is(sit_down: Callable[..., Person]) -> None:
    person = sit_down("(x^2 - 1)^2 + y^2")
    person.desk.store.dispatch(SetProbeCoordinates((("x", 0.1), ("y", 1.0))))
    person.window.resize(1600, 1000)
    view = open_descent(person)
    person.desk.descent.choose("heavy ball")
    said = view.settings._limits["momentum"].text()
    assert "0.9, the usual one: H at the start is not positive definite" in said
    person.desk.store.dispatch(SetProbeCoordinates((("x", 1.2), ("y", 1.0))))
    wait(person)
    person.bot.waitUntil(lambda: "usual" not in view.settings._limits["momentum"].text(), timeout=10_000)
