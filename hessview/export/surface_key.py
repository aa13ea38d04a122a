"""How much room the key of a surface takes on paper, before anything is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.export.print_theme import POINTS_PER_MM
from hessview.figure.surface.colours import PRINT
from hessview.figure.surface.scene import key_below

if TYPE_CHECKING:
    from hessview.export.sheet import Sheet
    from hessview.figure.spread import SurfacePart

LETTER = 0.92
"""Of the page's text, the letters on a surface."""


def key_height(part: SurfacePart, sheet: Sheet) -> float:
    """Return how high the key is on a page that it has to itself, in millimetres."""
    size = (sheet.width - 2.0 * sheet.pad) * POINTS_PER_MM, sheet.height * POINTS_PER_MM
    return key_below(part.state, part.results, size, PRINT, part.figure, LETTER * sheet.size)[1] / POINTS_PER_MM
