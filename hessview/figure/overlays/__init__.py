"""What is drawn over the landscape at the probe: one file an overlay, one row of this table each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.figure.overlays import gradient, principal_axes

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Axes, Mark


@dataclass(frozen=True)
class Overlay:
    """One overlay.

    Attributes
    ----------
    name
        What a document stores in `Appearance.overlays`.
    label
        What a menu calls it.
    tip
        One sentence that says what it shows.
    marks
        Makes its marks, back to front, from the state, what is known about it, and the picture's frame.
    """

    name: str
    label: str
    tip: str
    marks: Callable[[State, Results, Axes], tuple[Mark, ...]]


OVERLAYS: tuple[Overlay, ...] = (
    Overlay(
        "principal-axes",
        "Principal axes",
        "The directions of greatest and least second derivative; solid where f bends up, dashed where it bends down.",
        principal_axes.marks,
    ),
    Overlay(
        "gradient",
        "Gradient",
        "The direction of steepest ascent, across the level lines; longer where f is steeper.",
        gradient.marks,
    ),
)
"""All overlays from back to front."""
