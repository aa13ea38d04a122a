"""What takes long is left between two of its steps when nobody waits for it any more."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.fields import contours
from hessview.analysis.fields.label_places import place_labels
from hessview.analysis.fields.sampling import field_of
from hessview.analysis.fields.touching_lines import touching_lines
from hessview.analysis.leaving import asking, between_steps
from hessview.figure.surface.camera import DISTANCE, Camera
from hessview.figure.surface.hidden import hidden
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.objective import Objective
from tests.figure.surface.fields import SIZE, rough_field

if TYPE_CHECKING:
    from collections.abc import Callable


class Left(Exception):  # noqa: N818 - told to whoever works
    """Nobody waits any more."""


class After:
    """Lets so many steps be done."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Left


def test_nobody_is_asked_outside_and_whoever_was_asked_before_is_asked_again() -> None:
    said: list[str] = []
    between_steps()
    with asking(lambda: said.append("outer")):
        with asking(lambda: said.append("inner")):
            between_steps()
        between_steps()
    between_steps()
    assert said == ["inner", "outer"]


def test_another_thread_is_not_asked() -> None:
    said: list[str] = []
    with asking(lambda: said.append("here")):
        thread = threading.Thread(target=between_steps)
        thread.start()
        thread.join()
    assert said == []


def waves() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y = np.linspace(-3.0, 3.0, 120), np.linspace(-2.0, 2.0, 90)
    return x, y, np.sin(3.0 * x) * np.cos(2.0 * y)[:, np.newaxis]


def trace_levels() -> object:
    return contours.with_levels(field_of(*waves()), 30, labelled=False)


def label_lines() -> object:
    angle = np.linspace(0.0, 6.0, 50)
    rings = [r * np.column_stack([np.cos(angle), np.sin(angle)]) for r in np.linspace(0.1, 0.9, 12)]
    return place_labels(rings, (-1.0, 1.0, -1.0, 1.0))


def find_touching_lines() -> object:
    x, y, _ = waves()
    values = np.abs(x - 0.013) + 0.0 * y[:, np.newaxis]
    return touching_lines(x, y, values, (0.0,), lambda s, t: np.abs(s - 0.013) + 0.0 * t)


def hide_points() -> object:
    field = rough_field(3)
    points = np.random.default_rng(5).uniform(-0.9, 0.9, (40_000, 3))
    return hidden(points, field, Camera(30.0, 25.0, 1.0, SIZE, DISTANCE), 60)


def ask_for_gradients() -> object:
    objective = Objective(ExpressionLandscape(parse("x^2 + y^2")), 1)
    return [objective.gradient(np.ones((1, 2))) for _ in range(10)]


@pytest.mark.parametrize("work", [trace_levels, label_lines, find_touching_lines, hide_points, ask_for_gradients])
def test_what_takes_long_asks_between_its_steps(work: Callable[[], object]) -> None:
    asked = After(10_000)
    with asking(asked):
        work()
    steps = 10_000 - asked.left
    assert steps >= 5
    few = After(3)
    with pytest.raises(Left), asking(few):
        work()
    assert few.left == -1
    work()
