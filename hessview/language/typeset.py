"""The formula as it was read: LaTeX, mathtext, MathML, our own language and NumPy source, all from one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.language.layout import Row, Style, Word, name_box
from hessview.language.markup import latex, mathml
from hessview.language.notation import arrange
from hessview.language.source import python_function, to_python, to_text

if TYPE_CHECKING:
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula
    from hessview.language.layout import Box

__all__ = ["formula_latex", "formula_mathml", "python_function", "to_latex", "to_mathml", "to_python", "to_text"]


def to_latex(expression: Expression, *, mathtext: bool = False, max_terms: int | None = None) -> str:
    r"""Return LaTeX for math mode as a textbook would set it.

    Parameters
    ----------
    expression
        A tree of any depth.
    mathtext
        Write only what ``matplotlib.mathtext`` renders: cases in one line instead of an environment, ``\dfrac`` for
        outer fractions, thin spaces before function names.
    max_terms
        Sums of more terms are cut short with dots before their last term.
    """
    return latex(arrange(expression, max_terms=max_terms), mathtext=mathtext)


def to_mathml(expression: Expression, *, max_terms: int | None = None) -> str:
    """Return a Presentation MathML ``<math>`` element."""
    return mathml(arrange(expression, max_terms=max_terms))


_MOST_VARIABLES = 6


def formula_latex(formula: Formula, *, mathtext: bool = False, max_terms: int | None = None) -> str:
    """Return ``f(x, y) = ...`` in LaTeX: the formula as it was read; with `max_terms` of many variables the ends."""
    name, *variables = (latex(name_box(word), mathtext=mathtext) for word in (formula.name, *formula.variables))
    if max_terms is not None and len(variables) > _MOST_VARIABLES:
        variables[2:-1] = [r"\ldots"]
    body = to_latex(formula.expression, mathtext=mathtext, max_terms=max_terms)
    return rf"{name}({', '.join(variables)}) = {body}"


def formula_mathml(formula: Formula) -> str:
    """Return ``f(x, y) = ...`` as a Presentation MathML ``<math>`` element."""
    name, *variables = map(name_box, (formula.name, *formula.variables))
    boxes: list[Box] = [name, Word(Style.FENCE, "(")]
    for place, variable in enumerate(variables):
        boxes += (Word(Style.OPERATOR, ", "),) if place else ()
        boxes.append(variable)
    return mathml(Row((*boxes, Word(Style.FENCE, ")"), Word(Style.OPERATOR, "="), arrange(formula.expression))))
