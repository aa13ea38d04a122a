"""A drag of a parameter's slider, everything in the window following, beside matplotlib doing the picture anew.

An update is one value of the slider: the text, derivatives, curvature, the draft of the field with its iso-lines, the
panel, and the paint of everything that changed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hessview.document.parameters import SetParameter
from tests.benchmarks.measuring import Row, at_least, interleaved, median, missing, p99, show
from tests.benchmarks.window import linger, open_window, paint

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk

TITLE = "Drag of a parameter, window of 1440 x 900"
PEAKS = "a = 2\n3(1-x)^2 exp(-x^2-(y+1)^2) - 10(a x/5-x^3-y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"
UPDATES_A_SECOND, TIMES_FASTER = 20.0, 3.0


def measure(*, reduced: bool = False) -> list[Row]:
    """Return updates a second, and how many times longer matplotlib takes for its picture."""
    with open_window(PEAKS) as desk:
        desk.parameters.toggle()
        linger(100)
        drag = _Drag(desk)
        works: dict[str, Callable[[], Any]] = {"update": drag.update}
        redraw = _matplotlib(desk)
        if redraw is not None:
            works["matplotlib"] = redraw
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(1 if reduced else 10):
            ours += interleaved({"update": works["update"]}, 3 if reduced else 30)["update"]
            if redraw is not None:
                theirs += interleaved({"matplotlib": redraw}, 1, warm_up=0)["matplotlib"]
        desk.store.seal()
    said = f"p99 {p99(ours):.1f} ms"
    rows = [at_least("updates a second", median(ours), 1e3, UPDATES_A_SECOND, said)]
    what = "update / matplotlib computes and draws the picture"
    if not theirs:
        return [*rows, missing(what, "matplotlib")]
    said = f"{said}, of matplotlib {p99(theirs):.1f} ms"
    return [*rows, at_least(what, median(ours), median(theirs), TIMES_FASTER, said)]


class _Drag:
    """A hand that leads the parameter to and fro."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._step = 0
        self.update()
        before = desk.controller.results.field
        self.update()
        assert desk.controller.results.field is not before, "the picture does not follow"
        assert desk.controller.results.field_is_current, "the picture is that of another value"

    def update(self) -> None:
        """Move the parameter, and paint what changed."""
        self._step += 1
        self._desk.store.dispatch(SetParameter("a", round(2.0 + math.sin(0.05 * self._step), 3)))
        paint()


def _matplotlib(desk: Desk) -> Callable[[], None] | None:
    """Return the work of matplotlib for one value: the field on the grid of our draft, its colours and lines."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return None
    size = desk.window.picture.size()
    figure = Figure(figsize=(size.width() / 100, size.height() / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    x, y = np.meshgrid(np.linspace(-5, 5, 64), np.linspace(-5, 5, 64))
    step = 0

    def redraw() -> None:
        nonlocal step
        step += 1
        a = 2.0 + math.sin(0.05 * step)
        f = 3 * (1 - x) ** 2 * np.exp(-(x**2) - (y + 1) ** 2)
        f -= 10 * (a * x / 5 - x**3 - y**5) * np.exp(-(x**2) - y**2) + np.exp(-((x + 1) ** 2) - y**2) / 3
        axes.clear()
        axes.imshow(f, origin="lower", extent=(-5, 5, -5, 5), aspect="auto")
        axes.clabel(axes.contour(x, y, f, levels=20, colors="k"))
        canvas.draw()

    return redraw


if __name__ == "__main__":
    show(TITLE, measure())
