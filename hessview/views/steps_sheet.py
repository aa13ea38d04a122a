"""The page of steps, painted: words in paragraphs, formulas as outlines, as large as the window is wide."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QMenu, QWidget

from hessview.explanations.statements import Kind, blocks
from hessview.views.equation_layout import Piece, lay_out, sources
from hessview.views.formula_copies import line_copies, offer
from hessview.views.theme import GRID, MATHEMATICS_SIZE, TEXT_SIZE, text_font

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtGui import QContextMenuEvent

    from hessview.explanations.statements import Block, Page
    from hessview.views.formula import Typesetter

_SLICE_S = 0.004
_EDGE = 3 * GRID
_INDENT = 2 * GRID
_WIDEST = 760
"""Pixels of a line of words: longer ones are hard to follow."""

_SIZES = range(MATHEMATICS_SIZE, TEXT_SIZE - 2, -1)
_TITLE_SIZE, _STEP_SIZE = 18, 15
_ABOVE = {Kind.TITLE: 0, Kind.STEP: 3 * GRID, Kind.PART: 2 * GRID, Kind.WORDS: GRID, Kind.EQUATION: GRID}
_MOST_SPOKEN = 20_000


@dataclass(frozen=True, eq=False)
class _Placed:
    """A block of the page at its place.

    Attributes
    ----------
    top, bottom
        In pixels from the top of the sheet.
    words
        Laid out, or None.
    pieces
        Of an equation.
    """

    block: Block
    left: float
    top: float
    bottom: float
    right: float = 0.0
    words: QTextLayout | None = None
    pieces: tuple[Piece, ...] = ()


class StepsSheet(QWidget):
    """Paints a page; it is as high as the page, and wider than its window only where a formula must be.

    Signals
    -------
    laid_out
        A page, or the same one in another width, is shown.
    """

    laid_out = Signal()

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._page: Page | None = None
        self._laid_out: Page | None = None
        self._room = 0
        self._placed: list[_Placed] = []
        self._coming: list[_Placed] = []
        self._waiting: list[Block] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._go_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setAccessibleName("Steps")
        typesetter.ready.connect(self._begin)
        typesetter.came.connect(self._on_came)

    @property
    def page(self) -> Page | None:
        """What is shown, or will be when it is typeset."""
        return self._page

    @property
    def is_laid_out(self) -> bool:
        """Whether what was given last is on the screen."""
        return self._laid_out is self._page is not None and not self._waiting

    @property
    def text(self) -> str:
        """What the page says, a block a line."""
        said = [block.words if block.line is None else block.line.plain for block in _blocks(self._page)]
        return "\n".join(said)

    def render_page(self, page: Page) -> None:
        """Show `page`; the one before stays until it is typeset."""
        if page is not self._page:
            self._page = page
            self.setAccessibleDescription(self.text[:_MOST_SPOKEN])
            self._begin()

    def set_room(self, width: int) -> None:
        """Lay the page out for a window so wide, in pixels."""
        if width != self._room:
            self._room = width
            self._begin()

    def sizeHint(self) -> QSize:
        """As it is laid out."""
        return self.minimumSize()

    def _begin(self) -> None:
        """Lay the page out from its top; the page before stays on the screen until this one is whole."""
        if self._page is None or self._room <= 0:
            return
        self._waiting, self._coming = list(blocks(self._page))[::-1], []
        self._soon.start()

    def _on_came(self) -> None:
        if self._waiting:
            self._soon.start()

    def _go_on(self) -> None:
        """Lay out block after block for less than a frame; go on when the window had its turn."""
        end = time.perf_counter() + _SLICE_S
        is_typeset_elsewhere = False
        while self._waiting and time.perf_counter() < end:
            block = self._waiting[-1]
            left = max(0.0, end - time.perf_counter())
            wanted = () if block.line is None else tuple(sources(block.line))
            if not self._typesetter.advance(wanted, left):
                is_typeset_elsewhere = self._typesetter.is_waiting(wanted)
                break
            above = self._coming[-1].bottom if self._coming else float(_EDGE)
            y = above + _ABOVE[block.kind]
            self._coming.append(self._paragraph(block, y) if block.line is None else self._equation(block, y))
            self._waiting.pop()
        is_first = self._laid_out is None
        if is_first or not self._waiting:
            self._show_what_is_there()
        if self._waiting:
            if not is_typeset_elsewhere:
                self._soon.start()
        else:
            self._laid_out = self._page
            self.laid_out.emit()

    def _show_what_is_there(self) -> None:
        self._placed = self._coming
        widest = max((placed.right for placed in self._placed), default=0.0)
        bottom = self._placed[-1].bottom if self._placed else 0.0
        self.setMinimumSize(max(self._room, round(widest + _EDGE)), round(bottom + _EDGE))
        self.resize(self.minimumSize())
        self.update()

    def _paragraph(self, block: Block, y: float) -> _Placed:
        font = _font(block.kind)
        left = float(_EDGE + _INDENT * block.depth)
        layout = QTextLayout(block.words, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        below, room = 0.0, max(80.0, min(self._room - _EDGE - left, float(_WIDEST)))
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0.0, below))
            below += line.height()
        layout.endLayout()
        return _Placed(block, left, y, y + below, words=layout)

    def _equation(self, block: Block, y: float) -> _Placed:
        assert block.line is not None  # noqa: S101 - an equation has one
        left = float(_EDGE + _INDENT * (block.depth + 1))
        room = self._room - _EDGE - left
        found = lay_out(block.line, self._typesetter, _SIZES, (left, y, room), indent=float(_INDENT))
        return _Placed(block, left, y, found.bottom, found.right, pieces=found.pieces)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        rule = self.palette().color(QPalette.ColorRole.Mid)
        seen = QRectF(event.rect())
        if self.hasFocus():  # along the whole page, so that it scrolls with it
            painter.fillRect(0, 0, 2, self.height(), self.palette().color(QPalette.ColorRole.Highlight))
        for placed in self._placed:
            if placed.bottom < seen.top() or placed.top > seen.bottom():
                continue
            if placed.block.depth:
                x = placed.left - (_INDENT if placed.pieces else 0) - GRID
                painter.fillRect(QRectF(x, placed.top - 2.0, 1.0, placed.bottom - placed.top + 4.0), rule)
            if placed.words is not None:
                is_quiet = placed.block.kind is Kind.WORDS and placed.block.depth > 0
                painter.setPen(quiet if is_quiet else ink)
                placed.words.draw(painter, QPointF(placed.left, placed.top))
            for piece in placed.pieces:
                piece.paint(painter, ink)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the formula under the mouse for copying."""
        y = event.pos().y()
        under = next((each for each in self._placed if each.top <= y <= each.bottom), None)
        if under is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        offer(menu, _copies(under.block))
        menu.popup(event.globalPos())
        event.accept()


def _copies(block: Block) -> Mapping[str, str]:
    if block.line is None:
        return {"Copy": block.words}
    return line_copies(block.line)


def _blocks(page: Page | None) -> Iterator[Block]:
    if page is not None:
        yield from blocks(page)


def _font(kind: Kind) -> QFont:
    font = text_font()
    if kind in (Kind.TITLE, Kind.STEP):
        font.setPixelSize(_TITLE_SIZE if kind is Kind.TITLE else _STEP_SIZE)
    if kind in (Kind.TITLE, Kind.STEP, Kind.PART):
        font.setBold(True)
    return font
