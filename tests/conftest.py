"""What every test stands on: no display, its own settings, and nothing left behind."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QStandardPaths, QThread, QTimer
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from tests.warm_processes import use_warm_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication, QWidget

# Read when the application is made; tests marked gl run under a window system that sets its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
# Every test has fresh places, but matplotlib's list of the fonts of this machine is made once.
os.environ.setdefault(
    "MPLCONFIGDIR", str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib")
)

_GRACE = 20.0
"""Seconds that a thread may take to end after the test."""

_PATIENCE_MS = 180_000
"""For whatever a test waits for: a busy machine takes its time, and nothing is proved by how long."""

_MANY_OBJECTS = 20_000
"""More of them than before are looked through after a test without a window."""

_BESIDE_THE_SCREEN = QPoint(-2000, -2000)


class PatientBot(QtBot):
    """Waits for as long as a busy machine needs, whatever the test says."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 0) -> None:
        super().waitUntil(callback, timeout=max(timeout, _PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = 0, **more: Any) -> Any:
        # What is not to come is not waited for.
        patience = _PATIENCE_MS if more.get("raising", True) else 0
        return super().waitSignal(signal, timeout=max(timeout, patience), **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """Return pytest-qt's bot with more patience."""
    return PatientBot(request)


@pytest.fixture
def warm_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes that have imported already what they run, also for a window that is not of this session."""
    use_warm_processes(monkeypatch)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Function) -> None:
    """Collect here, where the application is; elsewhere a widget in a cycle would end in another thread.

    A window lies in cycles and is large: it goes with its test. What has outlived a test is not looked through again.
    """
    gc.disable()
    if "qapp" in item.fixturenames:
        item.funcargs.clear()
    elif gc.get_count()[0] < _MANY_OBJECTS:
        return
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Return half as many again as there are cores: tests with a window wait for a good part of their time."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or not hasattr(os, "sched_getaffinity"):
        return None
    cores = len(os.sched_getaffinity(0))
    return cores + cores // 2


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()
    if not any(Path(os.environ["MPLCONFIGDIR"]).glob("fontlist-*.json")):
        import matplotlib.font_manager  # noqa: F401 - on a slow machine whoever makes the list says so on stderr
    # A busy machine is no fault of a property.
    hypothesis.settings.register_profile(
        "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("patient")
    config.addinivalue_line("markers", "leaks(why): may leave widgets, timers or threads behind")
    config.addinivalue_line("markers", "cold: its worker processes are started as the program starts them")


def pytest_unconfigure() -> None:
    if QCoreApplication.instance() is not None:
        from hessview.app.garbage import take_down

        take_down()  # as the program does when it ends: Qt would delete what was copied when Python is gone, and crash


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give a Qt test fresh settings, and fail it if widgets, timers or threads outlive it.

    A test that must leave something (a warm process of the session, say) is marked with ``leaks("why")``.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    application, monkeypatch = request.getfixturevalue("qapp"), request.getfixturevalue("monkeypatch")
    _use_fresh_places(monkeypatch, request.getfixturevalue("tmp_path"))  # which takes long where there are thousands
    if request.node.get_closest_marker("cold") is None:
        # What keeps the machine busy is other tests: who stood back for them would have no time at all.
        use_warm_processes(monkeypatch, niceness=0)
    _use_known_outlines(monkeypatch)
    QCursor.setPos(_BESIDE_THE_SCREEN)  # where the last test left it, a new window would be under the mouse
    timers, qt_threads = _watch(monkeypatch, QTimer), _watch(monkeypatch, QThread)
    before = set(threading.enumerate())
    widgets = {id(widget) for widget in application.topLevelWidgets()}
    yield
    _settle(application)
    if request.node.get_closest_marker("leaks") is None:
        left = _widgets_left(application, widgets) + _timers_left(timers)
        left += _threads_left(before) + _qt_threads_left(qt_threads)
        if left:
            pytest.fail("left behind: " + "; ".join(left))


def _use_fresh_places(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    QStandardPaths.setTestModeEnabled(sys.platform != "linux")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder / name.lower()))


def _use_known_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.known_outlines import use_known_outlines  # matplotlib's places are to be set before

    use_known_outlines(monkeypatch)


def _watch(monkeypatch: pytest.MonkeyPatch, kind: type[QTimer | QThread]) -> list[weakref.ref[Any]]:
    """Return what will be started of a kind of object that has a `start`."""
    started: list[weakref.ref[Any]] = []
    start = kind.start

    def watched(self: Any, *arguments: Any) -> None:
        started.append(weakref.ref(self))
        start(self, *arguments)

    monkeypatch.setattr(kind, "start", watched)
    return started


def _settle(application: QApplication) -> None:
    for _ in range(3):
        application.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _widgets_left(application: QApplication, before: set[int]) -> list[str]:
    left = [widget for widget in application.topLevelWidgets() if id(widget) not in before]
    return [f"widget {widget!r}" for widget in left if not _is_of_qt_itself(widget)]


def _is_of_qt_itself(widget: QWidget) -> bool:
    """Whether Qt made the widget on demand and keeps it, as the label of the tool tips."""
    return type(widget).__name__ in ("QTipLabel", "QWidget", "QFrame") and not widget.isVisible()


def _living(started: list[weakref.ref[Any]]) -> list[Any]:
    return [made for reference in started if (made := reference()) is not None and shiboken6.isValid(made)]


def _timers_left(started: list[weakref.ref[Any]]) -> list[str]:
    return [f"timer {timer!r} of {timer.parent()!r}" for timer in _living(started) if timer.isActive()]


def _qt_threads_left(started: list[weakref.ref[Any]]) -> list[str]:
    grace = int(1000 * _GRACE)
    return [f"Qt thread {thread!r}" for thread in _living(started) if thread.isRunning() and not thread.wait(grace)]


def _threads_left(before: set[threading.Thread]) -> list[str]:
    deadline = time.monotonic() + _GRACE
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [f"thread {thread.name}" for thread in left if thread.is_alive()]
