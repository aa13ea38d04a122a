"""What a process holds, counted from outside and from inside; and how fast it grows."""

from __future__ import annotations

import contextlib
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
_FONTS = frozenset({".ttf", ".ttc", ".otf", ".pfb", ".afm"})


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
    descriptors, fonts
        Open files, pipes and sockets but for fonts; and files of fonts. Matplotlib opens a font when a sign of it is
        first wanted, once a thread, and keeps it: when that happens depends on how fast the machine is.
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
    fonts: int
    garbage: int


def count(at: float, bounded: int = 0) -> Counts:
    """Count, after the garbage was collected."""
    gc.collect()
    before = _resident("self")
    _trim()
    pids = workers()
    objects = _qt_objects()
    opened = _opened()
    fonts = sum(file.suffix in _FONTS for file in opened)
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
        descriptors=len(opened) - fonts,
        fonts=fonts,
        garbage=len(gc.get_objects()),
    )


def widget_kinds() -> Counter[str]:
    """Return how many widgets there are of each class, to say which ones grow."""
    return Counter(type(widget).__name__ for widget in QApplication.allWidgets())


def descriptor_kinds() -> Counter[str]:
    """Return how many descriptors there are of each file or kind of thing, to say which ones grow."""
    return Counter(file.name.partition(":")[0] for file in _opened())


def _opened() -> list[Path]:
    """Return what the descriptors of this process stand for, by name."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # that of the listing
            found.append(descriptor.readlink())
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


def has_grown(series: Sequence[int]) -> bool:
    """Whether what is counted at the end is always more than it was at the beginning."""
    few = max(1, min(3, len(series) // 2))
    return len(series) > 1 and min(series[-few:]) > max(series[:few])


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
