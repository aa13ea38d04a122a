"""What of the curvature at the probe lies in the picture: its place, the gradient, the plane's principal axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results
    from hessview.figure.marks import Axes

Floats = NDArray[np.float64]
Vector = tuple[float, float]


@dataclass(frozen=True)
class PrincipalAxis:
    """A direction in which the plane's second derivative is extreme.

    Attributes
    ----------
    eigenvalue
        The second derivative of f per squared unit of R^n along it.
    direction
        In the picture's coordinates; it stands for a unit vector of R^n.
    sign
        -1, 0 (zero within its error) or 1.
    index
        Its place among all eigenvalues when the picture shows all of R^n, counted from 1; 0 on a mere slice.
    is_zero
        Whether the eigenvalue is 0 for certain, not within its error.
    """

    eigenvalue: float
    direction: Vector
    sign: int
    index: int
    is_zero: bool = False


@dataclass(frozen=True)
class ProbeView:
    """The probe as the picture sees it.

    Attributes
    ----------
    place
        The probe in the picture's coordinates.
    value
        f there.
    gradient
        The direction of steepest ascent within the plane, in the picture's coordinates; it stands for the vector of
        R^n whose length is `slope`.
    slope
        The norm of the gradient's part in the plane.
    is_level
        Whether that slope is zero within its error.
    axes
        The two principal axes of the plane, ascending; empty where H is undefined.
    width, height
        The sides of the view.
    rise
        The range of f in the picture, positive; 1 when unknown.
    is_repeated
        Whether both eigenvalues cannot be told apart: then the axes are any two perpendicular ones.
    """

    place: Vector
    value: float
    gradient: Vector
    slope: float
    is_level: bool
    axes: tuple[PrincipalAxis, ...]
    width: float
    height: float
    rise: float
    is_repeated: bool = False

    def share(self, direction: Vector) -> float:
        """Return the length of `direction` on a picture whose sides have length 1."""
        return math.hypot(direction[0] / self.width, direction[1] / self.height)

    def moved(self, direction: Vector, share: float) -> Vector | None:
        """Return the point that lies `share` of the picture from the probe along `direction`; None for a zero one."""
        length = self.share(direction)
        if not (0.0 < length < math.inf):
            return None
        return (
            self.place[0] + direction[0] * (share / length),
            self.place[1] + direction[1] * (share / length),
        )


def eigenvalue_sign(curvature: Curvature, index: int) -> int:
    """Return -1, 0 (zero within its error) or 1: the sign of an eigenvalue by the inertia, for they ascend."""
    negative, zero = curvature.inertia.negative, curvature.inertia.zero
    return -1 if index < negative else 0 if index < negative + zero else 1


@remembered(1)
def probe_view(results: Results, axes: Axes) -> ProbeView | None:
    """Return the probe as a picture with the frame `axes` sees it, None when it is not known or n = 1."""
    curvature, plane = results.curvature, results.slice
    if curvature is None or plane is None or plane.dimension == 1:
        return None
    D = np.array(plane.directions, dtype=np.float64)
    g, H = np.asarray(curvature.gradient, dtype=np.float64), np.asarray(curvature.hessian, dtype=np.float64)
    field = results.field
    rise = 0.5 * field.high - 0.5 * field.low if field is not None else 0.5
    ascent, slope = _in_plane(D, g)
    principal = _principal_axes(D, H, curvature)
    return ProbeView(
        place=plane.to_plane(curvature.point.tolist()),
        value=float(curvature.value),
        gradient=ascent,
        slope=slope,
        is_level=curvature.is_critical is True or slope == 0.0 or not math.isfinite(slope),
        axes=principal,
        width=axes.x_range[1] - axes.x_range[0],
        height=axes.y_range[1] - axes.y_range[0],
        rise=2.0 * rise if rise > 0.0 else 1.0,
        is_repeated=_is_repeated(principal, curvature),
    )


def _is_repeated(axes: tuple[PrincipalAxis, ...], curvature: Curvature) -> bool:
    """Whether the eigenvalues of the plane differ by no more than their errors."""
    if len(axes) != 2:
        return False
    if curvature.dimension == 2:
        return bool(curvature.repeated)
    return abs(axes[0].eigenvalue - axes[1].eigenvalue) <= 2.0 * curvature.tolerance


def _in_plane(D: Floats, g: Floats) -> tuple[Vector, float]:
    """Return the plane coordinates a of the part of `g` in the plane, from D D^T a = D g, and its length."""
    if not np.all(np.isfinite(g)):
        return (0.0, 0.0), math.nan
    largest = float(np.max(np.abs(g), initial=0.0))
    if largest == 0.0:
        return (0.0, 0.0), 0.0
    a = np.linalg.solve(D @ D.T, D @ (g / largest))
    with np.errstate(over="ignore"):
        slope = float(np.linalg.norm(a @ D)) * largest
    return (float(a[0]), float(a[1])), slope


def _principal_axes(D: Floats, H: Floats, curvature: Curvature) -> tuple[PrincipalAxis, ...]:
    if not np.all(np.isfinite(H)):
        return ()
    if len(H) == 2:
        # The plane is all of R^2: the eigenpairs of the panel, with its signs, in the picture's coordinates.
        inverse = np.linalg.inv(D.T)
        made = []
        for k in range(2):
            v = inverse @ curvature.eigenvectors[:, k]
            sign = eigenvalue_sign(curvature, k)
            value = float(curvature.eigenvalues[k])
            is_zero = value == float(curvature.eigenvalue_error[k]) == 0.0
            made.append(PrincipalAxis(value, (float(v[0]), float(v[1])), sign, k + 1, is_zero))
        return tuple(made)
    # The quadratic form restricted to the plane, in an orthonormal basis of it: D D^T = L L^T.
    L = np.linalg.cholesky(D @ D.T)
    inverse = np.linalg.inv(L)
    eigenvalues, vectors = np.linalg.eigh(inverse @ (D @ H @ D.T) @ inverse.T)
    tolerance = curvature.tolerance
    return tuple(
        PrincipalAxis(
            float(eigenvalues[k]),
            _pair(inverse.T @ vectors[:, k]),
            0 if abs(eigenvalues[k]) <= tolerance else 1 if eigenvalues[k] > 0.0 else -1,
            0,
            float(eigenvalues[k]) == 0.0 and _is_exact(curvature, (inverse.T @ vectors[:, k]) @ D),
        )
        for k in range(2)
    )


def _is_exact(curvature: Curvature, v: Floats) -> bool:
    """Whether v'Hv has no error from the entries of H."""
    return not np.any(np.abs(v) @ np.abs(curvature.hessian_error) @ np.abs(v))


def _pair(v: Floats) -> Vector:
    # The end that carries the label points right or up, so that it does not jump while the probe is dragged.
    sign = -1.0 if v[0] < 0.0 or (v[0] == 0.0 and v[1] < 0.0) else 1.0
    return (sign * float(v[0]), sign * float(v[1]))
