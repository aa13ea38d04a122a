"""Coordinates of LaTeX source: as many digits and vertices as paper shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.figure.marks import Axes

Floats = NDArray[np.float64]

_THINNED_MM = 0.12
"""Vertices that lie nearer to the one before on paper are left out; a curve of radius 1 mm is 0.002 mm off then."""


class Pen:
    """Writes coordinates with as many digits as paper shows, and leaves out vertices that it does not."""

    def __init__(self, axes: Axes, width_mm: float, height_mm: float) -> None:
        ranges = (axes.x_range, axes.y_range)
        sides = zip((width_mm, height_mm), ranges, strict=True)
        self.scale = np.array([side / (high - low) for side, (low, high) in sides])
        self.shape, self.axes = (width_mm, height_mm), axes
        self._digits = [max(0, min(15, 4 - math.floor(math.log10(high - low)))) for low, high in ranges]

    def at(self, x: float, y: float) -> str:
        """Return ``(x,y)``."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return "(nan,nan)"
        a, b = (
            f"{value:.{digits}f}" if abs(value) < 1e6 and digits < 15 else f"{value:.12g}"
            for value, digits in zip((x, y), self._digits, strict=True)
        )
        return f"({a},{b})"

    def line(self, vertices: Floats) -> str:
        """Return the coordinates of a polyline, pieces separated by nan."""
        return " ".join(self.at(*vertex) for vertex in self.thinned(vertices))

    def thinned(self, vertices: Floats) -> Floats:
        """Return the vertices of a polyline that are seen, shape (k, 2)."""
        return vertices[self._needed(vertices)]

    def _needed(self, vertices: Floats) -> NDArray[np.bool_]:
        paper = vertices * self.scale
        needed = np.ones(len(vertices), dtype=np.bool_)
        last = 0
        for k in range(1, len(vertices) - 1):
            gap = paper[k] - paper[last]
            is_end = math.isnan(gap[0]) or math.isnan(paper[k + 1][0])
            if is_end or gap @ gap >= _THINNED_MM**2:
                last = k
            else:
                needed[k] = False
        return needed
