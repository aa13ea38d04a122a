"""Beside the picture's axes: which variables of many lie on them, and the way to any other plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from hessview.figure.words import name_words
from hessview.views.theme import GRID, LIGHT, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.theme import Theme

_HEIGHT = 22
_COMBO_WIDTH = 64
_NARROW = 620
"""Pixels of a picture in which only the way to the planes, with the names of this one, has room beside its axis."""


class PlaneChooser(QWidget):
    """Stands in the lower left corner of a picture.

    Signals
    -------
    axes_chosen
        The variables across and up.
    plane_wanted
        Another plane is to be chosen.
    """

    axes_chosen = Signal(tuple)
    plane_wanted = Signal()

    def __init__(self, picture: QWidget, theme: Theme = LIGHT) -> None:
        super().__init__(picture)
        self._picture = picture
        self._variables: tuple[str, ...] = ()
        self._axes: tuple[str, str] | None = None
        self._names: tuple[str, ...] = ()
        self.across, self.up = QComboBox(), QComboBox()
        self.plane = QPushButton("Plane…")
        self.plane.setToolTip("Look along eigenvectors, or along any two directions (Ctrl+Shift+A).")
        self._labels = (QLabel("across"), QLabel("up"))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for label, combo in zip(self._labels, (self.across, self.up), strict=True):
            label.setFont(small_font())
            combo.setFixedSize(_COMBO_WIDTH, _HEIGHT)
            combo.setMaxVisibleItems(16)
            combo.setAccessibleName(f"Variable {label.text()}")
            combo.setToolTip(f"The variable that goes {label.text()}.")
            combo.activated.connect(self._on_activated)
            row.addWidget(label)
            row.addWidget(combo)
        self.plane.setFixedHeight(_HEIGHT)
        self.plane.clicked.connect(self.plane_wanted)
        row.addWidget(self.plane)
        for part in (self, self.across, self.up, self.plane):
            part.setCursor(Qt.CursorShape.ArrowCursor)
        picture.installEventFilter(self)
        self.set_theme(theme)
        self._stand()

    def render_axes(self, variables: Sequence[str], axes: tuple[str, str] | None, names: tuple[str, str]) -> None:
        """Show the variables on the axes; `names` are those of the axes of a plane, where `axes` is None."""
        known = tuple(variables)
        if known != self._variables:
            self._variables = known
            for combo in (self.across, self.up):
                combo.clear()
                for name in known:
                    combo.addItem(name_words(name), name)
        self._axes = axes
        self._names = tuple(map(name_words, axes)) if axes is not None else tuple(map(_direction, names))
        for place, combo in enumerate((self.across, self.up)):
            wanted = -1 if axes is None else known.index(axes[place])
            words = "" if axes is not None else self._names[place]
            if combo.currentIndex() != wanted or combo.placeholderText() != words:
                combo.setPlaceholderText(words)
                with QSignalBlocker(combo):
                    combo.setCurrentIndex(wanted)
        self._stand()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for label in self._labels:
            label.setStyleSheet(f"color: {theme.secondary};")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize and watched is self._picture:
            self._stand()
        return False

    def _stand(self) -> None:
        picture = self._picture
        is_narrow = picture.width() < _NARROW
        for part in (*self._labels, self.across, self.up):
            part.setVisible(not is_narrow)
        named = f"{', '.join(self._names)}…"
        room = self.plane.fontMetrics().horizontalAdvance(named) + 4 * GRID < picture.width() // 2
        words = named if is_narrow and all(self._names) and room else "Plane…"
        if self.plane.text() != words:
            self.plane.setText(words)
            self.plane.setAccessibleName("Plane" if words == "Plane…" else f"Plane of {' and '.join(self._names)}")
            self.plane.setMaximumWidth(self.plane.fontMetrics().horizontalAdvance(words) + 3 * GRID)
        self._row.activate()
        self.adjustSize()
        self.move(GRID, picture.height() - self.height() - 2)

    def _on_activated(self) -> None:
        across, up = self.across.currentData(), self.up.currentData()
        if self._axes is None:
            # Out of a plane: what was not chosen is the first that is another.
            chosen = across if self.sender() is self.across else up
            other = next(name for name in self._variables if name != chosen)
            across, up = (chosen, other) if self.sender() is self.across else (other, chosen)
        elif across == up:
            across, up = self._axes[1], self._axes[0]
        self.axes_chosen.emit((across, up))


def _direction(name: str) -> str:
    """Return along what an axis runs: v₁ of ``s along v₁``."""
    return name.partition(" along ")[2] or name
