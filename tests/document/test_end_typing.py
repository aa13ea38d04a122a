"""A hand that rests after typing finds the probe in the picture, and one step of undo takes all of it back."""

from __future__ import annotations

from hessview.document.commands import MoveProbe, SetText
from hessview.document.end_typing import end_of
from hessview.document.state import Box, State
from hessview.document.store import Store

SMALL = Box(-2.0, 2.0, -1.0, 3.0)
BESIDE = (("x", -2.9), ("y", 3.1))


def typed(*texts: str, view: Box | None) -> Store:
    store = Store(State("", ""))
    store.dispatch(SetText("x^2 + y^2"))
    store.dispatch(MoveProbe(BESIDE))
    store.seal()
    for k, text in enumerate(texts):
        store.dispatch(SetText(text, float(k), view))
    return store


def test_a_probe_beside_the_box_of_what_was_typed_comes_into_it_with_the_same_step() -> None:
    store = typed("x", "x y", view=SMALL)
    assert dict(store.state.probe) == dict(BESIDE), "while a hand types it stays"
    ending = end_of(store.newest, store.state, 1.0)
    assert ending is not None
    store.dispatch(ending)
    assert dict(store.state.probe) == {"x": 0.0, "y": 1.0}
    store.undo()
    assert (store.state.text, dict(store.state.probe)) == ("x^2 + y^2", dict(BESIDE))


def test_what_cannot_be_read_brings_nothing() -> None:
    store = typed("x y", "x y +", view=SMALL)
    ending = end_of(store.newest, store.state, 1.0)
    assert ending is not None
    assert ending.apply(store.state) is store.state


def test_where_the_view_stays_the_probe_does() -> None:
    store = typed("x y", view=None)
    assert end_of(store.newest, store.state, 0.0) is None


def test_after_anything_else_nothing_is_ended() -> None:
    store = typed("x y", view=SMALL)
    store.dispatch(MoveProbe((("x", 9.0),)))
    assert end_of(store.newest, store.state, 0.0) is None
    store.undo()
    store.undo()
    assert end_of(store.newest, store.state, 0.0) is None
