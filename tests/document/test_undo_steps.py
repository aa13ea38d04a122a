"""Every change of the document is one step of undo, with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hessview.document import commands, visits
from hessview.document.commands import Command
from hessview.document.state import Appearance, Box, Layout, State
from hessview.document.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACE = State("x^2 + y^2 + z^2", "x^2 + y^2 + z^2")
EACH = (
    (commands.SetText("x y z"), "typing"),
    (commands.OpenExample("x^2 - y^2", Box(-1.0, 1.0, -1.0, 1.0)), "open example"),
    (commands.RestoreChanges(State("x", "x")), "restore changes"),
    (commands.Reload(State("y", "y")), "reload"),
    (commands.MoveProbe((("x", 1.0),)), "move probe"),
    (commands.SnapProbe((("x", 1.0),)), "snap probe"),
    (commands.SetProbeCoordinates((("x", 1.0),)), "set probe"),
    (visits.VisitPoint((("x", 1.0),), Box(-1.0, 1.0, -1.0, 1.0)), "go to critical point"),
    (commands.SetView(Box(-1.0, 1.0, -1.0, 1.0)), "change view"),
    (commands.SetRanges(Box(-1.0, 1.0, -1.0, 1.0)), "set ranges"),
    (commands.FitView(Box(-1.0, 1.0, -1.0, 1.0)), "fit view"),
    (commands.HomeView(Box(-1.0, 1.0, -1.0, 1.0)), "home view"),
    (commands.PanView(1.0, 1.0), "pan"),
    (commands.ZoomView(0.5, 0.0, 0.0), "zoom"),
    (commands.SetPlane(((1.0, 0.0, 0.0), (0.0, 1.0, 1.0))), "choose plane"),
    (commands.SetAxes(("y", "z")), "choose axes"),
    (commands.SetAppearance(Appearance(colour_map="cividis")), "change colours"),
    (commands.SetAppearance(Appearance(level_count=30)), "more levels"),
    (commands.SetAppearance(Appearance(level_count=10)), "fewer levels"),
    (commands.SetAppearance(Appearance(equal_aspect=True)), "equal scales"),
    (commands.SetAppearance(Appearance(show_field=False)), "hide colour field"),
    (commands.SetAppearance(Appearance(show_field=False, equal_aspect=True)), "change appearance"),
    (commands.ToggleOverlay("principal-axes"), "hide principal axes"),
    (commands.SetHessianLayout(Layout.NUMBERS), "change Hessian layout"),
)


def classes(kind: type[Command]) -> Iterator[type[Command]]:
    for each in kind.__subclasses__():
        if each.__module__ in {commands.__name__, visits.__name__}:
            yield each
            yield from classes(each)


def test_every_kind_of_change_is_tried_below() -> None:
    assert {type(command) for command, _ in EACH} == set(classes(Command))


@pytest.mark.parametrize(("command", "name"), EACH, ids=lambda part: part if isinstance(part, str) else "")
def test_every_change_is_one_step_with_its_name(command: Command, name: str) -> None:
    store = Store(SPACE)
    store.dispatch(command)
    after = store.state
    assert (store.undo_name, after != SPACE, store.modified) == (name, True, True)
    store.undo()
    assert (store.state, store.redo_name, store.can_undo) == (SPACE, name, False)
    store.redo()
    assert store.state == after
