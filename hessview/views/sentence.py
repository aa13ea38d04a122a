"""A wrapped sentence that changes while the probe moves, without moving what stands below it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette

from hessview.views.painted_block import PaintedBlock

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QResizeEvent
    from PySide6.QtWidgets import QWidget

_REST_MS = 500
_TALL = "∇λ"
"""Signs that come from a taller font than the other words."""
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Sentence(PaintedBlock):
    """Plain text in as many lines as it needs and at least `least_lines`; it grows at once and shrinks at rest."""

    def __init__(
        self, font: QFont, least_lines: int = 1, *, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFont(font)
        self._least_lines = least_lines
        self._least: int | None = None
        self._role = QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.WindowText
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: self._fit(shrink=True))
        self._fit(shrink=True)

    def render_text(self, text: str) -> None:
        """Show `text`."""
        if text != self.spoken:
            self.speak(text)
            self._fit(shrink=False)
            self.update()

    def write_in(self, font: QFont) -> None:
        """Write in another font."""
        self.setFont(font)
        self._fit(shrink=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._fit(shrink=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self._role))
        painter.drawText(self.rect(), _WRAP, self.spoken)
        painter.end()

    def _fit(self, *, shrink: bool) -> None:
        metrics = QFontMetrics(self.font())
        room = QRect(0, 0, max(self.width(), 60), 10_000)
        needed = metrics.boundingRect(room, _WRAP, self.spoken).height()
        if shrink or self._least is None:
            tallest = "\n".join([_TALL] * self._least_lines)
            self._least = metrics.boundingRect(room, _WRAP, tallest).height()
        least = self._least if self.spoken or self._least_lines > 1 else 0
        height = math.ceil(max(needed if self.spoken else 0, least))
        if height > self.minimumHeight() or (shrink and height != self.minimumHeight()):
            self.setFixedHeight(height)
        elif height < self.minimumHeight():
            self._rest.start()
