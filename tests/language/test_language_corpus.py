"""What people type: every row of the corpus is read as meant, or refused in its place."""

from __future__ import annotations

import json
import math
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.special as sc

from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder
from hessview.language.names import check_name
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = [
    json.loads(line)
    for name in ("language.jsonl", "language_more.jsonl")
    for line in (Path(__file__).parents[1] / "data" / name).read_text(encoding="utf-8").splitlines()
]

# The judge's own meaning of every row, so that the table under test does not judge itself.
MEANINGS: dict[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
    "pow": lambda a, b: np.power(np.asarray(a, float), b), "lt": np.less, "le": np.less_equal, "gt": np.greater,
    "ge": np.greater_equal, "eq": np.equal, "ne": np.not_equal, "and": np.logical_and, "or": np.logical_or,
    "not": np.logical_not, "where": np.where, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log2": np.log2,
    "log10": np.log10, "log1p": np.log1p, "sqrt": np.sqrt, "cbrt": np.cbrt, "abs": np.abs, "sign": np.sign,
    "floor": np.floor, "ceil": np.ceil, "round": np.round, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "sec": lambda a: 1 / np.cos(a), "csc": lambda a: 1 / np.sin(a), "cot": lambda a: 1 / np.tan(a),
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "erf": sc.erf, "erfc": sc.erfc,
    "gamma": sc.gamma, "lgamma": sc.gammaln, "factorial": lambda a: sc.gamma(np.asarray(a, float) + 1),
    "sigmoid": sc.expit, "softplus": lambda a: np.logaddexp(0, a), "relu": lambda a: np.maximum(a, 0),
    "hypot": np.hypot, "mod": np.mod, "min": lambda *a: reduce(np.minimum, a), "max": lambda *a: reduce(np.maximum, a),
}  # fmt: skip


def value_of(root: Expression, values: dict[str, Any]) -> Any:
    found: dict[int, Any] = {}
    for node in postorder(root):
        match node:
            case Number(value, _):
                found[id(node)] = value
            case Constant(name):
                found[id(node)] = {"pi": math.pi, "e": math.e}[name]
            case Symbol(name):
                found[id(node)] = values[name]
            case Apply(function, arguments):
                found[id(node)] = MEANINGS[function](*(found[id(argument)] for argument in arguments))
    return found[id(root)]


def text_of(row: dict[str, Any]) -> str:
    return row["input"] if "input" in row else "".join(part * count for part, count in row["input_parts"])


def complaint(row: dict[str, Any]) -> str | None:
    """Return why the answer to `row` is not acceptable, or None."""
    text = text_of(row)
    try:
        if row["target"] == "variable_name":
            check_name(text)
            return None if row["expect"] == "accept" else "accepted"
        formula = parse(text, variables=row["vars"])
    except SyntaxProblem as problem:
        return refusal_complaint(row, problem, text)
    if row["expect"] == "reject":
        return f"accepted as {formula.text[:80]}"
    rng = np.random.default_rng(20240229)
    values = {name: rng.uniform(0.2, 2.5, 40) for name in formula.variables}
    values |= dict(formula.parameters)
    names = {row["var_map"].get(name, name): value for name, value in values.items()}
    with np.errstate(all="ignore"):
        meant = eval(row["meaning"], {"np": np, "sc": sc, **names})  # noqa: S307 - the corpus's own truth
        read = value_of(formula.expression, values)
    equal = np.allclose(read, meant, rtol=1e-9, atol=1e-300, equal_nan=True)
    return None if equal else f"read as {formula.text[:80]}"


def refusal_complaint(row: dict[str, Any], problem: SyntaxProblem, text: str) -> str | None:
    where = f"{problem.kind} at {problem.column}: {problem.message}"
    if row["expect"] == "accept":
        return f"refused, {where}"
    kinds = row.get("error_kinds_ok") or [row["error_kind"]]
    columns = row.get("error_cols_ok")
    if problem.kind not in kinds or (columns and problem.column not in columns):
        return f"refused wrongly, {where}"
    assert problem.length >= 1
    problem.message.encode()
    for repair in problem.repairs:
        parse(repair.text, variables=row["vars"])
    return None


@pytest.mark.parametrize("row", [row for row in CORPUS if row["policy"] == "must"], ids=lambda row: row["id"])
def test_a_row_that_must_be_right_is_right(row: dict[str, Any]) -> None:
    assert complaint(row) is None


@pytest.mark.parametrize("row", [row for row in CORPUS if row["policy"] == "choice"], ids=lambda row: row["id"])
def test_a_matter_of_taste_is_settled_as_the_corpus_settles_it(row: dict[str, Any]) -> None:
    assert complaint(row) is None
