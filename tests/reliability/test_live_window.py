"""The heart of the campaigns says what a late beat was late for."""

from __future__ import annotations

import time

from tests.reliability import live_window as live


def test_a_late_beat_says_how_much_of_it_the_thread_itself_computed() -> None:
    heart = live.Heartbeat()
    heart.doing = "a deed"
    heart._spent = time.thread_time()
    heart._last = time.perf_counter() - 1.0  # a second ago, and hardly anything computed since
    heart._beat()
    (stall,) = heart.stalls
    assert heart.busy == [stall.busy]
    assert 0.0 <= stall.busy < 0.5 < stall.seconds
    assert f"processor {1e3 * stall.busy:.0f} ms) at a deed" in str(stall)
