"""The program is killed; the next start offers what was not saved, and it is as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hessview.app.recovery_dialog import RecoveryDialog
from hessview.document.recovery import from_bytes as recovery_from_bytes
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.tasks.conftest import Person

_VICTIM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from hessview.app.desk import Desk
from hessview.app.places import Places

application = QApplication(["hessview"])
desk = Desk(application, Places.inside(Path(sys.argv[1])))
desk.begin(sys.argv[2] if len(sys.argv) > 2 else None)
desk.window.show()

def type_it():
    desk.window.editor.field.selectAll()
    QTest.keyClicks(desk.window.editor.field, "x^4 - 3x y")

desk.controller.when_first_painted(type_it)
application.exec()
"""


def kept_in(folder: Path) -> list[Path]:
    """The files of the recovery folder."""
    recovery = folder / "data" / "recovery"
    return sorted(recovery.iterdir()) if recovery.is_dir() else []


def kill_while_editing(folder: Path, *arguments: str) -> None:
    """Run the program, type a formula, wait until it is safe, and kill it."""
    victim = subprocess.Popen([sys.executable, "-c", _VICTIM, str(folder), *arguments])
    try:
        deadline = time.monotonic() + 60.0
        while not any(_is_of(path, "x^4 - 3x y") for path in kept_in(folder)):
            assert victim.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        victim.send_signal(signal.SIGKILL)
        victim.wait()


def _is_of(path: Path, text: str) -> bool:
    return path.suffix == ".json" and recovery_from_bytes(path.read_bytes()).state.text == text


def offered(person: Person, bot: QtBot) -> str:
    """Wait for the offer and return its words."""
    bot.waitUntil(lambda: person.window.notices.notice is not None, timeout=10_000)
    return str(person.window.notices.notice.message)


def shown(person: Person, bot: QtBot) -> RecoveryDialog:
    """Choose to see what is offered."""
    QTest.mouseClick(person.window.notices.buttons[0], Qt.MouseButton.LeftButton)
    bot.waitUntil(lambda: bool(person.window.findChildren(RecoveryDialog)), timeout=10_000)
    return person.window.findChildren(RecoveryDialog)[0]


def test_what_was_typed_before_a_crash_is_offered_and_restored(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    kill_while_editing(tmp_path)
    person = sit_down()
    words = offered(person, qtbot)
    assert "a document without a file" in words
    assert "just now" in words or "ago" in words
    dialog = shown(person, qtbot)
    qtbot.waitUntil(lambda: not dialog.rows[0].picture.pixmap().isNull(), timeout=60_000)
    assert dialog.focusWidget() is dialog.rows[0].restore_button
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    person.wait_for_picture()
    assert person.field.toPlainText() == "x^4 - 3x y"
    assert person.window.isWindowModified()
    assert len(kept_in(tmp_path)) == 1
    person.choose("Undo")
    assert not person.window.isWindowModified()
    qtbot.waitUntil(lambda: not kept_in(tmp_path), timeout=5_000)


def test_changes_to_a_session_are_restored_where_save_writes_them(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    session = tmp_path / "valley.hessview"
    before = State("x^2 + y^2", "x^2 + y^2")
    session.write_bytes(to_bytes(before))
    kill_while_editing(tmp_path, str(session))
    assert from_bytes(session.read_bytes()) == before
    person = sit_down(str(session))
    assert person.field.toPlainText() == "x^2 + y^2"
    assert "valley.hessview" in offered(person, qtbot)
    QTest.keyClick(shown(person, qtbot).rows[0].restore_button, Qt.Key.Key_Return)
    assert person.field.toPlainText() == "x^4 - 3x y"
    assert person.window.isWindowModified()
    person.choose("Save")
    assert from_bytes(session.read_bytes()).text == "x^4 - 3x y"
    qtbot.waitUntil(lambda: not kept_in(tmp_path), timeout=5_000)
