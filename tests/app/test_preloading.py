"""What is used first some time after the start is loaded before, while nobody does anything."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hessview.app import preloading
from hessview.app.preloading import ENTRANCES, Preloading

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot


def test_nothing_is_loaded_while_somebody_does_something(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(preloading, "load", loaded.append)
    asked: list[float] = []
    is_resting = False

    def resting(seconds: float) -> bool:
        asked.append(seconds)
        return is_resting

    parent = QObject()
    made = Preloading(resting, parent, ("first", "second"))
    made.begin(0)
    qtbot.waitUntil(lambda: len(asked) > 3)
    assert loaded == []
    is_resting = True
    qtbot.waitUntil(lambda: made.is_done)
    assert loaded == ["first", "second"]


def test_one_is_loaded_at_a_time_and_closing_waits_for_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = threading.Event()
    begun: list[str] = []
    ended: list[str] = []

    def load(name: str) -> None:
        begun.append(name)
        may_end.wait(30.0)
        ended.append(name)

    monkeypatch.setattr(preloading, "load", load)
    parent = QObject()
    turns: list[int] = []
    made = Preloading(lambda _: True, parent, ("first", "second"))
    made._timer.timeout.connect(lambda: turns.append(len(begun)))
    made.begin(0)
    qtbot.waitUntil(lambda: len(turns) > 5)
    assert begun == ["first"]
    may_end.set()
    made.close()
    assert ended == ["first"]
    assert made.is_done


USES = """
import os, sys, tempfile
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from hessview.app.desk import Desk
from hessview.app.places import Places
from tests.reliability.hands import is_idle, rest, wait_until

application = QApplication([])
desk = Desk(application, Places.inside(Path(tempfile.mkdtemp())))
desk.begin("a = -1\\nx^4 + a*x^2 + y^2*z^2")
desk.window.show()
seen = set(sys.modules)
assert wait_until(lambda: desk.preloading.is_done and is_idle(desk), 120.0), "never done"
before = set(sys.modules)
print(len([name for name in before - seen if name.startswith("hessview.views")]) > 10)

def close():
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.close()

closing = QTimer(interval=20)
closing.timeout.connect(close)
closing.start()
for name in ("Side by Side", "Sections", "Slices", "Parameters", "List of Critical Points", "Show the Steps", "Choose",
             "Search a Box", "Export Figure", "Export Animation"):
    desk.actions.action(name).trigger()
    rest(0.05)
    wait_until(lambda: is_idle(desk), 30.0)
desk.controller.replace_text("x1^2 x2 + x3 x4 - x5 x6^3 + x7/x8")
wait_until(lambda: is_idle(desk), 30.0)
print(sorted(name for name in set(sys.modules) - before if name.startswith("hessview.")), flush=True)
os._exit(0)
"""


def test_the_first_use_of_a_key_a_dock_or_a_dialog_imports_nothing_of_ours() -> None:
    done = subprocess.run(
        [sys.executable, "-c", USES], capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), *sys.path]))},
    )
    assert done.stdout.splitlines() == ["True", "[]"], done.stderr[-2000:]


def test_an_entrance_is_named_once() -> None:
    assert len(set(ENTRANCES)) == len(ENTRANCES)


DEGENERATE = """
import sys

from hessview.analysis.curvature import at
from hessview.app.controller import load_what_comes_at_once
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

load_what_comes_at_once()
before = set(sys.modules)
found = at(ExpressionLandscape(parse("x^2 + y^4 + z^6")), (0.0, 0.0, 0.0))
print(found.degenerate.nature.name, sorted(name for name in set(sys.modules) - before if name.startswith("hessview.")))
"""


def test_a_probe_that_comes_upon_a_degenerate_point_imports_nothing_any_more() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DEGENERATE], capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), *sys.path]))},
    )
    assert done.stdout.splitlines() == ["MINIMUM []"], done.stderr[-2000:]
