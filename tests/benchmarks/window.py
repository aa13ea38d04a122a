"""A whole window without a screen, driven by real events, for the benchmarks of what a hand feels."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.app.startup import hand_over_quickly, keep_to_one_thread
from hessview.compute.requests import FieldRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = (1440, 900)
PATIENCE_MS = 30_000
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@contextmanager
def open_window(text: str | None = None) -> Iterator[Desk]:
    """Open the program on a formula, wait until all is there (formulas and fonts too), and close it afterwards."""
    keep_to_one_thread()  # as the program does
    hand_over_quickly()
    application = QApplication.instance() or QApplication(["hessview"])
    assert isinstance(application, QApplication)
    folder = tempfile.mkdtemp(prefix="hessview-settings-")
    desk = Desk(application, Places.inside(Path(folder)))
    desk.begin(text)
    desk.window.resize(*SIZE)
    desk.window.show()
    wait_for(desk, lambda: not desk.controller.results.pending)
    linger(600)
    # As the program does once it has started.
    gc.collect()
    gc.freeze()
    try:
        yield desk
    finally:
        gc.unfreeze()
        desk.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def linger(milliseconds: int) -> None:
    """Let the event loop run; unlike a busy wait it gives threads their turn."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for(desk: Desk, holds: Callable[[], bool]) -> None:
    """Run the event loop until `holds`; it is asked whenever an answer has been delivered."""
    end = time.monotonic() + PATIENCE_MS / 1e3
    application = QCoreApplication.instance()
    assert application is not None
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not come")
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def picture_is_final(desk: Desk) -> bool:
    """Whether field and iso-lines of the state are there, and painted."""
    results = desk.controller.results
    waits = any(isinstance(request, FieldRequest) for request in results.pending)
    return not waits and results.field_is_current and desk.window.picture._ground._pixmap is not None


def paint() -> None:
    """Do all that was put off until the event loop is reached: layout, and one paint of whatever asked for it."""
    QCoreApplication.processEvents()


def mouse(viewport: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    """Send a mouse event of the left button."""
    held = LEFT if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, place, viewport.mapToGlobal(place), button, held, NO_KEY)
    QCoreApplication.sendEvent(viewport, event)


def key(widget: QWidget, code: Qt.Key, text: str = "", modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press and release a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, code, modifier, text))
