"""One window's unsaved work is kept wherever undo can lead to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.document.commands import SetText
from hessview.document.recovery import Recovery, from_bytes
from hessview.document.session_file import to_bytes
from hessview.document.state import State
from hessview.landscapes.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path / "own"))
    made.begin("x^2 + y^2")
    yield made
    made.close()


@pytest.fixture
def kept(desk: Desk) -> Callable[[], dict[str, Recovery]]:
    """What a crash would leave now, by its text."""

    def look() -> dict[str, Recovery]:
        found = {}
        for path in desk.places.recovery.glob("recovery-*.json"):
            with contextlib.suppress(FileNotFoundError):  # removed between the two looks
                recovery = from_bytes(path.read_bytes())
                found[recovery.state.text] = recovery
        return found

    return look


def test_work_behind_an_example_is_kept_until_it_is_settled(
    desk: Desk, kept: Callable[[], dict[str, Recovery]], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "mine.hessview"
    session.write_bytes(to_bytes(State("x y", "x y")))
    assert desk.files.open(session)
    desk.store.dispatch(SetText("x y^2"))
    first, second = CATALOG[1], CATALOG[2]
    for example in (first, second):  # of examples that were only looked at the present one alone is kept
        desk.open_example(example)
        qtbot.waitUntil(lambda shown=example: kept().keys() == {"x y^2", shown.text}, timeout=10_000)
    assert kept()["x y^2"].path == str(session)
    assert kept()[second.text].path is None
    desk.store.undo()
    desk.store.undo()
    desk.store.dispatch(SetText("x y^3"))
    qtbot.waitUntil(lambda: kept().keys() == {"x y^3"}, timeout=10_000)
    desk.open_example(first)
    qtbot.waitUntil(lambda: kept().keys() == {"x y^3", first.text}, timeout=10_000)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: QMessageBox.StandardButton.Discard)
    assert desk.window.may_close()
    qtbot.waitUntil(lambda: not kept(), timeout=10_000)


def test_another_document_takes_the_place_of_all_that_was_kept(
    desk: Desk, kept: Callable[[], dict[str, Recovery]], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.dispatch(SetText("x y"))
    desk.open_example(CATALOG[1])
    qtbot.waitUntil(lambda: len(kept()) == 2, timeout=10_000)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: QMessageBox.StandardButton.Discard)
    desk.files.new()
    qtbot.waitUntil(lambda: not kept(), timeout=10_000)
    desk.store.dispatch(SetText("y"))
    qtbot.waitUntil(lambda: kept().keys() == {"y"}, timeout=10_000)


def test_only_so_many_documents_are_kept_and_the_newest_stay(
    desk: Desk, kept: Callable[[], dict[str, Recovery]], qtbot: QtBot
) -> None:
    for power in range(2, 13):
        desk.open_example(CATALOG[power])
        desk.store.dispatch(SetText(f"x^{power} y"))
        desk.store.seal()
    newest = {f"x^{power} y" for power in range(5, 13)}
    qtbot.waitUntil(lambda: kept().keys() == newest, timeout=20_000)
