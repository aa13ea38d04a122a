"""The kind at every critical point of the reference data, rounded to double, and at other points."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.analysis.curvature import Kind, Nature
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

DATA = Path(__file__).parents[1] / "data" / "critical_points.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]

# The file prints numbers below 1e-4 without their exponent. Coordinates that suffered lie outside their box; these are
# the exponents that put them back (checked by the exact gradient in the first test).
LOST_EXPONENTS = {
    "powell_badly_scaled": {"1.09815932": -5},
    "split_monkey": {"-6.66666666": -5, "3.33333333": -5, "-5.77350269": -5, "5.77350269": -5},
    "rat_poles4": {"4.89836638": -5},
    "v4_phi4_chain": {"3.50760977": -5, "-3.50760977": -5},
    "anisotropic_coords": {
        "-3.28318599": -6, "-8.13530442": -8, "3.13131251": -6, "-9.23038556": -7, "-1.95371498": -6,
        "2.88425470": -6, "2.00000000": -6, "7.38518798": -8, "-1.84812652": -6,
    },
}  # fmt: skip


@cache
def landscape_of(expr: str, names: tuple[str, ...]) -> ExpressionLandscape:
    return ExpressionLandscape(parse(expr, variables=names))


def coordinate(row: dict[str, Any], j: int, text: str) -> float:
    low, high = row["box"][j]
    if low <= float(text) <= high:
        return float(text)
    lost = LOST_EXPONENTS[row["id"]]
    return float(f"{text}e{next(exponent for start, exponent in lost.items() if text.startswith(start))}")


def point_of(row: dict[str, Any], point: dict[str, Any]) -> list[float]:
    return [coordinate(row, j, text) for j, text in enumerate(point["x"])]


CASES = [pytest.param(row, id=row["id"]) for row in ROWS]


@pytest.mark.parametrize("row", [case for case in CASES if case.values[0]["id"] in LOST_EXPONENTS])
def test_restored_exponents_put_the_points_into_their_box_where_the_gradient_vanishes(row: dict[str, Any]) -> None:
    landscape = landscape_of(row["expr"], tuple(row["vars"]))
    for point in row["points"]:
        x = np.array(point_of(row, point))
        assert all(low <= c <= high for c, (low, high) in zip(x, row["box"], strict=True))
        step = np.linalg.solve(landscape.hessian(x), landscape.gradient(x))
        assert np.all(np.abs(step) <= 1e-7 * np.abs(x) + 1e-12)


@pytest.mark.parametrize("row", CASES)
def test_the_kind_of_every_critical_point_rounded_to_double_is_right(row: dict[str, Any]) -> None:
    landscape = landscape_of(row["expr"], tuple(row["vars"]))
    for point in row["points"]:
        c = curvature.at(landscape, point_of(row, point))
        assert str(c.kind) == point["kind"], (row["id"], point["x"], c.reason)
        assert c.is_critical is True
        if c.kind is not Kind.DEGENERATE:
            assert c.index == point["morse_index"]
            assert c.inertia.zero == 0
        else:
            assert c.inertia.zero == point["n_zero"]
            claimed = c.nature in (Nature.MINIMUM, Nature.MAXIMUM)
            assert not claimed or str(c.nature) in point["nature"]


@pytest.mark.parametrize("row", CASES)
def test_eigenvalues_at_reference_points_are_within_their_own_error_bounds(row: dict[str, Any]) -> None:
    landscape = landscape_of(row["expr"], tuple(row["vars"]))
    for point in row["points"]:
        if "f64" not in point:
            continue
        c = curvature.at(landscape, point_of(row, point))
        for value, error, text in zip(c.eigenvalues, c.eigenvalue_error, point["eigenvalues"], strict=True):
            # The truth is at the critical point, ours at the double next to it: the difference is the file's floor.
            allowed = error + 10.0 * point["f64"]["eig_floor"]
            shifts = (1.0, *(10.0**-k for k in range(4, 15)))  # small eigenvalues lost their exponents too
            assert min(abs(value - shift * float(text)) for shift in shifts) <= allowed


# Every point of a constant is critical.
@pytest.mark.parametrize("row", [case for case in CASES if case.values[0]["id"] != "constant"])
def test_random_other_points_are_not_critical(row: dict[str, Any]) -> None:
    landscape = landscape_of(row["expr"], tuple(row["vars"]))
    generator = random.Random(row["id"])
    for _ in range(8):
        x = [generator.uniform(low, high) for low, high in row["box"]]
        c = curvature.at(landscape, x)
        if np.isnan(c.value):
            assert c.kind is Kind.UNDEFINED
        else:
            assert c.kind is Kind.NOT_CRITICAL, (x, c.reason)
            assert c.is_critical is False
            assert c.nature is None


@pytest.mark.parametrize("row", [case for case in CASES if case.values[0]["nonsmooth_points"]])
def test_a_place_without_derivatives_has_no_class(row: dict[str, Any]) -> None:
    landscape = landscape_of(row["expr"], tuple(row["vars"]))
    for point in row["nonsmooth_points"]:
        c = curvature.at(landscape, [float(x) for x in point["x"]])
        assert c.kind is Kind.UNDEFINED
        assert c.nonsmooth is not None


@pytest.mark.parametrize(
    ("name", "point", "zero"),
    [
        ("mexican_hat", (0.6, 0.8), 1), ("mexican_hat", (1.0, 0.0), 1), ("x2y2", (0.0, 1.3), 1),
        ("x2y2", (0.0, 0.0), 2),
        ("xmy_squared", (2.0, 1.0), 1), ("xmy_squared", (0.2, 0.1), 1), ("constant", (0.3, 0.7), 2),
        ("crossing_curves", (0.7, 0.7), 1), ("v3_x2yz", (0.0, 0.5, 0.5), 2), ("v3_x2yz", (0.7, 0.0, 0.0), 1),
    ],
)  # fmt: skip
def test_points_of_a_critical_curve_are_degenerate(name: str, point: tuple[float, ...], zero: int) -> None:
    row = next(row for row in ROWS if row["id"] == name)
    c = curvature.at(landscape_of(row["expr"], tuple(row["vars"])), point)
    assert c.kind is Kind.DEGENERATE
    assert c.inertia.zero == zero
