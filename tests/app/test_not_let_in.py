"""What does not come in: too much text, markup, pipes, what old settings held, orders to the terminal."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest

from hessview import cli
from hessview.app.desk import Desk, state_of_text
from hessview.app.places import Places
from hessview.document.commands import MoveProbe
from hessview.document.limits import LONGEST_TEXT
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import State
from tests.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path))
    made.window.show()
    yield made
    made.close()


@pytest.fixture
def said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window would have reported."""
    reports: list[str] = []
    monkeypatch.setattr(desk, "report", lambda message, *_: reports.append(message))
    return reports


@pytest.mark.parametrize("length", [20_001, 3_000_000])
def test_more_text_than_a_formula_may_have_is_not_let_in(desk: Desk, length: int) -> None:
    desk.controller.start()
    field, before = desk.window.editor.field, desk.store.state
    for enter in (paste, lambda desk, text: drop(desk, text=text)):
        desk.window.statusBar().clearMessage()
        enter(desk, "x" * length)
        assert "20,000 characters" in desk.window.statusBar().currentMessage()
        assert desk.store.state == before
        assert field.toPlainText() == before.text
    paste(desk, "x" * 20_000)
    assert desk.window.editor.problem is not None
    assert len(desk.store.state.text) == 20_000


def test_no_more_is_typed_than_a_session_holds(desk: Desk) -> None:
    desk.store.open(State("+" * LONGEST_TEXT, "x"))
    field = desk.window.editor.field
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(field, "xy")
    composed = QInputMethodEvent()
    composed.setCommitString("αβγ")
    desk.window.statusBar().clearMessage()
    QGuiApplication.sendEvent(field, composed)
    assert f"{LONGEST_TEXT:,} characters" in desk.window.statusBar().currentMessage()
    assert field.toPlainText() == desk.store.state.text == "+" * LONGEST_TEXT
    assert from_bytes(to_bytes(desk.store.state)) == desk.store.state
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert len(desk.store.state.text) == LONGEST_TEXT - 1


@pytest.mark.parametrize("text", ["x^2 \udcff", "+" * (LONGEST_TEXT + 1), "x^2"])
def test_whatever_the_command_line_says_can_be_saved(text: str) -> None:
    state = state_of_text(text)
    assert from_bytes(to_bytes(state)) == state


def test_what_a_field_shows_otherwise_than_it_was_written_is_shown_once(desk: Desk) -> None:
    desk.store.open(State("a = 1\r\nx\xa0+\u2028y\r", "x"))
    field = desk.window.editor.field
    assert field.toPlainText() == "a = 1\nx +\ny\n"
    changes: list[int] = []
    field.document().contentsChange.connect(lambda *change: changes.append(change))
    for _ in range(3):
        desk.store.dispatch(MoveProbe((("x", float(len(changes) + 1)),)))
        desk.store.seal()
        desk.store.undo()
    assert changes == []


def test_what_looks_like_markup_is_shown_as_it_is(desk: Desk) -> None:
    desk.controller.start()
    field = desk.window.panel.coordinates.fields[0]
    field.setFocus()
    field.selectAll()
    field.insert("<img src='file:///etc/passwd'>")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "&lt;img" in field.toolTip()
    assert "<img" not in field.toolTip()
    for label in (desk.window.read_out, desk.window.activity):
        assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_a_folder_and_a_device_are_refused_at_once(
    desk: Desk, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe, device = tmp_path / "pipe.svg", tmp_path / "device.svg"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for path in (pipe, device, tmp_path):
        said.clear()
        drop(desk, url=path.as_uri())
        assert len(said) == 1
    for path in (pipe, device):
        assert cli.main(["figure", str(path), "-o", str(tmp_path / "out.png")]) in {cli.FAULT, cli.WRONG_INPUT}
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "out.png").exists()


def test_what_settings_once_held_is_never_read(qapp: QApplication, tmp_path: Path) -> None:
    mark, watch = tmp_path / "mark", Watch()

    class Payload:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.makedirs, (str(mark), 0o777, True)

    old = QSettings(str(tmp_path / "payload.ini"), QSettings.Format.IniFormat)
    old.setValue("geometry", Payload())
    old.setValue("theme", Payload())
    old.sync()
    content = (tmp_path / "payload.ini").read_bytes()
    (tmp_path / "copy.ini").write_bytes(content)
    with contextlib.suppress(RuntimeError):  # from PySide 6.12 it is refused there, too
        QSettings(str(tmp_path / "copy.ini"), QSettings.Format.IniFormat).value("geometry")
        mark.rmdir()  # before, it runs when it is read
    here = tmp_path / "own"
    for folder in (here, here / "hessview", here / "data"):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("hessview.ini", "hessview.conf", "settings.ini", "settings.json", "Unknown Organization.conf"):
            (folder / name).write_bytes(content)
    with watch:
        made = Desk(qapp, Places.inside(here))
        made.begin(None)
    made.close()
    assert not [event for event in watch.seen if ".ini" in event or ".conf" in event]
    assert made.theme_name == "system"
    assert not mark.exists()


@pytest.mark.parametrize("text", ["\x1b[31m", "\x9b31m", "\u202eevil", "a\nb", "\x07\r", "x" * 100_000])
def test_no_complaint_gives_the_terminal_an_order(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["analyze", "x", "--at", text], ["analyze", text, "--at", "1"], ["analyze", "x", "--at", "1", text],
                  ["figure", "x", "-o", text], ["figure", "x", "-o", "a.svg", "--size", text], [text, text],
                  ["analyze", "x", "--at", "1", f"--let={text}=1"], [f"-{text}"]):  # fmt: skip
        assert cli.main(words) == cli.WRONG_INPUT
        out, err = capsys.readouterr()
        lines = err.removesuffix("\n").split("\n")
        assert out == ""
        assert all(line.isprintable() and len(line) < 600 for line in lines)
        assert len(lines) == 1 or (len(lines), lines[2].strip(" ^")) == (3, "")


def paste(desk: Desk, text: str) -> None:
    """Paste a text over the formula."""
    QGuiApplication.clipboard().setText(text)
    field = desk.window.editor.field
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()


def drop(desk: Desk, *, text: str = "", url: str = "") -> None:
    """Drop a text or a link on the middle of the window."""
    carried = QMimeData()
    if url:
        carried.setUrls([QUrl(url)])
    else:
        carried.setText(text)
    place, action, left = QPointF(500, 400), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    desk.window.dragEnterEvent(QDragEnterEvent(place.toPoint(), action, carried, left, none))
    desk.window.dropEvent(QDropEvent(place, action, carried, left, none))
