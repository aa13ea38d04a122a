"""A plane in R^n, an origin and two directions: what the screen shows of a landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Slice:
    """The points origin + s d1 + t d2 of R^n, for plane coordinates (s, t).

    Attributes
    ----------
    origin
        n numbers.
    directions
        d1 and d2, n numbers each, linearly independent. For n = 1 there is no second direction: d2 is zero.
    """

    origin: tuple[float, ...]
    directions: tuple[tuple[float, ...], tuple[float, ...]]

    def __post_init__(self) -> None:
        n = len(self.origin)
        if n < 1 or any(len(direction) != n for direction in self.directions):
            lengths = ", ".join(str(len(direction)) for direction in self.directions)
            raise ValueError(f"an origin of {n} numbers needs two directions of {n} numbers, these have {lengths}")
        if not any(self.directions[0]) or (n > 1 and not any(self.directions[1])):
            raise ValueError("a direction of a slice must not be zero")

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        return len(self.origin)

    def to_space(self, plane_point: tuple[float, float]) -> tuple[float, ...]:
        """Return the point of R^n with plane coordinates (s, t)."""
        s, t = plane_point
        d1, d2 = self.directions
        return tuple(_along(o, (s, a), (t, b)) for o, a, b in zip(self.origin, d1, d2, strict=True))

    def to_plane(self, point: Sequence[float]) -> tuple[float, float]:
        """Return the plane coordinates (s, t) of the point of the plane nearest to `point`.

        For a coordinate slice these are, digit for digit, the two coordinates of `point`.
        """
        axes = self.axes
        if axes is not None:
            i, j = axes
            return point[i], 0.0 if j is None else point[j]
        D = np.array(self.directions, dtype=np.float64)
        offset = np.asarray(point, dtype=np.float64) - np.array(self.origin, dtype=np.float64)
        (s, t), *_ = np.linalg.lstsq(D.T, offset, rcond=None)
        return float(s), float(t)

    @property
    def axes(self) -> tuple[int, int | None] | None:
        """The variables (i, j) that s and t are, when this is a coordinate slice; j is None for n = 1."""
        i = _unit_axis(self.directions[0])
        j = _unit_axis(self.directions[1])
        if i is None or self.origin[i] != 0.0:
            return None
        if self.dimension == 1:
            return (i, None)
        if j is None or j == i or self.origin[j] != 0.0:
            return None
        return (i, j)

    def coordinates(self, s: Floats, t: Floats) -> tuple[Floats, ...]:
        """Return the n coordinate arrays of the open grid: they broadcast to shape (ny, nx).

        A coordinate that depends on s alone has shape (1, nx), on t alone (ny, 1), on neither ().
        """
        row, column = np.asarray(s, dtype=np.float64)[np.newaxis, :], np.asarray(t, dtype=np.float64)[:, np.newaxis]
        d1, d2 = self.directions
        made: list[Floats] = []
        for o, a, b in zip(self.origin, d1, d2, strict=True):
            parts = [_scaled(row, a)] if a else []
            parts += [_scaled(column, b)] if b else []
            parts += [np.array(o)] if o or not parts else []
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            made.append(total)
        return tuple(made)


def coordinate_slice(n: int, i: int, j: int | None, origin: Sequence[float]) -> Slice:
    """Return the plane of the variables i and j through `origin`; its coordinates are those variables' values.

    Parameters
    ----------
    n
        The number of variables.
    i, j
        Indices of the variables across and up; j is None for n = 1.
    origin
        n numbers; the entries i and j do not matter, for they are what varies.
    """
    if len(origin) != n:
        raise ValueError(f"expected an origin of {n} numbers, got {len(origin)}")
    if i == j or (j is None and n != 1):
        raise ValueError("a coordinate slice needs two different variables")
    d1 = tuple(1.0 if k == i else 0.0 for k in range(n))
    d2 = tuple(1.0 if k == j else 0.0 for k in range(n))
    return Slice(tuple(0.0 if k in (i, j) else float(origin[k]) for k in range(n)), (d1, d2))


def _unit_axis(direction: tuple[float, ...]) -> int | None:
    ones = [k for k, entry in enumerate(direction) if entry]
    return ones[0] if len(ones) == 1 and direction[ones[0]] == 1.0 else None


def _scaled(values: Floats, factor: float) -> Floats:
    return values if factor == 1.0 else values * factor


def _along(origin: float, *terms: tuple[float, float]) -> float:
    # A zero direction contributes nothing, even where the plane coordinate is not finite; 0 + x keeps x exactly.
    for amount, entry in terms:
        if entry:
            origin += amount * entry
    return origin
