"""A sentence on one line, and beside it what can be done about it by one click."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID, small_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ROOM = 6
"""Pixels of a button about its words: the line is to take little height."""


@dataclass(frozen=True)
class Offer:
    """What can be done: words on a button, its tip, and what a click does."""

    words: str
    tip: str
    act: Callable[[], object] = field(compare=False)


class OfferLine(QWidget):
    """The sentence and its buttons; hidden while there is no sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self.buttons: list[QToolButton] = []
        self.label = SaidLine(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, GRID, 0)
        self._row.setSpacing(GRID // 2)
        self._row.addWidget(self.label, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_words(self, words: str, offers: Sequence[Offer] = ()) -> bool:
        """Show a sentence and what is offered; return whether there are other buttons than before."""
        if words != self.label.text():
            self.label.setText(words)
            self.label.setToolTip(plain_tip(words))
        self.label.setVisible(bool(words))
        self.setVisible(bool(words))
        is_other = tuple(offers) != self._offers
        self._offers = tuple(offers)  # also of the same words another act
        if is_other:
            self._make_buttons()
        return is_other

    def _make_buttons(self) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(at, offer) for at, offer in enumerate(self._offers)]
        for button in self.buttons:
            self._row.addWidget(button)
            button.show()

    def _button(self, at: int, offer: Offer) -> QToolButton:
        button = QToolButton(self)
        button.setText(offer.words)
        button.setAccessibleName(offer.words)
        button.setToolTip(offer.tip)
        button.setFont(small_font())
        button.setFixedHeight(button.fontMetrics().height() + _ROOM)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: self._offers[at].act())
        return button



class SaidLine(QLabel):
    """A sentence on one line, whatever its width: what has no room is cut, and is in the tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(small_font())
        self.setContentsMargins(GRID, 0, GRID, GRID // 2)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def shown(self) -> str:
        """What is written."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: object) -> None:
        """Paint the words that have room."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.shown)
        painter.end()
