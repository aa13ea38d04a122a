"""The parts of a level that f touches between the samples without crossing it there, which no tracer of signs sees.

Along x = 0 the function x^2 y has its level 0 and the same sign on both sides; between the parabolas of
(y - x^2)(y - 3x^2) f is negative in a strip that near the origin is thinner than any grid. Along a row or a column
of samples such a place is an extremum just off the level; f itself, evaluated between the samples, decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.leaving import between_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Evaluate = Callable[[Floats, Floats], Floats]
Hit = tuple[int, int, float]

_REACH = 1.5
"""How far below a sampled minimum its true one may lie, in second differences: 1/8 for a parabola, more for cusps."""
_TOUCHES = 1e-4
"""A minimum this near the level, as a share of its neighbours' height, is on it."""
_CLEAR = 0.1
_GOLDEN = 0.5 * (5.0**0.5 - 1.0)
_STEPS = 50
_FEWEST = 3
_CROWD = 4
"""With more extrema than this for each row and column the samples resolve nothing, and no line is added."""


def touching_lines(
    x: Floats, y: Floats, values: Floats, levels: Sequence[float], evaluate: Evaluate
) -> list[Floats]:
    """Return for each level the lines along which f only touches it, shape (k, 2), pieces ended by rows of nan.

    Parameters
    ----------
    x, y, values
        The field as it was traced, shapes (nx,), (ny,) and (ny, nx).
    levels
        Increasing.
    evaluate
        Returns f at points of the plane given by two arrays of shape (m,).
    """
    found: list[list[Floats]] = [[] for _ in levels]
    if not found:
        return []
    ordered = np.asarray(levels)
    # A line is followed along the rows where it is steep and along the columns where it is flat.
    for axis in (0, 1):
        across, along = (x, y) if axis == 0 else (y, x)
        ask = evaluate if axis == 0 else lambda s, t: evaluate(t, s)
        hits = _touches(across, along, values if axis == 0 else values.T, ordered, ask)
        for k, chain in _chains(hits, 1.0 if axis == 0 else 1.0 - 1e-9):
            points = _placed(chain, across, along)
            found[k].append(points if axis == 0 else points[:, ::-1])
    gap = np.full((1, 2), np.nan)
    return [np.concatenate([part for line in lines for part in (line, gap)] or [np.empty((0, 2))]) for lines in found]


def _touches(across: Floats, along: Floats, values: Floats, levels: Floats, evaluate: Evaluate) -> list[Hit]:
    """Return (level, row, place in the row in steps) of the touching places in the rows of `values`."""
    with np.errstate(invalid="ignore", over="ignore"):
        difference = values[:, 1:] - values[:, :-1]
        falls = difference < 0.0
        row, place = np.divmod(np.flatnonzero(falls[:, 1:] != falls[:, :-1]), values.shape[1] - 2)
        if not 0 < row.size <= _CROWD * 8 * sum(values.shape):
            return []
        left, right = difference[row, place], difference[row, place + 1]
        bend, slope = right - left, 0.5 * (right + left)
        here = values[row, place + 1]
        # A sample on the level counts as below it, as for the tracer.
        k = np.searchsorted(levels, here, side="left") - (bend > 0.0)
        usable = (bend != 0.0) & np.isfinite(bend) & (k >= 0) & (k < len(levels))
        level = levels[np.clip(k, 0, len(levels) - 1)]
        near = np.flatnonzero(usable & (np.abs(here - level) <= _REACH * np.abs(bend)))
    if not _FEWEST <= near.size <= _CROWD * sum(values.shape):
        return []
    row, place, k, bend, slope, level = (each[near] for each in (row, place + 1, k, bend, slope, level))
    side = np.sign(bend)
    steps = np.arange(len(across))

    def height(t: Floats, which: NDArray[np.intp]) -> Floats:
        s = np.interp(place[which] + t, steps, across)
        return side[which] * (evaluate(s, along[row[which]]) - level[which])

    everything = np.arange(near.size)
    neighbours = np.minimum(height(np.full(near.size, -1.0), everything), height(np.ones(near.size), everything))
    best = np.clip(-slope / bend, -1.0, 1.0)
    lowest = height(best, everything)
    # Where f is the parabola through its samples, the parabola's height decides; else the minimum is searched.
    foreseen = side * (here[near] - level + best * (slope + 0.5 * bend * best))
    clear = (lowest > _CLEAR * np.abs(bend)) & (np.abs(lowest - foreseen) < 0.2 * _CLEAR * np.abs(bend))
    open_ = np.flatnonzero((lowest > _TOUCHES * neighbours) & ~clear)
    if near.size - np.count_nonzero(clear) < _FEWEST:
        return []
    best[open_] = _minimum(height, open_)
    lowest[open_] = height(best[open_], open_)
    # f that falls far through the level is a pole, not a strip thinner than the grid.
    accepted = (lowest <= _TOUCHES * neighbours) & (lowest >= -np.abs(bend)) & (neighbours > 0.0)
    return [(int(k[i]), int(row[i]), float(place[i] + best[i])) for i in np.flatnonzero(accepted)]


def _minimum(height: Callable[[Floats, NDArray[np.intp]], Floats], which: NDArray[np.intp]) -> Floats:
    """Return the places of the minima within a step of the samples `which`, by golden section, for corners."""
    if not which.size:
        return np.empty(0)
    low, high = np.full(which.size, -1.0), np.ones(which.size)
    inner, outer = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_inner, at_outer = height(inner, which), height(outer, which)
    for _ in range(_STEPS):
        between_steps()
        left = at_inner < at_outer
        low, high = np.where(left, low, inner), np.where(left, outer, high)
        new = np.where(left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
        at_new = height(new, which)
        inner, outer = np.where(left, new, outer), np.where(left, inner, new)
        at_inner, at_outer = np.where(left, at_new, at_outer), np.where(left, at_inner, at_new)
    return 0.5 * (low + high)


def _chains(hits: list[Hit], reach: float) -> list[tuple[int, list[Hit]]]:
    """Join places in neighbouring rows that are at most `reach` steps apart; short chains are chance."""
    done: list[tuple[int, list[Hit]]] = []
    growing: list[list[Hit]] = []
    for hit in sorted(hits):
        fitting = [
            chain
            for chain in growing
            if chain[-1][0] == hit[0] and chain[-1][1] == hit[1] - 1 and abs(chain[-1][2] - hit[2]) <= reach
        ]
        if fitting:
            min(fitting, key=lambda chain: abs(chain[-1][2] - hit[2])).append(hit)
            continue
        done += [(chain[0][0], chain) for chain in growing if chain[-1][:2] < (hit[0], hit[1] - 1)]
        growing = [chain for chain in growing if chain[-1][:2] >= (hit[0], hit[1] - 1)] + [[hit]]
    done += [(chain[0][0], chain) for chain in growing]
    return [(k, chain) for k, chain in done if len(chain) >= _FEWEST]


def _placed(chain: list[Hit], across: Floats, along: Floats) -> Floats:
    """Return the points of a chain, shape (k, 2), one row longer at each end, where traced lines begin."""
    rows = np.array([row for _, row, _ in chain], dtype=np.float64)
    places = np.array([place for _, _, place in chain])
    rows = np.concatenate([[2.0 * rows[0] - rows[1]], rows, [2.0 * rows[-1] - rows[-2]]])
    places = np.concatenate([[2.0 * places[0] - places[1]], places, [2.0 * places[-1] - places[-2]]])
    inside = (rows >= 0.0) & (rows <= len(along) - 1)
    s = np.interp(places[inside], np.arange(len(across)), across)
    return np.column_stack([s, along[rows[inside].astype(np.intp)]])
