"""What gradient and Hessian say at one point: eigenpairs, inertia, a class only where it is certain, and the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import criticality, definiteness
from hessview.analysis.clairaut import clairaut_test
from hessview.analysis.eigenpairs import Eigenpairs, Signature, eigenpairs, norm_bound, signature
from hessview.analysis.exact import ExactVerdict, settle
from hessview.analysis.exact import inertia as exact_inertia
from hessview.analysis.verdict import Code, Definiteness, Inertia, Kind, Nature, Reason, TestName, TestOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.calculus.jet import Jet
    from hessview.landscapes.landscape import Landscape

__all__ = [
    "Code", "Curvature", "Definiteness", "Inertia", "Kind", "Nature", "Reason", "TestName", "TestOutcome",
    "analyse", "at",
]

Floats = NDArray[np.float64]

TIGHT = 1e-13
"""A bound below this part of the terms that cancelled is no wider than their last digits."""

NEAR_ZERO = 64.0
"""A zero eigenvalue is explained when its rounding error is what so many last digits of the point would do to it."""

MOST_EXACT = 12
"""Up to this order the signs of a Hessian without any error are counted in exact arithmetic."""


PINNED = 64.0
"""A critical point known to that many last digits of its coordinates needs no exact arithmetic."""


@dataclass(frozen=True, eq=False)
class Curvature:
    """The answer at one point; the fields are those of the analyze document.

    Attributes
    ----------
    variables
        Names of the coordinates.
    point, value, gradient, gradient_norm, hessian
        x, f, g, |g| and H: shapes (n,), (), (n,), () and (n, n).
    value_error, gradient_error, hessian_error
        Bounds of the rounding errors of f, g and H.
    eigenvalues, eigenvectors, eigenvalue_error
        Ascending, shape (n,); columns of an (n, n) array; bounds of the errors, shape (n,). nan where H is not finite.
    repeated
        Sets of indices of eigenvalues that cannot be told apart: there only the plane of the vectors means something.
    inertia
        Certainly positive, certainly negative, and zero within the bound.
    is_critical
        True, False, or None: cannot be told in double precision.
    kind
        What g and H decide.
    nature
        What the point is; None away from critical points.
    reason
        Of the kind.
    nonsmooth
        None, or what has no derivative here and where.
    determinant, determinant_error, trace, condition_number
        det H with a bound of its error; largest over smallest |eigenvalue|, inf when H is singular within the bound.
    tests
        The tests of definiteness, and Clairaut's.
    engine
        Where the derivatives came from.
    error_estimate
        Bound of the 2-norm of the error of H.
    tolerance
        The largest error of an eigenvalue: what is smaller in size counts as zero.
    notes
        Things worth knowing that are no verdict.
    """

    variables: tuple[str, ...]
    point: Floats
    value: float
    gradient: Floats
    gradient_norm: float
    hessian: Floats
    value_error: float
    gradient_error: Floats
    hessian_error: Floats
    eigenvalues: Floats
    eigenvectors: Floats
    eigenvalue_error: Floats
    repeated: tuple[tuple[int, ...], ...]
    inertia: Inertia
    definiteness: Definiteness
    is_critical: bool | None
    kind: Kind
    nature: Nature | None
    reason: Reason
    nonsmooth: str | None
    determinant: float
    determinant_error: float
    trace: float
    condition_number: float
    tests: tuple[TestOutcome, ...]
    engine: str
    error_estimate: float
    tolerance: float
    notes: tuple[Reason, ...] = ()

    @property
    def index(self) -> int | None:
        """The Morse index, the number of negative eigenvalues; None unless the point is critical and not degenerate."""
        return self.inertia.negative if self.kind in (Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE) else None

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        return len(self.point)


@dataclass(frozen=True)
class _Verdict:
    is_critical: bool | None
    kind: Kind
    nature: Nature | None
    reason: Reason
    inertia: Inertia
    zero_certain: bool
    pinned: bool = False


def at(landscape: Landscape, point: Sequence[float], previous: Curvature | None = None) -> Curvature:
    """Return the curvature of `landscape` at `point`; neighbouring points are asked where it matters.

    Parameters
    ----------
    landscape
        Of n variables.
    point
        n coordinates.
    previous
        What was shown a moment ago: the eigenvectors keep their heads while the probe is dragged.
    """
    x = np.asarray(point, dtype=np.float64)
    return analyse(landscape.jet(x), x, previous, landscape=landscape)


def analyse(
    jet: Jet, point: Sequence[float] | Floats, previous: Curvature | None = None, *, landscape: Landscape | None = None
) -> Curvature:
    """Return what a jet says at `point`.

    Without `landscape` the neighbouring doubles cannot be asked whether the class would change there, and Clairaut's
    theorem is not measured; prefer `at`.
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        return _analyse(jet, np.asarray(point, dtype=np.float64), previous, landscape)


def _analyse(jet: Jet, x: Floats, previous: Curvature | None, landscape: Landscape | None) -> Curvature:
    variables = landscape.variables if landscape is not None else tuple(f"x{j + 1}" for j in range(len(x)))
    jet = _symmetric(jet)
    flaw = _flaw(jet, x)
    if flaw is not None:
        return _without_spectrum(jet, x, variables, flaw)
    verdict = _judge(jet, x, None if landscape is None else landscape.jet)
    notes: tuple[Reason, ...] = ()
    if landscape is not None and _left_open(verdict):
        settled = settle(landscape, x)
        exact = None if settled is None else _symmetric(settled.jet.rounded())
        if settled is not None and exact is not None and np.all(np.isfinite(exact.hessian)):
            jet, verdict, notes = exact, _settled(settled), (Reason(Code.EXACT),)
    H, E = jet.hessian, jet.hessian_error
    pairs = eigenpairs(H, E, None if previous is None else previous.eigenvectors)
    inertia = verdict.inertia
    determinant, determinant_error = definiteness.determinant(H, E)
    tests = definiteness.all_tests(H, E, pairs, inertia, zero_certain=verdict.zero_certain)
    klass = definiteness.definiteness_of(inertia, zero_certain=verdict.zero_certain)
    reason = verdict.reason
    if verdict.kind is Kind.NOT_CRITICAL:
        norm_error = float(np.linalg.norm(jet.gradient_error))
        reason = Reason(Code.NOT_CRITICAL, (float(np.linalg.norm(jet.gradient)), norm_error, str(klass)))
    return Curvature(
        variables=variables,
        point=x,
        value=jet.value,
        gradient=jet.gradient,
        gradient_norm=_norm(jet.gradient),
        hessian=H,
        value_error=jet.value_error,
        gradient_error=jet.gradient_error,
        hessian_error=E,
        eigenvalues=pairs.values,
        eigenvectors=pairs.vectors,
        eigenvalue_error=pairs.errors,
        repeated=pairs.repeated,
        inertia=inertia,
        definiteness=klass,
        is_critical=verdict.is_critical,
        kind=verdict.kind,
        nature=verdict.nature,
        reason=reason,
        nonsmooth=jet.nonsmooth,
        determinant=determinant,
        determinant_error=determinant_error,
        trace=float(np.trace(H)),
        condition_number=_condition_number(pairs, inertia),
        tests=(*tests, clairaut_test(landscape, x, H)),
        engine="automatic",
        error_estimate=norm_bound(E),
        tolerance=float(np.max(pairs.errors)),
        notes=(*notes, *(Reason(Code.REPEATED, tuple(k + 1 for k in cluster)) for cluster in pairs.repeated)),
    )


def _judge(jet: Jet, x: Floats, jet_at: Callable[[Floats], Jet] | None) -> _Verdict:
    """Decide criticality, then the class; where neighbours can be asked, the class must be theirs too."""
    none = np.zeros_like(jet.hessian)
    sign = signature(jet.hessian, jet.hessian_error)
    here_certain = _zero_here(sign, jet)
    if jet.uncertain_kink is not None:
        return _undecided(Reason(Code.KINK_NEAR, (jet.uncertain_kink,)), sign, zero_certain=here_certain)
    if not criticality.passes(jet, x):
        if not np.all(np.isfinite(jet.gradient_error)):
            return _undecided(Reason(Code.NO_ERROR_BOUND), sign, zero_certain=here_certain)
        return _Verdict(False, Kind.NOT_CRITICAL, None, Reason(Code.NOT_CRITICAL), _counts(sign), here_certain)
    doubt = criticality.doubt(jet, x, sign)
    if doubt is not None:
        return _undecided(doubt, sign, zero_certain=here_certain)
    near = far = np.zeros((0, 2, *none.shape))
    movement = none
    if jet_at is not None:
        reach = np.maximum(criticality.last_digit(x), criticality.hiding_place(jet, sign))
        near = criticality.hessians_around(jet_at, jet, x, reach)
        movement = criticality.largest_change(near)
        if not np.all(np.isfinite(movement)):
            return _undecided(Reason(Code.OVERFLOW), sign, zero_certain=here_certain)
        sign = signature(jet.hessian, jet.hessian_error, near)
        if sign.zero and np.any(movement):
            far = criticality.hessians_around(jet_at, jet, x, 2.0**20 * reach)
    pinned = bool(np.all(criticality.hiding_place(jet, sign) <= PINNED * criticality.last_digit(x)))
    return replace(_classify(sign, jet, movement, near, far), pinned=pinned)


def _classify(sign: Signature, jet: Jet, movement: Floats, near: Floats, far: Floats) -> _Verdict:
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
    if exact or _explained(sign, rounding, near, far):
        reason = Reason(Code.DEGENERATE, (inertia.zero, p, m, float(np.max(forms, initial=0.0))))
        return _Verdict(True, Kind.DEGENERATE, nature, reason, inertia, True)
    if np.any((forms > 0.0) & (forms < criticality.SMALLEST_TRUSTED)):
        return replace(_undecided(Reason(Code.UNDERFLOW), sign, zero_certain=False), nature=nature)
    worst = int(np.argmax(forms))
    v = sign.weak[:, worst]
    values = (float(v @ jet.hessian @ v), float(forms[worst]))
    verdict = _undecided(Reason(Code.EIGENVALUE_TOO_UNCERTAIN, values), sign, zero_certain=False)
    # A gradient that vanishes to the last digits of its terms is zero, whatever the Hessian is.
    narrow = not np.any(jet.gradient_error) or np.all(sign.rounding + sign.movement <= TIGHT * sign.cancelled)
    return replace(verdict, nature=nature, is_critical=True if narrow else None)


def _explained(sign: Signature, rounding: Floats, near: Floats, far: Floats) -> bool:
    """Whether the last digit of the point explains that the quadratic form is not quite zero on the weak directions.

    Then H is singular as surely as the point is critical: within some last digits the form moves as far as its rounding
    error, and much further within 2^20 of them (else it is mere noise). A rounding error alone explains nothing:
    behind it the eigenvalue may be anything.
    """
    moved = criticality.change_along(near, sign.weak)
    error = float(np.max(rounding, initial=0.0))
    if not 0.0 < moved < np.inf or error > NEAR_ZERO * moved:
        return False
    return criticality.change_along(far, sign.weak) >= 256.0 * moved


def _regular(inertia: Inertia) -> _Verdict:
    """Return the class of a critical point whose eigenvalues all have a certain sign."""
    p, m = inertia.positive, inertia.negative
    if p and m:
        return _Verdict(True, Kind.SADDLE, Nature.NOT_AN_EXTREMUM, Reason(Code.SADDLE, (m, p + m)), inertia, True)
    if p:
        return _Verdict(True, Kind.MINIMUM, Nature.MINIMUM, Reason(Code.MINIMUM), inertia, True)
    return _Verdict(True, Kind.MAXIMUM, Nature.MAXIMUM, Reason(Code.MAXIMUM), inertia, True)


def _left_open(verdict: _Verdict) -> bool:
    """Whether exact arithmetic may say more than rounded arithmetic did."""
    if verdict.is_critical is False or verdict.reason.code in (Code.UNDERFLOW, Code.OVERFLOW, Code.KINK_NEAR):
        return False
    return verdict.kind in (Kind.UNDECIDED, Kind.DEGENERATE) or not verdict.pinned


def _settled(exact: ExactVerdict) -> _Verdict:
    p, m = exact.positive, exact.negative
    inertia = Inertia(p, m, len(exact.jet.gradient) - p - m)
    if not exact.is_critical:
        return _Verdict(False, Kind.NOT_CRITICAL, None, Reason(Code.NOT_CRITICAL), inertia, True)
    if not inertia.zero:
        return _regular(inertia)
    nature = Nature.NOT_AN_EXTREMUM if p and m else Nature.UNDECIDED
    return _Verdict(True, Kind.DEGENERATE, nature, Reason(Code.DEGENERATE, (inertia.zero, p, m, 0.0)), inertia, True)


def _counts(sign: Signature) -> Inertia:
    return Inertia(sign.positive, sign.negative, sign.zero)


def _vanishes(sign: Signature, moved: Floats, moved_far: Floats) -> NDArray[np.bool_]:
    """Whether the quadratic form is zero along every weak direction, as surely as the point is critical.

    Either its uncertainty is no more than the last digits of the terms that cancel in it; or the last digit of the
    point explains it, and a step of 2^20 last digits moves the form much further (else H is mere noise there).
    """
    cancels = sign.rounding + sign.movement <= TIGHT * sign.cancelled
    explained = (sign.rounding <= 8.0 * sign.movement) & (sign.movement > 0.0) & (moved_far >= 256.0 * moved)
    return np.asarray(cancels | explained, dtype=np.bool_)


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


def _undecided(reason: Reason, sign: Signature, *, zero_certain: bool) -> _Verdict:
    return _Verdict(None, Kind.UNDECIDED, Nature.UNDECIDED, reason, _counts(sign), zero_certain)


def _flaw(jet: Jet, x: Floats) -> tuple[Kind, Reason] | None:
    """Return what prevents any statement about second derivatives here, or None."""
    if not np.all(np.isfinite(x)):
        return Kind.UNDEFINED, Reason(Code.POINT_NOT_FINITE)
    if jet.nonsmooth is not None:
        return Kind.UNDEFINED, Reason(Code.NONSMOOTH, (jet.nonsmooth,))
    # The table names every pole, edge and kink; what is not finite without one has left the range of the numbers.
    if not (math.isfinite(jet.value) and np.all(np.isfinite(jet.gradient)) and np.all(np.isfinite(jet.hessian))):
        return Kind.UNDECIDED, Reason(Code.OVERFLOW)
    if not np.all(np.isfinite(jet.hessian_error)):
        return Kind.UNDECIDED, Reason(Code.NO_ERROR_BOUND)
    return None


def _without_spectrum(jet: Jet, x: Floats, variables: tuple[str, ...], flaw: tuple[Kind, Reason]) -> Curvature:
    n = len(x)
    kind, reason = flaw
    nothing = np.full(n, math.nan)
    names = (TestName.EIGENVALUES, *((TestName.DETERMINANT,) if n == 2 else ()), *list(TestName)[2:])
    return Curvature(
        variables=variables,
        point=x,
        value=jet.value,
        gradient=jet.gradient,
        gradient_norm=_norm(jet.gradient),
        hessian=jet.hessian,
        value_error=jet.value_error,
        gradient_error=jet.gradient_error,
        hessian_error=jet.hessian_error,
        eigenvalues=nothing,
        eigenvectors=np.full((n, n), math.nan),
        eigenvalue_error=np.full(n, math.inf),
        repeated=(),
        inertia=Inertia(0, 0, n),
        definiteness=Definiteness.UNDECIDED,
        is_critical=None,
        kind=kind,
        nature=None if kind is Kind.UNDEFINED else Nature.UNDECIDED,
        reason=reason,
        nonsmooth=jet.nonsmooth,
        determinant=math.nan,
        determinant_error=math.inf,
        trace=math.nan,
        condition_number=math.nan,
        tests=tuple(TestOutcome(name, None, Reason(Code.NOT_FINITE)) for name in names),
        engine="automatic",
        error_estimate=math.inf,
        tolerance=math.inf,
    )


def _symmetric(jet: Jet) -> Jet:
    """Return the jet with its Hessian symmetric to the last digit (its errors grow by what had to be moved)."""
    H, E = np.asarray(jet.hessian, dtype=np.float64), np.asarray(jet.hessian_error, dtype=np.float64)
    if np.array_equal(H, H.T, equal_nan=True):
        return replace(jet, hessian=H, hessian_error=np.maximum(E, E.T))
    with np.errstate(invalid="ignore", over="ignore"):
        half = 0.5 * (H + H.T)
        return replace(jet, hessian=half, hessian_error=np.maximum(E, E.T) + 0.5 * np.abs(H - H.T))


def _condition_number(pairs: Eigenpairs, inertia: Inertia) -> float:
    size = np.abs(pairs.values)
    smallest = float(np.min(size))
    return math.inf if inertia.zero or smallest == 0.0 else float(np.max(size) / smallest)


def _norm(g: Floats) -> float:
    return float(math.hypot(*g))
