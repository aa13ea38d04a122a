"""The last words of a process that the system ends: where every thread was, for the next start to find."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import stat
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 64 << 10
_WAYS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")


class CrashTrace:
    """Has `faulthandler` write to a file, which all windows share: they only add to it, and only when they crash.

    What it holds at a start is dated and kept in another, until a newer crash takes its place there.

    Parameters
    ----------
    folder
        Where the file lies. Where it cannot be written, crashes leave no trace.

    Attributes
    ----------
    found
        What an earlier process has left and no start has found before, with its time; None: nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._path, self._kept = folder / "crash.txt", folder / "last_crash.txt"
        self._file: IO[bytes] | None = None
        self._is_ours = False
        self.found: str | None = None

    def install(self) -> None:
        """Take what is there, and have crashes of this process written down, unless they already are elsewhere."""
        with contextlib.suppress(OSError, ValueError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _opened(self._path)
            if self._file.seek(0, os.SEEK_END):
                self._file.seek(0)
                moment = time.localtime(os.fstat(self._file.fileno()).st_mtime)
                trace = self._file.read(_LARGEST).decode("utf-8", "replace")
                self.found = f"{time.strftime('%Y-%m-%d %H:%M:%S', moment)}\n{trace}"
                self._keep(self.found)
                # Another window adds at the end, wherever that is.
                self._file.truncate(0)
            if not faulthandler.is_enabled():
                faulthandler.enable(self._file)
                self._is_ours = True

    def last(self) -> str:
        """Return the last crash that is known of, with its time; empty: none."""
        with contextlib.suppress(OSError, ValueError), _opened(self._kept, making=False) as file:
            file.seek(0)
            return file.read(2 * _LARGEST).decode("utf-8", "replace")
        return self.found or ""

    def uninstall(self) -> None:
        """Leave crashes to the system again."""
        if self._is_ours:
            faulthandler.disable()
            self._is_ours = False
        if self._file is not None:
            self._file.close()
            self._file = None

    def _keep(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError), _opened(self._kept) as file:
            file.truncate(0)
            file.write(text.encode())


def _opened(path: Path, *, making: bool = True) -> IO[bytes]:
    """Open a file to be read and added to, one that is the trace's alone: what it held before is taken out of it.

    A link could lead to another's file, and a pipe without a reader would be waited for.

    Raises
    ------
    OSError
        If it cannot be opened, or is another's.
    """
    ways = os.O_RDWR | os.O_APPEND | (os.O_CREAT if making else 0)
    for name in _WAYS:
        ways |= getattr(os, name, 0)
    handle = os.open(path, ways, 0o600)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            raise OSError("the trace has a file of its own")
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)  # whoever made it
        return os.fdopen(handle, "ab+", buffering=0)
    except BaseException:
        os.close(handle)
        raise
