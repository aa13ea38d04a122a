"""The gradient all over the picture: evenly spaced arrows, longer where f is steeper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import Axes, Mark, QuiverMark, Role
from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from hessview.analysis.fields.sampling import FieldAnswer
    from hessview.compute.results import Results
    from hessview.document.state import State

Floats = NDArray[np.float64]

_ACROSS, _UP = 22, 16
"""Arrows in a row and in a column."""

_LONGEST, _SHORTEST = 0.86, 0.3
"""Of the distance between two arrows."""


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the arrows; nothing without a field, and on graphs."""
    if results.field is None or results.field.curve is not None or results.slice is None:
        return ()
    if len(results.slice.directions[0]) < 2:
        return ()  # a graph, while the map of what was shown before still stands
    return _arrows(results.field, results.slice.directions)


@remembered(2)
def _arrows(field: FieldAnswer, directions: tuple[tuple[float, ...], tuple[float, ...]]) -> tuple[Mark, ...]:
    """Return one mark for a field, the same as long as the field stays.

    Gradients are central differences of the samples, over their distance on both sides of the arrow's place.
    """
    columns, rows = _evenly(len(field.x), _ACROSS), _evenly(len(field.y), _UP)
    if not len(columns) or not len(rows):
        return ()
    x, y, values = field.x, field.y, field.values
    with np.errstate(all="ignore"):
        across = values[np.ix_(rows, columns + 1)] - values[np.ix_(rows, columns - 1)]
        up = values[np.ix_(rows + 1, columns)] - values[np.ix_(rows - 1, columns)]
        slopes = np.stack([across / (x[columns + 1] - x[columns - 1]), up / (y[rows + 1] - y[rows - 1])[:, None]], -1)
    places = np.stack(np.meshgrid(x[columns], y[rows]), axis=-1).reshape(-1, 2)
    D = np.array(directions, dtype=np.float64)
    # D D' a = (df/ds, df/dt): the gradient's part in the plane, in the plane's coordinates.
    with np.errstate(all="ignore"):
        ascent = np.linalg.solve(D @ D.T, slopes.reshape(-1, 2).T).T
        steepness = np.linalg.norm(ascent @ D, axis=1)
    good = np.isfinite(ascent).all(axis=1) & np.isfinite(steepness) & (steepness > 0.0)
    # Differences that are rounding alone have no direction.
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    step = np.array([x[columns[0] + 1] - x[columns[0] - 1], y[rows[0] + 1] - y[rows[0] - 1]])
    good &= np.abs(slopes.reshape(-1, 2) * step).max(axis=1, initial=0.0) > 1e-13 * largest
    if not good.any():
        return ()
    size = np.array([(x[-1] - x[0]) / _ACROSS, (y[-1] - y[0]) / _UP])
    ways = ascent[good] / size
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    usual = float(np.quantile(steepness[good], 0.75))
    share = steepness[good] / (steepness[good] + 0.5 * usual)
    vectors = ways * (_SHORTEST + (_LONGEST - _SHORTEST) * share)[:, None] * size
    return (QuiverMark(places[good], vectors, Role.GRADIENT_FIELD),)


def _evenly(count: int, wanted: int) -> NDArray[np.int64]:
    """Return indices of evenly spaced inner samples, half a distance off both ends."""
    if count < 3:
        return np.empty(0, dtype=np.int64)
    places = (np.arange(wanted) + 0.5) / wanted * (count - 1)
    return np.unique(np.clip(np.rint(places), 1, count - 2).astype(np.int64))
