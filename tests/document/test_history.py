"""Laws of undo and redo, and what counts as one step."""

from __future__ import annotations

import gc
import math
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.document import commands, looking, reading
from hessview.document.commands import (
    Command,
    MoveProbe,
    OpenExample,
    PanView,
    SetAppearance,
    SetHessianLayout,
    SetPlane,
    SetText,
    SetView,
    SnapProbe,
    ToggleOverlay,
    ZoomView,
)
from hessview.document.giving_up import PutProbeBack
from hessview.document.history import BUDGET, PAUSE, History, Step
from hessview.document.looking import SetPairs, TurnSurface
from hessview.document.state import Appearance, Box, Layout, State

if TYPE_CHECKING:
    from collections.abc import Callable

START = State("x^2 - y^2", "x^2 - y^2")

_numbers = st.floats(-10.0, 10.0)
_times = st.none() | st.floats(0.0, 5.0)
_commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(SetText, st.sampled_from(["x", "x y", "x^2", "x^", "sin x", ""]), _times),
    st.builds(MoveProbe, st.tuples(st.tuples(st.sampled_from("xy"), _numbers)), _times),
    st.builds(PanView, _numbers, _numbers, _times),
    st.builds(ZoomView, st.floats(0.1, 10.0), _numbers, _numbers, _times),
    st.builds(SetHessianLayout, st.sampled_from(Layout)),
    st.builds(ToggleOverlay, st.sampled_from(["gradient", "principal-axes"])),
)


@given(st.lists(_commands | st.none(), max_size=25))
@settings(max_examples=80, deadline=None)
def test_undo_of_everything_is_the_start_and_redo_of_everything_the_end(changes: list[Command | None]) -> None:
    history = History(START)
    visited = [START]
    for command in changes:
        if command is None:
            history.seal()
        else:
            visited.append(history.do(command))
    end = history.state
    back = [end]
    while history.undo_name is not None:
        back.append(history.undo())
    assert back[-1] == START
    assert history.undo() == START
    assert all(state in visited for state in back)
    forth = [history.state]
    while history.redo_name is not None:
        forth.append(history.redo())
    assert forth == back[::-1]
    assert history.redo() == end


@given(st.lists(_commands, max_size=12), _commands)
@settings(max_examples=80, deadline=None)
def test_undo_after_a_sealed_command_is_nothing(before: list[Command], command: Command) -> None:
    history = History(START)
    for each in before:
        history.do(each)
    history.seal()
    state, steps = history.state, len(history)
    if history.do(command) != state:
        assert history.undo_name == command.name_in(state)
        assert history.undo() == state
        assert history.redo_name == command.name_in(state)
    assert (history.state, len(history)) == (state, steps)


def test_a_drag_is_one_step_and_its_snap_ends_it() -> None:
    history = History(START)
    for k in range(1, 50):
        history.do(MoveProbe((("x", k / 10),)))
    history.do(SnapProbe((("x", 5.0),)))
    history.seal()
    history.do(MoveProbe((("x", 6.0),)))
    assert len(history) == 2
    history.undo()
    assert (history.undo_name, history.state.coordinate("x")) == ("snap probe", 5.0)
    assert history.undo() == START


def test_a_drag_that_ends_where_it_began_leaves_no_step() -> None:
    history = History(START)
    history.do(MoveProbe((("x", 1.0),)))
    history.seal()
    before = history.state
    history.do(MoveProbe((("x", 2.0),)))
    history.do(MoveProbe((("x", 1.0),)))
    assert (history.state, len(history)) == (before, 1)


@pytest.mark.parametrize(("gap", "steps"), [(0.1, 1), (PAUSE, 1), (PAUSE + 0.1, 3)])
def test_typing_is_one_step_until_a_pause(gap: float, steps: int) -> None:
    history = History(START)
    for k, text in enumerate(["x", "x+", "x+y"]):
        history.do(SetText(text, time=k * gap))
    assert len(history) == steps
    assert history.undo_name == "typing"


def test_a_paste_and_another_kind_of_change_are_steps_of_their_own() -> None:
    history = History(START)
    history.do(SetText("x", time=0.0))
    history.do(SetText("x + y"))
    history.do(SetText("x + y^2", time=0.1))
    history.do(MoveProbe((("x", 1.0),), time=0.2))
    history.do(SetText("x + y^3", time=0.3))
    assert len(history) == 5


def test_panning_and_zooming_in_one_go_is_one_step() -> None:
    history = History(START)
    for k in range(5):
        history.do(ZoomView(0.9, 0.0, 0.0, time=0.1 * k))
        history.do(PanView(0.1, 0.0, time=0.1 * k))
    history.do(SetView(Box(-1.0, 1.0, -1.0, 1.0), time=0.6))
    assert len(history) == 1
    history.do(SetView(Box(-2.0, 2.0, -1.0, 1.0)))
    assert len(history) == 2


def test_a_change_after_undo_forgets_what_was_undone() -> None:
    history = History(START)
    history.do(SetText("x"))
    history.undo()
    history.do(SetText("y"))
    assert history.redo_name is None
    assert history.undo() == START


def test_a_drag_that_is_given_up_leaves_no_step_and_what_was_undone_before_can_be_done_again() -> None:
    history = History(START)
    history.do(SetText("x"))
    history.do(SetText("y"))
    history.undo()
    history.seal()
    before = history.state
    for place in (0.1, 0.2, 0.3):
        history.do(MoveProbe((("x", place),)))
    assert history.redo_name is None, "while it lasts nothing can be done again"
    x = before.coordinate("x")
    history.do(PutProbeBack((("x", math.nextafter(x, math.inf)),)))
    assert history.state == before, "exactly, whatever was rounded on the way"
    assert (history.undo_name, history.redo_name) == ("typing", "typing")
    history.redo()
    assert history.state.text == "y"


def test_a_put_back_that_something_came_in_between_takes_its_own_values() -> None:
    history = History(START)
    history.do(MoveProbe((("x", 0.5),)))
    history.do(SetText("x"))
    history.do(PutProbeBack((("x", 0.25),)))
    assert history.state.text == "x"
    assert history.state.coordinate("x") == 0.25


def test_an_unmade_step_gives_back_what_had_been_undone_and_an_older_one_does_not() -> None:
    history = History(START)
    history.do(SetText("x"))
    history.undo()
    history.do(MoveProbe((("x", 0.5),)))
    history.seal()
    history.do(MoveProbe((("x", 0.75),)))
    assert history.newest is not None
    history.unmake(history.newest)
    assert history.redo_name is None, "another step had begun"
    history.unmake(history.newest)
    assert (history.state, history.redo_name) == (START, None)


def test_steps_that_are_held_aside_count_and_go_first() -> None:
    history = History(START, budget=4_000)
    history.do(SetText("x" * 1_500))
    history.undo()
    held = history._size
    history.do(MoveProbe((("x", 0.5),)))
    assert history._size > held, "the step that may come back is counted"
    history.do(SetText("y" * 3_000))
    assert history.redo_name is None
    assert history._size <= 4_000


def test_nothing_changed_is_no_step_and_keeps_redo() -> None:
    history = History(START)
    history.do(SetText("x"))
    history.undo()
    history.do(SetText(START.text))
    assert history.redo_name == "typing"
    assert history.undo_name is None


def test_the_oldest_steps_are_forgotten_beyond_the_budget() -> None:
    history = History(START, budget=200_000)
    for k in range(100):
        history.do(SetText(f"x + {k} # " + "long" * 1000))
    assert 1 < len(history) < 50
    state = history.state
    while history.undo_name is not None:
        history.undo()
    while history.redo_name is not None:
        history.redo()
    assert history.state == state


def test_thousands_of_small_steps_are_kept() -> None:
    history = History(START)
    for k in range(5000):
        history.do(MoveProbe((("x", float(k + 1)),)))
        history.seal()
    assert len(history) == 5000


MANY = "f(" + ", ".join(f"x{i}" for i in range(40)) + ") = "


@pytest.mark.parametrize(
    "command",
    [
        lambda k: MoveProbe((("x", 0.5 + k), ("y", k / 3))),
        lambda k: MoveProbe(tuple((f"x{i}", k + i / 7) for i in range(40))),
        lambda k: ZoomView(1.01 if k % 2 else 0.99, 0.5 + k * 1e-9, 1.0),
        lambda _: ToggleOverlay("gradient"),
        lambda k: SetAppearance(Appearance(level_count=5 + k % 7)),
        lambda k: TurnSurface(k / 3, 0.1 + k / 7, 1.0 + k / 999),
        lambda k: SetPairs(tuple((f"x{i}", f"x{i + 1 + k % 2}") for i in range(30))),
        lambda k: SetPlane((tuple(k + i / 3 for i in range(40)), tuple(i / 7.0 + i * i for i in range(40)))),
        lambda k: SetText(f"x^2 + {k}"),
        lambda k: SetText(f"x^2 + {k} ) " + "long é∂ " * 100),
        lambda k: SetText(f"x^2 + {k} ) " + "\N{GRINNING FACE}" * 500),
        lambda k: OpenExample(f"x^2 + {k}", Box(-1.0, 1.0 + k, -1.0, 1.0), (("x", 1.0 + k), ("y", 2.0 + k))),
    ],
)
def test_the_budget_bounds_the_bytes_that_are_really_held(
    command: Callable[[int], Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What reading a formula leaves in caches is no part of the history.
    formula = reading.read(MANY + "x0")
    for module in (commands, looking):
        monkeypatch.setattr(module, "read", lambda _: formula)
    budget = 40_000
    history = History(State(MANY + "x0", MANY + "x0"), budget)
    for k in range(3):  # what is made once and for all
        history.do(command(k))
    tracemalloc.start()
    try:
        for k in range(3, 110):
            history.seal()
            history.do(command(k))
        history.settle()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held <= budget + 10_000  # beside the steps there is the history itself
    assert len(history) >= 5


def test_a_hundred_thousand_small_steps_fit() -> None:
    step = Step("move probe", START, MoveProbe((("x", 0.5), ("y", 0.25))).apply(START), "probe", None, 0)
    assert 100_000 * step.size <= BUDGET
