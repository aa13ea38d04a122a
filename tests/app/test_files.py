"""The document on disk: names as people give them, what is asked before something is lost, what is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from hessview.app import files
from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.app.settings import Settings
from hessview.document.commands import MoveProbe, SetText
from hessview.document.session_file import from_bytes, to_bytes, to_metadata
from hessview.document.state import Box, State
from hessview.export.image_files import paint
from hessview.landscapes.catalog import CATALOG
from tests.chosen_files import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

Button = QMessageBox.StandardButton


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    messages: list[str] = []
    monkeypatch.setattr(Desk, "report", lambda _desk, message, *_: messages.append(message))
    return messages


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, said: list[str]) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path / "own"))
    made.begin("x^2 + y^2")
    yield made
    made.close()


def named(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the next file dialog be answered with this path."""
    choose(monkeypatch, path)


def test_a_single_recent_file_is_remembered_in_the_settings_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mit Leer é.hessview"
    named(monkeypatch, path)
    assert desk.files.save()
    desk.settings = Settings(desk.places.settings)  # as the next process reads it
    assert desk.files.recent == [str(path)]


def test_a_name_with_a_dot_still_gets_the_ending_of_a_session(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, tmp_path / "a=1.5")
    assert desk.files.save()
    assert desk.files.path == tmp_path / "a=1.5.hessview"
    assert from_bytes(desk.files.path.read_bytes()) == desk.store.state


def test_a_file_whose_name_the_ending_completes_is_not_replaced_unasked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "valley.hessview"
    old.write_bytes(b"precious")
    named(monkeypatch, tmp_path / "valley")
    asked: list[str] = []
    monkeypatch.setattr(files, "may_replace", lambda _parent, _title, path: asked.append(path.name))
    assert not desk.files.save()
    assert (asked, old.read_bytes()) == (["valley.hessview"], b"precious")


def test_a_document_that_is_too_long_to_save_is_reported_and_stays(
    desk: Desk, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.open(State("x" * (2 << 20), "x"))
    desk.store.mark_unsaved()
    named(monkeypatch, tmp_path / "long.hessview")
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: Button.Save)
    assert not desk.window.may_close()
    ended: list[bool] = []
    desk.exports.export(tmp_path / "long.svg", (120.0, 90.0), 300, lambda: ended.append(True))
    assert ended == [True]
    assert [message.partition(" ")[0] for message in said] == ["long.hessview", "long.svg"]
    assert not list(tmp_path.glob("long*"))


def test_half_a_character_is_refused_when_saving(
    desk: Desk, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.files.show(State("x\ud800", "x"), tmp_path / "half.hessview")
    assert not desk.files.save()
    assert "half of a character" in said[0]


def test_saving_the_file_that_is_opened_again_opens_what_was_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.hessview"
    path.write_bytes(to_bytes(State("x y", "x y", view=Box(-1.0, 1.0, -1.0, 1.0))))
    assert desk.files.open(path)
    desk.store.dispatch(SetText("x y^2"))
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: Button.Save)
    assert desk.files.open(path)
    assert desk.store.state.text == "x y^2"


@pytest.mark.parametrize("name", ["picture.png", "picture.png.1", "picture", "picture.hessview"])
def test_a_figure_is_not_where_save_writes_whatever_it_is_called(desk: Desk, tmp_path: Path, name: str) -> None:
    painted = paint(to_metadata(State("x y", "x y")), "png", 40, 40, 30)
    assert isinstance(painted, bytes)
    path = tmp_path / name
    path.write_bytes(painted)
    assert desk.files.open(path)
    assert (desk.store.state.text, desk.files.path) == ("x y", None)


@pytest.mark.parametrize("go_on", ["close", "new", "open"])
def test_work_behind_an_example_is_not_lost_unasked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, go_on: str
) -> None:
    session, other = tmp_path / "mine.hessview", tmp_path / "other.hessview"
    for path in (session, other):
        path.write_bytes(to_bytes(State("x y", "x y")))
    assert desk.files.open(session)
    desk.store.dispatch(SetText("x y^2"))
    desk.open_example(CATALOG[1])
    named(monkeypatch, tmp_path / "example.hessview")
    assert desk.files.save()
    asked: list[str] = []

    def cancel(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return Button.Cancel

    monkeypatch.setattr(QMessageBox, "exec", cancel)
    {"close": desk.window.may_close, "new": desk.files.new, "open": lambda: desk.files.open(other)}[go_on]()
    assert asked == ["Undo leads back to unsaved changes to mine.hessview. Go on without them?"]
    desk.store.undo()
    assert (desk.store.state.text, desk.files.path) == ("x y^2", session)


@pytest.mark.parametrize("go_on", ["close", "new", "open"])
def test_the_only_copy_of_a_file_that_is_gone_is_not_lost_unasked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, go_on: str
) -> None:
    session, other = tmp_path / "mine.hessview", tmp_path / "other.hessview"
    for path in (session, other):
        path.write_bytes(to_bytes(State("x y", "x y")))
    assert desk.files.open(session)
    session.unlink()
    asked: list[str] = []

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return Button.Cancel if len(asked) == 1 else Button.Save

    monkeypatch.setattr(QMessageBox, "exec", answer)
    go = {"close": desk.window.close, "new": desk.files.new, "open": lambda: desk.files.open(other)}[go_on]
    assert not go()
    assert asked == ["mine.hessview is not on the disk any more. Save it again?"]
    assert (desk.store.state.text, desk.window.isWindowModified()) == ("x y", True)
    go()
    assert from_bytes(session.read_bytes()) == State("x y", "x y")


def test_a_file_behind_an_example_that_is_gone_is_asked_about_too(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "mine.hessview"
    session.write_bytes(to_bytes(State("x y", "x y")))
    assert desk.files.open(session)
    desk.open_example(CATALOG[1])
    session.unlink()
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or Button.Cancel)
    assert not desk.window.may_close()
    assert asked == ["Undo leads back to unsaved changes to mine.hessview. Go on without them?"]


def test_examples_that_were_only_looked_at_are_left_without_a_question(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for example in CATALOG[:3]:
        desk.open_example(example)
        desk.store.dispatch(MoveProbe((("x", 0.25),)))
    named(monkeypatch, tmp_path / "last.hessview")
    assert desk.files.save()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: pytest.fail(box.text()))
    assert desk.window.may_close()


def test_closing_while_a_figure_is_written_asks_first(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def cancel(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return Button.Cancel

    monkeypatch.setattr(QMessageBox, "exec", cancel)
    finish: list[Callable[[object], None]] = []
    monkeypatch.setattr(desk.controller, "ask", lambda _request, done: finish.append(done))
    desk.exports.export(tmp_path / "picture.svg", (120.0, 90.0), 300)
    assert not desk.window.may_close()
    assert asked == ["picture.svg is still being written. Close without it?"]
    finish[0](b"<svg/>")
    assert (tmp_path / "picture.svg").read_bytes() == b"<svg/>"
    assert desk.window.may_close()


def test_a_dropped_formula_comes_with_its_own_box_as_a_pasted_one_does(desk: Desk) -> None:
    text, box = next((example_text, box) for example_text, box in examples() if box != desk.store.state.view)
    desk.files.drop(None, f"  {text}\n")
    assert (desk.store.state.text, desk.store.state.view) == (text, box)


def examples() -> list[tuple[str, Box]]:
    from hessview.landscapes.catalog import CATALOG

    return [(example.text, Box(*example.view)) for example in CATALOG]
