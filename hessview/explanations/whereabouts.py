"""Where a critical point is said to be: at a place, or near it where only rounding tells that it is critical."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.analysis.verdict import Kind
from hessview.explanations.places import MOST_COORDINATES, place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hessview.analysis.curvature import Curvature


def is_placed(c: Curvature) -> bool:
    """Whether a critical point is known to be here: where H is singular the gradient must be exactly zero."""
    return c.kind is not Kind.DEGENERATE or c.degenerate is not None


def near(point: Iterable[float], most: int | None = MOST_COORDINATES) -> str:
    """Return ``near (0.6158, 0.7879)``."""
    return f"near {place(point, most=most).removeprefix('≈ ')}"


def whereabouts(c: Curvature) -> str:
    """Return ``at (0, 0)`` or ``near (0.6158, 0.7879)``."""
    return f"at {place(c.point)}" if is_placed(c) else near(c.point)
