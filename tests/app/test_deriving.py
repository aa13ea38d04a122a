"""What derives the steps beside the event loop: the newest function, once, and another one after a failure."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from hessview.app.deriving import Deriving
from hessview.document.reading import read
from hessview.explanations import derivation_steps

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_function_that_is_asked_for_again_is_derived_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    go_on = threading.Event()

    def slow(formula: object, _answer: object) -> str:
        begun.append(formula)
        go_on.wait(20.0)
        return "steps"

    monkeypatch.setattr(derivation_steps, "derivation_steps", slow)
    heard: list[object] = []
    owner, formula = QObject(), read("x^2 + y")
    assert formula is not None
    deriving = Deriving(heard.append, owner)
    for _ in range(3):
        deriving.start((formula, None))
    go_on.set()
    qtbot.waitUntil(lambda: bool(heard))
    deriving.start((formula, None))
    deriving.close()
    assert begun == [formula]
    assert heard == [((formula, None), "steps")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_a_failure_another_function_is_derived(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = read("x^2"), read("x^3")
    assert first is not None
    assert second is not None

    def fails_once(formula: object, _answer: object) -> str:
        if formula == first:
            raise ZeroDivisionError
        return "steps"

    monkeypatch.setattr(derivation_steps, "derivation_steps", fails_once)
    heard: list[object] = []
    owner = QObject()
    deriving = Deriving(heard.append, owner)
    deriving.start((first, None))
    qtbot.waitUntil(lambda: heard == [None])
    deriving.start((first, None))
    deriving.start((second, None))
    qtbot.waitUntil(lambda: heard == [None, ((second, None), "steps")])
    deriving.close()


def test_a_window_closes_while_a_function_is_being_derived_and_nobody_hears_of_it(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def endless(_formula: object, _answer: object) -> str:
        begun.set()
        assert go_on.wait(60.0)
        return "steps"

    monkeypatch.setattr(derivation_steps, "derivation_steps", endless)
    heard: list[object] = []
    owner, formula = QObject(), read("x^2 + y")
    assert formula is not None
    deriving = Deriving(heard.append, owner)
    deriving.start((formula, None))
    thread = deriving._thread
    assert thread is not None
    assert begun.wait(60.0)
    deriving.close()
    assert thread.is_alive(), "it is closed before the derivation ends"
    assert thread.daemon, "and the program ends without it"
    delete(owner)
    go_on.set()
    thread.join()
    qtbot.wait(0)
    assert heard == []
