"""A function with its gradient and its Hessian as Python source, from their exact formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.language.source import python_array, python_name, to_python

if TYPE_CHECKING:
    from hessview.compute.results import FormulaAnswer
    from hessview.language.formula import Formula

_MISSING = "# Gradient and Hessian are left out: their formulas are not known, or too long."


def as_python(formula: Formula, exact: FormulaAnswer | None = None) -> str:
    """Return a module of functions over numpy (and scipy.special where it is needed); parameters are keywords.

    Parameters
    ----------
    exact
        The exact formulas; None, or one of them left out: only the function itself is written.
    """
    arguments = ", ".join([
        *map(python_name, formula.variables), *(f"{python_name(name)}={value!r}" for name, value in formula.parameters)
    ])  # fmt: skip
    name = python_name(formula.name)
    gradient, hessian = (f"{each}_of_{name}" if name in {"gradient", "hessian"} else each
                         for each in ("gradient", "hessian"))  # fmt: skip
    functions = [f"def {name}({arguments}):\n    return {to_python(formula.expression)}\n"]
    if (rows := _rows(formula, exact)) is not None:
        first, second = rows
        names = [*map(python_name, formula.variables), *(python_name(name) for name, _ in formula.parameters)]
        slopes = python_array([[entry] for entry in first], names, is_vector=True)
        functions += [
            f"def {gradient}({arguments}):\n    return {slopes}\n",
            f"def {hessian}({arguments}):\n    return {python_array(second, names, ' ' * 8)}\n",
        ]
    else:
        functions.append(f"{_MISSING}\n")
    body = "\n\n".join(functions)
    special = "from scipy import special\n" if "special." in body else ""
    return f"import numpy as np\n{special}\n\n{body}"


def _rows(formula: Formula, exact: FormulaAnswer | None) -> tuple[list[str], list[list[str]]] | None:
    if exact is None:
        return None
    parameters, known = dict(formula.parameters), dict[str, str]()

    def written(text: str) -> str:
        if text not in known:
            known[text] = to_python(parse(text, variables=formula.variables, parameters=parameters).expression)
        return known[text]

    try:
        return [written(text) for text in exact.gradient], [[written(text) for text in row] for row in exact.hessian]
    except SyntaxProblem:
        return None
