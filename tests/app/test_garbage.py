"""Garbage in cycles: who collects it, and when."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from hessview.app.garbage import GarbageRounds, take_down

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


class Cycle:
    """Something that only a collection ends."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def rounds(qapp: QApplication) -> Iterator[GarbageRounds]:
    made = GarbageRounds(lambda: True)
    gc.collect()
    made.start()
    yield made
    made.stop()
    gc.disable()  # as the tests have it


def busy_thread(work: list[object]) -> None:
    """Allocate in another thread what makes Python collect there, if it does at all."""
    thread = threading.Thread(target=lambda: work.extend([] for _ in range(20_000)))
    thread.start()
    thread.join()


def ended_in(cycles: int = 50) -> list[int]:
    """Return a list that fills with the threads in which cycles that are garbage now are ended."""
    threads: list[int] = []
    for _ in range(cycles):
        weakref.finalize(Cycle(), lambda: threads.append(threading.get_ident())).atexit = False
    return threads


def test_a_thread_that_allocates_collects_nothing_and_the_window_s_thread_does(rounds: GarbageRounds) -> None:
    threads = ended_in()
    kept: list[object] = []
    busy_thread(kept)
    assert threads == []
    rounds.go_round()
    assert threads == [threading.get_ident()] * 50


def test_without_the_rounds_the_thread_would_have_collected(qapp: QApplication) -> None:
    gc.enable()
    threads = ended_in()
    busy_thread([])
    gc.disable()  # as the tests have it
    assert set(threads) - {threading.get_ident()}


def test_what_takes_longest_waits_until_the_window_rests_but_not_for_ever(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: done.append(generation))
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    resting = [False]
    rounds = GarbageRounds(lambda: resting[0])
    for counts, rests, expected in (
        ((5, 5, 5), True, []), ((701, 5, 5), False, [0]), ((701, 11, 5), False, [1]), ((701, 11, 11), False, [1]),
        ((5, 5, 11), False, []), ((5, 5, 11), True, [2]), ((701, 11, 31), False, [2]),
    ):  # fmt: skip
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        resting[0] = rests
        done.clear()
        rounds.go_round()
        assert done == expected, counts


def test_at_the_end_what_was_to_be_deleted_later_is_gone_while_there_is_an_application(qapp: QApplication) -> None:
    window = QWidget()
    window.cycle = [window]  # type: ignore[attr-defined]
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(True))
    window.deleteLater()
    del window
    take_down()
    assert gone == [True]


def test_a_program_that_has_copied_something_of_its_own_ends_without_a_crash() -> None:
    program = (
        "from PySide6.QtCore import QMimeData\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from hessview.app.garbage import take_down\n"
        "application = QApplication([])\n"
        "data = QMimeData()\n"
        "data.setData('image/png', b'some bytes')\n"
        "QApplication.clipboard().setMimeData(data)\n"
        "take_down()\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
