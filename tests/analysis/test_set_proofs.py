"""Sets are called proved only where exact reading and intervals prove them; what is merely recognised is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.analysis.set_proofs import with_proof
from hessview.analysis.set_shapes import Shape
from hessview.calculus.interval_jet import IntervalJet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet


def landscape_of(text: str, n: int = 2) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text, variables=("x", "y", "z")[:n]))


def searched(text: str, n: int = 2) -> CriticalPoints:
    *_, found = search(landscape_of(text, n), [-2.0] * n, [2.0, 2.1, 1.9][:n])
    return found


def judged(found: CriticalSet, text: str) -> CriticalSet:
    landscape = landscape_of(text)
    return with_proof(found, landscape.formula, IntervalJet(landscape.program), np.array([4.0, 4.1]))


@pytest.mark.parametrize("text", [
    "(x^2 + y^2 - 1)^2", "x^2 y^2", "sin(x y)", "cos(x)", "x^2 + 4y^2 - 4x y + 2", "x^2 y exp(-x^2 - y^2)",
    "(x^2 + y^2) exp(-(x^2 + y^2))", "(0.1x + 0.2y - 0.3)^2", "(x^3 - y^2)^2", "7", "x^4/4 - x^2 + 0y",
])  # fmt: skip
def test_every_set_of_a_function_that_shows_it_is_proved(text: str) -> None:
    found = searched(text)
    assert found.curves
    assert all(each.proved for each in found.curves)


@pytest.mark.parametrize("text", ["(x - y)^2 + (y - z)^2", "(x^2 + y^2 - 1)^2 + z^2", "(x + y + z)^2"])
def test_lines_circles_and_planes_in_space_are_proved(text: str) -> None:
    found = searched(text, 3)
    assert [each.proved for each in found.curves] == [True]
    assert found.complete


def test_points_that_are_shown_lie_on_the_set() -> None:
    [ring] = searched("(x^2 + y^2 - 1)^2").curves
    assert ring.shape is Shape.CIRCLE
    assert np.hypot(*ring.points.T) == pytest.approx(np.ones(len(ring.points)), abs=1e-9)
    assert ring.links.max() < len(ring.points)


@pytest.mark.parametrize("ripple", ["1e-18 sin(x)", "1e-30 sin(x)"])
def test_a_ripple_too_small_for_doubles_makes_a_ring_no_set(ripple: str) -> None:
    found = searched(f"(x^2 + y^2 - 1)^2 + {ripple}")
    assert found.curves == ()
    assert found.finished
    assert not found.complete
    assert any((region[:, 0] <= 0.999).all() and (region[:, 1] >= 0.7).all() for region in found.undecided)


def test_what_not_even_hundreds_of_digits_tell_apart_is_no_set_where_the_formula_tells() -> None:
    found = searched("(x^2 + y^2 - 1)^2 + 1e-200 x")
    assert found.curves == ()
    assert not found.complete


def test_with_a_ripple_the_ring_is_not_proved() -> None:
    [ring] = searched("(x^2 + y^2 - 1)^2").curves
    assert not judged(replace(ring, proved=False), "(x^2 + y^2 - 1)^2 + 1e-30 sin(x)").proved


def test_a_set_beside_the_true_one_is_not_proved() -> None:
    text = "(x^2 + y^2 - 1)^2"
    [ring] = searched(text).curves
    assert judged(replace(ring, proved=False), text).proved
    assert not judged(replace(ring, proved=False, points=1.001 * ring.points), text).proved
    assert not judged(replace(ring, proved=False), "(x^2 + y^2 - 1.001)^2").proved
    assert not judged(replace(ring, proved=False), "x^2 + y^2").proved


def test_isolated_points_in_a_row_prove_no_curve() -> None:
    [ring] = searched("(x^2 + y^2 - 1)^2").curves
    steps = np.arange(-20, 21) * np.pi / 40.0
    row = replace(ring, proved=False, points=np.column_stack((steps, steps)))
    assert not judged(row, "cos(40x) + cos(40y)").proved
    assert judged(row, "(x - y)^2").proved


def test_points_that_are_not_on_the_set_are_left_out_of_a_proof() -> None:
    text = "(x^2 + y^2 - 1)^2"
    [ring] = searched(text).curves
    stray = np.concatenate((ring.points, [[0.5, 0.5]]))
    proved = judged(replace(ring, proved=False, points=stray), text)
    assert proved.proved
    assert len(proved.points) == len(ring.points)
    assert proved.links.max() < len(proved.points)


def test_where_f_is_not_smooth_nothing_is_proved() -> None:
    [ring] = searched("(x^2 + y^2 - 1)^2").curves
    assert not judged(replace(ring, proved=False), "abs(x^2 + y^2 - 1)").proved
    assert not judged(replace(ring, proved=False), "sqrt((x^2 + y^2 - 1)^2)").proved
