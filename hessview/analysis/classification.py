"""The class of a critical point from its jet and its neighbours': certain, degenerate, or undecided with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import criticality
from hessview.analysis.eigenpairs import Signature, signature
from hessview.analysis.exact import ExactVerdict
from hessview.analysis.exact import inertia as exact_inertia
from hessview.analysis.verdict import Code, Inertia, Kind, Nature, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.calculus.jet import Jet

Floats = NDArray[np.float64]

TIGHT = 1e-13
"""A bound below this part of the terms that cancelled is no wider than their last digits."""

NEAR_ZERO = 64.0
"""A zero eigenvalue is explained when its rounding error is what so many last digits of the point would do to it."""

MOST_EXACT = 12
"""Up to this order the signs of a Hessian without any error are counted in exact arithmetic."""


PINNED = 64.0
"""A critical point known to that many last digits of its coordinates needs no exact arithmetic."""


@dataclass(frozen=True)
class Verdict:
    """What is decided about a point.

    Attributes
    ----------
    is_critical, kind, nature, reason, inertia
        As in `hessview.analysis.curvature.Curvature`.
    zero_certain
        Whether the eigenvalues counted as zero are zero, or only not told from it.
    pinned
        Whether rounding leaves no more than some last digits for the place of the critical point.
    """

    is_critical: bool | None
    kind: Kind
    nature: Nature | None
    reason: Reason
    inertia: Inertia
    zero_certain: bool
    pinned: bool = False


def judge(jet: Jet, x: Floats, jet_at: Callable[[Floats], Jet] | None) -> Verdict:
    """Decide criticality, then the class; where neighbours can be asked (`jet_at`), the class must be theirs too."""
    none = np.zeros_like(jet.hessian)
    sign = signature(jet.hessian, jet.hessian_error)
    here_certain = _zero_here(sign, jet)
    if jet.uncertain_kink is not None:
        return _undecided(Reason(Code.KINK_NEAR, (jet.uncertain_kink,)), sign, zero_certain=here_certain)
    if not criticality.passes(jet, x):
        if not np.all(np.isfinite(jet.gradient_error)):
            return _undecided(Reason(Code.NO_ERROR_BOUND), sign, zero_certain=here_certain)
        return Verdict(False, Kind.NOT_CRITICAL, None, Reason(Code.NOT_CRITICAL), _counts(sign), here_certain)
    digit = criticality.last_digit(x)
    near = far = np.zeros((0, 2, *none.shape))
    if jet_at is not None:
        # What one last digit of the point turns over is weak: it is not asked where the critical point may hide.
        near = criticality.hessians_around(jet_at, jet, x, digit)
        sign = signature(jet.hessian, jet.hessian_error, np.where(np.isfinite(near), near, 0.0))
    doubt = criticality.doubt(jet, x, sign)
    if doubt is not None:
        return _undecided(doubt, sign, zero_certain=here_certain)
    movement = none
    if jet_at is not None:
        reach = np.maximum(digit, criticality.hiding_place(jet, sign))
        around = near if np.array_equal(reach, digit) else criticality.hessians_around(jet_at, jet, x, reach)
        movement = criticality.largest_change(around)
        if not np.all(np.isfinite(movement)):
            return _undecided(Reason(Code.OVERFLOW), sign, zero_certain=here_certain)
        sign = signature(jet.hessian, jet.hessian_error, around)
        if sign.zero and np.any(movement):
            far = criticality.hessians_around(jet_at, jet, x, 2.0**20 * digit)
    pinned = bool(np.all(criticality.hiding_place(jet, sign) <= PINNED * digit))
    return replace(_classify(sign, jet, movement, near, far), pinned=pinned)


def _classify(sign: Signature, jet: Jet, movement: Floats, near: Floats, far: Floats) -> Verdict:
    """Return the class; `near` and `far` are the changes of H within one last digit of the point, and within 2^20."""
    inertia = _counts(sign)
    exact = not np.any(jet.hessian_error) and not np.any(movement) and len(jet.hessian) <= MOST_EXACT
    if sign.zero and exact:
        # The entries are free of error, so their signs can be counted without any.
        inertia = Inertia(*exact_inertia(tuple(tuple(Fraction(float(h)) for h in row) for row in jet.hessian)))
    if inertia.zero == 0:
        return _regular(inertia)
    p, m = inertia.positive, inertia.negative
    # Up along one direction and down along another is enough: whatever the rest does, this is no extremum.
    nature = Nature.NOT_AN_EXTREMUM if p and m else Nature.UNDECIDED
    rounding = _forms(sign.weak, jet.hessian_error)
    forms = rounding + _forms(sign.weak, movement)
    if exact or _explained(sign, jet.hessian, rounding, near, far):
        reason = Reason(Code.DEGENERATE, (inertia.zero, p, m, float(np.max(forms, initial=0.0))))
        return Verdict(True, Kind.DEGENERATE, nature, reason, inertia, True)
    if np.any((forms > 0.0) & (forms < criticality.SMALLEST_TRUSTED)):
        return replace(_undecided(Reason(Code.UNDERFLOW), sign, zero_certain=False), nature=nature)
    worst = int(np.argmax(forms))
    v = sign.weak[:, worst]
    values = (float(v @ jet.hessian @ v), float(forms[worst]))
    verdict = _undecided(Reason(Code.EIGENVALUE_TOO_UNCERTAIN, values), sign, zero_certain=False)
    # A gradient that vanishes to the last digits of its terms is zero, whatever the Hessian is.
    narrow = not np.any(jet.gradient_error) or np.all(sign.rounding + sign.movement <= TIGHT * sign.cancelled)
    return replace(verdict, nature=nature, is_critical=True if narrow else None)


def _explained(sign: Signature, H: Floats, rounding: Floats, near: Floats, far: Floats) -> bool:
    """Whether the last digit of the point explains that the quadratic form is not quite zero on the weak directions.

    Then H is singular as surely as the point is critical: within some last digits the form moves as far as its value
    and its rounding error, and much further within 2^20 of them (else it is mere noise). A rounding error alone
    explains nothing: behind it the eigenvalue may be anything.
    """
    further = criticality.change_along(far, sign.weak)
    # Near a point of order 4 the form grows with the square of the step, too small at first to be seen in doubles.
    moved = max(criticality.change_along(near, sign.weak), further * 2.0**-40)
    size = float(np.max(np.abs(sign.weak.T @ H @ sign.weak), initial=0.0))
    error = float(np.max(rounding, initial=0.0))
    if not 0.0 < moved < np.inf or max(error, size - error) > NEAR_ZERO * moved:
        return False
    return further >= 256.0 * moved


def _regular(inertia: Inertia) -> Verdict:
    """Return the class of a critical point whose eigenvalues all have a certain sign."""
    p, m = inertia.positive, inertia.negative
    if p and m:
        return Verdict(True, Kind.SADDLE, Nature.NOT_AN_EXTREMUM, Reason(Code.SADDLE, (m, p + m)), inertia, True)
    if p:
        return Verdict(True, Kind.MINIMUM, Nature.MINIMUM, Reason(Code.MINIMUM), inertia, True)
    return Verdict(True, Kind.MAXIMUM, Nature.MAXIMUM, Reason(Code.MAXIMUM), inertia, True)


def left_open(verdict: Verdict) -> bool:
    """Whether exact arithmetic may say more than rounded arithmetic did."""
    if verdict.is_critical is False or verdict.reason.code in (Code.UNDERFLOW, Code.OVERFLOW, Code.KINK_NEAR):
        return False
    return verdict.kind in (Kind.UNDECIDED, Kind.DEGENERATE) or not verdict.pinned


def from_exact(exact: ExactVerdict, n: int) -> Verdict:
    """Return the verdict of exact arithmetic on a function of n variables."""
    p, m = exact.positive, exact.negative
    inertia = Inertia(p, m, n - p - m)
    if not exact.is_critical:
        return Verdict(False, Kind.NOT_CRITICAL, None, Reason(Code.NOT_CRITICAL), inertia, True)
    if not inertia.zero:
        return _regular(inertia)
    nature = Nature.NOT_AN_EXTREMUM if p and m else Nature.UNDECIDED
    return Verdict(True, Kind.DEGENERATE, nature, Reason(Code.DEGENERATE, (inertia.zero, p, m, 0.0)), inertia, True)


def _counts(sign: Signature) -> Inertia:
    return Inertia(sign.positive, sign.negative, sign.zero)


def _zero_here(sign: Signature, jet: Jet) -> bool:
    """Whether the eigenvalues that are not certified count as zero at the point itself, compared with the norm of H."""
    forms = _forms(sign.weak, jet.hessian_error)
    size = float(np.max(np.abs(jet.hessian), initial=0.0))
    underflow = (forms > 0.0) & (forms < criticality.SMALLEST_TRUSTED)
    return bool(np.all((forms <= TIGHT * size) & ~underflow))


def _forms(directions: Floats, matrix: Floats) -> Floats:
    """Return |v|^T M |v| for every column v of `directions`."""
    W = np.abs(directions)
    largest = float(np.max(matrix, initial=0.0))
    if largest == 0.0:
        return np.zeros(W.shape[1])
    # Relative to the largest entry: the smallest doubles must not vanish in the products.
    forms = np.einsum("ik,ij,jk->k", W, matrix / largest, W)
    return np.asarray(np.maximum(forms * largest, np.where(forms > 0.0, 5e-324, 0.0)), dtype=np.float64)


def _undecided(reason: Reason, sign: Signature, *, zero_certain: bool) -> Verdict:
    return Verdict(None, Kind.UNDECIDED, Nature.UNDECIDED, reason, _counts(sign), zero_certain)
