"""The small editor of the axes' ranges: four fields, Enter takes them, Escape leaves them."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from hessview.document.state import Box, Limit
from hessview.figure.words import name_words
from hessview.views.number_text import editable_text, read_numbers
from hessview.views.theme import GRID

FIELD_WIDTH = 96
_ENDS = ("from", "to")
_ROUND = MappingProxyType({Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1})
_REFUSALS = {
    Limit.CLOSEST: "This range is too narrow: doubles cannot tell its points apart.",
    Limit.SMALLEST: "This range is too narrow: no view is narrower than 10⁻³⁰⁰.",
    Limit.WIDEST: "This range is too wide: no view is wider than 10³⁰⁰.",
    Limit.FARTHEST: "This range is beyond double precision.",
}


class RangeEditor(QFrame):
    """Four numbers over the picture, opened by a click on an axis.

    Signals
    -------
    accepted
        The box that was typed.
    """

    accepted = Signal(Box)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        # A press beside a field is no press on the picture underneath.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setAccessibleName("Axis ranges")
        layout = QGridLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID // 2)
        self._names = (QLabel(self), QLabel(self))
        self._fields = tuple(QLineEdit(self) for _ in range(4))
        self._rows: tuple[list[QWidget], list[QWidget]] = ([], [])
        for row in (0, 1):
            parts: list[QWidget] = [self._names[row]]
            for end in (0, 1):
                parts += [QLabel(_ENDS[end], self), self._fields[2 * row + end]]
            for column, part in enumerate(parts):
                layout.addWidget(part, row, column)
            self._rows[row].extend(parts)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._fields[0])
        self._message = QLabel(self)
        self._message.setWordWrap(True)
        layout.addWidget(self._message, 2, 0, 1, 5)
        for field in self._fields:
            field.setFixedWidth(FIELD_WIDTH)
            field.setAcceptDrops(False)  # a file's name is no number
            field.returnPressed.connect(self._accept)
            field.installEventFilter(self)
        self.hide()

    @property
    def last_field(self) -> QLineEdit:
        """The field that Tab comes to last."""
        return self._fields[-1]

    def edit(self, box: Box, names: tuple[str, str], field: int, corner: QPoint) -> None:
        """Open on `box` with the given field (x0, x1, y0, y1) selected, the lower left corner near a place.

        A range without a name cannot be changed and is not shown.
        """
        for widget, value in zip(self._fields, (box.x0, box.x1, box.y0, box.y1), strict=True):
            widget.setText(editable_text(value))
        for k, widget in enumerate(self._fields):
            widget.setAccessibleName(f"{names[k // 2]} {_ENDS[k % 2]}")
        for label, name, parts in zip(self._names, names, self._rows, strict=True):
            label.setText(name_words(name))
            for part in parts:
                part.setVisible(bool(name))
        self._message.hide()
        self.adjustSize()
        room = self._owner.rect().adjusted(GRID, GRID, -GRID, -GRID)
        x = min(max(corner.x(), room.left()), room.right() - self.width())
        y = min(max(corner.y() - self.height(), room.top()), room.bottom() - self.height())
        self.move(x, y)
        self.show()
        self.raise_()
        self._fields[field].setFocus()
        self._fields[field].selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape; no key that a field leaves unused may reach the probe underneath."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close when the focus goes to anything outside; Tab goes round: what was typed is not lost by it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ROUND:
            shown = [field for field in self._fields if field.isVisible()]
            here = next((k for k, field in enumerate(shown) if field is watched), -1)
            shown[(here + _ROUND[Qt.Key(event.key())]) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            focus = self.window().focusWidget()
            if focus is None or not self.isAncestorOf(focus):
                self.hide()
        return super().eventFilter(watched, event)

    def _accept(self) -> None:
        numbers = [read_numbers(field.text()) for field in self._fields]
        wrong = next((k for k, found in enumerate(numbers) if found is None or len(found) != 1), None)
        if wrong is not None:
            self._complain(wrong, "This is not a number.")
            return
        box = Box(*(found[0] for found in numbers if found))
        if box.x0 == box.x1 or box.y0 == box.y1:
            self._complain(1 if box.x0 == box.x1 else 3, "Both ends are the same double-precision number.")
        elif box.x0 > box.x1 or box.y0 > box.y1:
            self._complain(1 if box.x0 > box.x1 else 3, "A range goes from a smaller number to a larger one.")
        elif not box.is_valid:
            self._complain(0, _REFUSALS[box.refusal])
        else:
            self._close()
            self.accepted.emit(box)

    def _complain(self, field: int, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.show()
        self.adjustSize()
        self._fields[field].setFocus()
        self._fields[field].selectAll()

    def _close(self) -> None:
        self.hide()
        self._owner.setFocus()
