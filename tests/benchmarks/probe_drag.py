"""A drag of the probe, every widget of the window following, beside a repaint of the same window and matplotlib.

A frame is one movement of the mouse: curvature, composition, panel, and the paint of everything that changed. The
strict frame paints the whole window anew on top of that, as if no widget knew what had changed.

Ratios are of the processor's time, of all threads of the program: what else a busy machine does falls on nobody. The
notes say the median and the 99th percentile that a hand would wait, and beside them those of the peer.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF

from hessview.document.commands import SetAppearance
from hessview.document.limits import OVERLAYS
from hessview.document.looking import SetDirection
from tests.benchmarks.matplotlib_picture import redraw_of
from tests.benchmarks.measuring import Row, Series, at_least, at_most, interleaved, median, missing, p99, show
from tests.benchmarks.window import linger, mouse, open_window, paint, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from hessview.app.desk import Desk

TITLE = "Probe drag, window of 1440 x 900"
PEAKS = "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the ratios of the medians."""
    with open_window(PEAKS) as desk:
        drag = _Drag(desk)
        works: dict[str, Callable[[], Any]] = {
            "frame": drag.frame,
            "strict frame": drag.strict_frame,
            "repaint": drag.repaint,
        }
        taken = _taken(works, redraw_of(desk), 1 if reduced else 15, 2 if reduced else 20)
        drag.end()
    return [
        *_with_all_overlays(reduced=reduced),
        *_with_all_overlays(reduced=reduced, with_sections=True),
        taken.at_most("frame / repaint of the whole window", "frame", 1.5),
        taken.at_most("frame painted whole / repaint of the window", "strict frame", 1.5),
        taken.at_least_ten("frame / matplotlib redraws the picture"),
    ]


def _with_all_overlays(*, reduced: bool, with_sections: bool = False) -> list[Row]:
    """Return the ratios for a drag with every overlay on, and the sections, beside a repaint and matplotlib."""
    with open_window(PEAKS) as desk:
        look = desk.store.state.appearance
        desk.store.dispatch(SetAppearance(replace(look, overlays=OVERLAYS)))
        wait_for(desk, lambda: not desk.controller.results.pending)
        if with_sections:
            desk.store.dispatch(SetDirection(30.0))
            desk.sections.toggle()
        linger(300)
        drag = _Drag(desk)
        works: dict[str, Callable[[], Any]] = {"frame": drag.frame, "repaint": drag.repaint}
        taken = _taken(works, redraw_of(desk), 1 if reduced else 8, 2 if reduced else 20)
        drag.end()
    what = "overlays and sections" if with_sections else "all overlays"
    return [
        taken.at_most(f"{what}: frame / repaint of the window", "frame", 2.0),
        taken.at_least_ten(f"{what}: frame / the same in matplotlib"),
    ]


@dataclass(frozen=True)
class _Taken:
    """Milliseconds by the name of a work: of the processor, and of the clock on the wall."""

    processor: Series
    wall: Series

    def at_most(self, what: str, name: str, factor: float) -> Row:
        """Return the row that holds a work against the repaint."""
        ours, repaint = (median(self.processor[each]) for each in (name, "repaint"))
        return at_most(what, ours, repaint, factor, self._said(name, "repaint"))

    def at_least_ten(self, what: str) -> Row:
        """Return the row that holds a frame against matplotlib."""
        if "matplotlib" not in self.processor:
            return missing(what, "matplotlib")
        ours, peer = (median(self.processor[each]) for each in ("frame", "matplotlib"))
        return at_least(what, ours, peer, 10.0, self._said("frame", "matplotlib"))

    def _said(self, name: str, peer: str) -> str:
        ours, others = self.wall[name], self.wall[peer]
        return f"waited {median(ours):.1f}, p99 {p99(ours):.1f} ms; {peer} {median(others):.1f}, {p99(others):.1f}"


def _taken(
    works: Mapping[str, Callable[[], object]], peer: Callable[[], object] | None, rounds: int, frames: int
) -> _Taken:
    """Return what every work took, in rounds of many frames, as in a real drag, with one peer after each.

    A matplotlib between every two frames would empty the caches.
    """
    slow = {} if peer is None else {"matplotlib": peer}
    taken = _Taken({name: [] for name in (*works, *slow)}, {name: [] for name in (*works, *slow)})

    def watched(name: str, work: Callable[[], object]) -> Callable[[], float]:
        def run() -> float:
            processor, wall = time.process_time(), time.perf_counter()
            work()
            taken.wall[name].append(1e3 * (time.perf_counter() - wall))
            return 1e3 * (time.process_time() - processor)

        return run

    for _ in range(rounds):
        for part, count, warm_up in ((works, frames, 1), (slow, 1, 0)):
            found = interleaved({name: watched(name, work) for name, work in part.items()}, count, warm_up)
            for name, times in found.items():
                taken.processor[name] += times
    return taken


class _Drag:
    """A hand that leads the probe along a curve that crosses all kinds of points."""

    def __init__(self, desk: Desk) -> None:
        self._viewport = desk.window.picture.viewport()
        self._frame = desk.window.picture.frame
        # Panel and picture are opaque: an update of the window around them would leave them out.
        self._parts: tuple[QWidget, ...] = (desk.window, desk.window.panel, self._viewport)
        if desk.sections.view is not None:
            self._parts += (desk.sections.view.dial, *desk.sections.view.plots)
        self._step = 0
        probe = [value for _, value in desk.store.state.probe[:2]]
        start = QPointF(desk.window.picture.pixel_of(*probe)) if probe else self._place()
        mouse(self._viewport, QEvent.Type.MouseButtonPress, start)
        mouse(self._viewport, QEvent.Type.MouseButtonRelease, start)
        linger(50)
        mouse(self._viewport, QEvent.Type.MouseButtonPress, start)
        self.frame()
        before = desk.store.state.probe
        self.frame()
        assert desk.store.state.probe != before, "the hand does not hold the probe"

    def _place(self) -> QPointF:
        t, rect = 0.013 * self._step, self._frame.rect
        across = rect.center().x() + 0.4 * rect.width() * math.sin(3 * t)
        return QPointF(across, rect.center().y() + 0.4 * rect.height() * math.sin(2 * t + 0.5))

    def move(self) -> None:
        self._step += 1
        mouse(self._viewport, QEvent.Type.MouseMove, self._place())

    def frame(self) -> None:
        """Move, and paint what changed."""
        self.move()
        paint()

    def strict_frame(self) -> None:
        """Move, and paint everything."""
        self.move()
        self.repaint()

    def repaint(self) -> None:
        """Paint everything once: every widget and the whole picture."""
        for part in self._parts:
            part.update()
        paint()

    def end(self) -> None:
        """Let go."""
        mouse(self._viewport, QEvent.Type.MouseButtonRelease, self._place())


if __name__ == "__main__":
    show(TITLE, measure())
