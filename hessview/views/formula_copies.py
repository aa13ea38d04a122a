"""A formula for the clipboard: LaTeX, MathML, Python, plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.language.layout import Grid, Row, Style, Word, name_box
from hessview.language.markup import latex, mathml
from hessview.language.notation import arrange
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.language.source import to_python
from hessview.language.typeset import formula_latex, formula_mathml, python_function

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.explanations.statements import Line
    from hessview.language.formula import Formula
    from hessview.language.layout import Box

LATEX, MATHML, PYTHON, TEXT = "Copy as LaTeX", "Copy as MathML", "Copy as Python", "Copy as text"


def function_copies(formula: Formula) -> dict[str, str]:
    """Return the function itself in every form."""
    return {
        LATEX: formula_latex(formula), MATHML: formula_mathml(formula), PYTHON: python_function(formula),
        TEXT: formula.text,
    }  # fmt: skip


def matrix_copies(name: str, formula: Formula, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return rows of formulas in every form, as the matrix `name`; nothing where one of them cannot be read.

    Parameters
    ----------
    name
        What stands before the matrix: ``"H"``, ``"∇f"``.
    rows
        Texts in the names of `formula`.
    """
    parameters = dict(formula.parameters)
    try:
        trees = [[parse(text, variables=formula.variables, parameters=parameters).expression for text in row]
                 for row in rows]  # fmt: skip
    except SyntaxProblem:
        return {}
    left: Box = Row((Word(Style.VARIABLE, "∇"), name_box(name[1:]))) if name.startswith("∇") else name_box(name)
    grid = Grid(tuple(tuple(map(arrange, row)) for row in trees))
    whole = Row((left, Word(Style.OPERATOR, "="), grid))
    flat = all(len(row) == 1 for row in rows)
    cells = [to_python(row[0]) if flat else "[" + ", ".join(map(to_python, row)) + "]" for row in trees]
    texts = [row[0] if flat else "[" + ", ".join(row) + "]" for row in rows]
    return {
        LATEX: latex(whole), MATHML: mathml(whole), PYTHON: f"np.array([{', '.join(cells)}])",
        TEXT: f"[{', '.join(texts)}]",
    }  # fmt: skip


def line_copies(line: Line) -> dict[str, str]:
    """Return an equation in every form; Python of its last side, if that is a formula."""
    copied = {LATEX: latex(line.box), MATHML: mathml(line.box)}
    tree = line.sides[-1].tree
    if tree is not None and not isinstance(tree, tuple):
        copied[PYTHON] = to_python(tree)
    return copied | {TEXT: line.text}
