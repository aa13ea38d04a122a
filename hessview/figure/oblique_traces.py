"""Where a plane in any direction meets boxes and flat sets of R^n: polygons, lines and points in its coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.set_traces import straight_pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

_PARALLEL, _SLACK = 1e-12, 1e-9


def rings(plane: Slice, boxes: Floats, near: Floats) -> Floats:
    """Return what a plane cuts out of boxes, shape (k, n, 2): closed rings in its coordinates, ended by rows of nan.

    Its corners are where two of the lines meet in which the plane cuts the faces of a box, if they lie in the box.

    Parameters
    ----------
    near
        How far beside a box the plane may be, shape (n,).
    """
    origin, D = np.array(plane.origin), np.array(plane.directions)
    normals = np.concatenate([D.T, -D.T])
    room = np.concatenate([boxes[:, :, 1] + near - origin, origin - (boxes[:, :, 0] - near)], axis=1)
    first, second = np.triu_indices(len(normals), 1)
    a, b = normals[first], normals[second]
    turn = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    meet = np.abs(turn) > _PARALLEL * np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    first, second, a, b, turn = first[meet], second[meet], a[meet], b[meet], turn[meet]
    p, q = room[:, first], room[:, second]
    corners = np.stack([p * b[:, 1] - q * a[:, 1], q * a[:, 0] - p * b[:, 0]], axis=2) / turn[:, np.newaxis]
    slack = _SLACK * (boxes[:, :, 1] - boxes[:, :, 0] + near)
    inside = (corners @ normals.T <= (room + np.tile(slack, 2))[:, np.newaxis]).all(axis=2)
    some = inside.sum(axis=1) > 2
    return _around(corners[some], inside[some])


def _around(corners: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Return those corners, shape (k, m, 2), of each row that count in their order around, each row a closed ring."""
    if not len(corners):
        return np.empty((0, 2))
    count = inside.sum(axis=1)[:, np.newaxis]
    middle = np.where(inside[:, :, np.newaxis], corners, 0.0).sum(axis=1) / count
    off = corners - middle[:, np.newaxis]
    angles = np.where(inside, np.arctan2(off[:, :, 1], off[:, :, 0]), np.inf)
    order = np.argsort(angles, axis=1)
    # What does not count is the first corner once more, which closes the ring.
    order = np.where(np.arange(order.shape[1]) < count, order, order[:, :1])
    ring = np.take_along_axis(corners, order[:, :, np.newaxis], axis=1)
    ended = np.concatenate([ring, ring[:, :1], np.full((len(ring), 1, 2), np.nan)], axis=1)
    return np.asarray(ended.reshape(-1, 2))


def flat_trace(plane: Slice, level: Mapping[int, float], boxes: Floats, near: Floats) -> tuple[int, Floats] | None:
    """Return how a plane meets a set on which some coordinates are fixed, as far as it lies in boxes.

    Parameters
    ----------
    level
        The fixed coordinates, {0: 0.0} for x = 0.
    boxes
        That hold the set, shape (k, n, 2).
    near
        How far beside the set a point of the plane may be, shape (n,).

    Returns
    -------
    tuple[int, Floats] | None
        The dimension of what they have in common, and it: a point, shape (1, 2), lines or rings, ended by nan. None
        where they do not meet.
    """
    origin, D = np.array(plane.origin), np.array(plane.directions)
    fixed = sorted(level)
    A, b = D.T[fixed], np.array([level[k] - origin[k] for k in fixed])
    U, singular, V = np.linalg.svd(A) if fixed else (np.empty((0, 0)), np.empty(0), np.eye(2))
    rank = int((singular > _PARALLEL * np.abs(D).max()).sum())
    place = V[:rank].T @ ((U.T @ b)[:rank] / singular[:rank])
    if (np.abs(A @ place - b) > near[fixed]).any():
        return None
    if rank == 0:
        found = rings(plane, boxes, near)
    elif rank == 1:
        found = _line(plane, place, V[1], boxes, near)
    else:
        x = origin + place @ D
        inside = ((boxes[:, :, 0] - near <= x) & (x <= boxes[:, :, 1] + near)).all(axis=1)
        found = place[np.newaxis] if inside.any() else np.empty((0, 2))
    return (2 - rank, found) if len(found) else None


def _line(plane: Slice, place: Floats, along: Floats, boxes: Floats, near: Floats) -> Floats:
    """Return the parts in boxes of a line in a plane: through a place, along a direction of its coordinates."""
    D = np.array(plane.directions)
    start, v = np.array(plane.origin) + place @ D, along @ D
    low, high = boxes[:, :, 0] - near - start, boxes[:, :, 1] + near - start
    with np.errstate(all="ignore"):
        ends = np.sort(np.stack([low / v, high / v], axis=2), axis=2)
    level = np.abs(v) <= _PARALLEL * np.abs(v).max()
    inside = ((low <= 0.0) & (high >= 0.0))[:, level].all(axis=1)
    first, last = ends[:, ~level, 0].max(axis=1), ends[:, ~level, 1].min(axis=1)
    inside &= first <= last
    pieces = straight_pieces(first[inside], last[inside], 0.0, is_upright=False)
    return np.asarray(place + pieces[:, :1] * along)


def across(plane: Slice, points: Floats) -> tuple[Floats, Floats]:
    """Return points, shape (m, n), turned into coordinates of a plane and beside it, and the turn, shape (n, n)."""
    origin, D = np.array(plane.origin), np.array(plane.directions)
    turn = np.vstack([np.linalg.pinv(D.T), np.linalg.svd(D)[2][2:]])
    return np.asarray((points - origin) @ turn.T), turn
