"""What is said of a critical point under the cursor: what it is, where exactly, how high, whether proved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from picture_results import document, results_of

from hessview.document.state import Box
from hessview.figure.compose import compose
from hessview.figure.point_tips import point_tip

if TYPE_CHECKING:
    from hessview.figure.marks import Figure

HIMMELBLAU = "(x^2+y-11)^2+(x+y^2-7)^2"
PIXEL = (0.02, 0.02)


def figure_of(text: str, half: float = 5.0) -> Figure:
    state = document(text, {"x": 0.7, "y": 0.1}, Box(-half, half, -half, half))
    return compose(state, results_of(state))


def test_a_minimum_is_named_with_its_exact_place_its_value_and_its_proof() -> None:
    words = point_tip(figure_of(HIMMELBLAU), (3.01, 1.99), PIXEL).splitlines()
    assert words[:3] == ["Minimum", "at (3, 2)", "f = 0"]
    assert words[3].startswith("exists, and is the only critical point within")


def test_a_saddle_has_its_index_and_decimals() -> None:
    words = point_tip(figure_of(HIMMELBLAU), (-0.128, -1.954), PIXEL).splitlines()
    assert words[0] == "Saddle, index 1"
    assert words[1] == "at ≈ (−0.127961, −1.95371)"


def test_the_nearest_is_named_and_nothing_where_nothing_is_near() -> None:
    figure = figure_of(HIMMELBLAU)
    assert point_tip(figure, (3.0, 2.0 + 7.0 * PIXEL[1]), PIXEL)
    assert point_tip(figure, (3.0, 2.0 + 9.0 * PIXEL[1]), PIXEL) == ""
    assert "Minimum" in point_tip(figure, (3.1, 1.5), (1.0, 1.0))
    assert "Saddle" in point_tip(figure, (3.3, 0.6), (1.0, 1.0))


def test_what_is_not_proved_is_said_not_to_be() -> None:
    state = document(HIMMELBLAU)
    results = results_of(state)
    assert results.critical is not None
    doubtful = tuple(replace(point, proved=False) for point in results.critical.points)
    figure = compose(state, replace(results, critical=replace(results.critical, points=doubtful)))
    assert point_tip(figure, (3.0, 2.0), PIXEL).endswith("not proved")


def test_a_set_is_named_along_all_of_it() -> None:
    figure = figure_of("(x^2+y^2-1)^2", 2.0)
    for turn in np.linspace(0.0, 6.2, 40):
        words = point_tip(figure, (np.cos(turn), np.sin(turn)), (0.01, 0.01)).splitlines()
        assert words[:3] == ["A circle of minima", "centre (0, 0), radius 1", "f = 0"]


def test_a_line_is_named_by_its_equation() -> None:
    figure = figure_of("sin(x)^2 + 0y", 2.0)
    assert point_tip(figure, (np.pi / 2, 0.3), (0.01, 0.01)).splitlines()[:2] == ["A line of maxima", "x = π/2"]


def test_where_f_is_not_smooth_it_says_why() -> None:
    assert point_tip(figure_of("|x - 1| + y^2", 2.0), (1.0, 0.02), (0.01, 0.01)).startswith("Not smooth: abs(x - 1)")
    assert point_tip(figure_of("1/(x^2+y^2)", 2.0), (0.0, 0.0), (0.01, 0.01)).endswith("at (0, 0)")


def test_what_is_undecided_is_said_where_it_is() -> None:
    state = document("x^2 + y^2", {"x": 1.0})
    results = results_of(state)
    assert results.critical is not None
    found = replace(results.critical, undecided=(np.array([[1.0, 2.0], [1.0, 2.0]]),))
    figure = compose(state, replace(results, critical=found))
    assert point_tip(figure, (1.5, 1.5), PIXEL).startswith("Undecided: ")
    assert point_tip(figure, (2.5, 1.5), PIXEL) == ""
