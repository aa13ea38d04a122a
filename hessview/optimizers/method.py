"""What a method is: how it begins, how it steps, and what theory says of it. One method is one file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from hessview.optimizers.trajectory import Stop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.objective import Objective
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.settings import Chosen, Setting
    from hessview.optimizers.spectrum import Spectrum

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Proposal = tuple[Floats, tuple[Floats, ...]]
"""The points of the next step, shape (k, n), and what the method then remembers."""

_LEAST, _MOST = 1e-140, 1e140
"""Lengths whose squares neither underflow nor overflow."""

_FEW_PARTS, _FEW = 8, 16


class Walk(NamedTuple):
    """Where k runs of one method stand.

    Attributes
    ----------
    x, value, gradient
        Shapes (k, n), (k,) and (k, n).
    memory
        What else the method remembers: arrays with one row for each run.
    stuck
        Runs that the method itself cannot continue, shape (k,); None: it can.
    why
        The `Stop` of each of those; None: it is the method's `when_stuck`.
    """

    x: Floats
    value: Floats
    gradient: Floats
    memory: tuple[Floats, ...] = ()
    stuck: Mask | None = None
    why: tuple[Stop, ...] | None = None

    def of(self, kept: Mask | slice) -> Walk:
        """Return the walk of some of the runs."""
        return Walk(self.x[kept], self.value[kept], self.gradient[kept], tuple(part[kept] for part in self.memory))


class Method(Protocol):
    """A method that steps: batched over runs, its state immutable.

    Attributes
    ----------
    name
        As a person types it.
    settings
        What may be chosen.
    when_stuck
        What it means when the method itself cannot go on.
    """

    when_stuck: Stop

    @property
    def name(self) -> str:
        """As a person types it."""
        ...

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What may be chosen."""
        ...

    def begin(self, f: Objective, x: Floats, chosen: Chosen) -> Walk:
        """Return the walk before the first step, at points of shape (k, n)."""
        ...

    def step(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Walk:
        """Return the walk after one more step, the one of number `count`, from 0."""
        ...

    def prediction(self, spectrum: Spectrum, chosen: Chosen) -> Prediction:
        """Return the pace near a limit with this spectrum, shape (n,), with the settings of one run, shape (1,)."""
        ...


@runtime_checkable
class Suited(Protocol):
    """A method whose settings depend on what kind of landscape it is."""

    def suited(self, landscape: Landscape, chosen: Chosen, given: Collection[str]) -> dict[str, Floats]:
        """Return the settings as they can be there; `given` are the names of those that a person chose."""
        ...


@runtime_checkable
class Coasting(Protocol):
    """A method with momentum: where the gradient vanishes it still moves.

    Attributes
    ----------
    coasts
        The setting that is the part of a step that it keeps.
    """

    coasts: str


@runtime_checkable
class Proposing(Method, Protocol):
    """A method that asks for f and its gradient where a step leads, and for nothing after that.

    So several of them can ask at once; see `hessview.optimizers.together`.
    """

    def propose(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Proposal:
        """Return where the next step leads, from 0, and what is remembered then."""
        ...


@runtime_checkable
class Several(Protocol):
    """What lets several methods step as one."""

    def members(self, walk: Walk) -> Iterator[tuple[slice, Method]]:
        """Yield which rows of a walk belong to which method."""
        ...


class Stepwise:
    """What nearly every method does: it begins with f and its gradient at the start, and remembers nothing.

    Subclasses give `name`, `settings`, `step` and `prediction`.
    """

    when_stuck = Stop.STALLED

    def begin(self, f: Objective, x: Floats, _chosen: Chosen) -> Walk:
        """Return the walk before the first step."""
        return Walk(x, *f.slopes(x))


class Proposer(ABC):
    """What the methods share that only say where the next step leads; see `Proposing`."""

    @abstractmethod
    def propose(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Proposal:
        """Return where the next step leads."""

    def step(self, f: Objective, walk: Walk, chosen: Chosen, count: int) -> Walk:
        """Return the walk after one more step."""
        x, memory = self.propose(f, walk, chosen, count)
        return Walk(x, *f.slopes(x), memory)


class AtRest(Stepwise):
    """A method with momentum: it remembers the last step, none at the start."""

    coasts = "momentum"

    def begin(self, f: Objective, x: Floats, _chosen: Chosen) -> Walk:
        """Return the walk of a ball at rest."""
        return Walk(x, *f.slopes(x), (np.zeros_like(x),))


def column(chosen: NDArray[Any]) -> NDArray[Any]:
    """Return one number for each run as a column, to multiply vectors with."""
    return chosen[:, np.newaxis]


def lengths(vectors: Floats) -> Floats:
    """Return the length of each of the vectors, shape (k, n), without an overflow or an underflow on the way."""
    plain = np.sqrt(np.einsum("ki,ki->k", vectors, vectors))
    # Of few numbers Python finds the least and the largest sooner.
    known = plain.tolist() if len(plain) <= _FEW else (plain.min(), plain.max())
    if known and all(_LEAST < each < _MOST for each in known):
        return np.asarray(plain, dtype=np.float64)
    size = np.abs(vectors).max(axis=1)
    size = np.where(np.isfinite(size) & (size > 0.0), size, 1.0)
    return np.asarray(np.linalg.norm(vectors / column(size), axis=1) * size)


def largest_parts(vectors: Floats) -> Floats:
    """Return the largest |component| of each of the vectors, shape (k, n); of few components faster than `max`."""
    if vectors.shape[1] > _FEW_PARTS:
        return np.asarray(np.abs(vectors).max(axis=1))
    sizes = np.abs(vectors[:, 0])
    for part in vectors.T[1:]:
        np.maximum(sizes, np.abs(part), out=sizes)
    return sizes


def finite_rows(vectors: Floats) -> Mask:
    """Return which of the vectors, shape (k, n), are finite."""
    return np.asarray(np.isfinite(vectors).all(axis=1))
