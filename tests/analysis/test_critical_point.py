"""What a search of a box says of a smaller one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from hessview.analysis.critical_point import CriticalPoints
from hessview.analysis.critical_points import Limits, search
from hessview.analysis.critical_sets import CriticalSet
from hessview.analysis.set_shapes import Shape
from hessview.analysis.verdict import Nature
from hessview.explanations.critical_points import heading
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


@cache
def searched(text: str, boxes: int = 5_000_000) -> CriticalPoints:
    landscape = ExpressionLandscape(parse(text, variables=("x", "y")))
    *_, found = search(landscape, [-2.0, -2.0], [2.0, 2.1], limits=Limits(boxes=boxes))
    return found


def places(found: CriticalPoints) -> set[tuple[float, ...]]:
    return {tuple(np.round(point.x, 6).tolist()) for point in found}


def test_a_smaller_box_has_the_points_that_lie_in_it_and_is_as_complete() -> None:
    found = searched("x^4 + y^4 - 4x y")
    part = found.within([-0.5, -0.5], [2.0, 2.0])
    assert places(part) == {(0.0, 0.0), (1.0, 1.0)}
    assert part.complete
    assert (part.lower.tolist(), part.upper.tolist()) == ([-0.5, -0.5], [2.0, 2.0])
    assert places(found.within([0.25, -2.0], [0.75, 2.0])) == set()


def test_a_surface_that_is_recognised_by_numbers_may_hide_a_curve_that_goes_out_of_it() -> None:
    corner, nothing = np.full(3, -1.0), np.empty((0, 2), dtype=np.intp)
    surface = CriticalSet(2, Shape.REGION, corner[None], nothing, Nature.UNDECIDED, 0.0, corner, -corner)
    found = CriticalPoints(corner, -corner, curves=(surface,), finished=True, settled=1.0)
    assert not found.complete
    assert "a curve of them may go out of a surface of them unseen" in heading(found)
    known = replace(found, curves=(replace(surface, proved=True),))
    assert known.complete
    assert "unseen" not in heading(known)
    assert not replace(found, curves=(replace(surface, proved=True, is_read=False),)).complete


def test_what_reaches_beyond_the_box_that_was_searched_is_not_claimed() -> None:
    part = searched("x^4 + y^4 - 4x y").within([-9.0, 0.5], [9.0, 9.0])
    assert (part.lower.tolist(), part.upper.tolist()) == ([-2.0, 0.5], [2.0, 2.1])
    assert places(part) == {(1.0, 1.0)}


def boxes_around(found: CriticalPoints) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """All boxes of what is no point, shape (n, 2) each."""
    whole = (*found.curves, *found.nonsmooth)
    parts = [box for each in whole if each.cover is not None for box in each.cover]
    return [*(np.column_stack((each.lower, each.upper)) for each in whole), *parts, *found.undecided]


@pytest.mark.parametrize("text", ["x^2 (y - 2.05)^2", "abs(x) + y^2", "1/(x^2 + y^2 - 2)", "exp(-1/x^2) + y^2", "x^2"])
@pytest.mark.parametrize("boxes", [5_000_000, 200])
def test_what_is_no_point_ends_where_the_box_ends(text: str, boxes: int) -> None:
    found = searched(text, boxes)
    for each in (found, found.within([-1.0, -0.3], [0.1, 2.07])):
        around = np.array(boxes_around(each))
        assert len(around)
        assert (around[:, :, 0] >= each.lower).all()
        assert (around[:, :, 1] <= each.upper).all()
        assert (around[:, :, 0] <= around[:, :, 1]).all()


def test_what_lies_inside_a_smaller_box_is_the_same_thing() -> None:
    found = searched("(x^2 + y^2 - 1)^2 + 0*y")
    assert found.within([-1.5, -1.5], [1.5, 1.5]).curves[0] is found.curves[0]


def test_the_same_box_is_the_same_answer() -> None:
    found = searched("x^4 + y^4 - 4x y")
    assert found.within([-2.0, -2.0], [2.0, 2.1]) is found


def test_a_point_on_the_edge_of_the_smaller_box_belongs_to_it() -> None:
    assert places(searched("x^4 + y^4 - 4x y").within([0.0, -1.0], [0.5, 0.0])) == {(0.0, 0.0)}


def test_undecided_regions_elsewhere_do_not_keep_a_part_from_being_complete() -> None:
    found = searched("exp(-1/x^2) + y^2")
    assert found.undecided
    assert not found.complete
    assert found.within([0.5, -1.0], [2.0, 1.0]).complete
    assert not found.within([-0.5, -1.0], [2.0, 1.0]).complete


def test_a_part_of_a_search_that_was_stopped_is_not_complete() -> None:
    found = searched("sin(20x) sin(20y)", boxes=100)
    corner = found.undecided[0]
    assert not found.within(corner[:, 0], corner[:, 1]).complete
    assert not replace(found, undecided=()).within([0.0, 0.0], [1.0, 1.0]).complete


@pytest.mark.parametrize(("lower", "upper", "many"), [
    ((-0.5, -0.5), (0.5, 0.5), 0), ((0.0, 0.0), (1.5, 1.5), 1), ((-2.0, -0.1), (-0.9, 0.1), 1), ((1.2, 1.2), (2, 2), 0),
])  # fmt: skip
def test_a_ring_is_in_a_box_only_where_it_passes(
    lower: tuple[float, float], upper: tuple[float, float], many: int
) -> None:
    found = searched("(x^2 + y^2 - 1)^2 + 0*y")
    assert len(found.curves) == 1
    assert len(found.within(lower, upper).curves) == many


def test_a_line_of_corners_is_in_a_box_only_where_it_passes() -> None:
    found = searched("abs(x - y) + y^2 + x")
    assert len(found.nonsmooth) == 1
    assert found.within([-2.0, 1.0], [0.0, 2.0]).nonsmooth == ()
    assert len(found.within([-1.0, -1.0], [0.0, 0.0]).nonsmooth) == 1


def test_eigenvectors_belong_to_the_eigenvalues() -> None:
    for text in ("x^4 + y^4 - 4x y", "(x - y)^2 + x^4", "x^3 - 3x y^2", "x^2 + y^3"):
        landscape = ExpressionLandscape(parse(text, variables=("x", "y")))
        for point in searched(text):
            assert point.eigenvectors is not None
            V, H = point.eigenvectors, landscape.hessian(point.x)
            assert pytest.approx(np.eye(2), abs=1e-12) == V.T @ V
            assert pytest.approx(V * point.eigenvalues, abs=1e-9) == H @ V
            assert (V.max(axis=0) >= np.abs(V).max(axis=0) * (1.0 - 1e-9)).all()
            assert (np.diff(point.eigenvalues) >= 0.0).all()
