"""The heart of the campaigns says what a late beat was late for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reliability import live_window as live

if TYPE_CHECKING:
    import pytest


def test_a_late_beat_says_how_much_of_it_the_thread_itself_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter((10.0, 10.25, 10.25, 10.5))  # made; a beat and what it took itself; the next
    monkeypatch.setattr(live.time, "thread_time", lambda: next(spent))
    heart = live.Heartbeat()
    heart.doing = "a deed"
    heart._last -= 1.0
    heart._beat()
    (stall,) = heart.stalls
    assert stall.seconds > 0.9
    assert "processor 250 ms) at a deed" in str(stall)
    monkeypatch.setattr(live.time, "thread_time", lambda: 10.5)
    heart._beat()
    assert heart.busy == [0.25, 0.25], "each counts from the last"
