"""Save, close, open: everything is as it was; a file that is no session disturbs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from tests.chosen_files import choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person


def test_a_saved_session_opens_as_it_was(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "valley.hessview"
    choose(monkeypatch, path)
    person = sit_down()
    person.type_formula("x^4+y^4-4xy+1")
    person.click(1.01, 1.0)
    person.choose("Equal Scales")
    state = person.desk.store.state
    assert person.window.isWindowModified()
    person.choose("Save")
    assert path.exists()
    assert not person.window.isWindowModified()
    assert "valley.hessview" in person.window.windowTitle()
    assert person.window.close()
    again = sit_down(str(path))
    assert again.desk.store.state == state
    assert again.probe() == (1.0, 1.0)
    assert again.badge() == "Minimum"
    assert not again.desk.store.modified
    assert again.desk.files.recent == [str(path)]


def test_closing_asks_when_something_is_unsaved(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def cancel(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", cancel)
    person = sit_down()
    person.type_formula("x^2")
    assert not person.window.close()
    assert asked == ["Save the changes to Untitled?"]


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
def test_the_question_before_changes_are_lost_is_answered_by_its_letters(sit_down: Callable[..., Person]) -> None:
    labels: list[set[str]] = []

    def discard() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or not box.isActiveWindow():
            QTimer.singleShot(20, person.window, discard)
            return
        labels.append({button.text() for button in box.buttons()})
        QTest.keyClick(box, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
        QTimer.singleShot(10_000, box, box.reject)  # lets the test fail

    person = sit_down()
    person.type_formula("x^2")
    QTimer.singleShot(20, person.window, discard)
    assert person.window.close()
    assert labels == [{"&Save", "&Discard", "Cancel"}]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"not a session", b'{"format": "hessview-session", "version": 99}', b"\x00" * 1000, b"[" * 5000],
    ids=["empty", "cut", "text", "newer", "zeros", "deep"],
)
def test_a_file_that_is_no_session_is_refused_and_disturbs_nothing(
    sit_down: Callable[..., Person], tmp_path: Path, no_questions: list[str], content: bytes
) -> None:
    path = tmp_path / "strange.hessview"
    path.write_bytes(content)
    person = sit_down("x^2 - y^2")
    person.click(1.0, 1.0)
    before = person.desk.store.state
    assert not person.desk.files.open(path)
    assert person.desk.store.state == before
    assert len(no_questions) == 1
    assert no_questions[0].startswith("strange.hessview")
