from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.landscapes.catalog import CATALOG, Example
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from tests.landscapes import multiprecision

NAMED = [pytest.param(example, id=example.name) for example in CATALOG]


def test_names_are_different_and_the_classics_are_there() -> None:
    names = [example.name for example in CATALOG]
    assert len(set(names)) == len(names) >= 25
    for classic in ("Bowl", "Saddle", "Monkey saddle", "Rosenbrock's banana", "Himmelblau", "Peaks", "Müller–Brown"):
        assert classic in names


@pytest.mark.parametrize("example", NAMED)
def test_an_example_reads_as_a_function_of_its_variables(example: Example) -> None:
    formula = parse(example.text, editor=True)
    assert formula.variables == example.variables
    n = len(example.variables)
    assert len(example.box) == max(n, 2)
    assert len(example.probe) == n
    assert all(low < high for low, high in example.box)
    assert all(low <= x <= high for x, (low, high) in zip(example.probe, example.box, strict=False))
    assert example.look_at.endswith(".")
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


@pytest.mark.parametrize("example", [parameter for parameter in NAMED if parameter.values[0].critical])
def test_known_critical_points_are_right_to_their_last_digit_and_of_their_kind(example: Example) -> None:
    formula = parse(example.text)
    landscape = ExpressionLandscape(formula)
    for known in example.critical:
        assert str(curvature.at(landscape, known.x).kind) == known.kind
        if known.kind != "degenerate":
            with mp.workdps(25):
                exact = multiprecision.critical_point(formula, known.x)
            for x, truth in zip(known.x, exact, strict=True):
                assert abs(x - float(truth)) <= 1e-15 * max(1.0, abs(x))
