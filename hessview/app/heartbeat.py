"""How long the window did not answer: a fine measure for campaigns, and a watch that writes down where it hung."""

from __future__ import annotations

import math
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

_FINEST = 1e-4
_PER_DECADE = 100
_DECADES = 8

BEAT_MS = 500
PATIENCE = 1.5
"""Seconds since the last beat after which the window has not answered for at least one."""


class Gaps:
    """How long things took, in bins 2.3 % wide from 0.1 ms to 10^4 s: of one size, however many there are.

    Attributes
    ----------
    count
        How many.
    longest
        The longest in seconds, exactly.
    """

    def __init__(self) -> None:
        self.count = 0
        self.longest = 0.0
        self._bins = [0] * (_DECADES * _PER_DECADE + 1)

    def add(self, seconds: float) -> None:
        """Count one."""
        self.count += 1
        self.longest = max(self.longest, seconds)
        place = math.ceil(_PER_DECADE * math.log10(max(seconds, _FINEST) / _FINEST))
        self._bins[min(place, len(self._bins) - 1)] += 1

    def quantile(self, share: float) -> float:
        """Return what at least `share` (0 to 1) of them did not exceed, at most 2.3 % too much; 0 for none."""
        needed = math.ceil(share * self.count)
        reached = 0
        for place, held in enumerate(self._bins):
            reached += held
            if held and reached >= needed:
                return float(min(_FINEST * 10.0 ** (place / _PER_DECADE), self.longest))
        return 0.0

    @property
    def p999(self) -> float:
        """The seconds that 999 of 1000 did not exceed."""
        return self.quantile(0.999)


class Heartbeat:
    """Beats in the window's thread and counts the gaps between its beats.

    An event that arrives in a gap waits at most that long. Without stalls every gap is about the interval.

    Parameters
    ----------
    interval_ms
        Between two beats, when nothing hinders.
    """

    def __init__(self, interval_ms: int = 10, parent: QObject | None = None) -> None:
        self.gaps = Gaps()
        self._last = 0.0
        self._timer = QTimer(parent, interval=interval_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)

    def start(self) -> None:
        """Begin; the time until the first beat counts, too."""
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> Gaps:
        """End, and return what was counted; a stall that goes on now is counted up to now."""
        if self._timer.isActive():
            self._timer.stop()
            self.gaps.add(time.perf_counter() - self._last)
        return self.gaps

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps.add(now - self._last)
        self._last = now


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
    """Return where a thread stands.

    Its frames are let go of at once, before a line of source is read: whoever holds a frame when its function returns
    keeps alive what was in it, such as the painter of a widget.
    """
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - there is no other way to look
    if frame is None:
        return ""
    places = [(each.f_code.co_filename, line, each.f_code.co_name, None) for each, line in traceback.walk_stack(frame)]
    del frame
    return "".join(traceback.StackSummary.from_list(reversed(places)).format())
