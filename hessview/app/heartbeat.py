"""A watch over the window's thread, which writes down where it hung."""

from __future__ import annotations

import faulthandler
import os
import re
import sys
import tempfile
import threading
import time
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

BEAT_MS = 500
PATIENCE = 1.5
"""Seconds since the last beat after which the window has not answered for at least one."""


class StallWatch:
    """Writes down where the window's thread is, once for each time that it does not answer for more than a second.

    It costs a timer and a thread that wake up twice a second.

    Parameters
    ----------
    tell
        Takes the words and the stack; called by the watching thread.
    """

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._beat = time.monotonic()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._ended = threading.Event()
        self._watched = threading.get_ident()
        self._thread = threading.Thread(target=self._watch, name="stall watch", daemon=True)

    def start(self) -> None:
        """Begin to watch the thread that calls this."""
        self._watched = threading.get_ident()
        self._on_beat()
        self._timer.start()
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the watching thread."""
        self._timer.stop()
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _on_beat(self) -> None:
        self._beat = time.monotonic()

    def _watch(self) -> None:
        told, before = 0.0, time.monotonic()
        while not self._ended.wait(BEAT_MS / 1000):
            now, beat = time.monotonic(), self._beat
            # A process that was stopped, or a machine that was too busy to run this thread either, is no stall of ours.
            was_awake = now - before < PATIENCE
            before = now
            if now - beat > PATIENCE and was_awake and beat != told:
                told = beat
                self._tell(f"The window does not answer; it is here:\n{_stack_of(self._watched)}")


def _stack_of(thread: int) -> str:
    """Return where a thread stands: files, lines and functions, no line of source, which would be read from a disk."""
    return "".join(f'  File "{file}", line {line}, in {name}\n' for file, line, name in reversed(places_of(thread)))


def places_of(thread: int) -> list[tuple[str, str, str]]:
    """Return where a thread stands: files, lines and functions, the innermost first; nothing of one that is gone.

    `faulthandler` reads that in one go and makes no frames. Whoever walks them holds them, and while the other thread
    goes on keeps alive what is in them, such as the painter of a widget that has long been painted.
    """
    with _file_in_memory() as told:
        faulthandler.dump_traceback(told, all_threads=True)
        told.seek(0)
        stacks = re.split(r"^(?:Current thread|Thread) 0x", told.read().decode("utf-8", "replace"), flags=re.MULTILINE)
    own = next((stack for stack in stacks[1:] if int(stack.partition(" ")[0], 16) == thread), "")
    return re.findall(r'^  File "(.*)", line (\S+) in (.*)$', own, flags=re.MULTILINE)


def _file_in_memory() -> IO[bytes]:
    """Return a file that nothing is written to a disk for, where the system has such files."""
    return os.fdopen(os.memfd_create("stack"), "w+b") if sys.platform == "linux" else tempfile.TemporaryFile()
