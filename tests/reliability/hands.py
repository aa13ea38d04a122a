"""What a campaign needs to use a real window by itself: time that passes, questions that get answered, workers."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QWidget

from hessview.app.allocator import give_memory_back
from hessview.app.desk import Desk
from hessview.app.export_dialog import ExportDialog
from hessview.app.garbage import GarbageRounds
from hessview.app.places import Places
from hessview.app.startup import hand_over_quickly
from hessview.compute.requests import FieldRequest
from tests.warm_processes import nurseries, warm_children

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

ANSWER_EVERY_MS = 25
TICK_MS = 16


def application() -> QApplication:
    """Return the application of this process, made if there is none."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    hand_over_quickly()  # as the program does
    give_memory_back()
    made = QApplication(["hessview"])
    GarbageRounds(lambda: True, made).start()
    return made


def open_desk(folder: Path, argument: str | None = None, size: tuple[int, int] = (1200, 800)) -> Desk:
    """Return a shown window that keeps its own files in `folder`, with the log of faults that the program has."""
    desk = Desk(application(), Places.inside(folder))
    desk.incidents.install()
    desk.begin(argument)
    desk.window.resize(*size)
    desk.window.show()
    return desk


def rest(seconds: float) -> None:
    """Let the event loop run; unlike QTest.qWait this lets other threads run, too."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Let the event loop run until something is so, or the time is over; return whether it is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        rest(0.01)
    return True


def is_drawn(desk: Desk) -> bool:
    """Whether the picture is final."""
    results = desk.controller.results
    return results.wanted is not None and not any(isinstance(request, FieldRequest) for request in results.pending)


def is_idle(desk: Desk) -> bool:
    """Whether nothing is being worked out."""
    return is_drawn(desk) and not desk.controller.results.pending


def is_writing(desk: Desk) -> bool:
    """Whether a figure is being written."""
    return bool(desk.controller._scheduler._callbacks)


def settle() -> None:
    """Let everything that was posted happen, deletions included."""
    for _ in range(3):
        rest(0.02)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def send_mouse(
    widget: QWidget, kind: QEvent.Type, place: QPointF, key: Qt.KeyboardModifier,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """Send a press, a move or a release at a pixel of a widget."""
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    which = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    globally = widget.mapToGlobal(place)
    QApplication.sendEvent(widget, QMouseEvent(kind, place, globally, which, pressed, key))


def ticks(count: int) -> Generator[int, None, None]:
    """Yield 0, 1, ... at 60 a second, with the event loop running in between; late ones are not made up for."""
    due = time.monotonic()
    for k in range(count):
        yield k
        due = max(due + TICK_MS / 1000, time.monotonic())
        rest(max(0.0, due - time.monotonic()))


class Answering(QObject):
    """Answers whatever dialog comes up, by its own widgets, until it is told to stop.

    Parameters
    ----------
    name
        Gives the path to type when a dialog wants one.
    """

    def __init__(self, name: Callable[[], Path]) -> None:
        super().__init__()
        self._name = name
        self.answered: list[str] = []
        self.seen: Callable[[QWidget], object] = lambda _dialog: None
        self._timer = QTimer(self)
        self._timer.setInterval(ANSWER_EVERY_MS)
        self._timer.timeout.connect(self._answer)
        self._timer.start()

    def stop(self) -> None:
        """Answer no more."""
        self._timer.stop()

    def _answer(self) -> None:
        # While a dialog that was accepted asks a question of its own, the question is the active one.
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
            return
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        self.answered.append(type(dialog).__name__)
        self.seen(dialog)
        # From the event loop and not from here: a button that opens a question would block this timer.
        QTimer.singleShot(0, dialog, lambda: self._press(dialog))

    def _press(self, dialog: QWidget) -> None:
        if dialog is not QApplication.activeModalWidget():
            return  # it was closed meanwhile, or asks a question of its own: nobody can press anything in it
        if isinstance(dialog, QMessageBox):
            _press_first(dialog.buttons(), ("Discard", "Don't Save", "Yes", "OK", "Close"))
        elif isinstance(dialog, QFileDialog):
            _type_name(dialog, self._name())
        elif isinstance(dialog, ExportDialog):
            dialog.place.setText(str(self._name().with_suffix(dialog.path().suffix)))
            dialog.accept()
        elif isinstance(dialog, QDialog):
            dialog.reject()


def _press_first(buttons: Iterable[QWidget], words: tuple[str, ...]) -> None:
    by_words = {button.text().replace("&", ""): button for button in buttons}  # type: ignore[attr-defined]
    chosen = next((by_words[word] for word in words if word in by_words), next(iter(by_words.values())))
    chosen.click()


def _type_name(dialog: QFileDialog, path: Path) -> None:
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    if field is not None:
        field.setText(str(path))
    box = dialog.findChild(QDialogButtonBox)
    accept = (
        None
        if box is None
        else next(
            (button for button in box.buttons() if box.buttonRole(button) == QDialogButtonBox.ButtonRole.AcceptRole),
            None,
        )
    )
    if accept is not None and accept.isEnabled():
        accept.click()
    else:
        dialog.reject()


def workers(handler: str = "") -> tuple[int, ...]:
    """Return the processes that this one has started, those that run `handler` if one is named, oldest first."""
    found = warm_children(handler)
    for task in Path("/proc/self/task").iterdir():
        try:
            pids = [int(word) for word in (task / "children").read_text().split() if int(word) not in nurseries()]
            found += [pid for pid in pids if handler in Path(f"/proc/{pid}/cmdline").read_text()]
        except OSError:
            continue  # it ended while it was looked at
    return tuple(sorted(found))


def kill_worker(handler: str = "") -> bool:
    """Kill the oldest worker; returns whether there was one."""
    pids = workers(handler)
    if not pids:
        return False
    try:
        os.kill(pids[0], signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
