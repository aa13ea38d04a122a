"""What theory says at limits with a singular Hessian: on a floor of minima, and at a single flat minimum.

Where f is critical along a manifold through the limit that is as wide as the kernel of H (Morse-Bott), the error across
it fades by the eigenvalues that are not zero, and nothing moves along it. At a single minimum whose lowest term along
the kernel has the order p, methods of fixed step approach as k^(-1 / (p - 2)).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Code, Nature
from hessview.optimizers.prediction import Floor, Law, Prediction, Source
from hessview.optimizers.spectrum import Spectrum

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded
    from hessview.optimizers.settings import Chosen

Floats = NDArray[np.float64]

_ACROSS = frozenset(
    {
        Source.GRADIENT_DESCENT, Source.STEEPEST_DESCENT, Source.HEAVY_BALL, Source.NESTEROV, Source.FLOW,
        Source.CONJUGATE_GRADIENTS, Source.STOCHASTIC,
    }
)  # fmt: skip
"""Theories that say of the error across a floor what they say of all of it elsewhere."""

_OF_FIXED_STEP = frozenset({Source.GRADIENT_DESCENT, Source.HEAVY_BALL, Source.NESTEROV, Source.FLOW})

_BESIDE = 1e-9
"""Equations that hold so near to a limit, as a part of its size, hold at it: it is known to the last digits."""

_MONOMIAL = re.compile(r"[^^]*\^(\d+)[^^]*")


def at_singular(
    landscape: Landscape, method: Method | Recorded, limit: Curvature, spectrum: Spectrum, chosen: Chosen
) -> Prediction:
    """Return the pace near a critical point whose Hessian is singular.

    Parameters
    ----------
    limit
        The curvature there.
    spectrum
        Its eigenvalues, shape (n,), with 0 for those within their error of zero.
    chosen
        The settings of one run, shape (1,).
    """
    plain = method.prediction(spectrum, chosen)
    if is_strict_minimum(limit):
        return _to_a_point(plain, limit, method, spectrum, chosen)
    if limit.inertia.negative or not limit.inertia.positive or limit.nature in (Nature.NOT_AN_EXTREMUM, Nature.MAXIMUM):
        return _without_pace(plain)
    across = _across(method, spectrum.eigenvalues[spectrum.eigenvalues > 0.0], chosen)
    floor = Floor.KNOWN if is_floor(landscape, limit) else Floor.IF_FLAT
    return replace(_without_pace(plain) if across is None else across, floor=floor)


def is_strict_minimum(limit: Curvature) -> bool:
    """Return whether exact arithmetic shows that f is larger everywhere else near the point."""
    return limit.nature is Nature.MINIMUM and limit.degenerate is not None and limit.degenerate.strict is True


def is_floor(landscape: Landscape, limit: Curvature) -> bool:
    """Return whether f is certainly critical along a manifold through the point, as wide as the kernel of H there.

    By the splitting lemma a minimum that is not strict has a floor along a kernel of one dimension, if f is analytic.
    Else the formula may show equations, as many as H has positive eigenvalues, where f is critical.
    """
    if limit.inertia.zero == 1 and limit.nature is Nature.MINIMUM and limit.degenerate is not None:
        return limit.degenerate.strict is False
    if landscape.formula is None:
        return False
    from hessview.analysis.germs.critical_equations import critical_branches
    from hessview.analysis.set_proofs import hold_near
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.calculus.jet import JetProgram

    formula = landscape.formula
    branches = [each for each in critical_branches(formula) if len(each) == limit.inertia.positive]
    if not branches:
        return False
    jet, place = IntervalJet(JetProgram(formula)), limit.point[np.newaxis]
    beside = np.full(len(limit.point), _BESIDE * max(1.0, float(np.abs(limit.point).max())))
    return any(bool(hold_near(branch, formula, jet, place, beside)[0]) for branch in branches)


def _without_pace(plain: Prediction) -> Prediction:
    return Prediction(Law.NONE, plain.source) if plain.law is Law.SUBLINEAR else plain


def _across(method: Method | Recorded, positive: Floats, chosen: Chosen) -> Prediction | None:
    """Return what theory says of the error across a floor, from the eigenvalues that are not zero."""
    found = method.prediction(Spectrum(positive), chosen)
    if found.source not in _ACROSS or found.rate is None or found.law is Law.NOISE:
        return None  # noise goes on along the floor
    if found.source is Source.NESTEROV and found.law in (Law.LINEAR, Law.EXACT):
        # Along the floor what is left of the speed fades by the momentum.
        momentum = float(chosen["momentum"][0])
        if momentum > found.rate:
            return replace(found, law=Law.BOUND, rate=momentum, multiplicity=1)
    return found


def _to_a_point(
    plain: Prediction, limit: Curvature, method: Method | Recorded, spectrum: Spectrum, chosen: Chosen
) -> Prediction:
    """Return the pace to a strict minimum: with its power where the order of f along the kernel is known."""
    order = flat_order(limit)
    momentum = float(chosen["momentum"][0]) if "momentum" in chosen else 0.0
    if order is None:
        return plain
    positive = spectrum.eigenvalues[spectrum.eigenvalues > 0.0]
    regular = method.prediction(Spectrum(positive if len(positive) else np.ones(1)), chosen)
    if regular.law is Law.QUADRATIC and regular.source is Source.NEWTON and limit.dimension == 1:
        # A root of f' of multiplicity m = p - 1: by 1 - 1 / m.
        return Prediction(Law.LINEAR, Source.NEWTON_AT_A_FLAT_ONE, (order - 2.0) / (order - 1.0))
    if plain.law is not Law.SUBLINEAR or regular.source not in _OF_FIXED_STEP or momentum >= 1.0:
        return plain
    return replace(plain, power=1.0 / (order - 2.0), source=regular.source)


def flat_order(limit: Curvature) -> int | None:
    """Return the order p of the lowest terms of f along the kernel of H, if they have one sign for certain."""
    if limit.degenerate is None:
        return None
    reason = limit.degenerate.reason
    if reason.code is Code.FORM_DEFINITE:
        return int(str(reason.values[0]))
    alone = reason.code is Code.FIRST_TERM_EVEN and limit.inertia.zero == 1
    term = _MONOMIAL.fullmatch(str(reason.values[1])) if alone else None
    return None if term is None else int(term[1])
