"""Value, gradient and Hessian at once, each with a bound of its rounding errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Jet:
    """The second-order jet of f at one point.

    Attributes
    ----------
    value, gradient, hessian
        f, shape (n,) and shape (n, n), symmetric by construction of its upper triangle; nan where undefined.
    value_error, gradient_error, hessian_error
        Bounds of the rounding errors of the same shapes (running error analysis); inf when nothing can be said.
    nonsmooth
        None, or what prevents derivatives here and where ("|x| has a corner at x = 0"), from the kinks of the table.
    """

    value: float
    gradient: Floats
    hessian: Floats
    value_error: float
    gradient_error: Floats
    hessian_error: Floats
    nonsmooth: str | None = None
