"""What went wrong with a file, in a person's words: the cause, and a way out."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WRITE = "write it {}"
"""How another place or name is chosen, for one who has no better words; "{}" is where or how."""

ELSEWHERE, OTHER_NAME, SHORTER_NAME = "somewhere else", "under another name", "under a shorter name"

LONGEST_NAME = 255
"""Bytes of a name that all usual file systems take."""


@dataclass(frozen=True)
class Words:
    """Why something cannot be done with a file.

    Attributes
    ----------
    cause
        Goes on after "was not written: ".
    remedy
        What helps, as an order without a full stop; empty if nothing does.
    instead
        Where else it can be written, or how: "somewhere else"; empty if that does not help.
    """

    cause: str
    remedy: str = ""
    instead: str = ELSEWHERE

    def way_out(self, write: str = WRITE) -> str:
        """Return the sentence that says what to do, or nothing; `write` is how another place is chosen."""
        ways = [way for way in (self.remedy, write.format(self.instead) if self.instead else "") if way]
        if not ways:
            return ""
        sentence = ", or ".join(ways)
        return f"{sentence[0].upper()}{sentence[1:]}."


class FileFault(OSError):  # noqa: N818 - it is a fault of a file, worded for the user
    """A file that cannot be read or written.

    Parameters
    ----------
    path
        The file.
    what
        What was not done, such as "was not written".
    words
        Why, and what helps.
    code
        The number of the system's error, if there was one.
    kept
        Whether there is an old file that stayed as it was.
    """

    def __init__(self, path: Path, what: str, words: Words, code: int | None = None, *, kept: bool = False) -> None:
        super().__init__(code, words.cause, str(path))
        self.path, self.what, self.words, self.kept = path, what, words, kept

    def __str__(self) -> str:
        return self.sentence(str(self.path))

    def sentence(self, name: str | None = None, write: str = WRITE) -> str:
        """Return the message for a person: what was not done, why, and a way out.

        Parameters
        ----------
        name
            How the file is called; the last part of its path without it.
        write
            How another place is chosen where this is said; see `WRITE`.
        """
        name = shortened(self.path.name or str(self.path)) if name is None else name
        parts = [f"{name} {self.what}: {self.words.cause.rstrip('.')}.", self.words.way_out(write)]
        if self.kept:
            parts.append("The old file is untouched.")
        return " ".join(part for part in parts if part)


def shortened(name: str, most: int = 60) -> str:
    """Return a name for a sentence: very long, without its middle; what cannot be shown, as a question mark."""
    name = "".join(character if character.isprintable() else "?" for character in name)
    if len(name) <= most:
        return name
    return f"{name[: most // 2]}…{name[-(most // 2 - 1) :]}"


def _codes(*names: str) -> tuple[int, ...]:
    """Return the numbers of errors, those that this system knows."""
    return tuple(getattr(errno, name) for name in names if hasattr(errno, name))


_UNREACHABLE = _codes(
    "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENETRESET", "ECONNREFUSED", "ECONNRESET",
    "ECONNABORTED", "ENOTCONN", "ESTALE", "EREMOTEIO", "ENOLINK", "ECOMM", "ESHUTDOWN",
)
_GONE = _codes("ENXIO", "ENODEV", "ENOMEDIUM")

_WORDS: Mapping[int, Words] = MappingProxyType({
    **dict.fromkeys(_UNREACHABLE, Words("the drive does not answer", "see whether it is connected")),
    **dict.fromkeys(_GONE, Words("the drive is gone", "connect it again")),
    **dict.fromkeys(_codes("EMFILE", "ENFILE"), Words("too many files are open", "close a program", instead="")),
    **dict.fromkeys(_codes("EBUSY", "ETXTBSY", "EDEADLK"), Words("another program is using it", "close it there")),
    **dict.fromkeys(_codes("EDQUOT"), Words("your share of this disk is used up", "free some space")),
    errno.ENOSPC: Words("the disk is full", "free some space"),
    errno.EFBIG: Words("it would be larger than a file may be there"),
    errno.EROFS: Words("this disk can only be read"),
    errno.EIO: Words("the disk failed"),
    errno.ENOMEM: Words("there is not enough memory", "close a program", instead=""),
    errno.EISDIR: Words("a folder has this name", instead=OTHER_NAME),
    errno.ELOOP: Words("its symbolic links lead in a circle", "remove them"),
    errno.EINVAL: Words("this disk does not take such a name", instead=OTHER_NAME),
    errno.EILSEQ: Words("this disk does not take such a name", instead=OTHER_NAME),
})

# What Windows says more exactly than its translation to these numbers.
_OF_WINDOWS: Mapping[int, int] = MappingProxyType({
    19: errno.EROFS, 32: errno.EBUSY, 33: errno.EBUSY, 39: errno.ENOSPC, 112: errno.ENOSPC, 123: errno.EINVAL,
    206: errno.ENAMETOOLONG, 53: errno.ETIMEDOUT, 59: errno.ETIMEDOUT, 64: errno.ETIMEDOUT, 67: errno.ETIMEDOUT,
    21: errno.ENXIO, 1167: errno.ENXIO,
})

NOT_A_FILE = Words("this is a device or a pipe, not a file", instead=OTHER_NAME)
PROTECTED = Words("it is read-only", "allow writing to it")


def code_of(problem: OSError) -> int:
    """Return the number of the system's error, 0 if it has none."""
    return _OF_WINDOWS.get(getattr(problem, "winerror", None) or 0, problem.errno or 0)


def words_for_writing(problem: OSError | ValueError, path: Path) -> Words:
    """Return why a file could not be written.

    Parameters
    ----------
    problem
        What the system said; a ValueError is a name that cannot be a name.
    path
        The file that a person named, not a draft of it.
    """
    if not isinstance(problem, OSError):
        return _WORDS[errno.EINVAL]
    code = code_of(problem)
    if code in (errno.EACCES, errno.EPERM):
        return Words(f"you have no permission to write in the folder {_folder(path)}")
    if code == errno.ENOENT:
        return Words(f"the folder {_folder(path)} is not there", "make it again")
    if code == errno.ENOTDIR:
        return Words(f"{_file_among(path.parents)}, a part of its path, is not a folder")
    if code == errno.ENAMETOOLONG:
        return _too_long(path)
    return _WORDS.get(code) or Words(f"the disk says “{problem.strerror or problem}”")


def words_for_reading(problem: OSError | ValueError, path: Path) -> Words:
    """Return why a file could not be read; parameters as for `words_for_writing`."""
    if not isinstance(problem, OSError):
        return Words("there is no such file", instead="")
    code = code_of(problem)
    if code in (errno.EACCES, errno.EPERM):
        return Words("you have no permission to read it", instead="")
    if code in (errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.EILSEQ):
        return Words("there is no such file", instead="")
    if code == errno.EISDIR:
        return Words("it is a folder", "choose a file in it", instead="")
    if code == errno.ENAMETOOLONG:
        return Words(_too_long(path).cause, instead="")
    known = _WORDS.get(code)
    if known is None:
        return Words(f"the disk says “{problem.strerror or problem}”", instead="")
    return Words(known.cause, known.remedy, instead="")


def _too_long(path: Path) -> Words:
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        return Words("its name is too long", instead=SHORTER_NAME)
    return Words("its path is too long")


def _folder(path: Path) -> str:
    """Return what the folder of a file is called."""
    folder = path.parent
    return "that you are in" if str(folder) == "." else f"“{shortened(folder.name or str(folder))}”"


def _file_among(folders: Sequence[Path]) -> str:
    """Return the name of the innermost of nested folders that is there, and is no folder."""
    for folder in folders:
        if folder.exists() and not folder.is_dir():
            return f"“{shortened(folder.name)}”"
    return "a file"
