"""What plots about runs have on paper that maps have not: logarithmic axes, and one legend for all runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedFormatter, FixedLocator

from hessview.figure.marks import RUNS, Axes, Figure, LineMark
from hessview.figure.power_ticks import power_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axis import Axis

_MOST_MINOR = 8
"""Powers of ten up to which the numbers between them have ticks, too."""


def set_power_ticks(axis: Axis, ends: tuple[float, float], most: int) -> None:
    """Give an axis whose coordinates are exponents of ten ticks at powers of ten, `most` of them."""
    places, labels = power_ticks(*ends, max(most, 2))
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(list(labels)))
    low, high = math.floor(ends[0]), math.ceil(ends[1])
    decades = range(low, high) if high - low <= _MOST_MINOR else range(0)
    axis.set_minor_locator(FixedLocator([k + math.log10(times) for k in decades for times in range(2, 10)]))


def named_runs(figures: Sequence[Figure]) -> Figure:
    """Return a figure of the runs in plots whose lines are those of methods: what one legend names for all of them."""
    marks = {
        mark.role: mark for figure in figures if not figure.axes.is_log_across for mark in figure.marks
        if isinstance(mark, LineMark) and mark.role in RUNS and mark.label
    }  # fmt: skip
    shown = [mark.vertices for mark in marks.values()]
    if not shown:
        return Figure(Axes((0.0, 1.0), (0.0, 1.0), "", ""), ())
    return Figure(_around(figures), tuple(marks.values()))


def _around(figures: Sequence[Figure]) -> Axes:
    """Return axes in which all of it is seen."""
    x = [end for figure in figures for end in figure.axes.x_range]
    y = [end for figure in figures for end in figure.axes.y_range]
    return Axes((min(x), max(x)), (min(y), max(y)), "", "")
