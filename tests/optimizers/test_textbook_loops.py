"""The methods of fixed form are, step by step, those of plain loops written from the textbooks' formulas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMED = {method.name: method for method in METHODS}
F = ExpressionLandscape(parse("(x^2 + y - 11)^2/40 + (x + y^2 - 7)^2/40"))
START = (1.0, 1.5)
STEPS = 120

Point = tuple[float, float]


def slope(x: float, y: float) -> Point:
    """Himmelblau's, by hand."""
    a, b = x * x + y - 11.0, x + y * y - 7.0
    return (4.0 * x * a + 2.0 * b) / 40.0, (2.0 * a + 4.0 * y * b) / 40.0


def gradient_descent() -> Iterator[Point]:
    x, y = START
    while True:
        g, h = slope(x, y)
        x, y = x - 0.05 * g, y - 0.05 * h
        yield x, y


def heavy_ball() -> Iterator[Point]:
    (x, y), (u, v) = START, START
    while True:
        g, h = slope(x, y)
        x, y, u, v = x - 0.05 * g + 0.6 * (x - u), y - 0.05 * h + 0.6 * (y - v), x, y
        yield x, y


def nesterov() -> Iterator[Point]:
    (x, y), (u, v) = START, START
    while True:
        p, q = x + 0.6 * (x - u), y + 0.6 * (y - v)
        g, h = slope(p, q)
        x, y, u, v = p - 0.05 * g, q - 0.05 * h, x, y
        yield x, y


def adagrad() -> Iterator[Point]:
    (x, y), a, b = START, 0.0, 0.0
    while True:
        g, h = slope(x, y)
        a, b = a + g * g, b + h * h
        x, y = x - 0.5 * g / (math.sqrt(a) + 1e-8), y - 0.5 * h / (math.sqrt(b) + 1e-8)
        yield x, y


def rmsprop() -> Iterator[Point]:
    (x, y), a, b = START, 0.0, 0.0
    while True:
        g, h = slope(x, y)
        a, b = 0.99 * a + 0.01 * g * g, 0.99 * b + 0.01 * h * h
        x, y = x - 0.01 * g / (math.sqrt(a) + 1e-8), y - 0.01 * h / (math.sqrt(b) + 1e-8)
        yield x, y


def adam() -> Iterator[Point]:
    (x, y), k = START, 0
    m = n = a = b = 0.0
    while True:
        k, (g, h) = k + 1, slope(x, y)
        m, n = 0.9 * m + 0.1 * g, 0.9 * n + 0.1 * h
        a, b = 0.999 * a + 0.001 * g * g, 0.999 * b + 0.001 * h * h
        c, d = 1.0 - 0.9**k, 1.0 - 0.999**k
        x -= 0.1 * (m / c) / (math.sqrt(a / d) + 1e-8)
        y -= 0.1 * (n / c) / (math.sqrt(b / d) + 1e-8)
        yield x, y


def newton() -> Iterator[Point]:
    x, y = START
    while True:
        g, h = slope(x, y)
        a = (4.0 * (x * x + y - 11.0) + 8.0 * x * x + 2.0) / 40.0
        b = (4.0 * x + 4.0 * y) / 40.0
        d = (2.0 + 4.0 * (x + y * y - 7.0) + 8.0 * y * y) / 40.0
        det = a * d - b * b
        x, y = x - (d * g - b * h) / det, y - (a * h - b * g) / det
        yield x, y


FIXED = {"step size": 0.05}
BALL = {"step size": 0.05, "momentum": 0.6}


@pytest.mark.parametrize(
    ("peer", "settings"),
    [
        (gradient_descent, FIXED), (heavy_ball, BALL), (nesterov, BALL), (adagrad, {}), (rmsprop, {}), (adam, {}),
        (newton, {}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_every_iterate_is_that_of_the_plain_loop(
    peer: Callable[[], Iterator[Point]], settings: dict[str, float]
) -> None:
    name = peer.__name__.replace("_", " ")
    found = descend(NAMED[name], F, np.array(START), settings, Limits(steps=STEPS))
    expected = [point for point, _ in zip(peer(), found.path[1:], strict=False)]
    assert found.iterations >= min(STEPS, 4)
    assert np.abs(found.path[1:] - np.array(expected)).max() <= 1e-12 * np.abs(found.path).max()
