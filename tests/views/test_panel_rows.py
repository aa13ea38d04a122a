"""What the rows of the panel say of a curvature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.analysis.curvature import at
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.views.panel_rows import direction_text, graph_curvature, summary_rows


def kappa(text: str, x: float) -> tuple[float, float, str]:
    (row,) = summary_rows(at(ExpressionLandscape(parse(text)), np.array([x])))
    return row.value, row.error, row.note


def test_the_graph_of_a_half_circle_curves_by_its_radius_wherever_one_is() -> None:
    for x in (-0.9, -0.3, 0.0, 0.5, 0.99):
        value, error, note = kappa("sqrt(4 - x^2)", x)
        assert value == pytest.approx(-0.5, abs=1e-12)
        assert abs(value + 0.5) <= error or error == 0.0
        assert "radius 2" in note


def test_a_parabola_curves_most_at_its_foot() -> None:
    assert kappa("x^2", 0.0)[0] == 2.0
    assert kappa("x^2", 1.0)[0] == pytest.approx(2.0 / 5.0**1.5)
    assert kappa("x^3", 0.0)[0] == 0.0
    assert kappa("x^3", 0.0)[2] == ""


def test_a_steep_slope_is_no_overflow() -> None:
    assert graph_curvature(-3.0, 0.0, (1e-9, 0.0)) == (0.0, 0.0), "without an error a straight piece is straight"
    assert graph_curvature(-3.0, 0.0, (0.0, 1e-9))[1] > 0.0
    value, error = graph_curvature(1e200, 1.0, (0.0, 0.0))
    assert value == 0.0
    assert math.isfinite(error)


def test_of_a_corner_no_curvature_of_the_graph_is_claimed() -> None:
    assert math.isnan(kappa("|x|", 0.0)[0])


_derivatives = st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
_errors = st.tuples(st.floats(0.0, 0.1), st.floats(0.0, 0.1))


@given(_derivatives, _errors, st.tuples(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0)))
def test_the_bound_holds_for_every_slope_and_bending_within_theirs(
    derivatives: tuple[float, float], errors: tuple[float, float], within: tuple[float, float]
) -> None:
    (slope, second), (e, d), (a, b) = derivatives, errors, within
    value, error = graph_curvature(slope, second, (e, d))
    true = (second + b * d) / (1.0 + (slope + a * e) ** 2) ** 1.5
    assert abs(true - value) <= error + 1e-12 * abs(true)


def test_where_the_graph_hardly_bends_no_radius_is_divided_by_nothing() -> None:
    value, _, note = kappa("1e-200 x^2", 0.0)
    assert value == 2e-200
    assert "radius 5" in note
    assert kappa("1e-320 x^2", 0.0)[2] == ""


def test_an_exact_component_is_written_without_a_fraction() -> None:
    assert direction_text((0.0, 1.0), ("x", "y")) == "(0, 1)"
    assert direction_text((-1.0, 0.0), ("x", "y")) == "(−1, 0)"
    assert direction_text((0.9999, 0.0141), ("x", "y")) == "(1.00, 0.01)"
    assert direction_text((0.0, 0.0, 0.0, 0.0, 1.0, 0.0), ("a", "b", "c", "d", "e", "f")).startswith("1 e")


def test_where_h_is_zero_there_is_no_condition_number() -> None:
    *_, kappa = summary_rows(at(ExpressionLandscape(parse("x^4 + y^4")), (0.0, 0.0)))
    assert "∞" not in kappa.text
    assert kappa.note == "H = 0"
