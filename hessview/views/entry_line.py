"""A line to type a number into, which leaves undo to the document while nothing is being written in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

_STEPS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class EntryLine(QLineEdit):
    """Takes undo and redo for itself only after something was written that has not been entered."""

    def event(self, event: QEvent) -> bool:
        """Leave keys to the window's actions: a field otherwise keeps undo even where it has nothing to undo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
            event.ignore()
            return False
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        return not self.isModified() and any(event.matches(step) for step in _STEPS)
