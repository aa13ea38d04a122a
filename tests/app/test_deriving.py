"""What derives the steps beside the event loop: the newest function, once, and another one after a failure."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from hessview.app.steps import _Deriving
from hessview.document.commands import read
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
    deriving = _Deriving(heard.append, owner)
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
    deriving = _Deriving(heard.append, owner)
    deriving.start((first, None))
    qtbot.waitUntil(lambda: heard == [None])
    deriving.start((first, None))
    deriving.start((second, None))
    qtbot.waitUntil(lambda: heard == [None, ((second, None), "steps")])
    deriving.close()
