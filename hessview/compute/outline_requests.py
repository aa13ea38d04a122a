"""What is asked of the process that sets formulas, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class OutlineRequest:
    """Set formulas.

    Attributes
    ----------
    sources
        LaTeX for mathtext, without dollar signs.
    """

    sources: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Outline:
    """A formula set at the size of the design, in its pixels; y upwards from the baseline.

    Attributes
    ----------
    vertices
        Shape (n, 2).
    codes
        What each vertex is for, shape (n,), as in a path of matplotlib.
    width, ascent, descent
        The extent right of, above and below the origin.
    """

    vertices: NDArray[np.float64]
    codes: NDArray[np.uint8]
    width: float
    ascent: float
    descent: float


@dataclass(frozen=True, eq=False)
class Outlines:
    """One for each source that was asked for; None where it cannot be set."""

    entries: tuple[Outline | None, ...]
