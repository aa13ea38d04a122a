"""A formula in one line as one would print it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hessview.language.parser import parse
from hessview.language.printed import printed
from hessview.language.problem import SyntaxProblem

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2*x^2 - 3*x*y", "2x² − 3xy"), ("100*(y - x^2)^2", "100(y − x²)²"), ("2*pi*x1*x2", "2πx₁x₂"),
        ("(x + 1)*(y + 2)", "(x + 1)(y + 2)"), ("x^2^3*y", "x^2^3·y"), ("2^3*x^12*y", "2³x¹²y"), ("x^-1", "x^−1"),
        ("x*sin(y)*cos(y)", "x sin(y) cos(y)"), ("3*exp(-x^2)*y", "3 exp(−x²) y"), ("2*sqrt(x*log(y))", "2√(x ln(y))"),
        ("1e-9*x + 1.5e3", "10⁻⁹x + 1.5·10³"), ("alpha2^2*x", "α₂²x"), ("factorial(x)*y", "factorial(x) y"),
    ],
)  # fmt: skip
def test_factors_stand_side_by_side(text: str, words: str) -> None:
    assert printed(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/2*x", "1/2·x"), ("x/(2*y)*z", "x/(2y)·z"), ("x*y/2 + 3*x", "xy/2 + 3x"), ("2^x*y", "2^x·y"),
        ("x^(2*y)*z", "x^(2y)·z"), ("2*x*3", "2x·3"), ("2*width*x", "2·width·x"), ("2*e*x", "2·e·x"),
        ("sin(x)*(y + 1)", "sin(x)·(y + 1)"), ("x/1.5e3", "x/(1.5·10³)"), ("1e3^2", "(10³)²"),
    ],
)  # fmt: skip
def test_a_dot_stands_where_a_product_could_be_taken_for_something_else(text: str, words: str) -> None:
    assert printed(text) == words


def test_what_is_printed_is_read_again_as_the_same() -> None:
    lines = (DATA / "language.jsonl").read_text(encoding="utf-8") + (DATA / "language_more.jsonl").read_text("utf-8")
    seen = 0
    for typed in (json.loads(line).get("input", "") for line in lines.splitlines()):
        try:
            formula = parse(typed)
        except SyntaxProblem:
            continue
        if re.search(r"\d[eE][-+]?\d", formula.text):
            continue  # such a number becomes a power of ten, which is no longer one number
        given = "".join(f"{name} = {value!r}\n" for name, value in formula.parameters)
        head = f"f({', '.join(formula.variables)}) = " if formula.variables else ""
        assert parse(f"{given}{head}{printed(formula.text)}").text == formula.text
        seen += 1
    assert seen > 800
