"""The files in which unsaved changes are kept: one a window, and whose window lives is locked.

A file is locked by its open handle alone (``flock``). The system lets go of the lock when the process ends, however it
ends: there is no lock file that could stay, and no process number that another process could get.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from hessview.document import recovery, session_file
from hessview.document.disk import FileFault, read_whole
from hessview.document.recovery import Recovery
from hessview.document.strict_json import MAX_BYTES, SessionProblem

if sys.platform != "win32":
    import fcntl

_NAMES, _PARTS = "recovery-*.json", "recovery-*.part"
_MOST = 32
"""How many files are looked at; the others, older ones, are next when these are settled."""

_ATTEMPTS = 3
_READING = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_MAKING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)


class OwnFile:
    """The recovery file of one window; it exists from the first `write` until `remove`.

    At every moment the file of its name is a whole one that this window has locked: a new one is locked before it
    takes the place of the old one.

    Parameters
    ----------
    path
        Where it lies; a name that nobody has in `folder` if it is a `fresh` one.
    handle
        The open file that holds the lock, of a file that exists already.
    """

    def __init__(self, path: Path, handle: int | None = None) -> None:
        self.path = path
        self._handle = handle

    @classmethod
    def fresh(cls, folder: Path) -> OwnFile:
        """Return a file that is not there yet."""
        return cls(folder / f"recovery-{os.urandom(4).hex()}.json")

    def write(self, data: bytes) -> None:
        """Put `data` in the place of what the file held, whole or not at all.

        Raises
        ------
        OSError
            If it cannot be written; what it held before is untouched.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for attempt in range(_ATTEMPTS):
            try:
                handle = self._written(data)
            except FileNotFoundError:
                # Another window that was just starting took the new file for one that nobody owns.
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                self.release()
                self._handle = handle
                return

    def remove(self) -> None:
        """Delete the file, if there is one.

        Raises
        ------
        OSError
            If it cannot be deleted.
        """
        if self._handle is not None:
            self.path.unlink(missing_ok=True)
            self.release()

    def release(self) -> None:
        """Leave the file to the next start."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _written(self, data: bytes) -> int:
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        handle, made = os.open(part, _MAKING, 0o600), part
        try:
            _lock(handle, wait=True)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            if self._handle is None:
                # Nothing is replaced, so nothing can be lost: a busy disk need not be waited for.
                made = part.replace(self.path)
            os.fsync(handle)
            if made is part:
                part.replace(self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                made.unlink(missing_ok=True)
            os.close(handle)
            raise
        return handle


@dataclass(frozen=True)
class Found:
    """A recovery file without a window, locked until it is let go or taken.

    Attributes
    ----------
    file
        What holds the lock; of a file that could not even be opened, one without.
    content
        What was kept, or one sentence that says why it cannot be read.
    is_overtaken
        Whether the document's own file has changed since: it may well hold more than this.
    """

    file: OwnFile
    content: Recovery | str
    is_overtaken: bool = False

    def discard(self) -> None:
        """Delete it.

        Raises
        ------
        OSError
            If it cannot be deleted.
        """
        self.file.path.unlink(missing_ok=True)
        self.file.release()


def is_anything_there(folder: Path) -> bool:
    """Return whether a folder holds any recovery file, a living window's or not: a listing, nothing more."""
    try:
        return any(entry.name.startswith("recovery-") for entry in folder.iterdir())
    except OSError:
        return False


def find(folder: Path) -> list[Found]:
    """Return the recovery files whose windows have ended without settling them, all locked.

    The newest come first, those that cannot be read last. What an interrupted write has left is deleted, and so is what
    holds nothing that the document's own file lacks.
    """
    for path in folder.glob(_PARTS):
        _delete_leftover(path)
    found: list[Found] = []
    for path in sorted(folder.glob(_NAMES), key=_age):
        if len(found) == _MOST:
            break
        item = _claim(path)
        if item is None:
            continue
        compared = _compared(item)
        if compared is not None:
            found.append(compared)
            continue
        with contextlib.suppress(OSError):
            item.discard()
        item.file.release()
    return sorted(found, key=_lateness)


def _lateness(item: Found) -> float:
    return -item.content.saved.timestamp() if isinstance(item.content, Recovery) else 0.0


def _age(path: Path) -> float:
    try:
        return -path.lstat().st_mtime
    except OSError:
        return 0.0


def _claim(path: Path) -> Found | None:
    """Return a file with its content if no window has it; None if one does, or it is no file."""
    for _ in range(_ATTEMPTS):
        try:
            handle = os.open(path, _READING)
        except FileNotFoundError:
            return None
        except OSError as problem:
            if problem.errno in {errno.EMFILE, errno.ENFILE}:
                return None  # that says nothing about this file; it waits for a start with room
            return Found(OwnFile(path), f"{path.name} cannot be read: {problem.strerror}.")
        kept = False
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            _lock(handle, wait=False)
            if _is_at(handle, path):
                kept = True
                return Found(OwnFile(path, handle), _content(handle, path.name))
            # Between opening and locking its window wrote it anew: this is what it held before.
        except BlockingIOError:
            return None
        except OSError as problem:
            return Found(OwnFile(path), f"{path.name} cannot be read: {problem.strerror}.")
        finally:
            if not kept:
                os.close(handle)
    return None


def _content(handle: int, name: str) -> Recovery | str:
    try:
        with os.fdopen(handle, "rb", closefd=False) as file:
            return recovery.from_bytes(file.read(MAX_BYTES + 1))
    except OSError as problem:
        return f"{name} cannot be read: {problem.strerror}."
    except SessionProblem as problem:
        place = "the file" if problem.place == "$" else problem.place
        return f"{name} cannot be restored: {place} {problem.what}."


def _compared(item: Found) -> Found | None:
    """Return a file that was found, compared with the document's own file; None if that one holds the same.

    Then the window has ended between saving and tidying up.
    """
    kept = item.content
    if not isinstance(kept, Recovery) or kept.path is None:
        return item
    try:
        data, mark = read_whole(Path(kept.path), MAX_BYTES)
    except FileFault:
        return item
    with contextlib.suppress(SessionProblem):
        if session_file.from_bytes(data) == kept.state:
            return None
    return replace(item, is_overtaken=mark.digest != kept.digest)


def _delete_leftover(path: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(path, _READING)
        try:
            _lock(handle, wait=False)
            path.unlink(missing_ok=True)
        finally:
            os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _lock(handle: int, *, wait: bool) -> None:
    """Lock an open file for this process.

    Raises
    ------
    BlockingIOError
        If another has it and this one does not `wait`.
    OSError
        If files cannot be locked there.
    """
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "files cannot be locked on this system")
    fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
