"""What can wait is done in a turn of the event loop with little else in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from hessview.views import quiet_turn
from hessview.views.quiet_turn import QuietTurn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def owner() -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that a turn sees: only what a test adds to it passes."""
    now = [0.0]
    monkeypatch.setattr(quiet_turn, "perf_counter", lambda: now[0])
    return now


def test_it_is_done_once_in_a_turn_after_this(owner: QObject, clock: list[float]) -> None:
    done: list[int] = []
    turn = QuietTurn(lambda: done.append(1), owner)
    turn.start()
    turn.start()
    assert (done, turn.is_due) == ([], True)
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert (done, turn.is_due) == ([1], False)


def test_it_waits_for_a_turn_that_has_not_been_busy(owner: QObject, clock: list[float]) -> None:
    done: list[int] = []
    turn = QuietTurn(lambda: done.append(1), owner)
    turn.start()
    clock[0] += 0.05  # the picture is painted in the same turn
    QCoreApplication.processEvents()
    assert (done, turn.is_due) == ([], True)
    QCoreApplication.processEvents()
    assert done == [1]


def test_two_of_them_fall_into_two_turns_when_they_take_long(owner: QObject, clock: list[float]) -> None:
    def work(name: str) -> None:
        done.append(name)
        clock[0] += 0.03

    done: list[str] = []
    turns = [QuietTurn(lambda name=name: work(name), owner) for name in "ab"]  # type: ignore[misc]
    for turn in turns:
        turn.start()
    QCoreApplication.processEvents()
    assert done == ["a"]
    QCoreApplication.processEvents()
    assert done == ["a", "b"]


def test_beside_a_hand_that_never_rests_it_is_done_all_the_same(owner: QObject, clock: list[float]) -> None:
    done: list[int] = []
    turn = QuietTurn(lambda: done.append(1), owner)
    passed = 0
    while not done and passed < 20:
        turn.start()  # asked for again and again: that does not put it off
        clock[0] += 0.05
        QCoreApplication.processEvents()
        passed += 1
    assert passed == 4


def test_what_is_left_is_not_done(owner: QObject, clock: list[float]) -> None:
    done: list[int] = []
    turn = QuietTurn(lambda: done.append(1), owner)
    turn.start()
    turn.stop()
    QCoreApplication.processEvents()
    assert (done, turn.is_due) == ([], False)


def test_other_timers_have_their_turn_while_it_waits(owner: QObject, qtbot: QtBot) -> None:
    def work() -> None:
        order.append("busy")
        time.sleep(0.03)

    order: list[str] = []
    turn = QuietTurn(lambda: order.append("quiet"), owner)
    busy = QTimer(owner, singleShot=True, interval=0)
    busy.timeout.connect(work)
    busy.start()
    turn.start()
    qtbot.waitUntil(lambda: "quiet" in order)
    assert order == ["busy", "quiet"]
