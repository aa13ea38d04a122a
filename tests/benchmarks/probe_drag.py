"""A drag of the probe, every widget of the window following, beside a repaint of the same window and matplotlib.

A frame is one movement of the mouse: curvature, composition, panel, and the paint of everything that changed. The
strict frame paints the whole window anew on top of that, as if no widget knew what had changed.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF

from hessview.document.commands import SetAppearance
from hessview.document.limits import OVERLAYS
from hessview.document.looking import SetDirection
from tests.benchmarks.matplotlib_picture import redraw_of
from tests.benchmarks.measuring import Row, Series, at_least, at_most, interleaved, median, missing, p99, show
from tests.benchmarks.window import linger, mouse, open_window, paint, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

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
        matplotlib_redraw = redraw_of(desk)
        if matplotlib_redraw is not None:
            works["matplotlib"] = matplotlib_redraw
        # Rounds of many frames, as in a real drag: a matplotlib between every two would empty the caches.
        fast = {name: work for name, work in works.items() if name != "matplotlib"}
        slow = {name: work for name, work in works.items() if name == "matplotlib"}
        series: Series = {name: [] for name in works}
        for _ in range(2 if reduced else 15):
            for part in (interleaved(fast, 3 if reduced else 20), interleaved(slow, 1, warm_up=0)):
                for name, times in part.items():
                    series[name] += times
        drag.end()
    frame, strict, repaint = series["frame"], series["strict frame"], series["repaint"]
    said, said_strictly = f"p99 {p99(frame):.1f} ms", f"p99 {p99(strict):.1f} ms"
    rows = [
        *_with_all_overlays(reduced=reduced),
        *_with_all_overlays(reduced=reduced, with_sections=True),
        at_most("frame / repaint of the whole window", median(frame), median(repaint), 1.5, said),
        at_most("frame painted whole / repaint of the window", median(strict), median(repaint), 1.5, said_strictly),
    ]
    what = "frame / matplotlib redraws the picture"
    if matplotlib_redraw is None:
        return [*rows, missing(what, "matplotlib")]
    return [*rows, at_least(what, median(frame), median(series["matplotlib"]), 10.0, said)]


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
        peer = redraw_of(desk)
        slow: dict[str, Callable[[], Any]] = {} if peer is None else {"matplotlib": peer}
        series: Series = {name: [] for name in (*works, *slow)}
        for _ in range(2 if reduced else 8):
            for part in (interleaved(works, 3 if reduced else 20), interleaved(slow, 1, warm_up=0)):
                for name, times in part.items():
                    series[name] += times
        drag.end()
    frame, repaint = series["frame"], series["repaint"]
    said = f"p99 {p99(frame):.1f} ms, of the repaint {p99(repaint):.1f} ms"
    what = "overlays and sections" if with_sections else "all overlays"
    rows = [at_most(f"{what}: frame / repaint of the window", median(frame), median(repaint), 2.0, said)]
    against = f"{what}: frame / the same in matplotlib"
    if peer is None:
        return [*rows, missing(against, "matplotlib")]
    said = f"p99 {p99(frame):.1f} ms, of matplotlib {p99(series['matplotlib']):.1f} ms"
    return [*rows, at_least(against, median(frame), median(series["matplotlib"]), 10.0, said)]


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
        probe = desk.window.picture.pixel_of(*(value for _, value in desk.store.state.probe[:2])) or None
        start = QPointF(probe) if desk.store.state.probe else self._place()
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
