"""A sum over data is seen in its formula, and its gradient from all rows is that of the formula."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.data_rows import data_rows
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

LINE = "(" + " + ".join(f"({a}x + y - {b})^2" for a, b in zip(range(1, 11), range(3, 23, 2), strict=True)) + ")/10"
SIGNS = " + ".join(f"log(1 + exp({'-' if k % 3 else ''}{k / 4:g}x {'-' if k % 3 else '+'} 1y))" for k in range(1, 13))


@pytest.mark.parametrize(
    ("text", "rows", "columns"),
    [
        (LINE, 10, 2),
        (f"({SIGNS})/12", 12, 3),
        (f"1/12*({SIGNS}) + 0.01(x^2 + y^2)", 12, 3),
        ("sum((x - i)^2 + (y - 1)^2, i, 1, 9)", 9, 1),
        ("-sum(exp(-(x - i/3)^2), i, 1, 8) + y^2", 8, 1),
        ("a = 0.5\nsum((x - i a)^2, i, 1, 9)", 9, None),
    ],
)
def test_the_gradient_from_all_rows_is_that_of_the_formula(text: str, rows: int, columns: int | None) -> None:
    f = ExpressionLandscape(parse(text))
    data = data_rows(f.formula)
    assert data is not None
    assert len(data) == rows
    assert columns is None or np.count_nonzero(np.ptp(data.table, axis=0)) <= columns
    points = np.random.default_rng(1).normal(size=(6, f.dimension))
    every = np.tile(np.arange(rows), (6, 1))
    assert data.gradient(points, every) == pytest.approx(f.gradient(points), rel=1e-12, abs=1e-12)


def test_the_mean_over_single_rows_is_the_gradient() -> None:
    f = ExpressionLandscape(parse(f"1/12*({SIGNS}) + 0.01(x^2 + y^2)"))
    data = f.rows
    assert data is not None
    point = np.array([[0.7, -1.2]])
    single = [data.gradient(point, np.array([[row]]))[0] for row in range(len(data))]
    assert np.mean(single, axis=0) == pytest.approx(f.gradient(point)[0], rel=1e-12)
    assert np.ptp(single, axis=0).min() > 0.0


@pytest.mark.parametrize(
    "text",
    [
        "x^2 + 50y^2",
        "sum(x^i, i, 1, 12)",  # exponents are no data: x^(1/2) is another function
        "sum((x - i)^2, i, 1, 7)",  # too few
        "x1^2 + x2^2 + x3^2 + x4^2 + x5^2 + x6^2 + x7^2 + x8^2 + x9^2",
        "8x^2 + sin(x) + cos(y) + exp(y) + x y + y^3 + tan(x) + x^3 y + 1",
    ],
)
def test_what_is_no_sum_over_data_is_not_taken_for_one(text: str) -> None:
    assert data_rows(parse(text)) is None


def test_of_the_examples_only_fits_to_data_are_sums_over_data() -> None:
    for example in CATALOG:
        found = data_rows(parse(example.text, variables=example.variables))
        assert (found is not None) == (example.group == "Fits to data"), example.name
