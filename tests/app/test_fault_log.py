"""What nobody catches: from every corner of the process it is written down, counted, and passed on as before."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qInstallMessageHandler, qWarning
from PySide6.QtGui import QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from hessview.app.fault_log import FaultLog, Incident
from hessview.app.log_file import LARGEST
from hessview.compute.results import Fault, FaultKind
from hessview.document.store import NotShown
from tests.app.test_heartbeat import turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class Stand:
    """A log in a folder, and those who were told of errors before it came."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.told_before: list[str] = []
        self.shown: list[Incident] = []
        hooks = {"excepthook": (sys, 1), "unraisablehook": (sys, 0)}
        for name, (owner, place) in hooks.items():
            monkeypatch.setattr(owner, name, self._listener(place))
        monkeypatch.setattr(threading, "excepthook", self._listener(0))
        self._before = qInstallMessageHandler(lambda _kind, _context, message: self.told_before.append(message))
        self.faults = FaultLog(folder, lambda: ["move probe: x = 1"], self.shown.append)
        self.faults.install()

    def _listener(self, place: int) -> Callable[..., None]:
        def told(*arguments: Any) -> None:
            error = getattr(arguments[place], "exc_value", arguments[place])
            self.told_before.append(repr(error))

        return told

    def close(self) -> None:
        self.faults.close()
        qInstallMessageHandler(self._before)

    def written(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))


@pytest.fixture
def stand(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    made = Stand(tmp_path / "log", monkeypatch)
    yield made
    made.close()


class Painter(QWidget):
    """Fails at every repaint."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        raise ValueError("planted in a painter")


class Emitter(QObject):
    """Has a signal."""

    rang = Signal()


def fail_in_a_painter(bot: QtBot) -> None:
    widget = Painter()
    bot.addWidget(widget)
    widget.show()
    bot.waitExposed(widget)
    turn(20)


def fail_in_a_slot(_: QtBot) -> None:
    emitter = Emitter()

    def slot() -> None:
        raise ValueError("planted in a slot")

    emitter.rang.connect(slot)
    emitter.rang.emit()


def fail_in_a_timer(_: QtBot) -> None:
    def fire() -> None:
        raise ValueError("planted in a timer")

    QTimer.singleShot(0, fire)
    turn(20)


def fail_in_a_thread(_: QtBot) -> None:
    def work() -> None:
        raise ValueError("planted in a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def fail_where_nobody_can_be_told(_: QtBot) -> None:
    class Dying:
        def __del__(self) -> None:
            raise ValueError("planted in a death")

    Dying()
    gc.collect()


@pytest.mark.parametrize(
    "fail",
    [fail_in_a_painter, fail_in_a_slot, fail_in_a_timer, fail_in_a_thread, fail_where_nobody_can_be_told],
    ids=lambda fail: fail.__name__,
)
def test_a_fault_anywhere_is_written_with_what_was_done_shown_once_and_still_told(
    stand: Stand, qtbot: QtBot, fail: Callable[[QtBot], None]
) -> None:
    fail(qtbot)
    qtbot.waitUntil(lambda: bool(stand.shown), timeout=5000)
    (incident,) = stand.shown
    assert (incident.kind, incident.place) == ("ValueError", "test_fault_log")
    assert "planted in a" in incident.detail
    assert "Traceback (most recent call last)" in stand.written()
    assert "ValueError: planted in a" in stand.written()
    assert "done before:\nmove probe: x = 1" in stand.written()
    assert "planted in a" in stand.told_before[0]
    fail(qtbot)
    turn(20)
    assert len(stand.shown) == 1
    assert len(stand.told_before) >= 2


PAINTING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from hessview.app.fault_log import FaultLog
class Painter(QWidget):
    fails, failed, painted = False, 0, 0
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawLine(0, 0, 9, 9)
        if self.fails:
            self.failed += 1
            raise ValueError("planted")
        painter.end()
        self.painted += 1
application = QApplication([])
faults = FaultLog(Path(sys.argv[1]), list, print)
faults.install()
window = QWidget()
painter = Painter(window)
window.show()
application.processEvents()
def play():
    painter.fails = True
    painter.update()
    yield lambda: painter.failed
    painter.fails, before = False, painter.painted
    painter.update()
    yield lambda: painter.painted > before
    before = painter.painted
    window.resize(300, 300)
    painter.update()
    yield lambda: painter.painted > before
steps = play()
has_happened = next(steps)
def go_on():
    global has_happened
    if has_happened() and (has_happened := next(steps, None)) is None:
        timer.stop()
        application.quit()
timer = QTimer(interval=5)
timer.timeout.connect(go_on)
timer.start()
application.exec()
faults.close()
print("painted", painter.painted)
"""


def test_a_widget_whose_painter_failed_is_painted_again_and_its_window_can_be_resized_and_closed(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", PAINTING, str(tmp_path)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0
    assert int(done.stdout.split()[-1]) >= 2
    assert "active painter" not in done.stderr


def test_a_warning_of_qt_is_written_and_passed_on_and_shown_to_nobody(stand: Stand) -> None:
    for _ in range(5):
        qWarning("planted in Qt")
    turn(20)
    assert (stand.told_before, stand.shown) == (["planted in Qt"] * 5, [])
    assert stand.written().count("WARNING Qt: planted in Qt") == 1
    assert "4 times: Qt: planted in Qt" in stand.written()


def test_a_flood_is_counted_not_written(stand: Stand, qtbot: QtBot) -> None:
    widget = Painter()
    qtbot.addWidget(widget)
    canvas = QPixmap(10, 10)
    for _ in range(300):
        with pytest.raises(ValueError, match="planted"):
            widget.render(canvas)
    for k in range(20_000):
        error = KeyError(k)
        sys.excepthook(KeyError, error, None)
    turn(20)
    assert len(stand.shown) == 1
    assert len(stand.told_before) == 20_000
    assert "16384 times: KeyError" in stand.written()
    assert len(stand.written()) < 5_000


def test_ever_new_faults_fill_neither_the_memory_nor_the_disk(stand: Stand) -> None:
    for k in range(3000):
        kind = type(f"Fault{k}", (Exception,), {})
        sys.excepthook(kind, kind("x" * 3000), None)
    assert len(stand.faults._counts) <= 501
    files = [path for path in stand.folder.iterdir() if path.name != "crash.txt"]
    assert sum(path.stat().st_size for path in files) <= 3 * (LARGEST + 30_000)


def test_a_change_that_was_taken_back_is_shown_by_its_name_and_the_cause_by_its_place(stand: Stand) -> None:
    def cause() -> None:
        try:
            raise ValueError("planted in a subscriber")
        except ValueError as error:
            raise NotShown("move probe", kept=False) from error

    try:
        cause()
    except NotShown as error:
        sys.excepthook(NotShown, error, error.__traceback__)
    turn(20)
    (incident,) = stand.shown
    assert (incident.kind, incident.place, incident.taken_back) == ("ValueError", "test_fault_log", "move probe")
    assert "planted in a subscriber" in incident.detail
    assert "NotShown" in incident.detail


def test_what_a_slot_raised_is_named_although_it_arrives_as_an_error_of_the_system(stand: Stand) -> None:
    def wrapped() -> None:
        try:
            raise ValueError("planted in a slot")
        except ValueError as error:
            raise SystemError("<class 'ValueError'> returned a result with an exception set") from error

    try:
        wrapped()
    except SystemError as error:
        sys.excepthook(SystemError, error, error.__traceback__)
    turn(20)
    (incident,) = stand.shown
    assert (incident.kind, incident.taken_back) == ("ValueError", "")
    assert "planted in a slot" in incident.detail


def test_what_ends_the_program_on_purpose_is_no_fault(stand: Stand) -> None:
    for error in (KeyboardInterrupt(), SystemExit(3)):
        sys.excepthook(type(error), error, None)
    turn(20)
    assert (stand.shown, stand.written(), len(stand.told_before)) == ([], "", 2)


def test_an_error_that_cannot_say_itself_is_written_all_the_same(stand: Stand) -> None:
    class Mute(Exception):  # noqa: N818
        def __str__(self) -> str:
            raise RuntimeError

    sys.excepthook(Mute, Mute(), None)
    turn(20)
    assert stand.shown[0].kind == "Mute"


def test_an_endless_recursion_is_written_briefly(stand: Stand) -> None:
    def down(n: int) -> int:
        return up(n) + 1

    def up(n: int) -> int:
        return down(n) + 1

    try:
        down(0)
    except RecursionError as error:
        sys.excepthook(RecursionError, error, error.__traceback__)
    turn(20)
    assert len(stand.shown[0].detail) < 25_000
    assert stand.shown[0].detail.rstrip().splitlines()[-1].startswith("RecursionError")


@pytest.mark.parametrize(
    ("kind", "detail", "shown"),
    [
        (FaultKind.FAILED, 'Traceback:\n  File "/a/hessview/calculus/jet.py", line 3, in f\nValueError: planted', True),
        (FaultKind.FAILED, 'Traceback:\n  File "/a/b.py", line 3\nhessview.language.problem.SyntaxProblem: no', False),
    ],
)
def test_the_fault_of_a_worker_is_written_and_shown_unless_it_is_a_refusal(
    stand: Stand, kind: FaultKind, detail: str, shown: bool
) -> None:
    for _ in range(3):
        stand.faults.take_fault(Fault("It failed.", detail, kind))
    turn(20)
    assert [(incident.kind, incident.place) for incident in stand.shown] == ([("ValueError", "jet")] if shown else [])
    assert stand.written().count(detail) == 1


def test_a_fault_that_has_a_reason_is_not_written(stand: Stand) -> None:
    for kind in (FaultKind.TIME, FaultKind.MEMORY, FaultKind.STOPPED, FaultKind.UNAVAILABLE, FaultKind.REFUSED):
        stand.faults.take_fault(Fault("Too long.", "detail", kind))
    stand.faults.take_fault(Fault("It failed.", "", FaultKind.FAILED))
    turn(20)
    assert (stand.shown, stand.written()) == ([], "")


def test_closed_it_leaves_everything_as_it_was(qapp: QApplication, tmp_path: Path) -> None:
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    handler = qInstallMessageHandler(None)
    qInstallMessageHandler(handler)
    faults = FaultLog(tmp_path, list, lambda _: None)
    faults.install()
    assert sys.excepthook is not hooks[0]
    faults.close()
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == hooks
    present = qInstallMessageHandler(handler)
    assert present == handler


def test_one_who_hooked_up_later_is_not_thrown_out(qapp: QApplication, tmp_path: Path) -> None:
    faults = FaultLog(tmp_path, list, lambda _: None)
    before = sys.excepthook
    faults.install()
    later: Any = lambda *_: None  # noqa: E731
    sys.excepthook = later
    faults.close()
    found, sys.excepthook = sys.excepthook, before
    assert found is later


def test_a_normal_run_writes_nothing(stand: Stand) -> None:
    stand.faults.close()
    assert [(path.name, path.stat().st_size) for path in stand.folder.iterdir()] == [("crash.txt", 0)]


@pytest.mark.parametrize("damage", ["a file", "missing"])
def test_a_folder_that_cannot_be_is_no_obstacle(qapp: QApplication, tmp_path: Path, damage: str) -> None:
    (tmp_path / "place").write_text("a file is in the way")
    folder = tmp_path / "place" / "log" if damage == "missing" else tmp_path / "place"
    faults = FaultLog(folder, list, lambda _: None)
    faults.install()
    faults.warn("planted")
    assert "planted" in faults.log.tail(3)[-1]
    faults.close()
