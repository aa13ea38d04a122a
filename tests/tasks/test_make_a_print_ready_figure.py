"""A figure of the saddle for a paper: the dialog by its key, a preset, the page in the preview, the file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from hessview.app import animation_dialog
from hessview.app.animation_dialog import AnimationDialog
from hessview.app.export_dialog import ExportDialog
from hessview.document.page_plan import CaptionPart, Panel
from hessview.document.session_file import open_bytes
from hessview.export.animation import NO_FFMPEG
from tests.export.figures import pixels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person

# The offscreen platform has no window manager to talk to, and says so of dialogs.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def drop(person: Person, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, key = QPoint(300, 300), Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(person.window, QDragEnterEvent(place, Qt.DropAction.CopyAction, data, LEFT, key))
    QApplication.sendEvent(person.window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, LEFT, key))


def with_dialog(person: Person, kind: type[QDialog], use: Callable[[QDialog], None], press: Callable[[], None]) -> None:
    """Press a key that opens a dialog, and use it there; what fails in it fails the test."""
    seen: list[BaseException | None] = []

    def when_open() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(20, person.window, when_open)
            return
        try:
            use(dialog)
            seen.append(None)
        except BaseException as error:  # noqa: BLE001 - said by the test, not by the event loop
            seen.append(error)
            dialog.reject()

    QTimer.singleShot(0, person.window, when_open)
    press()
    person.bot.waitUntil(lambda: bool(seen))
    if seen[0] is not None:
        raise seen[0]


def choose(box: object, words: str) -> None:
    """Choose an entry of a box with the keyboard."""
    box.setFocus()  # type: ignore[attr-defined]
    QTest.keyClicks(box, words)


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_the_saddle_with_axes_model_and_caption_is_exported_and_comes_back_by_drop(
    sit_down: Callable[..., Person], tmp_path: Path, no_questions: list[str], ending: str
) -> None:
    person = sit_down("x^2 + y^2")
    person.type_formula("x^2 - y^2")
    person.click(0.01, 0.02)
    person.choose("Quadratic Model")
    person.bot.waitUntil(lambda: not person.desk.controller.results.pending)
    state = person.desk.store.state
    path = tmp_path / f"saddle.{ending}"
    previews: list[QImage] = []

    def use(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        assert dialog.preview is not None
        choose(dialog.size_choice.preset, "Single")
        assert dialog.size_choice.size_mm() == (85.0, 90.0)
        QTest.mouseClick(dialog.panels.boxes[Panel.SECTIONS], LEFT, pos=QPoint(8, 8))
        assert dialog.panels.panels() == (Panel.CONTOUR, Panel.SECTIONS)
        assert dialog.size_choice.size_mm()[1] > 90.0
        dialog.place.selectAll()
        QTest.keyClicks(dialog.place, str(path))
        person.bot.waitUntil(lambda: dialog.preview is not None and dialog.preview.is_current)
        assert dialog.preview.message == ""
        previews.append(dialog.preview._pixmap.toImage())
        QTest.mouseClick(dialog._export, LEFT)

    with_dialog(
        person, ExportDialog, use, lambda: QTest.keyClick(person.window, Qt.Key.Key_E, CTRL)
    )
    person.bot.waitUntil(path.exists)
    assert open_bytes(path.read_bytes()) == state
    if ending == "png":
        assert_same_page(previews[0], pixels(path.read_bytes()))
    if ending == "svg":
        words = path.read_text()
        assert "Saddle point, index 1 at (0, 0)" in words
        assert "λ₁ = −2" in words
        assert ">(b)</text>" in words
    person.type_formula("sin(x) + cos(y)")
    drop(person, path)
    assert person.desk.store.state == state
    assert person.badge().startswith("Saddle point")


def assert_same_page(preview: QImage, exported: np.ndarray) -> None:
    """The preview is the export with fewer dots."""
    from PIL import Image, ImageFilter

    shown = preview.convertToFormat(QImage.Format.Format_RGB888)
    size = shown.width(), shown.height()
    rows = np.frombuffer(shown.constBits(), dtype=np.uint8).reshape(size[1], shown.bytesPerLine())
    page = Image.fromarray(rows[:, : 3 * size[0]].reshape(size[1], size[0], 3).copy())
    other = Image.fromarray(exported).resize(size)
    soft = [np.asarray(each.filter(ImageFilter.GaussianBlur(3.0))).astype(float) for each in (page, other)]
    assert np.abs(soft[0] - soft[1]).mean() < 1.5


def test_a_size_in_inches_is_kept_and_a_page_without_panels_cannot_be_exported(
    sit_down: Callable[..., Person], no_questions: list[str]
) -> None:
    person = sit_down("x^2 - y^2")

    def use(dialog: QDialog) -> None:
        assert isinstance(dialog, ExportDialog)
        choose(dialog.size_choice.unit, "in")
        dialog.size_choice.page_width.setFocus()
        dialog.size_choice.page_width.selectAll()
        QTest.keyClicks(dialog.size_choice.page_width, "3.5")
        assert dialog.size_choice.size_mm()[0] == pytest.approx(88.9)
        assert dialog.size_choice.preset.currentText() == "Own size"
        QTest.mouseClick(dialog.panels.boxes[Panel.CONTOUR], LEFT, pos=QPoint(8, 8))
        assert dialog.panels.panels() == ()
        assert not dialog._export.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    with_dialog(person, ExportDialog, use, lambda: QTest.keyClick(person.window, Qt.Key.Key_E, CTRL))


def test_a_copied_figure_is_a_picture_with_the_session_inside(
    sit_down: Callable[..., Person], no_questions: list[str]
) -> None:
    person = sit_down("x^2 - y^2")
    state = person.desk.store.state
    QGuiApplication.clipboard().clear()
    QTest.keyClick(person.window, Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)

    def is_copied() -> bool:
        there = QGuiApplication.clipboard().mimeData()
        return there is not None and there.hasFormat("image/svg+xml")

    person.bot.waitUntil(is_copied)
    there = QGuiApplication.clipboard().mimeData()
    assert there.hasImage()
    for kind in ("image/png", "image/svg+xml"):
        assert open_bytes(bytes(there.data(kind).data())) == state
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("program", [None, "/usr/bin/ffmpeg"])
def test_the_dialog_of_animations_says_at_once_whether_there_can_be_an_mp4(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    monkeypatch.setattr(animation_dialog, "ffmpeg", lambda: program)
    person = sit_down("x^2 - y^2")
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, AnimationDialog)
        assert dialog.message.text() == ("" if program else NO_FFMPEG)
        QTest.keyClick(dialog.format, Qt.Key.Key_Down)
        seen.append(dialog.format.currentData())
        dialog.format.setCurrentIndex(0)
        dialog.place.selectAll()
        QTest.keyClicks(dialog.place, str(tmp_path / "moving.mp4"))
        seen.extend((dialog.format.currentData(), str(dialog.path())))
        QTest.mouseClick(dialog._cancel, LEFT)

    with_dialog(person, AnimationDialog, look, lambda: person.choose("Export Animation"))
    kind = "mp4" if program else "gif"
    assert seen == [kind, kind, str(tmp_path / f"moving.{kind}")]


def test_an_animation_of_a_parameter_is_painted_and_can_be_stopped(
    sit_down: Callable[..., Person], tmp_path: Path, no_questions: list[str]
) -> None:
    from PIL import Image

    person = sit_down("a = 1\nf(x, y) = x^2 + a y^2")
    path = tmp_path / "moving.gif"

    def begin(dialog: QDialog) -> None:
        assert isinstance(dialog, AnimationDialog)
        choose(dialog.motion, "Move the parameter")
        dialog.place.selectAll()
        QTest.keyClicks(dialog.place, str(path))
        dialog.pixels.setValue(200)

    def stop(dialog: QDialog) -> None:
        begin(dialog)
        assert isinstance(dialog, AnimationDialog)
        dialog.count.setValue(100)
        assert CaptionPart.NOTES not in dialog._caption()
        dialog.notes.click()
        assert dialog._caption() == tuple(CaptionPart)
        QTest.mouseClick(dialog._start, LEFT)
        person.bot.waitUntil(lambda: dialog.progress.value() > 0)
        QTest.mouseClick(dialog._cancel, LEFT)

    def finish(dialog: QDialog) -> None:
        begin(dialog)
        assert isinstance(dialog, AnimationDialog)
        dialog.count.setValue(8)
        QTest.mouseClick(dialog._start, LEFT)

    key = Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.AltModifier
    with_dialog(person, AnimationDialog, stop, lambda: QTest.keyClick(person.window, *key))
    person.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert not path.exists()
    assert person.window.writing.words.text() == "moving.gif not written: stopped"
    assert not person.window.writing.button.isVisible()
    with_dialog(person, AnimationDialog, finish, lambda: person.choose("Export Animation"))
    person.bot.waitUntil(path.exists)
    line = person.window.writing
    person.bot.waitUntil(lambda: line.words.text().startswith("Saved moving.gif, "))
    assert not line.bar.isVisible()
    assert not line.button.isVisible()
    with Image.open(path) as moving:
        assert moving.n_frames == 8  # type: ignore[attr-defined]
        assert moving.size[0] == 200
    person.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
