"""The campaign that drags the view sees what it looks for."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from hessview.app.controller import Controller
from hessview.compute.requests import CriticalRequest
from hessview.compute.scheduler import Delivery, Scheduler
from tests.reliability import critical_drag
from tests.reliability.campaign import Scale

pytestmark = pytest.mark.usefixtures("warm_processes")


def dragged() -> Any:
    return critical_drag.run(Scale(short=True, seconds=2.0), lambda _line: None)


def test_an_answer_that_holds_the_window_up_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Controller._on_delivery
    boxes: list[object] = []

    def slow(controller: Controller, message: Any) -> None:
        if isinstance(message.request, CriticalRequest) and message.request.box not in boxes:
            boxes.append(message.request.box)
            time.sleep(2.0 if len(boxes) == 2 else 0.0)
        real(controller, message)

    monkeypatch.setattr(Controller, "_on_delivery", slow)
    outcome = dragged()
    assert not outcome.passed
    assert max(int(own) for line in outcome.details for own in re.findall(r"own (\d+)", line)) > 1500


def test_points_that_never_come_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(critical_drag, "_PATIENCE", 0.5)
    accept = Scheduler.accept
    boxes: set[object] = set()

    def lose(scheduler: Scheduler, delivery: Delivery) -> bool:
        request = delivery.request
        if isinstance(request, CriticalRequest):
            boxes.add(request.box)
        return len(boxes) <= 1 and accept(scheduler, delivery)

    monkeypatch.setattr(Scheduler, "accept", lose)
    outcome = dragged()
    assert not outcome.passed
    assert any("were not found" in line for line in outcome.details)
