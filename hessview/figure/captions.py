"""The caption of a picture: the function, the probe, the Hessian there and what it says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.figure.words import formula_words, name_words, number, subscript, vector
from hessview.language.decimals import decimal

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results

_MOST_VARIABLES = 4


def caption(results: Results) -> tuple[str, ...]:
    """Return the caption's lines in plain text, the most important first; empty without a function."""
    formula, curvature = results.formula, results.curvature
    if formula is None:
        return ()
    head = f"{formula.name}({', '.join(formula.variables)}) = {formula_words(formula.text)}"
    given = ", ".join(f"{name} = {number(value)}" for name, value in formula.parameters)
    lines = [f"{head},  {given}" if given else head]
    if curvature is not None:
        lines += curvature_lines(curvature)
    return tuple(lines)


def curvature_lines(curvature: Curvature) -> list[str]:
    """Return where the probe is and what it is; the Hessian; its eigenvalues."""
    from hessview.explanations import headline

    n = len(curvature.point)
    words = headline(curvature)
    value = float(curvature.value)
    height = "f is undefined" if math.isnan(value) else f"f = {_certain(value, curvature.value_error)}"
    lines = [f"{words} at {_place(curvature)}" + ("" if words == "Undefined" else f",  {height}")]
    g, H = np.asarray(curvature.gradient), np.asarray(curvature.hessian)
    if not (np.all(np.isfinite(g)) and np.all(np.isfinite(H))):
        return lines
    if curvature.is_critical is not True and n <= _MOST_VARIABLES:
        lines[-1] += f",  f′ = {number(g[0])}" if n == 1 else f",  ∇f = {vector(g.tolist())}"
    eigenvalues = ",  ".join(
        f"λ{subscript(k + 1)} = {number(value)}" for k, value in enumerate(curvature.eigenvalues[:_MOST_VARIABLES])
    )
    if n == 1:
        lines.append(f"f″ = {number(H[0, 0])}")
    elif n <= 3:
        rows = ", ".join(f"[{', '.join(number(entry) for entry in row)}]" for row in H)
        lines.append(f"H = [{rows}],  {eigenvalues}")
    else:
        lines.append(eigenvalues + (",  …" if n > _MOST_VARIABLES else ""))
    return lines


def _place(curvature: Curvature) -> str:
    n = len(curvature.point)
    if n == 1:
        return f"{curvature.variables[0]} = {number(curvature.point[0], 6)}"
    return vector(curvature.point.tolist(), 6) if n <= _MOST_VARIABLES else "the probe"


def _certain(value: float, error: float) -> str:
    """Return a value with six digits; one that is only near a round number does not look like it: 2.00000."""
    if not math.isfinite(value) or abs(value) <= error:
        return number(0.0 if math.isfinite(value) else value)
    return decimal(value, 6, plain_below=6, tolerance=max(error, 1e-15 * abs(value)) if math.isfinite(error) else 0.0)


def slice_notes(results: Results) -> tuple[str, ...]:
    """Return where the slice lies in the variables that it does not show; empty when it shows all."""
    formula, plane = results.formula, results.slice
    if formula is None or plane is None or formula.dimension <= 2:
        return ()
    if plane.axes is None:
        return ("slice along two directions through the probe",)
    hidden = [k for k in range(formula.dimension) if k not in plane.axes]
    names = [name_words(name) for name in formula.variables]
    shown = ", ".join(f"{names[k]} = {number(plane.origin[k])}" for k in hidden[:_MOST_VARIABLES])
    return (shown + (", …" if len(hidden) > _MOST_VARIABLES else ""),)
