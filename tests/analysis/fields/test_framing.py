"""The box that Fit finds shows where f is defined and varies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from hessview.analysis.fields.framing import fit
from hessview.document.state import Box
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.landscapes.catalog import Example

Ranges = tuple[float, float, float, float]
USUAL = (-5.0, 5.0, -5.0, 5.0)


def found(text: str, origin: Sequence[float] | None = None) -> Ranges:
    landscape = ExpressionLandscape(parse(text))
    n = landscape.dimension
    return fit(landscape, None if n == 1 else coordinate_slice(n, 0, 1, origin or (0.0,) * n))


def shows(box: Ranges, x: float, y: float) -> bool:
    return box[0] < x < box[1] and box[2] < y < box[3]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("sqrt(x y) + ln(1 - x^2 - y^2)", (-1.0, 1.0, -1.0, 1.0)),
        ("ln(1 - x^2 - y^2)", (-1.0, 1.0, -1.0, 1.0)),
        ("asin(x) + acos(y)", (-1.0, 1.0, -1.0, 1.0)),
        ("sqrt(1 - (x - 30)^2 - (y - 20)^2)", (29.0, 31.0, 19.0, 21.0)),
        ("sqrt(4 - x^2 - y^2 - z^2)", (-2.0, 2.0, -2.0, 2.0)),
        ("x + 2y - log(x) - log(y) - log(4 - x - y)", (0.0, 4.0, 0.0, 4.0)),
        ("log(0.01 - x^2 - y^2)", (-0.1, 0.1, -0.1, 0.1)),
    ],
)
def test_a_bounded_domain_is_shown_whole_with_a_margin(text: str, domain: Ranges) -> None:
    box = found(text)
    for k in (0, 2):
        width = domain[k + 1] - domain[k]
        assert domain[k] - 0.25 * width < box[k] < domain[k]
        assert domain[k + 1] < box[k + 1] < domain[k + 1] + 0.25 * width


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("(x - 100)^2 + (y + 40)^2", 100.0, -40.0),
        ("|x - 100| + |y + 40|", 100.0, -40.0),
        ("(x - 1000)^2 - y^2", 1000.0, 0.0),
        ("10exp(-((x - 30)^2 + (y - 20)^2))", 30.0, 20.0),
        ("(1 - x)^2 + 100(y - x^2)^2", 1.0, 1.0),
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 3.0, 2.0),
        ("-cos(x)cos(y)exp(-(x - pi)^2 - (y - pi)^2)", math.pi, math.pi),
        ("x^2/1e6 + (y - 3)^2", 0.0, 3.0),
        ("(x - 4)^2 + (y - 4)^2 + z^2", 4.0, 4.0),
    ],
)
def test_a_known_critical_point_is_shown(text: str, x: float, y: float) -> None:
    assert shows(found(text), x, y)


@pytest.mark.parametrize("text", ["5", "x + y", "0 x y + 1e300", "x^2 - y^2", "1/(x^2 + y^2)", "sqrt(-1 - x^2 - y^2)"])
def test_nothing_better_than_the_usual_box_is_found_where_there_is_nothing_better(text: str) -> None:
    assert found(text) == USUAL


def test_a_bump_in_a_plain_fills_the_picture() -> None:
    x0, x1, _, _ = found("exp(-x^2 - y^2)")
    assert 1.0 < x1 == -x0 <= 3.0


@pytest.mark.parametrize(
    ("text", "low", "high"), [("sqrt(1 - x^2)", -1.0, 1.0), ("(x - 50)^2", 49.0, 51.0), ("sin(x)", -math.pi, math.pi)]
)
def test_the_range_of_a_curve_shows_its_domain_and_its_minimum(text: str, low: float, high: float) -> None:
    x0, x1, _, _ = found(text)
    assert x0 < low < high < x1 < x0 + 20.0


def test_numbers_that_meet_far_out_are_no_edge_of_the_domain() -> None:
    assert found("(exp(x) - exp(-x))/(exp(x) + exp(-x)) + y^2") == USUAL


def test_a_slanted_plane_is_framed_in_its_own_coordinates() -> None:
    landscape = ExpressionLandscape(parse("(x - 3)^2 + (y - 3)^2 + (z - 40)^2"))
    slanted = Slice((0.0, 0.0, 0.0), ((1.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
    assert shows(fit(landscape, slanted), 3.0, 40.0)


ENDLESS = ("Branin", "Griewank")
"""Their waves go on for ever: the points of a wide box are no more worth seeing than others."""


@pytest.mark.parametrize(
    "example",
    [e for e in CATALOG if len(e.variables) == 2 and e.critical and e.name not in ENDLESS],
    ids=lambda e: e.name,
)
def test_most_known_critical_points_of_an_example_are_shown(example: Example) -> None:
    box = found(example.text)
    shown = [shows(box, *known.x) for known in example.critical]
    assert sum(shown) > 0.6 * len(shown)


@pytest.mark.parametrize(
    "text", ["1e308*(x + y)", "exp(x^2 + y^2)", "1e-320*(x^2 + y^2)", "sqrt(-1 - x^2)", "0*x*y", "abs(x)^1e-300", "1/x"]
)
def test_it_finds_a_box_that_can_be_drawn_whatever_f_is(text: str) -> None:
    assert Box(*found(text)).is_valid


def test_it_can_be_stopped() -> None:
    def stop(_share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        fit(ExpressionLandscape(parse("x^2 + y^2")), coordinate_slice(2, 0, 1, (0.0, 0.0)), stop)
