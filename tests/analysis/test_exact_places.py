"""Degenerate points at exact places: found in small boxes, shown exactly, and right on the reference data."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hessview.analysis.curvature import Code, Nature
from hessview.analysis.exact_places import ExactPlace, degenerate_at, degenerate_in
from hessview.analysis.germs.factored import square_free
from hessview.calculus.rational_series import rational_series
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.language.formula import Formula

DATA = Path(__file__).parents[1] / "data"

Case = tuple[dict[str, Any], dict[str, Any]]


def degenerate_rows(name: str) -> list[Case]:
    rows = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    return [(row, point) for row in rows for point in row.get("points", ()) if point["kind"] == "degenerate"]


def found_in(formula: Formula, place: list[float], width: float = 1e-7) -> ExactPlace | None:
    sizes = [width * (abs(x) if x else 1.0) for x in place]
    return degenerate_in(
        formula, [x - 0.7 * d for x, d in zip(place, sizes, strict=True)],
        [x + 0.3 * d for x, d in zip(place, sizes, strict=True)],
    )  # fmt: skip


def resolved(case: Case) -> ExactPlace | None:
    row, point = case
    return found_in(parse(row["expr"], variables=tuple(row["vars"])), [float(x) for x in point["x"]])


def test_every_degenerate_point_of_the_reference_data_is_decided_and_right() -> None:
    cases = degenerate_rows("critical_points.jsonl")
    assert len(cases) >= 9
    for case in cases:
        row, point = case
        found = resolved(case)
        assert found is not None, row["id"]
        nature = found.degenerate.nature
        expected = {"minimum": Nature.MINIMUM, "maximum": Nature.MAXIMUM}
        right = next((n for word, n in expected.items() if word in point["nature"]), Nature.NOT_AN_EXTREMUM)
        assert nature is right, row["id"]
        assert found.degenerate.isolated is True
        assert found.degenerate.kernel is not None
        assert found.degenerate.kernel.shape[1] == point["n_zero"]
        if "index" in point:
            assert found.degenerate.degree == point["index"]
        if "strict" in point["nature"]:
            assert found.degenerate.strict is True


def test_nearly_all_of_a_larger_collection_is_decided() -> None:
    cases = degenerate_rows("more_critical_points.jsonl")
    open_ = []
    for case in cases:
        found = resolved(case)
        if found is None or found.degenerate.nature is Nature.UNDECIDED:
            open_.append(case[0]["id"])
            continue
        assert found.degenerate.kernel is not None
        assert found.degenerate.kernel.shape[1] == case[1]["n_zero"], case[0]["id"]
        assert found.degenerate.isolated is not False
        assert found.degenerate.strict is not False
        number = [float(x) for x in case[1]["x"]]
        texts = found.text.strip("()").split(", ") if len(number) > 1 else [found.text]
        assert len(texts) == len(number)
    assert len(open_) <= 0.05 * len(cases), open_


@pytest.mark.parametrize(
    ("text", "place", "written"),
    [
        ("(x - pi/3)^4 + (y - sqrt(2)/2)^2", (1.0471975512, 0.70710678), "(pi/3, sqrt(2)/2)"),
        ("(exp(x) - 2)^3 y + (y - 1)^2", (0.6931471806, 1.0), "(log(2), 1)"),
        ("(x^2 - x - 1)^4 + (x y - 1)^2", (1.618033989, 0.618033989), "((1 + sqrt(5))/2, (sqrt(5) - 1)/2)"),
        ("(log(x) - 2)^3", (7.389056099,), "exp(2)"), ("(x - 0.1)^3", (0.1,), "0.1"), ("(3x - 1)^5", (1 / 3,), "1/3"),
    ],
)  # fmt: skip
def test_a_place_is_named_as_a_person_writes_it(text: str, place: tuple[float, ...], written: str) -> None:
    found = found_in(parse(text), list(place), 1e-6)
    assert found is not None
    assert found.text == written


@pytest.mark.parametrize(
    ("text", "place"),
    [("x^4 - 1e-6*x", (0.0063,)), ("(x - 0.123456789012345)^4 + x*1e-30", (0.1234567890,)),
     ("sin(x)^3 + cos(x)/9", (3.1416,)), ("abs(x)^3", (0.0,))],
)  # fmt: skip
def test_where_the_gradient_is_not_exactly_zero_there_is_no_place(text: str, place: tuple[float, ...]) -> None:
    assert found_in(parse(text), list(place), 1e-9) is None


def at(text: str, *coordinates: str) -> Any:
    formula = parse(text, variables=("x", "y")[: len(coordinates)])
    return degenerate_at(formula, [parse(c, variables=()).expression for c in coordinates])


@pytest.mark.parametrize(
    ("text", "place", "nature", "up", "down"),
    [
        ("sin(x)^4 + sin(y)^2", ("pi", "2pi"), Nature.MINIMUM, "y = 2pi", None),
        ("(x - pi)^3 + y^2", ("pi", "0"), Nature.NOT_AN_EXTREMUM, "y = 0, x > pi", "y = 0, x < pi"),
        ("(y - (x - e)^2)(y - 3(x - e)^2)", ("e", "0"), Nature.NOT_AN_EXTREMUM, "x = e", "y = 2(x - e)^2"),
        ("(y^2 - 2x^2)^2 - x^7", ("0", "0"), Nature.NOT_AN_EXTREMUM, "y = 0", "y = -sqrt(2) x, x > 0"),
        ("(y^2 - 2x^2)^2 + x^6", ("0", "0"), Nature.MINIMUM, "y = 0", None),
        ("gamma(x) (x - 1)^4 + y^2", ("1", "0"), Nature.MINIMUM, "y = 0", None),
        ("(log(x) - log(3))^4 + y^2", ("3", "0"), Nature.MINIMUM, "y = 0", None),
        ("cos(x^2 + y^2)", ("sqrt(pi)", "0"), Nature.MINIMUM, "y = 0", None),
    ],
)  # fmt: skip
def test_points_in_closed_form_are_resolved(
    text: str, place: tuple[str, ...], nature: Nature, up: str, down: str | None
) -> None:
    found = at(text, *place)
    assert found.nature is nature
    assert found.witness_up is not None
    assert found.witness_up.text == up
    assert down == (found.witness_down.text if found.witness_down else None)


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("9x^4 - 6x^2 y^3 + y^6", Nature.MINIMUM), ("-(x^4 y^2) + 2x^2 y^3 - y^4 + 0 sin(x)", Nature.MAXIMUM),
        ("(x^4 - 2x^2 y^2 + y^4) (1 + x + y)", Nature.MINIMUM),
        ("x^4 y^4 + 4x^2 y^5 - 2x^4 y^2 - 2x^2 y^6 + 4y^6 - 4x^2 y^3 - 4y^7 + x^4 + 2x^2 y^4 + y^8", Nature.MINIMUM),
    ],
)  # fmt: skip
def test_an_expanded_square_is_recognised(text: str, nature: Nature) -> None:
    found = at(text, "0", "0")
    if "sin" not in text:
        assert found.nature is nature
    assert found.nature in (nature, Nature.UNDECIDED)


def test_factors_multiply_to_the_polynomial() -> None:
    f = rational_series(parse("(x^2 - 2y)^2 (x + y)/3"), [Fraction(0), Fraction(0)], 5)
    assert f is not None
    constant, factors = square_free(f)
    assert sorted(e for _, e in factors) == [1, 2]
    assert constant == Fraction(1, 3)


def test_a_place_where_the_gradient_does_not_vanish_is_refused() -> None:
    assert at("sin(x)^4 + sin(y)^2", "pi", "1") is None
    assert at("1/x + y^2", "0", "0") is None
    assert at("x^4 + y^2", "0", "0").reason.code is Code.FIRST_TERM_EVEN
