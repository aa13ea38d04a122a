"""The shapes of the glyphs of classes of points, as polygons that the screen and the files fill alike.

A minimum is a triangle pointing down, a maximum one pointing up, a saddle an X of its two principal axes, a degenerate
point a diamond, a point without derivative a square; anything else is a circle. Lengths are in units of half the
glyph's size, y up, and every polygon is convex and runs counterclockwise.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Nature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Floats = NDArray[np.float64]

SIZES = (13.0, 11.0, 9.0, 7.5, 6.0, 5.0, 4.2)
"""Pixels across a glyph: the largest that leaves most of them apart."""

SMALLEST_WITH_DETAIL = 9.0
"""A smaller glyph has no sign inside, and no axes of its own."""

DOT = 3.4
"""Pixels across a dot along a place where f is not smooth."""

UPRIGHT = (0.0, 0.5 * math.pi)
"""The angles of the arms of a saddle whose principal axes are those of the picture."""

_APART, _CROWDED, _PAIR, _TILE = 2.2, 0.25, 2.0, 80.0
_FEW, _NEAR, _ROUNDS = 500, 0.9, 32
_FARTHEST = 1e9
_LEAST_ANGLE = math.radians(40.0)
_BLUNT = 1.5
_ARM_LENGTH, _ARM_WIDTH = 1.15, 0.25


def _polygon(*points: tuple[float, float]) -> Floats:
    return np.array(points, dtype=np.float64)


_BAR = _polygon((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)) * (_ARM_LENGTH, _ARM_WIDTH)
_BAR.setflags(write=False)


def outline(kind: str) -> tuple[Floats, ...]:
    """Return the polygons of a glyph, shapes (k, 2); those of a saddle are the bars of a plain X."""
    match kind:
        case "minimum":
            return (_polygon((0.0, -1.0), (1.0, 0.75), (-1.0, 0.75)),)
        case "maximum":
            return (_polygon((0.0, 1.0), (-1.0, -0.75), (1.0, -0.75)),)
        case "saddle":
            return tuple(arm(angle) for angle in (0.25 * math.pi, -0.25 * math.pi))
        case "degenerate":
            return (_polygon((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),)
        case "not differentiable":
            return (0.8 * _polygon((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)),)
    turn = np.linspace(0.0, 2.0 * math.pi, 24, endpoint=False)
    return (0.8 * np.column_stack([np.cos(turn), np.sin(turn)]),)


def detail(nature: str) -> tuple[Floats, ...]:
    """Return what stands inside the diamond of a degenerate point to say what it is; nothing while that is open."""
    match nature:
        case Nature.MINIMUM:
            return (0.5 * outline("minimum")[0] + (0.0, -0.04),)
        case Nature.MAXIMUM:
            return (0.5 * outline("maximum")[0] + (0.0, 0.04),)
        case Nature.NOT_AN_EXTREMUM:
            return tuple(0.5 * bar for bar in outline("saddle"))
    return ()


def arm(angle: float) -> Floats:
    """Return the bar of an X that lies at an angle, in radians counterclockwise from the right."""
    return np.asarray(_BAR @ _turned(angle), dtype=np.float64)


def _turned(angle: float) -> Floats:
    """Return the matrix that turns rows counterclockwise by an angle."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, s], [-s, c]])


def grown(ring: Floats, by: float) -> Floats:
    """Return a convex polygon with its sides moved outwards by a distance, inwards if that is negative."""
    sides = np.roll(ring, -1, axis=0) - ring
    outward = np.column_stack([sides[:, 1], -sides[:, 0]]) / np.hypot(sides[:, 0], sides[:, 1])[:, np.newaxis]
    both = outward + np.roll(outward, 1, axis=0)
    length = np.hypot(both[:, 0], both[:, 1])
    # A sharp corner would reach far out.
    reach = 2.0 / length if by < 0.0 else np.minimum(2.0 / length, _BLUNT)
    return np.asarray(ring + by * both * (reach / length)[:, np.newaxis], dtype=np.float64)


def arm_angles(directions: Floats | None, count: int, pixel: tuple[float, float]) -> Floats:
    """Return the angles of both arms of each X on the picture, shape (count, 2), in radians, counterclockwise.

    The axes of a saddle are perpendicular, but on a picture whose scales differ they need not look so; arms that would
    be closer than 40 degrees are spread about the direction between them.

    Parameters
    ----------
    directions
        Shape (count, 2, 2), see `hessview.figure.marks.GlyphsMark`; None for plain X's.
    pixel
        How much of x and of y one unit of length on the picture is.
    """
    plain = np.tile([0.25 * math.pi, -0.25 * math.pi], (count, 1))
    if directions is None or not count:
        return plain
    with np.errstate(all="ignore"):
        shown = directions / np.array(pixel)
        shown = shown / np.abs(shown).max(axis=2, keepdims=True)
    known = np.isfinite(shown).all(axis=(1, 2))
    angles = np.arctan2(shown[:, :, 1], shown[:, :, 0])
    apart = np.mod(angles[:, 1] - angles[:, 0], math.pi)
    apart = np.where(apart > 0.5 * math.pi, apart - math.pi, apart)
    wanted = np.copysign(np.maximum(np.abs(apart), _LEAST_ANGLE), apart)
    middle = angles[:, 0] + 0.5 * apart
    spread = np.column_stack([middle - 0.5 * wanted, middle + 0.5 * wanted])
    return np.where(known[:, np.newaxis], spread, plain)


def rings_of(kind: str, half: float, by: float = 0.0, angles: Floats | None = None) -> tuple[Floats, ...]:
    """Return the polygons of a glyph, `half` its size large and grown by a distance.

    Parameters
    ----------
    angles
        Of both arms of a saddle, shape (2,), in radians counterclockwise.
    """
    if angles is None or kind != "saddle":
        return _rings(kind, half, by)
    bar = _bar(half, by)
    return tuple(bar @ _turned(angle) for angle in angles.tolist())


@lru_cache(maxsize=256)
def _rings(kind: str, half: float, by: float) -> tuple[Floats, ...]:
    return tuple(_kept(grown(half * ring, by)) for ring in outline(kind))


@lru_cache(maxsize=64)
def _bar(half: float, by: float) -> Floats:
    return _kept(grown(half * _BAR, by))


def _kept(ring: Floats) -> Floats:
    """Return a polygon that several may have, and none may change."""
    ring.setflags(write=False)
    return ring


def fitting_sizes(places: Sequence[Floats], pixel: tuple[float, float], unit: float = 1.0) -> list[Floats]:
    """Return for each glyph the largest of `SIZES` for which most around it are not upon each other.

    Those are counted whose neighbour is too near, so that a regular lattice has one size: of few glyphs around each, of
    many in tiles of the picture. The tiles are fixed to the coordinates, and places that are not seen count, too, so
    that a picture that is moved keeps its sizes.

    Parameters
    ----------
    places
        Of all glyphs, a list of shapes (m, 2).
    pixel
        How much of x and of y one unit of length is.
    unit
        Units of length to a pixel.
    """
    every = np.concatenate(places) if len(places) else np.empty((0, 2))
    with np.errstate(all="ignore"):
        every = every / (np.array(pixel) * unit)
    found = np.full(len(every), SIZES[-1])
    near = np.flatnonzero(np.all(np.abs(every) < _FARTHEST, axis=1))
    every, sizes = every[near], np.full(len(near), SIZES[-1])
    open_ = np.ones(len(near), dtype=np.bool_)
    for size, fits in zip(SIZES, _fits(every) if len(every) <= _FEW else _fits_in_tiles(every), strict=True):
        sizes[open_ & fits] = size
        open_ &= ~fits
    found[near] = sizes
    ends = np.cumsum([len(part) for part in places])
    return np.split(unit * found, ends[:-1]) if len(places) else []


def _fits(places: Floats) -> Iterator[NDArray[np.bool_]]:
    """Yield for each of `SIZES` which places, shape (m, 2), have only few around them that are too near to another."""
    if not len(places):
        yield from [np.ones(0, dtype=np.bool_)] * len(SIZES)
        return
    x, y = places.T
    apart, up = x[:, np.newaxis] - x, y[:, np.newaxis] - y
    np.maximum(np.abs(apart, out=apart), np.abs(up, out=up), out=apart)
    around = (apart < _TILE).astype(np.float32)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1)
    most = np.maximum(_CROWDED * around.sum(axis=1), _PAIR)
    for size in SIZES:
        yield around @ (nearest < _NEAR * _APART * size) <= most


def _fits_in_tiles(places: Floats) -> Iterator[NDArray[np.bool_]]:
    """Yield the same for many places, which are counted by the tiles in which they are, and those around these."""
    tile, around = _tiles(places, 2.0 / 3.0 * _TILE)
    nearest = _nearest(places, _NEAR * _APART * SIZES[0], _NEAR * _APART * SIZES[-1])

    def count(which: NDArray[np.bool_]) -> Floats:
        own = np.append(np.bincount(tile, weights=which, minlength=len(around)), 0.0)
        return np.asarray(own[around].sum(axis=1))

    most = np.maximum(_CROWDED * count(np.ones(len(places), dtype=np.bool_)), _PAIR)
    for size in SIZES:
        yield np.take(count(nearest < _NEAR * _APART * size) <= most, tile)


def _nearest(places: Floats, reach: float, enough: float) -> Floats:
    """Return how far the nearest neighbour of each place is across or up, whichever is more, as far as `reach`.

    Two strips, one of them shifted, hold every pair; within a strip only places that follow each other closely are
    compared, and no two that have a neighbour nearer than `enough` each.
    """
    found = np.full(len(places), np.inf)
    for shift in (0.0, reach):
        strip = np.floor((places[:, 1] + shift) / (2.0 * reach))
        order = np.lexsort((places[:, 0], strip))
        (x, y), strip, nearest = places[order].T, strip[order], found[order]
        i = np.arange(len(places))
        for k in range(1, len(places)):
            i = i[i < len(places) - k]
            i = i[(strip[i + k] == strip[i]) & (x[i + k] - x[i] < reach)]
            j = i + k
            if not (np.maximum(nearest[i], nearest[j]) >= enough).any():
                break
            if k > _ROUNDS:
                _settle(nearest, np.union1d(i, j), x, y, strip, reach, enough)
                break
            apart = np.maximum(x[j] - x[i], np.abs(y[j] - y[i]))
            nearest[i] = np.minimum(nearest[i], apart)
            nearest[j] = np.minimum(nearest[j], apart)
        found[order] = nearest
    return found


def _settle(  # noqa: PLR0917 - places in their strips, which of them, how far they see
    nearest: Floats, some: NDArray[np.intp], x: Floats, y: Floats, strip: Floats, reach: float, enough: float
) -> None:
    """Look around those that are still alone, one by one: few can be beside a crowd that nobody needs to count."""
    for p in some[nearest[some] >= enough].tolist():
        others = np.flatnonzero((strip == strip[p]) & (np.abs(x - x[p]) < reach))
        others = others[others != p]
        apart = np.maximum(np.abs(x[others] - x[p]), np.abs(y[others] - y[p]))
        nearest[p] = min(nearest[p], float(apart.min(initial=np.inf)))


def _tiles(places: Floats, side: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return in which square of a grid each place is, and the nine around each of these: -1 where none has a place."""
    across, up = np.floor(places / side).astype(np.int64).T
    known, which = np.unique(across * (1 << 31) + up, return_inverse=True)
    wanted = known[:, np.newaxis] + np.array([(1 << 31) * i + j for i in (-1, 0, 1) for j in (-1, 0, 1)])
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return which.reshape(-1), np.where(known[found] == wanted, found, -1)
