"""Every rule of every derivation is true in numbers that were found without it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hessview.calculus.derivation import Derivation, Rule, TooLong, derive
from hessview.landscapes.catalog import CATALOG
from hessview.language.parser import parse
from hessview.language.source import to_text
from tests.explanations.evaluated import evaluated, slope
from tests.language.mpmath_table import mp

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "data" / "derivatives.jsonl"
CORPUS = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
BY_RULE = {
    Rule.SUM: "x^2 + y + sin(x)",
    Rule.FACTOR: "3*y*x^2",
    Rule.PRODUCT: "x*sin(x)",
    Rule.QUOTIENT: "sin(x)/(1 + x^2)",
    Rule.RECIPROCAL: "y/(1 + x^2)",
    Rule.POWER: "x^(-5/2)",
    Rule.POWER_CHAIN: "(x^2 + y)^y",
    Rule.EXPONENTIAL: "2^x",
    Rule.EXPONENTIAL_CHAIN: "y^(x*x + 1)",
    Rule.GENERAL_POWER: "(1 + x)^x",
    Rule.KNOWN: "tanh(x)",
    Rule.CHAIN: "log(1 + x*y)",
    Rule.SEVERAL: "atan2(x*y, x + 2)",
    Rule.CHOICE: "where(x > 1, x^2, y*x)",
    Rule.REWRITTEN: "max(x, y, 2)",
}


def all_of(derivation: Derivation) -> Iterator[Derivation]:
    """Yield a derivation and everything below it."""
    yield derivation
    for part in derivation.parts:
        yield from all_of(part)


def near(a: object, b: object) -> bool:
    return bool(mp.fabs(a - b) <= mp.mpf("1e-15") * (1 + mp.fabs(a) + mp.fabs(b)))  # type: ignore[operator]


def check(derivation: Derivation, values: dict[str, object]) -> None:
    """Hold every rule below `derivation` against differences in fifty digits."""
    seen: set[str] = set()
    for each in all_of(derivation):
        key = f"{each.variable} {to_text(each.of)}"
        if key in seen:
            continue
        seen.add(key)
        taken = slope(each.of, each.variable, values)
        assert near(taken, evaluated(each.applied, values)), f"{each.rule}: {key} -> {to_text(each.applied)}"
        assert near(taken, evaluated(each.result, values)), f"{each.rule}: {key} -> {to_text(each.result)}"


@pytest.mark.parametrize(("rule", "text"), BY_RULE.items(), ids=map(str, BY_RULE))
def test_every_rule_is_used_where_it_belongs_and_is_true(rule: Rule, text: str) -> None:
    derivation = derive(parse(text, variables=("x", "y")).expression, "x")
    assert derivation.rule is rule
    check(derivation, {"x": mp.mpf("0.7"), "y": mp.mpf("1.3")})


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_every_rule_of_a_known_function_is_true_at_random_points(row: dict[str, object]) -> None:
    rng = random.Random(str(row["id"]))
    names, box = row["vars"], row["box"]
    assert isinstance(names, list)
    assert isinstance(box, list)
    formula = parse(str(row["expr"]), variables=tuple(names))
    for name in names:
        values = {n: mp.mpf(rng.uniform(*pair)) for n, pair in zip(names, box, strict=True)}
        check(derive(formula.expression, name), values)


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_the_gradient_of_every_example_is_what_its_rules_make_of_it(example: object) -> None:
    formula = parse(example.text, editor=True)  # type: ignore[attr-defined]
    rng = random.Random(formula.text)
    values: dict[str, object] = {name: mp.mpf(value) for name, value in formula.parameters}
    values |= {name: mp.mpf(rng.uniform(0.2, 0.9)) for name in formula.variables}
    for name in formula.variables[:3]:
        derivation = derive(formula.expression, name)
        assert near(evaluated(derivation.result, values), slope(formula.expression, name, values))


def test_what_does_not_contain_the_variable_is_constant() -> None:
    derivation = derive(parse("y^2 + 1", variables=("x", "y")).expression, "x")
    assert (derivation.rule, to_text(derivation.result)) == (Rule.CONSTANT, "0")


def test_products_are_tidied_into_numbers_powers_and_the_rest() -> None:
    derivation = derive(parse("x^2*y*z").expression, "x")
    assert to_text(derivation.result) == "2*x*y*z"


def test_what_nobody_would_follow_is_refused() -> None:
    nested = "sin(" * 60 + "x" + ")" * 60
    with pytest.raises(TooLong):
        derive(parse(nested).expression, "x")
    with pytest.raises(TooLong):
        derive(parse(" + ".join(f"x^{k}" for k in range(2, 400))).expression, "x")
