"""What helps to mend a fault, as one text: versions, what was done, what went wrong, the document; nothing personal."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from hessview.app.redaction import Personal, redacted
from hessview.document.session_file import SessionProblem, to_bytes

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.document.commands import Command
    from hessview.document.state import State

PACKAGES = ("hessview", "PySide6-Essentials", "numpy", "scipy", "sympy", "matplotlib", "contourpy")
_LINES = 200
_LONGEST = 160


def report(desk: Desk) -> str:
    """Return all that a report says, as it would be sent."""
    faults = desk.incidents.faults
    free = {
        "The last crash": faults.crash.last(),
        "Done last": "\n".join(lately(desk.store.lately)),
        "The document": _session(desk.store.state),
        "The log": "\n".join(faults.log.tail(_LINES)),
    }
    personal = Personal.of_this_session(_documents(desk))
    sections = {"Versions": "\n".join(_versions())}
    sections |= {title: redacted(text, personal) for title, text in free.items()}
    return "\n\n".join(f"{title}\n{'-' * len(title)}\n{text or 'nothing'}" for title, text in sections.items()) + "\n"


def without_names(desk: Desk, text: str) -> str:
    """Return a text as a report would tell it."""
    return redacted(text, Personal.of_this_session(_documents(desk)))


def lately(done: tuple[tuple[Command | str, int], ...]) -> list[str]:
    """Return a line for each command: its name in the menu, and what it carries; how often, if again and again."""
    lines = [(each if isinstance(each, str) else f"{each.name}: {_cut(repr(each))}", count) for each, count in done]
    return [line if count == 1 else f"{line}, {count} times" for line, count in lines]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _versions() -> list[str]:
    lines = [f"{name} {_version(name)}" for name in PACKAGES]
    lines.append(f"Python {platform.python_version()} ({platform.python_implementation()})")
    lines.append(f"Qt {qVersion()}, platform {QGuiApplication.platformName()}")
    lines.append(f"{platform.system()} {platform.release()}, {platform.machine()}, {sys.platform}")
    for screen in QGuiApplication.screens():
        size = screen.size()
        lines.append(f"screen {size.width()} x {size.height()}, scale {screen.devicePixelRatio():g}")
    return lines


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of unknown version"


def _session(state: State) -> str:
    try:
        return to_bytes(state).decode("utf-8")
    except SessionProblem as problem:
        return f"{problem}\n{state!r}"


def _documents(desk: Desk) -> list[Path]:
    """Return the files that the person has had to do with."""
    own = [] if desk.files.path is None else [desk.files.path]
    return [*own, *map(Path, desk.files.recent)]
