"""The eigenvalues of many variables as bars: up where f bends up, down and hatched where it bends down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from hessview.figure.plane_words import direction_words
from hessview.figure.probe_view import eigenvalue_sign
from hessview.figure.words import equated, number, subscript
from hessview.views.theme import GRID, LIGHT, mixed, outline, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QColor

    from hessview.analysis.curvature import Curvature
    from hessview.views.theme import Theme

    Floats = NDArray[np.float64]

_BARS, _LINE = 96, 18
_WIDEST = 24.0
_SHORTEST = 2.0
_LABEL = 44.0
"""Pixels left of the bars for the numbers of the scale."""

_WIDE_SPREAD = 100.0
"""Of the sizes, largest over smallest: from here on the bars grow with the root of what they show."""


class SpectrumBars(QWidget):
    """Paints the eigenvalues in ascending order with how many have which sign, and reads the one that is pointed at."""

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curvature: Curvature | None = None
        self._variables: tuple[str, ...] = ()
        self._current = 0
        self._under: int | None = None
        self.setFixedHeight(_LINE + _BARS + _LINE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def render_spectrum(self, curvature: Curvature, variables: Sequence[str]) -> None:
        """Show the eigenvalues of a Hessian."""
        if len(variables) != len(self._variables):
            self._current, self._under = 0, None
        self._curvature, self._variables = curvature, tuple(variables)
        self.setAccessibleName(f"Eigenvalues: {inertia_words(curvature)}")
        self.setAccessibleDescription(self.reading)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    @property
    def reading(self) -> str:
        """What the line below the bars says: one eigenvalue and its direction."""
        c = self._curvature
        k = self._current if self._under is None else self._under
        if c is None or not math.isfinite(float(c.eigenvalues[min(k, len(c.eigenvalues) - 1)])):
            return ""
        value = equated(float(c.eigenvalues[k]), float(c.eigenvalue_error[k]), 5)
        words = f"λ{subscript(k + 1)} {value}"
        if k in {index for group in c.repeated for index in group}:
            return f"{words}, repeated: its direction is any in a shared space"
        return f"{words} along {direction_words(c.eigenvectors[:, k].tolist(), self._variables)}"

    def bar_rect(self, k: int) -> QRectF:
        """Return the bar of the k-th eigenvalue, from 0."""
        assert self._curvature is not None  # noqa: S101 - narrows the type: it is asked for what is shown
        heights = self._heights()
        left, width = self._place(k)
        zero = self._zero(heights)
        height = float(heights[k])
        if height == 0.0:
            return QRectF(left, zero - 1.0, width, 2.0)
        return QRectF(left, zero - max(height, 0.0), width, abs(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint how many have which sign, the bars, and the one that is pointed at."""
        del event
        c = self._curvature
        if c is None:
            return
        painter = QPainter(self)
        painter.setFont(small_font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0.0, 0.0, self.width(), _LINE), left, inertia_words(c))
        if np.all(np.isfinite(c.eigenvalues)):
            self._paint_bars(painter, c)
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            line = QRectF(0.0, _LINE + _BARS, self.width(), _LINE)
            words = QFontMetricsF(small_font()).elidedText(self.reading, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, left, words)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the bar under the mouse."""
        self._point_at(self._bar_under(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep reading the bar that is pressed."""
        found = self._bar_under(event.position())
        if found is not None:
            self._go_to(found)

    def leaveEvent(self, event: QEvent) -> None:
        """Read again the bar that the keys are at."""
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from bar to bar, Home and End to the least and the greatest."""
        last = len(self._variables) - 1
        goals = {
            Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Right: self._current + 1, Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }  # fmt: skip
        goal = goals.get(Qt.Key(event.key()))
        if goal is None or last < 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self._go_to(min(max(goal, 0), last))

    def event(self, event: QEvent) -> bool:
        """Read the bar under the mouse in a tip, too."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._bar_under(event.pos().toPointF())
            if found is None:
                QToolTip.hideText()
            else:
                self._point_at(found)
                QToolTip.showText(event.globalPos(), self.reading, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Its height is its own affair."""
        return QSize(240, self.minimumHeight())

    def _paint_bars(self, painter: QPainter, c: Curvature) -> None:
        heights = self._heights()
        zero = self._zero(heights)
        for k in range(len(heights)):
            rect, sign = self.bar_rect(k), eigenvalue_sign(c, k)
            colour = self._colour(sign)
            if sign < 0:
                # Hatched: colour is never the only sign.
                painter.fillRect(rect, mixed(self._theme.color("panel"), colour, 0.45))
                if rect.width() >= 4.0:
                    painter.fillRect(rect, _hatched(colour))
            else:
                painter.fillRect(rect, colour)
            if k == (self._current if self._under is None else self._under):
                accented = self._under is not None or self.hasFocus()
                if accented:
                    painter.setPen(QPen(self._theme.color("accent"), 1.0))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(rect.adjusted(-1.5, -1.5, 0.5, 0.5))
        painter.setPen(QPen(outline(self._theme), 1.0))
        painter.drawLine(int(_LABEL), round(zero), self.width(), round(zero))
        self._paint_scale(painter, c, heights, zero)

    def _paint_scale(self, painter: QPainter, c: Curvature, heights: Floats, zero: float) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        places = [(zero, "0")]
        top, bottom = float(heights.max()), float(heights.min())
        if top > 14.0:
            places.append((zero - top + 5.0, number(float(c.eigenvalues[-1]), 3)))
        if bottom < -14.0:
            places.append((zero - bottom - 5.0, number(float(c.eigenvalues[0]), 3)))
        for y, words in places:
            painter.drawText(QRectF(0.0, y - 8.0, _LABEL - 6.0, 16.0), right, words)

    def _heights(self) -> Floats:
        """Return the bars' heights in pixels, negative downwards; 0 for what is zero within its error."""
        assert self._curvature is not None  # noqa: S101 - narrows the type: the caller has looked
        c = self._curvature
        values = np.array([float(v) if eigenvalue_sign(c, k) else 0.0 for k, v in enumerate(c.eigenvalues)])
        largest = float(np.max(np.abs(values), initial=0.0))
        if largest == 0.0:
            return values
        parts = values / largest
        if self.is_rooted:
            parts = np.sign(parts) * np.sqrt(np.abs(parts))
        span = max(float(parts.max()), 0.0) - min(float(parts.min()), 0.0)
        heights = parts * (_BARS - 2.0 * GRID) / span
        return np.sign(heights) * np.maximum(np.abs(heights), np.where(heights == 0.0, 0.0, _SHORTEST))

    @property
    def is_rooted(self) -> bool:
        """Whether the bars grow with the root of the eigenvalues' sizes, for these differ too much."""
        c = self._curvature
        if c is None:
            return False
        size = np.abs([float(v) for k, v in enumerate(c.eigenvalues) if eigenvalue_sign(c, k)])
        return bool(len(size)) and float(size.max()) > _WIDE_SPREAD * float(size.min())

    def _zero(self, heights: Floats) -> float:
        return _LINE + GRID + max(float(heights.max(initial=0.0)), 0.0)

    def _place(self, k: int) -> tuple[float, float]:
        """Return the left edge and the width of a bar."""
        pitch = min((self.width() - _LABEL) / max(len(self._variables), 1), _WIDEST)
        gap = 1.0 if pitch < 8.0 else 3.0
        return _LABEL + k * pitch, max(pitch - gap, 1.0)

    def _bar_under(self, place: QPointF) -> int | None:
        n = len(self._variables)
        if not n or place.y() < _LINE or place.y() > _LINE + _BARS:
            return None
        pitch = min((self.width() - _LABEL) / n, _WIDEST)
        k = math.floor((place.x() - _LABEL) / pitch)
        return k if 0 <= k < n else None

    def _colour(self, sign: int) -> QColor:
        return self._theme.color("positive" if sign > 0 else "negative" if sign < 0 else "secondary")

    def _point_at(self, k: int | None) -> None:
        if k != self._under:
            self._under = k
            self.update()

    def _go_to(self, k: int) -> None:
        self._current = k
        self.setAccessibleDescription(self.reading)
        self.update()


def inertia_words(curvature: Curvature) -> str:
    """Return how many eigenvalues have which sign: ``3 positive, 46 negative, 1 zero within its error``."""
    counts = curvature.inertia
    parts = [(counts.positive, "positive"), (counts.negative, "negative")]
    words = [f"{count} {name}" for count, name in parts if count]
    if counts.zero:
        words.append(f"{counts.zero} zero within {'its error' if counts.zero == 1 else 'their errors'}")
    return ", ".join(words) if np.all(np.isfinite(curvature.eigenvalues)) else "H is undefined here"


def _hatched(colour: QColor) -> QBrush:
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)
