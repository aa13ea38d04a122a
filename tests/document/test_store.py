"""The store: one notification a change, in one order for everybody."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.document.commands import MoveProbe, OpenExample, SetHessianLayout, SetText, ToggleOverlay
from hessview.document.state import Box, Layout, State
from hessview.document.store import NotShown, Store

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_a_step_that_is_unmade_can_neither_be_undone_nor_done_again() -> None:
    store, heard = Store(START), []
    store.dispatch(SetText("x"))
    before = store.newest
    store.subscribe(lambda _, new: heard.append(new))
    store.dispatch(moved(1.0))
    step = store.newest
    assert step is not None
    assert step is not before
    store.unmake(step)
    assert heard[-1] == store.state
    assert (store.state.text, store.state.probe, store.undo_name, store.can_redo) == ("x", START.probe, "typing", False)
    store.dispatch(moved(2.0))
    store.unmake(step)
    assert store.undo_name == "move probe", "only the newest step is unmade"


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


class Screen:
    """A subscriber that cannot show some states."""

    def __init__(self, store: Store, unshowable: Callable[[State], bool]) -> None:
        self.unshowable = unshowable
        self.shown = store.state
        self.attempts: list[State] = []
        store.subscribe(self.show)

    def show(self, old: State, new: State) -> None:
        assert old == (self.attempts[-1] if self.attempts else self.shown)
        self.attempts.append(new)
        if self.unshowable(new):
            raise ValueError("a painter failed")
        self.shown = new


def test_the_others_hear_of_a_change_at_which_one_subscriber_raises() -> None:
    store, heard = Store(START), []
    Screen(store, lambda state: state.coordinate("x") == 1.0)
    store.subscribe(lambda _, new: heard.append(new.coordinate("x")))
    with pytest.raises(NotShown):
        store.dispatch(moved(1.0))
    assert heard == [1.0, 0.0]


def test_a_change_that_cannot_be_shown_is_taken_back_and_says_so() -> None:
    store = Store(START)
    screen = Screen(store, lambda state: state.coordinate("x") == 2.0)
    store.dispatch(moved(1.0))
    store.seal()
    with pytest.raises(NotShown) as caught:
        store.dispatch(moved(2.0))
    assert (caught.value.name, caught.value.kept) == ("move probe", False)
    assert isinstance(caught.value.__cause__, ValueError)
    assert screen.shown == store.state
    assert (store.state.coordinate("x"), store.undo_name, store.can_redo) == (1.0, "move probe", False)
    store.undo()
    assert (store.state, store.modified) == (START, False)


def test_a_gesture_goes_on_after_the_part_of_it_that_could_not_be_shown() -> None:
    store = Store(START)
    Screen(store, lambda state: state.coordinate("x") == 2.0)
    store.dispatch(moved(1.0))
    with pytest.raises(NotShown):
        store.dispatch(moved(2.0))
    store.dispatch(moved(3.0))
    store.undo()
    assert store.state == START
    store.redo()
    assert store.state.coordinate("x") == 3.0


def test_typed_text_stays_when_its_picture_cannot_be_shown() -> None:
    store = Store(START)
    screen = Screen(store, lambda state: state.accepted == "x^2 + y")
    with pytest.raises(NotShown) as caught:
        store.dispatch(SetText("x^2 + y", time=0.0))
    assert caught.value.kept
    assert (store.state.text, store.state.accepted, store.state) == ("x^2 + y", START.accepted, screen.shown)
    store.dispatch(SetText("x^2 + y^3", time=0.1))
    assert (store.state.text, store.state.accepted) == ("x^2 + y^3", "x^2 + y^3")
    store.undo()
    assert store.state == START


def test_typed_text_goes_too_when_even_the_text_cannot_be_shown() -> None:
    store = Store(START)
    screen = Screen(store, lambda state: state.text == "y")
    with pytest.raises(NotShown) as caught:
        store.dispatch(SetText("y"))
    assert not caught.value.kept
    assert screen.shown == store.state == START
    assert not store.can_undo


def test_what_was_undone_can_be_done_again_after_a_change_that_was_taken_back() -> None:
    store = Store(START)
    Screen(store, lambda state: state.coordinate("x") == 9.0)
    store.dispatch(moved(1.0))
    store.undo()
    with pytest.raises(NotShown):
        store.dispatch(moved(9.0))
    assert store.redo_name == "move probe"
    store.redo()
    assert store.state.coordinate("x") == 1.0


def test_an_undo_or_a_redo_that_cannot_be_shown_leaves_both_ways_as_they_were() -> None:
    store = Store(START)
    screen = Screen(store, lambda _: False)
    store.dispatch(moved(1.0))
    screen.unshowable = lambda state: state == START
    with pytest.raises(NotShown, match="undo"):
        store.undo()
    assert (store.state.coordinate("x"), store.can_undo, store.can_redo) == (1.0, True, False)
    screen.unshowable = lambda _: False
    store.undo()
    screen.unshowable = lambda state: state != START
    with pytest.raises(NotShown, match="redo"):
        store.redo()
    assert (store.state, store.can_undo, store.can_redo) == (START, False, True)


def test_another_document_that_cannot_be_shown_leaves_the_open_one_with_its_past() -> None:
    store = Store(START)
    screen = Screen(store, lambda state: state.text == "y")
    store.dispatch(moved(1.0))
    with pytest.raises(NotShown, match="open"):
        store.open(State("y", "y"))
    assert screen.shown == store.state
    assert (store.undo_name, store.modified) == ("move probe", True)


def test_a_change_stays_when_what_was_before_cannot_be_shown_either() -> None:
    store = Store(START)
    screen = Screen(store, lambda _: True)
    with pytest.raises(ValueError, match="a painter failed"):
        store.dispatch(SetText("x y"))
    assert store.state.text == store.state.accepted == screen.attempts[-1].text == "x y"
    assert len(screen.attempts) == 4
    with pytest.raises(ValueError, match="a painter failed"):
        store.undo()
    assert (store.state, store.can_redo, len(screen.attempts)) == (START, True, 7)
    with pytest.raises(ValueError, match="a painter failed"):
        store.open(State("y", "y"))
    assert (store.state.text, store.can_redo, store.modified) == ("y", False, False)


def test_what_was_dispatched_in_answer_to_a_change_goes_with_it() -> None:
    store = Store(START)
    answered = []

    def answer(_: State, new: State) -> None:
        if new.coordinate("x") in (1.0, 2.0):
            answered.append(new.coordinate("x"))
            store.dispatch(SetText("answer"))

    store.subscribe(answer)
    screen = Screen(store, lambda state: state.coordinate("x") == 1.0)
    with pytest.raises(NotShown):
        store.dispatch(moved(1.0))
    assert (store.state, answered) == (START, [1.0])
    screen.unshowable = lambda _: False
    store.dispatch(moved(2.0))
    assert (store.state.text, answered[1]) == ("answer", 2.0)


def test_a_command_that_raises_changes_nothing_and_what_is_queued_behind_it_is_done() -> None:
    class Broken(MoveProbe):
        def apply(self, _state: State) -> State:
            raise ZeroDivisionError

    store = Store(START)

    def answer(_: State, new: State) -> None:
        if new.coordinate("x") == 1.0:
            store.dispatch(Broken(()))
            store.dispatch(moved(2.0))

    store.subscribe(answer)
    with pytest.raises(ZeroDivisionError):
        store.dispatch(moved(1.0))
    assert store.state.coordinate("x") == 2.0


@given(st.lists(st.tuples(st.sampled_from(["do", "type", "undo", "redo", "seal"]), st.integers(0, 5)), max_size=30))
@settings(max_examples=150, deadline=None)
def test_whatever_cannot_be_shown_the_screen_and_the_document_agree_and_undo_leads_home(
    steps: list[tuple[str, int]],
) -> None:
    store = Store(START)
    screen = Screen(store, lambda state: state.coordinate("x") == 3.0 or state.accepted == "x + 4")
    for kind, k in steps:
        with contextlib.suppress(NotShown):
            match kind:
                case "do":
                    store.dispatch(moved(float(k)))
                case "type":
                    store.dispatch(SetText(f"x + {k}", time=0.0))
                case _:
                    getattr(store, kind)()
        assert screen.shown == store.state
    while store.can_undo:
        store.undo()
    assert (store.state, store.modified) == (START, False)


def test_what_was_done_last_is_remembered_a_gesture_by_its_newest() -> None:
    store = Store(START)
    for k in range(100):
        store.dispatch(moved(float(k)))
    store.dispatch(ToggleOverlay("gradient"))
    store.undo()
    assert store.lately == ((moved(99.0), 1), (ToggleOverlay("gradient"), 1), ("undo", 1))
    for k in range(100):
        store.dispatch(SetText(str(k)))
    assert len(store.lately) == 50
    assert store.lately[-1] == (SetText("99"), 1)


def test_what_was_done_again_and_again_is_remembered_once_with_how_often() -> None:
    store = Store(START)
    store.dispatch(ToggleOverlay("gradient"))
    for _ in range(60):
        store.undo()
    store.redo()
    store.remember("a.svg was not written")
    assert store.lately == ((ToggleOverlay("gradient"), 1), ("undo", 60), ("redo", 1), ("a.svg was not written", 1))


# Which document it is


def example(text: str) -> OpenExample:
    return OpenExample(text, Box(-1.0, 1.0, -1.0, 1.0))


def test_an_example_is_another_document_and_undo_leads_back_to_the_one_before() -> None:
    store = Store(START)
    first = store.document
    store.dispatch(moved(1.0))
    assert store.document == first
    store.dispatch(example("x y"))
    second = store.document
    store.dispatch(moved(2.0))
    assert store.document == second != first
    store.undo()
    store.undo()
    assert store.document == first
    store.redo()
    assert store.document == second
    store.undo()
    store.dispatch(example("x y^2"))
    assert store.document not in (first, second)
    met = {first, second, store.document}
    store.open(START)
    assert store.document not in met


def test_each_document_knows_what_its_own_file_holds() -> None:
    store = Store(START)
    store.dispatch(example("x y"))
    assert store.modified
    store.mark_saved()
    assert not store.modified
    store.undo()
    assert not store.modified
    store.dispatch(moved(1.0))
    store.mark_saved()
    store.undo()
    assert store.modified
    store.redo()
    assert not store.modified


def test_save_undo_and_redo_is_not_modified_and_the_past_before_the_save_stays() -> None:
    store = Store(START)
    for x in (1.0, 2.0, 3.0):
        store.dispatch(moved(x))
        store.seal()
        if x == 2.0:
            store.mark_saved()
    said = [store.modified]
    for _ in range(3):
        store.undo()
        said.append(store.modified)
    for _ in range(2):
        store.redo()
        said.append(store.modified)
    assert said == [True, False, True, True, True, False]


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


def test_other_documents_that_undo_leads_back_to_are_known_if_they_were_left_unsaved() -> None:
    store, box = Store(START), Box(-1.0, 1.0, -1.0, 1.0)
    store.dispatch(OpenExample("x", box))
    assert store.modified_before() == {}
    store.undo()
    store.dispatch(moved(1.0))
    left, document = store.state, store.document
    store.dispatch(OpenExample("x", box))
    store.dispatch(moved(2.0))
    assert store.modified_before() == {document: left}
    store.dispatch(OpenExample("y", box))
    assert next(iter(store.modified_before().values())) is left
    assert len(store.modified_before()) == 2
    store.undo()
    store.undo()
    store.undo()
    assert (store.state, store.modified_before()) == (left, {})
    store.redo()
    store.open(START)
    assert store.modified_before() == {}
