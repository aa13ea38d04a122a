"""What is asked before something is lost, and what is said when something failed: no default loses anything."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from hessview.app.original import is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QPushButton, QWidget

    from hessview.views.notice_bar import Choice

Button = QMessageBox.StandardButton
_Role = QMessageBox.ButtonRole
_WORDS = ((Button.Save, "&Save"), (Button.Discard, "&Discard"), (Button.Cancel, "Cancel"))  # Qt's own have no keys


class Answer(Enum):
    """What to do with a document whose file is not what it was."""

    OVERWRITE = "&Overwrite"
    SAVE_AS = "Save &As…"
    RELOAD = "&Reload"
    CANCEL = "Cancel"


def ask(parent: QWidget, question: str, choices: Button, default: Button, more: str = "") -> int:
    """Ask with the usual buttons, and return the one that was pressed."""
    box = _box(parent, question, more)
    box.setStandardButtons(choices)
    for choice, words in _WORDS:
        if choice in choices:
            box.button(choice).setText(words)
    box.setDefaultButton(default)
    # Waited for: Qt takes the answer to whether a window may close when it asks, and not later.
    answer = box.exec()
    box.deleteLater()
    return answer


def may_replace(parent: QWidget, title: str, path: Path) -> bool:
    """Ask whether an existing file may be replaced, wait for the answer and return it."""
    box = _about_replacing(parent, title, path)
    answer = box.exec()  # waited for, as in `ask`
    box.deleteLater()
    return bool(answer == Button.Yes)


def when_replaceable(
    parent: QWidget, title: str, path: Path, then: Callable[[], object], kept: Callable[[], object] = bool,
    *, is_being_written: bool = False,
) -> None:
    """Do something at once where there is no such file; where there is, once somebody says that it may be replaced.

    Parameters
    ----------
    kept
        What is done if it may not.
    is_being_written
        Whether a file of this name is only on its way to the disk.
    """
    if not is_being_written and not is_there(path):
        then()
        return
    box = _about_replacing(parent, title, path)
    if is_being_written:
        box.setText(f"{path.name} is being written now. Replace it once it is there?")
    box.finished.connect(lambda answer: then() if answer == Button.Yes.value else kept())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _about_replacing(parent: QWidget, title: str, path: Path) -> QMessageBox:
    box = _box(parent, f"{path.name} exists. Replace it?", "")
    box.setWindowTitle(title)
    box.setStandardButtons(Button.Yes | Button.No)
    box.button(Button.Yes).setText("&Replace")
    box.button(Button.No).setText("&Keep")
    return box


def ask_about_change(parent: QWidget, path: Path) -> Answer:
    """Ask what to do when a file that is to be saved has been changed by somebody else."""
    return _ask(
        parent, f"{path.name} has been changed by another program since it was opened or saved here.",
        "Overwriting loses what the other program saved. Reloading shows it, and Undo brings back what is here.",
        {Answer.SAVE_AS: _Role.AcceptRole, Answer.OVERWRITE: _Role.DestructiveRole, Answer.RELOAD: _Role.ActionRole},
    )


def ask_about_removal(parent: QWidget, path: Path) -> Answer:
    """Ask what to do when a file that is to be saved has been removed or renamed by somebody else."""
    return _ask(
        parent, f"{path.name} has been removed or renamed by another program.",
        "Save it under this name again, or under another one?",
        {Answer.SAVE_AS: _Role.AcceptRole, Answer.OVERWRITE: _Role.AcceptRole}, {Answer.OVERWRITE: "Save A&gain"},
    )


def _ask(
    parent: QWidget, question: str, more: str, answers: Mapping[Answer, _Role],
    words: Mapping[Answer, str] | None = None,
) -> Answer:
    """Ask with these answers and Cancel, the first the default."""
    box = _box(parent, question, more)
    buttons: dict[QPushButton, Answer] = {}
    for answer, role in answers.items():
        buttons[box.addButton((words or {}).get(answer, answer.value), role)] = answer
    box.setDefaultButton(next(iter(buttons)))
    box.addButton(Button.Cancel)
    box.exec()  # waited for, as in `ask`: a window that closes may be what saves
    pressed = box.clickedButton()
    box.deleteLater()
    return next((answer for button, answer in buttons.items() if button is pressed), Answer.CANCEL)


def _box(parent: QWidget, question: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("hessview")
    box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is no markup
    box.setText(question)
    box.setInformativeText(more)
    return box


def show_report(parent: QWidget, message: str, choices: Sequence[Choice]) -> None:
    """Say that something could not be done, and offer ways out; Enter takes the first, Escape none."""
    box = QMessageBox(QMessageBox.Icon.Warning, "hessview", "", Button.NoButton, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name or content is no markup
    box.setText(message)
    offered = [(box.addButton(choice.label, _Role.AcceptRole), choice) for choice in choices]
    close = box.addButton(Button.Cancel if offered else Button.Ok)
    box.setDefaultButton(offered[0][0] if offered else close)
    box.setEscapeButton(close)

    def on_finished() -> None:
        for button, choice in offered:
            if box.clickedButton() is button:
                QTimer.singleShot(0, parent, choice.run)  # once this one is closed: it may open another

    box.finished.connect(on_finished)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
