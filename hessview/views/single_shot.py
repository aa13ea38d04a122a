"""What is done once, a while from now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject


def once_after(milliseconds: int, owner: QObject, act: Callable[[], object]) -> None:
    """Have `act` called once, unless its owner is gone by then.

    The timer stays with its owner. One that PySide makes for `QTimer.singleShot` deletes itself when it has shot; its
    Python half may be gone by then, and the process with it, once in a thousand times or so.
    """
    timer = QTimer(owner, singleShot=True, interval=milliseconds)
    timer.timeout.connect(act)
    timer.start()
