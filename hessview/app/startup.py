"""From the command line to a running window, and from the last window closed to an exit code."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.app.allocator import give_memory_back
from hessview.app.display import missing_display

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication

NO_DISPLAY = 3
FILE_ENDINGS = (".hessview", ".svg", ".pdf", ".png", ".py")
_INTERRUPTED = 130
_STARTED_MS = 1000
_TURN = 0.0005
"""Seconds for which a thread may compute while another one waits."""

_ONE_THREAD = (
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "QT_NO_GUI_THREADPOOL",
)  # fmt: skip


def run(argument: str | None, report: Callable[[int, str], int]) -> int:
    """Open the window on an expression or a file and stay until it is closed.

    Parameters
    ----------
    argument
        An expression, or the path of a session or an exported figure; None for the first example.
    report
        Says a message on the standard error and returns the exit code that it is given.

    Returns
    -------
    int
        0, or 3 without a display.

    Raises
    ------
    KeyboardInterrupt
        After the window is gone, if the process was interrupted while it was open.
    """
    reason = missing_display()
    if reason is not None:
        return report(NO_DISPLAY, f"{reason}; hessview figure EXPR -o FILE writes the picture without one")
    keep_to_one_thread()
    hand_over_quickly()
    give_memory_back()
    # What the start makes, it keeps: looking through it for garbage again and again would be a tenth of the start.
    gc.disable()
    try:
        return _run(argument)
    finally:
        gc.enable()


def keep_to_one_thread() -> None:
    """Keep NumPy and Qt's painter from spreading small work over threads, unless the environment says otherwise.

    It counts for what is loaded afterwards. Of the small matrices here several threads make nothing faster, and on a
    busy machine they wait for each other: the eigenvectors for 50 variables then take 30 ms instead of 0.5. Qt hands
    every 64 spans of a translucent stroke to a thread and waits for it, which takes longer than painting them.
    """
    for variable in _ONE_THREAD:
        os.environ.setdefault(variable, "1")


def hand_over_quickly() -> None:
    """Let the window's thread wait less for those that compute.

    Only one thread runs Python at a time, and a thread that computes gives way after 5 ms. Whoever paints asks for its
    turn again after many a call of Qt: beside two threads that compute a move of the probe with all overlays took 200
    ms; now it is 50, and what they compute takes as long as before.
    """
    sys.setswitchinterval(_TURN)


def _run(argument: str | None) -> int:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from hessview.app.desk import Desk
    from hessview.app.garbage import GarbageRounds, take_down
    from hessview.app.resources import resource
    from hessview.views.single_shot import once_after

    QCoreApplication.setOrganizationName("hessview")
    QCoreApplication.setApplicationName("hessview")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101 - narrows the type: a bare core application has no window
    application.setWindowIcon(QIcon(str(resource("icons/hessview.svg"))))
    desk = Desk(application)
    desk.incidents.install()
    with desk.incidents.faults.surviving():
        desk.begin(argument)
    with desk.incidents.faults.surviving():
        desk.window.show()
    garbage = GarbageRounds(desk.is_resting, application)
    once_after(_STARTED_MS, garbage, garbage.start)
    if os.environ.get("HESSVIEW_QUIT_AFTER_FIRST_PICTURE"):
        desk.controller.when_first_painted(desk.window.close)
    with _interruptible(application):
        code = application.exec()
    desk.close()
    garbage.stop()  # when no other thread is left
    garbage.deleteLater()
    take_down()
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return code


@contextmanager
def _interruptible(application: QApplication) -> Iterator[None]:
    """Let Ctrl+C in the terminal end the event loop.

    Python answers a signal only when its own code runs, and inside an event handler Qt swallows the exception. So the
    signal writes to a socket, the socket wakes the loop, and the handler ends it.
    """
    from PySide6.QtCore import QSocketNotifier

    ours = threading.current_thread() is threading.main_thread()
    if not ours or sys.platform == "win32" or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reader.recv(4096))
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, lambda *_: application.exit(_INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.set_wakeup_fd(before)
        notifier.setEnabled(False)
        reader.close()
        writer.close()


def is_document(argument: str) -> bool:
    """Return whether a word of the command line is the path of a session or a figure, not an expression."""
    path = Path(argument)
    try:
        return path.suffix.lower() in FILE_ENDINGS and path.exists()
    except OSError:
        return False
