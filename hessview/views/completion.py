"""The list of function names that opens under the cursor while a word is typed."""

from __future__ import annotations

import re
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QStringListModel, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hessview.language import functions, parser

_WORD_BEFORE = re.compile(r"[^\W\d_]\w*$")
_Index = QModelIndex | QPersistentModelIndex
_SHORTEST = 2
_LONGEST = 64  # characters of the word; no name is longer
_SHOWN = 8


class FunctionCompleter(QCompleter):
    """Offers the names that begin with the word before the cursor of `field`."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._names = QStringListModel(self)
        self._list = QListView()
        self.setPopup(self._list)
        self.setModel(self._names)
        self.setWidget(field)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_SHOWN)
        self._list.setItemDelegate(_NameDelegate(self._list))
        self._list.setAccessibleName("Function names")
        cast("Any", self.activated)[str].connect(self._on_activated)

    @property
    def is_open(self) -> bool:
        """Whether the list is on the screen."""
        return self._list.isVisible()

    def offer(self) -> None:
        """Open, refill or close the list after a keystroke."""
        prefix = self._word()
        names = parser.completions(prefix) if len(prefix) >= _SHORTEST else []
        if not names or names == [prefix]:
            self.close()
            return
        if names != self._names.stringList():
            self._names.setStringList(names)
        self._list.setCurrentIndex(self._names.index(0, 0))
        place = QRect(self._field.cursorRect())
        place.translate(self._field.viewport().pos())
        bar = self._list.verticalScrollBar().sizeHint().width()
        place.setWidth(max(self._list.sizeHintForColumn(0) + bar + 8, 160))
        self.complete(place)

    def close(self) -> None:
        """Close the list."""
        if self.is_open:
            self._list.hide()

    def _word(self) -> str:
        cursor = self._field.textCursor()
        line, column = cursor.block().text(), cursor.positionInBlock()
        if cursor.hasSelection() or line[column : column + 1].isalnum():
            return ""
        found = _WORD_BEFORE.search(line[max(0, column - _LONGEST) : column])
        return found.group() if found else ""

    def _on_activated(self, name: str) -> None:
        cursor = self._field.textCursor()
        cursor.movePosition(cursor.MoveOperation.Left, cursor.MoveMode.KeepAnchor, len(self._word()))
        after = self._field.toPlainText()[self._field.textCursor().position() :][:1]
        cursor.insertText(name + ("(" if name not in functions.CONSTANTS and after != "(" else ""))
        self._field.setTextCursor(cursor)
        self.close()


class _NameDelegate(QStyledItemDelegate):
    """A row: the name, then in a quieter colour what the function is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        note = _note(str(index.data()))
        if note:
            palette: QPalette = option.palette
            painter.save()
            painter.setFont(option.widget.font())
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.PlaceholderText
            painter.setPen(palette.color(role))
            painter.drawText(
                option.rect.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note
            )
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        size = super().sizeHint(option, index)
        note = _note(str(index.data()))
        return QSize(size.width() + option.fontMetrics.horizontalAdvance(note) + 40, max(size.height(), 24))


def _note(name: str) -> str:
    row = functions.FUNCTIONS.get(functions.ALIASES.get(name, name))
    return "" if row is None else str(row.doc)
