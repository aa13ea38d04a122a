"""Critical points that are not isolated, as lines: the samples of a set joined in their order along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable

Floats = NDArray[np.float64]
Links = NDArray[np.intp]

_LOOKED_AT, _BENT = 17, 0.1
_MOST, _SAME, _CLOSE, _EQUAL = 0.9, 0.25, 3.0, 1e-3
"""Most neighbours are not farther apart than is usual. Those much closer are the same point; ends that are not much
farther apart belong together, for a tree leaves one gap in every ring."""


def polylines(points: Floats, links: Links, cover: Floats | None = None) -> Floats:
    """Return lines through points along their links, shape (k, 2), separated by rows of nan.

    Parameters
    ----------
    points
        Shape (m, 2).
    links
        Pairs of points that are neighbours, a forest, shape (l, 2).
    cover
        Boxes that hold the whole set, shape (k, 2, 2): ends between which it goes on are joined.
    """
    if not len(links):
        return np.empty((0, 2))
    steps = points[links[:, 0]] - points[links[:, 1]]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    usual = float(np.quantile(lengths, _MOST))
    # Samples that are one and the same place are neighbours of each other, and so are not found along the set.
    _, first, place = np.unique(
        np.round(points / max(_EQUAL * usual, 1e-300)), axis=0, return_index=True, return_inverse=True
    )
    joined = _merged(first[place.reshape(-1)][links], lengths < _SAME * usual)
    around: dict[int, list[int]] = {}
    for a, b in [*joined, *_closing(points, joined, _CLOSE * usual, cover)]:
        around.setdefault(a, []).append(b)
        around.setdefault(b, []).append(a)
    parts: list[Floats] = []
    for chain in _chains(around):
        parts += [points[chain], np.full((1, 2), np.nan)]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _merged(links: Links, are_same: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the links between points of which those that are almost the same are one."""
    first: dict[int, int] = {}

    def one(a: int) -> int:
        while a in first:
            a = first[a]
        return a

    for a, b in links[are_same].tolist():
        if one(a) != one(b):
            first[one(b)] = one(a)
    pairs = {(one(a), one(b)) for a, b in links[~are_same].tolist()}
    return sorted((a, b) for a, b in pairs if a < b or (a > b and (b, a) not in pairs))


def _closing(
    points: Floats, links: list[tuple[int, int]], close: float, cover: Floats | None
) -> list[tuple[int, int]]:
    """Return the links that close rings: between ends that are almost as near as neighbours are, or inside `cover`."""
    ends = np.flatnonzero(np.bincount(np.array(links, dtype=np.intp).reshape(-1), minlength=len(points)) == 1)
    there = {frozenset(link) for link in links}
    made: list[tuple[int, int]] = []
    free = ends.tolist()
    while len(free) > 1:
        a = free.pop()
        apart = np.hypot(*(points[free] - points[a]).T)
        nearest = int(np.argmin(apart))
        if frozenset((a, free[nearest])) in there:
            continue
        if apart[nearest] <= close or _is_held(points[a], points[free[nearest]], cover):
            made.append((a, free.pop(nearest)))
    return made


def _is_held(a: Floats, b: Floats, cover: Floats | None) -> bool:
    """Whether boxes hold the straight way from a to b, or nearly so, for the set may be bent."""
    if cover is None or not len(cover):
        return False
    along = a + np.linspace(0.0, 1.0, _LOOKED_AT)[:, np.newaxis] * (b - a)
    beside = _BENT * float(np.hypot(*(b - a)))
    held = (along[:, np.newaxis] >= cover[:, :, 0] - beside) & (along[:, np.newaxis] <= cover[:, :, 1] + beside)
    return bool(np.all(np.any(np.all(held, axis=2), axis=1)))


def _chains(around: dict[int, list[int]]) -> Iterable[list[int]]:
    """Yield paths that walk every link once, from ends and crossings as long as there are any, then around rings."""
    left = {(a, b) for a, others in around.items() for b in others}
    starts = sorted((a for a in around if len(around[a]) != 2), key=lambda a: len(around[a]))
    for start in [*starts, *around]:
        for first in around[start]:
            if (start, first) not in left:
                continue
            chain = [start]
            here: int | None = first
            while here is not None:
                left -= {(chain[-1], here), (here, chain[-1])}
                chain.append(here)
                onward = [b for b in around[here] if (here, b) in left] if len(around[here]) == 2 else []
                here = onward[0] if onward else None
            yield chain


def crossings(points: Floats, links: Links, origin: Floats, near: Floats) -> Floats:
    """Return where the links of a set come near a point in all of some coordinates, shape (k, n).

    Parameters
    ----------
    points
        Of a set in R^n, shape (m, n).
    origin, near
        The point, shape (n,), and how near is near, shape (n,); inf in a coordinate that does not matter.
    """
    matter = np.isfinite(near)
    a, b = points[links[:, 0]], points[links[:, 1]]
    offset, step = (a - origin)[:, matter], (b - a)[:, matter]
    with np.errstate(all="ignore"):
        along = -(offset * step).sum(axis=1) / (step * step).sum(axis=1)
    along = np.clip(np.nan_to_num(along), 0.0, 1.0)[:, np.newaxis]
    inside = (np.abs(offset + along * step) <= near[matter]).all(axis=1)
    return np.asarray((a + along * (b - a))[inside], dtype=np.float64)
