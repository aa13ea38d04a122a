"""Input that comes faster than it can be shown is taken together: one change for all that has waited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_OTHER_INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick,
    QEvent.Type.ContextMenu, QEvent.Type.Close, QEvent.Type.Drop,
})  # fmt: skip


class InputBatch(QObject):
    """Does the first of many alike at once, and those that follow before the event loop has turned together.

    Whatever else the user does happens after them, as it was meant: all that waits is done first.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kind: Hashable = None
        self._waiting: list[Any] = []
        self._do: Callable[[list[Any]], None] = lambda _: None
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._on_turn)

    def add(self, kind: Hashable, do: Callable[[list[Any]], None], each: object) -> None:
        """Have ``do([each])`` done, or `each` with others of its kind; `do` hears them in their order."""
        if kind != self._kind or not self._turn.isActive():
            self.flush()
            self._kind = kind
            self._turn.start()
            do([each])
            return
        if not self._waiting:
            _application().installEventFilter(self)
        self._do = do
        self._waiting.append(each)

    def flush(self) -> None:
        """Do what waits."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            _application().removeEventFilter(self)
            self._do(waiting)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice other input before anybody answers it; a key that is held down goes on."""
        if event.type() in _OTHER_INPUT and not (isinstance(event, QKeyEvent) and event.isAutoRepeat()):
            self.flush()
        return False

    def _on_turn(self) -> None:
        if self._waiting:
            self._turn.start()
            self.flush()


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None  # noqa: S101 - narrows the type: without one there are no events
    return application
