"""The page of steps: every line of it is true, and its verdict is the panel's."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy

from hessview.analysis.curvature import Curvature, at
from hessview.calculus.symbolic import answer as symbolic_answer
from hessview.calculus.symbolic.formulas import exact
from hessview.compute.formula_reply import formula_answer
from hessview.explanations import headline, sentence
from hessview.explanations.characteristic import coefficients_exactly, eigenvalue_step, rational_roots
from hessview.explanations.derivation_steps import derivation_steps
from hessview.explanations.statements import Line, Page, Step, blocks, formula_side
from hessview.explanations.steps import show_steps
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.decimals import machine_text
from hessview.language.expression import Apply, postorder
from hessview.language.parser import parse
from tests.explanations.evaluated import evaluated
from tests.language.mpmath_table import mp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.compute.results import FormulaAnswer
    from hessview.language.formula import Formula

DATA = Path(__file__).parents[1] / "data" / "derivatives.jsonl"
CORPUS = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]

VERDICTS = [
    ("x^4 + y^4 - 4*x*y + 1", (1.0, 1.0)),
    ("x^4 + y^4 - 4*x*y + 1", (0.0, 0.0)),
    ("-x^2 - 3*y^2", (0.0, 0.0)),
    ("x^4 + y^4", (0.0, 0.0)),
    ("x^3 + y^2", (0.0, 0.0)),
    ("(y - x^2)*(y - 3*x^2)", (0.0, 0.0)),
    ("x^2 + y^2", (0.3, 0.1)),
    ("sin(x)*exp(y)", (1.0, 0.5)),
    ("abs(x) + y^2", (0.0, 0.0)),
    ("log(x) + y", (-1.0, 0.0)),
    ("x^2 + 1e-40*y^2 + exp(x*y)", (1e-9, 1e-9)),
    ("x^2 + y^2 + z^2 + w^2 - x*y*z*w", (0.0, 0.0, 0.0, 0.0)),
    ("x^3", (0.0,)),
    ("x^2", (0.0,)),
    ("x^2*y*z", (1.0, 1.0, 1.0)),
]


def curvature_of(formula: Formula, point: Sequence[float]) -> Curvature:
    return at(ExpressionLandscape(formula), point)


@cache
def formulas_of(text: str, variables: tuple[str, ...]) -> FormulaAnswer:
    """Return the exact formulas, as the worker would give them."""
    formula = parse(text, variables=variables)
    reply = symbolic_answer({"text": formula.text, "variables": list(variables), "parameters": {}, "time_limit": 3.0})
    return formula_answer(formula, reply)


def lines_of(step: Step) -> Iterator[Line]:
    yield from step.lines
    for part in step.steps:
        yield from lines_of(part)


def all_lines(page: Page) -> list[Line]:
    return [line for step in page.steps for line in lines_of(step)]


def words_of(page: Page) -> str:
    return "\n".join(block.words if block.line is None else block.line.text for block in blocks(page))


def is_near(a: Any, b: Any) -> bool:
    return bool(mp.fabs(a - b) <= mp.mpf("1e-12") * (1 + mp.fabs(a) + mp.fabs(b)))


def test_the_model_case_goes_through_the_gradient_and_the_hessian_of_the_book() -> None:
    formula = parse("x^2*y*z")
    page = show_steps(formula, curvature_of(formula, (1.0, 1.0, 1.0)), formulas_of("x^2*y*z", ("x", "y", "z")))
    assert [step.title for step in page.steps] == [
        "The function", "First derivatives", "Second derivatives", "The Hessian matrix",
        "Value and gradient at this point", "The matrix at this point", "Eigenvalues", "Conclusion",
    ]  # fmt: skip
    text = words_of(page)
    for line in (
        "∂f/∂x = y*z*∂/∂x(x^2)", "∂/∂x(x^2) = 2*x", "∂f/∂x = 2*x*y*z",
        "∂f/∂y = x^2*z*∂/∂y(y) = x^2*z", "∂f/∂z = x^2*y*∂/∂z(z) = x^2*y",
        "∂²f/∂x² = 2*y*z*∂/∂x(x) = 2*y*z", "∂²f/∂y∂x = 2*x*z*∂/∂y(y) = 2*x*z", "∂²f/∂y² = 0",
        "H = [[2*y*z, 2*x*z, 2*x*y], [2*x*z, 0, x^2], [2*x*y, x^2, 0]]",
        "∂f/∂x = 2*1*1*1 = 2", "H(p) = [[2, 2, 2], [2, 0, 1], [2, 1, 0]]",
        "det(λI − H) = λ^3 - 2*λ^2 - 9*λ - 6", "λ₂ = -1", "p = (x, y, z) = (1, 1, 1)", "f(p) = 1^2*1*1 = 1",
        "|∇f| ≈ 2.449 is not zero: the point is not critical.",
    ):  # fmt: skip
        assert line in text.splitlines()


def test_the_model_case_agrees_with_sympy_line_by_line() -> None:
    formula = parse("x^2*y*z")
    x, y, z = symbols = sympy.symbols("x y z")
    f = x**2 * y * z
    derived = derivation_steps(formula, formulas_of("x^2*y*z", ("x", "y", "z")))
    for tree, name in zip(derived.gradient, symbols, strict=True):
        assert tree is not None
        assert sympy.simplify(in_sympy(tree, symbols) - sympy.diff(f, name)) == 0
    hessian = sympy.hessian(f, symbols)
    for i, row in enumerate(derived.hessian):
        for j, tree in enumerate(row):
            assert tree is not None
            assert sympy.simplify(in_sympy(tree, symbols) - hessian[i, j]) == 0
    lam = sympy.Symbol("lambda")
    matrix = hessian.subs(dict.fromkeys(symbols, 1))
    polynomial = sympy.Poly(matrix.charpoly(lam).as_expr(), lam)
    c = curvature_of(formula, (1.0, 1.0, 1.0))
    assert [int(value) for value in coefficients_exactly(c)] == [int(value) for value in polynomial.all_coeffs()[1:]]
    assert sorted(float(root) for root in sympy.real_roots(polynomial)) == pytest.approx(c.eigenvalues)
    assert {k: int(root) for k, root in rational_roots(c, coefficients_exactly(c)).items()} == {1: -1}


def in_sympy(tree: Any, symbols: Sequence[Any]) -> Any:
    """Return a tree of + − * ^ and whole numbers in sympy."""
    names = {str(symbol): symbol for symbol in symbols}
    made: dict[int, Any] = {}
    for node in postorder(tree):
        if isinstance(node, Apply):
            a, *b = (made[id(each)] for each in node.arguments)
            made[id(node)] = {
                "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
                "pow": lambda a, b: a**b, "neg": lambda a: -a,
            }[node.function](a, *b)  # fmt: skip
        else:
            made[id(node)] = names[node.name] if hasattr(node, "name") else sympy.Rational(node.literal)
    return made[id(tree)]


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_gradient_and_hessian_of_the_page_are_the_known_derivatives(row: dict[str, Any]) -> None:
    variables = tuple(row["vars"])
    formula = parse(row["expr"], variables=variables)
    derived = derivation_steps(formula, formulas_of(row["expr"], variables))
    for known in row["points"][:3]:
        values = {name: mp.mpf(float(x)) for name, x in zip(variables, known["x"], strict=True)}
        truth = [mp.mpf(text) for text in (*known["g"], *known["H"])]
        n = len(variables)
        trees = [*derived.gradient, *(derived.hessian[i][j] for i in range(n) for j in range(i, n))]
        for tree, value in zip(trees, truth, strict=True):
            if tree is not None:  # too long to be shown
                assert is_near(evaluated(tree, values), value)


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_every_equation_of_the_derivation_holds_at_a_random_point(row: dict[str, Any]) -> None:
    variables = tuple(row["vars"])
    formula = parse(row["expr"], variables=variables)
    rng = random.Random(row["id"])
    values = {n: mp.mpf(rng.uniform(*pair)) for n, pair in zip(variables, row["box"], strict=True)}
    derived = derivation_steps(formula, formulas_of(row["expr"], variables))
    held, told = 0, set[str]()
    for step in derived.steps:
        for part in step.steps:
            label = None
            for line in part.lines:
                trees = [side.tree for side in line.sides if side.tree is not None]
                if not trees or line.text in told:
                    continue
                told.add(line.text)
                numbers = [evaluated(tree, values) for tree in trees]  # type: ignore[arg-type]
                assert all(is_near(number, numbers[0]) for number in numbers), line.text
                if line.sides[0].tree is None:  # every line that names the derivative says the same
                    label = numbers[0] if label is None else label
                    assert is_near(numbers[0], label), line.text
                held += 1
    assert held > 3


@pytest.mark.parametrize(("text", "point"), VERDICTS, ids=[f"{text} at {point}" for text, point in VERDICTS])
def test_the_conclusion_is_the_panels_and_never_another(text: str, point: tuple[float, ...]) -> None:
    formula = parse(text)
    c = curvature_of(formula, point)
    last = show_steps(formula, c).steps[-1]
    said = [line.words for line in last.lines]
    assert sentence(c) in said
    assert sum(line.startswith((f"{headline(c)}.", f"{headline(c)}:")) for line in said) == 1
    verdicts = ("Minimum", "Maximum", "Not a critical point", "Undecided", "Degenerate minimum")
    spoken = {verdict for verdict in verdicts for line in said if line.startswith((f"{verdict}.", f"{verdict}:"))}
    assert spoken <= {headline(c)}


def test_a_degenerate_point_says_what_decides() -> None:
    formula = parse("x^4 + y^4")
    text = words_of(show_steps(formula, curvature_of(formula, (0.0, 0.0))))
    assert "The Hessian does not decide" in text
    assert "What decides: the terms of order 4 that decide, x^4 + y^4, are positive in every direction." in text


def test_what_the_panel_says_of_a_known_point_is_said_once() -> None:
    formula = parse("x^4 + y^4")
    c = curvature_of(formula, (0.0, 0.0))
    lines = show_steps(formula, c, None, "The account of the panel.").steps[-1].lines
    words = [line.words for line in lines]
    assert words.count("The account of the panel.") == 1
    assert not any(line.startswith("What decides") for line in words)


def test_every_line_of_the_panels_account_is_a_line() -> None:
    formula = parse("x^4 + y^4")
    lines = show_steps(formula, curvature_of(formula, (0.0, 0.0)), None, "One.\nTwo.").steps[-1].lines
    words = [line.words for line in lines]
    assert words.index("Two.") == words.index("One.") + 1
    assert not any("\n" in each for each in words)


@pytest.mark.parametrize(
    ("text", "point", "words"),
    [
        ("x^2*y*z", (1.0, 0.0, 0.0), "1 positive, 1 negative, 1 zero. H"),
        ("x^2 + 2*x*y + y^2", (0.0, 0.0), "1 positive, 1 zero. H"),
        ("x^4 + y^4 + z^2", (0.0, 0.0, 0.0), "1 positive, 2 zero. H"),
        ("(x + y/3)^2", (0.0, 0.0), "1 positive, 1 zero within rounding errors. H"),
    ],
)
def test_zero_is_exact_where_the_written_polynomial_ends_in_zeros(
    text: str, point: tuple[float, ...], words: str
) -> None:
    formula = parse(text)
    assert f"Signs of the eigenvalues: {words}" in words_of(show_steps(formula, curvature_of(formula, point)))



@pytest.mark.parametrize(
    ("text", "point"),
    [("x^2 + 3*x*y - y^2", (1.0, 2.0)), ("sin(x)*exp(y)", (0.3, 0.2)), ("x^2*y*z + sin(z)", (1.0, 0.5, 0.25)),
     ("x^2 + y^2", (0.0, 0.0)), ("1e8*x^2 + 1e-8*y^2 + x*y", (0.0, 0.0))],
)  # fmt: skip
def test_the_roots_of_the_written_polynomial_are_the_eigenvalues(text: str, point: tuple[float, ...]) -> None:
    formula = parse(text)
    c = curvature_of(formula, point)
    step = eigenvalue_step(c)
    polynomial = next(line for line in step.lines if line.text.startswith("det(λI")).sides[1].tree
    scale = max(1.0, float(np.abs(c.hessian).max()))
    for value in c.eigenvalues:
        written = evaluated(polynomial, {"lambda": mp.mpf(float(value))})  # type: ignore[arg-type]
        assert abs(float(written)) <= 2e-5 * scale ** c.dimension


@pytest.mark.parametrize("text", ["x^2/3 + y^2/3", "pi x^2 + pi y^2", "x^2/3 + y^2/3 + x*y/1e5", "exp(x*y) + x^2/7"])
def test_the_formula_for_the_roots_leads_to_the_eigenvalues_even_where_they_are_close(text: str) -> None:
    c = curvature_of(parse(text), (0.5, 0.25))
    said = next(line for line in eigenvalue_step(c).lines if line.words.startswith("Its roots, by")).sides[1].text
    if "±" in said:
        trace, under = said.removeprefix("(").removesuffix("))/2").split(" ± sqrt(")
    else:
        trace, under = said.removesuffix("/2"), "0"
    middle, spread = evaluated(parse(trace).expression, {}), mp.sqrt(evaluated(parse(under).expression, {}))
    size = float(np.abs(c.eigenvalues).max())
    for value, root in zip(c.eigenvalues, ((middle - spread) / 2, (middle + spread) / 2), strict=True):
        assert mp.im(root) == 0
        assert abs(float(value) - float(root)) < 1e-5 * size


def test_no_polynomial_is_written_whose_coefficients_are_no_numbers() -> None:
    for text in ("1e160*x^2 + 1e150*y^2", "1e-160*x^2 + 1e-170*y^2"):
        lines = eigenvalue_step(curvature_of(parse(text), (0.0, 0.0))).lines
        assert lines[0].words.startswith("The coefficients of the characteristic polynomial are too large or too small")
        assert not any("det(" in line.text for line in lines)


def test_a_vector_is_equal_to_a_rounded_one_only_if_it_is() -> None:
    lines = eigenvalue_step(curvature_of(parse("x^2 + 3*y^2 + 0.00001*x*y"), (0.0, 0.0))).lines
    assert next(line for line in lines if line.text.startswith("v₁")).sides[1].relation == "≈"


def test_numbers_are_equal_only_where_they_are_exact() -> None:
    formula = parse("x^2 + x*y/3 + y^2")
    rounded = show_steps(formula, curvature_of(formula, (1.0, 1.0)))
    assert "≈" in next(line for line in all_lines(rounded) if line.text.startswith("H(p)")).text
    whole = parse("x^2 + x*y + y^2")
    assert "H = [[2, 1], [1, 2]]" in words_of(show_steps(whole, curvature_of(whole, (1.0, 1.0))))


def test_one_variable_has_a_second_derivative_and_no_matrix() -> None:
    formula = parse("x^3")
    text = words_of(show_steps(formula, curvature_of(formula, (2.0,))))
    assert "df/dx = 3*x^2" in text
    assert "d²f/dx² = 6*2 = 12" in text
    assert "matrix" not in text


def test_many_variables_are_not_written_out() -> None:
    names = [f"x{k}" for k in range(1, 31)]
    formula = parse(" + ".join(f"{name}^2" for name in names))
    page = show_steps(formula, curvature_of(formula, [1.0] * 30))
    assert len(all_lines(page)) < 400
    assert "465 second derivatives are too many to be written out" in words_of(page)


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_every_example_has_a_page_with_the_panels_verdict(example: Any) -> None:
    formula = parse(example.text, editor=True)
    c = curvature_of(formula, example.probe)
    page = show_steps(formula, c)
    said = [line.words for line in page.steps[-1].lines]
    assert any(line.startswith((f"{headline(c)}.", f"{headline(c)}:")) for line in said)


def test_exact_formulas_that_could_not_be_checked_are_not_shown() -> None:
    formula = parse("x^2 + y^2")
    found = exact(formula)
    assert found.verified
    answer = formulas_of("x^2 + y^2", ("x", "y"))
    wrong = type(answer)(("3*x", "2*y"), answer.hessian, answer.gradient_latex, answer.hessian_latex, verified=False)
    assert "3*x" not in words_of(show_steps(formula, curvature_of(formula, (1.0, 1.0)), wrong))


def test_the_root_that_is_proved_is_divided_off_and_the_rest_is_solved_by_the_formula() -> None:
    formula = parse("x^2*y*z")
    c = curvature_of(formula, (1.0, 1.0, 1.0))
    lines = eigenvalue_step(c).lines
    product = next(line for line in lines if "product" in line.words)
    assert product.text == "det(λI − H) = (λ + 1)*(λ^2 - 3*λ - 6)"
    lam = sympy.Symbol("lambda")
    truth = sympy.Matrix([[2, 2, 2], [2, 0, 1], [2, 1, 0]]).charpoly(lam).as_expr()
    assert sympy.expand(in_sympy(product.sides[1].tree, [lam]) - truth) == 0
    roots = next(line for line in lines if line.words.startswith("The other roots"))
    assert roots.text == "λ = (3 ± sqrt(3^2 + 4*6))/2 = (3 ± sqrt(33))/2"
    for sign in (-1, 1):
        assert sympy.simplify(truth.subs(lam, (3 + sign * sympy.sqrt(33)) / 2)) == 0


@pytest.mark.parametrize("text", ["x^2 + y^2 + z^2 + x*y*3 + z*x", "2*x^2 - y^2 + z^2/2 + x*z", "x*y + y*z", "x^2*y*z"])
def test_every_way_to_the_roots_of_the_third_degree_leads_to_the_eigenvalues(text: str) -> None:
    c = curvature_of(parse(text), (1.0, 1.0, 1.0))
    lam = sympy.Symbol("lambda")
    truth = sympy.Matrix(3, 3, [sympy.Rational(float(h)) for h in c.hessian.flat]).charpoly(lam).as_expr()
    lines = eigenvalue_step(c).lines
    for line in lines:
        if "product" in line.words:
            assert sympy.expand(in_sympy(line.sides[1].tree, [lam]) - truth) == 0
        if line.words.startswith("The other roots"):
            for side in line.sides[1:]:
                first, _, second = side.text.removesuffix(")/2").removeprefix("(").partition(" ± ")
                for sign in "+-":
                    root = sympy.sympify(f"({first} {sign} {second})/2".replace("^", "**"), rational=True)
                    assert sympy.simplify(truth.subs(lam, root)) == 0


@pytest.mark.parametrize("text", ["x^2*y*z", "x^2 + 3*x*y - y^2/3", "sin(x)*exp(y) + z^2", "x^2 + 2*y^2 + z^2*3"])
def test_every_eigenvector_solves_the_equation_that_is_written_before_it(text: str) -> None:
    c = curvature_of(parse(text), [1.0, 0.5, 0.25][: parse(text).dimension])
    lines = eigenvalue_step(c).lines
    shifted = [place for place, line in enumerate(lines) if line.text.startswith("H − λ")]
    assert len(shifted) == c.dimension
    assert sum(line.words.startswith("Each eigenvector v solves (H − λI)v = 0") for line in lines) == 1
    for place in shifted:
        M, v = (sympy.Matrix(numbers_in(line.sides[1].text)) for line in lines[place : place + 2])
        # Vectors have four decimals.
        assert max(map(abs, M * v)) <= 3e-4 * max(1.0, float(np.abs(c.hessian).max()))
        assert abs(v.norm() - 1) <= 3e-4


def numbers_in(text: str) -> Any:
    """Return the rows, or the entries, of a written matrix or vector of numbers."""
    rows = [row.strip("[]()").split(", ") for row in text.split("], [")]
    values = [[float(machine_text(cell.partition(" ± ")[0])) for cell in row] for row in rows]
    return values if text.startswith("[[") else values[0]


@pytest.mark.parametrize("point", [(0.6958839999123456, -1.2345678901), (2.0 / 3.0, 1e-3 / 7.0), (1e5 / 3.0, 0.5)])
def test_at_a_long_point_the_rounded_numbers_are_put_in_and_lead_to_the_value(point: tuple[float, float]) -> None:
    formula = parse("x^4 - 3*x^2 + 2*x*y + y^4")
    page = show_steps(formula, curvature_of(formula, point))
    put_in = 0
    for line in (line for step in page.steps[4:6] for line in step.lines if len(line.sides) == 3):
        middle, value = line.sides[1], line.sides[2]
        reached = float(evaluated(middle.tree, {}))  # type: ignore[arg-type]
        assert reached == pytest.approx(float(machine_text(value.text)), rel=2e-4)
        put_in += middle.relation == "≈"
    assert put_in >= 3


def test_rounded_numbers_are_not_put_in_where_they_lead_elsewhere() -> None:
    formula = parse("sin(1e9*x) + y^2")
    lines = all_lines(show_steps(formula, curvature_of(formula, (2.0 / 3.0, 1.0))))
    assert not any("sin(1e9*0.6" in line.text.replace("1000000000", "1e9") for line in lines)


def test_parameters_stand_before_variables() -> None:
    formula = parse("a*x^2 + pi*x*y*a", variables=("x", "y"), parameters={"a": 2.0})
    text = words_of(show_steps(formula, curvature_of(formula, (1.0, 2.0))))
    for line in ("∂f/∂x = 2*a*x + pi*a*y", "∂f/∂y = ∂/∂y(pi*a*x*y)", "∂²f/∂x² = 2*a"):
        assert line in text.splitlines()
    x, y, a = sympy.symbols("x y a")
    (slope, _) = derivation_steps(formula).gradient
    assert float(evaluated(slope, {"x": mp.mpf(3), "y": mp.mpf(5), "a": mp.mpf(7)})) == pytest.approx(  # type: ignore[arg-type]
        float(sympy.diff(a * x**2 + sympy.pi * x * y * a, x).subs({x: 3, y: 5, a: 7}))
    )


def test_terms_in_another_order_are_not_called_simplified() -> None:
    for text, is_simplified in (("a = 3\n(x + a*y)^2 + a*x*sin(a*y)", False), ("(x + y)^2 - x^2 - 2*x*y", True)):
        formula = parse(text)
        found = exact(formula)
        payload = {"text": formula.text, "variables": list(formula.variables), "parameters": dict(formula.parameters)}
        assert found.verified
        derived = derivation_steps(formula, formula_answer(formula, symbolic_answer({**payload, "time_limit": 5.0})))
        said = {line.words for step in derived.steps for line in lines_of(step)}
        assert ("Simplified:" in said) is is_simplified
        assert "Together:" in said


def test_readers_get_one_minus_and_one_dot_and_the_line_can_be_read_back() -> None:
    line = Line("", (formula_side(parse("-x^2 - 3*y*(x - 1e-9)").expression),))
    assert line.plain == "−x^2 − 3·y·(x − 1e-9)"
    assert parse(line.plain).text == line.text


@pytest.mark.parametrize("text", ["0^x", "0^(x^2 + 1)", "a^x"])
def test_a_power_of_zero_is_differentiated_where_it_is_smooth(text: str) -> None:
    formula = parse(text, variables=("x",), parameters={"a": 0.0} if "a" in text else {})
    derived = derivation_steps(formula)
    words = [line.words for step in derived.steps for line in lines_of(step)]
    assert any("0 where its exponent is positive" in each and "undefined" in each for each in words)
    assert not any("log" in part.text for step in derived.steps for line in lines_of(step) for part in line.sides)
    found = curvature_of(formula, (1.0,))
    assert (found.value, found.gradient.tolist(), found.hessian.tolist()) == (0.0, [0.0], [[0.0]])


@pytest.mark.parametrize(("x", "reason"), [(0.0, "jumps where x = 0"), (-1.0, "undefined where x is negative")])
def test_a_power_of_zero_has_no_derivative_where_its_exponent_is_not_positive(x: float, reason: str) -> None:
    found = curvature_of(parse("0^x", variables=("x",)), (x,))
    assert not np.isfinite(found.gradient).any()
    assert reason in (found.nonsmooth or "")


@pytest.mark.parametrize(("text", "given"), [("(-2)^x", {}), ("a^x", {"a": -2.0})])
def test_a_power_of_a_negative_number_has_no_derivative_and_no_rule(text: str, given: dict[str, float]) -> None:
    derived = derivation_steps(parse(text, variables=("x",), parameters=given))
    [line] = lines_of(derived.steps[0])
    assert "only where x is an integer, so it has no derivative" in line.words
    assert derived.gradient == (None,)


def test_numbers_are_put_in_only_where_the_formula_has_a_value() -> None:
    formula = parse("x^y", variables=("x", "y"))
    page = show_steps(formula, curvature_of(formula, (0.0, 2.0)), formulas_of("x^y", ("x", "y")))
    texts = [" = ".join(part.text for part in line.sides) for line in all_lines(page)]
    assert any(text.endswith("= 0") for text in texts)
    assert not any("/0" in text for text in texts)


def test_what_nobody_could_read_back_is_left_out_of_the_exact_formulas() -> None:
    found = formulas_of("y + (-2)^x", ("x", "y"))
    assert found.gradient == ("", "1")
    assert "log(-2)" in found.notes[0]


def test_the_conclusion_of_a_saddle_says_once_what_it_is() -> None:
    formula = parse("x^2 - y^2")
    page = show_steps(formula, curvature_of(formula, (0.0, 0.0)), formulas_of("x^2 - y^2", ("x", "y")))
    assert words_of(page).count("Saddle point") == 1


@pytest.mark.parametrize("text", ["1e200 x^2 + y", "1e306 (x^2 - y^2)", "1e-200 (x^2 + y)"])
def test_steps_of_huge_and_tiny_numbers_are_written_without_a_warning(text: str) -> None:
    formula = parse(text, variables=("x", "y"))
    found = curvature_of(formula, (0.3, -0.2))
    words = [line.words for line in all_lines(show_steps(formula, found))]
    assert any("critical" in each for each in words)
