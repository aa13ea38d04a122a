"""The analyze document has every field that other programs rely on, in JSON that any reader takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.curvature import Curvature, at
from hessview.compute.results import FormulaAnswer
from hessview.export.json_output import analyze_document, number
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.language.formula import Formula

FIELDS = {
    "schema", "expression", "variables", "point", "value", "gradient", "gradient_norm", "hessian", "hessian_symbolic",
    "gradient_symbolic", "hessian_latex", "eigenvalues", "eigenvectors", "inertia", "definiteness", "is_critical",
    "kind", "nature", "reason", "nonsmooth", "determinant", "trace", "condition_number", "tests", "engine",
    "error_estimate", "tolerance", "notes",
}  # fmt: skip


def curvature_of(text: str, *point: float) -> tuple[Curvature, Formula]:
    formula = parse(text)
    return at(ExpressionLandscape(formula), point), formula


def test_a_saddle_is_told_completely() -> None:
    made = analyze_document(*curvature_of("x^2 - 3y^2 + x y", 0.0, 0.0))
    assert made.keys() >= FIELDS
    assert made["schema"] == "hessview.analyze/1"
    assert made["hessian"] == [[2.0, 1.0], [1.0, -6.0]]
    assert (made["kind"], made["nature"], made["is_critical"]) == ("saddle", "not an extremum", True)
    assert made["inertia"] == {"positive": 1, "negative": 1, "zero": 0}
    assert made["hessian_symbolic"] is None


def test_eigenvectors_are_listed_one_by_one_beside_their_eigenvalues() -> None:
    made = analyze_document(*curvature_of("x^2 - 3y^2 + x y", 0.0, 0.0))
    H = np.array(made["hessian"])
    for value, v in zip(made["eigenvalues"], made["eigenvectors"], strict=True):  # type: ignore[arg-type]
        assert np.allclose(H @ np.array(v), value * np.array(v))


@pytest.mark.parametrize(("text", "point"), [("log(x) + y", (-1.0, 0.0)), ("1/x + y", (0.0, 1.0)), ("x^2", (0.0,)),
                                             ("exp(x^2)", (26.0,))])  # fmt: skip
def test_every_document_is_strict_json_and_its_numbers_round_trip(text: str, point: tuple[float, ...]) -> None:
    made = analyze_document(*curvature_of(text, *point))
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_what_is_not_finite_is_a_word() -> None:
    assert [number(v) for v in (float("nan"), float("inf"), float("-inf"), 0.1)] == ["nan", "inf", "-inf", 0.1]
    assert analyze_document(*curvature_of("x^2 + 0 y", 0.0, 0.0))["condition_number"] == "inf"


def test_exact_formulas_are_rows_of_texts_and_one_latex_matrix() -> None:
    exact = FormulaAnswer(("2*x", "2"), (("2", "0"), ("0", "0")), ("2 x", "2"), (("2", "0"), ("0", "0")))
    made = analyze_document(*curvature_of("x^2 + 2y", 1.0, 0.0), exact)
    assert (made["gradient_symbolic"], made["hessian_symbolic"]) == (["2*x", "2"], [["2", "0"], ["0", "0"]])
    assert made["gradient_latex"] == r"\begin{pmatrix} 2 x \\ 2 \end{pmatrix}"
    assert made["hessian_latex"] == r"\begin{pmatrix} 2 & 0 \\ 0 & 0 \end{pmatrix}"
