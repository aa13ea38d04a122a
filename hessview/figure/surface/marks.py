"""What a scene is made of: flat shapes on the picture in its own units, from far to near, painted as they come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each from 0 to 1."""


@dataclass(frozen=True, eq=False)
class QuadMark:
    """A grid of flat quadrilaterals, painted row by row, each row from its first column on.

    Attributes
    ----------
    vertices
        Shape (rows + 1, columns + 1, 2).
    colours
        Shape (rows, columns, 4), from 0 to 1; what is not there has opacity 0.
    """

    vertices: Floats
    colours: Floats


@dataclass(frozen=True, eq=False)
class StrokeMark:
    """A polyline, shape (k, 2), pieces separated by rows of nan; `dash` in units of the picture, empty: solid."""

    vertices: Floats
    colour: Colour
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class FillMark:
    """A polygon, shape (k, 2)."""

    ring: Floats
    colour: Colour


@dataclass(frozen=True)
class WordMark:
    """Text on the picture.

    Attributes
    ----------
    x, y
        Where its anchor is.
    size
        Of its letters, in units of the picture.
    across, upright
        Where the anchor is in the text's box: 0 at its left or top edge, 1 at its right or bottom edge.
    is_name
        Whether it is the name of a variable, to be set in italics.
    """

    x: float
    y: float
    text: str
    colour: Colour
    size: float
    across: float = 0.5
    upright: float = 0.5
    is_name: bool = False


@dataclass(frozen=True, eq=False)
class SignMark:
    """The glyphs of points of one class that stand on the surface, in the shapes of `figure.glyph_shapes`.

    Attributes
    ----------
    places
        Shape (m, 2).
    kind
        One of the classes of points, or ``"probe"``.
    filled
        Whether they are proved.
    angles
        Of both arms of saddles, shape (m, 2), in radians counterclockwise; None elsewhere.
    nature
        Of degenerate points, what stands inside.
    opacity
        Less than 1 for points that the surface hides.
    size
        Across, in units of the picture.
    """

    places: Floats
    kind: str
    colour: Colour
    filled: bool = True
    angles: Floats | None = None
    nature: str = ""
    opacity: float = 1.0
    size: float = 12.0


SceneMark = QuadMark | StrokeMark | FillMark | WordMark | SignMark
