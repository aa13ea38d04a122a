"""A default step is for the steepest place of a way down: of a run that does not come there a longer one is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hessview.document.commands import SetProbeCoordinates
from tests.tasks.test_descent_dock import of, open_descent, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


@pytest.mark.parametrize(
    ("text", "start", "met"),
    [
        ("-1/(x^2 + 1e-4)", 1.0, 6.0),  # f'' = 2/u^2 - 8 x^2/u^3, u = x^2 + 1e-4: -5.998 at 1, and 2e8 at 0
        ("-exp(-50 (x - 3)^2)", 3.6, 5.34e-5),  # at 3.6 e^-18 (100 - 3600), and 100 at 3
    ],
)
def test_a_step_made_for_what_a_run_does_not_meet_is_said_with_a_longer_one_by_one_click(
    sit_down: Callable[..., Person], text: str, start: float, met: float
) -> None:
    person = sit_down(text)
    person.desk.store.dispatch(SetProbeCoordinates((("x", start),)))
    person.window.resize(1440, 900)
    view = open_descent(person)
    assert dict(of(person, "gradient descent").trajectory.settings)["step size"] < 0.1 / met
    person.bot.waitUntil(lambda: view.said.text().startswith("Gradient descent: short steps: L = "))
    (button,) = (each for each in view.line.buttons if each.isVisible())
    assert button.text().startswith("Use ")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait(person)
    used = dict(of(person, "gradient descent").trajectory.settings)["step size"]
    assert used == pytest.approx(1.0 / met, rel=0.01)
    person.bot.waitUntil(lambda: "short steps" not in view.said.text())
    person.desk.actions.action("Undo").trigger()
    person.bot.waitUntil(lambda: "short steps" in view.said.text(), timeout=10_000)


def test_a_run_that_meets_what_its_step_is_made_for_is_offered_no_longer_one(sit_down: Callable[..., Person]) -> None:
    person = sit_down("(1 - x)^2 + 100 (y - x^2)^2")
    person.desk.store.dispatch(SetProbeCoordinates((("x", -1.2), ("y", 1.0))))
    view = open_descent(person)
    assert not of(person, "gradient descent").reached
    assert "short steps" not in view.said.text()
