"""The document: one frozen value of plain data from which everything on the screen follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
        None: the slice spans the first two variables through the probe. Otherwise two directions, each a tuple of n numbers.
    """

    text: str
    accepted: str
    probe: tuple[tuple[str, float], ...] = ()
    view: Box = field(default_factory=lambda: Box(-5.0, 5.0, -5.0, 5.0))
    plane: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    appearance: Appearance = field(default_factory=Appearance)
    hessian_layout: Layout = Layout.FORMULA
