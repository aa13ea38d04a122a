"""Reading formulas: what is accepted means what a mathematician means, what is refused says why and where."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.language.names import check_name
from hessview.language.parser import completions, natural_order, parse
from hessview.language.problem import ProblemKind, SyntaxProblem

CORPUS = Path(__file__).parents[1] / "data" / "language.jsonl"


def refusal(text: str, **options: object) -> SyntaxProblem:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text, **options)  # type: ignore[arg-type]
    return caught.value


SAME = [
    ("x**2", "x^2"), ("2x", "2*x"), ("3(x+1)", "3*(x+1)"), ("x y", "x*y"), ("xy^2", "x*(y^2)"), ("4xy", "4*x*y"),
    ("1/2x", "(1/2)*x"), ("2/xy", "(2/x)*y"), ("-x^2", "-(x^2)"), ("2^3^2", "2^(3^2)"), ("2^-x", "2^(-x)"),
    ("x/-y*2", "(x/(-y))*2"), ("sin x", "sin(x)"), ("sin 2x", "sin(2*x)"), ("sin xy", "sin(x*y)"),
    ("sin x cos y", "sin(x)*cos(y)"), ("sin^2 x", "sin(x)^2"), ("sin²(x)", "sin(x)^2"), ("sin x^2", "sin(x^2)"),
    ("2sin(x)y", "2*sin(x)*y"), ("cos 2πx", "cos(2*pi*x)"), ("|x|", "abs(x)"), ("x|y|", "x*abs(y)"),
    ("||x|-|y||", "abs(abs(x)-abs(y))"), ("sin|x|", "sin(abs(x))"), ("x!", "factorial(x)"), ("2^3!", "2^(3!)"),
    ("x²", "x^2"), ("x⁻¹", "x^(-1)"), ("e⁻ˣ", "exp(-x)"), ("e^x", "exp(x)"), ("π", "pi"), ("√(x)", "sqrt(x)"),
    ("∛x", "cbrt(x)"), ("x·y×z", "x*y*z"), ("x−y÷z", "x-y/z"), ("x₁+x_2", "x1+x_2"), ("ln x", "log(x)"),
    ("log(x, 2)", "log(x)/log(2)"), ("log_2(x)", "log2(x)"), ("arctan(x)", "atan(x)"), ("pow(x, 2)", "x^2"),
    ("if(x>0, x, y)", "where(x>0, x, y)"), ("where(0<x<1, x, y)", "where(0<x and x<1, x, y)"),
    ("where(x≥0 ∧ y≠1, x, y)", "where(x>=0 and y!=1, x, y)"), ("Γ(x)", "gamma(x)"), ("x +\n y", "x+y"),
    ("sum(x[i]^2, i, 1, 3)", "x1^2+x2^2+x3^2"), ("sum(x^i/i!, i, 0, 2)", "x^0/0!+x^1/1!+x^2/2!"),
    ("prod(x-i, i, 1, 3)", "(x-1)*(x-2)*(x-3)"), ("sum(sum(x[i]*x[j], j, 1, 2), i, 1, 2)", "x1*x1+x1*x2+(x2*x1+x2*x2)"),
    ("sum(x, i, 1, 0)", "0"), ("prod(x, i, 1, 0)", "1"), ("z = x*y", "x*y"), ("y = x^2", "x^2"),
    ("r = sqrt(x^2+y^2); sin(r)/r", "sin(sqrt(x^2+y^2))/sqrt(x^2+y^2)"),
    (r"\frac{x}{y}", "x/y"), (r"\frac12x", "(1/2)*x"), (r"x^{2}y", "x^2*y"), (r"\sqrt{x}", "sqrt(x)"),
    (r"\sqrt[3]{x}", "cbrt(x)"), (r"\sqrt[5]{x}", "x^(1/5)"), (r"\sin\left(x\right)\cdot y", "sin(x)*y"),
    (r"\sin^{2}\left(x\right)", "sin(x)^2"), (r"\left|x\right|\left|y\right|", "abs(x)*abs(y)"), (r"2\pi x", "2*pi*x"),
    (r"\operatorname{floor}\left(x\right)", "floor(x)"), (r"\mathrm{e}^{-x^{2}}", "exp(-x^2)"),
    (r"\log_{10}\left(x\right)", "log10(x)"), (r"\log_2x", "log2(x)"), (r"\lfloor x\rfloor", "floor(x)"),
    (r"\max\left(x,y\right)", "max(x,y)"), (r"\min\left\{x,y\right\}", "min(x,y)"),
    (r"f\left(x,y\right)=x^{2}+y", "x^2+y"), (r"\left[x+y\right]^{2}", "(x+y)^2"),
    (r"\left\{x>0:x^{2},y\right\}", "where(x>0, x^2, y)"),
    (r"\begin{cases} x^2 & \text{if } x>0 \\ y & \text{otherwise} \end{cases}", "where(x>0, x^2, y)"),
    (r"\begin{cases} x^2 & x>0 \\ y & x \le 0 \end{cases}", "where(x>0, x^2, y)"),
    (r"\sum_{i=1}^{3} x_i^2 + y", "x1^2+x2^2+x3^2+y"), (r"\alpha x_{1}", "α*x_1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), SAME)
def test_a_spelling_means_the_same_as_its_plain_form(text: str, meaning: str) -> None:
    assert parse(text).text == parse(meaning).text


@pytest.mark.parametrize("text", [text for text, _ in SAME])
def test_canonical_text_parses_back_to_itself(text: str) -> None:
    formula = parse(text)
    again = parse(formula.text, variables=formula.variables, parameters=dict(formula.parameters))
    assert again.text == formula.text
    assert again.variables == formula.variables


AMBIGUOUS = {
    "|x||y|": ["abs(x)*abs(y)", "abs(x*abs(y))"],
    "|x|y|z|": ["abs(x)*y*abs(z)", "abs(x*abs(y)*z)"],
    "x²^2": ["(x²)^2", "x^2^2"],
    "3!!": ["(3!)!"],
    "1,5": ["1.5"],
    "1,000": ["1.000", "1000"],
    "sin^-1(x)": ["arcsin(x)", "(1/sin(x))"],
    "cos⁻¹ x": ["arccos(x)", "(1/cos(x))"],
    "sin x y": ["sin(x) y", "sin(x y)"],
    "√x²": ["√(x²)", "(√x)²"],
}


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_can_be_read_in_two_ways_is_refused_and_the_readings_are_offered(text: str) -> None:
    problem = refusal(text)
    assert problem.kind is ProblemKind.AMBIGUOUS
    assert [repair.text for repair in problem.repairs] == AMBIGUOUS[text]


MENDED = {
    "arcsinn(x)": "arcsin(x)", "sinx": "sin(x)", "x sin2x": "x sin(2x)", "sinx cosy": "sin(x) cos(y)", "xe^x": "x e^x",
    "SIN(x)": "sin(x)", "tg(x)": "tan(x)", "np.sin(x)+np.cos(y)": "sin(x)+cos(y)", "х+y": "x+y", "$x^2$": "x^2",
    "x % 2": "mod(x, 2)", "(x": "(x)", "x)": "x", "(x]": "(x)", "[x+1]^2": "(x+1)^2", "x^2+y^2=1": "x^2+y^2 - (1)",
    "1.2.3": "1.23", "1_000": "1000", "x 2": "x*2", "x^^2": "x^2", "x\u200b+1": "x+1", "（x）": "(x)", "½x": "(1/2)x",
    "atan(y,x)": "atan2(y,x)", "where(x=0,1,2)": "where(x==0,1,2)", "f(x,y)==x": "f(x,y)=x", "X^2+x": "x^2+x",
    "sin(1,5)": "sin(1.5)", "sin(30°)": "sin(30*pi/180)",
    "x if x>0 else -x": "where(x>0, x, -x)", "f(x,y) := x": "f(x,y) = x", "z := x": "z = x", "=x": "x",
    "0,1x^2+0,2y^2": "0.1x^2+0.2y^2", "1,000,000x": "1000000x", "1,234.5x": "1234.5x", "⌊x⌋+1": "floor(x)+1",
    "x+y\nx-y": "(x+y) * (x-y)", "3!2": "3!*2", "Pi x": "pi x", "x́+1": "x+1",
    r"\(x^{2}\)": "x^{2}", r"\[\frac{x}{y}\]": r"\frac{x}{y}",
}  # fmt: skip


@pytest.mark.parametrize("text", ["x^=2", "x+=1", "clip(x,0,1)", "trunc(x)", "x₊₁", "ₐ"])
def test_nothing_is_offered_that_would_mean_something_else(text: str) -> None:
    assert refusal(text, variables=("x", "y")).repairs == ()


def test_a_list_in_a_sum_is_named_rather_than_the_missing_index() -> None:
    assert refusal("sum(range(10**10))").kind is ProblemKind.UNKNOWN_FUNCTION
    assert refusal("sum([x, y])").kind is ProblemKind.FORBIDDEN_SYNTAX
    assert refusal("sum(k^2, k)").kind is ProblemKind.ARITY


def test_a_sum_of_too_many_terms_is_called_too_long() -> None:
    assert refusal("sum(x, i, 1, 10^9)").kind is ProblemKind.TOO_LONG


@pytest.mark.parametrize("text", MENDED)
def test_the_first_repair_is_what_was_meant(text: str) -> None:
    assert refusal(text, variables=("x", "y")).repairs[0].text == MENDED[text]


def test_every_suggestion_reads_as_a_question() -> None:
    assert refusal("arcsinn(x)").suggestion == "did you mean `arcsin`?"


@pytest.mark.parametrize(
    ("text", "kind", "line", "column", "length"),
    [
        ("x^2 + 1\n+ foo(x)", "unknown_function", 2, 3, 3),
        ("a = 2\r\nb + a", "undefined_name", 2, 1, 1),
        ("x +\n\n $", "unexpected_char", 3, 2, 1),
        ("\ufeffx + $", "unexpected_char", 1, 6, 1),
        ("x\ny", "unexpected_token", 2, 1, 1),
    ],
)
def test_a_problem_stands_at_its_line_and_column(text: str, kind: str, line: int, column: int, length: int) -> None:
    problem = refusal(text, variables=("x", "y"))
    assert (problem.kind, problem.line, problem.column, problem.length) == (kind, line, column, length)


# ---- names -----------------------------------------------------------------------------------------------------------


def test_natural_order_counts_numbers_and_puts_the_rest_last() -> None:
    assert natural_order(["b", "x10", "x2", "z", "a", "x"]) == ("x", "z", "x2", "x10", "a", "b")


def test_without_declaration_every_free_name_is_a_variable() -> None:
    assert parse("a*x + width*y").variables == ("x", "y", "a", "width")


def test_the_variables_of_a_constant_are_no_parameters() -> None:
    assert parse("x = 1; 2x").variables == ("y", "z")
    assert parse("x y z", parameters={"x": 1.0, "y": 2.0, "z": 3.0}).variables == ("x1", "x2")


def test_a_constant_is_a_function_of_x_and_y() -> None:
    assert parse("3").variables == parse("pi", editor=True).variables == ("x", "y")


def test_declared_variables_are_the_only_ones_and_keep_their_order() -> None:
    assert parse("x", variables=("y", "x")).variables == ("y", "x")
    assert refusal("x + z", variables=("x", "y")).kind == "undefined_name"


def test_a_header_names_the_variables() -> None:
    formula = parse("g(v, u) = u^2", variables=("x", "y"))
    assert (formula.name, formula.variables) == ("g", ("v", "u"))
    assert refusal("f(x) = x + y").kind == "undefined_name"


def test_in_the_editor_an_unknown_name_is_offered_as_a_parameter_and_as_a_variable() -> None:
    problem = refusal("a x^2 + b", editor=True)
    assert problem.kind == "undefined_name"
    assert [repair.text for repair in problem.repairs] == ["a = 1\nb = 1\na x^2 + b", "f(x, a, b) = a x^2 + b"]
    assert refusal("ax^2+by^2", editor=True).repairs[0].text == "a = 1\nb = 1\na x^2+b y^2"


def test_definition_lines_give_parameters_in_their_order() -> None:
    formula = parse("b = 2\na = 3b\na x + b", editor=True)
    assert formula.parameters == (("b", 2.0), ("a", 6.0))
    assert formula.variables == ("x",)


def test_a_line_beginning_with_minus_after_a_definition_is_a_line_of_its_own() -> None:
    assert parse("a = 1\n-x^2 + a").text == parse("-x^2 + a", parameters={"a": 1.0}).text


def test_a_definition_line_overrides_a_given_parameter() -> None:
    assert parse("a = 2; a x", parameters={"a": 1.0}).parameters == (("a", 2.0),)


def test_a_letter_and_its_name_are_one_variable() -> None:
    assert parse("α + alpha").variables == ("α",)
    assert parse("x_1 + x1", variables=("x1",)).variables == ("x1",)


def test_letters_that_stand_alone_elsewhere_make_a_product() -> None:
    assert parse("ab + a + b").text == "a*b + a + b"
    assert parse("ab").variables == ("ab",)


def test_a_declared_name_wins_over_a_function() -> None:
    assert parse("gamma*x", variables=("gamma", "x")).text == "gamma*x"


@pytest.mark.parametrize("name", ["x", "x1", "x_12", "α", "α_1", "lambda", "E", "theta", "x_max"])
def test_a_name_that_can_be_typed_is_allowed(name: str) -> None:
    check_name(name)
    assert parse(f"2{name}", variables=(name,)).text == f"2*{name}"


@pytest.mark.parametrize("name", ["", "_", "1x", "x y", "x-y", "x.y", "x'", "__class__", "х", "x" * 65, "x_", "x\n"])
def test_a_name_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        check_name(name)
    assert caught.value.kind is ProblemKind.BAD_NAME


@pytest.mark.parametrize("name", ["pi", "π", "e", "sin", "where", "and", "sum", "nan", "True"])
def test_a_name_with_a_meaning_is_reserved(name: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        check_name(name)
    assert caught.value.kind is ProblemKind.RESERVED_NAME
    assert refusal("x", variables=(name,)).kind is ProblemKind.RESERVED_NAME


def test_completion_knows_functions_and_constants() -> None:
    assert completions("arcs") == ["arcsin", "arcsinh"]
    assert "pi" in completions("p")


# ---- guards ----------------------------------------------------------------------------------------------------------


def test_numbers_keep_what_was_typed() -> None:
    assert parse("1/3 + 0.10 + .5 + 1E5 + 007 + 5.").text == "1/3 + 0.1 + 0.5 + 1e5 + 7 + 5"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2^1024", "number_range"), ("exp(710)", "number_range"), ("171!", "number_range"), ("1e309", "number_range"),
        ("x/(1-1)", "undefined_everywhere"), ("0^-1", "undefined_everywhere"), ("(-8)^(1/3)", "undefined_everywhere"),
        ("mod(x, 0)", "undefined_everywhere"), ("sum(1/i, i, 0, 2)", "undefined_everywhere"),
        ("a = 1/0; x", "undefined_everywhere"), ("log(x, 1)", "undefined_everywhere"), ("9" * 401, "number_range"),
    ],
)  # fmt: skip
def test_a_constant_part_without_a_usable_value_is_refused(text: str, kind: str) -> None:
    assert refusal(text).kind == kind


@pytest.mark.parametrize(
    ("text", "kept"),
    [("2^1023", "2^1023"), ("170!", "factorial(170)"), ("exp(709)", "exp(709)"), ("1e-400", "0"),
     ("where(x > 0, 1, 2)", "where(x > 0, 1, 2)"), ("0*x", "0*x"), ("x^-1", "x^(-1)"), ("0^x", "0^x")],
)  # fmt: skip
def test_a_constant_part_with_a_value_stays(text: str, kept: str) -> None:
    assert parse(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "x" + ")" * 3000, "-" * 3000 + "x", "sin(" * 1000 + "x" + ")" * 1000, "x^" * 2000 + "x",
        "sin " * 2000 + "x", "√" * 2000 + "x", "\\frac" * 2000, "\\left(" * 1500, "|" * 3000 + "x" + "|" * 3000,
        "where(x>0,1," * 1000 + "1" + ")" * 1000, "not " * 2000 + "x", "f(x)=" + "(" * 5000,
    ],
)  # fmt: skip
def test_deep_nesting_is_refused_without_harm(text: str) -> None:
    assert refusal(text).kind in {"too_deep", "ambiguous", "not_scalar"}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("(" * 150 + "x" + ")" * 150, "x"), ("-" * 60 + "x", "x"), ("-" * 61 + "x", "-x"),
     ("sin(" * 100 + "x" + ")" * 100, "sin(" * 100 + "x" + ")" * 100)],
)  # fmt: skip
def test_nesting_that_people_write_is_read(text: str, meaning: str) -> None:
    assert parse(text).text == meaning


def test_long_texts_are_refused_by_their_length() -> None:
    assert refusal("x+" * 500_000 + "x").kind == "too_long"
    assert refusal("x+" * 9_000 + "x").kind == "too_long"
    assert refusal("sum(sum(x, i, 1, 500), j, 1, 500)").kind == "too_long"
    parse("x+" * 2499 + "x")


# Pieces that people write, put together at random: closer to the grammar than random characters.
PIECES = st.sampled_from([
    "x", "y", "xy", "x1", "x_1", "a", "pi", "e", "2", "1.5", ".5", "1e3", "1,5", "+", "-", "*", "/", "^",
    "**", "!", "!!", "(", ")", "[", "]", "{", "}", "|", "||", ",", ";", "\n", "=", "==", "<", "<=", "!=",
    "and", "or", "not", "sin", "log", "sin^-1", "max", "where(", "sum(", "x[i]", ",i,1,3)", "²", "⁻¹", "ˣ",
    "√", "π", "α", "·", "−", " ", "  ", "#", "$", "%", ".", "np.", "_", "__", "\\frac", "\\left", "\\right",
    "\\sqrt", "\\sin", "\\{", "\\begin{cases}", "\\end{cases}", "&", "\\\\", "\\sum_{i=1}^{3}", "\\log_2",
    "\\alpha", "f(x)=", "z=", "a=2", "import", "lambda", "\u200b", "х", "½", "∞",
])  # fmt: skip


def check_refusal(problem: SyntaxProblem, options: dict[str, Any]) -> None:
    assert problem.message
    problem.message.encode()
    assert min(problem.line, problem.column, problem.length) >= 1
    assert len(problem.repairs) <= 3
    for repair in problem.repairs:
        parse(repair.text, **options)


def read_or_refuse(text: str) -> None:
    options: dict[str, Any]
    for options in ({}, {"editor": True}, {"variables": ("x", "y")}):
        try:
            formula = parse(text, **options)
        except SyntaxProblem as problem:
            check_refusal(problem, options)
        else:
            again = parse(formula.text, variables=formula.variables, parameters=dict(formula.parameters))
            assert again.text == formula.text


@settings(max_examples=600, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_scramble_of_formulas_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@pytest.mark.nightly
@settings(max_examples=50_000, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_fifty_thousand_texts_are_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@pytest.mark.nightly
@settings(max_examples=50_000, deadline=None)
@given(st.text(alphabet="xyze0123456789.+-*/^!|()[]{},;=<> \n_\\$%sincolgπ²₁√", max_size=60))
def test_fifty_thousand_near_formulas_are_read_or_refused(text: str) -> None:
    read_or_refuse(text)


AUDIT = """
import json, sys
from hessview.language.parser import completions, parse
from hessview.language.names import check_name
from hessview.language.tokens import highlight, matching_bracket
from hessview.language.problem import SyntaxProblem

rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
texts = [row.get("input") or "".join(a * n for a, n in row["input_parts"]) for row in rows]
watched = ("compile", "exec", "import", "open")
events = []
sys.addaudithook(lambda event, _: events.append(event)
                 if event in watched or event.startswith(("os.", "socket.", "subprocess.", "ctypes.")) else None)
for text, row in zip(texts, rows):
    for options in ({"variables": row["vars"]}, {}, {"editor": True}):
        try:
            parse(text, **options)
        except SyntaxProblem:
            pass
    try:
        check_name(text)
    except SyntaxProblem:
        pass
    highlight(text), matching_bracket(text, 0), completions(text[:2])
found = list(events)
print(found)
"""


def test_reading_text_executes_imports_and_opens_nothing() -> None:
    command = [sys.executable, "-c", AUDIT, str(CORPUS)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == ""
    assert ran.stdout.strip() == "[]"


def test_parameters_and_constants_have_their_values() -> None:
    assert parse("a = 2pi; a x").parameters == (("a", 2 * math.pi),)
