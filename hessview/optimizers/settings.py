"""What a person may set of a method: names, words, bounds, and the default that the Hessian suggests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.optimizers.spectrum import Spectrum

Floats = NDArray[np.float64]
Chosen = Mapping[str, Floats]
"""Settings by name, one number for each run, shape (k,)."""

MOMENTUM_WITHOUT_KAPPA = 0.9
"""Where H at the start has no condition number to tune by: the usual value."""


@dataclass(frozen=True)
class Setting:
    """One number of a method.

    Attributes
    ----------
    name
        As a person types it: "step size".
    symbol
        As a formula shows it.
    default
        Makes the default of every start from the spectra there, shape (m,).
    low, high
        What may be chosen.
    whole
        Only whole numbers: an index, a seed.
    """

    name: str
    symbol: str
    default: Callable[[Spectrum], Floats]
    low: float = 0.0
    high: float = np.inf
    whole: bool = False

    def suggested(self, spectrum: Spectrum) -> Floats:
        """Return the default of every start, shape (m,): a finite number, however small or large H is."""
        with np.errstate(all="ignore"):
            return np.minimum(self.default(spectrum), np.finfo(np.float64).max)

    def check(self, value: float) -> float:
        """Return a number if it may be chosen.

        Raises
        ------
        ValueError
            Where it may not, in words.
        """
        if not self.low <= value <= self.high or not np.isfinite(value):
            raise ValueError(f"{self.name} {value:g}: must be at least {self.low:g}{self._upwards}")
        if self.whole and value != int(value):
            raise ValueError(f"{self.name} {value:g}: must be a whole number")
        return value

    @property
    def _upwards(self) -> str:
        if self.high == np.inf:
            return ""
        rounded = f"{self.high:g}"
        return f" and at most {rounded}" if float(rounded) <= self.high else f" and less than {rounded}"


def constant(value: float) -> Callable[[Spectrum], Floats]:
    """Return a default that is the same everywhere."""
    return lambda spectrum: np.full(np.shape(spectrum.largest), value)


def inverse_largest(spectrum: Spectrum) -> Floats:
    """Return 1 / L."""
    return 1.0 / spectrum.largest


def inverse_largest_bound(spectrum: Spectrum) -> Floats:
    """Return 4 / (sqrt(L) + sqrt(mu))^2, the best step of heavy ball; 1 / L where there is no mu."""
    low = spectrum.smallest
    best = 4.0 / (np.sqrt(spectrum.largest) + np.sqrt(low)) ** 2
    return np.where(np.isnan(best), 1.0 / spectrum.largest, best)


def ball_momentum(spectrum: Spectrum) -> Floats:
    """Return ((sqrt(kappa) - 1) / (sqrt(kappa) + 1))^2, the best momentum of heavy ball."""
    return _tuned(spectrum, 2)


def nesterov_momentum(spectrum: Spectrum) -> Floats:
    """Return (sqrt(kappa) - 1) / (sqrt(kappa) + 1), Nesterov's momentum for strongly convex functions."""
    return _tuned(spectrum, 1)


def _tuned(spectrum: Spectrum, power: int) -> Floats:
    root = np.sqrt(spectrum.condition_number)
    # Below 1: a condition number of 1e32 must not give a ball that never loses speed.
    best = np.minimum(((root - 1.0) / (root + 1.0)) ** power, 1.0 - 1e-12)
    return np.where(np.isnan(best), MOMENTUM_WITHOUT_KAPPA, best)


STEP_SIZE = Setting("step size", "η", inverse_largest)
