"""Trace a parameter, show basins and skeleton, and export the figure: what is on the map is in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hessview.app.export_dialog import ExportDialog
from hessview.document.drawings import Basins, Paths, Skeleton
from hessview.document.session_file import open_bytes
from hessview.figure.marks import RegionMark
from hessview.figure.patterns import BASINS
from tests.tasks.test_make_a_print_ready_figure import with_dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from tests.tasks.conftest import Person

# The offscreen platform has no window manager to talk to, and says so of dialogs.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def show_all(person: Person) -> None:
    """Trace the parameter, then show basins and skeleton, and wait until each is whole."""
    parameters, ground = person.desk.parameters, person.desk.descent.ground
    QTest.keyClick(person.window, Qt.Key.Key_T, CTRL)
    person.bot.waitUntil(lambda: parameters.tracing.paths is not None, timeout=60_000)
    QTest.keyClick(person.window, Qt.Key.Key_F7, CTRL)
    person.bot.waitUntil(lambda: ground.page is not None and ground.page.isVisible())
    assert ground.page is not None
    QTest.mouseClick(ground.page.skeleton, LEFT)
    person.bot.waitUntil(
        lambda: not ground.basins.is_running and ground.basins.found is not None and not ground.skeleton.is_running
        and ground.skeleton.found is not None and bool(ground.skeleton.found.branches),
        timeout=60_000,
    )  # fmt: skip


def export(person: Person, path: Path, use: Callable[[ExportDialog], None]) -> str:
    def used(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        dialog.place.selectAll()
        QTest.keyClicks(dialog.place, str(path))
        use(dialog)
        person.bot.waitUntil(lambda: dialog.preview is not None and dialog.preview.is_current, timeout=60_000)
        assert dialog.preview is not None
        assert dialog.preview.message == ""
        QTest.mouseClick(dialog._export, LEFT)

    # Without a window manager nobody gives the window its keys back from a dialog.
    person.window.activateWindow()
    person.bot.waitUntil(person.window.isActiveWindow)
    with_dialog(person, ExportDialog, used, lambda: QTest.keyClick(person.window, Qt.Key.Key_E, CTRL))
    person.bot.waitUntil(path.exists, timeout=60_000)
    return path.read_text(encoding="utf-8")


def test_what_docks_draw_on_the_map_is_in_the_exported_figure_unless_it_is_unticked(
    sit_down: Callable[..., Person], tmp_path: Path, no_questions: list[str]
) -> None:
    person = sit_down()
    person.paste_formula("a = -2\nx^4 + a x^2 + y^2")
    show_all(person)
    figure = person.picture._figure
    assert figure is not None
    tints = [mark.label for mark in figure.marks if isinstance(mark, RegionMark) and mark.kind in BASINS]
    assert len(tints) >= 2
    state = person.desk.store.state

    def look(dialog: ExportDialog) -> None:
        assert dialog.drawn.isVisible()
        assert dialog.drawn.isChecked()
        kinds = {type(drawing) for drawing in dialog.request("").plan.drawn}
        assert kinds >= {Paths, Basins, Skeleton}

    svg = export(person, tmp_path / "all.svg", look)
    for words in (*tints, "path of a minimum", "way down from a saddle", "border of basins"):
        assert f">{words}<" in svg
    assert "traced, not proved." in svg
    assert "Tints: where gradient descent leads" in svg
    assert open_bytes(svg.encode()) == state

    def untick(dialog: ExportDialog) -> None:
        QTest.mouseClick(dialog.drawn, LEFT, pos=QPoint(8, dialog.drawn.height() // 2))
        assert not dialog.drawn.isChecked()

    plain = export(person, tmp_path / "plain.svg", untick)
    for words in (*tints, "path of a minimum", "way down from a saddle"):
        assert f">{words}<" not in plain
    assert not no_questions


def test_a_script_draws_what_the_docks_draw(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    person = sit_down()
    person.paste_formula("a = -2\nx^4 + a x^2 + y^2")
    show_all(person)
    path = tmp_path / "all.py"
    person.desk.exports.write_data(path, "script")
    person.bot.waitUntil(path.exists, timeout=60_000)
    script = path.read_text(encoding="utf-8")
    assert "path of a minimum" in script
    assert "way down from a saddle" in script
    assert "# basin 1" in script
