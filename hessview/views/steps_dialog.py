"""The window that shows the steps: a page that follows the probe, to copy, to save and to print."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout

from hessview.views.painted_block import scroll_bar_style
from hessview.views.steps_sheet import StepsSheet
from hessview.views.theme import GRID, small_font
from hessview.views.writing_line import WritingLine

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QHideEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from hessview.explanations.statements import Page
    from hessview.views.formula import Typesetter
    from hessview.views.theme import Theme

COPY_FORMS = (("Plain text", "txt"), ("LaTeX", "tex"), ("HTML with MathML", "html"))
SAVE_FORMS = (("HTML with MathML…", "html"), ("PDF, to print…", "pdf"), ("LaTeX…", "tex"), ("Plain text…", "txt"))


class StepsDialog(QDialog):
    """Shows a page beside the window; both can be used.

    Signals
    -------
    copy_requested, save_requested
        ``"txt"``, ``"tex"``, ``"html"``, ``"pdf"``: as what the page is to be copied or saved.
    follow_changed
        Whether the page follows the probe now.
    shown, hidden
        The window is opened, is closed.
    """

    copy_requested = Signal(str)
    save_requested = Signal(str)
    follow_changed = Signal(bool)
    shown = Signal()
    hidden = Signal()

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Steps")
        self.setModal(False)
        self.sheet = StepsSheet(typesetter)
        self.view = QScrollArea(self)
        self.view.setWidget(self.sheet)
        self.view.setFrameShape(QScrollArea.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page itself takes it
        self.view.viewport().installEventFilter(self)
        self.follow = QCheckBox("&Follow the probe", self)
        self.follow.setChecked(True)
        self.follow.setToolTip("The page is written anew when the probe rests elsewhere; without it, it stays.")
        self.follow.toggled.connect(self.follow_changed)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setFont(small_font())
        self.copy_button = self._button("&Copy", "Copy the page as text, LaTeX or HTML.", COPY_FORMS)
        self.save_button = self._button("&Save As", "Save the page as HTML, PDF, LaTeX or text.", SAVE_FORMS)
        self.writing = WritingLine()
        above_foot = QHBoxLayout()
        above_foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        above_foot.addWidget(self.writing)
        above_foot.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.setSpacing(GRID)
        foot.addWidget(self.follow)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(above_foot)
        column.addLayout(foot)
        self.setMinimumSize(360, 320)
        self.resize(720, 760)

    def render_page(self, page: Page) -> None:
        """Show `page` where the one before was scrolled to."""
        self.note.setText("")
        self.sheet.render_page(page)

    def say(self, words: str) -> None:
        """Say something about the page, below it."""
        self.note.setText(words)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(scroll_bar_style(theme))

    def sizeHint(self) -> QSize:
        """A page of a book."""
        return QSize(720, 760)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lay the page out as wide as the window is."""
        if watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self.sheet.set_room(self.view.viewport().width())
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the page is in sight."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is not."""
        super().hideEvent(event)
        self.hidden.emit()

    def _button(self, words: str, tip: str, forms: tuple[tuple[str, str], ...]) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        menu = QMenu(button)
        wanted = self.copy_requested if forms is COPY_FORMS else self.save_requested
        for label, name in forms:
            menu.addAction(label, partial(wanted.emit, name))
        button.setMenu(menu)
        return button
