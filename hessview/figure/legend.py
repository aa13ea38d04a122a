"""What the legend of a picture says: one line for each kind of region and of line that has a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.figure.marks import ArrowMark, LineMark, PointMark, RegionMark, Role

if TYPE_CHECKING:
    from hessview.figure.marks import Figure

Place = tuple[float, float]


@dataclass(frozen=True)
class Entry:
    """One line of a legend.

    Attributes
    ----------
    sample
        What stands for it: a kind of region, or the role of a line.
    words, tip
        What it is called, and one sentence about it; may be empty.
    is_tinted
        Whether the region has its colour, or its pattern alone.
    """

    sample: str | Role
    words: str
    tip: str = ""
    is_tinted: bool = True


def legend_of(figure: Figure) -> tuple[Entry, ...]:
    """Return the lines in the order of the marks; empty when the picture has nothing that needs one."""
    made: dict[str, Entry] = {}
    for mark in figure.marks:
        if isinstance(mark, RegionMark):
            made.setdefault(mark.label, Entry(mark.kind, mark.label, mark.tip, mark.is_tinted))
        elif isinstance(mark, LineMark) and mark.role is Role.SINGULAR:
            made.setdefault(mark.label, Entry(mark.role, mark.label, "one of the eigenvalues is zero"))
    return tuple(made.values())


def busy_places(figure: Figure) -> list[Place]:
    """Return the points that a legend must not cover, in the picture's coordinates: the probe, ends of its overlays."""
    places: list[Place] = []
    for mark in figure.marks:
        if isinstance(mark, PointMark) and mark.kind == "probe":
            places.append((mark.x, mark.y))
        elif isinstance(mark, ArrowMark):
            places.append(mark.head)
        elif isinstance(mark, LineMark) and len(mark.vertices) == 2:
            places += [(float(x), float(y)) for x, y in mark.vertices]
    return places


CORNERS = ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0))
"""Where a legend can stand, as shares of the picture across and up, the first preferred."""


def corner_away_from(places: list[Place], width: float, height: float, present: Place = CORNERS[0]) -> Place:
    """Return a corner where a legend keeps clear of all `places`, the present one if it does; that, too, if none does.

    Parameters
    ----------
    places
        In shares of the picture across and up.
    width, height
        Of the legend with its margins, in shares of the picture.
    """

    def is_clear(corner: Place) -> bool:
        return not any(abs(across - corner[0]) < width and abs(up - corner[1]) < height for across, up in places)

    return next((corner for corner in (present, *CORNERS) if is_clear(corner)), present)
