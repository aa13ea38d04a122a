"""The dots on the paths of runs on paper, and the sample of such a path in a legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from hessview.export.print_theme import DOT_SIZE, PAPER, stroke
from hessview.figure.run_looks import RINGS

if TYPE_CHECKING:
    from matplotlib.axes import Axes as MatplotlibAxes

    from hessview.export.lettering import Paper
    from hessview.figure.marks import Axes, DotsMark, Role

Floats = NDArray[np.float64]

WALL = 0.11
"""Of a ring, relative to the text's size."""

_ABOVE = 3.69
"""Above the lines and below the glyphs of points, whose order in a figure adds to it."""


def paint_dots(axes: MatplotlibAxes, mark: DotsMark, paper: Paper, order: int) -> None:
    """Paint a mark's dots above the lines and below the glyphs of points."""
    size, across = paper.text, DOT_SIZE * mark.weight * paper.text
    x, y = mark.places.T
    how: dict[str, Any] = {"linestyle": "none", "alpha": mark.opacity}
    if mark.is_stopped:
        ring: dict[str, Any] = {"markeredgecolor": stroke(mark.role).colour, "markeredgewidth": 1.4 * WALL * size}
        above = _ABOVE + order
        axes.plot(x, y, "o", markersize=across, markerfacecolor=PAPER, zorder=above, **ring, **how)
        axes.plot(x, y, marker=(2, 2, -45), markersize=across, zorder=above, **ring, **how)
        return
    fill = dot_fill(mark.role, size, mark.weight)
    axes.plot(x, y, "o", markersize=across, zorder=_ABOVE + order, **fill, **how)


def seen_dots(mark: DotsMark, axes: Axes) -> Floats:
    """Return the places of dots that lie in the picture, shape (k, 2): a run may end very far beyond it."""
    low, high = np.array([axes.x_range, axes.y_range]).T
    seen: Floats = mark.places[((mark.places >= low) & (mark.places <= high)).all(axis=1)]
    return seen


def dot_fill(role: Role, size: float, weight: float = 1.0) -> dict[str, Any]:
    """Return how matplotlib fills a dot, or a ring, on paper whose text has this `size`."""
    colour = stroke(role).colour
    inside = PAPER if role in RINGS else colour
    wall = WALL * size * (0.6 + 0.4 * weight)
    return {"markerfacecolor": inside, "markeredgecolor": colour, "markeredgewidth": wall}


def run_sample(role: Role, size: float) -> Line2D:
    """Return what stands for a path in a legend: a line with a dot on it."""
    look = stroke(role)
    return Line2D(
        [], [], color=look.colour, linewidth=look.width * size, marker="o", markersize=1.2 * DOT_SIZE * size,
        **dot_fill(role, size),
    )  # fmt: skip
