"""The file of the document: what it holds, and whether that is still what this window last saw in it."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Self

from hessview.document.disk import LARGEST_FILE, FileFault, FileMark, read_whole, tidy, write_whole
from hessview.document.disk_words import Words
from hessview.document.page_file import page_in
from hessview.document.session_file import MAX_BYTES, SessionProblem, is_session, open_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from hessview.document.page_file import Page
    from hessview.document.state import State

SAVE, EXPORT = "save it {} with Save As", "export it {}"
"""How another place is chosen for a session and for a figure; see `hessview.document.disk_words.WRITE`."""


class Opened(NamedTuple):
    """What a file holds: a state, its mark, whether it is a session, and of a figure what stands on its page."""

    state: State
    mark: FileMark
    is_own: bool
    page: Page | None


def read_session(path: Path) -> State:
    """Return the state that a session or an exported figure holds.

    Raises
    ------
    FileFault
        If it cannot be read, or holds no session; names the place inside it.
    """
    return read_marked(path)[0]


def read_marked(path: Path) -> tuple[State, FileMark]:
    """Return the state that a session or an exported figure holds, and the file's mark; raises as `read_session`."""
    opened = read_opened(path)
    return opened.state, opened.mark


def read_opened(path: Path) -> Opened:
    """Return the same, whether it is a session, whatever its name says, and its page; raises as `read_session`."""
    data, mark = read_whole(path, LARGEST_FILE)
    try:
        is_own = is_session(data)
        return Opened(open_bytes(data), mark, is_own, None if is_own else page_in(data))
    except SessionProblem as problem:
        raise FileFault(path, "cannot be opened", Words(str(problem), instead="")) from problem


class Change(Enum):
    """What has become of a file since it was last seen."""

    NONE = auto()
    CHANGED = auto()
    REMOVED = auto()


@dataclass(frozen=True)
class Original:
    """The file of the document, and what it held when this window last read or wrote it.

    Attributes
    ----------
    path
        Absolute.
    mark
        What it held; one that no file has if that is not known.
    """

    path: Path
    mark: FileMark

    @classmethod
    def known_by(cls, path: Path, digest: str | None) -> Self:
        """Return a file of which only the digest of its contents is known, or nothing at all."""
        return cls(absolute(path), FileMark(digest or "", -1, -1, -1))

    def seems_unchanged(self) -> bool:
        """Return whether size, time and inode are the same; cheap."""
        try:
            return self.mark.looks_like(self.path.stat())
        except (OSError, ValueError):
            return False

    def is_gone(self) -> bool:
        """Return whether no file has this name any more; what cannot be told is not called gone."""
        try:
            self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except (OSError, ValueError):
            return False
        return False

    def look(self) -> tuple[Change, FileMark]:
        """Read the file and return what has become of it, and its present mark.

        A file that cannot be read now is not called changed: then it cannot be written either, and that is said.
        """
        try:
            _, mark = read_whole(self.path, MAX_BYTES)
        except FileFault as fault:
            if fault.errno == errno.EFBIG:
                return Change.CHANGED, self.mark
            if fault.errno == errno.ENOENT and _is_folder(self.path.parent):
                return Change.REMOVED, self.mark
            return Change.NONE, self.mark
        return (Change.NONE if mark.digest == self.mark.digest else Change.CHANGED), mark

    def write(self, data: bytes) -> Self:
        """Write the file whole or not at all, and return it with its new mark; raises as `write_whole`."""
        return replace(self, mark=write_whole(self.path, data))

    def tidy(self) -> None:
        """Remove what a killed process has left beside it."""
        tidy(self.path)


def absolute(path: Path) -> Path:
    """Return the whole path, as far as it can be told: the folder that one is in can be gone."""
    try:
        return path.absolute()
    except OSError:
        return path


def is_there(path: Path) -> bool:
    """Return whether there is anything at a path; a path that cannot be is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
