"""The worker of formulas fails in every way: numbers stay live, the panel says so, and the button brings them back."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hessview.compute import program_lanes
from tests.reliability.worker_bench import workers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tasks.conftest import Person

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="finds the worker in /proc"), pytest.mark.cold]

RUNAWAY = "prod(gamma(x+j*y), j, 1, 300)"


def said(person: Person) -> str:
    notice = person.panel.hessian.notice
    return notice.text() if notice.isVisible() else ""


def test_without_a_process_the_panel_says_so_and_a_click_brings_the_formulas_back(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = sit_down("x^2 + y^2")
    person.wait_for_formulas()
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        for pid in workers_of(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        person.bot.waitUntil(lambda: not workers_of(os.getpid()))
        person.type_formula("x^3 - 3x y^2 + x")
        person.bot.waitUntil(lambda: "unavailable" in said(person), timeout=15_000)
        assert person.panel.hessian.retry.isVisible()
        person.click(1.0, 1.0)
        assert person.badge() == "Not a critical point"
        curvature = person.desk.controller.results.curvature
        assert curvature is not None
        assert curvature.hessian[0, 1] == pytest.approx(-6.0, rel=0.05)
    QTest.mouseClick(person.panel.hessian.retry, Qt.MouseButton.LeftButton)
    person.wait_for_formulas()
    assert "unavailable" not in said(person)
    assert not person.panel.hessian.retry.isVisible()


def test_a_runaway_is_said_to_be_stopped_with_numbers_live_and_the_next_formula_follows(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_lanes, "FORMULA_LIMITS", replace(program_lanes.FORMULA_LIMITS, deadline=2.5))
    person = sit_down("x^2 + y^2")
    person.paste_formula(RUNAWAY)
    person.click(2.0, 1.0)
    person.bot.waitUntil(lambda: person.desk.controller.results.curvature is not None)
    person.bot.waitUntil(lambda: "were stopped after 2.5 s" in said(person), timeout=30_000)
    person.paste_formula("x^4+y^4-4xy+1")
    person.wait_for_formulas()
    assert "stopped" not in said(person)


def test_a_figure_whose_process_keeps_dying_is_said_not_to_be_written_and_the_next_try_writes_it(
    sit_down: Callable[..., Person], tmp_path: Path
) -> None:
    person = sit_down("x^2 + y^2")
    person.wait_for_formulas()
    reports: list[str] = []
    person.desk.report = lambda message, *_: reports.append(message)  # type: ignore[method-assign]
    path = tmp_path / "figure.png"
    others = set(workers_of(os.getpid()))

    def kill_painter() -> bool:
        for pid in set(workers_of(os.getpid())) - others:
            os.kill(pid, signal.SIGKILL)
        return bool(reports)

    person.desk.exports.export(path, (300.0, 300.0), 300)
    person.bot.waitUntil(kill_painter, timeout=30_000)
    assert reports[0].startswith("figure.png was not written: Figures are ")
    assert list(tmp_path.glob("figure*")) == []
    person.type_formula("x^2 - y^2")
    assert person.badge() != ""
    person.desk.exports.export(path, (100.0, 100.0), 300)
    person.bot.waitUntil(path.exists, timeout=60_000)
