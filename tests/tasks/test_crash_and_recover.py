"""The program is killed; the next start offers what was not saved, and it is as it was."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from hessview.app import recovery_folder
from hessview.app.recovery_dialog import RecoveryDialog
from hessview.compute.results import Fault
from hessview.document.disk import digest
from hessview.document.recovery import Recovery
from hessview.document.recovery import from_bytes as recovery_from_bytes
from hessview.document.recovery import to_bytes as recovery_to_bytes
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import State
from hessview.landscapes.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.tasks.conftest import Person

_VICTIM = """
import os
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from PySide6.QtWidgets import QApplication
from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.landscapes.catalog import CATALOG

application = QApplication(["hessview"])
desk = Desk(application, Places.inside(Path(sys.argv[1])))
desk.begin(sys.argv[2] if len(sys.argv) > 2 else None)
desk.window.show()

def type_it():
    desk.window.editor.field.selectAll()
    QTest.keyClicks(desk.window.editor.field, "x^4 - 3x y")
    if os.environ["EXAMPLE"]:
        desk.open_example(next(example for example in CATALOG if example.name == os.environ["EXAMPLE"]))

desk.controller.when_first_painted(type_it)
application.exec()
"""


def kept_in(folder: Path) -> list[Path]:
    """The files of the recovery folder."""
    recovery = folder / "data" / "recovery"
    return sorted(recovery.iterdir()) if recovery.is_dir() else []


def kill_while_editing(folder: Path, *arguments: str, example: str = "") -> None:
    """Run the program, type a formula, wait until it is safe, and kill it.

    If an example is named, it is chosen right after the typing, and the kill comes when it is safe, too.
    """
    victim = subprocess.Popen(
        [sys.executable, "-c", _VICTIM, str(folder), *arguments], env={**os.environ, "EXAMPLE": example}
    )
    texts = {"x^4 - 3x y", *(entry.text for entry in CATALOG if entry.name == example)}
    try:
        deadline = time.monotonic() + 180.0
        while not all(any(_is_of(path, text) for path in kept_in(folder)) for text in texts):
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
    assert re.search(r"from (today|yesterday) \d\d:\d\d\.$", words)  # how long ago would soon be wrong
    dialog = shown(person, qtbot)
    qtbot.waitUntil(lambda: not dialog.rows[0].picture.pixmap().isNull(), timeout=60_000)
    assert dialog.focusWidget() is dialog.rows[0].restore_button
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    person.wait_for_picture()
    assert person.field.toPlainText() == "x^4 - 3x y"
    assert person.window.isWindowModified()
    qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 1, timeout=5_000)  # beside it lies what is being written
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


def test_what_was_typed_before_an_example_was_chosen_is_offered_after_a_crash_beside_the_example(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    example = CATALOG[3]
    kill_while_editing(tmp_path, example=example.name)
    person = sit_down()
    assert "and 1 more" in offered(person, qtbot)
    rows = {row.found.content.state.text: row for row in shown(person, qtbot).rows}
    assert rows.keys() == {"x^4 - 3x y", example.text}
    rows["x^4 - 3x y"].restore_button.click()
    assert person.field.toPlainText() == "x^4 - 3x y"
    assert person.window.isWindowModified()
    assert "more" not in offered(person, qtbot)
    (row,) = shown(person, qtbot).rows
    assert row.found.content.state.text == example.text
    row.discard_button.click()
    press(row.window(), Qt.Key.Key_Escape)
    (left,) = kept_in(tmp_path)
    assert recovery_from_bytes(left.read_bytes()).state.text == "x^4 - 3x y"


def leave(folder: Path, text: str, minutes: int = 3, path: Path | None = None, of: bytes | None = None) -> Path:
    """Leave unsaved changes as a run that was killed does."""
    kept = Recovery(
        State(text, "x"),
        datetime.now(UTC) - timedelta(minutes=minutes),
        None if path is None else str(path),
        None if of is None else digest(of),
    )
    own = recovery_folder.OwnFile.fresh(folder / "data" / "recovery")
    own.write(recovery_to_bytes(kept))
    own.release()
    return own.path


def press(dialog: RecoveryDialog, *keys: Qt.Key) -> None:
    """Press keys where the focus is."""
    for key in keys:
        QTest.keyClick(dialog.focusWidget(), key)


def test_later_leaves_everything_for_the_next_start(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    path = leave(tmp_path, "x^2 + 1")
    person = sit_down()
    offered(person, qtbot)
    press(shown(person, qtbot), Qt.Key.Key_Escape)
    assert kept_in(tmp_path) == [path]
    assert not person.window.isWindowModified()
    again = sit_down()
    offered(again, qtbot)
    QTest.mouseClick(again.window.notices.buttons[1], Qt.MouseButton.LeftButton)
    assert again.window.notices.notice is None
    assert kept_in(tmp_path) == [path]


def test_what_was_put_off_is_still_found_in_the_file_menu(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    path = leave(tmp_path, "x^2 + 1")
    person = sit_down()
    offered(person, qtbot)
    QTest.mouseClick(person.window.notices.buttons[1], Qt.MouseButton.LeftButton)
    person.choose("Unsaved Changes")
    qtbot.waitUntil(lambda: bool(person.window.findChildren(RecoveryDialog)), timeout=10_000)
    press(person.window.findChildren(RecoveryDialog)[0], Qt.Key.Key_Return)
    assert person.field.toPlainText() == "x^2 + 1"
    qtbot.waitUntil(lambda: kept_in(tmp_path) == [path], timeout=5_000)


def test_with_nothing_kept_the_file_menu_says_so(sit_down: Callable[..., Person], qtbot: QtBot) -> None:
    person = sit_down()
    person.choose("Unsaved Changes")
    bar = person.window.statusBar()
    qtbot.waitUntil(lambda: bar.currentMessage() == "No unsaved changes of another run are left.", timeout=10_000)


def test_the_keyboard_reaches_everything_and_a_discard_can_be_taken_back(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = leave(tmp_path, "x^2 + 1", minutes=3), leave(tmp_path, "x^2 + 2", minutes=9)
    person = sit_down()
    assert "and 1 more" in offered(person, qtbot)
    dialog = shown(person, qtbot)
    rows = dialog.rows
    reached = []
    for _ in range(5):
        reached.append(dialog.focusWidget())
        press(dialog, Qt.Key.Key_Tab)
    buttons = [button for row in rows for button in (row.restore_button, row.discard_button)]
    assert reached == [*buttons, dialog.later_button]
    assert all(button.accessibleName() for button in buttons)
    assert "9 minutes ago" in rows[1].accessibleName()
    assert "x^2 + 2" in rows[1].accessibleName()
    for row in rows:
        row.discard_button.setFocus()
        press(dialog, Qt.Key.Key_Space)
        assert not row.restore_button.isEnabled()
        assert kept_in(tmp_path) == sorted([first, second])
    press(dialog, Qt.Key.Key_Space)
    assert rows[1].restore_button.isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert kept_in(tmp_path) == [second]


def test_a_damaged_file_is_refused_in_a_sentence_and_can_be_discarded(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    path = leave(tmp_path, "x^2")
    path.write_bytes(path.read_bytes().replace(b'"view"', b'"<b>view</b>"'))
    person = sit_down()
    assert "cannot be read" in offered(person, qtbot)
    dialog = shown(person, qtbot)
    (row,) = dialog.rows
    assert "$.session.view is missing" in row.accessibleName()
    assert not row.restore_button.isEnabled()
    row.discard_button.click()
    press(dialog, Qt.Key.Key_Escape)
    assert kept_in(tmp_path) == []


def test_restoring_over_unsaved_changes_asks_first(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = leave(tmp_path, "x^2 + 1")
    person = sit_down()
    offered(person, qtbot)
    person.type_formula("y^2")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop(0))
    shown(person, qtbot).rows[0].restore_button.click()
    assert person.field.toPlainText() == "y^2"
    assert path in kept_in(tmp_path)
    offered(person, qtbot)
    qtbot.waitUntil(lambda: not person.window.findChildren(RecoveryDialog), timeout=5_000)
    shown(person, qtbot).rows[0].restore_button.click()
    assert person.field.toPlainText() == "x^2 + 1"
    qtbot.waitUntil(lambda: kept_in(tmp_path) == [path], timeout=5_000)
    assert answers == []


def test_a_file_that_has_changed_since_is_not_overwritten_unasked(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "valley.hessview"
    newer = to_bytes(State("x^2 + y^2", "x^2 + y^2"))
    session.write_bytes(newer)
    leave(tmp_path, "x^2 + 1", path=session, of=b"what was there when the changes were made")
    person = sit_down()
    offered(person, qtbot)
    dialog = shown(person, qtbot)
    assert "changed after this" in dialog.rows[0].accessibleName()
    dialog.rows[0].restore_button.click()
    asked: list[str] = []

    def cancel(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", cancel)
    person.choose("Save")
    assert len(asked) == 1
    assert session.read_bytes() == newer
    assert person.window.isWindowModified()


def test_a_picture_that_cannot_be_painted_is_said_to_be_missing(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(tmp_path, "x^2 + 1")
    person = sit_down()
    offered(person, qtbot)
    withdrawn: list[bool] = []

    def ask(_: object, on_answer: Callable[[object], None]) -> Callable[[], None]:
        on_answer(Fault("The process has ended."))
        return lambda: withdrawn.append(True)

    monkeypatch.setattr(person.desk.controller, "ask", ask)
    (row,) = shown(person, qtbot).rows
    assert row.picture.text() == "No picture"
    assert row.picture.toolTip() == "The process has ended."
    assert row.restore_button.isEnabled()
    row.window().reject()
    assert withdrawn == [True]  # a figure that is exported now need not wait for pictures that nobody sees


def test_a_window_that_is_closed_leaves_nothing_whatever_was_answered(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path, no_questions: list[str]
) -> None:
    person = sit_down()
    person.type_formula("x^2 y")
    qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 1, timeout=5_000)
    assert person.window.close()
    assert no_questions == ["Save the changes to Untitled?"]
    qtbot.waitUntil(lambda: kept_in(tmp_path) == [], timeout=5_000)
    assert sit_down().window.notices.notice is None


def test_two_windows_do_not_offer_each_others_changes(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    one = sit_down()
    one.type_formula("x^2 y")
    qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 1, timeout=5_000)
    other = sit_down()
    other.type_formula("y^3")
    qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 2, timeout=5_000)
    other.desk.rescue.look()
    qtbot.waitUntil(lambda: other.desk.rescue._search is None, timeout=5_000)
    assert other.window.notices.notice is None


def test_a_folder_that_takes_nothing_is_said_once_and_the_program_goes_on(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "data").write_bytes(b"a file where the folder should be")
    person = sit_down()
    person.type_formula("x^2 y")
    assert "not being kept safe" in offered(person, qtbot)
    QTest.keyClick(person.window.notices, Qt.Key.Key_Escape)
    person.type_formula("x^2 y + 1")
    assert person.window.notices.notice is None
    assert person.desk.store.state.accepted == "x^2 y + 1"


def test_a_program_that_ends_while_the_offer_is_open_leaves_it_for_the_next_start(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path
) -> None:
    path = leave(tmp_path, "x^2 + 1")
    person = sit_down()
    offered(person, qtbot)
    shown(person, qtbot)
    person.desk.rescue.close()
    (found,) = recovery_folder.find(path.parent)
    assert found.file.path == path
    assert isinstance(found.content, Recovery)
    assert found.content.state.text == "x^2 + 1"
    found.file.release()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_search_that_failed_is_not_the_last(
    sit_down: Callable[..., Person], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(tmp_path, "x^2 + 1")
    person = sit_down()
    offered(person, qtbot)

    def fail(_: Path) -> None:
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        patch.setattr(recovery_folder, "find", fail)
        person.desk.rescue.show()
        qtbot.waitUntil(lambda: "cannot be read" in person.window.statusBar().currentMessage(), timeout=10_000)
    dialog = shown(person, qtbot)
    assert [row.found.content.state.text for row in dialog.rows] == ["x^2 + 1"]
    dialog.reject()
