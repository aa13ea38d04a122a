"""The formula as it was read, typeset under what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from hessview.language import typeset
from hessview.language.expression import Apply
from hessview.views.formula_copies import function_copies, offer
from hessview.views.plain_words import plain_tip
from hessview.views.theme import MATHEMATICS_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.language.formula import Formula
    from hessview.views.formula import Typeset, Typesetter

_SMALLEST = 11.0
_LONGEST = 400  # characters of LaTeX; beyond that nobody reads the line, and typesetting it would be felt
_SLICE_S = 0.004
_PAUSE_MS = 150  # the picture comes first: typesetting takes as long as two frames


class FormulaEcho(QLabel):
    """Paints one formula on one line: as large as fits, then faded out at its end.

    Signals
    -------
    painted
        A new formula is laid out.
    """

    laid_out = Signal()

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._formula: Formula | None = None
        self._latex = ""
        self._shown: Typeset | None = None
        self._width = 0
        self._is_waiting = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._lay_out)
        typesetter.ready.connect(self._lay_out)
        typesetter.came.connect(self._on_came)

    def render_formula(self, formula: Formula) -> None:
        """Show `formula` as soon as the event loop is free."""
        if formula is not self._formula:
            self._formula = formula
            self._pause.start()

    @property
    def latex(self) -> str:
        """The formula as LaTeX, brought up to date."""
        if self._formula is not None and not self._latex:
            self._latex = typeset.formula_latex(self._formula)
        return self._latex

    def sizeHint(self) -> QSize:
        """Whatever width there is, a fraction's height."""
        return QSize(200, 40)

    def minimumSizeHint(self) -> QSize:
        """It elides."""
        return QSize(40, 40)

    def _on_came(self) -> None:
        if self._is_waiting:
            self._lay_out()

    def _lay_out(self) -> None:
        self._pause.stop()
        self._is_waiting = False
        if self._formula is None:
            return
        self._latex = ""
        self._width = self.width()
        for source in self._sources(self._formula):
            if not self._typesetter.advance((source,), _SLICE_S) and self._typesetter.is_waiting((source,)):
                self._is_waiting = True
                return
            self._shown = self._typesetter.typeset(source, float(MATHEMATICS_SIZE))
            if self._shown is None or self._fits(self._shown):
                break
        spoken = f"{self._formula.name}({', '.join(self._formula.variables)}) = {self._formula.text}"
        self.setAccessibleName("Read as " + spoken[:2000])
        self.setToolTip(plain_tip("The formula as it was read: " + spoken))
        self.update()
        self.laid_out.emit()

    def _fits(self, shown: Typeset) -> bool:
        return shown.width * _SMALLEST / MATHEMATICS_SIZE <= self.contentsRect().width()

    def _sources(self, formula: Formula) -> Iterator[str]:
        """Yield what mathtext is to set: the whole, or its first terms, or a few words; at least one."""
        is_short, root = len(formula.text) <= _LONGEST, formula.expression
        is_sum = isinstance(root, Apply) and root.function in {"add", "sub"}
        some = False
        for terms in (None, 12, 4) if is_short and is_sum else (None,) if is_short else (12, 4) if is_sum else ():
            source = typeset.formula_latex(formula, mathtext=True, max_terms=terms)
            if len(source) <= _LONGEST:
                some = True
                yield source
        if not some:
            yield rf"{formula.name} = \mathrm{{a\ formula\ of\ {len(formula.text)}\ characters}}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What did not fit may fit now, and what did may not."""
        super().resizeEvent(event)
        if self._formula is not None and self.width() != self._width:
            self._pause.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outlines in the text colour."""
        del event
        if self._shown is None:
            return
        room = QRectF(self.contentsRect()).adjusted(0.0, 4.0, 0.0, -4.0)
        shown = self._shown
        scale = min(1.0, room.width() / max(shown.width, 1.0), room.height() / max(shown.height, 1.0))
        scale = max(scale, _SMALLEST / MATHEMATICS_SIZE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect())
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        brush = QBrush(ink)
        if shown.width * scale > room.width() + 0.5:
            brush = QBrush(_fading(ink, room.width() / scale))
        painter.translate(room.left(), room.center().y() + (shown.ascent - shown.descent) / 2 * scale)
        painter.scale(scale, scale)
        painter.fillPath(shown.path, brush)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the formula for copying."""
        if self._formula is None:
            return
        menu = QMenu(self)
        offer(menu, function_copies(self._formula))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


def _fading(ink: QColor, width: float) -> QLinearGradient:
    fade = QLinearGradient(QPointF(width - 48.0, 0.0), QPointF(width, 0.0))
    clear = QColor(ink)
    clear.setAlpha(0)
    fade.setColorAt(0.0, ink)
    fade.setColorAt(1.0, clear)
    return fade
