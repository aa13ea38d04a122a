"""Stalls of the window, written down where they happen."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from hessview.app.heartbeat import StallWatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def turn(milliseconds: int) -> None:
    """Let events happen for a while, without holding the interpreter."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def test_a_stall_is_written_once_with_the_place_where_it_hangs(qapp: QApplication) -> None:
    said: list[str] = []
    held: list[weakref.ref[threading.Event]] = []
    watch = StallWatch(said.append)

    def hang_here() -> None:
        never = threading.Event()
        held.append(weakref.ref(never))
        for _ in range(600):  # however long the watching thread has to wait for a processor
            never.wait(0.1)
            if said:
                break
        never.wait(1.2)

    watch.start()
    try:
        QTimer.singleShot(100, qapp, hang_here)
        turn(400)
        turn(700)
        assert [each() for each in held] == [None]  # whoever watches keeps nothing alive
    finally:
        watch.stop()
    assert sum("in hang_here" in words for words in said) == 1
    assert not any("never.wait" in words for words in said)  # no file of source is read, least of all in a stall
