"""The Python names keep their word: shapes, classes of answers, errors, pictures and the window."""

from __future__ import annotations

import doctest
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import hessview as hv
from hessview import api
from hessview.api import functions
from hessview.document.session_file import open_bytes
from hessview.document.state import Box

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_examples_in_the_docstrings_are_true() -> None:
    outcome = doctest.testmod(functions)
    assert outcome.attempted > 2
    assert outcome.failed == 0


def test_variables_stand_in_natural_order_or_as_they_are_declared() -> None:
    assert hv.Function("x^2*y*z").variables == ("x", "y", "z")
    assert hv.Function("b + x10 + x2 + z").variables == ("z", "x2", "x10", "b")
    assert hv.Function("x", variables=("z", "x")).variables == ("z", "x")
    assert hv.Function("f(v, u) = u").variables == ("v", "u")
    assert hv.Function("5").variables == ("x", "y")
    with pytest.raises(hv.SyntaxProblem) as caught:
        hv.Function("x + y", variables=("x",))
    assert caught.value.kind == "undefined_name"


@pytest.mark.parametrize("points", [[1.0, 2.0, 3.0], (1, 2, 3), np.array([1, 2, 3], dtype=np.float32)])
def test_a_point_gives_one_value_gradient_and_hessian(points: Any) -> None:
    f = hv.Function("x^2*y*z")
    assert f.value(points).shape == ()
    assert float(f.value(points)) == 6.0
    assert f.gradient(points).tolist() == [12.0, 3.0, 2.0]
    assert f.hessian(points).tolist() == [[12.0, 6.0, 4.0], [6.0, 0.0, 1.0], [4.0, 1.0, 0.0]]


@pytest.mark.parametrize("m", [0, 1, 7])
def test_points_give_values_gradients_and_hessians_one_a_point(m: int) -> None:
    f = hv.Function("x^2*y*z")
    points = np.random.default_rng(5).uniform(-2.0, 2.0, (m, 3))
    values, gradients, hessians = f.value(points), f.gradient(points), f.hessian(points)
    assert (values.shape, gradients.shape, hessians.shape) == ((m,), (m, 3), (m, 3, 3))
    for k, (x, y, z) in enumerate(points):
        assert values[k] == pytest.approx(x * x * y * z)
        assert gradients[k] == pytest.approx([2 * x * y * z, x * x * z, x * x * y])
        assert hessians[k] == pytest.approx(f.hessian(points[k]))


@pytest.mark.parametrize("points", [[1.0, 2.0], [[1.0, 2.0]], 1.0, [[[1.0, 2.0, 3.0]]], []])
@pytest.mark.parametrize("ask", ["value", "gradient", "hessian"])
def test_another_shape_is_refused_with_what_was_expected_and_what_came(ask: str, points: Any) -> None:
    with pytest.raises(ValueError, match=r"expected points of shape \(3,\) or \(m, 3\), got \("):
        getattr(hv.Function("x^2*y*z"), ask)(points)


def test_where_a_function_is_undefined_the_numbers_are_nan_and_nothing_is_raised() -> None:
    f = hv.Function("log(x) + 1/y")
    assert np.isnan(f.value([[-1.0, 1.0]])).all()
    assert not np.isfinite(f.value([1.0, 0.0]))


def test_parameters_are_numbers_that_have_a_name() -> None:
    f = hv.Function("a x^2", parameters={"a": 3})
    assert (f.variables, f.parameters, f.hessian([0.0]).tolist()) == (("x",), {"a": 3.0}, [[6.0]])
    assert hv.Function("a = 2\na x").parameters == {"a": 2.0}
    for wrong in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="parameter a must be a finite number"):
            hv.Function("a x", parameters={"a": wrong})
    with pytest.raises(ValueError, match="parameter x is a variable too"):
        hv.Function("x", variables=["x"], parameters={"x": 1.0})
    with pytest.raises(hv.SyntaxProblem):
        hv.Function("x", parameters={"sin": 1.0})


@pytest.mark.parametrize("text", [3, None, b"x", ["x"]])
def test_what_is_no_text_is_no_formula(text: Any) -> None:
    with pytest.raises(TypeError, match="a formula is text"):
        hv.Function(text)


def test_a_curvature_carries_everything_the_panel_shows() -> None:
    c = hv.Function("x^2 - 3y^2").curvature([0.0, 0.0])
    assert isinstance(c, hv.Curvature)
    assert c.eigenvalues.tolist() == [-6.0, 2.0]
    H = c.hessian
    assert np.allclose(H @ c.eigenvectors, c.eigenvectors * c.eigenvalues)
    assert (c.inertia.positive, c.inertia.negative, c.inertia.zero) == (1, 1, 0)
    assert (c.kind, c.definiteness, c.nature, c.is_critical) == ("saddle", "indefinite", "not an extremum", True)
    assert (c.index, c.condition_number, c.determinant, c.trace) == (1, 3.0, -12.0, -4.0)
    assert {"name", "holds", "reason"} <= {name for test in c.tests for name in dir(test)}
    assert isinstance(c.kind, hv.Kind)
    assert isinstance(c.definiteness, hv.Definiteness)


def test_classes_of_answers_are_words() -> None:
    for words in (hv.Kind, hv.Definiteness, hv.Nature, hv.ProblemKind):
        assert issubclass(words, StrEnum)
    assert {str(kind) for kind in hv.Kind} >= {
        "minimum", "maximum", "saddle", "degenerate", "not critical", "undecided", "undefined",
    }  # fmt: skip
    assert {str(word) for word in hv.Definiteness} >= {
        "positive definite", "negative definite", "indefinite", "positive semidefinite", "negative semidefinite",
        "zero", "undecided",
    }  # fmt: skip
    assert {str(word) for word in hv.Nature} >= {"minimum", "maximum", "not an extremum", "undecided"}


@pytest.mark.parametrize("point", [[1.0], [1.0, np.nan], [1.0, np.inf], [[0.0, 0.0]]])
def test_curvature_is_asked_at_one_finite_point(point: Any) -> None:
    with pytest.raises(ValueError, match="2 finite coordinates"):
        hv.Function("x^2 - y^2").curvature(point)


def test_symbolic_derivatives_are_sympy_objects() -> None:
    sympy = pytest.importorskip("sympy")
    symbolic = hv.Function("a x^3 y", parameters={"a": 2.0}).symbolic
    a, x, y = sorted(symbolic.expression.free_symbols, key=str)
    assert (str(a), str(x), str(y)) == ("a", "x", "y")
    gradient, hessian = [3 * a * x**2 * y, a * x**3], [[6 * a * x * y, 3 * a * x**2], [3 * a * x**2, 0]]
    assert (symbolic.gradient - sympy.Matrix(gradient)).expand().is_zero_matrix
    assert (symbolic.hessian - sympy.Matrix(hessian)).expand().is_zero_matrix


def test_figure_stays_the_function_whatever_is_imported() -> None:
    from hessview.figure import marks

    assert marks.__name__ in sys.modules
    assert hv.figure is api.figure


def test_a_syntax_problem_says_what_where_and_what_would_do() -> None:
    with pytest.raises(hv.HessviewError) as caught:
        hv.Function("x +\narcsinn(x)", variables=("x",))
    problem = caught.value
    assert isinstance(problem, hv.SyntaxProblem)
    assert (problem.kind, problem.line, problem.column, problem.length) == ("unknown_function", 2, 1, 7)
    assert problem.kind is hv.ProblemKind.UNKNOWN_FUNCTION
    assert "arcsinn" in problem.message
    assert str(problem) == problem.message
    assert problem.suggestion is not None
    assert "arcsin" in problem.suggestion
    assert hv.Function(problem.repairs[0].text, variables=("x",)).formula.text == "x + asin(x)"


def test_a_notebook_shows_function_curvature_and_figure() -> None:
    f = hv.Function("x^2 + y^2")
    assert f._repr_latex_().startswith("$f")
    assert repr(f) == "f(x, y) = x^2 + y^2"
    html = f.curvature([0.0, 0.0])._repr_html_()
    assert "Minimum" in html
    assert "eigen" in html.lower() or "lambda" in html
    assert "<svg" in hv.figure(f)._repr_svg_()


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_a_figure_is_saved_with_what_it_shows(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out.{ending}"
    picture = hv.figure(hv.Function("u^2 - b v^2", parameters={"b": 2.0}), box=[(-1, 2), (-3, 4)], at=(0.5, 1))
    picture.save(str(target), size=(50.0, 40.0), dpi=50)
    assert open_bytes(target.read_bytes()) == picture.state
    assert picture.variables == ("u", "v")
    assert (picture.state.view, picture.state.probe) == (Box(-1.0, 2.0, -3.0, 4.0), (("u", 0.5), ("v", 1.0)))
    assert list(tmp_path.iterdir()) == [target]


def test_figures_of_one_three_and_no_variables_are_painted() -> None:
    for text in ("x^3", "x y z", "7"):
        assert hv.figure(text).to_bytes("png", size=(40.0, 40.0), dpi=40).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda: hv.figure("x^2", box=[[0, 1], [2, 3]]), ValueError, r"1 pairs .* got shape \(2, 2\)"),
        (lambda: hv.figure("x y", box=[[0, 1], [3, 2]]), ValueError, "smaller one first"),
        (lambda: hv.figure("x y", box=[[0.0, 1.0], [0.0, float("inf")]]), ValueError, "finite"),
        (lambda: hv.figure("x y", at=[1.0]), ValueError, "2 finite coordinates"),
        (lambda: hv.figure("x y", at=[1.0, np.nan]), ValueError, "2 finite coordinates"),
        (lambda: hv.figure("x y +"), hv.SyntaxProblem, "missing"),
        (lambda: hv.figure("x").save("out.jpg"), ValueError, "svg, pdf or png"),
        (lambda: hv.figure("x").save("out"), ValueError, "svg, pdf or png"),
        (lambda: hv.figure("x").to_bytes("png", size=(1.0, 1.0)), hv.HessviewError, "20 to 2000 mm"),
        (lambda: hv.figure("x").to_bytes("png", size=(90.0, 70.0, 1.0)), ValueError, "got 3 numbers"),  # type: ignore[arg-type]
        (lambda: hv.figure("x").to_bytes("png", dpi=1300.0), hv.HessviewError, "30 to 1200 dpi"),
        (lambda: hv.figure("x", view="surface"), ValueError, "one variable has no surface"),
        (lambda: hv.figure("x", view="side by side"), ValueError, "one variable has no surface"),
        (lambda: hv.figure("x").to_bytes("png", panels=["surface"]), hv.HessviewError, "no surface of this function"),
        (lambda: hv.figure("x y", view="plan"), ValueError, "'plan' is no view; there are contour, surface"),
    ],
)
def test_a_wrong_figure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object], error: type[Exception], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=said):
        ask()
    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "old.svg"
    target.mkdir()
    with pytest.raises(OSError, match=r"old\.svg"):
        hv.figure("x").save(target, size=(30.0, 30.0))
    assert list(tmp_path.iterdir()) == [target]


def test_explore_opens_the_window_on_the_same_function(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str | None] = []

    def open_window(argument: str | None, *, report: object) -> int:
        shown.append(argument)
        return 0

    monkeypatch.setattr(api, "open_window", open_window)
    f = hv.Function("u^2 + k v", variables=("v", "u"), parameters={"k": -2.5})
    assert [hv.explore(f), hv.explore("x^2"), hv.explore()] == [0, 0, 0]
    assert shown[1:] == ["x^2", None]
    assert shown[0] is not None
    again = hv.Function(shown[0])
    assert (again.variables, again.parameters, again.formula) == (f.variables, f.parameters, f.formula)


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    assert set(hv.__all__) <= set(dir(hv))
    assert all(getattr(hv, name) is not None for name in hv.__all__)


def test_every_public_error_is_a_hessview_error() -> None:
    assert issubclass(hv.SyntaxProblem, hv.HessviewError)
    assert issubclass(api.FigureFault, hv.HessviewError)
    assert "hessview.api" in sys.modules


def test_whoever_writes_into_a_curvature_changes_no_other_one() -> None:
    f = hv.Function("x^2 + 3 x y")
    first = f.curvature([1.0, 1.0])
    first.hessian[0, 0] += 100.0
    first.gradient[:] = 0.0
    again = f.curvature([1.0, 1.0])
    assert again.hessian.tolist() == [[2.0, 3.0], [3.0, 0.0]]
    assert again.gradient.tolist() == [5.0, 3.0]
