"""What a panel may have to typeset next is typeset before: a little now and then, while nobody waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from hessview.views.quiet_turn import QuietTurn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hessview.views.formula import Typesetter

_BETWEEN_MS = 40
_SIZE = 16.0
"""Pixels; any will do: outlines are made once for all sizes."""


class Foreseen(QObject):
    """Typesets formulas one by one, in quiet turns of the event loop, once the typesetter is ready.

    A new function shows a dozen names at once: set when they are painted, they would hold up that one frame for as long
    as all the rest of it takes.

    Parameters
    ----------
    formulas
        Brief ones, the likeliest first.
    """

    def __init__(self, typesetter: Typesetter, formulas: Iterable[str]) -> None:
        super().__init__(typesetter)
        self._typesetter = typesetter
        self._left = list(formulas)
        self._turn = QuietTurn(self._on_turn, self)
        self._pause = QTimer(self, singleShot=True, interval=_BETWEEN_MS)
        self._pause.timeout.connect(self._turn.start)
        typesetter.ready.connect(self._begin)

    @property
    def is_done(self) -> bool:
        """Whether all of them are typeset."""
        return not self._left

    def _begin(self) -> None:
        if self._left:
            self._pause.start()

    def close(self) -> None:
        """Typeset nothing more."""
        self._left.clear()
        self._pause.stop()
        self._turn.stop()

    def _on_turn(self) -> None:
        self._typesetter.typeset(self._left.pop(0), _SIZE)
        if self._left:
            self._pause.start()
