"""The ways by which hessview writes a file, each tried on one place: what was said, how soon, and what was offered."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from hessview import cli
from hessview.api import Picture, figure
from hessview.app.recovery import DELAY, Autosave, Unsaved
from hessview.document.commands import SetText
from hessview.document.disk import FileFault, FileMark, digest
from hessview.document.session_file import to_bytes
from hessview.document.state import Box, State
from tests.chosen_files import choosing
from tests.reliability import hands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from hessview.app.desk import Desk
    from tests.reliability.failing_disks import Place

FORMULA = "x^2 + 3 y^2"
STATE = State(FORMULA, FORMULA, view=Box(-2.0, 2.0, -2.0, 2.0))
OLD_SESSION = to_bytes(STATE)
OLD_FIGURE = b"<svg>an old figure</svg>\n" * 40
NEW_FIGURE = b"<svg>a new figure</svg>\n" * 6000
"""What the figures are painted to: painting takes its time and is not what is tried here."""

PATIENCE = 60.0


@dataclass(frozen=True)
class Heard:
    """What came of one attempt.

    Attributes
    ----------
    message
        What was said; empty if it went well.
    seconds
        From the attempt until it was said.
    wrong
        What else was not as it must be.
    """

    message: str
    seconds: float
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Door:
    """One way to write a file: what it is called, what ending and old content its files have, and how to go through."""

    name: str
    ending: str
    old: bytes
    go: Callable[[Place], Heard]


class Window:
    """A real window, used by itself."""

    def __init__(self, folder: Path) -> None:
        self.desk: Desk = hands.open_desk(folder, FORMULA, (640, 480))
        self._asked = QTimer(self.desk.window, interval=5)
        self._asked.timeout.connect(self._go_on)

    def close(self) -> None:
        """End it."""
        self.desk.store.mark_saved()
        self.desk.close()
        hands.settle()

    def save(self, place: Place) -> Heard:
        """Save where the document comes from."""
        files = self.desk.files
        files.show(STATE, place.target, FileMark(digest(OLD_SESSION), -1, -1, -1))
        self._edit()
        return self._heard("Save", place)

    def save_as(self, place: Place) -> Heard:
        """Save under another name."""
        self.desk.files.show(STATE, None)
        self._edit()
        with mock.patch.object(QFileDialog, "exec", choosing(place.target)):
            return self._heard("Save As", place)

    def export(self, place: Place) -> Heard:
        """Write the picture."""
        self._edit()
        began = time.perf_counter()
        done: list[bool] = []
        with mock.patch.object(self.desk.controller, "ask", lambda _request, painted: painted(NEW_FIGURE)):
            self.desk.exports.export(place.target, (60.0, 45.0), 72, lambda: done.append(True))
            hands.wait_until(lambda: bool(done) or self._box() is not None, PATIENCE)
        return self._answered(began, (), "Export")

    def _edit(self) -> None:
        self.desk.store.dispatch(SetText("x^2 + 5 y^2"))

    def _heard(self, action: str, place: Place) -> Heard:
        began = time.perf_counter()
        state = self.desk.store.state
        path = self.desk.files.path
        self._asked.start()
        self.desk.actions.action(action).trigger()
        self._asked.stop()
        wrong = []
        if self._box() is not None:
            if not self.desk.store.modified:
                wrong.append("the document counts as saved")
            if (self.desk.files.path, self.desk.store.state) != (path, state):
                wrong.append("another document is shown")
        elif self.desk.store.modified or self.desk.files.path != place.target:
            wrong.append("the document does not count as saved")
        return self._answered(began, tuple(wrong), "Save &As…")

    def _box(self) -> QMessageBox | None:
        return next((box for box in self.desk.window.findChildren(QMessageBox) if box.isVisible()), None)

    def _go_on(self) -> None:
        """Answer that the file is wanted where it is not any more."""
        box = self._box()
        for button in [] if box is None else box.buttons():
            if button.text() == "Save A&gain":
                button.click()

    def _answered(self, began: float, wrong: tuple[str, ...], offer: str) -> Heard:
        box = self._box()
        if box is None:
            return Heard("", time.perf_counter() - began, wrong)
        hands.rest(0.0)
        heard = time.perf_counter() - began
        offered = [button.text() for button in box.buttons() if offer in button.text()]
        if ("Save As" in box.text() or "export it" in box.text()) and not offered:
            wrong = (*wrong, "the way out has no button")
        message = box.text()
        box.reject()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return Heard(message, heard, wrong)


def _painted() -> AbstractContextManager[object]:
    return mock.patch.object(Picture, "to_bytes", return_value=NEW_FIGURE)


def command_line(place: Place) -> Heard:
    """Write a figure by `main(argv)`."""
    errors = io.StringIO()
    began = time.perf_counter()
    with contextlib.redirect_stderr(errors), _painted():
        code = cli.main(["figure", FORMULA, "--size", "30x30mm", "--no-caption", "-o", str(place.target)])
    seconds, message = time.perf_counter() - began, errors.getvalue()
    return Heard(message, seconds, () if (code == cli.FAULT) == bool(message) else (f"exit code {code}",))


def python(place: Place) -> Heard:
    """Write a figure by the library."""
    picture = figure(FORMULA)
    began = time.perf_counter()
    try:
        with _painted():
            picture.save(place.target, size=(30.0, 30.0), caption=False)
    except FileFault as fault:
        return Heard(str(fault), time.perf_counter() - began)
    return Heard("", time.perf_counter() - began)


def autosave(place: Place) -> Heard:
    """Keep unsaved changes in a folder, as a window does by itself."""
    heard, said = threading.Event(), []

    def on_trouble(trouble: str | None) -> None:
        said.append(trouble)
        heard.set()

    before = set(place.target.parent.iterdir())
    keeper = Autosave(place.target.parent, on_trouble)
    began = time.perf_counter()
    keeper.follow(Unsaved(STATE))
    heard.wait(PATIENCE)
    seconds = time.perf_counter() - began - DELAY  # that long it waits for more changes
    keeper.forget()
    keeper.close()
    left = set(place.target.parent.iterdir()) - before
    wrong = tuple(f"{path.name} is left" for path in left)
    return Heard(f"{said[0]}. Save them with Ctrl+S." if said and said[0] else "", seconds, wrong)


def doors(window: Window) -> Iterator[Door]:
    """Yield every way."""
    yield Door("save", ".hessview", OLD_SESSION, window.save)
    yield Door("save as", ".hessview", OLD_SESSION, window.save_as)
    yield Door("export", ".svg", OLD_FIGURE, window.export)
    yield Door("command line", ".svg", OLD_FIGURE, command_line)
    yield Door("Python", ".svg", OLD_FIGURE, python)
    yield Door("autosave", ".json", OLD_SESSION, autosave)
