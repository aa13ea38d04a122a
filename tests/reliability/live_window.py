"""A real window for the campaigns: driven by real events, watched for faults and for every moment it stood still."""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from hessview.app.desk import Desk
from hessview.app.garbage import GarbageRounds
from hessview.app.heartbeat import places_of
from hessview.app.places import Places
from hessview.app.startup import hand_over_quickly
from tests.reliability.campaign import PATIENCE_OF_SHORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

BEAT = 0.005
"""Seconds from one beat of the heart to the next."""

_LATE = 0.06
_DEEP = 9
_USUAL_LATENESS = 0.020
_MOST_PATIENCE = 4.0
_HARMLESS = ("This plugin does not support",)
_SCHEDULED = Path("/proc/self/schedstat")
"""Of the main thread: time on a processor, time waiting for one (nanoseconds), and how often."""

NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class Stall:
    """A beat that came late.

    Attributes
    ----------
    seconds, own, busy
        How late; how much of that is the program's own; for how long the thread itself was on a processor.
    doing, where
        What was being tried, and where the thread stood.
    """

    seconds: float
    own: float
    busy: float
    doing: str
    where: str

    def __str__(self) -> str:
        times = f"own {1e3 * self.own:.0f}, processor {1e3 * self.busy:.0f} ms"
        return f"{1e3 * self.seconds:.0f} ms ({times}) at {self.doing}: {self.where}"


class Heartbeat:
    """Measures how long the event loop stood still: the gap between two beats less their interval.

    Garbage collection, painting, waiting for other threads, for files and for locks all count. A thread looks where the
    program stands when a beat is late.

    Attributes
    ----------
    gaps
        Seconds that each beat was late.
    own
        The same less the time in which the thread could have run, and the system had given the processor to another
        program: on a busy machine this is what the program is to blame for. The system counts it (schedstat); where it
        does not, the whole gap.
    busy
        The seconds of a processor that the thread itself took between two beats: what is beyond that of a gap, it
        waited, for the interpreter that another thread held, for a file or a lock.
    """

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.own: list[float] = []
        self.busy: list[float] = []
        self.stalls: list[Stall] = []
        self.doing = ""
        self._last = time.perf_counter()
        self._queued, self._spent = _queued(), time.thread_time()
        self._seen = ""
        self._owner = threading.get_ident()
        self._timer = QTimer(interval=round(1e3 * BEAT), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin to count."""
        self._last, self._queued, self._spent = time.perf_counter(), _queued(), time.thread_time()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()
        self._over.set()
        self._watcher.join()

    def _beat(self) -> None:
        now = time.perf_counter()
        gap = now - self._last - BEAT
        queued = _queued()
        own = max(min(gap, 0.0), gap - (queued - self._queued))
        self.gaps.append(gap)
        busy = time.thread_time() - self._spent
        self.own.append(own)
        self.busy.append(busy)
        if gap > _LATE:
            self.stalls.append(Stall(gap, own, busy, self.doing, self._seen))
            self._seen = ""
        self._last, self._queued, self._spent = time.perf_counter(), queued, time.thread_time()

    def in_words(self, bare: Sequence[float], *, short: bool = False) -> str:
        """Return what was measured, beside the gaps of a bare event loop on the same machine at the same time."""
        waiting = f"with waiting for a processor {distribution(self.gaps)}"
        times = patience(bare, short=short)
        busy = f"; {'short' if short else 'a busy machine'}: the bars times {times:.1f}" if times > 1.0 else ""
        return f"{distribution(self.own)} ({waiting}; a bare event loop beside it {distribution(bare)}{busy})"

    def worst(self, most: int) -> tuple[str, ...]:
        """Return the longest stalls in words, by the program's own part."""
        return tuple(map(str, sorted(self.stalls, key=lambda stall: -stall.own)[:most]))

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            if time.perf_counter() - self._last > _LATE and not self._seen:
                self._seen = _standing(self._owner)


def _queued() -> float:
    """Return for how many seconds this thread has waited for a processor, as the system counts it; 0 if it does not."""
    try:
        return float(_SCHEDULED.read_text().split()[1]) * 1e-9
    except (OSError, IndexError, ValueError):
        return 0.0


def _standing(thread: int) -> str:
    """Return where a thread stands: the innermost places in the program, the deepest first."""
    places = places_of(thread)[:_DEEP]
    return " < ".join(f"{'/'.join(Path(file).parts[-2:])}:{line} {name}" for file, line, name in places)


_PEER = """
import sys, time, threading
from PySide6.QtCore import QCoreApplication, QTimer, Qt
beat = float(sys.argv[1])
application = QCoreApplication([])
gaps, last = [], time.perf_counter()
def beaten():
    global last
    now = time.perf_counter()
    gaps.append(now - last - beat)
    last = time.perf_counter()
timer = QTimer(interval=round(1e3 * beat), timerType=Qt.TimerType.PreciseTimer)
timer.timeout.connect(beaten)
timer.start()
threading.Thread(target=lambda: (sys.stdin.read(), application.quit()), daemon=True).start()
application.exec()
print(*(f"{gap:.6f}" for gap in gaps))
"""


class Peer:
    """The same heart in a process that does nothing else: what the machine alone takes from any program."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PEER, str(BEAT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def gaps(self) -> list[float]:
        """End it, and return how late its beats came."""
        said, _ = self._process.communicate("")
        return [float(gap) for gap in said.split()]

    def end(self) -> None:
        """End it, if it has not ended."""
        if self._process.poll() is None:
            self._process.communicate("")


@contextmanager
def bare_heart() -> Iterator[Peer]:
    """Let a bare heart beat beside the window; it ends with it, whatever happens."""
    peer = Peer()
    try:
        yield peer
    finally:
        peer.end()


def end_of(began: float, seconds: float) -> float:
    """Return when a campaign that began then is to stop: a slow start leaves it some of its time."""
    return max(began + seconds, time.monotonic() + 0.4 * seconds)


def patience(bare: Sequence[float], *, short: bool = False) -> float:
    """Return by what the bars are multiplied: more than 1 on a machine so busy that even a bare event loop is late.

    A short form runs on any machine, however slow: it only shows that nothing hangs.
    """
    return PATIENCE_OF_SHORT if short else min(max(1.0, quantile(bare, 0.999) / _USUAL_LATENESS), _MOST_PATIENCE)


def quantile(gaps: Sequence[float], share: float) -> float:
    """Return the smallest gap that `share` of them do not exceed; 0 of none."""
    return sorted(gaps)[min(len(gaps) - 1, int(share * len(gaps)))] if gaps else 0.0


def distribution(gaps: Sequence[float]) -> str:
    """Return the gaps in words: the middle, the tail and the worst, in milliseconds."""
    shares = ((0.5, "median"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "max"))
    return ", ".join(f"{name} {1e3 * quantile(gaps, share):.0f}" for share, name in shares) + " ms"


@dataclass
class Faults:
    """What must not happen: exceptions that nobody caught, and warnings of Qt."""

    exceptions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@contextmanager
def watched() -> Iterator[Faults]:
    """Collect every exception that reaches the edge of the event loop or of a thread, and every warning of Qt."""
    faults = Faults()

    def on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        faults.exceptions.append("".join(traceback.format_exception(kind, error, trace)))
        print(faults.exceptions[-1], file=sys.stderr, flush=True)  # at once: what comes next may end the process

    def on_message(kind: QtMsgType, _context: object, words: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not words.startswith(_HARMLESS):
            faults.warnings.append(words)

    hook, thread_hook = sys.excepthook, threading.excepthook
    sys.excepthook = on_exception
    threading.excepthook = lambda told: on_exception(
        told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback
    )
    handler = qInstallMessageHandler(on_message)
    try:
        yield faults
    finally:
        qInstallMessageHandler(handler)
        sys.excepthook, threading.excepthook = hook, thread_hook


@contextmanager
def open_window(text: str, size: tuple[int, int] = (1200, 800)) -> Iterator[Desk]:
    """Open the program on a formula with files of its own, wait for the picture, and close it afterwards."""
    hand_over_quickly()  # as the program does
    application = QApplication.instance() or QApplication(["hessview"])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory(prefix="hessview-", ignore_cleanup_errors=True) as folder:
        desk = Desk(application, Places.inside(Path(folder)))
        desk.begin(text)
        desk.window.resize(*size)
        desk.window.show()
        wait(lambda: not desk.controller.results.pending, 30.0)
        linger(700)
        gc.collect()
        rounds = GarbageRounds(desk.is_resting)  # as the program does once it has started
        rounds.start()
        try:
            yield desk
        finally:
            rounds.stop()
            desk.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def linger(milliseconds: float) -> None:
    """Let the event loop run; unlike a busy wait it gives threads their turn."""
    loop = QEventLoop()
    # A timer that is kept: one that PySide deletes by itself once it has shot has crashed, once in a thousand or so.
    timer = QTimer(singleShot=True, interval=round(milliseconds))
    timer.timeout.connect(loop.quit)
    timer.start()
    loop.exec()


def wait(holds: Callable[[], bool], seconds: float) -> float | None:
    """Run the event loop until `holds`; returns how long that took, None when it did not come in time."""
    start = time.perf_counter()
    loop = QEventLoop()
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: loop.quit() if holds() or time.perf_counter() - start > seconds else None)
    if not holds():
        timer.start()
        loop.exec()
        timer.stop()
    return time.perf_counter() - start if holds() else None


def press(widget: QWidget, key: Qt.Key, text: str = "", modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press and release a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, modifier, text))


def mouse(viewport: QWidget, kind: QEvent.Type, place: QPointF, button: Qt.MouseButton = LEFT) -> None:
    """Send one event of the mouse."""
    held = button if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    event = QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(place)), pressed, held, NO_KEY)
    QCoreApplication.sendEvent(viewport, event)


def drag(viewport: QWidget, start: QPointF, end: QPointF, steps: int = 6, pause: float = 16.0) -> None:
    """Press, move at the speed of a hand, release."""
    mouse(viewport, QEvent.Type.MouseButtonPress, start)
    for k in range(1, steps + 1):
        mouse(viewport, QEvent.Type.MouseMove, start + (end - start) * (k / steps))
        if pause:
            linger(pause)
    mouse(viewport, QEvent.Type.MouseButtonRelease, end)


def wheel(viewport: QWidget, place: QPointF, notches: float) -> None:
    """Turn the wheel: away from oneself is positive and looks closer."""
    turn = QPoint(0, round(120 * notches))
    event = QWheelEvent(
        place, QPointF(viewport.mapToGlobal(place)), QPoint(), turn, Qt.MouseButton.NoButton, NO_KEY,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(viewport, event)


def renice() -> None:
    """Undo niceness where that is allowed, so that the measured process competes as a person's would."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(-os.nice(0))
