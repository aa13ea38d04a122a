"""The textbook tests of definiteness: each says what it decides, with the numbers that decided."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.eigenpairs import UNIT, power_of_two, signature
from hessview.analysis.verdict import Code, Definiteness, Inertia, Reason, TestName, TestOutcome

if TYPE_CHECKING:
    from hessview.analysis.eigenpairs import Eigenpairs

Floats = NDArray[np.float64]

MOST_MINORS = 12
"""Leading minors are computed one by one up to this order."""

_LEAST = 5e-324
"""The least bound above zero."""


def definiteness_of(inertia: Inertia, *, zero_certain: bool) -> Definiteness:
    """Return the class of the quadratic form; `zero_certain` says whether the zero eigenvalues count as zero."""
    p, m, z = inertia.positive, inertia.negative, inertia.zero
    if p and m:
        return Definiteness.INDEFINITE
    if z == 0:
        return Definiteness.POSITIVE_DEFINITE if p else Definiteness.NEGATIVE_DEFINITE
    if not zero_certain:
        return Definiteness.UNDECIDED
    if p:
        return Definiteness.POSITIVE_SEMIDEFINITE
    return Definiteness.NEGATIVE_SEMIDEFINITE if m else Definiteness.ZERO


def all_tests(
    H: Floats, error: Floats, pairs: Eigenpairs, inertia: Inertia, *, zero_certain: bool
) -> tuple[TestOutcome, ...]:
    """Return the outcomes of the tests for the finite symmetric matrix `H`, shape (n, n), with entry errors `error`."""
    if len(H) == 1:
        return (_second_derivative_test(pairs, inertia, zero_certain=zero_certain),)
    outcomes = [_eigenvalue_test(pairs, inertia, zero_certain=zero_certain)]
    if len(H) == 2:
        outcomes.append(determinant_test(H, error, singular=inertia.zero > 0))
    outcomes.append(leading_minors_test(H, error, singular=inertia.zero > 0))
    return (*outcomes, dominance_test(H, error), gershgorin_test(H, error))


def determinant(H: Floats, error: Floats) -> tuple[float, float]:
    """Return det H and a bound of its error.

    For n = 2 by the formula, else as the product of the eigenvalues, every one with its error. With a row of zeros that
    have no errors it is 0.
    """
    if len(H) == 1:
        return float(H[0, 0]), float(error[0, 0])
    if not (H.any(axis=1) | error.any(axis=1)).all():
        return 0.0, 0.0
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        if len(H) == 2:
            return _determinant_2(H, error)
        w, V = np.linalg.eigh(H)
        W = np.abs(V)
        spread = np.linalg.norm(W.T @ error @ W) + 4.0 * (len(H) + 1) * UNIT * np.max(np.abs(w))
        value = float(np.prod(w))
        bound = float(np.prod(np.abs(w) + spread) - np.prod(np.abs(w))) * (1.0 + 1e-9)
        return value, bound if math.isfinite(bound) else math.inf


def _determinant_2(H: Floats, error: Floats) -> tuple[float, float]:
    a, b, c = float(H[0, 0]), float(H[0, 1]), float(H[1, 1])
    ea, eb, ec = float(error[0, 0]), float(error[0, 1]), float(error[1, 1])
    value = a * c - b * b
    bound = abs(a) * ec + abs(c) * ea + ea * ec + 2.0 * abs(b) * eb + eb * eb
    if not _products_exact(a, b, c):
        bound += 2.0 * UNIT * (abs(a * c) + b * b)
    bound *= 1.0 + 1e-9
    if not (math.isfinite(value) and math.isfinite(bound)):
        return math.nan, math.inf
    lost = (a and c and a * c == 0.0) or (b and b * b == 0.0)
    return value, bound + (1e-307 if lost else 0.0)


def _products_exact(a: float, b: float, c: float) -> bool:
    """Whether a c - b^2 is free of rounding: true of integers below 2^26."""
    return all(x == int(x) and abs(x) < 2.0**26 for x in (a, b, c))


def _second_derivative_test(pairs: Eigenpairs, inertia: Inertia, *, zero_certain: bool) -> TestOutcome:
    w, e = float(pairs.values[0]), float(pairs.errors[0])
    name = TestName.SECOND_DERIVATIVE
    if not inertia.zero:
        code = Code.SECOND_POSITIVE if inertia.positive else Code.SECOND_NEGATIVE
        return TestOutcome(name, True, Reason(code, (w, e)))
    if zero_certain:
        return TestOutcome(name, False, Reason(Code.SECOND_ZERO, (_zero_bound(pairs),)))
    return TestOutcome(name, None, Reason(Code.SECOND_UNCERTAIN, (w, e)))


def _eigenvalue_test(pairs: Eigenpairs, inertia: Inertia, *, zero_certain: bool) -> TestOutcome:
    p, m, z = inertia.positive, inertia.negative, inertia.zero
    w, e = pairs.values, pairs.errors
    if z == 0 and m == 0:
        reason = Reason(Code.EIGENVALUES_POSITIVE, (float(w[0]), float(e[0])))
    elif z == 0 and p == 0:
        reason = Reason(Code.EIGENVALUES_NEGATIVE, (float(w[-1]), float(e[-1])))
    elif p and m:
        reason = Reason(Code.EIGENVALUES_MIXED, (p, m, z))
    elif zero_certain:
        reason = Reason(Code.EIGENVALUES_ZERO, (z, p, m, _zero_bound(pairs)))
    else:
        k = int(np.argmin(np.abs(w)))
        return TestOutcome(TestName.EIGENVALUES, None, Reason(Code.EIGENVALUES_UNCERTAIN, (float(w[k]), float(e[k]))))
    return TestOutcome(TestName.EIGENVALUES, z == 0 or bool(p and m), reason)


def _zero_bound(pairs: Eigenpairs) -> float:
    k = int(np.argmin(np.abs(pairs.values)))
    return float(abs(pairs.values[k]) + pairs.errors[k]) if pairs.values[k] else float(pairs.errors[k])


def determinant_test(H: Floats, error: Floats, *, singular: bool = True) -> TestOutcome:
    """Return what det H and f_xx decide for n = 2: det > 0 and f_xx > 0 is a minimum (Apostol, theorem 9.7).

    `singular`: whether H may be; if not, a determinant within its last digits of 0 is not called zero.
    """
    # Scaled, so that neither overflow nor underflow of the product hides its sign.
    scale = power_of_two(max(float(np.max(np.abs(H), initial=0.0)), float(np.max(error, initial=0.0))))
    scaled, scaled_bound = determinant(H / scale, error / scale)
    with np.errstate(over="ignore", under="ignore"):
        value, bound = scaled * scale * scale, scaled_bound * scale * scale
    bound = max(bound, _LEAST) if scaled_bound > 0.0 else bound
    fxx, fxx_error = float(H[0, 0]), float(error[0, 0])
    holds: bool | None = True
    if scaled > scaled_bound:
        # f_xx cannot be 0 when f_xx f_yy > f_xy^2, but its computed sign may still be hidden by rounding.
        diagonal = fxx if abs(fxx) > fxx_error else float(H[1, 1])
        diagonal_error = fxx_error if abs(fxx) > fxx_error else float(error[1, 1])
        if abs(diagonal) <= diagonal_error:
            return TestOutcome(TestName.DETERMINANT, None, Reason(Code.DET_UNCERTAIN, (value, bound)))
        code = Code.DET_POSITIVE_MINIMUM if diagonal > 0.0 else Code.DET_POSITIVE_MAXIMUM
        reason = Reason(code, (value, bound, fxx, fxx_error))
    elif scaled < -scaled_bound:
        reason = Reason(Code.DET_NEGATIVE, (value, bound))
    elif scaled == scaled_bound == 0.0:
        holds, reason = False, Reason(Code.DET_ZERO, (value, bound))
    else:
        size = abs(float(H[0, 0] / scale * H[1, 1] / scale)) + float(H[0, 1] / scale) ** 2
        small = singular and scaled_bound <= 1e-12 * size
        holds = False if small else None
        reason = Reason(Code.DET_ZERO if small else Code.DET_UNCERTAIN, (value, bound))
    return TestOutcome(TestName.DETERMINANT, holds, reason)


def leading_minors_test(H: Floats, error: Floats, *, singular: bool = True) -> TestOutcome:
    """Return what the leading principal minors decide (Sylvester's criterion; Horn & Johnson, theorem 7.2.5).

    `singular`: whether H may be; if not, a minor within its last digits of 0 is not called zero.
    """
    n = len(H)
    name = TestName.LEADING_MINORS
    if n > MOST_MINORS:
        return TestOutcome(name, None, Reason(Code.MINORS_TOO_MANY, (n, MOST_MINORS)))
    signs: list[int] = []
    minors: list[float] = []
    for k in range(1, n + 1):
        block, block_error = H[:k, :k], error[:k, :k]
        value, bound = determinant(block, block_error)
        minors.append(value)
        if abs(value) > bound:
            signs.append(1 if value > 0.0 else -1)
            continue
        # The sign may be certain although the product is not: the eigenvalues are judged one by one.
        sign = signature(block, block_error)
        if sign.zero:
            if (even := _negative_of_even_order(H, error)) is not None:
                return TestOutcome(name, True, Reason(Code.MINORS_INDEFINITE, even))
            if (odd := _odd_of_both_signs(H, error)) is not None:
                return TestOutcome(name, True, Reason(Code.MINORS_BOTH, odd))
            exact_zero = value == bound == 0.0
            if exact_zero or (singular and bool(np.all(sign.rounding <= 1e-13 * sign.cancelled))):
                return TestOutcome(name, False, Reason(Code.MINORS_VANISH, (k, tuple(minors))))
            return TestOutcome(name, None, Reason(Code.MINORS_UNCERTAIN, (k, bound)))
        signs.append(-1 if sign.negative % 2 else 1)
    if all(sign > 0 for sign in signs):
        return TestOutcome(name, True, Reason(Code.MINORS_POSITIVE, (tuple(minors),)))
    if all(sign == (-1) ** (k + 1) for k, sign in enumerate(signs)):
        return TestOutcome(name, True, Reason(Code.MINORS_ALTERNATE, (tuple(minors),)))
    # No leading minor is zero and neither pattern holds, so H is neither positive nor negative definite, nor singular.
    broken = next(k for k, sign in enumerate(signs) if sign != signs[0] ** (k + 1)) + 1
    return TestOutcome(name, True, Reason(Code.MINORS_MIXED, (broken, minors[broken - 1], tuple(minors))))


def _negative_of_even_order(H: Floats, error: Floats) -> tuple[int, float] | None:
    """Return a leading minor of even order that is certainly negative: then there are eigenvalues of both signs."""
    for k in range(2, len(H) + 1, 2):
        value, bound = determinant(H[:k, :k], error[:k, :k])
        if value < -bound:
            return k, value
    return None


def _odd_of_both_signs(H: Floats, error: Floats) -> tuple[int, float, int, float] | None:
    """Return two leading minors of odd order with certain and different signs: one eigenvalue at least has each."""
    up: tuple[int, float] | None = None
    down: tuple[int, float] | None = None
    for k in range(1, len(H) + 1, 2):
        value, bound = determinant(H[:k, :k], error[:k, :k])
        up = up or ((k, value) if value > bound else None)
        down = down or ((k, value) if value < -bound else None)
    return None if up is None or down is None else (*min(up, down), *max(up, down))


def dominance_test(H: Floats, error: Floats) -> TestOutcome:
    """Return what strict diagonal dominance decides: no eigenvalue crosses zero while the off-diagonal is shrunk away.

    Hence the signs of the eigenvalues are those of the diagonal (Horn & Johnson, theorem 6.1.10).
    """
    diagonal = np.diag(H)
    others = np.sum(np.abs(H), axis=1) - np.abs(diagonal)
    slack = np.sum(error, axis=1) + len(H) * UNIT * (np.abs(diagonal) + others)
    if len(H) <= 2:
        slack = np.sum(error, axis=1)
        others = np.abs(np.sum(H - np.diag(diagonal), axis=1))
    excess = np.abs(diagonal) - others
    worst = int(np.argmin(excess - slack))
    name = TestName.DIAGONAL_DOMINANCE
    if np.all(excess > slack):
        p, m = int(np.sum(diagonal > 0.0)), int(np.sum(diagonal < 0.0))
        if p and m:
            return TestOutcome(name, True, Reason(Code.DOMINANCE_MIXED, (m, p)))
        code = Code.DOMINANCE_POSITIVE if p else Code.DOMINANCE_NEGATIVE
        return TestOutcome(name, True, Reason(code, (float(np.min(excess)),)))
    failing = excess <= -slack
    if np.any(failing):
        row = int(np.argmin(np.where(failing, excess, np.inf)))
        values = (row, float(abs(diagonal[row])), float(others[row]))
        return TestOutcome(name, False, Reason(Code.DOMINANCE_FAILS, values))
    return TestOutcome(name, None, Reason(Code.DOMINANCE_UNCERTAIN, (worst,)))


def gershgorin_test(H: Floats, error: Floats) -> TestOutcome:
    """Return the bounds that the discs of Gershgorin give, and what they decide."""
    centres = np.diag(H)
    radii = np.sum(np.abs(H), axis=1) - np.abs(centres)
    slack = np.sum(error, axis=1) + (0.0 if len(H) <= 2 else len(H) * UNIT) * (np.abs(centres) + radii)
    if len(H) <= 2:
        radii = np.abs(np.sum(H - np.diag(centres), axis=1))
    low, high = float(np.min(centres - radii)), float(np.max(centres + radii))
    bound = float(np.max(slack))
    apart = np.abs(centres) - radii > slack
    name = TestName.GERSHGORIN
    if not np.all(apart):
        return TestOutcome(name, False, Reason(Code.GERSHGORIN_OPEN, (low, high, bound)))
    p, m = int(np.sum(centres > 0.0)), int(np.sum(centres < 0.0))
    if p and m:
        return TestOutcome(name, True, Reason(Code.GERSHGORIN_APART, (low, high, bound, m, p)))
    code = Code.GERSHGORIN_POSITIVE if p else Code.GERSHGORIN_NEGATIVE
    return TestOutcome(name, True, Reason(code, (low, high, bound)))
