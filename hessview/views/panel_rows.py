"""What the panel's rows say about a curvature: names, numbers with their errors, directions, quiet notes."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.curvature import Code
from hessview.analysis.verdict import Definiteness
from hessview.calculus.rounding import is_underflow
from hessview.explanations import explain
from hessview.figure.probe_view import eigenvalue_sign
from hessview.language.decimals import MINUS, bound
from hessview.views.number_matrix import variable_latex
from hessview.views.number_rows import NumberRow
from hessview.views.number_text import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hessview.analysis.critical_point import CriticalPoint
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature

_ALL_COMPONENTS = 3
_SOME_COMPONENTS = 2
_LONGEST_ARGUMENTS = 3
_LIKELY = 8
"""So many numbered variables are likely, and so many eigenvalues."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_HEIGHT = "The height of the surface at the probe."
_BENDS = "f bends up along it where this is positive, down where it is negative."
_SECOND = "How the graph bends: up where this is positive, down where it is negative."
_STEEPEST = "The steepest slope here; the arrow points straight uphill, across the level lines."
_TRACE = "The sum of the second derivatives along the axes, which is the sum of the eigenvalues."
_DETERMINANT = "The product of the eigenvalues; in two variables it is negative where f bends both up and down."
_GRAPH = "κ = f″/(1 + f′²)^(3/2), the curvature of the graph itself; it is f″ where the graph is level."
_CONDITION = "The largest eigenvalue over the smallest, in size: how narrow the valley is."


def likely_labels() -> list[str]:
    """Return names and labels as LaTeX of functions that are likely to be typed next, of one variable to eight."""
    numbered = [f"x{k}" for k in range(1, _LIKELY + 1)]
    names = [variable_latex(name) for name in ("x", "y", "z", "t", *numbered)]
    slopes = [rf"\partial f/\partial {name}" for name in (*names[:3], *names[4:])]
    bends = [rf"\lambda_{{{k + 1}}}" for k in range(_LIKELY)]
    alone = [rf"f\,{primes}({name})" for name in (names[0], names[3]) for primes in "′″"]
    many = [*names[4:], *slopes[3:], *bends[3:]]
    return [*names[2:4], slopes[2], bends[2], *many, *alone, *names[:2], *slopes[:2], *bends[:2]]


def value_rows(curvature: Curvature, variables: Sequence[str]) -> list[NumberRow]:
    """Return how high the point lies."""
    few = len(variables) <= _LONGEST_ARGUMENTS
    label = "f(" + ", ".join(map(variable_latex, variables)) + ")" if few else "f"
    value, error = curvature.value, curvature.value_error
    note = "too small for doubles" if is_underflow(value, error) else ""
    return [NumberRow(label, value, error, "f", note=note, short_note="underflow" if note else "", tip=_HEIGHT)]


def gradient_rows(curvature: Curvature, variables: Sequence[str]) -> list[NumberRow]:
    """Return which way is up: the partial derivatives and the gradient's length, with its arrow in the plane."""
    errors = np.broadcast_to(np.asarray(curvature.gradient_error), curvature.gradient.shape)
    if len(variables) == 1:
        label = rf"f\,′({variable_latex(variables[0])})"
        tip = "The slope of the graph; it is zero at a critical point."
        return [NumberRow(label, float(curvature.gradient[0]), float(errors[0]), "first derivative", tip=tip)]
    rows = [
        NumberRow(
            rf"\partial f/\partial {variable_latex(name)}", float(g), float(e), f"df/d{name}",
            tip=f"How fast f rises along {name} while the other variables rest.",
        )
        for name, g, e in zip(variables, curvature.gradient, errors, strict=True)
    ]
    error = math.hypot(*errors)
    direction = None
    if len(variables) == 2 and curvature.gradient_norm > error:
        direction = (float(curvature.gradient[0]), float(curvature.gradient[1]))
    spoken = "length of the gradient"
    rows.append(NumberRow(r"|\nabla f\,|", curvature.gradient_norm, error, spoken, direction, tip=_STEEPEST))
    return rows


def eigenvalue_rows(curvature: Curvature, variables: Sequence[str]) -> list[NumberRow]:
    """Return how the ground bends: each eigenvalue with its direction."""
    values = curvature.eigenvalues
    errors = np.broadcast_to(np.asarray(curvature.eigenvalue_error), values.shape)
    rows = []
    shared = {k for group in curvature.repeated for k in group}
    for k, (value, error) in enumerate(zip(values, errors, strict=True)):
        vector = [float(v) for v in curvature.eigenvectors[:, k]]
        single = all(map(math.isfinite, vector)) and len(vector) > 1 and k not in shared
        direction = (vector[0], vector[1]) if len(vector) == 2 and single else None
        short = direction_text(vector, variables) if single else ""
        note = f"v{subscript(k + 1)} {short}" if single else ""
        if k in shared:
            note = _shared(len(vector), next(len(group) for group in curvature.repeated if k in group))
        label, spoken = rf"\lambda_{{{k + 1}}}", f"eigenvalue {k + 1}"
        if len(vector) == 1:
            label, spoken = rf"f\,″({variable_latex(variables[0])})", "second derivative"
        tip = _SECOND if len(vector) == 1 else f"The second derivative of f along v{subscript(k + 1)}: {_BENDS}"
        sign = eigenvalue_sign(curvature, k)
        rows.append(NumberRow(label, float(value), float(error), spoken, direction, sign, note, short, tip))
    return rows


def subscript(index: int) -> str:
    """Return an index as subscript figures."""
    return str(index).translate(_SUBSCRIPTS)


def _shared(dimension: int, size: int) -> str:
    if size == dimension:
        return "every direction"
    return "shared plane" if size == 2 else "shared space"


def direction_text(vector: Sequence[float], variables: Sequence[str]) -> str:
    """Return ``(0.8, −0.6)``; in many variables the largest components: ``0.71 x1 − 0.7 x5 …``."""
    if len(vector) <= _ALL_COMPONENTS:
        return "(" + ", ".join(_component(v) for v in vector) + ")"
    order = sorted(range(len(vector)), key=lambda k: -abs(vector[k]))[:_SOME_COMPONENTS]
    parts = []
    for place, k in enumerate(order):
        size = _component(abs(vector[k]))
        negative = vector[k] < 0
        sign = (MINUS if negative else "") if place == 0 else (f" {MINUS} " if negative else " + ")
        parts.append(f"{sign}{size} {variables[k]}")
    rest = sum(vector[k] ** 2 for k in range(len(vector)) if k not in order)
    return "".join(parts) + (" + …" if rest > 1e-4 else "")


def _component(value: float) -> str:
    if abs(value) == 1.0:
        return "1" if value > 0.0 else f"{MINUS}1"
    text = f"{value:.2f}"
    return "0" if float(text) == 0.0 else text.replace("-", MINUS)


def summary_rows(curvature: Curvature) -> list[NumberRow]:
    """Return trace, determinant and condition number; of one variable how the graph curves."""
    n = len(curvature.eigenvalues)
    if n == 1:
        return [_graph_row(curvature)]
    values = np.abs(curvature.eigenvalues)
    eigenvalue_error = float(np.max(np.asarray(curvature.eigenvalue_error), initial=0.0))
    condition_error = _condition_error(curvature, values, eigenvalue_error)
    is_zero = curvature.definiteness is Definiteness.ZERO
    kappa, note = (math.nan, "H = 0") if is_zero else (curvature.condition_number, "")
    trace_error = float(np.sum(np.diag(np.asarray(curvature.hessian_error))))
    return [
        NumberRow(r"\mathrm{tr}\, H", curvature.trace, trace_error, "trace of H", tip=_TRACE),
        NumberRow(
            r"\det H", curvature.determinant, curvature.determinant_error, "determinant of H", tip=_DETERMINANT
        ),
        NumberRow(r"\kappa", kappa, condition_error, "condition number", note=note, tip=_CONDITION),
    ]


def graph_curvature(slope: float, second: float, errors: tuple[float, float]) -> tuple[float, float]:
    """Return the signed curvature of a graph, f″/(1 + f′²)^(3/2), and a bound of its error.

    Parameters
    ----------
    errors
        Bounds of the errors of f′ and f″.
    """

    def at(steepness: float, bending: float) -> float:
        # One after the other: the square of a steep slope overflows.
        length = math.hypot(1.0, steepness)
        return bending / length / length / length

    value = at(slope, second)
    if second == 0.0 == errors[1]:
        return 0.0, 0.0
    flattest, steepest = max(abs(slope) - errors[0], 0.0), abs(slope) + errors[0]
    ends = [at(s, b) for s in (flattest, steepest) for b in (second - errors[1], second + errors[1])]
    error = max(abs(end - value) for end in ends) if all(map(math.isfinite, (value, *errors))) else math.nan
    return value, error + 8.0 * math.ulp(abs(value)) if errors != (0.0, 0.0) or slope else error


def _graph_row(curvature: Curvature) -> NumberRow:
    slope, second = float(curvature.gradient[0]), float(curvature.hessian[0, 0])
    errors = float(np.ravel(curvature.gradient_error)[0]), float(np.ravel(curvature.hessian_error)[0])
    if not (math.isfinite(slope) and math.isfinite(second)):
        return NumberRow(r"\kappa", math.nan, 0.0, "curvature of the graph", tip=_GRAPH)
    value, error = graph_curvature(slope, second, errors)
    note = ""
    radius = 1.0 / abs(value) if value else math.inf
    if math.isfinite(error) and abs(value) > error and math.isfinite(radius):
        # The square of a small curvature would be 0.
        note = f"circle of radius {number_text(radius, error / abs(value) * radius, 3)}"
    return NumberRow(r"\kappa", value, error, "curvature of the graph", note=note, tip=_GRAPH)


def _condition_error(curvature: Curvature, sizes: NDArray[np.float64], error: float) -> float:
    smallest, largest = float(np.min(sizes)), float(np.max(sizes))
    if not math.isfinite(curvature.condition_number) or smallest <= error:
        return 0.0
    return (largest + error) / (smallest - error) - largest / smallest


_ENGINES = MappingProxyType({"exact": "Exact formulas", "numerical": "Numerical differentiation"})
"""What differentiates, where it is not the automatic differentiation of the function's program."""

TRUST_TIP = (
    "How far these numbers can be trusted: bounds of their rounding errors. Derivatives are made by automatic"
    " differentiation, which is exact but for rounding, unless the line says otherwise."
)


def trust(curvature: Curvature) -> str:
    """Return the line that says how far the numbers can be wrong, and how they were made where that is not as usual."""
    estimate, one = curvature.error_estimate, len(curvature.eigenvalues) == 1
    second = "f″" if one else "H"
    if not math.isfinite(estimate):
        known = "no bound of the rounding error"
    elif estimate == 0.0:
        known = f"no rounding error in {second}"
    else:
        known = f"error of {second} ≤ {bound(estimate)}"
    tolerance = curvature.tolerance
    settled = any(note.code is Code.EXACT for note in curvature.notes)
    inexact = 0.0 < tolerance < math.inf and not settled
    zero = f"; |{second if one else 'λ'}| ≤ {bound(tolerance)} counts as 0" if inexact else ""
    engine = "Exact rational arithmetic" if settled else _ENGINES.get(str(curvature.engine), "")
    said = f"{engine}, {known}{zero}." if engine else f"{known}{zero}."
    return said[:1].upper() + said[1:]


def notes_text(curvature: Curvature) -> str:
    """Return what is worth knowing and no verdict; why a degenerate point is what it is stands elsewhere."""
    told = None if curvature.degenerate is None else curvature.degenerate.reason
    sentences = (explain(note) for note in curvature.notes if note is not told)
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def with_account(
    curvature: Curvature, point: CriticalPoint | None, critical_set: CriticalSet | None = None
) -> tuple[Curvature, str]:
    """Return all that is known at a probe, which may be more than the probe alone tells, and what to say about it.

    Parameters
    ----------
    point
        The critical point of a search on which the probe stands, None if it stands on none.
    critical_set
        The set of such points on which it stands, likewise.
    """
    if point is None and critical_set is None and curvature.degenerate is None:
        return curvature, ""
    from hessview.analysis.known_points import with_degenerate
    from hessview.explanations.proofs import account

    known = curvature if point is None else with_degenerate(curvature, point)
    return known, account(known, point, critical_set)
