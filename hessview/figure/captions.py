"""The caption of a picture: the function, the probe, the Hessian there and what it says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.document.page_plan import CaptionPart
from hessview.figure.words import (
    NEAR_ZERO,
    LineWithEntries,
    equated,
    formula_words,
    joined,
    matrix,
    name_words,
    number,
    place,
    subscript,
    vector,
)
from hessview.language.decimals import decimal

if TYPE_CHECKING:
    from collections.abc import Collection

    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results

_MOST_VARIABLES = 4


def caption(results: Results, parts: Collection[CaptionPart] = tuple(CaptionPart)) -> tuple[str, ...]:
    """Return the caption's lines in plain text, the most important first; empty without a function."""
    formula, curvature = results.formula, results.curvature
    if formula is None:
        return ()
    lines: list[str] = []
    if CaptionPart.FUNCTION in parts:
        named = ", ".join(map(name_words, formula.variables))
        head = f"{name_words(formula.name)}({named}) = {formula_words(formula.text)}"
        given = ", ".join(f"{name_words(name)} {equated(value)}" for name, value in formula.parameters)
        lines.append(f"{head},  {given}" if given else head)
    if curvature is not None:
        lines += curvature_lines(curvature, parts)
    return tuple(lines)


def curvature_lines(curvature: Curvature, parts: Collection[CaptionPart] = tuple(CaptionPart)) -> list[str]:
    """Return where the probe is and what it is; the Hessian; its eigenvalues."""
    where = _where(curvature, parts)
    lines = [where] if where else []
    g, H = np.asarray(curvature.gradient), np.asarray(curvature.hessian)
    if not (np.all(np.isfinite(g)) and np.all(np.isfinite(H))):
        return lines
    n = len(g)
    said, named = [], []
    if n == 1 and CaptionPart.HESSIAN in parts:
        said.append(f"f″ {equated(float(H[0, 0]), float(curvature.hessian_error[0, 0]))}")
    elif 1 < n <= 3 and CaptionPart.HESSIAN in parts:
        relation = joined(H.ravel().tolist(), np.asarray(curvature.hessian_error).ravel().tolist())
        said.append(f"H {relation} {matrix(H.tolist())}")
        named.append(", ".join(
            f"H{subscript(10 * i + 11 + j)} {equated(float(H[i, j]), float(curvature.hessian_error[i, j]))}"
            for i in range(n) for j in range(i, n)
        ))  # fmt: skip
    if n > 1 and CaptionPart.EIGENVALUES in parts:
        values = [f"λ{subscript(k + 1)} {eigenvalue_words(curvature, k)}" for k in range(min(n, _MOST_VARIABLES))]
        values += ["…"] if n > _MOST_VARIABLES else []
        said, named = [*said, *values], [*named, *values]
    if not said:
        return lines
    line = ",  ".join(said)
    return [*lines, LineWithEntries(line, ",  ".join(named)) if n > 1 else line]


def _where(curvature: Curvature, parts: Collection[CaptionPart]) -> str:
    """Return the line that says what the point is, where, how high, and away from critical points how steep."""
    from hessview.explanations import headline

    words = headline(curvature)
    if CaptionPart.POINT not in parts:
        return words if CaptionPart.CLASS in parts else ""
    where = _place(curvature)
    head = f"{words} at {where}" if CaptionPart.CLASS in parts else f"at {where}"
    value = float(curvature.value)
    height = "f is undefined" if math.isnan(value) else f"f {_certain(value, curvature.value_error)}"
    line = head if words == "Undefined" and CaptionPart.CLASS in parts else f"{head},  {height}"
    g, n = np.asarray(curvature.gradient), len(curvature.point)
    steep = np.all(np.isfinite(g)) and np.all(np.isfinite(np.asarray(curvature.hessian)))
    if steep and curvature.is_critical is not True and n <= _MOST_VARIABLES:
        errors = np.asarray(curvature.gradient_error).tolist()
        line += (
            f",  f′ {equated(float(g[0]), errors[0])}" if n == 1
            else f",  ∇f {joined(g.tolist(), errors)} {vector(g.tolist())}"
        )
    return line


def eigenvalue_words(curvature: Curvature, k: int) -> str:
    """Return ``= −2`` for the eigenvalue with this index (from 0); 0 only where it is 0 for certain, else ``≈ 0``."""
    value, error = float(curvature.eigenvalues[k]), float(curvature.eigenvalue_error[k])
    return "= 0" if value == error == 0.0 else NEAR_ZERO if abs(value) <= error else equated(value)


def _place(curvature: Curvature) -> str:
    n = len(curvature.point)
    if n == 1:
        return f"{name_words(curvature.variables[0])} {equated(float(curvature.point[0]), digits=6)}"
    return place(curvature.point.tolist(), 6) if n <= _MOST_VARIABLES else "the probe"


def _certain(value: float, error: float) -> str:
    """Return ``= 0.34``, or ``≈ 17.9626`` where six digits leave something out; ≈ 2.00000 of what is only near 2."""
    if not math.isfinite(value) or value == error == 0.0:
        return f"= {number(value)}"
    if abs(value) <= error:
        return NEAR_ZERO
    told = max(error, 1e-15 * abs(value)) if math.isfinite(error) else 0.0
    is_all = abs(float(f"{value:.5e}") - value) <= told
    return f"{'=' if is_all else '≈'} {decimal(value, 6, plain_below=6, tolerance=told)}"


def slice_notes(results: Results) -> tuple[str, ...]:
    """Return where the slice lies in the variables that it does not show; empty when it shows all."""
    formula, plane = results.formula, results.slice
    if formula is None or plane is None or formula.dimension <= 2:
        return ()
    if plane.axes is None:
        middle = place(plane.origin) if formula.dimension <= _MOST_VARIABLES else "the plane’s own origin"
        return (f"slice along two directions through the probe; s = t = 0 at {middle}",)
    hidden = [k for k in range(formula.dimension) if k not in plane.axes]
    names = [name_words(name) for name in formula.variables]
    shown = ", ".join(f"{names[k]} {equated(float(plane.origin[k]))}" for k in hidden[:_MOST_VARIABLES])
    return (shown + (", …" if len(hidden) > _MOST_VARIABLES else ""),)
