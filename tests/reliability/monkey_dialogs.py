"""How the monkey answers dialogs and types: by the widgets that a person would use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from hessview.app.animation_dialog import AnimationDialog
from hessview.app.export_dialog import ExportDialog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def answer(path: Path, pick: float, accept: bool) -> None:
    """Answer the dialog or the menu that is open, by its own buttons; a path that is asked for is `path`."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        QTest.keyClick(popup, Qt.Key.Key_Return if accept else Qt.Key.Key_Escape)
        return
    modal = QApplication.activeModalWidget()
    if isinstance(modal, QMessageBox):
        press(modal.buttons(), pick)
    elif isinstance(modal, QFileDialog):
        _answer_file_dialog(modal, path, accept)
    elif isinstance(modal, ExportDialog):
        _answer_export(modal, path, pick, accept)
    elif isinstance(modal, AnimationDialog):
        _answer_animation(modal, path, pick, accept)
    elif isinstance(modal, QDialog):
        press(modal.findChildren(QAbstractButton), pick)


def _answer_file_dialog(dialog: QFileDialog, path: Path, accept: bool) -> None:
    field, box = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)
    if not accept or field is None or box is None:
        dialog.reject()
        return
    field.setText(str(path))
    role = QDialogButtonBox.ButtonRole.AcceptRole
    for button in box.buttons():
        if box.buttonRole(button) == role and button.isEnabled():
            button.click()
            return
    dialog.reject()


def _answer_export(dialog: ExportDialog, path: Path, pick: float, accept: bool) -> None:
    for box in dialog.findChildren(QComboBox):
        box.setCurrentIndex(int(pick * box.count()))
    for spin in dialog.findChildren(QAbstractSpinBox):
        if pick < 0.5 and spin.isEnabled():
            spin.setFocus()
            type_text(spin, str(round(100 * pick)))
    boxes = [box for box in dialog.findChildren(QCheckBox) if box.isVisible()]
    for k, box in enumerate(boxes):
        if (pick * (k + 2) * 7.0) % 1.0 < 0.3:
            box.click()
    if pick > 0.9:
        dialog.caption.words.setFocus()
        type_text(dialog.caption.words, "x_1 <b> $y$ & {")
    dialog.place.setText(str(path))
    if pick < 0.25 and not accept:
        return  # left open, while its page is painted
    (dialog.accept if accept else dialog.reject)()


def _answer_animation(dialog: AnimationDialog, path: Path, pick: float, accept: bool) -> None:
    if dialog.progress.isVisible():
        if not accept:
            dialog.reject()
        return
    dialog.motion.setCurrentIndex(int(pick * dialog.motion.count()))
    dialog.count.setValue(0)
    dialog.pixels.setValue(0)
    dialog.place.setText(str(path))
    (dialog.accept if accept else dialog.reject)()


def picked(entries: Sequence[Any], pick: float) -> Any:
    """Return the entry that a number in [0, 1) chooses; None of none."""
    return entries[min(int(pick * len(entries)), len(entries) - 1)] if len(entries) else None


def press(buttons: Sequence[QAbstractButton], pick: float) -> None:
    """Press one of those that can be pressed."""
    usable = [button for button in buttons if button.isVisible() and button.isEnabled()]
    chosen = picked(usable, pick)
    if chosen is not None:
        chosen.click()


def type_text(widget: QWidget, text: str) -> None:
    """Type keys, and what no keyboard has as an input method gives it."""
    for character in text:
        if not shiboken6.isValid(widget):
            return
        if " " <= character <= "~":
            QTest.keyClick(widget, character)
        elif character == "\n":
            QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        elif not "\ud800" <= character <= "\udfff":
            event = QInputMethodEvent("", [])
            event.setCommitString(character)
            QApplication.sendEvent(widget, event)


