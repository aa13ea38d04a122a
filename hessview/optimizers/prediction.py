"""What theory says of the pace of a method near its limit, in numbers and codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEARLY_DOUBLE = 1e-6
"""Two roots count as one when their distance is this part of their size: a double root of rounded settings."""


_RESOLVED = 1e-14
"""Factors nearer to 0 and to 1 than this cannot be told from them."""


class Law(StrEnum):
    """How the distance to the limit shrinks, step by step."""

    EXACT = "exact"
    """There after one step, on a quadratic."""
    FINITE = "finite"
    """There after n steps, on a quadratic and without rounding."""
    LINEAR = "linear"
    """By a factor a step."""
    BOUND = "at most linear"
    """By a factor a step that is no larger than the one given."""
    SUPERLINEAR = "superlinear"
    """By factors that go to zero."""
    QUADRATIC = "quadratic"
    """The number of right digits doubles."""
    SUBLINEAR = "sublinear"
    """By factors that go to one."""
    EXPONENTIAL = "exponential in time"
    """By a factor for each unit of time, of a flow."""
    NOISE = "down to the noise"
    """By a factor a step, until the noise of the gradient is as large."""
    DIVERGES = "diverges"
    """It leaves the limit, from nearly every start: the step is too long."""
    MARGINAL = "no decrease"
    """By a factor that cannot be told from 1."""
    REPELS = "repels"
    """It leaves the limit, from nearly every start, as that is not of the kind that the method seeks."""
    NONE = "none"
    """There is no theory of the rate."""


class Source(StrEnum):
    """Where the formula is proved, and which formula it is: a code that `explanations` spells out."""

    GRADIENT_DESCENT = "gradient descent"
    STEEPEST_DESCENT = "steepest descent"
    HEAVY_BALL = "heavy ball"
    NESTEROV = "Nesterov"
    NEWTON = "Newton"
    FLOORED_NEWTON = "Newton with a floor"
    NEARLY_FLAT_NEWTON = "Newton at a nearly flat one"
    NEWTON_AT_A_FLAT_ONE = "Newton at a flat minimum"
    CONJUGATE_GRADIENTS = "conjugate gradients"
    QUASI_NEWTON = "quasi-Newton"
    LIMITED_MEMORY = "limited memory"
    TRUST_REGION = "trust region"
    FLOW = "gradient flow"
    NEWTON_FLOW = "Newton flow"
    STOCHASTIC = "stochastic gradient"
    DEGENERATE = "degenerate limit"
    NOTHING = "no theory"
    NO_LIMIT = "no limit"
    NO_HESSIAN = "no Hessian"


class Floor(StrEnum):
    """Whether the limit is one of a manifold of minima, as wide as the kernel of the Hessian."""

    NONE = "no floor"
    KNOWN = "floor"
    """It certainly is: the pace is that of the error across the floor."""
    IF_FLAT = "floor if flat"
    """It may be: the pace holds if it is."""


@dataclass(frozen=True)
class Prediction:
    """The pace that theory gives a method at a limit.

    Attributes
    ----------
    law
        Its kind.
    source
        Which theorem.
    rate
        The factor rho of a step (of a unit of time for flows); None where the law has none.
    multiplicity
        m of the pace k^(m-1) rho^k: 2 where the two roots that decide are one.
    order
        The exponent p of |e'| ~ |e|^p.
    on_stable
        The limit is a saddle: this is the pace of the runs that do reach it, those on its stable manifold.
    floor
        Whether the pace is that across a floor of minima.
    power
        a of the sublinear pace k^-a (t^-a of a flow), where it is known.
    decay
        -log rho of a flow, known also where rho is too small for a number.
    """

    law: Law
    source: Source
    rate: float | None = None
    multiplicity: int = 1
    order: float = 1.0
    on_stable: bool = False
    floor: Floor = Floor.NONE
    power: float | None = None
    decay: float | None = None


def of_factors(
    eigenvalues: Floats, factors: Floats, source: Source, double: NDArray[np.bool_] | None = None
) -> Prediction:
    """Return the prediction of a method that multiplies the error along every eigenvector by a factor of its own.

    Parameters
    ----------
    eigenvalues
        Of the Hessian at the limit, shape (n,).
    factors
        The size of the factor of each, shape (n,).
    double
        Which of them belong to a double root, shape (n,).
    """
    if not np.isfinite(eigenvalues).all():
        return Prediction(Law.NONE, Source.NO_HESSIAN)
    down, flat = eigenvalues < 0.0, eigenvalues == 0.0
    if down.all():
        return Prediction(Law.REPELS, source)
    inward, on_stable = np.where(down | flat, 0.0, factors), bool(down.any())
    rate = float(np.max(inward))
    if rate > 1.0 + _RESOLVED:
        return Prediction(Law.DIVERGES, source, rate)
    if flat.any():
        return Prediction(Law.NONE if on_stable else Law.SUBLINEAR, Source.DEGENERATE)
    if rate >= 1.0 - _RESOLVED:
        return Prediction(Law.MARGINAL, source, rate, on_stable=on_stable)
    if rate <= _RESOLVED:
        return Prediction(Law.EXACT, source, 0.0, on_stable=on_stable)
    leads = inward >= rate * (1.0 - NEARLY_DOUBLE)
    twofold = double is not None and bool((double & leads).any())
    return Prediction(Law.LINEAR, source, rate, 2 if twofold else 1, on_stable=on_stable)


def roots_of(a: Floats, b: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the size of the larger root of z^2 - a z + b, and whether the two roots are one; shapes (n,)."""
    discriminant = a * a - 4.0 * b
    root = np.sqrt(np.abs(discriminant))
    size = np.where(discriminant >= 0.0, 0.5 * (np.abs(a) + root), np.sqrt(np.maximum(b, 0.0)))
    with np.errstate(invalid="ignore", divide="ignore"):
        double = (root <= NEARLY_DOUBLE * np.abs(a)) & (size > 0.0)
    # Rounding tears a double root apart by the square root of what it is; their product it leaves alone.
    return np.where(double, np.sqrt(np.abs(b)), size), double
