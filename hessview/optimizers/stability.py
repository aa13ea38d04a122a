"""The longest stable step: where eta lambda_max is beyond the method's limit, and whether a run shows what follows.

A method of fixed step multiplies the error along every eigenvector by factors that depend on eta lambda alone. Beyond a
limit of eta lambda the largest of them exceeds 1: the error along v_max grows from step to step, its sign changing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.newton_steps import eigen
from hessview.optimizers.prediction import Law, Source
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.analysis.curvature import Curvature
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.recorded import Recorded
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.trajectory import Trajectory

Floats = NDArray[np.float64]

_TAIL, _FIRST = 100, 200
"""Steps looked at for an oscillation at the end, and for the place where a divergence begins."""

_ALONG, _TURNS, _SHARE = 0.9, 0.6, 0.5
"""A last step is along a direction by this part of its length; a run oscillates along it where so many of its steps
turn back, and so much of their squares is along it."""

_OFTEN = 0.3


@runtime_checkable
class FixedStep(Protocol):
    """A method whose step size is stable up to a limit."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What may be chosen."""
        ...

    def longest_product(self, chosen: Chosen) -> Floats:
        """Return the largest eta lambda at which it is stable, one for each run, shape (k,)."""
        ...

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the pace near a limit."""
        ...


@dataclass(frozen=True, eq=False)
class Instability:
    """A step size that is too long for the curvature at a place, and what the run did.

    Attributes
    ----------
    product, limit
        eta lambda_max at the place, and the largest that is stable.
    direction
        v_max there, a unit vector, shape (n,); None where several eigenvalues are the largest.
    place, step
        The place, shape (n,), and the number of its iterate; None: it is the critical point that the run is near.
    factor
        By which the error along v_max grows in a step.
    source
        Whose limit it is.
    diverges
        The run left; else it stayed bounded.
    shown
        It left along v_max, or oscillates along it.
    grows
        Of an oscillation: with every step it is wider, so far.
    """

    product: float
    limit: float
    direction: Floats | None
    place: Floats
    step: int | None
    factor: float
    source: Source
    diverges: bool
    shown: bool
    grows: bool = False


def limit_of(name: str, spectrum: Spectrum, settings: Mapping[str, float]) -> float | None:
    """Return the longest stable step size of a method, by its name; None where there is none, or no theory.

    Beyond it the error along v_max grows: 2 / lambda_max for gradient descent, 2 (1 + beta) / lambda_max for heavy ball
    and 2 (1 + beta) / ((1 + 2 beta) lambda_max) for Nesterov.

    Parameters
    ----------
    spectrum
        Eigenvalues at one place, shape (n,): where none is positive every step is stable.
    settings
        Of the method; those that are missing are the defaults for this spectrum.
    """
    from hessview.optimizers.methods import METHODS

    method: object = next((each for each in METHODS if each.name == name), None)
    largest = float(np.max(spectrum.eigenvalues))
    if not isinstance(method, FixedStep) or not 0.0 < largest < np.inf:
        return None
    suggested = {each.name: float(each.suggested(spectrum)) for each in method.settings}
    chosen = {name: np.array([settings.get(name, value)]) for name, value in suggested.items()}
    return float(method.longest_product(chosen)[0]) / largest


def instability(
    landscape: Landscape,
    method: Method | Recorded,
    trajectory: Trajectory,
    limit: Curvature | None = None,
    prediction: Prediction | None = None,
) -> Instability | None:
    """Return how a step too long explains a run that diverged or did not settle; None where it does not.

    Parameters
    ----------
    limit, prediction
        The critical point that the run stays near, if there is one, and what theory says of it.
    """
    if not isinstance(method, FixedStep) or trajectory.iterations <= 1:
        return None
    search = _Search(landscape, method, trajectory)
    if trajectory.stop in (Stop.DIVERGED, Stop.FAR, Stop.NOT_FINITE):
        return search.divergence()
    if trajectory.stop is not Stop.STEP_LIMIT:
        return None
    if limit is not None and prediction is not None and prediction.law is Law.DIVERGES:
        return search.unsettled(limit)
    return search.edge()


class _Search:
    """Where along one run the step is too long."""

    def __init__(self, landscape: Landscape, method: FixedStep, trajectory: Trajectory) -> None:
        self._landscape, self._method, self._run = landscape, method, trajectory
        self._chosen = {name: np.array([value]) for name, value in trajectory.settings}
        self._eta = float(self._chosen["step size"][0])
        self._limit = float(method.longest_product(self._chosen)[0])

    def divergence(self) -> Instability | None:
        """Return the first iterate with too long a step from which on the steps only grow; f must have grown too."""
        path, lengths = self._run.path, self._run.step_lengths
        begins = int(np.argmin(lengths))
        spectra = self._spectra(path[begins : begins + _FIRST])
        beyond = np.flatnonzero(spectra[0][:, -1] * self._eta > self._limit)
        if not len(beyond):
            return None
        k = begins + int(beyond[0])
        if not self._run.values[-1] > self._run.values[k]:
            return None  # f falls without end: that is no fault of the step
        last, v = path[-1] - path[-2], spectra[1][beyond[0], :, -1]
        size = float(np.linalg.norm(last))
        shown = bool(abs(float(v @ last)) >= _ALONG * size)
        return self._made(spectra[0][beyond[0]], v, path[k], k, diverges=True, shown=shown)

    def unsettled(self, limit: Curvature) -> Instability | None:
        """Return what holds at a critical point that the run stays near without settling there."""
        v = limit.eigenvectors[:, -1]
        if self._eta * float(limit.eigenvalues[-1]) <= self._limit:
            return None
        alone = not any(limit.dimension - 1 in indices for indices in limit.repeated)
        shown = alone and self._oscillates(v)
        return self._made(limit.eigenvalues, v, limit.point, None, diverges=False, shown=shown)

    def edge(self) -> Instability | None:
        """Return the last iterate with too long a step of a run that goes to and fro where there are many."""
        path = self._run.path[-min(_TAIL, len(self._run.path) // 2 + 1) :]
        values, vectors = self._spectra(path)
        beyond = np.flatnonzero(values[:, -1] * self._eta > self._limit)
        if len(beyond) < _OFTEN * len(path):
            return None
        v = vectors[beyond[-1], :, -1]
        if not self._oscillates(v):
            return None
        k = len(self._run.path) - len(path) + int(beyond[-1])
        return self._made(values[beyond[-1]], v, self._run.path[k], k, diverges=False, shown=True)

    def _made(
        self, values: Floats, v: Floats, place: Floats, step: int | None, *, diverges: bool, shown: bool
    ) -> Instability:
        predicted = self._method.prediction(Spectrum(values), self._chosen)
        several = len(values) > 1 and values[-1] - values[-2] <= 1e-9 * abs(values[-1])
        return Instability(
            self._eta * float(values[-1]), self._limit, None if several else v * _head(v), np.asarray(place), step,
            float(predicted.rate or np.nan), predicted.source, diverges, shown and not several,
            not diverges and shown and self._widens(v),
        )  # fmt: skip

    def _spectra(self, points: Floats) -> tuple[Floats, Floats]:
        """Return eigenvalues and eigenvectors at points, shapes (k, n) and (k, n, n); nan where H is not finite."""
        with np.errstate(all="ignore"):
            values, vectors, finite = eigen(self._landscape.hessian(points))
        return np.where(finite[:, np.newaxis], values, np.nan), vectors

    def _oscillates(self, v: Floats) -> bool:
        """Whether the last steps go to and fro along a direction."""
        steps = np.diff(self._run.path[-_TAIL:], axis=0)
        along = steps @ v
        turns = float(np.mean(along[1:] * along[:-1] < 0.0)) if len(along) > 1 else 0.0
        whole = float(np.sum(steps**2))
        return turns >= _TURNS and whole > 0.0 and float(np.sum(along**2)) >= _SHARE * whole

    def _widens(self, v: Floats) -> bool:
        """Whether nearly all of the last steps along a direction are longer than the one before."""
        sizes = np.abs(np.diff(self._run.path[-_TAIL:], axis=0) @ v)
        return bool(np.mean(sizes[1:] > sizes[:-1]) > _ALONG and sizes[-1] > sizes[0])


def _head(v: Floats) -> float:
    """Return the sign that makes the largest component positive."""
    return 1.0 if v[int(np.argmax(np.abs(v)))] >= 0.0 else -1.0
