"""A new file before it stands in its place: complete or not there at all, whatever happens to the process."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from typing import TYPE_CHECKING, Self, TypeVar

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Taken = TypeVar("Taken")

_SLOTS = 8
_NO_NAMELESS_FILES = frozenset({
    errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.ENOENT, errno.EPERM, errno.EACCES,
})
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
_HELD = frozenset({5, 32, 33})  # what Windows says of a file that another program has open
_TRIES, _PAUSE = 8, 0.05


class Folder:
    """A folder held open: what is done in it stays in it, even if somebody renames it, and no path is too long.

    Parameters
    ----------
    path
        Where it is; OSError if it is not there or is no folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.handle: int | None = None
        if os.open in os.supports_dir_fd:
            self.handle = os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.handle is not None:
            os.close(self.handle)

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """Open a file of it."""
        return os.open(self._named(name), flags | known_flags("O_CLOEXEC", "O_BINARY"), mode, dir_fd=self.handle)

    def remove(self, name: str) -> None:
        """Remove a file of it."""
        os.unlink(self._named(name), dir_fd=self.handle)

    def status(self, name: str) -> os.stat_result:
        """Return the status of a file of it, or of a link itself."""
        return os.stat(self._named(name), dir_fd=self.handle, follow_symlinks=False)

    def link(self, handle: int, name: str) -> None:
        """Give a nameless file a name that nothing else has."""
        # The folder's descriptor means nothing to an absolute path, but makes Python call what follows the link.
        os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=self.handle, dst_dir_fd=self.handle, follow_symlinks=True)

    def replace(self, name: str, by: str) -> None:
        """Put the file called `by` into the place of the one called `name`, at once."""
        for remaining in reversed(range(_TRIES)):
            try:
                os.replace(self._named(by), self._named(name), src_dir_fd=self.handle, dst_dir_fd=self.handle)
            except PermissionError as problem:
                # A search index or a virus scanner looks at every new file for a moment.
                if not remaining or getattr(problem, "winerror", None) not in _HELD:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def sync(self) -> None:
        """Have the names on the disk, too, as far as the system can."""
        if self.handle is not None:
            with contextlib.suppress(OSError):
                handle = self.open(".", os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    def _named(self, name: str) -> str:
        return name if self.handle is not None else str(self._path / name)


def put(target: Path, old: os.stat_result | None, data: bytes, *, publish: bool) -> os.stat_result:
    """Write `data` beside `target`, flush it to the disk, and put it in its place.

    On Linux the new file has no name until it is complete, so that a process that is killed leaves nothing. Elsewhere,
    and for the blink in which it takes the place of an old file, it has one derived from the target's: `tidy` and the
    next writing remove it if its process is gone, which a lock on it tells.

    Parameters
    ----------
    target
        An absolute path without symbolic links.
    old
        The status of the file that is there; permissions, and where possible owner and attributes, are handed on.
    publish
        Without it everything is done but the last step, and nothing is left.

    Returns
    -------
    os.stat_result
        The status of the new file.

    Raises
    ------
    OSError
        If it cannot be written; what was there is then untouched and nothing is left behind.
    """
    with Folder(target.parent) as folder:
        try:
            status = _put_nameless(folder, target, old, data, publish=publish)
        except OSError as problem:
            if problem.errno not in _NO_NAMELESS_FILES:
                raise
            status = None
        if status is None:
            status = _put_named(folder, target, old, data, publish=publish)
        if publish:
            folder.sync()
        return status


def tidy(target: Path) -> None:
    """Remove what processes that were killed while they wrote `target` have left beside it."""
    with contextlib.suppress(OSError, ValueError), Folder(target.parent) as folder:
        for slot in range(_SLOTS):
            _drop_stale(folder, _slot(target, slot))


def _put_nameless(
    folder: Folder, target: Path, old: os.stat_result | None, data: bytes, *, publish: bool
) -> os.stat_result | None:
    """Do it without a name; None where there are no nameless files."""
    if not hasattr(os, "O_TMPFILE") or folder.handle is None:
        return None
    handle = folder.open(".", os.O_TMPFILE | os.O_RDWR, _first_mode(old))
    try:
        _fill(handle, data, flush=publish)
        _inherit(handle, target, old)
        if publish:
            _lock(handle)
            _name(folder, handle, target, old)
        return os.fstat(handle)
    finally:
        os.close(handle)


def _name(folder: Folder, handle: int, target: Path, old: os.stat_result | None) -> None:
    if old is None:
        with contextlib.suppress(FileExistsError):
            folder.link(handle, target.name)
            return
    _, name = _claim(folder, target, lambda name: folder.link(handle, name))
    try:
        folder.replace(target.name, name)
    except BaseException:
        folder.remove(name)
        raise


def _put_named(
    folder: Folder, target: Path, old: os.stat_result | None, data: bytes, *, publish: bool
) -> os.stat_result:
    anew = os.O_CREAT | os.O_EXCL | os.O_RDWR
    handle, name = _claim(folder, target, lambda name: folder.open(name, anew, _first_mode(old)))
    is_open = True
    try:
        _lock(handle)
        _fill(handle, data, flush=publish)
        _inherit(handle, target, old)
        status = os.fstat(handle)
        if sys.platform == "win32":  # which renames no open file
            is_open = False
            os.close(handle)
        if publish:
            folder.replace(target.name, name)
        else:
            folder.remove(name)
    except BaseException:
        if is_open and sys.platform == "win32":
            is_open = False
            os.close(handle)
        with contextlib.suppress(OSError):
            folder.remove(name)
        raise
    finally:
        if is_open:
            os.close(handle)
    return status


def _fill(handle: int, data: bytes, *, flush: bool) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest):]
    if not flush:
        return
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _NO_SYNC:
            raise
    os.close(os.dup(handle))  # a network drive may say only now that it has not taken it


def _first_mode(old: os.stat_result | None) -> int:
    """Return what a new file may be to others; one that replaces a file is private until it has its permissions."""
    return 0o666 if old is None else 0o600


def _inherit(handle: int, target: Path, old: os.stat_result | None) -> None:
    """Hand on owner, permissions and extended attributes, each as far as the system lets us."""
    if old is None or sys.platform == "win32":
        return
    mode = stat.S_IMODE(old.st_mode)
    with contextlib.suppress(OSError):
        if (os.fstat(handle).st_uid, os.fstat(handle).st_gid) != (old.st_uid, old.st_gid):
            os.fchown(handle, old.st_uid, old.st_gid)
    if os.fstat(handle).st_gid != old.st_gid:
        mode = mode & ~0o070 | (mode & 0o007) << 3  # what one group might do, another may not
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(target, name))
    with contextlib.suppress(OSError):
        os.fchmod(handle, mode)


def _slot(target: Path, slot: int) -> str:
    import hashlib

    which = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]
    return f".hessview-{which}-{slot}"


def _claim(folder: Folder, target: Path, take: Callable[[str], Taken]) -> tuple[Taken, str]:
    """Take the first free name for a draft of `target`; what a dead process left there is removed."""
    for slot in range(_SLOTS):
        name = _slot(target, slot)
        for _ in range(2):
            try:
                return take(name), name
            except FileExistsError:
                _drop_stale(folder, name)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _drop_stale(folder: Folder, name: str) -> None:
    """Remove a draft whose process is gone."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):  # it is open somewhere
            folder.remove(name)
        return
    try:
        handle = folder.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = os.fstat(handle)
        # While it is locked nobody else removes it, so that the name still means this file when it is removed.
        if stat.S_ISREG(mine.st_mode) and mine.st_ino == folder.status(name).st_ino:
            folder.remove(name)
    except OSError:
        return
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def known_flags(*names: str) -> int:
    """Return those of the flags of `os.open` that this system has."""
    given = 0
    for name in names:
        given |= getattr(os, name, 0)
    return given
