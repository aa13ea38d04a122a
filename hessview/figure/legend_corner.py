"""Where a legend stands: in the corner in which it covers least of what matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.legend import CORNERS

if TYPE_CHECKING:
    from hessview.figure.legend import Place
    from hessview.figure.marks import Floats

_MOST = 24
"""Points that stand for a run."""


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

    # Of equals the first is taken, and the present one is asked first; mostly it covers nothing.
    return min((present, *CORNERS), key=covered) if covered(present) else present


def along(run: Floats, box: tuple[float, float, float, float]) -> Floats:
    """Return at most `_MOST` points along a run, as far apart from each other as it is long within a box.

    Parameters
    ----------
    run
        Finite points, shape (k, 2).
    box
        From and to across, from and to up: what lies beyond is left out.
    """
    x0, x1, y0, y1 = box
    with np.errstate(all="ignore"):
        shares = (run - (x0, y0)) / (x1 - x0, y1 - y0)
    run = run[((shares >= 0.0) & (shares <= 1.0)).all(axis=1)]
    if len(run) < 2:
        return run
    with np.errstate(all="ignore"):
        steps = np.hypot(*(np.diff(run, axis=0) / (x1 - x0, y1 - y0)).T)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    if not way[-1] > 0.0:
        return run[:1]
    at = np.linspace(0.0, way[-1], _MOST)
    return np.column_stack([np.interp(at, way, run[:, axis]) for axis in (0, 1)])
