"""A curvature to paste elsewhere: plain text, LaTeX, NumPy, CSV."""

from __future__ import annotations

import csv
import io
import math
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.verdict import Definiteness
from hessview.explanations import headline
from hessview.language.layout import name_box
from hessview.language.markup import latex, mathml
from hessview.language.typeset import formula_latex, formula_mathml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import FormulaAnswer
    from hessview.language.formula import Formula

_MOST_EXACT, _APART = 6, 4.0
"""Variables up to which eigenvalues are looked at exactly, and errors from one to the next at least."""


def copy_as(form: str, curvature: Curvature, formula: Formula, exact: FormulaAnswer | None = None) -> str:
    """Return `curvature` as text in one of `FORMS`, or ``"python"``.

    Parameters
    ----------
    exact
        The exact formulas, for Python; without them there is only the function itself.

    Raises
    ------
    ValueError
        For another form.
    """
    if form == "python":
        from hessview.export.python_functions import as_python

        return as_python(formula, exact)
    writer = FORMS.get(form)
    if writer is None:
        raise ValueError(f"expected one of {', '.join(FORMS)}, got {form!r}")
    return writer(curvature, formula)


def as_text(curvature: Curvature, formula: Formula) -> str:
    """Return a plain text of a few lines, columns aligned, nine digits."""
    eigen = [
        f"lambda{k + 1} = {_short(value)}   v{k + 1} = {_row(curvature.eigenvectors[:, k])}"
        for k, value in enumerate(curvature.eigenvalues)
    ]
    lines = [
        f"{formula.name}({', '.join(formula.variables)}) = {formula.text}",
        *(f"{name} = {_short(value)}" for name, value in formula.parameters),
        f"at {', '.join(f'{n} = {_short(v)}' for n, v in zip(formula.variables, curvature.point, strict=True))}",
        f"{formula.name} = {_short(curvature.value)}{_doubt(curvature.value, curvature.value_error)}",
        f"gradient = {_row(curvature.gradient)}   |gradient| = {_short(curvature.gradient_norm)}",
        "Hessian =",
        *_aligned(curvature.hessian.tolist()),
        *eigen,
        "condition number undefined: H = 0" if curvature.definiteness is Definiteness.ZERO
        else f"condition number = {_short(curvature.condition_number)}",
        f"{headline(curvature)}; H is {curvature.definiteness}",
    ]
    return "\n".join(lines) + "\n"


def as_latex(curvature: Curvature, formula: Formula) -> str:
    """Return an ``aligned`` block: function, point, gradient, Hessian, eigenvalues; = only before exact numbers."""
    names = ", ".join(map(_name, formula.variables))
    point = ", ".join(map(_latex_number, curvature.point))
    f = _name(formula.name)
    g, H = curvature.gradient.tolist(), curvature.hessian.tolist()
    eigenvalues, errors = _eigenvalues(curvature)
    rows = [
        formula_latex(formula).replace("=", "&=", 1),
        rf"({names}) &= ({point})",
        rf"{f} &{_joint([curvature.value], [curvature.value_error])} {_latex_number(curvature.value)}",
        rf"\nabla {f} &{_joint(g, curvature.gradient_error)} {_latex_matrix([[value] for value in g])}",
        rf"H &{_joint(curvature.hessian.ravel(), curvature.hessian_error.ravel())} {_latex_matrix(H)}",
        *(
            rf"\lambda_{{{k + 1}}} &{_joint([value], [error])} {_latex_number(value)}"
            for k, (value, error) in enumerate(zip(eigenvalues, errors, strict=True))
        ),
    ]
    body = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n"


def as_numpy(curvature: Curvature, formula: Formula) -> str:
    """Return Python that makes the same arrays, every digit kept; it uses no name but numpy's."""
    arrays = (
        ("point", curvature.point.tolist()),
        ("gradient", curvature.gradient.tolist()),
        ("hessian", curvature.hessian.tolist()),
        ("eigenvalues", curvature.eigenvalues.tolist()),
        ("eigenvectors", curvature.eigenvectors.tolist()),
    )
    lines = [
        "import numpy as np",
        "",
        f"# {formula.name}({', '.join(formula.variables)}) = {formula.text}",
        *(f"# {name} = {value!r}" for name, value in formula.parameters),
        f"value = {_python_number(curvature.value)}",
        *(f"{name} = np.array({_python(values)})" for name, values in arrays),
    ]
    return "\n".join(lines) + "\n"


def as_csv(curvature: Curvature, formula: Formula) -> str:
    """Return a table with a name in the first column, numbers that round-trip, matrices row by row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["function", formula.text])
    writer.writerow(["variables", *formula.variables])
    for name, value in formula.parameters:
        writer.writerow([f"parameter {name}", repr(value)])
    writer.writerow(["point", *_digits(curvature.point)])
    writer.writerow(["value", *_digits([curvature.value])])
    writer.writerow(["gradient", *_digits(curvature.gradient)])
    for name, row in zip(formula.variables, curvature.hessian, strict=True):
        writer.writerow([f"hessian {name}", *_digits(row)])
    for k, value in enumerate(curvature.eigenvalues):
        writer.writerow([f"eigenvalue {k + 1}", *_digits([value])])
        writer.writerow([f"eigenvector {k + 1}", *_digits(curvature.eigenvectors[:, k])])
    writer.writerow(["condition number", *_digits([curvature.condition_number])])
    writer.writerow(["kind", str(curvature.kind)])
    return out.getvalue()


def as_mathml(curvature: Curvature, formula: Formula) -> str:
    """Return a line for function, point, value, gradient, Hessian and eigenvalues, each a ``<math>`` element."""
    from hessview.explanations.statements import Line, call_side, name_side, number_matrix, number_side, tuple_side
    from hessview.language.layout import Row, Script, Style, Word

    f = name_box(formula.name)
    nabla, lam = Row((Word(Style.VARIABLE, "∇"), f)), Word(Style.VARIABLE, "λ")
    errors = [[float(e)] for e in curvature.gradient_error]
    lines = [
        Line("", (call_side("", formula.variables), tuple_side(curvature.point.tolist()))),
        Line("", (name_side(f, ""), number_side(curvature.value, curvature.value_error))),
        Line("", (name_side(nabla, ""), number_matrix([[g] for g in curvature.gradient.tolist()], errors))),
        Line("", (
            name_side(Word(Style.VARIABLE, "H"), ""),
            number_matrix(curvature.hessian.tolist(), curvature.hessian_error.tolist()),
        )),
        *(
            Line("", (name_side(Script(lam, Word(Style.NUMBER, str(k + 1)), None), ""), number_side(value, error)))
            for k, (value, error) in enumerate(zip(*_eigenvalues(curvature), strict=True))
        ),
    ]
    body = "\n".join([formula_mathml(formula), *(mathml(line.box) for line in lines)])
    return f'<div xmlns="http://www.w3.org/1999/xhtml">\n{body}\n</div>\n'


FORMS: MappingProxyType[str, Callable[[Curvature, Formula], str]] = MappingProxyType(
    {"text": as_text, "latex": as_latex, "mathml": as_mathml, "numpy": as_numpy, "csv": as_csv}
)
"""What `copy_as` can write."""


def _eigenvalues(curvature: Curvature) -> tuple[list[float], list[float]]:
    """Return the eigenvalues with bounds of their errors: 0 for what is one for certain, by exact arithmetic."""
    H, errors = curvature.hessian.tolist(), curvature.eigenvalue_error.tolist()
    values = curvature.eigenvalues.tolist()
    is_diagonal = not np.any(curvature.hessian - np.diag(np.diag(curvature.hessian)))
    if is_diagonal and not np.any(curvature.hessian_error):
        return sorted((np.diag(curvature.hessian) + 0.0).tolist()), [0.0] * len(H)
    if np.any(curvature.hessian_error) or not np.isfinite(curvature.hessian).all() or len(H) > _MOST_EXACT:
        return values, errors
    for k, (value, error) in enumerate(zip(list(values), list(errors), strict=True)):
        near = float(f"{value:.12g}") + 0.0
        is_alone = all(j == k or abs(other - near) > _APART * error for j, other in enumerate(values))
        if is_alone and abs(near - value) <= error and _is_eigenvalue(H, near):
            values[k], errors[k] = near, 0.0
    return values, errors


def _is_eigenvalue(H: list[list[float]], value: float) -> bool:
    """Whether det(H - value I) = 0, in fractions."""
    A = [[Fraction(x) - (Fraction(value) if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(H)]
    while A:
        pivot = next((row for row in A if row[0]), None)
        if pivot is None:
            return True
        A.remove(pivot)
        A = [[x - row[0] / pivot[0] * y for x, y in zip(row[1:], pivot[1:], strict=True)] for row in A]
    return False


def _joint(values: Iterable[float], errors: Iterable[float]) -> str:
    """Return what LaTeX joins numbers with: = where each is written in full and has no error."""
    is_exact = all(
        not math.isfinite(value) or (error == 0.0 and Fraction(value) == Fraction(f"{value:.9g}"))
        for value, error in zip(map(float, values), errors, strict=True)
    )
    return "=" if is_exact else r"\approx"


def _name(name: str) -> str:
    return latex(name_box(name))


def _short(value: float) -> str:
    return f"{float(value):.9g}"


def _doubt(value: float, error: float) -> str:
    """Return the bound of the error of a number that is perhaps 0 and perhaps not; empty for any other."""
    return f"   error at most {error:.1g}" if abs(value) <= error < math.inf and error > 0.0 else ""


def _row(values: Iterable[float]) -> str:
    return "(" + ", ".join(map(_short, values)) + ")"


def _aligned(rows: Sequence[Sequence[float]]) -> list[str]:
    texts = [[_short(value) for value in row] for row in rows]
    width = max((len(text) for row in texts for text in row), default=0)
    return ["  [ " + "  ".join(text.rjust(width) for text in row) + " ]" for row in texts]


def _latex_number(value: float) -> str:
    value = float(value)
    if math.isnan(value):
        return r"\mathrm{undefined}"
    if math.isinf(value):
        return r"\infty" if value > 0.0 else r"-\infty"
    mantissa, _, exponent = f"{value:.9g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _latex_matrix(rows: Sequence[Sequence[float]]) -> str:
    body = r" \\ ".join(" & ".join(map(_latex_number, row)) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _python(values: object) -> str:
    return "[" + ", ".join(map(_python, values)) + "]" if isinstance(values, list) else _python_number(values)


def _python_number(value: object) -> str:
    number = float(value) if isinstance(value, int | float) else math.nan
    return repr(number) if math.isfinite(number) else f'float("{number}")'


def _digits(values: Iterable[float]) -> list[str]:
    return [repr(float(value)) for value in values]
