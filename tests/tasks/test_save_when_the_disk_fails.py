"""Saving where it does not go: what was on the disk stays, the cause and a way out are said, and the way out works."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from hessview.app.original import read_session
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import Box, State
from hessview.landscapes.catalog import CATALOG
from tests.chosen_files import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.tasks.conftest import Person

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen

CTRL = Qt.KeyboardModifier.ControlModifier
OTHERS = to_bytes(State("x y", "x y", view=Box(-1.0, 1.0, -1.0, 1.0)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    path = folder / "valley.hessview"
    path.write_bytes(to_bytes(State("x^2 + y^2", "x^2 + y^2", view=Box(-2.0, 2.0, -2.0, 2.0))))
    return path


@pytest.fixture
def person(sit_down: Callable[..., Person], file: Path) -> Person:
    """A person who has opened a file and changed it."""
    sitting: Person = sit_down(str(file))
    sitting.type_formula("x^2 - y^2")
    return sitting


@contextmanager
def small_files_only() -> Iterator[None]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def box_of(person: Person) -> QMessageBox:
    person.bot.waitUntil(lambda: any(box.isVisible() for box in person.window.findChildren(QMessageBox)))
    return next(box for box in person.window.findChildren(QMessageBox) if box.isVisible())


def answered_with(person: Person, key: Qt.Key) -> list[str]:
    """Press a key in the next question, and return what it asked."""
    asked: list[str] = []
    timer = QTimer(person.window, interval=50)

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and box.isActiveWindow():
            timer.stop()
            asked.append(box.text())
            QTest.keyClick(box, key)

    timer.timeout.connect(press)
    timer.start()
    return asked


def save(person: Person) -> None:
    person.window.activateWindow()
    person.bot.waitUntil(person.window.isActiveWindow)
    QTest.keyClick(person.field, Qt.Key.Key_S, CTRL)


def test_what_cannot_be_saved_stays_modified_and_save_as_is_one_key_away(
    person: Person, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, other = file.read_bytes(), tmp_path / "elsewhere.hessview"
    choose(monkeypatch, other)
    with small_files_only():
        save(person)
    box = box_of(person)
    assert box.text() == (
        "valley.hessview was not written: it would be larger than a file may be there. "
        "Save it somewhere else with Save As. The old file is untouched."
    )
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
    assert person.window.isWindowModified()
    QTest.keyClick(box, Qt.Key.Key_Return)
    person.bot.waitUntil(other.exists)
    person.bot.waitUntil(lambda: not person.window.isWindowModified())
    assert from_bytes(other.read_bytes()) == person.desk.store.state


def test_a_folder_that_is_gone_is_named_and_saving_goes_on_when_it_is_back(person: Person, file: Path) -> None:
    away = file.parent.rename(file.parent.with_name("away"))
    save(person)
    box = box_of(person)
    assert "the folder “drive” is not there. Make it again, or save it somewhere else" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert person.window.isWindowModified()
    away.rename(file.parent)
    save(person)
    assert not person.window.isWindowModified()
    assert read_session(file) == person.desk.store.state


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_in_the_place_of_the_file_holds_nobody_up(person: Person, file: Path) -> None:
    file.unlink()
    os.mkfifo(file)
    save(person)
    box = box_of(person)
    assert "this is a device or a pipe, not a file" in box.text()
    box.reject()
    assert person.window.isWindowModified()


@pytest.mark.parametrize(
    ("key", "shown", "modified"),
    [(Qt.Key.Key_Escape, "x^2 - y^2", True), (Qt.Key.Key_O, "x^2 - y^2", False), (Qt.Key.Key_R, "x y", False)],
    ids=["cancel", "overwrite", "reload"],
)
def test_what_another_program_has_saved_is_not_overwritten_unasked(
    person: Person, file: Path, key: Qt.Key, shown: str, modified: bool
) -> None:
    file.write_bytes(OTHERS)
    asked = answered_with(person, key)
    save(person)
    assert asked == ["valley.hessview has been changed by another program since it was opened or saved here."]
    assert (file.read_bytes() != OTHERS) is (key == Qt.Key.Key_O)
    assert (person.desk.store.state.text, person.window.isWindowModified()) == (shown, modified)


def test_enter_on_the_question_saves_under_another_name_and_keeps_both(
    person: Person, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.hessview"
    choose(monkeypatch, mine)
    file.write_bytes(OTHERS)
    answered_with(person, Qt.Key.Key_Return)
    save(person)
    assert file.read_bytes() == OTHERS
    assert read_session(mine) == person.desk.store.state
    assert "mine.hessview" in person.window.windowTitle()


def test_reloading_can_be_undone(person: Person, file: Path) -> None:
    file.write_bytes(OTHERS)
    answered_with(person, Qt.Key.Key_R)
    save(person)
    person.choose("Undo")
    assert person.desk.store.state.text == "x^2 - y^2"
    assert person.window.isWindowModified()


def test_a_file_that_was_removed_is_saved_again_only_when_asked_for(person: Person, file: Path) -> None:
    file.unlink()
    answered_with(person, Qt.Key.Key_Escape)
    save(person)
    assert not file.exists()
    asked = answered_with(person, Qt.Key.Key_G)
    save(person)
    assert asked == ["valley.hessview has been removed or renamed by another program."]
    assert read_session(file) == person.desk.store.state


def test_of_two_windows_on_one_file_the_second_to_save_asks(
    sit_down: Callable[..., Person], person: Person, file: Path
) -> None:
    other = sit_down(str(file))
    other.type_formula("x y^2")
    save(other)
    theirs = file.read_bytes()
    asked = answered_with(person, Qt.Key.Key_Escape)
    save(person)
    assert len(asked) == 1
    assert file.read_bytes() == theirs


def come_back(person: Person) -> None:
    """Look at another window, and return."""
    other = QWidget()
    person.bot.addWidget(other)
    other.show()
    other.activateWindow()
    person.bot.waitUntil(lambda: not person.window.isActiveWindow())
    person.window.activateWindow()
    person.bot.waitUntil(person.window.isActiveWindow)


def test_coming_back_to_the_window_says_that_the_file_has_changed_and_reloads_in_one_click(
    sit_down: Callable[..., Person], file: Path
) -> None:
    person = sit_down(str(file))
    come_back(person)
    assert person.window.notices.notice is None
    file.write_bytes(OTHERS)
    come_back(person)
    notices = person.window.notices
    assert notices.notice is not None
    assert notices.notice.message == "valley.hessview has been changed by another program."
    QTest.mouseClick(notices.buttons[0], Qt.MouseButton.LeftButton)
    assert (person.desk.store.state.text, person.window.isWindowModified()) == ("x y", False)
    assert notices.notice is None


def test_what_is_said_about_a_file_goes_and_comes_back_with_its_document(
    sit_down: Callable[..., Person], file: Path
) -> None:
    person = sit_down(str(file))
    notices = person.window.notices
    person.desk.open_example(CATALOG[1])
    person.choose("Undo")
    file.write_bytes(OTHERS)
    come_back(person)
    assert notices.notice is not None
    person.choose("Redo")
    come_back(person)
    assert notices.notice is None
    person.choose("Undo")
    come_back(person)
    assert notices.notice is not None


def test_keeping_mine_counts_as_unsaved_and_is_asked_about_no_more(
    sit_down: Callable[..., Person], file: Path
) -> None:
    person = sit_down(str(file))
    mine = person.desk.store.state
    file.write_bytes(OTHERS)
    come_back(person)
    QTest.mouseClick(person.window.notices.buttons[1], Qt.MouseButton.LeftButton)
    assert person.window.isWindowModified()
    come_back(person)
    assert person.window.notices.notice is None
    save(person)
    assert read_session(file) == mine
    assert not person.window.isWindowModified()


def test_a_document_whose_file_was_removed_counts_as_unsaved(sit_down: Callable[..., Person], file: Path) -> None:
    person = sit_down(str(file))
    file.unlink()
    come_back(person)
    assert person.window.isWindowModified()
    QTest.mouseClick(person.window.notices.buttons[0], Qt.MouseButton.LeftButton)
    assert read_session(file) == person.desk.store.state
    assert not person.window.isWindowModified()


def test_a_figure_that_does_not_fit_keeps_the_old_one(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = tmp_path / "figures" / "valley.svg"
    figure.parent.mkdir()
    figure.write_bytes(b"old")
    person = sit_down("x^2 + y^2")
    write, written = os.write, [0]

    def run_full(handle: int, data: bytes) -> int:
        if len(data) > 1000 and os.fstat(handle).st_nlink == 0:
            written[0] += len(data)
            if written[0] > 70_000:  # what is tried beforehand fits
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data)

    monkeypatch.setattr(os, "write", run_full)
    person.desk.exports.export(figure, (100.0, 80.0), 100)
    person.bot.waitUntil(lambda: bool(person.window.findChildren(QMessageBox)), timeout=60_000)
    box = box_of(person)
    assert box.text() == (
        "valley.svg was not written: the disk is full. Free some space, or export it somewhere else. "
        "The old file is untouched."
    )
    assert "&Export Elsewhere…" in [button.text() for button in box.buttons()]
    box.reject()
    assert (figure.read_bytes(), list(figure.parent.iterdir())) == (b"old", [figure])
