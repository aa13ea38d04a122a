"""Several exports to one file, one after another: each is asked about, seen while it is written, said to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from hessview.app.export_dialog import ExportDialog
from hessview.document.page_file import page_in
from hessview.document.page_plan import PagePlan, Panel
from hessview.views.writing_line import PATIENCE_MS, shortened, size_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person

# The offscreen platform has no window manager to talk to, and says so of dialogs.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


def export(person: Person, path: Path, *panels: Panel) -> None:
    person.desk.exports.export(path, (85.0, 150.0), 72, plan=PagePlan(panels))


def test_of_three_exports_to_one_file_the_last_one_stands_there_and_each_is_said_to_be_saved(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    person, path = sit_down("x^2 - y^2"), tmp_path / "page.png"
    line = person.window.writing
    for panels in ((Panel.CONTOUR,), (Panel.CONTOUR, Panel.SURFACE), (Panel.CONTOUR, Panel.TABLE)):
        export(person, path, *panels)
    assert line.isVisible()
    assert line.words.text() == "Writing page.png and 2 more …"
    person.bot.waitUntil(lambda: line.words.text().startswith("Saved page.png, "), timeout=30_000)
    found = page_in(path.read_bytes())
    assert found is not None
    assert found.plan.panels == (Panel.CONTOUR, Panel.TABLE)
    assert line.words.text() == f"Saved page.png, {size_words(path.stat().st_size)}"
    assert str(path) in line.words.toolTip()
    assert not line.bar.isVisible()
    person.click(1.0, 1.0)  # what is said of a point goes with it; this stays
    assert line.words.text().startswith("Saved page.png")


def test_what_takes_long_has_a_bar_and_can_be_stopped_and_the_old_file_stays(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    person, path = sit_down("x^2 - y^2"), tmp_path / "page.png"
    path.write_bytes(b"old")
    line = person.window.writing
    ended: list[bool] = []
    person.desk.exports.export(path, (400.0, 400.0), 600, lambda: ended.append(True))
    assert not line.bar.isVisible()
    person.bot.waitUntil(line.bar.isVisible, timeout=PATIENCE_MS + 3000)
    assert line.button.isVisible()
    line.button.click()
    assert ended == [True]
    assert line.words.text() == "page.png not written: stopped"
    assert path.read_bytes() == b"old"
    assert person.window.may_close()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_is_there_or_is_being_written_is_replaced_only_if_somebody_says_so(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    person, path = sit_down("x^2 - y^2"), tmp_path / "page.svg"
    if is_there:
        path.write_bytes(b"old")
    else:
        export(person, path, Panel.CONTOUR)
    asked: list[str] = []

    def keep(box: QMessageBox) -> None:
        asked.append(box.text())
        box.done(QMessageBox.StandardButton.No.value)

    monkeypatch.setattr(QMessageBox, "open", keep)
    person.desk.exports.ask()
    dialog = person.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.place.setText(str(path))
    dialog.accept()
    assert asked == [
        "page.svg exists. Replace it?" if is_there else "page.svg is being written now. Replace it once it is there?"
    ]
    assert dialog.isVisible()
    assert dialog._about_file.text().startswith("Nothing was written: page.svg is kept.")
    assert dialog._about_file.isVisible()
    dialog.reject()
    person.bot.waitUntil(lambda: not person.window.writing.bar.isVisible(), timeout=30_000)


def test_the_next_export_of_a_function_begins_with_the_panels_that_were_chosen(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    person, path = sit_down("x^2 - y^2"), tmp_path / "page.svg"
    exports, line = person.desk.exports, person.window.writing

    def asked() -> ExportDialog:
        exports.ask()
        dialogs = [each for each in person.window.findChildren(ExportDialog) if each.isVisible()]
        assert len(dialogs) == 1
        return dialogs[0]

    def press_export(dialog: ExportDialog) -> None:
        person.bot.waitUntil(dialog._export.isEnabled, timeout=30_000)
        dialog.accept()

    dialog = asked()
    assert dialog._panels() == (Panel.CONTOUR,)
    dialog.panels.boxes[Panel.TABLE].click()
    dialog.place.setText(str(path))
    press_export(dialog)
    person.bot.waitUntil(lambda: line.words.text().startswith("Saved page.svg, "), timeout=30_000)
    again = asked()
    assert again._panels() == (Panel.CONTOUR, Panel.TABLE)
    again.panels.boxes[Panel.TABLE].click()
    again.place.setText(str(tmp_path / "map.svg"))
    press_export(again)  # what the window shows: nothing is chosen any more
    person.bot.waitUntil(lambda: line.words.text().startswith("Saved map.svg, "), timeout=30_000)
    person.choose("Surface")
    last = asked()
    assert last._panels() == (Panel.SURFACE,)
    last.reject()


def test_names_and_sizes_leave_room_in_the_status_line() -> None:
    assert shortened("figure.pdf") == "figure.pdf"
    assert len(shortened("a" * 200 + ".pdf")) <= 36
    assert shortened("a" * 200 + ".pdf").endswith(".pdf")
    assert [size_words(size) for size in (12, 1500, 214_400, 3_210_000)] == ["12 bytes", "1.5 kB", "214 kB", "3.21 MB"]
