"""The field in which a formula is typed: colours, brackets, the wavy line, the grey ``f(x, y) =`` before it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QTextEdit, QWidget

from hessview.document.limits import LONGEST_TEXT
from hessview.language import tokens
from hessview.language.parser import MAX_LENGTH
from hessview.views.completion import FunctionCompleter
from hessview.views.syntax_highlighter import SyntaxHighlighter
from hessview.views.text_places import as_shown, changed_part, characters, for_qt, offset, units
from hessview.views.theme import MATHEMATICS_SIZE

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from hessview.language.problem import SyntaxProblem
    from hessview.views.theme import Theme

MOST_LINES = 5
TOO_LONG = f"This is longer than a formula may be ({MAX_LENGTH:,} characters)."
_FULL = f"No more than {LONGEST_TEXT:,} characters can be typed."
_DEFINITION = re.compile(r"\s*(?![xyzf]\b)[^\W\d]\w*\s*(?::=|=)(?!=)[^xyz]*$")
_HEADER = re.compile(r"[^=<>!]*[^=<>!:]=(?!=)")
_NEWLINE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormulaField(QPlainTextEdit):
    """Plain text with what a formula needs; the document's undo is the only one.

    Signals
    -------
    edited
        The text after a change by the user (never after `set_text`).
    accepted
        Enter was pressed where it does not begin a new line.
    undo_requested, redo_requested
        Their keys were pressed and no action of the window took them.
    focus_changed
        The cursor came or went.
    refused
        Why a text was not taken, in a sentence.
    """

    edited = Signal(str)
    accepted = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    focus_changed = Signal()
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writing = False
        self._known = ""
        self._problem: tuple[int, int] | None = None
        self._error_colour = theme.color("problem")
        self._hint = QLabel(self)
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(formula_font())
        self._hint.setFont(self.font())
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Formula")
        self.setAccessibleDescription("The function to explore. Enter goes to the picture, Shift+Enter begins a line.")
        self.setToolTip(
            "Type a function of x and y. Lines before it define parameters: a = 2.\n"
            "Enter goes to the picture; Shift+Enter, or Enter after a definition, begins a new line."
        )
        self.highlighter = SyntaxHighlighter(self.document(), theme)
        self.completer = FunctionCompleter(self)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._mark)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self.document().documentLayout().update.connect(self._place_hint)
        self.verticalScrollBar().valueChanged.connect(self._place_hint)
        self._fit_height()

    # what is shown -----------------------------------------------------------------------------------------------

    def set_text(self, text: str) -> None:
        """Show `text`; what is the same stays, so the cursor stays where the text did not change."""
        text, old = as_shown(text), self.toPlainText()
        if text == old:
            return
        start, length, replacement = changed_part(old, text)
        self._writing = True
        cursor = self.textCursor()
        cursor.setPosition(units(old, start))
        cursor.setPosition(units(old, start + length), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(for_qt(replacement))
        self.setTextCursor(cursor)
        self._writing = False

    def set_hint(self, hint: str) -> None:
        """Show the reading of the left side, ``f(x, y) =``, in grey before the formula's line."""
        if hint != self._hint.text():
            self._hint.setText(hint)
            width = QFontMetricsF(self.font()).horizontalAdvance(hint + " ") if hint else 0.0
            self.setViewportMargins(math.ceil(width), 0, 0, 0)
            self._place_hint()

    def set_problem(self, problem: SyntaxProblem | None) -> None:
        """Underline the place of `problem`."""
        if problem is None:
            place = None
        else:
            text = self.toPlainText()
            start = offset(text, problem.line, problem.column)
            end = min(start + max(1, problem.length), len(text))
            place = (units(text, start), units(text, end))
        if place != self._problem:
            self._problem = place
            self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Take the syntax colours and the error colour of a theme."""
        self._error_colour = theme.color("problem")
        self.highlighter.set_theme(theme)
        self._mark()

    @property
    def hint(self) -> str:
        """What stands in grey before the formula's line."""
        return self._hint.text()

    @property
    def problem_place(self) -> tuple[int, int] | None:
        """First and last place of the wavy line, in UTF-16 units; equal just past the end of the text."""
        return self._problem

    def has_header(self) -> bool:
        """Whether the formula's line brings its own left side."""
        line = self.document().lastBlock().text()
        return _HEADER.match(line) is not None

    def sizeHint(self) -> QSize:
        """As many lines as there are, at most five."""
        return QSize(400, self._height())

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(120, self._height())

    # keys and clipboard ------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window's actions, where there are any."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo_or_redo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Tab and Escape belong to the open list of names; undo and redo to the document."""
        if event.text().isprintable() and not self._has_room(event.text(), LONGEST_TEXT):
            self.refused.emit(_FULL)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_requested.emit()
        elif self.completer.is_open and event.key() in (*_NEWLINE_KEYS, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
            event.ignore()
        elif event.key() in _NEWLINE_KEYS and not self._begins_line(event):
            self.accepted.emit()
        elif event.key() in _NEWLINE_KEYS:
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)
            if event.text() and (event.text().isalnum() or event.key() == Qt.Key.Key_Backspace):
                self.completer.offer()
            elif event.text() or event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self.completer.close()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def _begins_line(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return True
        return _DEFINITION.match(self.textCursor().block().text()) is not None

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text; files dropped here are the window's to open."""
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste without the blank ends that copying from a page brings along; what is no formula is not let in."""
        text = source.text()
        if len(text) > 2 * MAX_LENGTH or not self._has_room(text := as_shown(text).strip("\n"), MAX_LENGTH):
            self.refused.emit(TOO_LONG)
            return
        self.textCursor().insertText(text)
        self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what an input method composes, as far as there is room."""
        if not self._has_room(event.commitString(), LONGEST_TEXT):
            event.setCommitString("")
            self.refused.emit(_FULL)
        super().inputMethodEvent(event)

    def _has_room(self, text: str, most: int) -> bool:
        """Whether `text` can take the place of what is selected without making the text longer than `most`."""
        cursor = self.textCursor()
        selected = cursor.selectionEnd() - cursor.selectionStart()
        return not text or self.document().characterCount() - 1 - selected + len(text) <= most

    # painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and the wavy line where the error is just past the end."""
        super().paintEvent(event)
        if self._problem is not None and self._problem[0] >= self._problem[1]:
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(self._problem[0], self.document().characterCount() - 1))
            place = self.cursorRect(cursor)
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._error_colour, 1.2))
            painter.drawPolyline(_wave(place.left() + 1.0, place.bottom() - 1.0, 9))
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint at its line."""
        super().resizeEvent(event)
        self._place_hint()

    def _place_hint(self) -> None:
        block = self.document().lastBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top() + self.viewport().y()
        height = math.ceil(QFontMetricsF(self.font()).lineSpacing())
        self._hint.setGeometry(round(self.document().documentMargin()), round(top), self.viewport().x(), height)

    def _mark(self) -> None:
        """Mark the matching brackets and the error: both are selections of the same list."""
        text = self.toPlainText()
        marks: list[QTextEdit.ExtraSelection] = []
        if self._problem is not None and self._problem[0] < self._problem[1]:
            marks.append(self._selection(*self._problem, _wavy(self._error_colour)))
        if len(text) < 20_000:
            marks += self._bracket_marks(text)
        self.setExtraSelections(marks)
        self.viewport().update()

    def _bracket_marks(self, text: str) -> list[QTextEdit.ExtraSelection]:
        here = characters(text, self.textCursor().position())
        ground = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        ground.setAlpha(56)
        look = QTextCharFormat()
        look.setBackground(ground)
        for place in (here, here - 1):
            partner = tokens.matching_bracket(text, place) if 0 <= place < len(text) else None
            if partner is not None:
                return [self._selection(units(text, p), units(text, p + 1), look) for p in (place, partner)]
        return []

    def _selection(self, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        made.format = look
        return made

    def _on_text_changed(self) -> None:
        # A change of colours is announced as a change of text, too.
        text = self.toPlainText()
        if text == self._known:
            return
        self._known = text
        if not self._writing:
            self.edited.emit(text)

    def _fit_height(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())
        fits = self.document().size().height() <= MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        if fits:
            # A field that has just grown would go on showing the lines that it had scrolled to.
            self.verticalScrollBar().setValue(0)

    def _height(self) -> int:
        lines = max(1, min(MOST_LINES, round(self.document().size().height())))
        return round(lines * QFontMetricsF(self.font()).lineSpacing() + 2 * self.document().documentMargin()) + 2


def formula_font() -> QFont:
    """Font of what is typed: every character of one width, so that brackets and signs can be counted."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(MATHEMATICS_SIZE - 1)
    return font


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _wavy(colour: QColor) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(colour)
    return look


def _wave(x: float, y: float, width: int) -> QPolygonF:
    return QPolygonF([QPointF(x + step, y + (1.2 if step % 4 < 2 else -1.2)) for step in range(0, width, 2)])
