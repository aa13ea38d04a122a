"""Methods that run by themselves, SciPy's: one adapter that records every iterate and words why it ended."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.method import lengths
from hessview.optimizers.objective import FUNCTION, GRADIENT, HESSIAN, Objective
from hessview.optimizers.stopping import STEEPER, VANISHED, far_beyond, has_climbed, has_far_to_go
from hessview.optimizers.trajectory import Stop, Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.descend import Limits
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum

Floats = NDArray[np.float64]


@runtime_checkable
class Recorded(Protocol):
    """A method that runs as a whole from one start."""

    @property
    def name(self) -> str:
        """As a person types it."""
        ...

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What may be chosen."""
        ...

    def run(self, record: Record, start: Floats, chosen: Chosen) -> Stop:
        """Run from a start, shape (n,), telling `record` every iterate; return why it ended."""
        ...

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the pace near a limit."""
        ...


_NOT_DEFINITE = 3
"""SciPy's status where a trust-region method met a Hessian that its subproblem cannot use."""


_MOST_BEGINNINGS = 10


class _EndedEarly(Exception):  # noqa: N818 - it is no error
    """Carries out of SciPy why a run ends."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop)
        self.stop = stop


@dataclass(frozen=True)
class _Iterate:
    x: Floats
    value: float
    norm: float
    counts: NDArray[np.int64]
    time: float | None


class Record:
    """What a run asks and where it goes: f, its gradient and its Hessian at single points, counted.

    Outside its domain f is told to be infinite, so that a search steps back. A run that follows gradients ends at the
    iterate at which a run of our own would, not where its own criterion says.

    Attributes
    ----------
    limits
        When to stop; `gradient` is the part of the largest gradient that counts as none.
    """

    def __init__(self, landscape: Landscape, start: Floats, limits: Limits) -> None:
        self._objective = Objective(landscape, 1)
        self.limits = limits
        self._iterates: list[_Iterate] = []
        self._gradients_at: Floats | None = None
        self._largest = 0.0
        self._note(start, None)
        self._largest = self._iterates[0].norm

    def value(self, x: Floats) -> float:
        """Return f(x), infinite where it is undefined."""
        value = float(self._objective.value(x[np.newaxis])[0])
        return value if np.isfinite(value) else np.inf

    def gradient(self, x: Floats) -> Floats:
        """Return grad f(x)."""
        self._gradients_at = np.array(x)
        return np.asarray(self._objective.gradient(x[np.newaxis])[0])

    def hessian(self, x: Floats) -> Floats:
        """Return H(x)."""
        return np.asarray(self._objective.hessian(x[np.newaxis])[0])

    def iterate(self, x: Floats, time: float | None = None) -> None:
        """Take note of an iterate; a run that has been cancelled, or has converged by its gradient, ends here.

        Looking at it costs the method nothing: it is not counted, but for the gradient that shows convergence.
        """
        if np.isfinite(x).all():  # SciPy may go on where a gradient is not a number
            self._note(x, time)
        if self.limits.cancelled is not None and self.limits.cancelled():
            raise _EndedEarly(Stop.CANCELLED)
        if self._gradients_at is not None and self.has_converged:
            if not np.array_equal(self._gradients_at, self._iterates[-1].x):
                self._objective.gradient(self._iterates[-1].x[np.newaxis])
            raise _EndedEarly(Stop.CONVERGED)
        left = self.left
        if left is not None:
            raise _EndedEarly(left)

    def _note(self, x: Floats, time: float | None) -> None:
        x = np.array(x, dtype=np.float64)
        values, gradients = self._objective.landscape.slopes(x[np.newaxis])
        counts = self._objective.counts[0].copy()
        norm = float(lengths(gradients)[0])
        self._iterates.append(_Iterate(x, float(values[0]), norm, counts, time))
        if self._largest and np.isfinite(norm):
            self._largest = max(self._largest, min(norm, STEEPER * self._iterates[0].norm))

    @property
    def vanished(self) -> float:
        """The size of a gradient that may be rounding: the run ends, however far it may have to go."""
        return VANISHED * self.limits.gradient * self._largest

    @property
    def has_converged(self) -> bool:
        """Whether the gradient at the last iterate counts as none, and Newton's step from it as no way to go."""
        last, first, part = self._iterates[-1], self._iterates[0], self.limits.gradient
        if last.norm <= self.vanished:
            return True
        if not last.norm <= part * self._largest:
            return False
        f = self._objective.landscape
        gradient = f.gradient(last.x[np.newaxis])
        return not has_far_to_go(f, last.x[np.newaxis], gradient, first.x[np.newaxis], part)[0]

    def trajectory(self, method: Recorded, chosen: Chosen, stop: Stop) -> Trajectory:
        """Return what was recorded."""
        kept = [each for each in self._iterates if np.isfinite(each.value)] or self._iterates[:1]
        counts = np.array([each.counts for each in kept])
        counts[-1] = self._objective.counts[0]
        times = None if kept[-1].time is None else np.array([each.time or 0.0 for each in kept])
        settings = tuple((setting.name, float(chosen[setting.name][0])) for setting in method.settings)
        path, values, norms = (np.array([getattr(each, name) for each in kept]) for name in ("x", "value", "norm"))
        return Trajectory(method.name, settings, path, values, norms, counts, stop, times)

    @property
    def start_fault(self) -> Stop | None:
        """Why a run cannot even begin, or need not."""
        first = self._iterates[0]
        if not np.isfinite(first.value):
            return Stop.START_UNDEFINED
        if not np.isfinite(first.norm):
            return Stop.NO_DERIVATIVE
        return Stop.CONVERGED if first.norm == 0.0 else None

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self._iterates) - 1

    @property
    def last(self) -> Floats:
        """The last iterate, shape (n,)."""
        return self._iterates[-1].x

    @property
    def last_norm(self) -> float:
        """The size of the gradient at the last iterate."""
        return self._iterates[-1].norm

    @property
    def left(self) -> Stop | None:
        """Why a run ends at the last iterate if it is farther than one is followed; else None."""
        first, last = self._iterates[0], self._iterates[-1]
        if np.abs(last.x).max() <= far_beyond(first.x[np.newaxis])[0]:
            return None
        numbers = (np.array([number]) for number in (last.value, last.norm, first.value, first.norm))
        return Stop.DIVERGED if has_climbed(*numbers)[0] else Stop.FAR

    def fault_at(self, x: Floats) -> Stop | None:
        """Return what is not finite at a point, shape (n,); None where f and its gradient are. It is not counted."""
        values, gradients = self._objective.landscape.slopes(x[np.newaxis])
        if np.isnan(values[0]):
            return Stop.DOMAIN_EDGE
        if np.isinf(values[0]):
            return Stop.NOT_FINITE
        return None if np.isfinite(gradients).all() else Stop.NO_DERIVATIVE

    def has_hessian_at(self, x: Floats) -> bool:
        """Return whether H is finite at a point, shape (n,). It is not counted."""
        return bool(np.isfinite(self._objective.landscape.hessian(x[np.newaxis])).all())


def recorded(method: Recorded, landscape: Landscape, start: Floats, chosen: Chosen, limits: Limits) -> Trajectory:
    """Return one run of a method that runs by itself."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SciPy's remarks on overflow: the record sees it too
        record = Record(landscape, start, limits)
        stop = record.start_fault
        if stop is None:
            try:
                stop = method.run(record, start, chosen)
            except _EndedEarly as ended:
                stop = ended.stop
        return record.trajectory(method, chosen, stop)


def minimised(record: Record, start: Floats, scipy_name: str, options: dict[str, Any], uses: int) -> Stop:
    """Let `scipy.optimize.minimize` run; return why it ended, in our words.

    Where its line search gives up the method begins anew, as steepest descent would, while that gets it further down.

    Parameters
    ----------
    options
        Of the method; the limit of steps is put in.
    uses
        The highest derivative that the method asks for: FUNCTION, GRADIENT or HESSIAN.
    """
    for _ in range(_MOST_BEGINNINGS):
        before = record.steps
        stop = _minimised(record, start, scipy_name, options, uses)
        if stop is not Stop.NO_DESCENT or uses != GRADIENT or record.steps == before:
            break
        start = record.last
    return stop


def _minimised(record: Record, start: Floats, scipy_name: str, options: dict[str, Any], uses: int) -> Stop:
    from scipy.optimize import minimize

    gradient: Callable[[Floats], Floats] | None = record.gradient if uses >= GRADIENT else None
    hessian: Callable[[Floats], Floats] | None = record.hessian if uses >= HESSIAN else None
    left = record.limits.steps - record.steps
    try:
        result = minimize(
            record.value, start, method=scipy_name, jac=gradient, hess=hessian,
            callback=record.iterate, options={"maxiter": left, **options},
        )  # fmt: skip
    except (np.linalg.LinAlgError, ValueError):
        return _refused(record, uses)
    stop = record.left or record.fault_at(record.last)
    if stop is not None and (stop is not Stop.NO_DERIVATIVE or uses >= GRADIENT):
        return stop
    if uses == FUNCTION and result.success:
        return Stop.SMALL_SIMPLEX
    if result.nit >= left:
        return Stop.STEP_LIMIT
    if uses == HESSIAN and result.status == _NOT_DEFINITE:
        return Stop.NOT_DEFINITE
    return Stop.NO_DESCENT  # whatever SciPy calls it: the gradient is not small


def _refused(record: Record, uses: int) -> Stop:
    """Return why SciPy refused to go on from the last iterate: something is not finite there, or is a step farther."""
    stop = record.left or record.fault_at(record.last)
    if stop is None and uses == HESSIAN and not record.has_hessian_at(record.last):
        return Stop.SINGULAR
    return stop or Stop.NO_DESCENT
