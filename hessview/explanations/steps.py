"""A page that shows the steps: f, its derivatives, the matrix at a point, its eigenvalues, and what follows.

The conclusion is the panel's, word for word: what the steps show is how one gets there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.verdict import Kind
from hessview.explanations.characteristic import eigenvalue_step, exact_zeros
from hessview.explanations.degenerate import paths, strictness
from hessview.explanations.derivation_steps import Derived, derivation_steps, substituted
from hessview.explanations.digits import equated, number
from hessview.explanations.reasons import explain
from hessview.explanations.statements import (
    ABOUT,
    EQUAL,
    Line,
    Page,
    Side,
    Step,
    call_side,
    coordinate_literal,
    coordinate_side,
    derivative_label,
    formula_side,
    name_side,
    number_matrix,
    number_side,
    tuple_side,
)
from hessview.explanations.verdicts import headline, sentence
from hessview.language.decimals import machine_text
from hessview.language.expression import postorder
from hessview.language.folding import evaluate
from hessview.language.layout import Fence, Row, Style, Word, name_box
from hessview.language.plain_names import plain_name

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import FormulaAnswer
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

_MOST_PUT_IN = 40
"""Nodes of a formula in which numbers are put for the names before it is calculated."""

_DIGITS_PUT_IN = 6
_MOST_LOST = 1e-4
"""Of a value, relative, by rounding the coordinates that are put in for its names."""

_MOST_MATRIX = 12
"""Rows of a matrix of numbers that is written out."""

_MOST_GRADIENT = 12


def show_steps(
    formula: Formula, curvature: Curvature, exact: FormulaAnswer | None = None, account: str = ""
) -> Page:
    """Return the page of one function at one point.

    Parameters
    ----------
    formula
        The function, of n variables.
    curvature
        What the panel shows at the point.
    exact
        The exact formulas; None while there are none.
    account
        What the panel says below about the critical point that is known there.
    """
    return steps_at(derivation_steps(formula, exact), curvature, account)


def steps_at(derived: Derived, curvature: Curvature, account: str = "") -> Page:
    """Return the page of a function whose derivatives are known; see `show_steps`."""
    formula = derived.formula
    point = ", ".join(
        f"{plain_name(name)} = {coordinate_side(float(x)).text}"
        for name, x in zip(formula.variables, curvature.point, strict=True)
    )
    head = Line("", (call_side(formula.name, formula.variables), formula_side(formula.expression)))
    title = f"{plain_name(formula.name)}({', '.join(map(plain_name, formula.variables))}) at {point}"
    steps = (
        _function(formula, curvature, head),
        *derived.steps,
        *_at_the_point(derived, curvature),
        eigenvalue_step(curvature),
        _conclusion(curvature, account),
    )
    names = (formula.name, *formula.variables, *(name for name, _ in formula.parameters))
    return Page(title, head, steps, tuple(map(plain_name, names)))


def _function(formula: Formula, c: Curvature, head: Line) -> Step:
    parameters = [
        Line("", (name_side(name_box(name), name), coordinate_side(value))) for name, value in formula.parameters
    ]
    names = _tuple_of_names(formula.variables)
    one = formula.dimension == 1
    if one:
        point = Line("The point p:", (names, coordinate_side(float(c.point[0]))))
    else:
        p = name_side(Word(Style.VARIABLE, "p"), "p")
        point = Line("The point p:", (p, names, tuple_side([float(x) for x in c.point])))
    return Step("The function", (head, *parameters, point))


def _tuple_of_names(names: tuple[str, ...]) -> Side:
    if len(names) == 1:
        return name_side(name_box(names[0]), names[0])
    return call_side("", names)


def _at_the_point(derived: Derived, c: Curvature) -> tuple[Step, ...]:
    formula = derived.formula
    n, one = formula.dimension, formula.dimension == 1
    errors = np.broadcast_to(np.asarray(c.gradient_error), c.gradient.shape)
    left = _at_p(name_side(name_box(formula.name), formula.name))
    put_in = _put_in(formula.expression, formula, c, c.value)
    lines = [_entry(left, put_in, number_side(c.value, c.value_error))]
    for k in range(min(n, _MOST_GRADIENT)):
        label = derivative_label(formula.name, (formula.variables[k],), ordinary=one)
        entry = number_side(float(c.gradient[k]), float(errors[k]))
        lines.append(_entry(label, _put_in(derived.gradient[k], formula, c, float(c.gradient[k])), entry))
    if n > _MOST_GRADIENT:
        lines.append(Line(f"{n - _MOST_GRADIENT} more."))
    return (Step("Value and gradient at this point", (*lines, Line(_critical_words(c)))), _matrix_at(derived, c))


def _matrix_at(derived: Derived, c: Curvature) -> Step:
    formula, n = derived.formula, derived.formula.dimension
    title = "The second derivative at this point" if n == 1 else "The matrix at this point"
    E = np.broadcast_to(np.asarray(c.hessian_error), c.hessian.shape)
    numbers = number_matrix(c.hessian.tolist(), E.tolist())
    if 1 < n <= _MOST_MATRIX and numbers.relation == EQUAL and _is_constant(derived):
        return Step(title, (Line("H contains no variable: it is the same matrix at every point."),))
    lines: list[Line] = []
    if derived.hessian and n <= 3:
        for i in range(n):
            for j in range(i, n):
                label = derivative_label(formula.name, (formula.variables[i], formula.variables[j]), ordinary=n == 1)
                value = float(c.hessian[i, j])
                put_in = _put_in(derived.hessian[i][j], formula, c, value)
                lines.append(_entry(label, put_in, number_side(value, float(E[i, j]))))
    if n > _MOST_MATRIX:
        lines.append(Line(f"H has {n} rows of {n} numbers: too many to be written out here."))
    elif n > 1:
        left = _at_p(name_side(Word(Style.VARIABLE, "H"), "H"))
        lines.append(Line("", (left, numbers)))
    return Step(title, tuple(lines))


def _is_constant(derived: Derived) -> bool:
    """Whether no second derivative has a variable or a parameter in it."""
    nodes = (node for row in derived.hessian for tree in row if tree is not None for node in postorder(tree))
    known = {*derived.formula.variables, *(name for name, _ in derived.formula.parameters)}
    return bool(derived.hessian) and not any(getattr(node, "name", "") in known for node in nodes)


def _at_p(side: Side) -> Side:
    """Return a name at the point p."""
    box = Row((side.box, Fence("(", Word(Style.VARIABLE, "p"), ")", False)))
    return name_side(box, f"{side.text}(p)")


def _entry(label: Side, put_in: Side | None, value: Side) -> Line:
    """Return a derivative at the point: its formula with the numbers put in where that is short, and its value."""
    return Line("", (label, value) if put_in is None else (label, put_in, value))


def _put_in(tree: Expression | None, formula: Formula, c: Curvature, value: float) -> Side | None:
    """Return `tree` with the coordinates and parameters in their places; None where nobody would read it."""
    if tree is None or not math.isfinite(value):
        return None
    known = [*zip(formula.variables, c.point.tolist(), strict=True), *formula.parameters]
    used = {getattr(node, "name", "") for node in postorder(tree)}
    exact = {name: coordinate_literal(float(x)) for name, x in known if name in used}
    is_size = sum(1 for _ in postorder(tree)) <= _MOST_PUT_IN
    if not exact or not is_size or not all(math.isfinite(x) for _, x in known):
        return None
    texts = {name: _short(exact[name], float(x)) for name, x in known if name in used}
    written = substituted(tree, texts)
    reached = evaluate(written, {})
    if reached is None or not math.isfinite(reached):  # x^y·y/x at x = 0, where the derivative is another formula's
        return None
    if texts == exact:
        return formula_side(written)
    # Rounded coordinates are written only where what they lead to is still the value.
    return formula_side(written, ABOUT) if abs(reached - value) <= _MOST_LOST * abs(value) else None


def _short(exact: str, value: float) -> str:
    """Return a coordinate as it was typed if that is short, else to six digits."""
    digits = len(exact.strip("-").replace(".", "").lstrip("0"))
    return exact if exact and digits <= _DIGITS_PUT_IN else machine_text(number(value, 0.0, _DIGITS_PUT_IN))


def _critical_words(c: Curvature) -> str:
    one = c.dimension == 1
    zero = "f′ = 0" if one else "∇f = 0"
    if c.kind is Kind.UNDEFINED:
        return "Without all derivatives it cannot be asked whether the point is critical."
    if c.is_critical is None:
        return f"Whether {zero} here, within rounding, cannot be told."
    if c.is_critical:
        exactly = not np.any(c.gradient) and not np.any(c.gradient_error)
        how = "" if exactly else " within rounding errors and the last digit of the coordinates"
        return f"{zero}{how}: the point is critical."
    norm = equated(c.gradient_norm, math.hypot(*np.atleast_1d(c.gradient_error)))
    return f"{'|f′|' if one else '|∇f|'} {norm} is not zero: the point is not critical."


def _conclusion(c: Curvature, account: str) -> Step:
    """Return the verdict of the panel in its own words, the reason, and the tests."""
    lines = [Line(_signs(c)), Line(f"{headline(c)}."), Line(sentence(c))]
    if sentence(c).startswith(f"{headline(c)}:"):  # the sentence has the verdict in it
        del lines[1]
    because = f"The reason: {explain(c.reason)}"
    if c.kind not in (Kind.UNDECIDED, Kind.UNDEFINED, Kind.NOT_CRITICAL):  # these sentences have it in them
        lines.append(Line(because))
    if c.degenerate is not None and not account:  # which says the same
        lines.append(Line(f"What decides: {explain(c.degenerate.reason)}"))
        lines += [Line(f"{words}.") for words in paths(c.degenerate)]
        lines.append(Line(strictness(c.degenerate)))
    lines += [Line(words) for words in account.split("\n")]
    told = None if c.degenerate is None else c.degenerate.reason
    notes = [Line(f"Note: {explain(note)}") for note in c.notes if note != told]
    tests = tuple(
        Line(f"{str(test.name)[:1].upper()}{str(test.name)[1:]}: {explain(test.reason)}") for test in c.tests
    )
    said: list[Line] = []
    for line in (*lines, *notes):
        if line.words and line.words not in {each.words for each in said}:
            said.append(line)
    below = (Step("Tests", tests),) if tests else ()
    return Step("Conclusion", tuple(said), below)


def _signs(c: Curvature) -> str:
    if not np.isfinite(c.eigenvalues).all():
        return ""
    p, m, z = c.inertia.positive, c.inertia.negative, c.inertia.zero
    is_exact = not np.any(c.eigenvalue_error) or exact_zeros(c) == z
    unsure = "zero" if is_exact else "zero within rounding errors"
    counts = ", ".join(
        f"{many} {word}" for many, word in ((p, "positive"), (m, "negative"), (z, unsure)) if many
    )
    if c.dimension == 1:
        return f"Sign of the second derivative: {counts.partition(' ')[2]}."
    return f"Signs of the eigenvalues: {counts}. H is {c.definiteness}."
