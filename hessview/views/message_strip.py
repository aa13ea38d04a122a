"""What is wrong with the text, in one sentence, with its repairs as buttons."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from hessview.language.problem import ProblemKind
from hessview.views.one_line_label import OneLineLabel
from hessview.views.plain_words import plain_tip
from hessview.views.ring_sign import RingSign
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from hessview.language.problem import SyntaxProblem
    from hessview.views.theme import Theme

_MOST_REPAIRS = 3
_QUESTION = "did you mean "  # asked once, before the buttons, instead of on each of them


class MessageStrip(QWidget):
    """A sign, a sentence, and up to three buttons that mend the text.

    Signals
    -------
    repair_chosen
        The text that a repair proposes.
    """

    repair_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem: SyntaxProblem | None = None
        self._sign = RingSign(theme.color("problem"), self, dot=14.0, stroke=(6.0, 10.8))
        self._words = OneLineLabel(self)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._sign)
        row.addWidget(self._words)
        self._buttons = [QPushButton(self) for _ in range(_MOST_REPAIRS)]
        for place, button in enumerate(self._buttons):
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, at=place: self._on_clicked(at))
            row.addWidget(button)
            button.hide()
        row.addStretch(1)

    @property
    def words(self) -> str:
        """The sentence that is shown, as plain text."""
        return "" if self._problem is None else self._problem.message

    @property
    def stops(self) -> tuple[QPushButton, ...]:
        """Where Tab may stop, also while there is no repair to offer."""
        return tuple(self._buttons)

    @property
    def buttons(self) -> list[QPushButton]:
        """The repairs that are offered."""
        return [button for button in self._buttons if not button.isHidden()]

    def render_problem(self, problem: SyntaxProblem) -> None:
        """Show the sentence and the repairs of `problem`."""
        if self._problem is not None and _same(problem, self._problem):
            self._problem = problem
            return
        self._problem = problem
        self._sign.setVisible(not is_invitation(problem))
        asks = bool(problem.repairs) and all(repair.label.startswith(_QUESTION) for repair in problem.repairs)
        self._words.setText(_marked_up(f"{problem.message} Did you mean" if asks else problem.message))
        for place, button in enumerate(self._buttons):
            offered = place < len(problem.repairs)
            if offered:
                repair = problem.repairs[place]
                button.setText(_button_words(repair.label, asked=asks))
                button.setToolTip(plain_tip(f"Change the text to: {_short(repair.text)}"))
                button.setAccessibleName(f"Repair: {repair.label}")
            button.setVisible(offered)
        event = QAccessibleEvent(self._words, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(event)

    def set_theme(self, theme: Theme) -> None:
        """Take the colour of problems."""
        self._sign.set_colour(theme.color("problem"))

    def _on_clicked(self, place: int) -> None:
        if self._problem is not None and place < len(self._problem.repairs):
            self.repair_chosen.emit(self._problem.repairs[place].text)


def is_invitation(problem: SyntaxProblem) -> bool:
    """Whether nothing is wrong: there is no text yet."""
    return problem.kind is ProblemKind.EMPTY


def _marked_up(sentence: str) -> str:
    """Return a sentence with what stands between backticks set as it would be typed."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))


def _button_words(label: str, *, asked: bool) -> str:
    plain = label.replace("`", "")
    if asked:
        return plain.removeprefix(_QUESTION).removesuffix("?").replace("&", "&&")
    return plain[:1].upper().replace("&", "&&") + plain[1:].replace("&", "&&")


def _same(first: SyntaxProblem, second: SyntaxProblem) -> bool:
    return first.message == second.message and first.repairs == second.repairs


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"
