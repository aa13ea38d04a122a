"""Export the figure as SVG, PDF and PNG; each opens as the session it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.chosen_files import choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person
from hessview.api import Picture
from hessview.app.desk import state_of_text


def drop(person: Person, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, button, key = QPoint(300, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, button, key)
    QApplication.sendEvent(person.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(person.window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, button, key))


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_an_exported_figure_carries_its_session(
    sit_down: Callable[..., Person], tmp_path: Path, no_questions: list[str], ending: str
) -> None:
    path = tmp_path / f"saddle.{ending}"
    person = sit_down("x^2 - y^2")
    person.click(0.01, 0.02)
    state = person.desk.store.state
    written: list[bool] = []
    person.desk.exports.export(path, (100.0, 80.0), 100, lambda: written.append(True))
    person.bot.waitUntil(lambda: bool(written), timeout=60_000)
    assert not no_questions
    data = path.read_bytes()
    assert data.startswith({"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}[ending])
    if ending == "svg":
        assert b"hessview-session" in data
        assert b"<text" in data
    person.type_formula("sin(x) + cos(y)")
    assert person.desk.store.state != state
    drop(person, path)
    assert person.desk.store.state == state
    assert person.probe() == (0.0, 0.0)
    assert person.badge().startswith("Saddle point")


@pytest.mark.parametrize("way", ["command line", "menu"])
def test_saving_after_opening_a_figure_never_writes_over_the_figure(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    path = tmp_path / "saddle.svg"
    Picture(state_of_text("x^2 - y^2")).save(path)
    before = path.read_bytes()
    session = tmp_path / "mine.hessview"
    asked = choose(monkeypatch, session)
    person = sit_down(str(path) if way == "command line" else None)
    if way == "menu":
        assert person.desk.files.open(path)
    person.click(1.0, 0.5)
    person.choose("Save")
    assert asked
    assert path.read_bytes() == before
    assert session.exists()
    assert str(path) in person.desk.files.recent


def test_an_example_opened_over_a_session_is_not_saved_into_its_file(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.hessview"
    choose(monkeypatch, mine)
    person = sit_down("x^2 - y^2")
    person.choose("Save")
    before = mine.read_bytes()
    choose(monkeypatch, None)
    person.open_example("Himmelblau")
    person.choose("Save")
    assert mine.read_bytes() == before
