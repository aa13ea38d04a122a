"""What the panel's folds write out: the gradient as formulas and the quadratic model, and what is copied of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.formula_reply import LEFT_OUT
from hessview.views.formula_copies import LATEX, MATHML, PYTHON, TEXT, Copies, matrix_copies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import FormulaAnswer
    from hessview.explanations.statements import Line
    from hessview.language.formula import Formula

GRADIENT_TIP = "The partial derivatives as formulas, as they are true at every point."
MODEL_TIP = "The second-order Taylor polynomial at the probe: value, slope and bend of f there, and no more."

_MOST_WRITTEN = 24
_LONGEST, _LONGEST_OF_ALL = 4000, 8000
"""Variables, characters of a derivative and of all of them, up to which a gradient is written out."""


def gradient_lines(formula: Formula | None, answer: FormulaAnswer | None) -> tuple[Line, ...]:
    """Return a line for every partial derivative; why there is none where there is none."""
    from hessview.explanations.statements import Line, derivative_label, formula_side
    from hessview.language.parser import parse
    from hessview.language.problem import SyntaxProblem

    if formula is None or answer is None:
        return (Line("The formulas are not there yet."),)
    lines: list[Line] = []
    parameters, room = dict(formula.parameters), _LONGEST_OF_ALL
    for name, text in list(zip(formula.variables, answer.gradient, strict=True))[:_MOST_WRITTEN]:
        label = derivative_label(formula.name, (name,), ordinary=formula.dimension == 1)
        try:
            if not text or len(text) > min(_LONGEST, room):
                lines.append(Line(f"{label.text} is too long to be shown."))
                continue
            room -= len(text)
            tree = parse(text, variables=formula.variables, parameters=parameters).expression
        except SyntaxProblem:
            continue
        lines.append(Line("", (label, formula_side(tree))))
    if formula.dimension > _MOST_WRITTEN:
        lines.append(Line(f"{formula.dimension - _MOST_WRITTEN} more."))
    return tuple(lines)


def gradient_copies(formula: Formula | None, answer: FormulaAnswer | None) -> Mapping[str, str]:
    """Return the gradient in every form."""
    if formula is None or answer is None or LEFT_OUT in answer.gradient_latex:
        return {}
    return matrix_copies(f"∇{formula.name}", formula, [[text] for text in answer.gradient])


def model_lines_of(formula: Formula | None, curvature: Curvature | None) -> tuple[Line, ...]:
    """Return the model's lines; words while there is nothing to make it of."""
    from hessview.explanations.quadratic_model import model_lines
    from hessview.explanations.statements import Line

    if formula is None or curvature is None or curvature.dimension != formula.dimension:
        return (Line("Nothing is known at the probe yet."),)
    return model_lines(formula, curvature)


def model_copies(formula: Formula | None, lines: tuple[Line, ...]) -> Mapping[str, str]:
    """Return the model as it is written in numbers, or as far as it is written, in every form."""
    from hessview.language.markup import latex, mathml
    from hessview.language.source import python_name, to_python

    equations = [line for line in lines if line.sides]
    if formula is None or not equations:
        return {}
    line = equations[-1]
    makers = {LATEX: lambda: latex(line.box), MATHML: lambda: mathml(line.box)}
    tree = line.sides[-1].tree
    if tree is not None and not isinstance(tree, tuple):
        names = ", ".join(map(python_name, formula.variables))
        makers[PYTHON] = lambda: f"def m({names}):\n    return {to_python(tree)}\n"
    makers[TEXT] = lambda: line.text
    return Copies(makers)
