"""The report, as it would be sent, to be read, copied or saved; hessview itself sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from hessview.app.file_dialogs import ask_where_to_save
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WORDS = (
    "This is all that a report says. It holds the formula and what was done last, and no name or place of yours. "
    "Nothing is sent by itself: copy it or save it, and give it to whoever is to mend the fault."
)
SUGGESTED = "hessview-report.txt"


class ReportDialog(QDialog):
    """Shows a report.

    Parameters
    ----------
    text
        All of it.
    save
        Writes the text into a file, and returns why that is not possible; nothing if it is done.
    """

    def __init__(self, parent: QWidget, text: str, save: Callable[[Path, str], str]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Report")
        self._save = save
        self.words = QLabel(_WORDS)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.page = QPlainTextEdit(text)
        self.page.setReadOnly(True)
        self.page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.page.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.page.setAccessibleName("Report")
        self.page.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button = buttons.addButton("&Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.setToolTip("Copy the whole report")
        self.save_button.setToolTip("Save the whole report as a text file")
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.words)
        column.addWidget(self.page, 1)
        column.addWidget(buttons)
        self.resize(800, 600)
        self.copy_button.setDefault(True)
        self.copy_button.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.page.toPlainText())
        self.copy_button.setText("&Copied")

    def _on_save(self) -> None:
        ask_where_to_save(self, "Save report", SUGGESTED, "Text (*.txt)", self._save_in)

    def _save_in(self, path: Path) -> None:
        trouble = self._save(path, self.page.toPlainText())
        self.words.setText(trouble or _WORDS)
        self.save_button.setText("&Save…" if trouble else "&Saved")
