"""What is said of a search: the claim, and the check that does not rest on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import hessview as hv
from hessview.analysis.critical_point import Stop
from hessview.analysis.critical_points import Limits, search
from hessview.explanations.critical_points import heading, independent_check, proof_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints


def searched(text: str, side: float = 5.0) -> CriticalPoints:
    return hv.Function(text, variables=("x", "y")).critical_points([(-side, side), (-side, side + 0.1)])


HIMMELBLAU = searched("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")


@pytest.mark.parametrize(("found", "words"), [
    (HIMMELBLAU, "turns once around the border of the box, as 4 minima + 1 maximum − 4 saddle points must."),
    (searched("x^3 - 3x y^2"), "turns twice backwards around the border of the box, as 1 degenerate point of index −2"),
    (searched("-x^2 - y^2"), "turns once around the border of the box, as 1 maximum must."),
    (searched("x y"), "turns once backwards around the border of the box, as 1 saddle point must."),
    (searched("x + y"), "turns 0 times around the border of the box, as it must with no critical point inside."),
    (searched("x^3 + y^2 - 3x"), "turns 0 times around the border of the box, as 1 minimum − 1 saddle point"),
    (searched("(x^2 - 1)^4 + y^4"), "as 2 degenerate points of index 1"),
])  # fmt: skip
def test_the_check_names_the_turns_and_what_adds_up_to_them(found: CriticalPoints, words: str) -> None:
    said = independent_check(found)
    assert said.startswith("Independent check: the gradient ")
    assert words in said


def test_a_check_that_fails_blames_the_program_and_takes_the_claim_back() -> None:
    forged = replace(HIMMELBLAU, points=HIMMELBLAU.points[1:])
    assert independent_check(forged).startswith(
        "The independent check fails: the gradient turns once around the border of the box, "
    )
    assert "which is a fault of hessview" in independent_check(forged)
    assert "the independent check fails" in heading(forged)
    assert "nothing is missing" not in heading(forged)
    part = forged.within([-1.0, -1.0], [4.0, 4.0])
    assert "fails for the larger box" in independent_check(part)
    assert "nothing is missing" not in heading(part)


def test_nothing_is_said_of_a_check_that_was_not_made() -> None:
    assert independent_check(replace(HIMMELBLAU, winding=None)) == ""
    assert independent_check(searched("abs(x) + y^2")) == ""
    assert "check" not in heading(HIMMELBLAU)


def test_a_set_that_is_only_recognised_is_said_to_be_that() -> None:
    found = searched("(x^2 + y^2 - 1)^2 (x - 3)^2")
    assert "2 sets of critical points that are not isolated;" in heading(found)
    one = replace(found, curves=(found.curves[0], replace(found.curves[1], proved=False)))
    assert "not isolated, 1 of them recognised, not proved" in heading(one)
    only = replace(found, curves=(replace(found.curves[0], proved=False),))
    assert "1 set of critical points that are not isolated, recognised, not proved" in heading(only)


def test_where_there_is_no_point_neither_a_set_nor_a_corner_is_denied() -> None:
    assert heading(searched("x^2")) == (
        "no isolated critical point in this box; 1 set of critical points that are not isolated; nothing is missing"
    )
    words = heading(searched("abs(x) + y^2"))
    assert words.startswith("no critical point where f is smooth in this box; ")
    assert words.endswith(" where f is not smooth, and may have an extremum")
    assert "missing" not in words
    none = searched("x + y")
    assert heading(none) == "no critical point in this box; nothing is missing"
    assert heading(replace(none, finished=False, settled=0.5)).startswith("no critical point was found in this box; ")


@pytest.mark.parametrize(("limits", "stop", "words"), [
    (Limits(seconds=0.0), Stop.TIME, "the search was stopped after 0.0 s, when its time was up"),
    (Limits(seconds=600.0, waiting=100), Stop.WAITING, "boxes were waiting, which happens where f waves too often"),
    (Limits(seconds=600.0, boxes=500), Stop.BOXES, "boxes: take a smaller one"),
    (Limits(seconds=600.0, points=200), Stop.POINTS, "points: take a smaller box"),
])  # fmt: skip
def test_what_stopped_a_search_is_said(limits: Limits, stop: Stop, words: str) -> None:
    landscape = ExpressionLandscape(parse("sin(30x) sin(30y) exp(x y)"))
    *_, found = search(landscape, [-5.0, -5.0], [5.0, 5.0], limits=limits)
    assert found.stopped is stop
    assert not found.finished
    assert found.undecided
    assert words in heading(found)
    assert heading(replace(found, stopped=Stop.CANCELLED)).endswith("the search was cancelled")


def test_a_search_that_came_to_its_end_was_not_stopped() -> None:
    assert HIMMELBLAU.stopped is None
    assert "stopped" not in heading(HIMMELBLAU)


def test_beside_a_degenerate_point_that_is_not_proved_to_be_alone_nothing_is_claimed_to_be_all() -> None:
    found = searched("x^4 + y^4")
    assert "nothing is missing" in heading(found)
    (point,) = found.points
    words = heading(replace(found, points=(replace(point, unique=None),)))
    assert "nothing is missing" not in words
    assert words.endswith("right beside a degenerate point there may be more")


def test_the_width_that_is_named_is_proved_along_every_axis() -> None:
    (point, *_) = searched("x^2 + y^2").points
    long = replace(point, unique=np.array([[-1.0, 1.0], [-0.0129, 0.0129]]))
    assert proof_words(long).endswith("within 0.012 of it in every coordinate")
