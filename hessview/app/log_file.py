"""What went wrong, written down: a few small files that replace each other, one set for each running window."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from pathlib import Path

LARGEST = 256 << 10
"""Bytes of one file."""

_BACKUPS = 2
_MOST_FILES = 12
_REMEMBERED = 400


class LogFile:
    """Entries with time and level; nothing is made on the disk before the first one.

    Each process writes files of its own, so that they cannot get into each other's way; the oldest files of all are
    removed. Where nothing can be written, entries are kept in memory alone.

    Parameters
    ----------
    folder
        Where the files lie; it is made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handler: logging.Handler | None = None
        self._lines: deque[str] = deque(maxlen=_REMEMBERED)
        self._lock = threading.RLock()  # whatever goes wrong while an entry is made is an entry of the same thread

    def write(self, level: str, text: str) -> None:
        """Add an entry, from any thread; `level` is "ERROR" or "WARNING"."""
        import logging

        moment = time.time()
        entry = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(moment))} {level} {text}"
        self._lines.extend(entry.splitlines())
        record = logging.LogRecord("hessview", logging.ERROR, "", 0, entry, None, None)
        with self._lock:
            if self._handler is None:
                self._handler = _handler(self._folder)
            self._handler.handle(record)

    def tail(self, count: int) -> list[str]:
        """Return the last lines: of this process, before them those of the one that wrote last."""
        own = list(self._lines)[-count:]
        if len(own) == count:
            return own
        mine = f"-{os.getpid()}.log"
        earlier: list[str] = []
        with contextlib.suppress(OSError):
            others = [path for path in _files(self._folder) if path.suffix == ".log" and not path.name.endswith(mine)]
            if others:
                text = others[-1].read_bytes()[-LARGEST:].decode("utf-8", "replace")
                earlier = text.splitlines()[-(count - len(own)) :]
        return earlier + own

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._handler is not None:
                self._handler.close()
                self._handler = None


def _handler(folder: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    class Quiet(RotatingFileHandler):
        """A disk that is full or read-only is no reason to say more than what went wrong."""

        def handleError(self, record: logging.LogRecord) -> None:
            del record

    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in _files(folder)[: 1 - _MOST_FILES]:
            old.unlink(missing_ok=True)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    return Quiet(folder / name, maxBytes=LARGEST, backupCount=_BACKUPS, encoding="utf-8", errors="replace", delay=True)


def _files(folder: Path) -> list[Path]:
    """Return the files of all processes, the one that was written last at the end."""
    found = [(path.stat().st_mtime, path) for path in folder.glob("*.log*") if path.is_file()]
    return [path for _, path in sorted(found)]
