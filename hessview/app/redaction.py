"""A text without the paths and the names of a person: what a report may tell of logs, tracebacks and documents."""

from __future__ import annotations

import builtins
import contextlib
import json
import keyword
import os
import re
import socket
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from hessview.document.disk_words import shortened
from hessview.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST_WORD = 3
_OF_OURS = frozenset({"hessview", "python", "linux", "root", "user", "users", "home", "localhost", "self"})
_TRACED = re.compile(r'File "([^"\n]+)"')
_QUOTED = re.compile(r"""(["'])(?:/|~[/\\]|[A-Za-z]:[\\/]|\\\\)[^"'\n]*\1""")
_BARE = re.compile(r"""(?<![\w.~>)\]}*/])(?:/(?:home|Users|root|media|run|mnt|tmp|var|opt|srv|private|Volumes)/"""
                   r"""|[A-Za-z]:\\)[^\s"',;)]*""")  # fmt: skip
_CODE = re.compile(r".*[/\\](?:site-packages|dist-packages|lib[/\\]python[\d.]+|(?=hessview[/\\][\w/\\]+\.py$))[/\\]?")


@dataclass(frozen=True)
class Personal:
    """What must not be told.

    Attributes
    ----------
    homes
        The person's folder, in each form in which it occurs.
    names
        Of the person and of the machine.
    documents
        Paths of files.
    """

    homes: tuple[str, ...]
    names: tuple[str, ...]
    documents: tuple[str, ...]

    @classmethod
    def of_this_session(cls, documents: Iterable[Path]) -> Personal:
        """Return what is personal about whoever runs this process."""
        homes = {os.environ.get(name, "") for name in ("HOME", "USERPROFILE")}
        names = {os.environ.get(name, "") for name in ("USER", "LOGNAME", "USERNAME", "COMPUTERNAME", "HOSTNAME")}
        with contextlib.suppress(RuntimeError, OSError):
            homes |= {str(Path.home()), os.path.realpath(Path.home())}
        with contextlib.suppress(ImportError, KeyError, OSError, AttributeError):
            import pwd

            entry = pwd.getpwuid(os.getuid())
            names |= {entry.pw_name, entry.pw_gecos.partition(",")[0]}
        with contextlib.suppress(OSError):
            host = socket.gethostname()
            names |= {host, host.partition(".")[0]}
        names |= {Path(home).name for home in homes if home}
        return cls(tuple(homes - {""}), tuple(names - {""}), tuple(map(str, documents)))


def redacted(text: str, personal: Personal) -> str:
    """Return `text` without personal names, and without any path but those of the program's own code.

    A name that means something in mathematics or in a program, such as x or sin, is left where it stands alone: it
    says nothing about anybody there, and without it the text would say nothing at all.
    """
    for path in sorted(personal.documents, key=len, reverse=True):
        name, ending = re.split(r"[/\\]", path)[-1], Path(path).suffix
        for secret in (path, name) if ending or _says_who(name) else (path,):
            text = _without(text, secret, f"<file>{ending}")
    for home in sorted(personal.homes, key=len, reverse=True):
        if len(home.strip("/\\")) > 0:
            text = _without(text, home, "~")
    text = _TRACED.sub(lambda found: f'File "{_code_path(found[1])}"', text)
    text = _QUOTED.sub(lambda found: f"{found[1]}<path>{Path(found[0][1:-1]).suffix}{found[1]}", text)
    text = _BARE.sub(lambda found: f"<path>{Path(found[0]).suffix}", text)
    for name in sorted(personal.names, key=len, reverse=True):
        if _says_who(name):
            text = _without(text, name, "<name>")
    return text


def without_file(message: str, path: Path) -> str:
    """Return what was said of a file without its name and those of the folders that it lies in."""
    for name in (path.name, shortened(path.name)):
        if message.startswith(name):
            message = f"<file>{path.suffix}{message[len(name):]}"
            break
    for folder in {*path.parts[:-1], *Path(os.path.realpath(path)).parts}:
        message = message.replace(f"\u201c{shortened(folder)}\u201d", "<folder>")
    return message


def _without(text: str, secret: str, instead: str) -> str:
    """Return `text` without a secret that stands for itself, in whichever way it is written."""
    forms = {form for each in (secret, unicodedata.normalize("NFD", secret), unicodedata.normalize("NFC", secret))
             for form in (each, json.dumps(each)[1:-1], repr(each)[1:-1], repr(json.dumps(each))[2:-2],
                          quote(each, errors="replace"))}  # fmt: skip
    for form in sorted(forms, key=len, reverse=True):
        alone = rf"(?<![0-9A-Za-z]){re.escape(form)}(?![0-9A-Za-z])"
        text = re.sub(alone, lambda _: instead, text, flags=re.IGNORECASE)
    return text


def _says_who(name: str) -> bool:
    plain = name.casefold()
    is_code = any(keyword.iskeyword(form) or hasattr(builtins, form) for form in (name, plain))
    is_word = plain in _OF_OURS or plain in FUNCTIONS or plain in sys.stdlib_module_names
    shortest = _SHORTEST_WORD if plain.isascii() else _SHORTEST_WORD - 1
    return len(plain) >= shortest and not is_word and not is_code


def _code_path(path: str) -> str:
    """Return a path of code from its package on; of any other file only what kind it is."""
    if path.startswith("<"):
        return path
    inside = _CODE.sub("", path, count=1)
    return inside if inside != path else f"<path>{Path(path).suffix}"
