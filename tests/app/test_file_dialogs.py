"""Files are asked for and replaced without holding anything up, and what goes wrong meanwhile ends nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QWidget

from hessview.app.file_dialogs import ask_what_to_open, ask_where_to_save
from hessview.app.questions import when_replaceable

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

# The offscreen platform has no window manager to talk to, and says so of dialogs.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

_FAILING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from hessview.app.file_dialogs import ask_where_to_save, place_to_save
from hessview.app.questions import may_replace
from pathlib import Path

seen = []
sys.excepthook = lambda kind, error, trace: seen.append(asked.get("open"))

class Painted(QWidget):
    def paintEvent(self, event):
        self.palette().window()

def ask():
    asked["open"] = True
    for at in (0, 40):
        QTimer.singleShot(at, lambda: [][0])
        QTimer.singleShot(at + 10, window.repaint)
    QTimer.singleShot(300, answer)
    {ask}

def answer():
    QApplication.activeModalWidget().reject()
    asked["open"] = False
    QTimer.singleShot(0, application.quit)

asked = {}
application = QApplication([])
window = Painted()
window.show()
QTimer.singleShot(0, ask)
application.exec()
sys.exit(0 if seen == [True, True] else f"{seen}")
"""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(qtbot: QtBot, window: QWidget, kind: type) -> object:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(kind)))
    return next(each for each in window.findChildren(kind) if each.isVisible())


@pytest.mark.parametrize("end", [".svg", ""])
def test_a_file_to_write_is_suggested_chosen_and_taken_once_the_dialog_is_closed(
    qtbot: QtBot, window: QWidget, tmp_path: Path, end: str
) -> None:
    taken: list[tuple[Path, bool]] = []
    dialogs: list[QFileDialog] = []
    place = str(tmp_path / f"suggested{end}")
    ask_where_to_save(
        window, "Save it", place, "All (*)", lambda path: taken.append((path, dialogs[0].isVisible()))
    )  # fmt: skip
    assert not taken
    dialog = shown(qtbot, window, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialogs.append(dialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    assert (dialog.windowTitle(), field.text()) == ("Save it", f"suggested{end}")
    field.setText(str(tmp_path / f"chosen{end}"))
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    box.button(QDialogButtonBox.StandardButton.Save).click()
    assert taken == [(tmp_path / f"chosen{end}", False)]


def test_a_file_that_is_there_is_opened_and_a_cancelled_dialog_takes_nothing(
    qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    path = tmp_path / "there.hessview"
    path.write_bytes(b"")
    taken: list[Path] = []
    for is_taken in (True, False):
        ask_what_to_open(window, "Open", str(tmp_path), "Sessions (*.hessview)", taken.append)
        dialog = shown(qtbot, window, QFileDialog)
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(path.name)
        (dialog.accept if is_taken else dialog.reject)()
        assert taken == [path]


@pytest.mark.parametrize(("button", "is_done"), [("Yes", True), ("No", False)])
def test_a_file_is_replaced_only_when_somebody_says_so(
    qtbot: QtBot, window: QWidget, tmp_path: Path, button: str, is_done: bool
) -> None:
    path = tmp_path / "<b>old<i>.svg"
    done: list[str] = []
    when_replaceable(window, "Export", path, lambda: done.append("new"))
    assert done == ["new"]
    path.write_bytes(b"")
    when_replaceable(window, "Export", path, lambda: done.append("replaced"))
    box = shown(qtbot, window, QMessageBox)
    assert isinstance(box, QMessageBox)
    assert (box.windowTitle(), box.text()) == ("Export", "<b>old<i>.svg exists. Replace it?")
    box.button(QMessageBox.StandardButton[button]).click()
    assert done == (["new", "replaced"] if is_done else ["new"])


@pytest.mark.parametrize(
    "ask",
    ['ask_where_to_save(window, "Save", "", "All (*)", print)', 'place_to_save(window, "Save", "", "All (*)")',
     'may_replace(window, "Save", Path("there"))'],
    ids=["open", "waited for", "question"],
)  # fmt: skip
def test_an_exception_while_a_dialog_is_open_is_said_at_once_and_the_window_goes_on(ask: str) -> None:
    program = _FAILING.replace("{ask}", ask)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
