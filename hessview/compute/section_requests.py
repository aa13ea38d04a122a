"""What a dock of sections asks where f is too long for a frame: f along lines through a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.sections import Line, Section
    from hessview.language.formula import Formula

QUICK_SECTION_NODES = 800
"""What the tree of f may have for f to be asked at some hundred points, twice, within a part of a frame."""


@dataclass(frozen=True)
class SectionsRequest:
    """f along lines through the point of `curvature`; two requests are the same for the same objects.

    Attributes
    ----------
    window
        Half the length of every line.
    at
        The t of the point on each.
    trust
        As `hessview.analysis.sections.sections` takes it.
    """

    formula: Formula
    curvature: Curvature
    lines: tuple[Line, ...]
    window: float
    at: tuple[float, ...]
    trust: float


@dataclass(frozen=True, eq=False)
class SectionsFound:
    """The sections of a request, in the order of its lines."""

    sections: tuple[Section, ...]
