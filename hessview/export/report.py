"""What is found at one point, as a page of plain text: the side panel for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hessview.explanations import condition, explain, headline, number, sentence
from hessview.export.tables import as_text

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.export.json_output import ExactFormulas
    from hessview.language.formula import Formula

WIDTH = 100

_LEFT_OUT = "…"


def report(curvature: Curvature, formula: Formula, exact: ExactFormulas | None = None) -> str:
    """Return the class first, then why, then the numbers, the formulas and the tests."""
    parts = [headline(curvature), textwrap.fill(sentence(curvature), WIDTH), "", as_text(curvature, formula).rstrip()]
    if words := condition(curvature):
        parts += ["", textwrap.fill(words, WIDTH)]
    if exact is not None:
        parts += ["", "exact gradient", *(f"  {text or _LEFT_OUT}" for text in exact.gradient)]
        parts += ["exact Hessian", *_exact_hessian(curvature, exact)]
    parts += ["", "tests"]
    parts += [f"  {test.name}: {explain(test.reason)}" for test in curvature.tests]
    parts += [f"note: {explain(note)}" for note in curvature.notes]
    parts += ["", f"derivatives: {curvature.engine}; error of H at most {number(curvature.error_estimate, digits=2)}"]
    return "\n".join(parts) + "\n"


def _exact_hessian(curvature: Curvature, exact: ExactFormulas) -> list[str]:
    """Return the formulas of H row by row, or that they are the numbers that stand above already."""
    if [list(row) for row in exact.hessian] == [list(map(_literal, row)) for row in curvature.hessian.tolist()]:
        return ["  constant: the matrix above"]
    return [f"  {', '.join(text or _LEFT_OUT for text in row)}" for row in exact.hessian]


def _literal(value: float) -> str:
    return f"{value + 0.0:.0f}" if value.is_integer() else repr(value)
