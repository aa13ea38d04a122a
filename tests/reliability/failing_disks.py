"""Places where a file cannot be written, and places that look so and are not: each made, and taken away again."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import resource
import socket
import subprocess
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_REMOUNT_READ_ONLY, _DETACH = 32 | 1, 2
_SMALL, _LARGE = "size=64k", "size=1m"


@dataclass(frozen=True)
class Place:
    """Where a file is to be written.

    Attributes
    ----------
    target
        The path that a person names.
    kept
        The file that must be as it was after a fault; None: there is none.
    new
        The file that holds what was written when it goes well, where the target leads.
    watched
        Folders in which nothing may be left.
    """

    target: Path
    kept: Path | None
    watched: tuple[Path, ...]
    new: Path | None = None


@dataclass(frozen=True)
class Trouble:
    """One thing that can be wrong with a place.

    Attributes
    ----------
    name
        In a few words.
    cause
        A pattern of the words that must be said; empty: it is no trouble at all, and writing goes well.
    make
        Makes the place, given a folder, the name of the file and what an old file holds; skipped with OSError.
    """

    name: str
    cause: str
    make: Callable[[Path, str, bytes], AbstractContextManager[Place]]


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a small disk in memory; OSError where that is not possible."""
    disk = folder / "disk"
    disk.mkdir()
    _mount(disk, 0, options)
    try:
        yield disk
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(disk), _DETACH)


def _mount(disk: Path, flags: int, options: str = "") -> None:
    if ctypes.CDLL(None, use_errno=True).mount(b"tmpfs", os.fsencode(disk), b"tmpfs", flags, options.encode()):
        raise PermissionError(errno.EPERM, f"mounting: {os.strerror(ctypes.get_errno())}")


def fill(disk: Path) -> None:
    """Use every byte that is left."""
    for size in (4096, 1):
        with suppress(OSError), (disk / f"filler-{size}").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * size)


def _old(path: Path, old: bytes) -> Path:
    path.write_bytes(old)
    return path


def _full(options: str, *, replaced: bool) -> Callable[[Path, str, bytes], AbstractContextManager[Place]]:
    @contextmanager
    def make(folder: Path, name: str, old: bytes) -> Iterator[Place]:
        with mounted(folder, options) as disk:
            kept = _old(disk / name, old) if replaced else None
            fill(disk)
            yield Place(disk / name, kept, (disk,))

    return make


@contextmanager
def _no_more_files(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    with mounted(folder, "size=1m,nr_inodes=4") as disk:
        kept = _old(disk / name, old)
        with suppress(OSError):
            for k in range(8):
                (disk / f"filler-{k}").touch()
        yield Place(disk / name, kept, (disk,))


def _read_only(*, replaced: bool, linked: bool = False) -> Callable[[Path, str, bytes], AbstractContextManager[Place]]:
    @contextmanager
    def make(folder: Path, name: str, old: bytes) -> Iterator[Place]:
        with mounted(folder, _LARGE) as disk:
            kept = _old(disk / name, old) if replaced else None
            _mount(disk, _REMOUNT_READ_ONLY)
            target = disk / name
            if linked:
                target = folder / name
                target.symlink_to(disk / name)
            yield Place(target, kept, (disk, folder))

    return make


@contextmanager
def _long_name(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    yield Place(folder / name.rjust(256, "n"), None, (folder,))


@contextmanager
def _longest_name(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    target = _old(folder / name.rjust(255, "n"), old)
    yield Place(target, None, (folder,), target)


@contextmanager
def _long_path(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    yield Place(folder / "/".join(["d" * 200] * 21) / name, None, (folder,))


@contextmanager
def _link(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    beyond = folder / "beyond"
    beyond.mkdir()
    real, target = _old(beyond / "real", old), folder / name
    target.symlink_to(real)
    yield Place(target, None, (folder, beyond), real)


@contextmanager
def _dangling_link(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    (folder / name).symlink_to(folder / "not yet")
    yield Place(folder / name, None, (), folder / "not yet")


@contextmanager
def _link_to_nowhere(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    (folder / name).symlink_to(folder / "gone" / "file")
    yield Place(folder / name, None, (folder,))


@contextmanager
def _loop(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    (folder / name).symlink_to(folder / "back")
    (folder / "back").symlink_to(folder / name)
    yield Place(folder / name, None, (folder,))


@contextmanager
def _vanished(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    yield Place(folder / "drive" / name, None, (folder,))


@contextmanager
def _folder(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    (folder / name).mkdir()
    kept = _old(folder / name / "inside", old)
    yield Place(folder / name, kept, (folder, folder / name))


@contextmanager
def _file_in_the_path(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    kept = _old(folder / "notes.txt", old)
    yield Place(kept / name, kept, (folder,))


@contextmanager
def _pipe(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    os.mkfifo(folder / name)
    yield Place(folder / name, None, (folder,))


@contextmanager
def _device(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    (folder / name).symlink_to("/dev/full")
    yield Place(folder / name, None, (folder,))


@contextmanager
def _socket(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    del old
    with contextlib.chdir(folder), socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")  # a socket's path is short
        (folder / "s").rename(folder / name)
        yield Place(folder / name, None, (folder,))


@contextmanager
def _marked_read_only(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    kept = _old(folder / name, old)
    kept.chmod(0o444)
    yield Place(kept, kept, (folder,))


@contextmanager
def _immutable(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    kept = _old(folder / name, old)
    try:
        done = subprocess.run(["chattr", "+i", str(kept)], capture_output=True, text=True, check=False)
    except FileNotFoundError as problem:
        raise PermissionError(errno.EPERM, "no chattr here") from problem
    if done.returncode:
        raise PermissionError(errno.EPERM, done.stderr.strip())
    try:
        yield Place(kept, kept, (folder,))
    finally:
        subprocess.run(["chattr", "-i", str(kept)], capture_output=True, check=False)


@contextmanager
def _closed_folder(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    if os.geteuid() == 0:
        raise PermissionError(errno.EPERM, "root may write everywhere")
    inner = folder / "closed"
    inner.mkdir()
    kept = _old(inner / name, old)
    inner.chmod(0o555)
    try:
        yield Place(kept, kept, (inner,))
    finally:
        inner.chmod(0o755)


@contextmanager
def _size_limit(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    kept = _old(folder / name, old)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield Place(kept, kept, (folder,))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _locked_by_another(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    target = _old(folder / name, old)
    with target.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Place(target, None, (folder,), target)


@contextmanager
def _second_name(folder: Path, name: str, old: bytes) -> Iterator[Place]:
    target, second = _old(folder / name, old), folder / "second name"
    second.hardlink_to(target)
    yield Place(target, second, (folder,), target)


def _failing(calls: Mapping[str, int]) -> Callable[[Path, str, bytes], AbstractContextManager[Place]]:
    """Let calls of the system fail, as those of a drive in the network do."""

    @contextmanager
    def make(folder: Path, name: str, old: bytes) -> Iterator[Place]:
        kept = _old(folder / name, old)
        with ExitStack() as stack:
            for call, code in calls.items():
                stack.enter_context(mock.patch(f"os.{call}", side_effect=OSError(code, os.strerror(code))))
            yield Place(kept, kept, (folder,))

    return make


MOUNTED: tuple[Trouble, ...] = (
    Trouble("full disk", "disk is full", _full(_SMALL, replaced=True)),
    Trouble("full disk, new file", "disk is full", _full(_SMALL, replaced=False)),
    Trouble("larger full disk", "disk is full", _full(_LARGE, replaced=True)),
    Trouble("no more files on the disk", "disk is full", _no_more_files),
    Trouble("read-only disk", "can only be read", _read_only(replaced=True)),
    Trouble("read-only disk, new file", "can only be read", _read_only(replaced=False)),
    Trouble("link into a read-only disk", "can only be read", _read_only(replaced=True, linked=True)),
)
NAMED: tuple[Trouble, ...] = (
    Trouble("name of 256 bytes", "name is too long", _long_name),
    Trouble("path over 4096 bytes", "path is too long", _long_path),
    Trouble("link into a folder that is gone", "folder “gone” is not there", _link_to_nowhere),
    Trouble("links in a circle", "lead in a circle", _loop),
    Trouble("vanished folder", "folder “drive” is not there", _vanished),
    Trouble("folder of that name", "folder has this name", _folder),
    Trouble("file in the path", r"notes\.txt.* is not a folder", _file_in_the_path),
    Trouble("pipe", "device or a pipe", _pipe),
    Trouble("device", "device or a pipe", _device),
    Trouble("socket", "device or a pipe", _socket),
    Trouble("file marked read-only", "it is read-only", _marked_read_only),
    Trouble("immutable file", "it is read-only", _immutable),
    Trouble("folder without permission", "no permission", _closed_folder),
    Trouble("limit of a file's size", "larger than a file may be", _size_limit),
)
INJECTED: tuple[Trouble, ...] = (
    Trouble("flushing fails", "disk failed", _failing({"fsync": errno.EIO})),
    Trouble("quota used up", "share of this disk is used up", _failing({"write": errno.EDQUOT})),
    Trouble("network drive fails at the end", "does not answer", _failing({"dup": errno.ESTALE})),
    Trouble(
        "network drive fails at the renaming", "does not answer",
        _failing({"replace": errno.ETIMEDOUT}),
    ),
    Trouble("held by the system", "another program is using it", _failing({"replace": errno.EBUSY})),
    Trouble("drive pulled out", "drive is gone", _failing({"write": errno.ENODEV})),
)  # fmt: skip
FINE: tuple[Trouble, ...] = (
    Trouble("name of 255 bytes", "", _longest_name),
    Trouble("link", "", _link),
    Trouble("link to a file that is not there yet", "", _dangling_link),
    Trouble("file that another program has locked", "", _locked_by_another),
    Trouble("file with a second name", "", _second_name),
)
TROUBLES = (*MOUNTED, *NAMED, *INJECTED, *FINE)
