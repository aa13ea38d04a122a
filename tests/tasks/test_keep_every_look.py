"""What is seen from the side, in planes, with parameters and chosen slices is saved, opened and recovered as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hessview.app import recovery_folder
from hessview.app.recovery_dialog import RecoveryDialog
from hessview.document.recovery import Recovery
from hessview.document.recovery import to_bytes as recovery_to_bytes
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import Arrangement
from tests.session_states import STATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hessview.document.state import State
    from tests.tasks.conftest import Person

SEEN_OTHERWISE = [state for state in STATES if state.arrangement is not Arrangement.CONTOUR]


@pytest.mark.parametrize("state", SEEN_OTHERWISE, ids=lambda state: state.arrangement)
def test_a_session_with_every_look_opens_as_it_was_and_is_saved_as_it_is(
    state: State, sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    file = tmp_path / "looks.hessview"
    file.write_bytes(to_bytes(state))
    person = sit_down(str(file))
    person.wait_for_picture()
    assert person.desk.store.state == state
    assert person.window.pictures.surface in person.window.pictures.shown
    person.choose("Save")
    assert from_bytes(file.read_bytes()) == state


@pytest.mark.parametrize("state", SEEN_OTHERWISE, ids=lambda state: state.arrangement)
def test_after_a_crash_every_look_is_as_it_was(
    state: State, sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    own = recovery_folder.OwnFile.fresh(tmp_path / "data" / "recovery")
    own.write(recovery_to_bytes(Recovery(state, datetime.now(UTC))))
    own.release()
    person = sit_down()
    qtbot.waitUntil(lambda: person.window.notices.notice is not None, timeout=60_000)
    QTest.mouseClick(person.window.notices.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(person.window.findChildren(RecoveryDialog)), timeout=60_000)
    (row,) = person.window.findChildren(RecoveryDialog)[0].rows
    QTest.keyClick(row.restore_button, Qt.Key.Key_Return)
    person.wait_for_picture()
    assert person.desk.store.state == state
    assert person.window.isWindowModified()
