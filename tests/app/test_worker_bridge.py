"""The way from other threads into the window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication

from hessview.app.worker_bridge import WorkerBridge

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_what_many_threads_deliver_together_is_received_in_order_and_shown_once(qtbot: QtBot) -> None:
    heard: list[object] = []
    bridge = WorkerBridge(heard.append, then=lambda: heard.append("shown"))

    def deliver() -> None:
        for k in range(5):
            bridge.deliver(k)

    thread = threading.Thread(target=deliver)
    thread.start()
    thread.join()
    assert heard == []
    qtbot.waitUntil(lambda: "shown" in heard)
    bridge.deliver("later")
    qtbot.waitUntil(lambda: heard[-2:] == ["later", "shown"])
    assert heard == [0, 1, 2, 3, 4, "shown", "later", "shown"]


def test_a_message_that_cannot_be_received_keeps_none_of_the_others(qtbot: QtBot) -> None:
    heard: list[object] = []

    def receive(message: object) -> None:
        if message == "bad":
            raise ValueError(message)
        heard.append(message)

    bridge = WorkerBridge(receive, then=lambda: heard.append("shown"))
    with qtbot.captureExceptions() as raised:
        for message in ("first", "bad", "last"):
            bridge.deliver(message)
        qtbot.waitUntil(lambda: "shown" in heard)
    assert [kind for kind, _, _ in raised] == [ValueError]
    assert heard == ["first", "last", "shown"]


def test_what_was_received_is_shown_in_a_turn_of_its_own(qtbot: QtBot) -> None:
    heard: list[object] = []
    bridge = WorkerBridge(heard.append, then=lambda: heard.append("shown"))
    bridge.deliver("an answer")
    QCoreApplication.sendPostedEvents()  # all that a turn does before its timers, such as painting
    assert heard == ["an answer"]
    qtbot.waitUntil(lambda: heard == ["an answer", "shown"])


@pytest.mark.parametrize("close_before", [True, False])
def test_after_its_end_nothing_is_received_or_shown(qtbot: QtBot, close_before: bool) -> None:
    heard: list[object] = []
    bridge = WorkerBridge(heard.append, then=lambda: heard.append("shown"))
    if close_before:
        bridge.close()
    bridge.deliver(1)
    bridge.close()
    qtbot.wait(20)
    assert heard == []
