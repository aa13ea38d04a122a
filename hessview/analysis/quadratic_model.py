"""The quadratic model of f at a point of a plane: its values, its level curves, its stationary point and the way there.

Everything is written along the principal axes of the plane: m(y) = f + g.y + (lam1 y1^2 + lam2 y2^2) / 2, where y are
lengths in R^n along two perpendicular unit vectors. Source: the second-order Taylor polynomial; Nocedal and Wright,
Numerical Optimization, sections 2.2 and 3.3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]

_SAMPLES = 49
"""Points along each part of a level curve."""

_DENSER: Floats = np.asarray(np.cos(np.linspace(0.0, np.pi, _SAMPLES)), dtype=np.float64)
"""Where these points are: from 1 to -1, denser towards both ends."""

_SEEN = 3.0
"""Level curves are followed to so many times the size of the picture across their flat direction."""


class StepKind(StrEnum):
    """What a Newton step leads to, or why there is none."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SADDLE = "saddle"
    SINGULAR = "singular"
    TOO_LONG = "too long"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class QuadraticModel:
    """The model of f in a plane.

    Attributes
    ----------
    value
        f at the point.
    gradient
        Along the principal axes, shape (2,).
    eigenvalues
        Of the Hessian restricted to the plane, ascending, shape (2,).
    basis
        The principal unit vectors as columns, in the coordinates of the plane: a = basis @ y, shape (2, 2).
    """

    value: float
    gradient: Floats
    eigenvalues: Floats
    basis: Floats

    def values(self, y: Floats) -> Floats:
        """Return m at displacements of shape (m, 2) along the principal axes, shape (m,)."""
        m: Floats = self.value + y @ self.gradient + 0.5 * (y * y) @ self.eigenvalues
        return m

    def along(self, a: Floats) -> Floats:
        """Return displacements of the plane's coordinates, shape (m, 2), along the principal axes, shape (m, 2)."""
        return np.asarray(np.linalg.solve(self.basis, a.T).T, dtype=np.float64)

    def in_plane(self, y: Floats) -> Floats:
        """Return displacements along the principal axes, shape (m, 2), in the plane's coordinates, shape (m, 2)."""
        return np.asarray(y @ self.basis.T, dtype=np.float64)

    @property
    def flat_axis(self) -> int:
        """The axis of the eigenvalue of smaller size: an ellipse is longest along it."""
        return int(np.argmin(np.abs(self.eigenvalues)))

    @cached_property
    def slope(self) -> float:
        """|g| in the plane."""
        return float(math.hypot(*self.gradient))

    @cached_property
    def bend(self) -> float:
        """||H||, the greatest |second derivative| in the plane."""
        return float(np.abs(self.eigenvalues).max())


def plane_model(value: float, gradient: Floats, hessian: Floats, directions: Floats) -> QuadraticModel | None:
    """Return the model of f in the plane of two directions; None where a number is not finite.

    Parameters
    ----------
    value, gradient, hessian
        f, g and H at the point: shapes (), (n,) and (n, n).
    directions
        Linearly independent, shape (2, n).
    """
    arrays = (np.ascontiguousarray(part, dtype=np.float64) for part in (gradient, hessian, directions))
    return _plane_model(float(value), *(part.tobytes() for part in arrays))


@lru_cache(maxsize=4)
def _plane_model(value: float, g_bytes: bytes, h_bytes: bytes, d_bytes: bytes) -> QuadraticModel | None:
    """Return the model; in a frame of a drag what judges it and what draws it ask for the same one."""
    gradient = np.frombuffer(g_bytes)
    n = len(gradient)
    hessian, directions = np.frombuffer(h_bytes).reshape(n, n), np.frombuffer(d_bytes).reshape(2, n)
    if not (math.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        return None
    # An orthonormal basis of the plane: D D' = L L', and the rows of inv(L) D are perpendicular unit vectors.
    inverse = np.linalg.inv(np.linalg.cholesky(directions @ directions.T))
    with np.errstate(all="ignore"):
        restricted = inverse @ (directions @ hessian @ directions.T) @ inverse.T
        g = inverse @ (directions @ gradient)
    if not (np.isfinite(restricted).all() and np.isfinite(g).all()):
        return None
    eigenvalues, vectors = np.linalg.eigh(0.5 * (restricted + restricted.T))
    return QuadraticModel(value, vectors.T @ g, eigenvalues, inverse.T @ vectors)


def level_curve(model: QuadraticModel, level: float, reach: Floats) -> Floats:
    """Return the curve m = `level` exactly: an ellipse, a hyperbola, a parabola or lines.

    Along the flatter axis u the equation is quadratic in the steeper one, v; u runs over the parts of the range where
    it has real roots, denser towards the ends, where both roots meet.

    Parameters
    ----------
    reach
        How far to follow it along both axes: two ranges of y that hold the picture, shape (2, 2).

    Returns
    -------
    Displacements y, shape (k, 2); pieces are separated by rows of nan.
    """
    return level_curves(model, (level,), reach)[0]


def level_curves(model: QuadraticModel, levels: Sequence[float], reach: Floats) -> list[Floats]:
    """Return the curve of each level, as `level_curve` does; they are calculated together."""
    flat = model.flat_axis
    steep = 1 - flat
    low, high = map(float, reach[flat])
    parts: list[_Part] = []
    lines: dict[int, Floats] = {}
    for k, level in enumerate(levels):
        rise = model.value - level
        size = max(model.bend, model.slope, abs(rise))
        if not (0.0 < size < math.inf):
            continue
        # By a power of two to numbers near 1: no square of them is too large or too small.
        shift = -math.frexp(size)[1]
        lam, g = np.ldexp(model.eigenvalues, shift).tolist(), np.ldexp(model.gradient, shift).tolist()
        rise = math.ldexp(rise, shift)
        if lam[0] == lam[1] == 0.0:
            lines[k] = _line(QuadraticModel(rise, np.array(g), np.array(lam), model.basis), 0.0, reach)
            continue
        a, b, curve = 0.5 * lam[steep], g[steep], (0.5 * lam[flat], g[flat], rise)
        # b^2 - 4 a (curve(u)) >= 0, a quadratic in u.
        discriminant = (-4.0 * a * curve[0], -4.0 * a * curve[1], b * b - 4.0 * a * curve[2])
        parts += [_Part(k, a, b, curve, *part) for part in _where_positive(discriminant, low, high)]
    pieces = _pieces(parts, _SEEN * float(np.abs(reach[steep]).max()), flat) if parts else {}
    return [lines[k] if k in lines else _separated(pieces.get(k, [])) for k in range(len(levels))]


class _Part(NamedTuple):
    """A part of the range of u where both roots of a v^2 + b v + curve(u) = 0 are real: of which level, from, to."""

    level: int
    a: float
    b: float
    curve: tuple[float, float, float]
    start: float
    end: float
    closed_start: bool
    closed_end: bool


def _pieces(parts: Sequence[_Part], bounds: float, flat: int) -> dict[int, list[Floats]]:
    """Return the pieces of each level; nan where they lie beyond the bounds."""
    a, b, start, end = (np.array([[part[k]] for part in parts]) for k in (1, 2, 4, 5))
    square, slope, constant = np.array([part.curve for part in parts]).T[:, :, np.newaxis]
    with np.errstate(all="ignore"):
        u = 0.5 * (start + end) - 0.5 * (end - start) * _DENSER
        c = (square * u + slope) * u + constant
        root = np.sqrt(np.maximum(b * b - 4.0 * a * c, 0.0))
        root[[part.closed_start for part in parts], 0] = 0.0
        root[[part.closed_end for part in parts], -1] = 0.0
        # Without cancellation: q has the sign of b.
        q = -0.5 * (b + np.copysign(1.0, b) * root)
        far = q / a
        near = np.where(q == 0.0, 0.0, c / q)
        near = np.where(root == 0.0, far, near)
        both = np.empty((2, *u.shape, 2))
        both[..., flat] = u
        both[0, :, :, 1 - flat], both[1, :, :, 1 - flat] = far, near
        both[~(np.abs(both[..., 1 - flat]) <= bounds)] = np.nan
    pieces: dict[int, list[Floats]] = {}
    for k, part in enumerate(parts):
        pieces.setdefault(part.level, []).extend(_joined(both[0, k], both[1, k], (part.closed_start, part.closed_end)))
    return pieces


def _joined(first: Floats, second: Floats, closed: tuple[bool, bool]) -> list[Floats]:
    """Return both roots as one piece where they meet at an end, else as two."""
    if closed[0] and closed[1]:
        return [np.concatenate([first, second[::-1], first[:1]])]
    if closed[1]:
        return [np.concatenate([first, second[::-1]])]
    if closed[0]:
        return [np.concatenate([first[::-1], second])]
    return [first, second]


def _where_positive(
    quadratic: tuple[float, float, float], low: float, high: float
) -> list[tuple[float, float, bool, bool]]:
    """Return the parts of a range where a u^2 + b u + c >= 0, and whether each end of them is a root."""
    a, b, c = quadratic
    roots = sorted(root for root in _roots(a, b, c) if low < root < high)
    ends = [low, *roots, high]
    found: list[tuple[float, float, bool, bool]] = []
    for k, (start, end) in enumerate(pairwise(ends)):
        middle = 0.5 * (start + end)
        if (a * middle + b) * middle + c > 0.0 and end > start:
            found.append((start, end, k > 0, k < len(ends) - 2))
    return found


def _roots(a: float, b: float, c: float) -> tuple[float, ...]:
    """Return the real roots of a u^2 + b u + c, without cancellation; a double one once."""
    if a == 0.0:
        return (-c / b,) if b != 0.0 else ()
    inside = b * b - 4.0 * a * c
    if not inside > 0.0:
        return (-0.5 * b / a,) if inside == 0.0 else ()
    q = -0.5 * (b + math.copysign(math.sqrt(inside), b))
    return (q / a,) if q == 0.0 else tuple({q / a, c / q})


def _line(model: QuadraticModel, level: float, reach: Floats) -> Floats:
    """Return the level line of a plane: perpendicular to the gradient; nothing where that is zero."""
    slope = model.slope
    if not (0.0 < slope < math.inf):
        return np.empty((0, 2))
    normal = model.gradient / slope
    foot = normal * ((level - model.value) / slope)
    size = _SEEN * float(np.abs(reach).max())
    along = np.array([-normal[1], normal[0]]) * size
    return np.array([foot - along, foot + along]) if float(np.abs(foot).max()) <= size else np.empty((0, 2))


def _separated(pieces: list[Floats]) -> Floats:
    gap = np.full((1, 2), np.nan)
    parts = [part for piece in pieces for part in (gap, piece)]
    return np.concatenate(parts[1:]) if parts else np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class NewtonStep:
    """The step -H^-1 g to the model's stationary point.

    Attributes
    ----------
    kind
        What the model has there, or why there is no step.
    step
        Along the principal axes, shape (2,); None without one.
    is_uphill
        Whether f rises at its beginning: g'H^-1 g < 0; None where the sign is not certain.
    """

    kind: StepKind
    step: Floats | None = None
    is_uphill: bool | None = None


def newton_step(
    model: QuadraticModel, signs: tuple[int, int], gradient_error: float = 0.0, eigenvalue_error: float = 0.0
) -> NewtonStep:
    """Return Newton's step in the plane.

    Parameters
    ----------
    signs
        Of both eigenvalues: -1, 0 (zero within its error) or 1.
    gradient_error, eigenvalue_error
        Bounds of the errors of the entries of `model.gradient` and `model.eigenvalues`.
    """
    g, lam = model.gradient, model.eigenvalues
    if 0 in signs or not lam.all():
        return NewtonStep(StepKind.SINGULAR)
    with np.errstate(all="ignore"):
        step = -g / lam
    if not np.isfinite(step).all():
        return NewtonStep(StepKind.TOO_LONG)
    if not step.any():
        return NewtonStep(StepKind.NONE)
    kind = StepKind.MINIMUM if min(signs) > 0 else StepKind.MAXIMUM if max(signs) < 0 else StepKind.SADDLE
    if kind is not StepKind.SADDLE:
        return NewtonStep(kind, step, kind is StepKind.MAXIMUM)
    # g'H^-1 g is the sum of g_i^2 / lam_i; each term between its least and its greatest value.
    size, error = np.abs(g), gradient_error
    with np.errstate(all="ignore"):
        least = np.maximum(size - error, 0.0) ** 2 / (np.abs(lam) + eigenvalue_error)
        most = (size + error) ** 2 / np.maximum(np.abs(lam) - eigenvalue_error, 0.0)
    up, down = signs.index(1), signs.index(-1)
    margin = 1e-12 * float(most.max())
    if least[up] - most[down] > margin:
        return NewtonStep(kind, step, False)
    return NewtonStep(kind, step, True if least[down] - most[up] > margin else None)
