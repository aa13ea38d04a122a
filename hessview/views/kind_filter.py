"""A row of small buttons, one a class of points, that say how many there are and show those alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from hessview.views.class_sign import paint_class_sign, paint_faint_sign
from hessview.views.critical_rows import CATEGORIES
from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.theme import Theme

HEIGHT = 26
_SIGN_ROOM = 14
_WORDS = {
    "minimum": ("minimum", "minima"),
    "saddle": ("saddle point", "saddle points"),
    "maximum": ("maximum", "maxima"),
    "degenerate": ("degenerate point or set", "degenerate points and sets"),
    "not differentiable": ("place that is not smooth", "places that are not smooth"),
    "undecided": ("undecided region", "undecided points and regions"),
}


class KindFilter(QWidget):
    """Chooses the classes that a list shows: none chosen, all are shown.

    Signals
    -------
    changed
        Another choice was made by hand.
    """

    changed = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, KindButton] = {}
        self._is_terse = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for kind in CATEGORIES:
            button = KindButton(kind, theme, self)
            button.clicked.connect(lambda _=False: self.changed.emit())
            self.buttons[kind] = button
            row.addWidget(button)

    @property
    def chosen(self) -> frozenset[int]:
        """Indices into `CATEGORIES` of what is to be shown; empty: everything."""
        return frozenset(k for k, kind in enumerate(CATEGORIES) if self.buttons[kind].isChecked())

    @property
    def words(self) -> str:
        """What is chosen, "minima only"; empty: everything."""
        kinds = [kind for kind in CATEGORIES if self.buttons[kind].isChecked()]
        if not kinds:
            return ""
        return f"{_WORDS[kinds[0]][1]} only" if len(kinds) == 1 else "those shown"

    def render_counts(self, counts: Sequence[int]) -> None:
        """Show how many there are of each of `CATEGORIES`."""
        for kind, count in zip(CATEGORIES, counts, strict=True):
            self.buttons[kind].render_count(count)
        self._show_buttons()

    def set_terse(self, is_terse: bool) -> None:
        """Leave out, or show again, the classes of which there are none, unless they are chosen."""
        self._is_terse = is_terse
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in self.buttons.values():
            button.setVisible(not self._is_terse or button.count > 0 or button.isChecked())

    def clear(self) -> None:
        """Show everything again."""
        for button in self.buttons.values():
            button.setChecked(False)
        self._show_buttons()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for button in self.buttons.values():
            button.set_theme(theme)


class KindButton(QAbstractButton):
    """The sign of a class and a number."""

    def __init__(self, kind: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._theme, self._count = kind, theme, -1
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.render_count(0)

    @property
    def count(self) -> int:
        """How many there are; less than 0 before that is known."""
        return self._count

    def render_count(self, count: int) -> None:
        """Show how many there are; there is nothing to choose where there are none, unless they are chosen."""
        if count == self._count:
            return
        self._count = count
        words = _WORDS[self._kind][count != 1]
        self.setAccessibleName(f"{count:,} {words}")
        self.setToolTip(f"{count:,} {words}: show only these" if count else f"no {_WORDS[self._kind][0]}")
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the sign and the number."""
        shown = f"{self._count:,}"
        digits = self.fontMetrics().horizontalAdvance(shown if len(shown) > 1 else "00")  # 9 or 10: no other one moves
        return QSize(_SIGN_ROOM + digits + 2 * GRID, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign and number, on a ground of their own where they are chosen."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hovered = self.underMouse() and self.isEnabled()
        if self.isChecked() or self.hasFocus() or hovered:
            edge = "accent" if self.hasFocus() else "secondary" if self.isChecked() else "rule"
            painter.setPen(QPen(theme.color(edge), 1.0))
            painter.setBrush(theme.color("window") if self.isChecked() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, GRID // 2, GRID // 2)
        centre = QPointF(GRID - 1.0 + 0.5 * _SIGN_ROOM - 1.0, 0.5 * self.height())
        (paint_class_sign if self._count else paint_faint_sign)(painter, centre, self._kind, theme)
        painter.setPen(theme.color("text" if self._count else "secondary"))
        room = QRectF(self.rect()).adjusted(GRID + _SIGN_ROOM, 0.0, 0.0, 0.0)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{self._count:,}")
        painter.end()
