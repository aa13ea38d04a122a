"""The formula as it was read: text that parses back, LaTeX as in a textbook, MathML, NumPy source."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser
from scipy import special

from hessview.language.compile import ArrayArithmetic, compile_expressions
from hessview.language.expression import Builder, Constant, Expression
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS, FunctionRow
from hessview.language.layout import Style, Word
from hessview.language.markup import latex
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.language.typeset import formula_latex, python_function, to_latex, to_mathml, to_python, to_text

EVERYDAY = (
    "x^2 + y^2", "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - 1/3 exp(-(x+1)^2-y^2)",
    "-20exp(-0.2sqrt(0.5(x^2+y^2))) - exp(0.5(cos(2pi x)+cos(2pi y))) + e + 20", "|x/y| + |x y|", "x! y",
    "where(x > 0, x^2, where(x < -1, x, 0))", "sin(x)y + y sin(x)", "log(x)^2 y", "max(x, y, 2) mod(x, y)",
    "floor(x/2) + ceil(y) + round(x)", "x^(1/2) + cbrt(y) - (-x)^2", "1e-20 x + 2.5e300 y", "atan2(y, x) hypot(x, y)",
    "gamma(x) lgamma(y) digamma(x) polygamma(2, y)", "sigmoid(x) softplus(y) relu(x)", "2^x*3*y^-2", "x-(y-1)-(-x)",
    "where(x < 1 and not y >= 2 or x != y, 1, sin(x)/x)", "((x^2)^y)^2", "-(x+y)*-x/-y", "log10(x) log2(y) sec(x)",
)  # fmt: skip

_MATHTEXT = MathTextParser("path")


def tree(text: str) -> Expression:
    return parse(text).expression


def structure(expression: Expression, builder: Builder) -> Expression:
    return builder.adopt(expression)


def renders(latex: str) -> None:
    width, height, *_ = _MATHTEXT.parse(f"${latex}$")
    assert min(width, height) > 0.0


@st.composite
def trees(draw: st.DrawFn) -> Expression:
    builder = Builder()
    leaves = st.one_of(
        st.sampled_from(["x", "y"]).map(builder.symbol),
        st.sampled_from(["0.5", "2", "3", "1e-3"]).map(lambda text: builder.number(float(text), text)),
        st.sampled_from(["pi", "e"]).map(builder.constant),
    )

    def grow(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        binary = st.tuples(st.sampled_from(["add", "sub", "mul", "div", "pow", "atan2", "min"]), children, children)
        unary = st.tuples(st.sampled_from(["neg", "sin", "abs", "factorial", "sqrt", "exp", "log"]), children)
        condition = st.tuples(st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"]), children, children)
        choice = st.tuples(condition, children, children).map(
            lambda parts: builder.apply("where", builder.apply(*parts[0]), parts[1], parts[2])
        )
        def operation(parts: tuple[str, Expression, Expression]) -> Expression:
            # The parser reads e^u as exp(u), so there is no such power.
            power_of_e = parts[0] == "pow" and isinstance(parts[1], Constant) and parts[1].name == "e"
            return builder.apply("exp", parts[2]) if power_of_e else builder.apply(*parts)

        return st.one_of(binary.map(operation), unary.map(lambda a: builder.apply(*a)), choice)

    return draw(st.recursive(leaves, grow, max_leaves=12))


@given(trees())
@settings(max_examples=150, deadline=None)
def test_text_parses_back_to_the_same_tree(expression: Expression) -> None:
    text = to_text(expression)
    try:
        again = parse(text, variables=("x", "y")).expression
    except SyntaxProblem as problem:
        # The parser refuses what has no value anywhere (1/0 folded); everything else must come back.
        assert problem.kind in {"number_range", "undefined_everywhere"}, text  # noqa: PT017
        return
    builder = Builder()
    assert structure(again, builder) is structure(expression, builder), text


@given(trees())
@settings(max_examples=60, deadline=None)
def test_mathtext_renders_whatever_was_typed(expression: Expression) -> None:
    renders(to_latex(expression, mathtext=True))


def test_a_word_alone_keeps_the_space_that_is_written_behind_it() -> None:
    word = Word(Style.TEXT, "undefined")
    assert latex(word) == r"\ \text{undefined}\ "
    renders(latex(word, mathtext=True))


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_formulas_come_back_from_their_text(text: str) -> None:
    formula = parse(text)
    assert parse(to_text(formula.expression), variables=formula.variables) == formula
    assert formula.text == to_text(formula.expression)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2+2x*y-y/2", "x^2 + 2*x*y - y/2"),
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("-x*y", "-x*y"),
        ("x*(-y)", "x*(-y)"),
        ("x-(y-1)", "x - (y - 1)"),
        ("x/(y*2)", "x/(y*2)"),
        ("2^3^x", "2^3^x"),
        ("(2^3)^x", "(2^3)^x"),
        ("|x|!", "factorial(abs(x))"),
    ],
)
def test_text_has_the_fewest_brackets(text: str, expected: str) -> None:
    assert to_text(tree(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2x y", "2xy"),
        ("2*3*x", r"2 \cdot 3x"),
        ("x*2", r"x \cdot 2"),
        ("x^2 y", "x^{2}y"),
        ("x/y", r"\frac{x}{y}"),
        ("-x/y", r"-\frac{x}{y}"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("(x+1)(y+2)", "(x + 1)(y + 2)"),
        ("sqrt(x)y", r"\sqrt{x}\,y"),
        ("exp(-(x^2+y^2)/2)", "e^{-(x^{2} + y^{2})/2}"),
        ("sin(x)", r"\sin x"),
        ("sin(2 pi x)", r"\sin 2\pi x"),
        ("sin(x+y)", r"\sin(x + y)"),
        ("sin(x) y", r"\sin(x)y"),
        ("y sin(x)", r"y\sin x"),
        ("sin(x)^2", r"\sin^{2}x"),
        ("sin(x)^-1", r"(\sin x)^{-1}"),
        ("asin(x)", r"\arcsin x"),
        ("log(x)", r"\ln x"),
        ("x1^2", "x_{1}^{2}"),
        ("alpha x", r"\alpha x"),
        ("abs(x)abs(y)", r"|x|\,|y|"),
        ("x!", "x!"),
        ("(x+1)!", "(x + 1)!"),
        ("1e-20x", "10^{-20}x"),
        ("x - (-y)", "x - (-y)"),
        ("erf(x)", r"\operatorname{erf}(x)"),
        ("gamma(x)", r"\Gamma(x)"),
        ("cbrt(x)", r"\sqrt[3]{x}"),
        ("floor(x)", r"\lfloor x\rfloor"),
        ("min(x, y)", r"\min(x, y)"),
        ("where(x >= 0, x, -x)", r"\begin{cases} x & x \geq 0 \\ -x & \text{otherwise} \end{cases}"),
    ],
)
def test_latex_looks_like_a_textbook(text: str, expected: str) -> None:
    formula = parse(text, variables=("alpha", "x")) if "alpha" in text else parse(text)
    assert to_latex(formula.expression) == expected


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_formulas_render_in_mathtext(text: str) -> None:
    formula = parse(text)
    renders(formula_latex(formula, mathtext=True))
    renders(to_latex(formula.expression, mathtext=True, max_terms=2))


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_row_of_the_table_is_written_in_every_form(row: FunctionRow) -> None:
    builder = Builder()
    x, y = builder.symbol("x"), builder.symbol("y")
    condition = builder.apply("lt", x, y)
    logical = row.name in {"and", "or", "not"}
    arguments = (condition, x, y) if row.name == "where" else (condition,) * row.arity[0] if logical else (x, y)
    node = builder.apply(row.name, *arguments[: row.arity[0]])
    comparison = logical or row.name in {"lt", "le", "gt", "ge", "eq", "ne"}
    whole = builder.apply("where", node, x, y) if comparison else node
    renders(to_latex(whole, mathtext=True))
    ET.fromstring(to_mathml(whole))  # noqa: S314 - our own output
    assert structure(parse(to_text(whole), variables=("x", "y")).expression, Builder()) is not None
    formula = Formula(to_text(whole), ("x", "y"), (), whole)
    close_to_the_tape(formula)


def close_to_the_tape(formula: Formula) -> None:
    """Run the written NumPy source beside the tree's own tape."""
    space: dict = {}
    exec(python_function(formula), space)  # noqa: S102 - source that we wrote, which is what is tested
    points = np.random.default_rng(1).uniform(0.1, 0.9, (len(formula.variables), 20))
    if "polygamma" in formula.text:
        points[0] = 2.0
    points += 1.0 if "acosh" in formula.text else 0.0
    tape = compile_expressions([formula.expression], formula.variables, ArrayArithmetic())
    expected = tape(list(points))[0]
    assert np.allclose(space[formula.name](*points), expected, rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize("text", EVERYDAY)
def test_numpy_source_computes_the_same(text: str) -> None:
    close_to_the_tape(parse(text))


def test_numpy_source_names_its_imports_and_parameters() -> None:
    formula = parse("a*erf(x)", variables=("x",), parameters={"a": 2.0})
    assert python_function(formula) == (
        "import numpy as np\nfrom scipy import special\n\n\ndef f(x, a=2.0):\n    return a*special.erf(x)\n"
    )
    assert special.erf(0.0) == 0.0


def test_a_name_that_python_reserves_gains_an_underscore() -> None:
    assert to_python(parse("lambda*2", variables=("lambda",)).expression) == "lambda_*2"


def test_mathml_is_well_formed_and_has_the_right_elements() -> None:
    root = ET.fromstring(to_mathml(tree("sqrt(x)/y^2 + |x1| + where(x<1 and y>2, 1, 2)")))  # noqa: S314
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert {"mfrac", "msqrt", "msup", "msub", "mtable", "mi", "mn", "mo"} <= tags


_CHILDREN = {"msup": 2, "msub": 2, "msubsup": 3, "mfrac": 2, "mroot": 2}


@pytest.mark.parametrize("text", [
    "sin^2 x", "log_2 x", "1/sin(x)^2", "cos(x_1)^3 + tan^2 y", "gamma(x)^2", "cbrt(x)^2", "|x|^3", "exp(x)^2",
])  # fmt: skip
def test_in_mathml_each_script_and_fraction_has_as_many_parts_as_it_may(text: str) -> None:
    for element in ET.fromstring(to_mathml(tree(text))).iter():  # noqa: S314
        name = element.tag.rpartition("}")[2]
        assert len(element) == _CHILDREN.get(name, len(element)), ET.tostring(element)


def test_long_sums_are_cut_short_with_dots() -> None:
    formula = parse("sum(x[i]^2, i, 1, 30)")
    assert to_latex(formula.expression, max_terms=4) == r"x_{1}^{2} + x_{2}^{2} + x_{3}^{2} + \cdots + x_{30}^{2}"


def test_the_formula_is_shown_with_its_name_and_variables() -> None:
    assert formula_latex(parse("g(u, v) = u^2 v")) == "g(u, v) = u^{2}v"


@pytest.mark.parametrize("chain", ["neg", "sin", "pow", "mul", "add", "div", "where", "abs"])
def test_trees_of_depth_three_thousand_are_written(chain: str) -> None:
    builder = Builder()
    x, two = builder.symbol("x"), builder.number(2.0)
    node: Expression = x
    for _ in range(3000):
        if FUNCTIONS[chain].arity[0] == 1:
            node = builder.apply(chain, node)
        elif chain == "where":
            node = builder.apply(chain, builder.apply("lt", x, two), two, node)
        else:
            node = builder.apply(chain, node, two)
    assert len(to_text(node)) > 3000
    assert len(to_latex(node)) > 3000
    assert len(to_mathml(node)) > 3000
    assert len(to_python(node)) > 3000


def test_trees_that_share_subtrees_astronomically_often_are_cut_short() -> None:
    builder = Builder()
    node = builder.symbol("x")
    for _ in range(60):
        node = builder.apply("mul", node, node)
    latex = to_latex(node)
    assert r"\cdots" in latex
    assert len(latex) < 10_000_000


def test_latex_of_the_language_corpus_renders() -> None:
    corpus = Path(__file__).parents[1] / "data" / "language.jsonl"
    count = 0
    for line in corpus.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["expect"] != "accept" or row["target"] != "expression" or "input" not in row:
            continue
        try:
            formula = parse(row["input"], variables=row["vars"])
        except SyntaxProblem:
            continue
        again = parse(to_text(formula.expression), variables=formula.variables, parameters=dict(formula.parameters))
        assert again == formula
        renders(formula_latex(formula, mathtext=True))
        count += 1
    assert count > 100


def test_of_many_variables_a_long_formula_names_the_ends() -> None:
    formula = parse("sum(x[i]^2, i, 1, 30)")
    assert formula_latex(formula, max_terms=4).startswith(r"f(x_{1}, x_{2}, \ldots, x_{30}) = x_{1}^{2} +")
    assert r"x_{29}, x_{30}) =" in formula_latex(formula)
