"""The colours of a scene as plain values: what a screen's theme or the print theme hands in."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.figure.surface.marks import Colour


@dataclass(frozen=True)
class SurfaceColours:
    """The colours of one look, as ``#rrggbb``.

    Attributes
    ----------
    ground
        ``"light"``, ``"dark"`` or ``"print"``: which reading of the colour tables.
    paper
        Behind everything.
    wall, grid
        The far walls of the box, and the lines on them.
    ink, quiet
        Names of axes and rims of glyphs; ticks and their labels.
    level
        Level lines.
    plain
        The surface when the map has no colours.
    plane, model
        The tangent plane, the local paraboloid.
    positive, negative
        Directions in which f bends up and down.
    step, warning
        A step of Newton's method; one that begins uphill.
    classes
        The colour of each class of points.
    """

    ground: str
    paper: str
    wall: str
    grid: str
    ink: str
    quiet: str
    level: str
    plain: str
    plane: str
    model: str
    positive: str
    negative: str
    step: str
    warning: str
    classes: Mapping[str, str]


_CLASSES = MappingProxyType({
    "minimum": "#0072B2", "maximum": "#D55E00", "saddle": "#009E73", "degenerate": "#CC79A7",
    "not differentiable": "#E69F00", "undecided": "#5B6068",
})  # fmt: skip
_DARK_CLASSES = MappingProxyType({
    "minimum": "#56B4E9", "maximum": "#FF9250", "saddle": "#2CC79A", "degenerate": "#E3A4C6",
    "not differentiable": "#F5C04A", "undecided": "#A3A8B0",
})  # fmt: skip

LIGHT = SurfaceColours(
    ground="light", paper="#FFFFFF", wall="#F3F5F8", grid="#DADEE4", ink="#1C1E21", quiet="#5B6068", level="#16181B",
    plain="#C9CED6", plane="#8A93A0", model="#D81B60", positive="#0072B2", negative="#D55E00",
    step="#6B4FB8", warning="#B3261E", classes=_CLASSES,
)  # fmt: skip
DARK = SurfaceColours(
    ground="dark", paper="#1F2226", wall="#262A2F", grid="#3A4047", ink="#E8EAED", quiet="#A3A8B0", level="#0C0D0F",
    plain="#7C838D", plane="#AEB6C2", model="#FF6F9F", positive="#56B4E9", negative="#FF9250",
    step="#B7A2F2", warning="#FF8A80", classes=_DARK_CLASSES,
)  # fmt: skip
PRINT = SurfaceColours(
    ground="print", paper="#FFFFFF", wall="#FAFAFB", grid="#D5D8DC", ink="#1A1A1A", quiet="#55595F", level="#2D2D2D",
    plain="#DDE0E4", plane="#7A828C", model="#B0184F", positive="#00588A", negative="#B34A00",
    step="#5A3E9E", warning="#B3261E", classes=_CLASSES,
)  # fmt: skip


def rgba(colour: str, opacity: float = 1.0) -> Colour:
    """Return ``#rrggbb`` as numbers."""
    red, green, blue = (int(colour[k : k + 2], 16) / 255.0 for k in (1, 3, 5))
    return red, green, blue, opacity
