"""A surface of 200 x 200 with paraboloid, axes and draped lines, turned: frames a second, beside plot_surface."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Arrangement, Box, State
from hessview.figure.compose import compose
from hessview.figure.surface.colours import LIGHT
from hessview.figure.surface.scene import COARSE, FINE, Detail, surface_scene
from hessview.raster.surface_agg import paint
from tests.benchmarks.measuring import Row, at_most, best, interleaved, median, p99, show, within

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Turning a surface, 800 x 600, in milliseconds of processor time"
SIZE = (800, 600)
TEXT = "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"
STATE = State(
    text=TEXT, accepted=TEXT, probe=(("x", -0.5), ("y", -0.6)), view=Box(-3, 3, -3, 3), arrangement=Arrangement.SURFACE
)
LINES = 200


def measure(*, reduced: bool = False) -> list[Row]:
    """Return a frame of ours while it moves and at rest, beside the same surface drawn by mplot3d."""
    results = answer_now(STATE, Answers())
    figure = compose(STATE, results)
    works: dict[str, Callable[[], float]] = {
        "moving": _turning(lambda azimuth: _ours(azimuth, COARSE, supersampled=False)),
        "fine": _turning(lambda azimuth: _ours(azimuth, FINE, supersampled=False)),
        "at rest": _turning(lambda azimuth: _ours(azimuth, FINE, supersampled=True)),
        "mplot3d": _turning(_peer()),
    }

    def _ours(azimuth: float, detail: Detail, *, supersampled: bool) -> None:
        state = replace(STATE, surface=replace(STATE.surface, azimuth=azimuth))
        paint(surface_scene(state, results, SIZE, LIGHT, detail, figure), supersampled=supersampled)

    series = interleaved(works, 2 if reduced else 12)
    peer = median(series["mplot3d"])
    rows = []
    for name, grid, bar in (
        ("moving", "80 x 80", 0.25), ("fine", "200 x 200", 0.6), ("at rest", "200 x 200, supersampled", 1.0)
    ):  # fmt: skip
        ours = median(series[name])
        note = f"p99 {p99(series[name]):.1f} ms, best {best(series[name]):.1f}; plot_surface with axes alone"
        rows.append(at_most(f"{name} ({grid}): ours / mplot3d", ours, peer, bar, note))
    moving = series["moving"]
    said = f"{1e3 / median(moving):.0f} frames a second, p99 {p99(moving):.1f} ms"
    rows.append(within("a frame while it moves", median(moving), 33.3, said))
    return rows


def _turning(frame: Callable[[float], object]) -> Callable[[], float]:
    """Return a work that paints the next frame and says how long the processor took, in milliseconds."""
    azimuth = [-60.0]

    def work() -> float:
        azimuth[0] += 3.0
        start = time.process_time()
        frame(azimuth[0])
        return 1e3 * (time.process_time() - start)

    return work


def _peer() -> Callable[[float], object]:
    """Return mplot3d's frame: the surface alone, with its axes; no lines, no paraboloid."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    x, y = np.meshgrid(np.linspace(-3.0, 3.0, LINES), np.linspace(-3.0, 3.0, LINES))
    z = (
        3.0 * (1.0 - x) ** 2 * np.exp(-(x**2) - (y + 1.0) ** 2)
        - 10.0 * (x / 5.0 - x**3 - y**5) * np.exp(-(x**2) - y**2)
        - np.exp(-((x + 1.0) ** 2) - y**2) / 3.0
    )
    page = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    canvas = FigureCanvasAgg(page)
    axes = page.add_subplot(projection="3d")
    axes.plot_surface(x, y, z, rstride=1, cstride=1, cmap="viridis", linewidth=0, antialiased=False)

    def frame(azimuth: float) -> None:
        axes.view_init(30.0, azimuth)
        canvas.draw()

    return frame


if __name__ == "__main__":
    show(TITLE, measure())
