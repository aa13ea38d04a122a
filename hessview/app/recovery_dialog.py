"""The dialog that offers unsaved changes of other runs: each with its time, its formula and a small picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hessview.app.recovery_words import when, where
from hessview.compute.file_requests import FigureRequest
from hessview.compute.results import Fault
from hessview.document.recovery import Recovery
from hessview.document.session_file import SessionProblem, to_metadata
from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.app.desk import Desk
    from hessview.app.recovery_folder import Found

PREVIEW = QSize(192, 144)
_PREVIEW_MM = (64.0, 48.0)
_LONGEST_FORMULA, _MOST_LINES = 240, 3
_SHOWN = 3
_WIDTH, _BESIDE_ROWS, _SMALLEST = 720, 100, QSize(520, 240)
_FRAME = "KeptRow { background: palette(base); border: 1px solid palette(mid); border-radius: 4px; }"
_BREAK = "\u200b"
"""Where a formula without a space may go on in the next line."""


class RecoveryDialog(QDialog):
    """Restore one, discard some, or leave them for later; nothing is deleted before the dialog is closed.

    Parameters
    ----------
    desk
        Whose window it belongs to, and who has the previews painted.
    found
        What is offered, at least one; locked, and let go of by `settle`.
    """

    def __init__(self, desk: Desk, found: Sequence[Found]) -> None:
        super().__init__(desk.window)
        self.setWindowTitle("Unsaved changes")
        self._chosen: Found | None = None
        self.rows: list[KeptRow] = [KeptRow(desk, item, self._on_restore) for item in found]
        words = QLabel(
            "hessview ended before these changes were saved. They are kept until you restore or discard them."
        )
        words.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.later_button: QPushButton = buttons.addButton("&Later", QDialogButtonBox.ButtonRole.RejectRole)
        self.later_button.setToolTip("What is left is offered again at the next start (Escape)")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # its least size would follow every word
        column.addWidget(words)
        column.addWidget(self._list(), 1)
        column.addWidget(buttons)
        first = next((row.restore_button for row in self.rows if row.restore_button.isEnabled()), self.later_button)
        first.setDefault(True)
        first.setFocus()
        self.setMinimumSize(_SMALLEST)
        rows = min(len(self.rows), _SHOWN)
        self.resize(_WIDTH, _BESIDE_ROWS + rows * (PREVIEW.height() + 3 * GRID + 2))

    def settle(self) -> tuple[Found | None, int]:
        """Delete what was discarded and let go of the rest, but of what is to be restored.

        Returns
        -------
        tuple
            What is to be restored, or None; and how many others are left.
        """
        left = 0
        for row in self.rows:
            if row.found is self._chosen:
                continue
            if not (row.is_discarded and row.delete()):
                left += 1
            row.found.file.release()
        return self._chosen, left

    def done(self, result: int) -> None:
        """Want no more pictures: the next figure need not wait for them."""
        for row in self.rows:
            row.withdraw()
        super().done(result)

    def _list(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for row in self.rows:
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from button to button, and the area follows
        return area

    def _on_restore(self, found: Found) -> None:
        self._chosen = found
        self.accept()


class KeptRow(QFrame):
    """One document that was kept: its picture, what it is, and what can be done with it."""

    def __init__(self, desk: Desk, found: Found, restore: Callable[[Found], None]) -> None:
        super().__init__()
        self.found = found
        self.is_discarded = False
        self.withdraw: Callable[[], object] = lambda: None
        self.setStyleSheet(_FRAME)
        self.picture = QLabel("Painting …")
        self.picture.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.picture.setFixedSize(PREVIEW)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.words: tuple[QLabel, ...] = tuple(_plain(line) for line in _lines(found))
        self.restore_button, self.discard_button = QPushButton("Restore"), QPushButton("Discard")
        self.restore_button.clicked.connect(lambda: restore(found))
        self.discard_button.clicked.connect(self._on_discard)
        self.restore_button.setToolTip("Go on from here; it stays unsaved until you save it")
        self._lay_out()
        self._show_what_can_be_done()
        self._ask_for_picture(desk)

    def delete(self) -> bool:
        """Delete the file; returns whether it is gone."""
        try:
            self.found.discard()
        except OSError:
            return False
        return True

    def _lay_out(self) -> None:
        bold = self.words[0].font()
        bold.setBold(True)
        self.words[0].setFont(bold)
        self.words[-1].setForegroundRole(QPalette.ColorRole.PlaceholderText)
        words, buttons = QVBoxLayout(), QVBoxLayout()
        words.setSpacing(GRID // 2)
        buttons.setSpacing(GRID)
        for label in self.words:
            words.addWidget(label)
        for button in (self.restore_button, self.discard_button):
            buttons.addWidget(button)
        for column in (words, buttons):
            column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        row.addLayout(buttons)

    def _show_what_can_be_done(self) -> None:
        """Bring words and buttons in line with whether it is discarded."""
        lines = _lines(self.found)
        for widget in (self.picture, *self.words):
            widget.setEnabled(not self.is_discarded)
        self.words[0].setText(f"Discarded: {lines[0]}" if self.is_discarded else lines[0])
        self.restore_button.setEnabled(not self.is_discarded and isinstance(self.found.content, Recovery))
        self.discard_button.setText("Keep" if self.is_discarded else "Discard")
        tip = "Do not discard it" if self.is_discarded else "Delete what was kept, when this dialog is closed"
        self.discard_button.setToolTip(tip)
        self.setAccessibleName(", ".join(label.text().replace(_BREAK, "") for label in self.words))
        what = f"the changes from {lines[0]}"
        self.restore_button.setAccessibleName(f"Restore {what}")
        self.discard_button.setAccessibleName(f"{self.discard_button.text()} {what}")

    def _on_discard(self) -> None:
        self.is_discarded = not self.is_discarded
        self._show_what_can_be_done()

    def _ask_for_picture(self, desk: Desk) -> None:
        """Have it painted in the process of the figures: what has ended this program once must not do it again."""
        kept = self.found.content
        if not isinstance(kept, Recovery):
            self._show_no_picture()
            return
        dots = self.devicePixelRatioF() * PREVIEW.width() / _PREVIEW_MM[0] * 25.4
        try:
            request = FigureRequest(to_metadata(kept.state), "png", *_PREVIEW_MM, dots, caption=False)
        except SessionProblem:
            self._show_no_picture()
            return
        self.withdraw = desk.controller.ask(request, self._on_picture)

    def _on_picture(self, answer: object) -> None:
        pixmap = QPixmap()
        if not (isinstance(answer, bytes) and pixmap.loadFromData(answer, "PNG")):
            self._show_no_picture(answer.message if isinstance(answer, Fault) else "")
            return
        pixmap.setDevicePixelRatio(pixmap.width() / PREVIEW.width())
        self.picture.setPixmap(pixmap)
        self.picture.setAccessibleName("Picture of the function")

    def _show_no_picture(self, reason: str = "") -> None:
        self.picture.setText("No picture")
        self.picture.setToolTip(plain_tip(reason))


def _plain(line: str) -> QLabel:
    label = QLabel(line)
    label.setTextFormat(Qt.TextFormat.PlainText)  # what a file holds is no markup
    label.setWordWrap(True)
    return label


def _lines(found: Found) -> tuple[str, str, str]:
    """Return what a row says: from when, the formula, the file."""
    kept = found.content
    if not isinstance(kept, Recovery):
        return "Cannot be read", kept, where(str(found.file.path))
    time = when(kept.saved)
    file = where(kept.path)
    if found.is_overtaken:
        file = f"{file}; that file was changed after this"
    return f"{time[0].upper()}{time[1:]}", _formula(kept.state.text), file


def _formula(text: str) -> str:
    """Return a text as a few lines that can be broken anywhere."""
    lines = text.strip().splitlines()[:_MOST_LINES] or ["An empty function"]
    short = "\n".join(lines)[:_LONGEST_FORMULA]
    more = " …" if len(short) < len(text.strip()) else ""
    return _BREAK.join(short) + more
