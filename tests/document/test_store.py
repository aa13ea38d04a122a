"""The store: one notification a change, in one order for everybody."""

from __future__ import annotations

import pytest

from hessview.document.commands import MoveProbe, SetHessianLayout, SetText, ToggleOverlay
from hessview.document.state import Layout, State
from hessview.document.store import Store

START = State("x^2 - y^2", "x^2 - y^2")


def moved(x: float) -> MoveProbe:
    return MoveProbe((("x", x),))


def test_subscribers_hear_the_old_and_the_new_state_once() -> None:
    store, heard = Store(START), []
    store.subscribe(lambda old, new: heard.append((old, new)))
    store.dispatch(moved(1.0))
    store.dispatch(moved(1.0))
    assert heard == [(START, store.state)]


def test_a_dispatch_during_a_notification_is_queued_and_everybody_hears_the_same_order() -> None:
    store = Store(START)
    first: list[float] = []
    second: list[float] = []

    def respond(old: State, new: State) -> None:
        first.append(new.coordinate("x"))
        if new.coordinate("x") == 1.0:
            store.dispatch(moved(2.0))
            store.dispatch(moved(3.0))
            assert store.state is new

    store.subscribe(respond)
    store.subscribe(lambda _, new: second.append(new.coordinate("x")))
    store.dispatch(moved(1.0))
    assert first == second == [1.0, 2.0, 3.0]


def test_undo_and_redo_notify_and_name_their_steps() -> None:
    store, heard = Store(START), []
    store.subscribe(lambda _, new: heard.append(new))
    store.dispatch(SetText("x"))
    store.dispatch(SetHessianLayout(Layout.NUMBERS))
    assert (store.undo_name, store.can_redo) == ("change Hessian layout", False)
    store.undo()
    store.undo()
    store.undo()
    assert (store.can_undo, store.redo_name, store.state) == (False, "typing", START)
    store.redo()
    assert [state.accepted for state in heard] == ["x", "x", "x", START.accepted, "x"]


def test_a_seal_between_two_drags_makes_two_steps() -> None:
    store = Store(START)
    for x in (1.0, 2.0):
        store.dispatch(moved(x))
    store.seal()
    store.dispatch(moved(3.0))
    store.undo()
    assert store.state.coordinate("x") == 2.0
    store.undo()
    assert store.state == START


def test_the_document_is_modified_until_it_is_saved_or_undone() -> None:
    store = Store(START)
    assert not store.modified
    store.dispatch(ToggleOverlay("gradient"))
    assert store.modified
    store.undo()
    assert not store.modified
    store.redo()
    store.mark_saved()
    assert not store.modified
    store.undo()
    assert store.modified


def test_one_who_unsubscribes_hears_nothing_more() -> None:
    store, heard = Store(START), []
    stop = store.subscribe(lambda _, new: heard.append(new))
    stop()
    stop()
    store.dispatch(moved(1.0))
    assert heard == []


def test_an_error_of_one_subscriber_is_raised_after_the_others_have_heard() -> None:
    store, heard = Store(START), []

    def refuse(old: State, new: State) -> None:
        store.dispatch(moved(2.0))
        raise ValueError("first")

    store.subscribe(refuse)
    store.subscribe(lambda _, new: heard.append(new.coordinate("x")))
    with pytest.raises(ValueError, match="first"):
        store.dispatch(moved(1.0))
    assert heard == [1.0, 2.0]
    assert store.state.coordinate("x") == 2.0


def test_another_document_begins_without_a_past_and_counts_as_saved() -> None:
    store = Store(State(text="x", accepted="x"))
    heard: list[tuple[State, State]] = []
    store.subscribe(lambda old, new: heard.append((old, new)))
    store.dispatch(SetText("x^2"))
    other = State(text="y^2", accepted="y^2")
    store.open(other)
    assert store.state is other
    assert heard[-1][1] is other
    assert not store.can_undo
    assert not store.modified
