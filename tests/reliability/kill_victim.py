"""What is killed: a real window that edits, saves and exports by itself, and writes down every state it reaches.

As a program (``python -m tests.reliability.kill_victim``) it is a nursery: it has everything loaded, forks a victim for
every line that it reads and says its process number. With ``FOLDER SEED SAVES EXPORTS`` it is one victim, started like
any program; with ``FOLDER look`` it is the start after a crash: it says what is offered, and restores it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads must not be forked
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.document.session_file import to_metadata
from tests.reliability.kill_verdict import DIARY, ERRORS, FIGURE, MARK, SESSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.document.state import State

_TICK_MS = 12
_FORMULAS = ("x^2 - y^2", "x^4 + y^4 - 4xy + 1", "sin x cos y", "exp(-x^2 - y^2)", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
_LEFT, _NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Diary:
    """Writes down what happens, so that it is known after a kill: one line each, in the file at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, what: str, state: State | None = None) -> None:
        """Note an event with its time on the clock that all processes share."""
        content = "" if state is None else to_metadata(state)
        os.write(self._file, f"{time.monotonic():.6f} {what} {content}\n".encode())


@dataclass(frozen=True)
class Habits:
    """How a victim lives: what it does at random, how often it saves, and whether it exports a figure once."""

    seed: int
    saves: int
    exports: bool

    @classmethod
    def of(cls, seed: str, saves: str, exports: str) -> Self:
        """Return them from the words of a command line."""
        return cls(int(seed), int(saves), exports == "1")


class Hands:
    """Uses one window at random, without end."""

    def __init__(self, desk: Desk, folder: Path, habits: Habits) -> None:
        self._desk, self._folder, self._saves, self._exports = desk, folder, habits.saves, habits.exports
        self._diary = Diary(folder / DIARY)
        self._chance = random.Random(habits.seed)
        self._steps = self._life()
        # Before all others: what is kept or saved has been noted before.
        desk.store._subscribers.insert(0, self._note)
        autosave = desk.rescue._present()
        autosave._on_trouble = lambda trouble: self._diary.note("kept" if trouble is None else "trouble")
        self._timer = QTimer(desk.window, interval=_TICK_MS)
        self._timer.timeout.connect(lambda: next(self._steps))

    def begin(self) -> None:
        """Begin."""
        self._diary.note("begun", self._desk.store.state)
        self._timer.start()

    def _note(self, _old: State, new: State) -> None:
        self._diary.note("changed" if self._desk.store.modified else "same", new)

    def _life(self) -> Iterator[None]:
        habits = [self._type, self._drag, self._zoom, self._undo, self._pause]
        habits += [self._save] * self._saves
        while True:
            acts = [*habits, self._export] if self._exports else habits
            yield from self._chance.choice(acts)()

    def _type(self) -> Iterator[None]:
        field = self._desk.window.editor.field
        field.selectAll()
        for character in self._chance.choice(_FORMULAS):
            QTest.keyClick(field, character)
            yield

    def _drag(self) -> Iterator[None]:
        viewport = self._desk.window.picture.viewport()
        x, y = self._chance.randrange(80, 300), self._chance.randrange(60, 200)
        QTest.mousePress(viewport, _LEFT, _NO_KEY, QPoint(x, y))
        for _ in range(self._chance.randrange(5, 60)):
            x, y = x + self._chance.randrange(-6, 7), y + self._chance.randrange(-6, 7)
            QTest.mouseMove(viewport, QPoint(x, y))
            yield
        QTest.mouseRelease(viewport, _LEFT, _NO_KEY, QPoint(x, y))

    def _zoom(self) -> Iterator[None]:
        self._desk.actions.action(self._chance.choice(("Zoom In", "Zoom Out", "Colour Field", "More Levels"))).trigger()
        yield

    def _undo(self) -> Iterator[None]:
        for _ in range(self._chance.randrange(1, 6)):
            self._desk.actions.action(self._chance.choice(("Undo", "Undo", "Redo"))).trigger()
            yield

    def _save(self) -> Iterator[None]:
        self._diary.note("saving", self._desk.store.state)
        self._desk.actions.action("Save").trigger()
        self._diary.note("unsaved" if self._desk.store.modified else "saved", self._desk.store.state)
        yield

    def _pause(self) -> Iterator[None]:
        for _ in range(self._chance.randrange(1, 100)):
            yield

    def _export(self) -> Iterator[None]:
        self._exports = False
        self._desk.exports.export(self._folder / FIGURE, (60.0, 40.0), 100)
        yield


def live(folder: Path, habits: Habits) -> None:
    """Open a window on the session of a folder and use it until somebody kills this process."""
    os.environ[MARK] = str(folder)
    application = QApplication(["hessview"])
    desk = Desk(application, Places.inside(folder))
    hands = Hands(desk, folder, habits)
    desk.begin(str(folder / SESSION))
    desk.window.resize(640, 480)
    desk.window.show()
    desk.controller.when_first_painted(hands.begin)
    application.exec()


def look(folder: Path) -> None:
    """Start after a crash: say what is offered and what the window shows after it was restored, as JSON."""
    os.environ[MARK] = str(folder)
    sys.excepthook = _end_at_once
    application = QApplication(["hessview"])
    desk = Desk(application, Places.inside(folder))
    said: dict[str, object] = {"offer": None, "restored": None}

    def end() -> None:
        desk.store.mark_saved()
        print(json.dumps(said), flush=True)
        desk.window.close()
        application.quit()

    def restore() -> None:
        notice = desk.window.notices.notice
        if notice is None:
            end()
            return
        said["offer"] = notice.message
        desk.window.notices.buttons[0].click()
        QTimer.singleShot(1000, choose)

    def choose() -> None:
        dialog = desk.rescue._dialog
        if dialog is not None:
            dialog.rows[0].restore_button.click()
            said["restored"] = to_metadata(desk.store.state)
        end()

    desk.begin(str(folder / SESSION))
    desk.window.resize(640, 480)
    desk.window.show()
    desk.controller.when_first_painted(lambda: QTimer.singleShot(1000, restore))
    application.exec()
    desk.close()


def _end_at_once(*what: Any) -> None:
    traceback.print_exception(*what)
    os._exit(1)


def nurse() -> None:
    """Fork a victim for every line ``seed saves exports folder`` of the standard input, and print its number."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    print("ready", flush=True)
    for line in sys.stdin:
        *habits, folder = line.rstrip("\n").split(" ", 3)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            os.dup2(os.open(Path(folder) / ERRORS, os.O_WRONLY | os.O_CREAT, 0o600), 2)
            live(Path(folder), Habits.of(*habits))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            nurse()
        case [_where, "look"]:
            look(Path(_where))
        case [_where, *_habits]:
            live(Path(_where), Habits.of(*_habits))
