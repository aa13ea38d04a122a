"""The quadratic model as it is written is the Taylor polynomial of second order."""

from __future__ import annotations

import math

import pytest

from hessview.analysis.curvature import Curvature, at
from hessview.explanations.quadratic_model import model_lines, named_model
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.language.source import to_text
from tests.explanations.evaluated import evaluated
from tests.language.mpmath_table import mp

CASES = [
    ("x^4 + y^4 - 4*x*y + 1", (1.0, -1.0)),
    ("x^2*y*z", (1.0, 1.0, 1.0)),
    ("sin(x)*exp(y)", (0.3, 0.2)),
    ("x^3", (2.0,)),
    ("x^2 - y^2", (0.0, 0.0)),
    ("cos(a) + b*c + d^2 + a*d", (0.5, 1.0, 2.0, -1.0)),
]


def curvature_of(text: str, point: tuple[float, ...]) -> Curvature:
    return at(ExpressionLandscape(parse(text, variables=names(text))), point)


def names(text: str) -> tuple[str, ...] | None:
    return ("a", "b", "c", "d") if "cos(a)" in text else None


@pytest.mark.parametrize(("text", "point"), CASES, ids=[text for text, _ in CASES])
def test_the_numbers_of_the_model_are_those_of_the_point(text: str, point: tuple[float, ...]) -> None:
    formula = parse(text, variables=names(text))
    c = curvature_of(text, point)
    tree = model_lines(formula, c)[-1].sides[-1].tree
    step = [0.37 + 0.11 * k for k in range(len(point))]
    values = {n: mp.mpf(x + d) for n, x, d in zip(formula.variables, point, step, strict=True)}
    expected = c.value + c.gradient @ step + 0.5 * (step @ c.hessian @ step)
    assert not isinstance(tree, tuple)
    assert tree is not None
    size = abs(c.value) + float(abs(c.gradient).sum()) + float(abs(c.hessian).sum())
    assert float(evaluated(tree, values)) == pytest.approx(float(expected), abs=2e-4 * size + 1e-12)


def test_an_exact_model_is_written_exactly() -> None:
    formula = parse("x^4 + y^4 - 4*x*y + 1")
    line = model_lines(formula, curvature_of("x^4 + y^4 - 4*x*y + 1", (1.0, -1.0)))[-1]
    assert line.text == (
        "m(x, y) = 7 + 8*(x - 1) - 8*(y + 1) + 1/2*(12*(x - 1)^2 - 8*(x - 1)*(y + 1) + 12*(y + 1)^2)"
    )


def test_the_named_model_names_every_derivative_once() -> None:
    assert to_text(named_model(parse("x*y"))) == (
        "f_0 + f_x*(x - x_0) + f_y*(y - y_0) + 1/2*(f_xx*(x - x_0)^2 + 2*f_xy*(x - x_0)*(y - y_0) + f_yy*(y - y_0)^2)"
    )


def test_without_derivatives_there_is_no_model() -> None:
    (line,) = model_lines(parse("log(x)"), curvature_of("log(x)", (-1.0,)))
    assert math.isnan(curvature_of("log(x)", (-1.0,)).value)
    assert line.words.startswith("There is no quadratic model here")


def test_of_many_variables_the_terms_are_counted_not_written() -> None:
    text = " + ".join(f"x{k}^2" for k in range(1, 9))
    lines = model_lines(parse(text), curvature_of(text, (1.0,) * 8))
    assert lines[-1].words == "Of 8 variables it has 45 terms, too many to be written out."
