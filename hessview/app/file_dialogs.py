"""The dialogs that ask for a file, the system's own where it has one.

They are never Qt's static functions (`QFileDialog.getSaveFileName`, `QMessageBox.question`): PySide keeps an exception
that is raised while one of these waits until it returns, and the next thing that is painted then ends the program.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def ask_where_to_save(
    parent: QWidget, title: str, place: str, filters: str, take: Callable[[Path], object]
) -> None:
    """Ask for a file to write, and call `take` with it once one is chosen.

    Parameters
    ----------
    place
        What is suggested: a folder and a name, a name, or an empty text.
    filters
        As Qt writes them.
    """
    _open(_dialog(parent, title, place, filters, to_save=True), take)


def ask_what_to_open(parent: QWidget, title: str, place: str, filters: str, take: Callable[[Path], object]) -> None:
    """Ask for a file that is there, and call `take` with it once one is chosen; see `ask_where_to_save`."""
    _open(_dialog(parent, title, place, filters, to_save=False), take)


def place_to_save(parent: QWidget, title: str, place: str, filters: str) -> Path | None:
    """Ask for a file to write, wait for the answer and return it; None if none is chosen. See `ask_where_to_save`."""
    dialog = _dialog(parent, title, place, filters, to_save=True)
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    # A window that is to close, or to show another document, does so only once what it shows is saved: its caller has
    # to be told now whether it may.
    dialog.exec()
    dialog.deleteLater()
    return Path(chosen[-1]) if chosen else None


def _dialog(parent: QWidget, title: str, place: str, filters: str, *, to_save: bool) -> QFileDialog:
    dialog = QFileDialog(parent, title, place, filters)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile if to_save else QFileDialog.FileMode.ExistingFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if to_save else QFileDialog.AcceptMode.AcceptOpen)
    return dialog


def _open(dialog: QFileDialog, take: Callable[[Path], object]) -> None:
    chosen: list[str] = []

    def on_finished() -> None:
        # Not before: the dialog is still open, and asks whether a file may be replaced, when it names one.
        if chosen:
            take(Path(chosen[-1]))

    dialog.fileSelected.connect(chosen.append)
    dialog.finished.connect(on_finished)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
