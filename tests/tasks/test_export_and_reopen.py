"""Export the figure as SVG, PDF and PNG; each opens as the session it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person


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
    person.desk.files.export(path, (100.0, 80.0), 100, lambda: written.append(True))
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
