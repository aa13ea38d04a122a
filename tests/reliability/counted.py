"""What a process holds, counted from outside and from inside; and how fast it grows."""

from __future__ import annotations

import ctypes
import gc
import os
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shiboken6
from PySide6.QtCore import QAbstractEventDispatcher, QObject
from PySide6.QtWidgets import QApplication

from tests.reliability.hands import workers

if TYPE_CHECKING:
    from collections.abc import Sequence

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Counts:
    """What one process held at one moment.

    Attributes
    ----------
    at
        Seconds since the beginning.
    memory, memory_before
        Resident bytes, after and before the allocator handed back what it kept for later.
    worker_memory
        Resident bytes of its worker processes together.
    bounded
        Bytes of what may grow up to a bound: the answers that are kept, the history of undo.
    processes, zombies
        Its children, and those of them that have ended and were not waited for.
    """

    at: float
    memory: int
    memory_before: int
    worker_memory: int
    bounded: int
    processes: int
    zombies: int
    widgets: int
    objects: int
    timers: int
    threads: int
    descriptors: int
    garbage: int


def count(at: float, bounded: int = 0) -> Counts:
    """Count, after the garbage was collected."""
    gc.collect()
    before = _resident("self")
    _trim()
    pids = workers()
    objects = _qt_objects()
    return Counts(
        at=at,
        memory=_resident("self"),
        memory_before=before,
        worker_memory=sum(map(_resident, pids)),
        bounded=bounded,
        processes=len(pids),
        zombies=sum(_is_zombie(pid) for pid in pids),
        widgets=len(QApplication.allWidgets()),
        objects=len(objects),
        timers=_timers(objects),
        threads=threading.active_count(),
        descriptors=len(os.listdir("/proc/self/fd")) - 1,  # noqa: PTH208 - the listing itself holds one
        garbage=len(gc.get_objects()),
    )


def widget_kinds() -> Counter[str]:
    """Return how many widgets there are of each class, to say which ones grow."""
    return Counter(type(widget).__name__ for widget in QApplication.allWidgets())


def descriptor_kinds() -> Counter[str]:
    """Return how many descriptors there are of each file or kind of thing, to say which ones grow."""
    found: Counter[str] = Counter()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found[descriptor.readlink().name.partition(":")[0]] += 1
        except OSError:
            continue  # that of the listing
    return found


def growth_an_hour(samples: Sequence[tuple[float, float]]) -> float:
    """Return the median of the slopes of all pairs (seconds, bytes), in bytes an hour.

    Theil (1950), A rank-invariant method of linear and polynomial regression analysis: one sample that is far off, or
    a step early in a long series, hardly moves it.
    """
    if len(samples) < 2:
        return 0.0
    t, y = np.array(samples, dtype=float).T
    i, j = np.triu_indices(len(t), 1)
    return float(np.median((y[j] - y[i]) / (t[j] - t[i]))) * 3600.0


def timers() -> int:
    """Return how many timers run."""
    return _timers(_qt_objects())


def _timers(objects: Sequence[QObject]) -> int:
    dispatcher = QAbstractEventDispatcher.instance()
    return sum(len(dispatcher.registeredTimers(entry)) for entry in objects)


def _qt_objects() -> list[QObject]:
    """Return the objects that can be reached: below every window and the application, and those that Python holds."""
    found: dict[int, QObject] = {}
    app = QApplication.instance()
    roots: list[QObject] = [*QApplication.topLevelWidgets(), *([app] if app is not None else [])]
    held = [entry for entry in gc.get_objects() if isinstance(entry, QObject) and shiboken6.isValid(entry)]
    for root in (*roots, *held):
        for entry in (root, *root.findChildren(QObject)):
            found[shiboken6.getCppPointer(entry)[0]] = entry
    return list(found.values())


def _resident(process: str | int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _trim() -> None:
    """Hand back to the system what glibc keeps for the next allocation."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
