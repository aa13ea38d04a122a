"""The one way from other threads into the window: a signal that is delivered to a slot in the window's thread."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable


class WorkerBridge(QObject):
    """Carries answers to the thread it lives in.

    `deliver` may be called from any thread. A plain callable connected across threads has crashed; a slot of a
    QObject, queued, does not.

    Parameters
    ----------
    receive
        Takes each message, in order.
    then
        Is called a turn of the event loop after messages were received: what many answers change is shown once, and
        not in the turn in which the window has just shown what a hand did.
    """

    _arrived = Signal()

    def __init__(
        self, receive: Callable[[object], None], parent: QObject | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._receive: Callable[[object], None] | None = receive
        self._then = then
        self._waiting: deque[object] = deque()
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._on_turn)

    def deliver(self, message: object) -> None:
        """Hand over a message from any thread; it is received in this object's thread, in order."""
        self._waiting.append(message)
        self._arrived.emit()

    def close(self) -> None:
        """Receive nothing any more; what is still under way is dropped."""
        self._receive = None
        self._waiting.clear()
        self._turn.stop()

    @Slot()
    def _on_arrived(self) -> None:
        if not self._waiting or self._receive is None:
            return  # received together with one before
        try:
            while self._waiting and self._receive is not None:
                self._receive(self._waiting.popleft())
        finally:
            if self._then is not None and self._receive is not None:
                self._turn.start()

    def _on_turn(self) -> None:
        if self._then is not None:
            self._then()
