"""The last words of a process that the system ends: where every thread was, for the next start to find."""

from __future__ import annotations

import contextlib
import faulthandler
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 64 << 10


class CrashTrace:
    """Has `faulthandler` write to a file, which all windows share: they only add to it, and only when they crash.

    Parameters
    ----------
    folder
        Where the file lies. Where it cannot be written, crashes leave no trace.

    Attributes
    ----------
    found
        What an earlier process has left; None: nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "crash.txt"
        self._file: IO[bytes] | None = None
        self._is_ours = False
        self.found: str | None = None

    def install(self) -> None:
        """Take what is there, and have crashes of this process written down, unless they already are elsewhere."""
        with contextlib.suppress(OSError, ValueError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self._path.open("ab")
            if self._file.tell():
                with self._path.open("rb") as left:
                    self.found = left.read(_LARGEST).decode("utf-8", "replace")
                # Another window adds at the end, wherever that is.
                self._file.truncate(0)
            if not faulthandler.is_enabled():
                faulthandler.enable(self._file)
                self._is_ours = True

    def uninstall(self) -> None:
        """Leave crashes to the system again."""
        if self._is_ours:
            faulthandler.disable()
            self._is_ours = False
        if self._file is not None:
            self._file.close()
            self._file = None
