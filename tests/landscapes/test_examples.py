"""The catalog's examples read, show something, and name all of their critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath as mp
import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.analysis.critical_points import Limits, search
from hessview.compute.exact_places import coordinates
from hessview.landscapes.catalog import CATALOG, Example
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from tests.benchmarks.newton_grid import ends_of_newton
from tests.landscapes import multiprecision

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

NAMED = [pytest.param(example, id=example.name) for example in CATALOG]
WITH_POINTS = [parameter for parameter in NAMED if parameter.values[0].critical]


def test_names_are_different_and_the_classics_are_there() -> None:
    names = [example.name for example in CATALOG]
    assert len(set(names)) == len(names) >= 50
    for classic in ("Bowl", "Saddle", "Monkey saddle", "Rosenbrock's banana", "Himmelblau", "Peaks", "Müller–Brown"):
        assert classic in names


def test_groups_are_short_and_stand_together() -> None:
    groups = [example.group for example in CATALOG]
    order = list(dict.fromkeys(groups))
    assert sorted(groups, key=order.index) == groups
    assert max(groups.count(group) for group in order) <= 15


@pytest.mark.parametrize("example", NAMED)
def test_an_example_reads_as_a_function_of_its_variables(example: Example) -> None:
    formula = parse(example.text, editor=True)
    assert formula.variables == example.variables
    n = len(example.variables)
    assert len(example.box) == max(n, 2)
    assert example.domain == example.box[:n]
    assert len(example.probe) == n
    assert all(low < high for low, high in example.box)
    assert all(low <= x <= high for x, (low, high) in zip(example.probe, example.box, strict=False))
    assert example.look_at.endswith(".")
    assert len(example.look_at) <= 115
    assert example.group
    assert example.source


@pytest.mark.parametrize("example", NAMED)
def test_the_picture_of_an_example_is_defined_and_varies(example: Example) -> None:
    landscape = ExpressionLandscape(parse(example.text))
    rest = example.probe[2:]
    x0, x1, y0, y1 = example.view
    grid = [(x, y, *rest)[: len(example.variables)] for x in np.linspace(x0, x1, 9) for y in np.linspace(y0, y1, 9)]
    values = landscape.value(np.array(grid))
    finite = values[np.isfinite(values)]
    assert len(finite) >= 0.25 * len(values)
    assert np.ptp(finite) > 0.0


@pytest.mark.parametrize("example", WITH_POINTS)
def test_a_known_point_lies_in_the_box_and_is_named_once(example: Example) -> None:
    places = [point.x for point in example.critical]
    assert len(set(places)) == len(places)
    for point in example.critical:
        assert all(low <= x <= high for x, (low, high) in zip(point.x, example.domain, strict=True))
        natures = {"minimum": ("minimum",), "maximum": ("maximum",), "saddle": ("not an extremum",)}
        assert point.nature in natures.get(point.kind, ("minimum", "maximum", "not an extremum"))


@pytest.mark.parametrize("example", WITH_POINTS)
def test_known_points_are_right_to_their_last_digit_and_of_their_kind(example: Example) -> None:
    formula = parse(example.text)
    landscape = ExpressionLandscape(formula)
    for known in example.critical:
        assert str(curvature.at(landscape, known.x).kind) == known.kind
        with mp.workdps(30):
            if known.kind == "degenerate":
                slopes = multiprecision.gradient(formula, [mp.mpf(x) for x in known.x])
                eigenvalues = mp.eigsy(multiprecision.hessian(formula, [mp.mpf(x) for x in known.x]), eigvals_only=True)
                assert max(map(abs, slopes)) < 1e-30
                assert min(map(abs, eigenvalues)) < 1e-14
                continue
            exact = multiprecision.critical_point(formula, known.x, landscape.hessian(np.array(known.x)))
            eigenvalues = mp.eigsy(multiprecision.hessian(formula, exact), eigvals_only=True)
        for x, truth in zip(known.x, exact, strict=True):
            assert abs(x - truth) <= 1e-15 * max(1.0, abs(x))
        down = sum(1 for value in eigenvalues if value < 0)
        assert known.kind == {0: "minimum", len(known.x): "maximum"}.get(down, "saddle")


@pytest.mark.parametrize("example", NAMED)
def test_newtons_method_from_a_grid_ends_at_known_points_only(example: Example) -> None:
    ends = ends_of_newton(ExpressionLandscape(parse(example.text)), example.domain)
    places = np.array([point.x for point in example.critical]).reshape(-1, len(example.variables))
    for end in ends:
        near = len(places) and np.abs(places - end).max(axis=1).min() < 1e-4
        assert near or _lies_where_no_point_is_isolated(example, end), end


def _lies_where_no_point_is_isolated(example: Example, x: np.ndarray) -> bool:
    """Whether a point lies on a set, or where f is not defined, by what the example says of them."""
    conditions = {
        "the line y = x: minima": lambda x: x[1] - x[0],
        "the circle x^2 + y^2 = 1: minima": lambda x: x @ x - 1.0,
        "the circle x^2 + y^2 = 1: maxima": lambda x: x @ x - 1.0,
        "the lines x = 0 and y = 0: minima": lambda x: x[0] * x[1],
        "the plane x = 0": lambda x: x[0],
        "the line y = z = 0": lambda x: np.hypot(x[1], x[2]),
        "the point (0, 0), where f is 0/0": lambda x: np.hypot(x[0], x[1]),
    }
    return any(abs(conditions[words](x)) < 1e-3 for words in (*example.sets, *example.nonsmooth) if words in conditions)


def searched(example: Example) -> CriticalPoints:
    landscape = ExpressionLandscape(parse(example.text))
    *_, found = search(landscape, *np.array(example.domain).T, limits=Limits(seconds=300.0))
    return found


@pytest.mark.parametrize("example", NAMED)
def test_the_search_finds_exactly_the_known_points(example: Example) -> None:
    found = searched(example)
    known = {point.x: point for point in example.critical}
    places = np.array(list(known)).reshape(-1, len(example.variables))
    for point in found.points:
        nearest = tuple(places[np.abs(places - point.x).max(axis=1).argmin()].tolist())
        truth = known.pop(nearest)
        assert np.allclose(point.x, truth.x, rtol=1e-14, atol=1e-14)
        assert (str(point.kind), str(point.nature), point.proved) == (truth.kind, truth.nature, True)
    assert not known
    assert bool(found.curves) is bool(example.sets)
    assert bool(found.nonsmooth) is bool(example.nonsmooth)
    if not example.nonsmooth:
        assert found.complete


EXACT = {
    "Egg box": 13, "Three sines": 3, "A hill and a hollow": 2, "Three-hump camel": 5, "Branin": 5, "Dixon–Price": 3,
    "McCormick": 3, "Easom": 5, "Goldstein–Price, logarithm": 9, "Entropy of three": 1, "Staircase": 4,
}  # fmt: skip
"""How many points of an example have coordinates that a person can write down."""


@pytest.mark.parametrize("example", [e for e in CATALOG if e.name in EXACT], ids=lambda e: e.name)
def test_exact_numbers_that_are_claimed_are_critical_to_fifty_digits(example: Example) -> None:
    formula = parse(example.text)
    named = [point for point in searched(example).points if point.exact is not None]
    assert len(named) == EXACT[example.name]
    for point in named:
        texts = coordinates(point.exact or "", len(example.variables))
        with mp.workdps(60):
            x = [multiprecision.value(parse(text, variables=("x",)), [mp.mpf(0)]) for text in texts]
            assert all(low <= c <= high for c, (low, high) in zip(x, point.enclosure.tolist(), strict=True))
            assert max(map(abs, multiprecision.gradient(formula, x))) < mp.mpf(10) ** -50
