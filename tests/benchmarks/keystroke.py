"""From a keystroke to the final picture (512 x 512 values, 20 iso-lines, the panel's numbers), beside sympy's road.

The peer makes the same of the same text: sympy parses and differentiates, lambdify makes functions of f, its gradient
and its Hessian, f is evaluated on the same grid, and matplotlib draws the colour field with as many labelled iso-lines.
The lean peer is held against nothing: f alone, and bare iso-lines.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from tests.benchmarks.measuring import Row, at_least, median, missing, p99, show, within
from tests.benchmarks.window import key, linger, open_window, picture_is_final, wait_for

if TYPE_CHECKING:
    from hessview.app.desk import Desk

TITLE = "Keystroke to final picture, 512 x 512, 20 iso-lines"

FORMULAS = {
    "peaks": "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3 + 0.0",
    "Himmelblau": "(x^2+y-11)^2 + (x+y^2-7)^2 + 0.1 x y",
    "Ackley": "-20exp(-0.2sqrt(0.5(x^2+y^2))) - exp(0.5(cos(2pi x)+cos(2pi y))) + e + 20",
    "Rosenbrock": "(1-x)^2 + 100(y-x^2)^2",
    "quartic": "x^4+y^4-4x y+1",
}
DIGITS = "3141592"


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the ratios of the medians over formulas and digits."""
    formulas = dict(list(FORMULAS.items())[: 1 if reduced else None])
    ours: dict[str, list[float]] = {}
    peer: dict[str, list[float]] = {}
    lean: list[float] = []
    with open_window() as desk:
        for name, text in formulas.items():
            ours[name], peer[name] = [], []
            _type(desk, text + " + 0.")
            typed = text + " + 0."
            for digit in DIGITS[: 2 if reduced else None]:
                typed += digit
                ours[name].append(_keystroke(desk, digit))
                took = _by_sympy(typed)
                if took is not None:
                    peer[name].append(took)
                    lean.append(_by_sympy(typed, lean=True) or math.nan)
    rows = []
    for name in formulas:
        what = f"{name}: keystroke / sympy, lambdify, matplotlib"
        said = f"worst {max(ours[name]):.0f} ms"
        rows.append(
            at_least(what, median(ours[name]), median(peer[name]), 10.0, said) if peer[name] else missing(what, "sympy")
        )
    every = [took for series in ours.values() for took in series]
    said = f"p99 {p99(every):.0f} ms; the lean peer takes {median(lean):.0f} ms"
    return [*rows, within("keystroke, median over all", median(every), 50.0, said)]


def _type(desk: Desk, text: str) -> None:
    """Replace the text; not measured."""
    field = desk.window.editor.field
    field.setFocus()
    key(field, Qt.Key.Key_A, "\x01", Qt.KeyboardModifier.ControlModifier)
    field.insertPlainText(text[:-1])
    key(field, Qt.Key.Key_unknown, text[-1])
    linger(700)
    wait_for(desk, lambda: picture_is_final(desk))


def _keystroke(desk: Desk, digit: str) -> float:
    linger(120)  # the last keystroke's afterglow (typesetting, formulas) is over, as between two keys of a person
    renderings = desk.window.picture._ground.renderings
    start = time.perf_counter()
    key(desk.window.editor.field, Qt.Key.Key_unknown, digit)
    wait_for(desk, lambda: picture_is_final(desk) and desk.window.picture._ground.renderings > renderings)
    took = 1e3 * (time.perf_counter() - start)
    curvature = desk.controller.results.curvature
    assert curvature is not None
    assert len(desk.window.panel.eigenvalues.texts) == 2
    return took


def _by_sympy(text: str, *, lean: bool = False) -> float | None:
    try:
        import sympy
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from sympy.parsing import sympy_parser
    except ImportError:
        return None
    start = time.perf_counter()
    readings = (*sympy_parser.standard_transformations, sympy_parser.implicit_multiplication_application,
                sympy_parser.convert_xor)  # fmt: skip
    x, y = sympy.symbols("x y")
    expression = sympy_parser.parse_expr(text, {"x": x, "y": y, "e": sympy.E}, readings)
    function = sympy.lambdify((x, y), expression, "numpy")
    grid = np.linspace(-5.0, 5.0, 512)
    values = function(*np.meshgrid(grid, grid))
    figure = Figure(figsize=(10.8, 7.8), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    lines = axes.contour(grid, grid, values, levels=20)
    if not lean:
        image = axes.imshow(values, origin="lower", extent=(-5.0, 5.0, -5.0, 5.0), aspect="auto")
        axes.clabel(lines)
        figure.colorbar(image)
        gradient = [sympy.diff(expression, v) for v in (x, y)]
        panel = sympy.lambdify((x, y), [*gradient, *(sympy.diff(g, v) for g in gradient for v in (x, y))], "math")
        panel(0.3, 0.4)
    canvas.draw()
    return 1e3 * (time.perf_counter() - start)


if __name__ == "__main__":
    show(TITLE, measure())
