"""Regions of a labelled grid, their borders found between the samples by bisection, so that they are no staircase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from contourpy import FillType, LineType, contour_generator
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
LabelAt = Callable[[Floats, Floats], Labels]

_FEWEST_HALVINGS, _MOST_HALVINGS = 3, 8
_FEW_EDGES, _MOST_EDGES = 12, 64
"""With more borders than the first for each row and column of samples they are halved less often, with more than the
second never: there the samples show no shapes."""

_NEIGHBOURS = ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, 1), (-1, 1), (1, -1))


@dataclass(frozen=True, eq=False)
class Edges:
    """Pairs of neighbouring samples in the rows of a grid that have different labels.

    Attributes
    ----------
    row, left
        Indices of the samples at the left ends, shape (k,).
    low, high
        The border lies between these shares of the step from there to the right neighbour, shape (k,).
    """

    row: NDArray[np.intp]
    left: NDArray[np.intp]
    low: Floats
    high: Floats

    def shares(self, rows: int, steps: int, keep: NDArray[np.bool_] | None = None) -> Floats:
        """Return where on each step its border lies, shape (rows, steps); nan for those not to `keep`."""
        made = np.full((rows, steps), 0.5)
        made[self.row, self.left] = 0.5 * (self.low + self.high)
        if keep is not None:
            made[self.row[~keep], self.left[~keep]] = np.nan
        return made


@dataclass(frozen=True, eq=False)
class Borders:
    """The borders between the labels of a grid.

    Attributes
    ----------
    x, y, labels
        Shapes (nx,), (ny,) and (ny, nx).
    across, up
        The edges in the rows, and those in the columns (with rows and columns exchanged).
    is_sharp
        Whether they were found between the samples.
    """

    x: Floats
    y: Floats
    labels: Labels
    across: Edges
    up: Edges
    is_sharp: bool

    def ends(self) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Return the points just before and just behind each border, (s, t) each: edges across, then edges up."""
        made = []
        for share in ("low", "high"):
            a, b = self.across, self.up
            s, t = _between(self.x, a.left, getattr(a, share)), _between(self.y, b.left, getattr(b, share))
            made.append((np.concatenate([s, self.x[b.row]]), np.concatenate([self.y[a.row], t])))
        return made[0], made[1]

    def rings(self, wanted: Sequence[int]) -> Floats:
        """Return the regions with one of the `wanted` labels: closed rings, shape (k, 2), each ended by a row of nan.

        They are to be filled even-odd.
        """
        inside = np.isin(self.labels, wanted).astype(np.float64)
        steps = np.arange(len(self.x)), np.arange(len(self.y))
        filled = contour_generator(*steps, inside, fill_type=FillType.ChunkCombinedOffset).filled(0.5, 2.0)
        points, offsets = filled[0][0], filled[1][0]
        if points is None or offsets is None:
            return np.empty((0, 2))
        ring = self._placed(np.asarray(points), self._shares())
        return np.insert(ring, np.asarray(offsets)[1:].astype(np.intp), np.nan, axis=0)

    def lines(self, ordered: Floats, threshold: float, keep: NDArray[np.bool_]) -> Floats:
        """Return the lines between samples on both sides of a threshold, shape (k, 2), pieces separated by rows of nan.

        Parameters
        ----------
        ordered
            Shape (ny, nx), whole numbers; nan where no line may come.
        keep
            Which edges, across and then up, a line may cross.
        """
        steps = np.arange(len(self.x)), np.arange(len(self.y))
        # Every vertex in the middle of its edge, whatever the step from one number to the other.
        sides = np.ma.masked_invalid(np.where(np.isnan(ordered), np.nan, ordered > threshold))
        generator = contour_generator(*steps, sides, name="serial", line_type=LineType.ChunkCombinedNan)
        (points,) = generator.lines(0.5)[0]
        if points is None:
            return np.empty((0, 2))
        return self._placed(np.asarray(points), self._shares(keep))

    def _shares(self, keep: NDArray[np.bool_] | None = None) -> tuple[Floats, Floats]:
        ny, nx = self.labels.shape
        first = len(self.across.row)
        parts = (None, None) if keep is None else (keep[:first], keep[first:])
        return self.across.shares(ny, nx - 1, parts[0]), self.up.shares(nx, ny - 1, parts[1])

    def _placed(self, points: Floats, shares: tuple[Floats, Floats]) -> Floats:
        """Move vertices from the middles of the grid's edges to where the borders cross them, in coordinates."""
        u, v = points[:, 0].copy(), points[:, 1].copy()
        with np.errstate(invalid="ignore"):
            i, j = (np.where(np.isnan(w), 0.0, np.floor(w)).astype(np.intp) for w in (u, v))
            for own, other, place, share in ((u, v, (j, i), shares[0]), (v, u, (i, j), shares[1])):
                between = (own != np.rint(own)) & (other == np.rint(other))
                row, left = place[0][between], place[1][between]
                own[between] = left + share[row, left]
        steps = np.arange(len(self.x)), np.arange(len(self.y))
        placed = np.column_stack([np.interp(u, steps[0], self.x), np.interp(v, steps[1], self.y)])
        placed[np.isnan(u) | np.isnan(v)] = np.nan
        return placed


def borders(x: Floats, y: Floats, labels: Labels, label_at: LabelAt) -> Borders:
    """Find the borders between labels.

    Parameters
    ----------
    x, y, labels
        Shapes (nx,), (ny,) and (ny, nx).
    label_at
        Returns the labels at points of the plane given by two arrays of shape (m,).
    """
    pairs = [np.nonzero(grid[:, 1:] != grid[:, :-1]) for grid in (labels, labels.T)]
    count = len(pairs[0][0])
    total = count + len(pairs[1][0])
    low, high = np.zeros(total), np.ones(total)
    is_sharp = total <= _MOST_EDGES * sum(labels.shape)
    halvings = _MOST_HALVINGS * _FEW_EDGES * sum(labels.shape) // max(total, 1)
    (row, left), (column, below) = pairs
    before = np.concatenate([labels[row, left], labels[below, column]])
    for _ in range(min(max(halvings, _FEWEST_HALVINGS), _MOST_HALVINGS) if total and is_sharp else 0):
        middle = 0.5 * (low + high)
        s = np.concatenate([_between(x, left, middle[:count]), x[column]])
        t = np.concatenate([y[row], _between(y, below, middle[count:])])
        as_before = label_at(s, t) == before
        low, high = np.where(as_before, middle, low), np.where(as_before, high, middle)
    across, up = Edges(row, left, low[:count], high[:count]), Edges(column, below, low[count:], high[count:])
    return Borders(x, y, labels, across, up, is_sharp)


def without_seams(labels: Labels, doubtful: NDArray[np.bool_]) -> Labels:
    """Return `labels` where `doubtful` samples that are in no square of nine such have the label of a neighbour.

    A line of samples on a border belongs to none of the regions it parts, and is not a region; nor are the four in the
    middle where two such lines cross.
    """
    ny, nx = labels.shape
    nine = [(slice(j, ny - 2 + j), slice(i, nx - 2 + i)) for j in range(3) for i in range(3)]
    square = np.logical_and.reduce([doubtful[part] for part in nine])
    filled = np.zeros_like(doubtful)
    for part in nine:
        filled[part] |= square
    made, open_ = labels.copy(), doubtful & ~filled
    for dj, di in _NEIGHBOURS:
        here = (slice(max(0, -dj), ny - max(0, dj)), slice(max(0, -di), nx - max(0, di)))
        there = (slice(max(0, dj), ny + min(0, dj)), slice(max(0, di), nx + min(0, di)))
        takes = open_[here] & ~doubtful[there]
        made[here][takes] = labels[there][takes]
        open_[here] &= ~takes
    return made


def _between(axis: Floats, left: NDArray[np.intp], share: Floats) -> Floats:
    placed: Floats = axis[left] + share * (axis[left + 1] - axis[left])
    return placed
