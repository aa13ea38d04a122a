"""From the picture's coordinates to pixels and back: the box that holds the surface, and the eye that looks at it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DISTANCE = 8.0
"""Of the eye from the middle of the box, in half its width: perspective, but a mild one."""

ORTHOGRAPHIC = math.inf
"""The distance of an eye for which parallel lines stay parallel."""

HEIGHT = 0.56
"""Half the box's height, in half its larger width."""

_NARROWEST = 0.35
_HAIR = 1e-15

_CORNER = math.sqrt(2.0)
"""How far the box's upright edges are from its axis: what has to have room whichever way it is turned."""

_BELOW, _ABOVE = 0.95, 0.4
"""Of the margin: labels stand on the side of the box that is nearer to the eye's."""

_LEVEL = 12.0
"""Degrees of elevation within which that side changes."""


@dataclass(frozen=True)
class Cube:
    """The box that holds the surface, its middle at 0, its larger horizontal half 1.

    Attributes
    ----------
    x_range, y_range, z_range
        What of the plane's coordinates and of the values of f it spans, low < high.
    half
        Half its sides.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    z_range: tuple[float, float]
    half: tuple[float, float, float] = (1.0, 1.0, HEIGHT)

    def across(self, values: Floats, axis: int) -> Floats:
        """Return coordinates along an axis (0, 1 or 2) as places in the box; any shape, nan stays nan."""
        low, high = (self.x_range, self.y_range, self.z_range)[axis]
        # Halved, because a range as wide as double precision would overflow.
        with np.errstate(all="ignore"):
            share = (0.5 * values - 0.25 * low - 0.25 * high) / (0.5 * high - 0.5 * low)
            made: Floats = 2.0 * self.half[axis] * share
        return made

    def back(self, places: Floats, axis: int) -> Floats:
        """Return what `across` maps to `places`."""
        low, high = (self.x_range, self.y_range, self.z_range)[axis]
        share = 0.5 + 0.5 * places / self.half[axis]
        made: Floats = low * (1.0 - share) + high * share
        return made

    def points(self, s: Floats, t: Floats, heights: Floats) -> Floats:
        """Return points in the box, shape (..., 3), of arrays that broadcast."""
        parts = (self.across(np.asarray(values, dtype=np.float64), k) for k, values in enumerate((s, t, heights)))
        return np.stack(np.broadcast_arrays(*parts), axis=-1)


def cube_of(
    x_range: tuple[float, float], y_range: tuple[float, float], z_range: tuple[float, float], *, equal: bool = False
) -> Cube:
    """Return the box for these ranges; with equal scales its floor has their proportions, within reason."""
    if not equal:
        return Cube(x_range, y_range, z_range)
    wide, deep = (0.5 * high - 0.5 * low for low, high in (x_range, y_range))
    longest = max(wide, deep)
    half = tuple(max(side / longest, _NARROWEST) for side in (wide, deep))
    return Cube(x_range, y_range, z_range, (half[0], half[1], HEIGHT))


@dataclass(frozen=True)
class Camera:
    """An eye that looks at the middle of the box, and the picture in front of it.

    Attributes
    ----------
    azimuth, elevation
        Of the eye, in degrees, as in `hessview.document.state.SurfaceLook`.
    zoom
        How much larger than fitted.
    size
        Width and height of the picture in its units (pixels of the screen, points of a page).
    distance
        Of the eye from the middle, in half the box's width; `ORTHOGRAPHIC` for parallel rays.
    margin
        Left free on each side at zoom 1, for the labels, in the picture's units.
    wider
        Left free besides at the left and at the right, where labels are wide.
    """

    azimuth: float
    elevation: float
    zoom: float
    size: tuple[float, float]
    distance: float = DISTANCE
    margin: float = 34.0
    wider: float = 0.0

    @cached_property
    def axes(self) -> Floats:
        """Rightwards, upwards and towards the eye: the rows of an orthogonal matrix."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        made = np.array([
            [-math.sin(a), math.cos(a), 0.0],
            [-math.sin(e) * math.cos(a), -math.sin(e) * math.sin(a), math.cos(e)],
            [math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)],
        ])
        # An eye straight above is over one point, not over one a hair's breadth aside.
        made[np.abs(made) < _HAIR] = 0.0
        return made

    @cached_property
    def fitted(self) -> tuple[float, float]:
        """How long half the box's width is at zoom 1, and how far from the top its middle is.

        Both depend on the elevation alone, so that a box that is turned keeps its size and its place; whichever way it
        is turned, it has room.
        """
        e = math.radians(abs(self.elevation))
        rise, depth = _CORNER * math.sin(e) + HEIGHT * math.cos(e), _CORNER * math.cos(e) - HEIGHT * math.sin(e)
        far, near = rise / (1.0 + depth / self.distance), rise / (1.0 - depth / self.distance)
        # Seen from nearly above, a corner of the top is lower on the picture than the one of the floor below it.
        roof = _CORNER * math.cos(e) + HEIGHT * math.sin(e)
        near = max(near, (_CORNER * math.sin(e) - HEIGHT * math.cos(e)) / (1.0 - roof / self.distance))
        side = 0.5 + 0.5 * min(max(self.elevation / _LEVEL, -1.0), 1.0)
        top, bottom = near + (far - near) * side, far + (near - far) * side
        above, below = (self.margin * (a + (b - a) * side) for a, b in ((_BELOW, _ABOVE), (_ABOVE, _BELOW)))
        width, height = self.size[0] - 2.0 * (self.margin + self.wider), self.size[1] - above - below
        unit = min(max(height, 0.2 * self.size[1]) / (top + bottom), 0.5 * max(width, 0.2 * self.size[0]) / _CORNER)
        spare = height - unit * (top + bottom)
        return max(unit, 1e-6), above + 0.5 * spare + unit * top

    @property
    def unit(self) -> float:
        """How long half the box's width is on the picture, seen from the front."""
        return self.zoom * self.fitted[0]

    @property
    def middle(self) -> tuple[float, float]:
        """Where the middle of the box is on the picture."""
        return 0.5 * self.size[0], self.fitted[1]

    @property
    def eye(self) -> Floats:
        """Where the eye is, shape (3,); for parallel rays a far point on its way."""
        away = self.distance if math.isfinite(self.distance) else 1e6
        return np.asarray(self.axes[2] * away)

    def project(self, points: Floats) -> Floats:
        """Return where points of the box, shape (..., 3), are on the picture, shape (..., 2); y runs down."""
        shape = points.shape[:-1]
        seen = points.reshape(-1, 3) @ self.axes.T
        scale = self.unit / (1.0 - seen[:, 2] / self.distance)
        made = np.empty((len(seen), 2))
        x, y = self.middle
        made[:, 0] = x + scale * seen[:, 0]
        made[:, 1] = y - scale * seen[:, 1]
        return made.reshape(*shape, 2)

    def depth(self, points: Floats) -> Floats:
        """Return how far towards the eye points of the box, shape (..., 3), are; nearer is larger."""
        made: Floats = points @ self.axes[2]
        return made

    def ray(self, x: float, y: float) -> tuple[Floats, Floats]:
        """Return a point and the direction away from the eye of what a pixel shows, shapes (3,).

        The point is in front of the whole box; the direction is a unit vector.
        """
        right, up, towards = self.axes
        x0, y0 = self.middle
        across = (x - x0) / self.unit * right - (y - y0) / self.unit * up
        if not math.isfinite(self.distance):
            return across + 4.0 * towards, -towards
        start = self.distance * towards
        direction = across - start
        return start, direction / np.linalg.norm(direction)

    def towards_eye(self, points: Floats) -> Floats:
        """Return directions from points, shape (m, 3), to the eye, shape (m, 3); not of unit length."""
        if not math.isfinite(self.distance):
            return np.broadcast_to(self.axes[2], points.shape)
        made: Floats = self.eye - points
        return made
