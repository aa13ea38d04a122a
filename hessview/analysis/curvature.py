"""What gradient and Hessian say at one point: eigenpairs, inertia, a class only where it is certain, and the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import definiteness
from hessview.analysis.clairaut import clairaut_test
from hessview.analysis.classification import Verdict, from_exact, judge, left_open
from hessview.analysis.eigenpairs import Eigenpairs, eigenpairs, norm_bound
from hessview.analysis.exact import settle
from hessview.analysis.exact_zeros import zeros_for_certain
from hessview.analysis.verdict import Code, Definiteness, Inertia, Kind, Nature, Reason, TestName, TestOutcome
from hessview.calculus.effort import Effort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.exact import ExactVerdict
    from hessview.calculus.jet import Jet
    from hessview.landscapes.landscape import Landscape

__all__ = [
    "Code", "Curvature", "Definiteness", "Inertia", "Kind", "Nature", "Reason", "TestName", "TestOutcome",
    "analyse", "at",
]

Floats = NDArray[np.float64]

_LATEST: WeakKeyDictionary[Landscape, dict[bytes, Curvature]] = WeakKeyDictionary()
_MOST_LATEST = 16
"""Points of a landscape that were asked for last: what judges a run asks for the same end again and again."""


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
        The tests of definiteness, and (n > 1) Clairaut's.
    engine
        Where the derivatives came from.
    error_estimate
        Bound of the 2-norm of the error of H.
    tolerance
        The largest error of an eigenvalue: what is smaller in size counts as zero.
    notes
        Things worth knowing that are no verdict.
    degenerate
        At a degenerate point whose place is known exactly: what it is, why, and along which curves that shows.
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
    degenerate: Degenerate | None = None

    @property
    def index(self) -> int | None:
        """The Morse index, the number of negative eigenvalues; None unless the point is critical and not degenerate."""
        return self.inertia.negative if self.kind in (Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE) else None

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        return len(self.point)


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
    if previous is not None:
        return analyse(landscape.jet(x), x, previous, landscape=landscape)
    latest, key = _LATEST.setdefault(landscape, {}), x.tobytes()
    found = latest.get(key)
    if found is None:
        found = analyse(landscape.jet(x), x, landscape=landscape)
        if len(latest) >= _MOST_LATEST:
            latest.clear()
        latest[key] = found
    return found


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
    jet, verdict, notes, degenerate = _decide(jet, x, landscape)
    H, E = jet.hessian, jet.hessian_error
    pairs = eigenpairs(H, E, None if previous is None else previous.eigenvectors)
    inertia = verdict.inertia
    determinant, determinant_error = definiteness.determinant(H, E)
    tests = definiteness.all_tests(H, E, pairs, inertia, zero_certain=verdict.zero_certain)
    tolerance = float(np.max(pairs.errors))
    pairs = _with_zeros(pairs, H, E, inertia)
    klass = definiteness.definiteness_of(inertia, zero_certain=verdict.zero_certain)
    reason = verdict.reason
    if verdict.kind is Kind.NOT_CRITICAL:
        reason = Reason(Code.NOT_CRITICAL, (_norm(jet.gradient), _norm(jet.gradient_error), str(klass)))
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
        tests=tests if len(x) == 1 else (*tests, clairaut_test(landscape, x, H)),
        engine="automatic",
        error_estimate=norm_bound(E),
        tolerance=tolerance,
        notes=(*notes, *(Reason(Code.REPEATED, tuple(k + 1 for k in cluster)) for cluster in pairs.repeated)),
        degenerate=degenerate,
    )


def _with_zeros(pairs: Eigenpairs, H: Floats, E: Floats, inertia: Inertia) -> Eigenpairs:
    """Return the pairs with 0 and no error for the eigenvalues near 0, if H is known to have so many that are 0."""
    if not inertia.zero or zeros_for_certain(H, E) < inertia.zero:
        return pairs
    near = np.arange(len(H)) - inertia.negative
    is_zero = (near >= 0) & (near < inertia.zero)
    return replace(pairs, values=np.where(is_zero, 0.0, pairs.values), errors=np.where(is_zero, 0.0, pairs.errors))


def _decide(
    jet: Jet, x: Floats, landscape: Landscape | None
) -> tuple[Jet, Verdict, tuple[Reason, ...], Degenerate | None]:
    """Return the verdict with the jet that it rests on: the exact one where rounding left the class open."""
    verdict = judge(jet, x, None if landscape is None else landscape.jet)
    effort = Effort()
    settled = settle(landscape, x, effort) if landscape is not None and left_open(verdict) else None
    if landscape is None or settled is None:
        return jet, verdict, _given_up(effort, verdict), None
    exact = _symmetric(settled.jet.rounded())
    if not np.all(np.isfinite(exact.hessian)):
        return jet, verdict, (), None
    known, verdict = verdict, from_exact(settled, len(x))
    moved = settled.place is not None and any(a != float(b) for a, b in zip(settled.place, x, strict=True))
    told = (known.kind, known.inertia, known.is_critical) == (verdict.kind, verdict.inertia, verdict.is_critical)
    fractions = tuple(str(a) for a in settled.place) if settled.place is not None and moved else ()
    notes: tuple[Reason, ...] = () if told else (Reason(Code.EXACT, fractions),)
    degenerate = _resolved(landscape, verdict, settled, effort)
    if degenerate is None or degenerate.nature is Nature.UNDECIDED:
        return exact, verdict, (*notes, *_given_up(effort, verdict)), degenerate
    return exact, replace(verdict, nature=degenerate.nature), (*notes, degenerate.reason), degenerate


def _resolved(
    landscape: Landscape, verdict: Verdict, settled: ExactVerdict, effort: Effort
) -> Degenerate | None:
    """Return what a degenerate point is, where it is known exactly and its formula too."""
    if verdict.kind is not Kind.DEGENERATE or settled.place is None or landscape.formula is None:
        return None
    # Few points are degenerate: the first of them pays for the import.
    from hessview.analysis.degenerate import degenerate_point

    return degenerate_point(landscape.formula, settled.place, effort)


def _given_up(effort: Effort, verdict: Verdict) -> tuple[Reason, ...]:
    open_still = verdict.kind is Kind.UNDECIDED or verdict.nature is Nature.UNDECIDED
    return (Reason(Code.TOO_MUCH_EFFORT),) if effort.exhausted and open_still else ()


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
    names = [name for name in TestName if (n == 1) == (name is TestName.SECOND_DERIVATIVE)]
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
        tests=tuple(
            TestOutcome(name, None, Reason(Code.NOT_FINITE)) for name in names if name != TestName.DETERMINANT or n == 2
        ),
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
