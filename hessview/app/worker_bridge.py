"""The one way from other threads into the window: a signal that is delivered to a slot in the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable


class WorkerBridge(QObject):
    """Carries answers to the thread it lives in.

    `deliver` may be called from any thread. A plain callable connected across threads has crashed; a slot of a
    QObject, queued, does not.
    """

    _arrived = Signal(object)

    def __init__(self, receive: Callable[[object], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive: Callable[[object], None] | None = receive
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def deliver(self, message: object) -> None:
        """Hand over a message from any thread; it is received in this object's thread, in order."""
        self._arrived.emit(message)

    def close(self) -> None:
        """Receive nothing any more; what is still under way is dropped."""
        self._receive = None

    @Slot(object)
    def _on_arrived(self, message: object) -> None:
        if self._receive is not None:
            self._receive(message)
