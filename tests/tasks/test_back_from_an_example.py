"""Look at an example while a file is open, and come back to the file by undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.document.session_file import open_bytes, to_bytes
from hessview.document.state import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person


def test_undo_leads_from_an_example_back_to_the_file_and_saves_go_where_they_belong(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    session = tmp_path / "mine.hessview"
    session.write_bytes(to_bytes(State("x^2 + y^2", "x^2 + y^2")))
    person = sit_down(str(session))
    files, store = person.desk.files, person.desk.store
    person.open_example("Himmelblau")
    assert (files.path, store.undo_name) == (None, "open example")
    assert "Untitled" in person.window.windowTitle()
    person.choose("Undo")
    assert (files.path, store.modified, store.state.text) == (session, False, "x^2 + y^2")
    assert "mine.hessview" in person.window.windowTitle()
    person.click(1.0, 1.0)
    assert store.modified
    person.choose("Save")
    assert open_bytes(session.read_bytes()) == store.state
    assert not store.modified
    person.choose("Undo")
    assert store.modified
    person.choose("Redo")
    assert not store.modified
