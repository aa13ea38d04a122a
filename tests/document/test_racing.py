"""A race in the document: its changes, and its way through a session."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hessview.document.limits import METHODS, MOST_METHODS, MOST_STEPS
from hessview.document.method_colours import OWN
from hessview.document.racing import (
    HoldStart,
    ResetSettings,
    SetLesson,
    SetMethods,
    SetMethodSetting,
    SetSteps,
    StretchTo,
)
from hessview.document.session_file import SessionProblem, from_document, to_document
from hessview.document.state import Race, State, Stretch
from hessview.optimizers.methods import METHODS as TABLE

STATE = State("x^2 + 10y^2", "x^2 + 10y^2", (("x", 1.0), ("y", -2.0)))


def test_the_names_that_a_document_may_hold_are_those_of_the_table() -> None:
    assert tuple(method.name for method in TABLE) == METHODS


def test_a_race_survives_a_session() -> None:
    lesson = Stretch(0, 123.5, 1e-3, 0.01)
    race = Race(("adam", "newton"), (("adam", "step size", 0.25),), 77, (("x", 3.0), ("y", 4.0)), lesson)
    assert from_document(to_document(replace(STATE, race=race))).race == race


def test_a_session_without_a_race_has_the_one_of_the_beginning() -> None:
    old = {name: value for name, value in to_document(STATE).items() if name != "race"} | {"version": 3}
    assert from_document(old).race == Race()


def test_a_session_from_before_the_lesson_was_kept_has_its_race_and_stretches_nothing() -> None:
    race = Race(("adam",), (("adam", "step size", 0.25),), 77)
    document = to_document(replace(STATE, race=race))
    kept = document["race"]
    assert isinstance(kept, dict)
    del kept["lesson"]
    assert from_document(document | {"version": 4}).race == race
    with pytest.raises(SessionProblem, match=re.escape("$.race")):
        from_document(document)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"along": -2}, ".along"), ({"along": 0.5}, ".along"), ({"along": 51}, ".along"),
        ({"kappa": -1.0}, ".kappa"), ({"kappa": "4"}, ".kappa"),
        ({"eps": 0.0}, ".eps"), ({"eps": 2.0}, ".eps"), ({"share": 0.0}, ".share"), ({"more": 1}, ""),
    ],
)  # fmt: skip
def test_a_lesson_that_is_none_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    document = to_document(STATE)
    race = document["race"]
    assert isinstance(race, dict)
    with pytest.raises(SessionProblem, match=re.escape(f": $.race.lesson{place} ")):
        from_document({**document, "race": {**race, "lesson": {**race["lesson"], **change}}})


def test_a_lesson_is_stretched_and_along_another_direction_is_as_it_was() -> None:
    stretched = StretchTo(400.0).apply(STATE)
    assert stretched.race.lesson == Stretch(kappa=400.0)
    assert SetLesson(eps=1e-3).apply(stretched).race.lesson == Stretch(kappa=400.0, eps=1e-3)
    assert SetLesson(share=0.01).apply(stretched).race.lesson == Stretch(kappa=400.0, share=0.01)
    assert SetLesson(along=0).apply(stretched).race.lesson == Stretch(along=0)
    for nonsense in (StretchTo(float("nan")), StretchTo(-1.0), SetLesson(along=-2), SetLesson(eps=0.0), SetLesson()):
        assert nonsense.apply(STATE) is STATE


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"methods": ["sorcery"]}, "$.race.methods[0]"),
        ({"methods": ["adam", "adam"]}, "$.race.methods"),
        ({"methods": list(METHODS[: MOST_METHODS + 1])}, "$.race.methods"),
        ({"steps": 0}, "$.race.steps"),
        ({"steps": MOST_STEPS + 1}, "$.race.steps"),
        ({"steps": 1.5}, "$.race.steps"),
        ({"start": {"__import__": 1.0}}, "$.race.start"),
        ({"start": {"x": "1"}}, "$.race.start.x"),
        ({"settings": [{"method": "adam", "setting": "step size"}]}, "$.race.settings[0].value"),
        ({"settings": [{"method": "?", "setting": "step size", "value": 1.0}]}, "$.race.settings[0].method"),
        ({"settings": [{"method": "adam", "setting": "s" * 41, "value": 1.0}]}, "$.race.settings[0].setting"),
        ({"more": 1}, "$.race"),
        ({"borrowed": {"adam": 3}}, "$.race.borrowed"),
        ({"borrowed": {"newton": 8}}, "$.race.borrowed.newton"),
        ({"borrowed": {"newton": 1.5}}, "$.race.borrowed.newton"),
        ({"borrowed": {"newton": 3, "heavy ball": 3}}, "$.race.borrowed"),
    ],
)
def test_a_race_that_is_none_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    document = to_document(STATE)
    race = document["race"]
    assert isinstance(race, dict)
    with pytest.raises(SessionProblem, match=re.escape(f": {place} ")):
        from_document({**document, "race": {**race, **change}})


def test_a_session_from_when_colours_went_by_the_order_of_methods_has_them_in_their_own() -> None:
    race = Race(("adam", "saddle-free newton"))
    document = to_document(replace(STATE, race=race))
    kept = document["race"]
    assert isinstance(kept, dict)
    del kept["borrowed"]
    assert from_document(document | {"version": 5}).race == race
    with pytest.raises(SessionProblem, match=re.escape("$.race")):
        from_document(document)


def test_a_method_keeps_its_colour_while_others_come_and_go() -> None:
    state = SetMethods(("adam", "saddle-free newton", "newton")).apply(STATE)
    colours = state.race.colours
    assert colours["adam"] == OWN["adam"] == OWN["saddle-free newton"] != colours["saddle-free newton"]
    for methods in (
        ("saddle-free newton", "newton"), ("saddle-free newton", "newton", "gradient descent"),
        ("newton", "saddle-free newton", "adam", "gradient descent"),
    ):  # fmt: skip
        state = SetMethods(methods).apply(state)
        assert dict(state.race.colours).items() >= {name: colours[name] for name in methods if name in colours}.items()
        assert len(set(state.race.colours.values())) == len(methods)
        assert from_document(to_document(state)).race == state.race
    # Whoever comes back when its colour is free has it again.
    state = SetMethods(("saddle-free newton",)).apply(SetMethods(("newton",)).apply(state))
    assert state.race.colours == {"saddle-free newton": OWN["saddle-free newton"]}
    assert state.race.borrowed == ()


def test_methods_come_and_go_by_name() -> None:
    more = SetMethods((*STATE.race.methods, "adam"))
    assert more.name_in(STATE) == "race Adam"
    assert SetMethods(("newton",)).apply(more.apply(STATE)).race.methods == ("newton",)
    assert SetMethods(("sorcery",)).apply(STATE) is STATE
    assert SetMethods(("adam", "adam")).apply(STATE) is STATE


def test_a_setting_is_chosen_changed_and_given_back() -> None:
    chosen = SetMethodSetting("adam", "step size", 0.5).apply(STATE)
    assert chosen.race.settings == (("adam", "step size", 0.5),)
    assert SetMethodSetting("adam", "step size", 0.25).apply(chosen).race.settings == (("adam", "step size", 0.25),)
    assert SetMethodSetting("adam", "step size", None).apply(chosen).race.settings == ()
    both = SetMethodSetting("newton", "step size", 1.0).apply(chosen)
    assert ResetSettings("adam").apply(both).race.settings == (("newton", "step size", 1.0),)
    assert ResetSettings().apply(both).race.settings == ()
    assert SetMethodSetting("adam", "step size", float("nan")).apply(STATE) is STATE


def test_steps_stay_within_what_a_race_may_have() -> None:
    assert SetSteps(0).apply(STATE).race.steps == 1
    assert SetSteps(10**9).apply(STATE).race.steps == MOST_STEPS


def test_a_race_starts_at_the_probe_until_its_start_is_held() -> None:
    assert STATE.race_start(("x", "y")) == (1.0, -2.0)
    held = HoldStart((("x", 5.0),)).apply(STATE)
    assert held.race_start(("x", "y")) == (5.0, 0.0)
    assert HoldStart(None).apply(held).race_start(("x", "y")) == (1.0, -2.0)
    assert HoldStart((("x", float("inf")),)).apply(STATE) is STATE
