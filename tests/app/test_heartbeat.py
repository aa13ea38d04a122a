"""Stalls of the window: counted finely, and written down where they happen."""

from __future__ import annotations

import threading
import time
import weakref
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEventLoop, QTimer

from hessview.app.heartbeat import Gaps, Heartbeat, StallWatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def turn(milliseconds: int) -> None:
    """Let events happen for a while, without holding the interpreter."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@given(st.lists(st.floats(2e-4, 1e3), min_size=1, max_size=300), st.floats(0.0, 1.0))
def test_a_quantile_is_right_within_a_bin(seconds: list[float], share: float) -> None:
    gaps = Gaps()
    for each in seconds:
        gaps.add(each)
    exact = float(np.quantile(seconds, share, method="inverted_cdf"))
    assert exact * (1 - 1e-12) <= gaps.quantile(share) <= exact * 1.0234
    assert (gaps.count, gaps.longest) == (len(seconds), max(seconds))


def test_nothing_and_the_shortest_and_the_longest_have_a_place() -> None:
    gaps = Gaps()
    assert (gaps.p999, gaps.longest) == (0.0, 0.0)
    for seconds in (0.0, 1e-9, 1e9):
        gaps.add(seconds)
    assert gaps.quantile(0.5) <= 1e-4
    assert gaps.longest == 1e9


def test_a_stall_of_the_window_is_a_gap(qapp: QApplication) -> None:
    heart = Heartbeat(5)
    heart.start()
    turn(100)
    time.sleep(0.2)
    turn(100)
    gaps = heart.stop()
    assert gaps.longest >= 0.2
    assert gaps.count > 5
    assert gaps.quantile(0.5) < 0.1


def test_a_stall_that_ends_with_the_measure_counts(qapp: QApplication) -> None:
    heart = Heartbeat(5)
    heart.start()
    time.sleep(0.15)
    assert heart.stop().longest >= 0.15
    assert heart.stop().count == 1


def test_a_stall_is_written_once_with_the_place_where_it_hangs(qapp: QApplication) -> None:
    said: list[str] = []
    held: list[weakref.ref[threading.Event]] = []
    watch = StallWatch(said.append)

    def hang_here() -> None:
        never = threading.Event()
        held.append(weakref.ref(never))
        never.wait(3.2)

    watch.start()
    try:
        QTimer.singleShot(100, qapp, hang_here)
        turn(3600)
        turn(700)
        assert [each() for each in held] == [None]  # whoever watches keeps nothing alive
    finally:
        watch.stop()
    assert len(said) == 1
    assert "in hang_here" in said[0]
