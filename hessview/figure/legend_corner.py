"""Where a legend stands: in the corner in which it covers least of what matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.legend import CORNERS

if TYPE_CHECKING:
    from hessview.figure.legend import Place
    from hessview.figure.marks import Floats


def quietest_corner(
    places: Floats, weights: Floats, size: tuple[float, float], present: Place = CORNERS[0]
) -> Place:
    """Return the corner in which a legend covers least; the present one if none is better.

    Parameters
    ----------
    places
        What it should not cover, in shares of the picture across and up, shape (m, 2).
    weights
        How much each of them matters, shape (m,).
    size
        Width and height of the legend with its margins, in shares of the picture.
    """

    def covered(corner: Place) -> float:
        return float(weights[(np.abs(places - corner) < size).all(axis=1)].sum())

    # Of equals the first is taken, and the present one is asked first.
    return min((present, *CORNERS), key=covered)
