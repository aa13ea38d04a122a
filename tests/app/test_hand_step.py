"""The step of undo that a hand makes."""

from __future__ import annotations

from hessview.app.hand_step import HandStep
from hessview.document.commands import MoveProbe
from hessview.document.state import State
from hessview.document.store import Store


def begun(*places: float) -> Store:
    """Return a store in which the probe has been moved to places, each a step."""
    store = Store(State("x", "x"))
    for place in places:
        store.dispatch(MoveProbe((("x", place),)))
        store.seal()
    return store


def test_what_a_hand_gives_up_is_no_step() -> None:
    store = begun(1.0)
    hand, before = HandStep(store), store.state
    hand.begin()
    for place in (2.0, 3.0):
        store.dispatch(MoveProbe((("x", place),)))
    hand.give_up()
    assert store.state == before
    store.undo()
    assert not store.can_undo


def test_a_hand_that_gives_up_after_an_undo_takes_no_other_step_with_it() -> None:
    store = begun(1.0, 2.0)
    hand = HandStep(store)
    hand.begin()
    store.undo()
    left = store.state
    hand.give_up()
    assert store.state == left
    assert store.undo_name == "move probe"
    store.redo()
    assert store.state.point(("x",)) == (2.0,)


def test_a_double_click_after_an_undo_takes_no_other_step_with_it() -> None:
    store = begun(1.0, 2.0)
    hand = HandStep(store)
    hand.begin()
    store.undo()
    left = store.state
    hand.end()
    hand.double_clicked()
    assert store.state == left
    assert store.undo_name == "move probe"
