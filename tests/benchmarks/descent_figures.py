"""Eight runs of 500 steps as a picture: their marks and a repaint of the map, beside matplotlib's lines and markers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Box, State
from hessview.figure.compose import compose
from hessview.figure.descent_paths import _run_marks, with_runs
from hessview.figure.descent_plots import Against, Quantity, convergence_plot, curve
from hessview.figure.marks import Axes, Figure, PointMark
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import Outcome, judged
from tests.benchmarks.descents import RACERS, SHORT, START
from tests.benchmarks.formulas import FORMULAS
from tests.benchmarks.measuring import Row, at_most, best, interleaved, median, show, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure as MatplotlibFigure

TITLE = "Paths and plots of eight runs of up to 500 steps, in milliseconds of processor time"
FIGURE_MS, FRAME_MS = 8.0, 16.0
SIZE = (800, 600)
BOX = (-5.0, 5.0)
PLANE = coordinate_slice(2, 0, 1, (0.0, 0.0))
MAP = Figure(Axes(BOX, BOX, "x", "y"), (PointMark(*START.tolist(), "probe"),))


def measure(*, reduced: bool = False) -> list[Row]:
    """Return what the marks cost when nothing of them is known yet, beside the same lines made by matplotlib."""
    runs = _runs()
    step = [0]

    def paths() -> None:
        _run_marks.forget_all()
        step[0] += 1
        with_runs(MAP, runs, PLANE, step[0], 0)

    def plot() -> None:
        curve.forget_all()
        convergence_plot(runs, Quantity.EXCESS, Against.ITERATIONS, 250, 0)

    works: dict[str, Callable[[], float]] = {
        "paths": _timed(paths), "plot": _timed(plot), "peer": _timed(lambda: _peer(runs)),
        "repaint": _timed(_repainting(runs)), "peer's repaint": _timed(lambda: _peer_painted(runs)),
    }  # fmt: skip
    series = interleaved(works, 2 if reduced else 20)
    peer = median(series["peer"])
    rows = []
    for name, what in (("paths", "paths on the map"), ("plot", "f − f* over the steps, with slopes")):
        ours = median(series[name])
        rows.append(within(f"{what}: made anew", ours, FIGURE_MS, f"best {best(series[name]):.2f}"))
        rows.append(at_most(f"{what}: ours / matplotlib", ours, peer, 1.0, "its lines and markers made, not painted"))
    ours, theirs = median(series["repaint"]), median(series["peer's repaint"])
    note = f"{SIZE[0]} x {SIZE[1]}, the ground below kept; Agg with the lines alone; best {best(series['repaint']):.1f}"
    rows.append(at_most("a step of time on the map, painted: ours / Agg", ours, theirs, 0.5, note))
    rows.append(within("a step of time on the map, painted", ours, FRAME_MS))
    return rows


def _repainting(runs: list[Outcome]) -> Callable[[], object]:
    """Return a work that paints the map with the next step of time, above a ground that stays."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    from hessview.views.ground_item import GroundItem
    from hessview.views.mark_items import divided
    from hessview.views.picture_frame import PictureFrame

    application = QGuiApplication.instance() or QGuiApplication([])
    state = State(
        text=FORMULAS["Himmelblau"], accepted=FORMULAS["Himmelblau"], probe=(("x", -0.5), ("y", -1.0)),
        view=Box(*BOX, *BOX),
    )  # fmt: skip
    figure = compose(state, answer_now(state, Answers()))
    item, image, step = GroundItem(), QImage(*SIZE, QImage.Format.Format_RGB32), [0]
    rect = QRectF(0.0, 0.0, *SIZE)
    item.set_frame(PictureFrame(Box(*BOX, *BOX), rect.left(), rect.top(), rect.width(), rect.height()))

    def work() -> object:
        step[0] += 1
        item.set_marks(divided(with_runs(figure, runs, PLANE, step[0], 0).marks)[0])
        painter = QPainter(image)
        item.paint(painter)
        painter.end()
        return application

    return work


def _peer_painted(runs: list[Outcome]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(_peer(runs)).draw()


def _runs() -> list[Outcome]:
    f = ExpressionLandscape(parse(FORMULAS["Himmelblau"]))
    named = {method.name: method for method in METHODS}
    made = []
    for name in RACERS:
        given = {key: value for key, value in SHORT.items() if key in {s.name for s in named[name].settings}}
        made.append(judged(f, named[name], descend(named[name], f, START, given, Limits(steps=500))))
    return made


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    """Return a work that says how long the processor took, in milliseconds."""

    def timed() -> float:
        start = time.process_time()
        work()
        return 1e3 * (time.process_time() - start)

    return timed


def _peer(runs: list[Outcome]) -> MatplotlibFigure:
    """Make the same lines with matplotlib: no painting."""
    from matplotlib.figure import Figure as MatplotlibFigure

    made = MatplotlibFigure(figsize=(SIZE[0] / 100.0, SIZE[1] / 100.0), dpi=100)
    axes = made.add_subplot()
    for outcome in runs:
        axes.plot(*np.asarray(outcome.trajectory.path).T, marker="o", markersize=3.0, label=outcome.trajectory.method)
    return made


if __name__ == "__main__":
    show(TITLE, measure())
