"""From the command line to the first picture: displays that are not there, words, settings, and processes that are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hessview.app import startup
from hessview.app.desk import Desk
from hessview.app.display import missing_display
from hessview.app.export_dialog import ExportDialog
from hessview.app.places import Places
from hessview.document.commands import MoveProbe
from hessview.document.session_file import to_bytes
from hessview.document.state import Box, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="displays of X11 and Wayland")

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def hessview(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these words, on the displays that are named and no other."""
    others = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    command = [sys.executable, "-m", "hessview", *words]
    return subprocess.run(command, env=others | environment, capture_output=True, text=True, check=False, timeout=600)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment without a screen whose settings are its own, and which ends after the first picture."""
    own = {name: str(tmp_path / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    return own | {"QT_QPA_PLATFORM": "offscreen", "HESSVIEW_QUIT_AFTER_FIRST_PICTURE": "1"}


@pytest.fixture
def open_desk(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Open windows that read the same settings, one after the other."""
    desks: list[Desk] = []

    def open_one(argument: str | None = None) -> Desk:
        close_all()
        desks.append(Desk(qapp, Places.inside(tmp_path / "own")))
        desks[-1].begin(argument)
        desks[-1].window.show()
        return desks[-1]

    def close_all() -> None:
        while desks:
            desk = desks.pop()
            desk.store.mark_saved()
            desk.window.close()
            desk.close()

    yield open_one
    close_all()


# No display


@pytest.mark.parametrize(
    "display",
    [{}, {"DISPLAY": ""}, {"DISPLAY": ":4711"}, {"DISPLAY": "localhost:4711.0"}, {"DISPLAY": "nonsense"},
     {"WAYLAND_DISPLAY": "wayland-4711"}, {"DISPLAY": ":4711", "QT_QPA_PLATFORM": "xcb"}],
)  # fmt: skip
def test_without_a_display_one_line_names_the_way_out_and_the_code_is_3(display: dict[str, str]) -> None:
    answer = hessview("x^2", **display)
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (3, "", 1)
    assert answer.stderr.startswith("hessview: ")
    assert "display" in answer.stderr
    assert "hessview figure" in answer.stderr


def test_platforms_that_need_no_screen_are_not_asked_for_one() -> None:
    assert missing_display({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert missing_display({"QT_QPA_PLATFORM": "minimal:fontpath"}) is None
    assert missing_display({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4711"}) is not None


# The first picture


def test_the_program_starts_paints_and_ends_without_a_word_or_an_orphan(home: dict[str, str]) -> None:
    answer = hessview("x^2 - y^2", **home, HESSVIEW_ORPHAN_MARK=home["HOME"])
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    deadline = time.monotonic() + 60.0
    while (left := processes_marked(home["HOME"])) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def processes_marked(mark: str) -> list[int]:
    """Return the processes whose environment carries a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if f"HESSVIEW_ORPHAN_MARK={mark}".encode() in environment:
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("words", [("--", "-x^2"), ("x +",), ("{session}",), ("{broken}",), ()])
def test_whatever_it_is_opened_on_the_program_starts(
    home: dict[str, str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "a.hessview").write_bytes(to_bytes(State("x y", "x y")))
    (tmp_path / "b.hessview").write_text("{")
    places = {"session": tmp_path / "a.hessview", "broken": tmp_path / "b.hessview"}
    answer = hessview(*(word.format(**places) for word in words), **home)
    # The platform without a screen says so whenever a message box opens.
    said = answer.stderr.replace("This plugin does not support propagateSizeHints()\n", "")
    assert (answer.returncode, answer.stdout, said) == (0, "", "")


@pytest.mark.parametrize("words", [("--fullscreen",), ("-x^2",), ("x", "y"), ("-",)])
def test_words_that_mean_nothing_are_code_2_and_open_no_window(home: dict[str, str], words: tuple[str, ...]) -> None:
    answer = hessview(*words, **home)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("hessview: ")


# What the words show


def test_whoever_computes_gives_way_to_the_window_within_a_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(sys, "setswitchinterval", asked.append)
    monkeypatch.setattr(startup, "missing_display", lambda: None)
    monkeypatch.setattr(startup, "keep_to_one_thread", lambda: None)
    monkeypatch.setattr(startup, "give_memory_back", lambda: None)
    monkeypatch.setattr(startup, "_run", lambda _argument: 0)
    assert startup.run(None, lambda code, _words: code) == 0
    assert asked
    assert asked[-1] < 0.001


def test_an_expression_is_what_the_window_shows(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk("-x^2 - 3y^2")
    assert (desk.store.state.text, desk.store.modified, desk.files.path) == ("-x^2 - 3y^2", False, None)
    assert desk.window.editor.field.toPlainText() == "-x^2 - 3y^2"


def test_an_expression_with_a_mistake_stands_in_the_editor_with_its_problem(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk("x^2 +")
    assert desk.store.state.text == "x^2 +"
    assert desk.window.editor.problem is not None


def test_a_session_or_a_figure_is_opened_and_anything_else_is_an_expression(
    open_desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = State("x y^2", "x y^2", probe=(("x", 1.0),), view=Box(-1.0, 2.0, -3.0, 4.0))
    session = tmp_path / "mine.hessview"
    session.write_bytes(to_bytes(shown))
    desk = open_desk(str(session))
    assert (desk.store.state, desk.files.path, desk.store.modified) == (shown, session, False)
    assert "mine.hessview" in desk.window.windowTitle()
    assert startup.is_document(str(session))
    for words in ("x^2", "missing.hessview", str(tmp_path), "x" * 5000, "nul\0.svg"):
        assert not startup.is_document(words)


def test_a_broken_session_is_reported_and_the_first_example_shown(
    open_desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Desk, "report", lambda _desk, message, *_: said.append(message))
    session = tmp_path / "broken.hessview"
    session.write_text('{"format": 3}')
    desk = open_desk(str(session))
    assert len(said) == 1
    assert said[0].startswith("broken.hessview")
    assert desk.store.state.text
    assert desk.files.path is None


# What is remembered


def test_geometry_theme_and_recent_files_are_remembered(
    open_desk: Callable[..., Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    sessions = [tmp_path / f"{k}.hessview" for k in range(10)]
    for session in sessions:
        session.write_bytes(to_bytes(State("x", "x")))
    desk = open_desk()
    desk.window.resize(700, 520)
    desk.set_theme("dark")
    desk.window.splitter.setSizes([340, 360])
    for session in sessions:
        assert desk.files.open(session)
    sizes = desk.window.splitter.sizes()
    again = open_desk()
    assert (again.window.width(), again.window.height(), again.theme_name) == (700, 520, "dark")
    assert again.window.splitter.sizes() == sizes
    assert again.files.recent == [str(session) for session in sessions[:1:-1]]
    assert again.actions.action("Dark").isChecked()


@pytest.mark.parametrize(
    "damage",
    [("theme", "no such theme"), ("theme", 3), ("geometry", "bm9pc2U="), ("geometry", "no base 64"), ("sizes", 7),
     ("recent", {"a": 1}), ("recent", 3), ("recent", [1, None]), ("geometry", ["a"]), ("export.dpi", "nan"),
     ("export.width", "wide"), ("export.height", float("inf")), ("export.dpi", 10**500), ("export.dpi", -1e300),
     ("sizes", ["-5", "9"]), ("sizes", ["1e9", "²"]), ("sizes", ["99999"] * 2), ("sizes", ["7"] * 3),
     ("sizes", ["0"] * 2), ("dock", 3), ("dock", "no such dock"), ("dock sizes", ["-5"]), ("dock sizes", ["²"]),
     ("picture sizes", ["0", "0"]),
     ("picture sizes", ["-5", "x"]), ("picture sizes", 3), ("dock sizes", ["99999"]), ("dock sizes", [3]),
     ("dock sizes", ["200", "200"])],
)  # fmt: skip
def test_damaged_settings_are_no_obstacle(
    open_desk: Callable[..., Desk], tmp_path: Path, damage: tuple[str, object]
) -> None:
    places = Places.inside(tmp_path / "own")
    places.settings.parent.mkdir()
    places.settings.write_text(json.dumps(dict([damage])))
    desk = open_desk()
    assert desk.window.isVisible()
    assert desk.window.splitter.sizes()[0] > 0
    assert isinstance(desk.files.recent, list)
    ExportDialog(desk.window, desk.settings, tmp_path / "out.svg").deleteLater()


def test_an_interrupt_in_the_terminal_closes_the_window_with_its_code(home: dict[str, str]) -> None:
    environment = os.environ | home
    del environment["HESSVIEW_QUIT_AFTER_FIRST_PICTURE"]
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from PySide6.QtCore import QTimer\n"
        "from hessview.app.desk import Desk\n"
        "begin = Desk.begin\n"
        "def then_interrupt(desk, argument):\n"
        "    begin(desk, argument)\n"
        "    desk.controller.when_first_painted(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "Desk.begin = then_interrupt\n"
        "from hessview.cli import main\n"
        "sys.exit(main(['x y']))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "hessview: interrupted")


# Without a worker


def test_a_worker_that_cannot_start_leaves_the_program_working_and_is_said(
    open_desk: Callable[..., Desk], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    desk = open_desk("x^2 - y^2")
    qtbot.waitUntil(lambda: desk.controller.results.formulas_fault is not None, timeout=10_000)
    assert "unavailable" in desk.window.activity.text()
    qtbot.waitUntil(lambda: desk.controller.results.field is not None, timeout=10_000)
    desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.0))))
    assert desk.window.panel.badge.accessibleName().startswith("Saddle")
    assert desk.controller.results.formulas is None
