"""Every dock of the table is called, reached and made in the same way; one that is folded makes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hessview.app.desk import Desk
from hessview.app.docks import DOCKS
from hessview.app.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from hessview.app.dock_desk import DockDesk


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path))
    made.begin("a = 2; a*x^2 + y^2")
    yield made
    made.close()


@pytest.mark.parametrize("kind", DOCKS, ids=lambda kind: kind.title.name)
def test_a_dock_is_made_when_it_is_unfolded_by_its_action_and_kept(desk: Desk, kind: type[DockDesk]) -> None:
    dock, title = desk.docks.of(kind), kind.title
    toggle = desk.window.docks.toggles[title.name]
    assert dock.view is None
    assert title.key in toggle.toolTip()
    action = desk.actions.action(title.menu.replace("&", ""))
    assert not action.isChecked()
    action.trigger()
    made = dock.view
    assert dock.is_open
    assert made is not None
    assert action.isChecked()
    assert [other.view for other in desk.docks if other is not dock] == [None] * (len(DOCKS) - 1)
    action.trigger()
    assert not dock.is_open
    action.trigger()
    assert dock.view is made


def test_one_dock_takes_the_place_of_another(desk: Desk) -> None:
    first, second = (desk.docks.of(kind) for kind in DOCKS[:2])
    first.toggle()
    second.toggle()
    assert (first.is_open, second.is_open) == (False, True)
