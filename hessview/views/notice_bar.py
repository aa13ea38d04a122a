"""A quiet line between the editor and the picture: something happened, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from hessview.views.one_line_label import OneLineLabel
from hessview.views.plain_words import plain_tip
from hessview.views.ring_sign import RingSign
from hessview.views.theme import GRID, LIGHT, mixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.views.theme import Theme

_TINT = 0.08


@dataclass(frozen=True)
class Choice:
    """What can be done about a notice.

    Attributes
    ----------
    label
        Words of its button, with a mnemonic if it has one.
    run
        What the button does.
    tip
        One sentence.
    closes
        Whether the notice is settled by it.
    """

    label: str
    run: Callable[[], object]
    tip: str = ""
    closes: bool = True


@dataclass(frozen=True)
class Notice:
    """Something that happened, in a sentence, until somebody has taken note.

    Attributes
    ----------
    key
        What it is about: a notice replaces the one of the same key.
    message
        Plain text.
    choices
        What can be done, the likeliest first.
    detail
        More, for who asks: the tip of the message.
    """

    key: str
    message: str
    choices: tuple[Choice, ...] = ()
    detail: str = ""


class NoticeBar(QWidget):
    """Shows one notice after the other; hidden while there is none.

    It never takes the focus: Tab reaches it after the editor, and Escape in it dismisses.

    Signals
    -------
    left
        The bar has gone while the focus was in it.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None, theme: Theme = LIGHT) -> None:
        super().__init__(parent)
        self._theme = theme
        self._waiting: list[Notice] = []
        self._choices: list[QPushButton] = []
        self._sign = RingSign(theme.color("accent"), self, dot=6.4, stroke=(9.6, 13.6))
        self.words = OneLineLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.dismiss_button = QToolButton(self)
        self.dismiss_button.setText("×")
        self.dismiss_button.setAutoRaise(True)
        self.dismiss_button.setAccessibleName("Dismiss")
        self.dismiss_button.setToolTip("Dismiss (Escape)")
        self.dismiss_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.dismiss_button.clicked.connect(self._on_dismiss)
        self._row = QHBoxLayout()
        self._row.setSpacing(GRID)
        self._row.addWidget(self._sign, 0)
        self._row.addWidget(self.words, 0)
        self._row.addStretch(1)
        self._row.addWidget(self.dismiss_button, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        column.addLayout(self._row)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """The notice that is shown."""
        return self._waiting[0] if self._waiting else None

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be chosen now."""
        count = len(self.notice.choices) if self.notice is not None else 0
        return tuple(self._choices[:count])

    def notify(self, notice: Notice) -> None:
        """Show a notice after those that are waiting; one of the same key takes that one's place."""
        for place, waiting in enumerate(self._waiting):
            if waiting.key == notice.key:
                self._waiting[place] = notice
                if place == 0 and waiting != notice:
                    self._show_first(announce=waiting.message != notice.message)
                return
        self._waiting.append(notice)
        if len(self._waiting) == 1:
            self._show_first()

    def dismiss(self, key: str) -> None:
        """Take back the notice of this key, shown or waiting; nothing if there is none."""
        shown = self.notice
        self._waiting = [notice for notice in self._waiting if notice.key != key]
        if shown is not None and shown.key == key:
            self._show_first()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._sign.set_colour(theme.color("accent"))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tinted ground and a hairline below."""
        del event
        painter = QPainter(self)
        ground = mixed(self._theme.color("panel"), self._theme.color("accent"), _TINT)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("rule"))
        painter.end()

    def _show_first(self, *, announce: bool = True) -> None:
        notice = self.notice
        had_focus = self.focusWidget() is not None and self.focusWidget().hasFocus() and self.isVisible()
        if notice is None:
            self.hide()
            if had_focus:
                self.left.emit()
            return
        self.words.setText(notice.message)
        self.words.setToolTip(plain_tip(notice.detail))
        for place, choice in enumerate(notice.choices):
            button = self._button(place)
            button.setText(choice.label)
            button.setToolTip(choice.tip)
            button.show()
        for button in self._choices[len(notice.choices) :]:
            if button.hasFocus():
                self.dismiss_button.setFocus()
            button.hide()
        self.show()
        if announce:
            event = QAccessibleAnnouncementEvent(self.words, notice.message)
            QAccessible.updateAccessibility(event)

    def _button(self, place: int) -> QPushButton:
        while (made := len(self._choices)) <= place:
            button = QPushButton(self)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, at=made: self._on_chosen(at))
            self._row.insertWidget(2 + made, button, 0)
            QWidget.setTabOrder(self._choices[-1] if self._choices else self.words, button)
            self._choices.append(button)
        return self._choices[place]

    def _on_chosen(self, place: int) -> None:
        notice = self.notice
        if notice is None or place >= len(notice.choices):
            return
        choice = notice.choices[place]
        if choice.closes:
            self.dismiss(notice.key)
        choice.run()

    def _on_dismiss(self) -> None:
        if self.notice is not None:
            self.dismiss(self.notice.key)
