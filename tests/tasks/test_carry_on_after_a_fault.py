"""Something fails inside: a quiet notice says so, the window goes on with the last good state, and nothing is lost."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit

from hessview.app import controller, incidents
from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.app.report_dialog import ReportDialog
from hessview.compute import answers
from hessview.compute.answers import Answers
from hessview.compute.requests import FieldRequest, FormulaRequest
from hessview.document import history
from hessview.document.commands import MoveProbe
from hessview.document.session_file import to_bytes
from hessview.document.state import State
from hessview.document.store import NotShown
from hessview.views import axes_item
from tests.chosen_files import choose

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.tasks.conftest import Person

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen, of dialogs


@pytest.fixture
def watched(sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Person]:
    """A window whose process is watched as the program's is; what was told of errors before hears them silently."""
    for owner, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(owner, name, lambda *_: None)

    def sit(argument: str = "x^2 - y^2") -> Person:
        person = sit_down(argument)
        person.desk.incidents.install()
        return person

    return sit


def notice(person: Person) -> str:
    bar = person.window.notices
    return bar.words.text() if bar.isVisible() else ""


def logged(person: Person) -> str:
    folder = person.desk.places.log
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.log")))


def planted(*_: Any, **__: Any) -> Any:
    raise ValueError("planted")


def fail_in_a_timer(person: Person, _: pytest.MonkeyPatch) -> None:
    QTimer.singleShot(0, person.window, planted)


def fail_while_fitting(person: Person, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "fit", planted)
    person.choose("Fit")


def fail_in_a_menu(person: Person, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(person.desk.controller, "snap_anywhere", planted)
    person.choose("Snap to Nearest Critical Point")


def fail_in_a_painter(person: Person, patch: pytest.MonkeyPatch) -> None:
    # What paints is looked up once for each widget, and the window has painted: what it calls is replaced.
    patch.setattr(axes_item, "QPen", planted)
    person.picture.viewport().update()


def fail_in_a_thread(_: Person, __: pytest.MonkeyPatch) -> None:
    thread = threading.Thread(target=planted)
    thread.start()
    thread.join()


def fail_in_the_lane_of_the_picture(person: Person, patch: pytest.MonkeyPatch) -> None:
    answer = Answers.answer

    def fail(own: Answers, request: Any, progress: Any) -> object:
        return planted() if isinstance(request, FieldRequest) else answer(own, request, progress)

    patch.setattr(Answers, "answer", fail)
    person.desk.framing.zoom(0.5)


@pytest.mark.parametrize(
    "fail",
    [
        fail_in_a_timer, fail_in_a_menu, fail_in_a_painter, fail_in_a_thread, fail_while_fitting,
        fail_in_the_lane_of_the_picture,
    ],
    ids=lambda fail: fail.__name__,
)
def test_a_fault_is_one_quiet_notice_and_the_window_goes_on(
    watched: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, fail: Callable[..., None]
) -> None:
    person = watched()
    person.click(1.0, 0.5)
    person.field.setFocus()
    before = person.desk.store.state.text
    with monkeypatch.context() as patch:
        fail(person, patch)
        qtbot.waitUntil(lambda: "Something went wrong inside hessview (ValueError in" in notice(person))
    assert person.window.focusWidget() is person.field
    assert re.search("ValueError: .*planted", logged(person))
    assert "move probe: MoveProbe" in logged(person)
    person.window.notices.buttons[0].click()
    copied = QGuiApplication.clipboard().text()
    assert re.search("ValueError: .*planted", copied)
    assert "/work" not in copied
    person.window.notices.dismiss_button.click()
    assert notice(person) == ""
    person.type_formula("x y")
    assert (person.desk.store.state.accepted, before) == ("x y", "x^2 - y^2")
    person.click(0.0, 0.0)
    assert person.badge().startswith("Saddle")


def test_a_fault_of_a_worker_process_is_one_notice_and_its_place_says_so_too(
    watched: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    person = watched()
    person.wait_for_formulas()
    # The process runs what is on its list with what it is given: nonsense makes the handler itself fail.
    lane = person.desk.controller._scheduler._lanes["formulas"]
    job = lane._job

    def nonsense(request: Any) -> Any:
        made = job(request)
        if isinstance(request, FormulaRequest):
            object.__setattr__(made, "payload", {"nonsense": 1})
            object.__setattr__(made, "easier", None)
        return made

    monkeypatch.setattr(lane, "_job", nonsense)
    person.type_formula("x^3 y")
    qtbot.waitUntil(lambda: "Something went wrong" in notice(person), timeout=30_000)
    assert person.desk.controller.results.formulas_fault is not None
    assert "KeyError" in logged(person)


def test_a_change_that_cannot_be_shown_is_taken_back_everywhere(
    watched: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    person = watched()
    person.click(1.0, 1.0)
    probe, state, undo = person.probe(), person.desk.store.state, person.desk.store.undo_name
    render = person.panel.render
    with monkeypatch.context() as patch:
        patch.setattr(person.panel, "render", lambda state, *shown: (
            planted() if state.coordinate("x") < 0.0 else render(state, *shown)))  # fmt: skip
        QTimer.singleShot(0, person.window, lambda: person.click(-1.0, 1.0))
        qtbot.waitUntil(lambda: "could not show “move probe” (ValueError in" in notice(person))
    assert (person.desk.store.state, person.probe(), person.desk.store.undo_name) == (state, probe, undo)
    assert not person.desk.store.can_redo
    person.click(-1.0, 1.0)
    assert person.probe()[0] == pytest.approx(-1.0, abs=0.05)


def test_what_is_typed_stays_when_it_cannot_be_drawn_and_typing_goes_on(
    watched: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(history, "PAUSE", math.inf)  # on a busy machine there are pauses between keys
    person = watched()
    show = person.picture.show_figure
    with monkeypatch.context() as patch:
        patch.setattr(person.picture, "show_figure", lambda figure, *more: (
            planted() if person.desk.store.state.accepted == "x + 1" else show(figure, *more)))  # fmt: skip
        person.type_formula("x + 1")
        assert person.field.toPlainText() == "x + 1"
        qtbot.waitUntil(lambda: "kept the picture before it. The text is kept" in notice(person))
        assert (person.desk.store.state.text, person.desk.store.state.accepted) == ("x + 1", "x ")
        QTest.keyClicks(person.field, "2")
        person.wait_for_picture()
    assert person.field.toPlainText() == person.desk.store.state.accepted == "x + 12"
    person.choose("Undo")
    assert person.field.toPlainText() == person.desk.store.state.accepted == "x^2 - y^2"


def test_a_document_that_cannot_be_shown_leaves_the_first_example_and_a_window_that_works(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session = tmp_path / "mine.hessview"
    session.write_bytes(to_bytes(State("x y^2", "x y^2")))
    shown = controller.compose
    monkeypatch.setattr(controller, "compose", lambda state, results: (
        planted() if state.accepted == "x y^2" else shown(state, results)))  # fmt: skip
    desk = Desk(qapp, Places.inside(tmp_path / "places"))
    first = desk.store.state
    with pytest.raises(NotShown, match="open"):
        desk.begin(str(session))
    desk.window.show()
    qtbot.waitUntil(lambda: desk.controller.results.field is not None, timeout=10_000)
    assert (desk.store.state, desk.files.path, desk.store.modified) == (first, None, False)
    assert desk.window.editor.field.toPlainText() == first.text
    desk.close()


def test_a_start_that_fails_still_opens_a_window_that_says_so(tmp_path: Path) -> None:
    own = {name: str(tmp_path / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    program = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from hessview.app.desk import Desk\n"
        "begin = Desk.begin\n"
        "def say(desk, bar):\n"
        "    if bar.notice is None or not desk.window.isVisible():\n"
        "        return\n"
        "    print(bar.words.text(), desk.window.isVisible())\n"
        "    desk.window.close()\n"
        "def fail(desk, argument):\n"
        "    begin(desk, argument)\n"
        "    timer = QTimer(desk.window.notices, interval=50)\n"
        "    timer.timeout.connect(lambda: say(desk, desk.window.notices))\n"
        "    timer.start()\n"
        "    raise ValueError('planted')\n"
        "Desk.begin = fail\n"
        "from hessview.cli import main\n"
        "sys.exit(main(['x y']))\n"
    )
    environment = os.environ | own | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Something went wrong inside hessview (ValueError")
    assert done.stdout.endswith("True\n")
    assert "ValueError: planted" in done.stderr


def test_a_crash_is_mentioned_at_the_next_start_and_stands_in_the_report(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(incidents, "_AFTER_THE_OFFER_MS", 0)
    person = sit_down("x y")
    folder = person.desk.places.log
    folder.mkdir(parents=True)
    (folder / "crash.txt").write_text(
        'Fatal Python error: Segmentation fault\n\nThread 0x1 (most recent call first):\n  File "/a/b c/hessview/x.py"'
    )
    person.desk.incidents.install()
    qtbot.waitUntil(lambda: notice(person) == "hessview was ended by a fault the last time.")
    person.window.notices.buttons[0].click()
    (dialog,) = person.window.findChildren(ReportDialog)
    text = dialog.page.toPlainText()
    assert "Segmentation fault" in text
    assert "/a/b c" not in text
    dialog.close()
    person.desk.incidents.close()
    later = incidents.Incidents(person.desk)
    later.install()
    assert later.faults.crash.found is None
    assert "Segmentation fault" in later.faults.crash.last()
    later.close()


def test_the_report_says_what_would_be_sent_and_is_copied_and_saved_as_it_is_shown(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = sit_down("sin(x) y + x^2")
    person.click(0.5, 0.5)
    person.desk.incidents.faults.warn(f"planted {tmp_path}/secret/plan.txt {Path.home()}/b")
    person.choose("Report")
    (dialog,) = person.window.findChildren(ReportDialog)
    (page,) = dialog.findChildren(QPlainTextEdit)
    text = page.toPlainText()
    for part in ("hessview 0.", "PySide6", "numpy", "scipy", "sympy", "matplotlib", "contourpy", "Python 3.", "Qt 6.",
                 "platform offscreen", "scale", "move probe: MoveProbe", "sin(x) y + x^2", "planted"):  # fmt: skip
        assert part in text, part
    assert str(tmp_path) not in text
    assert f"{Path.home()}/" not in text
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == text
    target = tmp_path / "report.txt"
    choose(monkeypatch, target)
    dialog.save_button.click()
    assert target.read_text("utf-8") == text
    choose(monkeypatch, tmp_path / "none" / "r.txt")
    dialog.save_button.click()
    assert "was not written" in dialog.words.text()
    dialog.close()


def test_what_could_not_be_saved_or_exported_stands_in_the_report_without_its_name(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = sit_down("x y")
    folder = tmp_path / "confidential"
    choose(monkeypatch, folder / "thesis.hessview")
    person.choose("Save As")
    person.desk.exports.export(folder / "thesis.svg", (120.0, 90.0), 300)
    person.choose("Report")
    (dialog,) = person.window.findChildren(ReportDialog)
    text = dialog.page.toPlainText()
    assert "<file>.hessview was not written: the folder <folder> is not there" in text
    assert "<file>.svg was not written" in text
    assert "confidential" not in text
    assert "thesis" not in text
    for box in person.window.findChildren(QMessageBox):
        box.close()
    dialog.close()


def test_the_report_needs_no_log(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person = sit_down("x y")
    folder = person.desk.places.log
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file is where the folder should be")
    person.desk.incidents.install()
    person.desk.store.dispatch(MoveProbe((("x", 0.25),)))
    person.choose("Report")
    (dialog,) = person.window.findChildren(ReportDialog)
    assert "0.25" in dialog.page.toPlainText()
    dialog.close()


NESTED = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from hessview.app.desk import Desk
from hessview.cli import main
from hessview.views.plot_view import PlotView

class Planted(PlotView):
    __module__ = "hessview.planted"
    within = None

    def event(self, event):
        if event.type() == QEvent.Type.User:
            if self.within is not None:
                QCoreApplication.sendEvent(self.within, event)
            [][0]
        return super().event(event)

def fail(desk):
    planted = Planted("a plot")
    planted.within = Planted("another")
    QCoreApplication.sendEvent(planted, QEvent(QEvent.Type.User))

def look(desk):
    if desk.window.notices.notice is not None and desk.window.isVisible():
        print(desk.window.notices.words.text(), desk.window.isVisible())
        desk.window.close()

def begin(desk, argument, begin=Desk.begin):
    begin(desk, argument)
    QTimer.singleShot(0, desk.window, lambda: fail(desk))
    timer = QTimer(desk.window, interval=50)
    timer.timeout.connect(lambda: look(desk))
    timer.start()

Desk.begin = begin
sys.exit(main(["x y"]))
"""


def test_a_handler_that_fails_within_a_handler_is_one_notice_and_the_window_goes_on(tmp_path: Path) -> None:
    own = {name: str(tmp_path / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    environment = os.environ | own | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", NESTED], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Something went wrong inside hessview (IndexError")
    assert done.stdout.endswith("True\n")
    assert done.stderr.count("IndexError: list index out of range") == 2
    (log,) = (path.read_text("utf-8") for path in tmp_path.rglob("*.log"))
    assert log.count("IndexError: list index out of range") == 1
    assert "2 times: IndexError" in log
