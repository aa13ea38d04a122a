"""Results as JSON documents: numbers that round-trip, what is not finite as a word."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from hessview.explanations import explain, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hessview.analysis.curvature import Curvature
    from hessview.language.formula import Formula

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class ExactFormulas(Protocol):
    """Gradient and Hessian in words, as sympy found them."""

    @property
    def gradient(self) -> tuple[str, ...]:
        """Texts, one a variable."""

    @property
    def hessian(self) -> tuple[tuple[str, ...], ...]:
        """Rows of texts."""

    @property
    def gradient_latex(self) -> tuple[str, ...]:
        """Texts, one a variable."""

    @property
    def hessian_latex(self) -> tuple[tuple[str, ...], ...]:
        """Rows of texts."""


def analyze_document(
    curvature: Curvature, formula: Formula, symbolic: ExactFormulas | None = None
) -> dict[str, Json]:
    """Return the ``analyze`` document of one point.

    Parameters
    ----------
    symbolic
        The exact formulas; without them their fields are null.
    """
    exact: dict[str, Json] = dict.fromkeys(("gradient_symbolic", "hessian_symbolic", "gradient_latex", "hessian_latex"))
    if symbolic is not None:
        exact = {
            "gradient_symbolic": list(symbolic.gradient),
            "hessian_symbolic": [list(row) for row in symbolic.hessian],
            "gradient_latex": latex_matrix((entry,) for entry in symbolic.gradient_latex),
            "hessian_latex": latex_matrix(symbolic.hessian_latex),
        }
    inertia = curvature.inertia
    return {
        "schema": "hessview.analyze/1",
        "expression": formula.text,
        "variables": list(formula.variables),
        "parameters": {name: number(value) for name, value in formula.parameters},
        "point": vector(curvature.point),
        "value": number(curvature.value),
        "gradient": vector(curvature.gradient),
        "gradient_norm": number(curvature.gradient_norm),
        "hessian": matrix(curvature.hessian),
        **exact,
        "eigenvalues": vector(curvature.eigenvalues),
        "eigenvectors": matrix(curvature.eigenvectors.T),
        "inertia": {"positive": inertia.positive, "negative": inertia.negative, "zero": inertia.zero},
        "definiteness": str(curvature.definiteness),
        "is_critical": curvature.is_critical,
        "kind": str(curvature.kind),
        "nature": None if curvature.nature is None else str(curvature.nature),
        "reason": sentence(curvature),
        "nonsmooth": curvature.nonsmooth,
        "determinant": number(curvature.determinant),
        "trace": number(curvature.trace),
        "condition_number": number(curvature.condition_number),
        "tests": [
            {"name": str(test.name), "holds": test.holds, "reason": explain(test.reason)} for test in curvature.tests
        ],
        "engine": curvature.engine,
        "error_estimate": number(curvature.error_estimate),
        "tolerance": number(curvature.tolerance),
        "notes": [explain(note) for note in curvature.notes],
    }


def latex_matrix(rows: Iterable[Iterable[str]]) -> str:
    """Return the LaTeX of a matrix whose entries are LaTeX; a column vector is a matrix with one entry a row."""
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def number(value: float) -> float | str:
    """Return `value` as JSON holds it: itself, or ``"nan"``, ``"inf"``, ``"-inf"``."""
    value = float(value)
    return value if math.isfinite(value) else str(value)


def vector(values: Iterable[float]) -> list[Json]:
    """Return a list of numbers."""
    return [number(value) for value in values]


def matrix(rows: Iterable[Iterable[float]]) -> list[Json]:
    """Return a list of rows."""
    return [vector(row) for row in rows]
