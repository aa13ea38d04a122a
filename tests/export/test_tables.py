"""What is copied can be pasted: NumPy runs, CSV reads back, LaTeX is balanced."""

from __future__ import annotations

import ast
import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.curvature import Curvature, at
from hessview.compute.results import FormulaAnswer
from hessview.export.report import report
from hessview.export.tables import FORMS, copy_as
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.language.formula import Formula


@pytest.fixture
def found() -> tuple[Curvature, Formula]:
    formula = parse("a = 2\nf(x, theta) = a x^2 theta/3 + theta^3")
    return at(ExpressionLandscape(formula), (1.0, 0.1)), formula


def arrays(text: str) -> dict[str, object]:
    """The literals that Python would assign."""
    found: dict[str, object] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value.args[0] if isinstance(node.value, ast.Call) else node.value
            found[node.targets[0].id] = ast.literal_eval(value)
    return found


def test_numpy_keeps_every_digit(found: tuple[Curvature, Formula]) -> None:
    curvature, _ = found
    made = arrays(copy_as("numpy", *found))
    assert made["value"] == curvature.value
    for name in ("point", "gradient", "hessian", "eigenvalues", "eigenvectors"):
        assert np.array_equal(np.array(made[name]), getattr(curvature, name))


def test_csv_reads_back_every_digit(found: tuple[Curvature, Formula]) -> None:
    curvature, _ = found
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(copy_as("csv", *found)))}
    assert [float(v) for v in rows["gradient"]] == curvature.gradient.tolist()
    assert [float(v) for v in rows["hessian theta"]] == curvature.hessian[1].tolist()
    assert rows["variables"] == ["x", "theta"]


def test_latex_is_balanced_and_names_are_letters(found: tuple[Curvature, Formula]) -> None:
    text = copy_as("latex", *found)
    assert text.count("{") == text.count("}")
    assert text.count(r"\begin") == text.count(r"\end")
    assert r"\theta" in text
    assert r"\nabla" in text


def test_text_says_where_what_and_how_it_bends(found: tuple[Curvature, Formula]) -> None:
    text = copy_as("text", *found)
    for part in ("at x = 1, theta = 0.1", "a = 2", "Hessian =", "lambda1 =", "Not a critical point"):
        assert part in text


@pytest.mark.parametrize("form", FORMS)
def test_a_point_without_derivatives_can_be_copied_too(form: str) -> None:
    formula = parse("log(x) + y")
    assert copy_as(form, at(ExpressionLandscape(formula), (-1.0, 0.0)), formula)


def test_an_unknown_form_is_refused(found: tuple[Curvature, Formula]) -> None:
    with pytest.raises(ValueError, match="expected one of text, latex, mathml, numpy, csv"):
        copy_as("docx", *found)


def test_a_value_that_may_be_zero_or_not_stands_with_the_bound_of_its_error() -> None:
    formula = parse("x^2 - y^2")
    landscape = ExpressionLandscape(formula)
    assert "\nf = 0   error at most 1e-307\n" in copy_as("text", at(landscape, (1e-200, 0.0)), formula)
    assert "\nf = 0\n" in copy_as("text", at(landscape, (0.0, 0.0)), formula)
    assert "\nf = 3\n" in copy_as("text", at(landscape, (2.0, 1.0)), formula)


def test_where_h_is_zero_no_condition_number_is_said() -> None:
    formula = parse("x^4 + y^4")
    assert "condition number undefined: H = 0" in copy_as("text", at(ExpressionLandscape(formula), (0.0, 0.0)), formula)


def test_a_report_says_a_constant_hessian_once() -> None:
    for text, is_constant in (("x^2 - 3*y^2", True), ("x^3 - y^2", False)):
        formula = parse(text)
        rows = (("2", "0"), ("0", "-6")) if is_constant else (("6*x", "0"), ("0", "-2"))
        exact = FormulaAnswer(("", ""), rows, ("", ""), (("", ""), ("", "")))
        said = report(at(ExpressionLandscape(formula), (1.0, 1.0)), formula, exact)
        assert ("constant: the matrix above" in said) is is_constant
