"""What a picture is made of: plain values that the screen and the files paint alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Role(StrEnum):
    """What a mark stands for; a theme turns the role into a colour, a width and a dash."""

    LEVEL = "level"
    LEVEL_LABEL = "level label"
    PROBE = "probe"
    GRADIENT = "gradient"
    AXIS_POSITIVE = "positive eigendirection"
    AXIS_NEGATIVE = "negative eigendirection"
    AXIS_ZERO = "zero eigendirection"
    CURVE = "curve"
    NOTE = "note"


@dataclass(frozen=True, eq=False)
class FieldMark:
    """Values on a regular grid, painted through a colour table.

    Attributes
    ----------
    x, y
        Grid coordinates, shapes (nx,) and (ny,), increasing.
    values
        Shape (ny, nx); nan where f is undefined (drawn hatched).
    low, high
        The values of the first and the last colour; values outside take the end colours.
    colour_map
        A name of `hessview.figure.colour_maps`.
    """

    x: Floats
    y: Floats
    values: Floats
    low: float
    high: float
    colour_map: str


@dataclass(frozen=True, eq=False)
class LevelMark:
    """One iso-line, all its pieces: vertices of shape (k, 2), pieces separated by rows of nan."""

    level: float
    vertices: Floats
    role: Role = Role.LEVEL


@dataclass(frozen=True, eq=False)
class LineMark:
    """A polyline of shape (k, 2), pieces separated by rows of nan, with an optional label at its end."""

    vertices: Floats
    role: Role
    label: str = ""


@dataclass(frozen=True)
class ArrowMark:
    """An arrow from tail to head in the picture's coordinates."""

    tail: tuple[float, float]
    head: tuple[float, float]
    role: Role
    label: str = ""


@dataclass(frozen=True)
class PointMark:
    """A glyph at a point; `kind` is one of the classes of points, ``"probe"`` is the ring with a dot."""

    x: float
    y: float
    kind: str
    filled: bool = True
    label: str = ""


@dataclass(frozen=True)
class TextMark:
    """A piece of text at a point, turned by `angle` degrees; `role` says what it labels."""

    x: float
    y: float
    text: str
    role: Role = Role.NOTE
    angle: float = 0.0


Mark = FieldMark | LevelMark | LineMark | ArrowMark | PointMark | TextMark


@dataclass(frozen=True)
class Axes:
    """The frame of a picture: ranges and labels."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_label: str
    y_label: str
    equal_aspect: bool = False


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture: its frame, its marks from back to front, its colour bar's title, its caption in plain text."""

    axes: Axes
    marks: tuple[Mark, ...]
    colour_bar: str | None = None
    caption: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
