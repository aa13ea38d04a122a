"""The campaign that types sees what it looks for."""

from __future__ import annotations

import time
from typing import Any

import pytest

from hessview.compute.scheduler import Delivery, Scheduler
from hessview.views.expression_editor import ExpressionEditor
from tests.reliability import live_window as live
from tests.reliability import typed_live
from tests.reliability.campaign import Scale

pytestmark = pytest.mark.usefixtures("warm_processes")


def typed(seconds: float = 2.0) -> Any:
    return typed_live.run(Scale(short=True, seconds=seconds, seed=4), lambda _line: None)


@pytest.fixture
def one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_live, "corpus", lambda: ["x z"])


@pytest.mark.usefixtures("one_text")
def test_a_key_that_takes_two_seconds_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = ExpressionEditor.render
    slept: list[str] = []

    def slow(editor: ExpressionEditor, text: str, *more: Any) -> None:
        if text.endswith("z") and not slept:
            slept.append(text)
            time.sleep(2.0)
        real(editor, text, *more)

    monkeypatch.setattr(ExpressionEditor, "render", slow)
    outcome = typed()
    assert not outcome.passed
    assert any(" slow <" in line for line in outcome.details)


@pytest.mark.usefixtures("one_text")
def test_an_answer_that_never_comes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_live, "PATIENCE", 0.5)
    accept = Scheduler.accept

    def lose(scheduler: Scheduler, delivery: Delivery) -> bool:
        formula = getattr(delivery.request, "formula", None)
        return (formula is None or "z" not in formula.variables) and accept(scheduler, delivery)

    monkeypatch.setattr(Scheduler, "accept", lose)
    outcome = typed()
    assert not outcome.passed
    assert any("no answer within" in line for line in outcome.details)


@pytest.mark.usefixtures("one_text")
def test_an_exception_in_a_slot_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_editor: ExpressionEditor, _text: str) -> None:
        raise ValueError("planted")

    monkeypatch.setattr(ExpressionEditor, "_on_edited", failing)
    monkeypatch.setattr(typed_live, "PATIENCE", 0.5)
    outcome = typed()
    assert not outcome.passed
    assert any("planted" in line for line in outcome.details)


def test_what_the_processor_did_for_others_is_not_counted_as_a_stall_of_ours() -> None:
    heart = live.Heartbeat()
    heart._last, heart._queued = time.perf_counter() - 1.0, live._queued() - 0.9
    heart._beat()
    assert heart.gaps[0] > 0.9
    assert 0.0 < heart.own[0] < 0.2


def test_the_bars_grow_only_on_a_machine_that_delays_a_bare_loop() -> None:
    assert live.patience([0.0] * 2000) == 1.0
    assert live.patience([0.05] * 2000) == pytest.approx(2.5)
