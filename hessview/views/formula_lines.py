"""Equations under one another on the panel, folded away until somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from hessview.views.equation_layout import EquationLayout, lay_out, sources
from hessview.views.painted_block import PaintedBlock, SideScroll
from hessview.views.theme import GRID, MATHEMATICS_SIZE, TEXT_SIZE, small_font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtGui import QResizeEvent

    from hessview.explanations.statements import Line
    from hessview.views.formula import Typesetter

_SLICE_S = 0.006
_SIZES = range(MATHEMATICS_SIZE, TEXT_SIZE - 2, -1)
_INDENT = 2.0 * GRID
_LEAST_HEIGHT = 24
_MOST_HEIGHT = 560
_PAUSE_MS = 80  # formulas need not keep up with a drag; the numbers above do
_MOST_SPOKEN = 4000
_LINE_GAP = 6.0


class FormulaLines(PaintedBlock):
    """Paints equations, each in the largest size in which it fits; what is too wide even so is scrolled."""

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._lines: tuple[Line, ...] = ()
        self._wanted: tuple[str, ...] | None = None
        self._laid_out: list[EquationLayout] = []
        self._width = -1
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._lay_out)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setFixedHeight(_LEAST_HEIGHT)
        self._is_waiting = False
        typesetter.ready.connect(self._pause.start)
        typesetter.came.connect(self._on_came)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown, or will be when it is typeset."""
        return self._lines

    @property
    def is_laid_out(self) -> bool:
        """Whether what was given last is on the screen."""
        return bool(self._lines) and len(self._laid_out) == len(self._lines) and not self._pause.isActive()

    def render_lines(self, lines: tuple[Line, ...]) -> None:
        """Show `lines`; those before stay until these are typeset."""
        self._lines = lines
        self._wanted = None
        self.speak("; ".join(line.text or line.words for line in lines)[:_MOST_SPOKEN])
        self._pause.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break rows elsewhere."""
        super().resizeEvent(event)
        if abs(self._room() - self._width) > 1:
            self._pause.start()

    def _room(self) -> int:
        holder = self.parentWidget()
        return holder.width() if holder is not None else self.width()

    def _on_came(self) -> None:
        if self._is_waiting:
            self._pause.start()

    def _lay_out(self) -> None:
        """Lay out what is typeset; what is not yet is typeset in slices, so that a drag goes on meanwhile."""
        self._pause.stop()
        if self._wanted is None:
            self._wanted = tuple(self._sources())
        if not self._typesetter.advance(self._wanted, _SLICE_S):
            self._is_waiting = self._typesetter.is_waiting(self._wanted)
            if not self._is_waiting:
                self._pause.start()
            return
        self._is_waiting = False
        self._width, room, y = self._room(), float(self._room()), 2.0
        self._laid_out = []
        for line in self._lines:
            if line.sides:
                made = lay_out(line, self._typesetter, _SIZES, (0.0, y, room - 2.0), indent=_INDENT)
            else:
                height = self._words_height(line.words, room)
                made = EquationLayout((), 0.0, y + height)
            self._laid_out.append(made)
            y = made.bottom + _LINE_GAP
        widest = max((each.right for each in self._laid_out), default=0.0)
        self.setMinimumWidth(round(widest + 2) if widest > room else 0)
        self.setFixedHeight(max(_LEAST_HEIGHT, round(y)))
        self.update()

    def _words_height(self, words: str, room: float) -> float:
        metrics = self.fontMetrics()
        return float(metrics.boundingRect(0, 0, round(room), 10_000, _WRAP, words).height())

    def _sources(self) -> Iterator[str]:
        for line in self._lines:
            yield from sources(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every line in the text colour."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        y = 2.0
        for line, made in zip(self._lines, self._laid_out, strict=False):
            if not line.sides:
                painter.setPen(ink)
                painter.drawText(0, round(y), self.width(), round(made.bottom - y) + 2, _WRAP, line.words)
            for piece in made.pieces:
                piece.paint(painter, ink)
            y = made.bottom + _LINE_GAP
        painter.end()


_WRAP = int(Qt.TextFlag.TextWordWrap)


class FormulaFold(QWidget):
    """A button that unfolds equations; nothing of them is made before, nor while they are folded.

    Parameters
    ----------
    words, tip
        Of the button.
    copies
        What the context menu of the equations offers: words of the menu to text for the clipboard.

    Signals
    -------
    toggled
        Whether the equations are shown now.
    """

    toggled = Signal(bool)

    def __init__(
        self, words: str, tip: str, typesetter: Typesetter, copies: Callable[[], Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make: Callable[[], tuple[Line, ...]] = tuple
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setObjectName("fold")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setIconSize(QSize(12, 12))  # the arrow stands where the lines above begin
        self.button.setText(words)
        self.button.setToolTip(tip)
        self.button.toggled.connect(self._on_toggled)
        self.formulas = FormulaLines(typesetter)
        self.formulas.setFont(small_font())
        self.formulas.copies = copies  # type: ignore[method-assign]
        self._holder = SideScroll(self.formulas, _MOST_HEIGHT, self)
        self._holder.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._write)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.button)
        column.addWidget(self._holder)

    @property
    def is_open(self) -> bool:
        """Whether the equations are shown."""
        return self.button.isChecked()

    def render_lines(self, make: Callable[[], tuple[Line, ...]]) -> None:
        """Show what `make` returns, when the probe rests and as long as they are unfolded."""
        self._make = make
        if self.is_open and not self._pause.isActive():
            self._pause.start()

    def _on_toggled(self, shown: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        if shown:
            self._write()
        self._holder.setVisible(shown)
        self.toggled.emit(shown)

    def _write(self) -> None:
        self._pause.stop()
        if self.is_open:
            self.formulas.render_lines(self._make())
