"""Of the points that a search has found, the right one is found again by place, and no other."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.analysis.curvature import Curvature, at
from hessview.analysis.known_points import KnownPoints, with_degenerate
from hessview.analysis.verdict import Code, Kind, Nature
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
ROOTS = "(x^2 - 2)^4 + y^4"


@lru_cache
def found(text: str, side: float = 5.1) -> CriticalPoints:
    landscape = ExpressionLandscape(parse(text, editor=True))
    n = landscape.dimension
    *_, last = search(landscape, [-side] * n, [side - 0.1] * n)
    return last


def seen(text: str, *place: float) -> Curvature:
    return at(ExpressionLandscape(parse(text, editor=True)), place)


@pytest.mark.parametrize("text", [HIMMELBLAU, "x^4 - x^2 + (y - pi/4)^2", ROOTS, "sin(x) + cos(y) z^2 + z"])
def test_every_point_is_found_again_at_its_nearest_doubles(text: str) -> None:
    points = found(text).points
    assert points
    known = KnownPoints(points)
    for point in points:
        assert known.at(seen(text, *point.x)) is point


def test_a_probe_beside_a_point_stands_on_none() -> None:
    known = KnownPoints(found(HIMMELBLAU).points)
    assert known.at(seen(HIMMELBLAU, 3.0, 2.0)) is not None
    for place in ((3.0 + 1e-9, 2.0), (3.0, 2.1), (0.0, 0.0), (math.nan, 2.0)):
        assert known.at(seen(HIMMELBLAU, *place)) is None


def test_a_neighbouring_double_is_the_point_as_far_as_doubles_tell() -> None:
    point = next(point for point in found(HIMMELBLAU).points if point.kind is Kind.MAXIMUM)
    beside = np.nextafter(point.x, np.inf)
    assert KnownPoints([point]).at(seen(HIMMELBLAU, *beside)) is point


@pytest.mark.parametrize("is_alone", [True, False])
def test_most_of_the_enclosure_of_a_degenerate_point_is_not_the_point(*, is_alone: bool) -> None:
    text = "x^4 + y^4"
    wide = np.array([[-1e-7, 1e-7]] * 2)
    point = replace(found(text).points[0], enclosure=wide, unique=wide * 1e6 if is_alone else None)
    assert KnownPoints([point]).at(seen(text, 2e-8, -3e-8)) is None
    assert KnownPoints([point]).at(seen(text, 0.0, 0.0)) is point


def test_nothing_found_is_nowhere() -> None:
    assert KnownPoints([]).at(seen(HIMMELBLAU, 3.0, 2.0)) is None
    assert KnownPoints([]).nearest((0.0, 0.0), (1.0, 1.0)) is None


def test_the_nearest_point_is_measured_in_the_lengths_of_the_axes() -> None:
    known = KnownPoints(found(HIMMELBLAU).points)
    near = known.nearest((2.9, 1.9), (1.0, 1.0))
    assert near is not None
    np.testing.assert_array_equal(near.x, (3.0, 2.0))
    assert known.nearest((2.9, 1.9), (0.01, 0.01), 10.0) is None
    assert known.nearest((2.9, 1.9), (0.01, 0.01), 15.0) is near
    flat = known.nearest((3.4, 2.0), (1e-9, 1e9))
    assert flat is not None
    assert abs(flat.x[0] - 3.4) == min(abs(point.x[0] - 3.4) for point in known.points)


def test_lengths_beyond_all_numbers_find_something_and_warn_of_nothing() -> None:
    known = KnownPoints(found(HIMMELBLAU).points)
    assert known.nearest((1e300, 1e300), (1e-300, 1e-300)) is not None
    assert known.nearest((1e300, 1e300), (1e-300, 1e-300), 8.0) is None


def test_what_the_search_knows_of_an_irrational_degenerate_point_is_added() -> None:
    point = next(point for point in found(ROOTS).points if point.x[0] > 1.0)
    bare = seen(ROOTS, *point.x)
    assert bare.nature is Nature.UNDECIDED
    told = with_degenerate(bare, point)
    assert told.nature is Nature.MINIMUM
    assert told.notes[0].code is Code.FORM_DEFINITE
    assert told.degenerate is point.degenerate


def test_what_the_probe_knows_itself_is_left() -> None:
    (point,) = found("x^4 + y^4").points
    bare = seen("x^4 + y^4", 0.0, 0.0)
    assert with_degenerate(bare, point) is bare
    elsewhere = seen("x^4 + y^4", 1.0, 0.0)
    assert with_degenerate(elsewhere, point) is elsewhere
