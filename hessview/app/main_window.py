"""The window: where everything stands, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QSplitter, QVBoxLayout, QWidget

from hessview.language.parser import MAX_LENGTH
from hessview.views.dock_strip import DockStrip
from hessview.views.formula_field import TOO_LONG
from hessview.views.notice_bar import NoticeBar
from hessview.views.pictures import Pictures
from hessview.views.status_line import ShortenedLabel, StatusLine
from hessview.views.theme import GRID
from hessview.views.writing_line import WritingLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

    from hessview.views.contour_view import ContourView
    from hessview.views.curvature_panel import CurvaturePanel
    from hessview.views.expression_editor import ExpressionEditor

PANEL_WIDTH, NARROW_PANEL_WIDTH = 360, 320
NARROW = 1100
"""Pixels of a window in which the panel leaves a little more to the pictures, unless somebody has moved its edge."""
_WIDTH = re.compile(r"\d{1,5}", re.ASCII)
LONGEST_LIST = 1 << 20  # bytes of the names of files that are dropped together
HINT = "Click: move the probe · drag: pan · wheel: zoom · double click: fit · F1: every key"
SURFACE_HINT = "Click: move the probe · drag: turn · wheel: nearer · double click: as it was · F1: every key"


class MainWindow(QMainWindow):
    """Field above, then notices, the reading over pictures over docks, and the panel beside them; a status line.

    Signals
    -------
    dropped
        A path (or None) and a text that were dropped anywhere on the window.
    refused
        Why what was dropped was not taken, in a sentence.
    activated
        It has come to the front.
    """

    dropped = Signal(object, str)
    refused = Signal(str)
    activated = Signal()

    def __init__(self, editor: ExpressionEditor, picture: ContourView, panel: CurvaturePanel) -> None:
        super().__init__()
        self.setObjectName("hessview")
        self.setAcceptDrops(True)
        self.editor, self.picture, self.panel = editor, picture, panel
        self.may_close: Callable[[], bool] = lambda: True
        self.examples_button = QPushButton("E&xamples")
        self.examples_button.setToolTip("Functions worth seeing, each with a line on what to look at (Alt+X)")
        editor.add_beside_field(self.examples_button)
        self.notices = NoticeBar(self)
        self.notices.left.connect(self.focus_editor)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.docks = DockStrip()
        self.pictures = Pictures(picture)
        self.docks.left.connect(self.pictures.focus_picture)
        # The reading stands over the pictures alone: the panel needs the height more.
        self.splitter.addWidget(_column(editor.release_reading(), self.pictures, self.docks, stretched=1))
        self.splitter.addWidget(panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([1080, PANEL_WIDTH])
        self.splitter.setHandleWidth(1)
        self._is_edge_moved = False
        self.splitter.splitterMoved.connect(self._on_edge_moved)
        self.setCentralWidget(_column(editor, self.notices, self.splitter, stretched=2))
        editor.order_stops()
        self.read_out = ShortenedLabel(HINT)
        self.activity = QLabel()
        bar = StatusLine()
        self.setStatusBar(bar)
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(GRID, 0, GRID, 0)
        bar.addWidget(self.read_out, 1)
        self.writing = WritingLine()
        bar.addPermanentWidget(self.writing)
        bar.addPermanentWidget(self.activity)
        for label in (self.read_out, self.activity):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.resize(1440, 900)
        self.setMinimumSize(640, 480)

    def restore_sizes(self, widths: Sequence[str]) -> None:
        """Give picture and panel the widths in pixels that they once had; what cannot be two widths is ignored."""
        if len(widths) == self.splitter.count() and all(map(_WIDTH.fullmatch, widths)):
            self.splitter.setSizes([int(width) for width in widths])
            self._is_edge_moved = int(widths[-1]) != self._usual_panel_width(self.width())

    def show_reading(self, words: str) -> None:
        """Say what lies under the cursor."""
        self.read_out.setForegroundRole(QPalette.ColorRole.WindowText)
        self.read_out.setText(words)

    def show_hint(self) -> None:
        """Say what can be done while the cursor is elsewhere."""
        self.read_out.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        only_surface = self.picture not in self.pictures.shown
        self.read_out.setText(SURFACE_HINT if only_surface else HINT)

    def focus_editor(self) -> None:
        """Put the cursor into the formula."""
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_next_part(self) -> None:
        """Go round: formula, pictures, the dock that is unfolded, panel."""
        docks = (self.docks,) if self.docks.shown else ()
        parts: tuple[QWidget, ...] = (self.editor, *self.pictures.shown, *docks, self.panel)
        focused = self.focusWidget()
        here = next((i for i, part in enumerate(parts) if focused is part or part.isAncestorOf(focused)), -1)
        following = parts[(here + 1) % len(parts)]
        if following is self.docks:
            self.docks.unfold(self.docks.shown, focus=True)
        else:
            following.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_coordinates(self) -> None:
        """Put the cursor into the probe's first coordinate."""
        self.panel.focus_coordinates()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the panel take less of a narrow window."""
        super().resizeEvent(event)
        others, panel = self.splitter.sizes()
        usual = self._usual_panel_width(event.size().width())
        if not self._is_edge_moved and panel in (PANEL_WIDTH, NARROW_PANEL_WIDTH):
            self.splitter.setSizes([max(others + panel - usual, 1), usual])

    @staticmethod
    def _usual_panel_width(width: int) -> int:
        return NARROW_PANEL_WIDTH if width < NARROW else PANEL_WIDTH

    def _on_edge_moved(self) -> None:
        self._is_edge_moved = True

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before anything is lost."""
        if self.may_close():
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and text."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the first file, or the text; what is no formula is not let in."""
        carried = event.mimeData()
        event.acceptProposedAction()
        if carried.hasUrls() and carried.data("text/uri-list").size() > LONGEST_LIST:
            self.refused.emit("These are more files than can be dropped at once.")
            return
        urls = [url for url in carried.urls() if url.isLocalFile()]
        text = "" if urls else carried.text()
        if len(text) > 2 * MAX_LENGTH or len(text := text.strip()) > MAX_LENGTH:
            self.refused.emit(TOO_LONG)
        else:
            self.dropped.emit(Path(urls[0].toLocalFile()) if urls else None, text)


def _column(*widgets: QWidget, stretched: int) -> QWidget:
    """Return widgets one below the other without gaps; number `stretched` takes the room that is left."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, int(place == stretched))
    return column
