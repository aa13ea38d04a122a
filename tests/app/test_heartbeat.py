"""Stalls of the window, written down where they happen."""

from __future__ import annotations

import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from hessview.app.heartbeat import StallWatch, places_of

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


class Painter:
    """Something that must be gone when the function that made it returns."""


def test_where_a_thread_stands_is_read_in_one_go() -> None:
    ready, over = threading.Event(), threading.Event()

    def outer() -> None:
        inner_place()

    def inner_place() -> None:
        ready.set()
        over.wait(60.0)

    thread = threading.Thread(target=outer)
    thread.start()
    ready.wait(60.0)
    places = places_of(thread.ident or 0)
    over.set()
    thread.join()
    names = [name for _, _, name in places]
    inner = names.index("inner_place")
    assert names[inner : inner + 2] == ["inner_place", "outer"]
    assert places[inner][0] == __file__


def test_of_a_thread_that_is_gone_nothing_is_said() -> None:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    assert places_of(thread.ident or 0) == []


def test_whoever_looks_where_a_thread_stands_keeps_alive_nothing_of_it() -> None:
    over = threading.Event()
    here = threading.get_ident()

    def look() -> None:
        while not over.is_set():
            places_of(here)

    def paint(depth: int) -> weakref.ref[Painter]:
        painter = Painter()
        if depth:
            paint(depth - 1)
        return weakref.ref(painter)

    before = sys.getswitchinterval()
    watcher = threading.Thread(target=look)
    watcher.start()
    sys.setswitchinterval(1e-6)  # the threads change places wherever they can
    try:
        end = time.monotonic() + 1.0
        left = 0
        while time.monotonic() < end:
            left += paint(12)() is not None
    finally:
        sys.setswitchinterval(before)
        over.set()
        watcher.join()
    assert left == 0
