"""How often the gradient turns along a border, and what that says of a list of points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.analysis.curvature import Kind
from hessview.analysis.winding import winding_number
from hessview.calculus.interval_jet import Enclosures, IntervalJet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

SQUARE = ((-1.0, 1.0), (-1.0, 1.0))
HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
WIDE = ((-5.0, 5.0), (-5.0, 5.0))


def landscape_of(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text, variables=("x", "y")))


def turns(text: str, *box: tuple[float, float]) -> int | None:
    low, high = np.array(box or SQUARE).T
    return winding_number(IntervalJet(landscape_of(text).program), low, high)


def searched(text: str, *box: tuple[float, float]) -> CriticalPoints:
    low, high = np.array(box or SQUARE).T
    *_, found = search(landscape_of(text), low, high)
    return found


@pytest.mark.parametrize(("text", "number"), [
    ("x^2 + 3y^2", 1), ("-x^2 - y^2", 1), ("x^2 - y^2", -1), ("x^4 + y^4", 1), ("x + y/2", 0), ("x^3 + y^2", 0),
    ("x^3 - 3x y^2", -2), ("x^5 - 10x^3 y^2 + 5x y^4", -4), ("x^4 - 3x^2 y^2 + y^4", -3),
    ("(y - x^2)(y - 3x^2)", -1), ("1e12x^2 + (x + y)^2", 1), ("exp(x)cos(y)", 0),
])  # fmt: skip
def test_the_gradient_turns_as_often_as_the_indices_inside_add_up_to(text: str, number: int) -> None:
    assert turns(text) == number


def test_several_points_add_up() -> None:
    assert turns(HIMMELBLAU, *WIDE) == 4 + 1 - 4
    assert turns(HIMMELBLAU, (0.0, 5.0), (1.0, 5.0)) == 1 - 1
    # sin x sin y has two minima, two maxima and nine saddles within.
    assert turns("sin(x)sin(y)", (-3.5, 3.5), (-3.5, 3.5)) == 4 - 9


def test_the_direction_of_turning_does_not_depend_on_the_shape_of_the_box() -> None:
    for box in (((-1e-9, 1e6), (-3.0, 1e-7)), ((-0.25, 0.125), (-1e3, 1e3))):
        assert turns("x^2 - y^2", *box) == -1
        assert turns("x^3 - 3x y^2", *box) == -2


@pytest.mark.parametrize("box", [((0.0, 1.0), (-1.0, 1.0)), ((-1.0, 0.0), (0.0, 1.0)), ((-1.0, 1.0), (-1.0, 0.0))])
def test_with_a_zero_on_the_border_nothing_is_said(box: tuple[tuple[float, float], tuple[float, float]]) -> None:
    assert turns("x^2 + 2y^2", *box) is None


@pytest.mark.parametrize("text", ["abs(x) + y", "sqrt(x) + y", "1/x + y", "floor(y) + x", "log(x + y)"])
def test_where_f_is_not_smooth_on_the_border_nothing_is_said(text: str) -> None:
    assert turns(text) is None


@pytest.mark.parametrize(("text", "box"), [
    ("sqrt(x^2 + y^2)", SQUARE),  # smooth on the border only: it turns once, and there is no critical point
    ("(x^2 + y^2 - 1/4)^2", SQUARE),  # a circle of minima
    ("x^2 + y^2", ((0.0, 1.0), (-1.0, 1.0))),
    ("max(x, 0.5)^2 + y^2", SQUARE),
])  # fmt: skip
def test_a_search_makes_no_check_where_there_is_none(text: str, box: tuple[tuple[float, float], ...]) -> None:
    found = searched(text, *box)
    assert found.winding is None
    assert not found.contradicted


@pytest.mark.parametrize(("text", "box"), [
    (HIMMELBLAU, WIDE), ("x^3 - 3x y^2", SQUARE), ("x^4 + y^4", SQUARE), ("x + y^3/9", SQUARE),
    ("sin(3x) + cos(4y) + x y", WIDE), ("x^2 + y^3 + y^2 x", SQUARE),
])  # fmt: skip
def test_the_points_that_are_found_pass_the_check(text: str, box: tuple[tuple[float, float], ...]) -> None:
    found = searched(text, *box)
    assert found.complete
    assert found.winding == found.index_sum


def test_a_point_that_is_dropped_or_turned_contradicts_the_check() -> None:
    found = searched(HIMMELBLAU, *WIDE)
    for k, point in enumerate(found.points):
        dropped = replace(found, points=found.points[:k] + found.points[k + 1 :])
        assert (dropped.contradicted, dropped.complete) == (True, False)
        kind, index = (Kind.SADDLE, 1) if point.index != 1 else (Kind.MINIMUM, 0)
        turned = replace(point, kind=kind, index=index)
        forged = replace(found, points=(*found.points[:k], turned, *found.points[k + 1 :]))
        assert (forged.contradicted, forged.complete) == (True, False)


def test_a_point_that_is_invented_contradicts_the_check() -> None:
    found = searched("x^3 - 3x y^2")
    assert not found.contradicted
    assert replace(found, points=found.points * 2).contradicted


def test_a_contradiction_is_not_forgotten_in_a_smaller_box() -> None:
    found = searched(HIMMELBLAU, *WIDE)
    forged = replace(found, points=found.points[:-1])
    part = forged.within([-1.0, -1.0], [4.0, 4.0])
    assert part.winding is None
    assert part.contradicted
    assert not part.complete
    assert found.within([-1.0, -1.0], [4.0, 4.0]).complete


def test_a_search_that_loses_a_point_does_not_claim_to_be_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = IntervalJet.first
    x = np.array([3.0, 2.0])[:, None]

    def blind(self: IntervalJet, lower: np.ndarray, upper: np.ndarray) -> Enclosures:
        found = honest(self, lower, upper)
        around = ((lower <= x) & (x <= upper) & (lower < upper)).all(axis=0)
        gradient = found.gradient.copy()
        gradient[0, 0, around] = -1.0  # a lower end of 1 where the gradient vanishes
        gradient[0, 1, around] = np.inf
        return Enclosures(found.value, gradient, found.hessian, found.marks)

    monkeypatch.setattr(IntervalJet, "first", blind)
    found = searched(HIMMELBLAU, *WIDE)
    assert len(found) == 8
    assert found.finished
    assert found.contradicted
    assert not found.complete
