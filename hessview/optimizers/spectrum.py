"""The eigenvalues from which a method takes its defaults, and from which theory predicts its pace."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The eigenvalues of Hessians at some points.

    Attributes
    ----------
    eigenvalues
        Ascending along the last axis, shape (n,) or (m, n); nan where H is not finite.
    met
        The largest |eigenvalue| that is met on a way down from there, shape () or (m,); None: only H there is known.
    """

    eigenvalues: Floats
    met: Floats | None = None

    @classmethod
    def of(cls, hessians: Floats) -> Spectrum:
        """Return the spectrum of symmetric matrices, shape (n, n) or (m, n, n)."""
        finite = np.asarray(np.isfinite(hessians).all(axis=(-2, -1)))
        eigenvalues = np.linalg.eigvalsh(np.where(finite[..., np.newaxis, np.newaxis], hessians, 0.0))
        return cls(np.where(finite[..., np.newaxis], eigenvalues, np.nan))

    @cached_property
    def largest(self) -> Floats:
        """L, the largest |eigenvalue| known; 1 where there is none or all are zero, so that 1 / L is a step."""
        sizes = np.max(np.abs(self.eigenvalues), axis=-1)
        if self.met is not None:
            sizes = np.fmax(sizes, self.met)
        return np.where(np.isfinite(sizes) & (sizes > 0.0), sizes, 1.0)

    @cached_property
    def smallest(self) -> Floats:
        """mu, the smallest eigenvalue where all are positive; else nan."""
        low = self.eigenvalues[..., 0]
        return np.where(low > 0.0, low, np.nan)

    @cached_property
    def condition_number(self) -> Floats:
        """The condition number L / mu; nan where not all eigenvalues are positive."""
        with np.errstate(over="ignore"):
            return self.largest / self.smallest


def largest_sizes(hessians: Floats) -> Floats:
    """Return the largest |eigenvalue| of symmetric matrices, shape (m, n, n); not finite where a matrix is not."""
    n = hessians.shape[-1]
    if n == 1:
        return np.asarray(np.abs(hessians[:, 0, 0]))
    if n == 2:
        a, b, c = 0.5 * hessians[:, 0, 0], hessians[:, 0, 1], 0.5 * hessians[:, 1, 1]
        with np.errstate(invalid="ignore", over="ignore"):
            return np.asarray(np.abs(a + c) + np.hypot(a - c, b))  # |(a + c)/2| + sqrt(((a - c)/2)^2 + b^2)
    return np.asarray(np.abs(Spectrum.of(hessians).eigenvalues).max(axis=-1, initial=0.0))
