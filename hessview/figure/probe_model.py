"""The quadratic model at the probe, as the picture's plane sees it, and the frame that its curves are drawn in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.quadratic_model import QuadraticModel, plane_model
from hessview.figure.remembered import remembered

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.figure.marks import Axes
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]


@remembered(1)
def probe_model(results: Results) -> QuadraticModel | None:
    """Return the model of f in the picture's plane; None where it is not known, and for n = 1."""
    curvature, plane = results.curvature, results.slice
    if curvature is None or plane is None or plane.dimension == 1:
        return None
    D = np.array(plane.directions, dtype=np.float64)
    g, H = np.asarray(curvature.gradient, dtype=np.float64), np.asarray(curvature.hessian, dtype=np.float64)
    return plane_model(float(curvature.value), g, H, D)


@lru_cache(maxsize=4)
def is_quadratic(formula: Formula) -> bool:
    """Whether f, as it is written, is a polynomial of second degree at most: then its model is f, wherever it is made.

    A function that is one only once it is simplified is not called so.
    """
    from hessview.calculus.series import degree_bound

    return degree_bound(formula.expression, formula.variables, 2) is not None


def reach(model: QuadraticModel, place: tuple[float, float], axes: Axes) -> Floats:
    """Return the ranges of the displacement along both principal axes that hold the whole picture, shape (2, 2)."""
    corners = np.array([[x, y] for x in axes.x_range for y in axes.y_range]) - np.array(place)
    y = model.along(corners)
    return np.column_stack([y.min(axis=0), y.max(axis=0)])
