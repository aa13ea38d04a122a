"""Files read and written whole or not at all: never half a file, never a lost one, never a wait for a pipe."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from hessview.document import draft
from hessview.document.disk_words import (
    NOT_A_FILE,
    PROTECTED,
    FileFault,
    Words,
    code_of,
    shortened,
    words_for_reading,
    words_for_writing,
)

__all__ = ["FileFault", "FileMark", "mark", "read_whole", "rehearse", "tidy", "write_whole"]

NOT_WRITTEN, NOT_READ = "was not written", "cannot be read"

LARGEST_FILE = 64 << 20
"""Bytes that no session and no figure of ours has."""

_REHEARSAL = 64 << 10
_PIECE = 1 << 20


@dataclass(frozen=True)
class FileMark:
    """What a file held when we last saw it.

    Attributes
    ----------
    digest
        SHA-256 of its bytes, in hexadecimal.
    size, modified_ns, number
        Bytes, time of the last change in nanoseconds, inode: when these three are the same, it is taken to be.
    """

    digest: str
    size: int
    modified_ns: int
    number: int

    def looks_like(self, status: os.stat_result) -> bool:
        """Return whether a file, by its status alone, seems unchanged."""
        return (self.size, self.modified_ns, self.number) == (status.st_size, status.st_mtime_ns, status.st_ino)


def mark(data: bytes, status: os.stat_result) -> FileMark:
    """Return the mark of a file that holds `data`."""
    return FileMark(digest(data), status.st_size, status.st_mtime_ns, status.st_ino)


def digest(data: bytes) -> str:
    """Return what tells contents apart."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def read_whole(path: Path, most: int) -> tuple[bytes, FileMark]:
    """Return what an ordinary file of at most `most` bytes holds, and its mark. Never waits for a pipe or a device.

    Raises
    ------
    FileFault
        If it cannot be read, is no ordinary file, or is larger.
    """
    try:
        _require_file(path, path.stat(), NOT_READ)  # to open some devices does something
        handle = os.open(path, os.O_RDONLY | draft.known_flags("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
        try:
            _require_file(path, os.fstat(handle), NOT_READ)  # by now it may be something else
            data = _read(handle, most + 1)
            status = os.fstat(handle)
        finally:
            os.close(handle)
    except FileFault:
        raise
    except (OSError, ValueError) as problem:
        raise FileFault(path, NOT_READ, words_for_reading(problem, path), _code(problem)) from problem
    if len(data) > most:
        words = Words(f"it is larger than {most >> 20} MiB; no session or figure is", instead="")
        raise FileFault(path, NOT_READ, words, errno.EFBIG)
    return data, mark(data, status)


def write_whole(path: Path, data: bytes) -> FileMark:
    """Write a file whole or not at all, and on the disk when this returns; return its mark.

    A symbolic link is followed. Permissions, and where possible owner and extended attributes, are those of the old
    file. Of a file with several names (hard links) the one that is written gets the new contents, the others keep the
    old ones: whoever made them wanted the file kept. Killed at any moment, it leaves the old file or the new one.

    Raises
    ------
    FileFault
        If it cannot be written; the old file is then untouched and nothing is left behind.
    """
    return mark(data, _write(path, data, publish=True))


def rehearse(path: Path) -> None:
    """Do all that writing a file does but putting it there: what is about to be made at length has a place.

    Raises
    ------
    FileFault
        As `write_whole` would.
    """
    _write(path, bytes(_REHEARSAL), publish=False)


def tidy(path: Path) -> None:
    """Remove what a process that was killed while it wrote this file has left beside it, if anything."""
    with contextlib.suppress(OSError, ValueError):
        draft.tidy(_target(path))


def _write(path: Path, data: bytes, *, publish: bool) -> os.stat_result:
    kept, target = False, path
    try:
        old = _status(path)
        target = _target(path)
        if old is not None:
            _require_file(path, old)
            kept = True
            _require_writable(path, target, old)
        return draft.put(target, old, data, publish=publish)
    except FileFault:
        raise
    except (OSError, ValueError) as problem:
        words = words_for_writing(problem, target)
        if _code(problem) == errno.ENOENT and path.is_symlink():
            words = replace(words, cause=f"it is a link to “{shortened(str(target))}”, and {words.cause}")
        raise FileFault(path, NOT_WRITTEN, words, _code(problem), kept=kept) from problem


def _read(handle: int, most: int) -> bytes:
    """Return the first `most` bytes, or all: a file of the system may be longer than its status says."""
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(handle, min(most, _PIECE))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _status(path: Path) -> os.stat_result | None:
    """Return the status of what is there, None: nothing yet."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _target(path: Path) -> Path:
    """Return the file itself, where symbolic links lead."""
    return Path(os.path.realpath(path))


def _require_file(path: Path, status: os.stat_result, what: str = NOT_WRITTEN) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise FileFault(path, what, NOT_A_FILE if what == NOT_WRITTEN else replace(NOT_A_FILE, instead=""))


def _require_writable(path: Path, target: Path, old: os.stat_result) -> None:
    """Refuse what was marked read-only: to put another file in its place needs no permission of its own."""
    if old.st_mode & 0o222 and os.access(target, os.W_OK):
        return
    if hasattr(os, "statvfs") and os.statvfs(target).f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    raise FileFault(path, NOT_WRITTEN, PROTECTED, errno.EACCES, kept=True)


def _code(problem: OSError | ValueError) -> int:
    return code_of(problem) if isinstance(problem, OSError) else errno.EINVAL
