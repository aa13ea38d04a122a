"""The tables of a page: the critical points of the view, and what is known at the probe, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.verdict import Definiteness, Kind
from hessview.explanations import headline
from hessview.explanations.critical_points import point_words, set_words
from hessview.figure.captions import eigenvalue_words
from hessview.figure.words import NEAR_ZERO, matrix, measured, name_words, number, subscript

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results
    from hessview.document.state import State

_MOST_VARIABLES = 4
_MOST_SETS = 3
"""Kinds of sets of critical points that are named."""

Rows = tuple[tuple[str, ...], ...]


def critical_rows(state: State, results: Results) -> tuple[tuple[str, ...], Rows, str] | None:
    """Return heading, rows and claim of the table of the critical points of the view; None if none were looked for."""
    formula, found = results.formula, results.critical
    if formula is None or found is None or results.wanted is None or results.wanted.critical is None:
        return None
    ranges = _ranges(state, results)
    shown = found.within([low for low, _ in ranges], [high for _, high in ranges])
    n = formula.dimension
    few = n <= _MOST_VARIABLES
    names = [name_words(name) for name in formula.variables[:_MOST_VARIABLES]]
    head = ("", *names, *(() if few else ("…",)), name_words(formula.name))
    head = (*head, *(f"λ{subscript(k + 1)}" for k in range(min(n, _MOST_VARIABLES))), "")
    rows = []
    for point in sorted(shown.points, key=lambda point: (point.value, *point.x.tolist())):
        coordinates = [number(value, 6) for value in point.x[:_MOST_VARIABLES]] + ([] if few else ["…"])
        eigenvalues = [number(value) for value in point.eigenvalues[:_MOST_VARIABLES]]
        kind = str(point.kind) if n <= 2 and point.kind is Kind.SADDLE else point_words(point)
        rows.append((kind, *coordinates, number(point.value, 6), *eigenvalues, "" if point.proved else "not proved"))
    if not any(row[-1] for row in rows):
        head, rows = head[:-1], [row[:-1] for row in rows]
    where = "in the view" if n <= 2 else "in the box that was searched"
    sets = [set_words(found) for found in shown.curves]
    if not rows:
        head = ()  # a heading over nothing says less than the sentence alone
    return head, tuple(rows), _claim(len(rows), sets, where, is_complete=shown.complete)


def _ranges(state: State, results: Results) -> list[tuple[float, float]]:
    """Return the box of the view in all variables: what was searched, cut to what the picture shows."""
    formula, wanted = results.formula, results.wanted
    if formula is None or wanted is None or wanted.critical is None:
        return []
    ranges = list(wanted.critical.box)
    view = state.view
    if formula.dimension == 1:
        ranges[0] = (view.x0, view.x1)
    elif formula.dimension == 2:
        i, j = state.axis_indices(formula.variables)
        ranges[i], ranges[j] = (view.x0, view.x1), (view.y0, view.y1)
    return ranges


def _claim(points: int, sets: Sequence[str], where: str, *, is_complete: bool) -> str:
    """Return what the table has; sets of points that are not isolated are counted apart, and named."""
    tail = "; none is missing." if is_complete else ", perhaps not all of them."
    many = f"{points} critical point{'' if points == 1 else 's'}"
    if not sets:
        if points == 0:
            return f"No critical point {where}." if is_complete else f"No critical point was found {where}."
        return f"{many} {where}{tail}"
    kinds = sorted(set(sets))
    named = ", ".join(kinds[:_MOST_SETS]) + (", …" if len(kinds) > _MOST_SETS else "")
    each = "each " if len(kinds) == 1 < len(sets) else ""
    apart = f"{len(sets)} set{'s' if len(sets) > 1 else ''} of critical points ({each}{named})"
    if points == 0:
        found = "No isolated critical point" if is_complete else "No isolated critical point was found"
        return f"{found} {where}, but {apart}{tail}"
    return f"{many} {where}, and apart from {'it' if points == 1 else 'these'} {apart}{tail}"


def point_rows(results: Results) -> Rows:
    """Return (what, value) of all that is known at the probe; empty while nothing is."""
    curvature, formula = results.curvature, results.formula
    if curvature is None or formula is None:
        return ()
    g, H = np.asarray(curvature.gradient), np.asarray(curvature.hessian)
    names = ", ".join(map(name_words, formula.variables[:_MOST_VARIABLES]))
    n = len(g)
    dots = ", …" if n > _MOST_VARIABLES else ""
    rows = [
        ("class", headline(curvature)),
        (f"({names}{dots})" if n > 1 else names, _listed(curvature.point, 6)),
        (name_words(formula.name), measured(float(curvature.value), float(curvature.value_error), 6)),
    ]
    if not (np.all(np.isfinite(g)) and np.all(np.isfinite(H))):
        return tuple(rows)
    rows.append(("∇f" if n > 1 else "f′", _listed(g, errors=np.asarray(curvature.gradient_error))))
    if n == 1:
        return (*rows, ("f″", measured(float(H[0, 0]), float(curvature.hessian_error[0, 0]))))
    if n <= 3:
        rows.append(("H", matrix(H.tolist())))
    rows.append(("λ", ", ".join(_eigenvalue(curvature, k) for k in range(min(n, _MOST_VARIABLES))) + dots))
    rows.append(("H is", str(curvature.definiteness)))
    rows.append(("det H", measured(float(curvature.determinant), float(curvature.determinant_error))))
    is_zero = curvature.definiteness is Definiteness.ZERO
    rows.append(("condition number", "undefined: H = 0" if is_zero else number(float(curvature.condition_number))))
    return tuple(rows)


def _eigenvalue(curvature: Curvature, k: int) -> str:
    words = eigenvalue_words(curvature, k)
    return words if words == NEAR_ZERO else number(float(curvature.eigenvalues[k]))


def _listed(values: object, digits: int = 4, errors: object = None) -> str:
    entries = np.asarray(values, dtype=np.float64).tolist()
    known = [0.0] * len(entries) if errors is None else np.asarray(errors, dtype=np.float64).tolist()
    if len(entries) == 1:
        return measured(entries[0], known[0], digits)
    pairs = zip(entries[:_MOST_VARIABLES], known, strict=False)
    shown = "(" + ", ".join(measured(*pair, digits) for pair in pairs) + ")"
    return shown if len(entries) <= _MOST_VARIABLES else shown[:-1] + ", …)"
