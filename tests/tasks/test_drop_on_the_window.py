"""What is dropped anywhere on the window is opened, as the window system delivers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from hessview.document.session_file import to_bytes, to_metadata
from hessview.document.state import State
from hessview.export.image_files import paint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person

COPY, LEFT, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(person: Person, part: QWidget, carried: QMimeData) -> bool:
    """Drag something over the middle of a part and drop it there. Returns whether it was taken."""
    window, place = person.window.windowHandle(), part.mapTo(person.window, part.rect().center())
    for event in (
        QDragEnterEvent(place, COPY, carried, LEFT, NO_KEY), QDragMoveEvent(place, COPY, carried, LEFT, NO_KEY),
        last := QDropEvent(place.toPointF(), COPY, carried, LEFT, NO_KEY),
    ):  # fmt: skip
        QApplication.sendEvent(window, event)
    return last.isAccepted()


def parts(person: Person) -> dict[str, QWidget]:
    window = person.window
    return {
        "map": person.picture, "formula": person.field, "panel": person.panel, "status": window.statusBar(),
        "coordinate": person.panel.coordinates.fields[0],
    }


@pytest.mark.parametrize("what", ["session", "figure"])
def test_a_file_is_opened_wherever_it_is_dropped(
    sit_down: Callable[..., Person], no_questions: list[str], tmp_path: Path, what: str
) -> None:
    person, state = sit_down("x^2 + y^2"), State("x y", "x y")
    contents = to_bytes(state) if what == "session" else paint(to_metadata(state), "svg", 40, 40, 30)
    assert isinstance(contents, bytes)
    for name, part in parts(person).items():
        person.desk.files.show(State("x^2 + y^2", "x^2 + y^2"), None)
        path = tmp_path / (f"{name}.hessview" if what == "session" else f"{name}.svg")
        path.write_bytes(contents)
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path))])
        carried.setText(str(path))  # as file managers do
        assert drop(person, part, carried), name
        assert (person.desk.store.state.text, person.field.toPlainText()) == ("x y", "x y"), name
    assert no_questions == []


def test_a_text_dropped_on_the_map_becomes_the_formula(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^2")
    carried = QMimeData()
    carried.setText(" x y^2\n")
    assert drop(person, person.picture, carried)
    assert person.desk.store.state.text == "x y^2"


def test_nothing_but_the_formula_takes_what_is_the_windows(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^2")
    taking = [part for part in person.window.findChildren(QWidget) if part.acceptDrops()]
    assert set(taking) == {person.field, person.field.viewport()}
