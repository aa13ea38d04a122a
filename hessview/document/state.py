"""The document: one frozen value of plain data from which everything on the screen follows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

# A range narrower than this, relative to its ends, has too few binary64 numbers in it to draw a picture.
_NARROWEST = 1e-12
_WIDEST = 1e300


class Layout(StrEnum):
    """How the Hessian is written on the panel."""

    FORMULA = "formula"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Box:
    """A rectangle of the slice's coordinates: finite, x0 < x1, y0 < y1."""

    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def width(self) -> float:
        """x1 - x0."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """y1 - y0."""
        return self.y1 - self.y0

    @property
    def is_valid(self) -> bool:
        """Whether a picture can be drawn on it: finite, not empty, and wider than the spacing of numbers there."""
        return _is_range(self.x0, self.x1) and _is_range(self.y0, self.y1)

    def moved(self, dx: float, dy: float) -> Box:
        """Return the box moved by (dx, dy)."""
        return Box(self.x0 + dx, self.x1 + dx, self.y0 + dy, self.y1 + dy)

    def scaled(self, factor_x: float, factor_y: float, x: float, y: float) -> Box:
        """Return the box scaled about (x, y), which keeps its place in it."""
        return Box(
            x + (self.x0 - x) * factor_x,
            x + (self.x1 - x) * factor_x,
            y + (self.y0 - y) * factor_y,
            y + (self.y1 - y) * factor_y,
        )


def _is_range(low: float, high: float) -> bool:
    if not (math.isfinite(low) and math.isfinite(high)):
        return False
    width = high - low
    return _NARROWEST * max(abs(low), abs(high)) < width <= _WIDEST


@dataclass(frozen=True)
class Appearance:
    """How the picture is drawn; every choice is saved with the document."""

    colour_map: str = "viridis"
    level_count: int = 20
    equal_aspect: bool = False
    show_field: bool = True
    overlays: tuple[str, ...] = ("gradient", "principal-axes")


@dataclass(frozen=True)
class State:
    """What the user edits.

    Attributes
    ----------
    text
        What stands in the editor.
    accepted
        The last text that parsed; the picture shows it.
    probe
        Pairs (variable, coordinate); a missing variable is 0.
    view
        The box that is shown; for n = 1 the vertical range is that of f.
    plane
        None: the slice spans two of the variables through the probe. Otherwise two directions, n numbers each.
    axes
        Which two variables the slice spans when there is no plane; None: the first two.
    """

    text: str
    accepted: str
    probe: tuple[tuple[str, float], ...] = ()
    view: Box = field(default_factory=lambda: Box(-5.0, 5.0, -5.0, 5.0))
    plane: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    appearance: Appearance = field(default_factory=Appearance)
    hessian_layout: Layout = Layout.FORMULA
    axes: tuple[str, str] | None = None

    def coordinate(self, name: str) -> float:
        """Return the probe's coordinate in the variable `name`."""
        return dict(self.probe).get(name, 0.0)

    def point(self, variables: tuple[str, ...]) -> tuple[float, ...]:
        """Return the probe as coordinates in the order of `variables`."""
        coordinates = dict(self.probe)
        return tuple(coordinates.get(name, 0.0) for name in variables)

    def axis_indices(self, variables: tuple[str, ...]) -> tuple[int, int]:
        """Return which two of `variables` (at least two of them) the picture spans when there is no plane."""
        if self.axes is None or not set(self.axes) <= set(variables):
            return 0, 1
        return variables.index(self.axes[0]), variables.index(self.axes[1])
