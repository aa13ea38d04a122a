"""The skeleton: branches follow the gradient from saddle to minimum, and the barrier tree joins minima by height."""

from __future__ import annotations

import numpy as np
import pytest

from hessview import Function
from hessview.analysis.verdict import Kind
from hessview.optimizers.skeleton import Skeleton, skeletons

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
BOX = ((-5.0, 5.0), (-5.0, 5.0))


def skeleton(text: str, box: tuple[tuple[float, float], ...] = BOX) -> tuple[Function, Skeleton]:
    f = Function(text)
    points = f.critical_points(box).points
    *_, whole = skeletons(f.landscape, points, tuple(np.array(box).T))
    return f, whole


def test_every_saddle_of_himmelblau_joins_two_minima_and_touches_the_maximum() -> None:
    _, found = skeleton(HIMMELBLAU)
    saddles = [k for k, point in enumerate(found.points) if point.kind is Kind.SADDLE]
    assert len(saddles) == 4
    for saddle in saddles:
        down = [branch for branch in found.branches if branch.saddle == saddle and branch.descends]
        up = [branch for branch in found.branches if branch.saddle == saddle and not branch.descends]
        assert len(down) == len(up) == 2
        ends = {branch.end for branch in down}
        assert len(ends) == 2
        assert all(found.points[end].kind is Kind.MINIMUM for end in ends if end is not None)
        assert {None} < {branch.end for branch in up}
        assert {found.points[b.end].kind for b in up if b.end is not None} == {Kind.MAXIMUM}


def test_along_a_branch_f_only_falls_or_only_rises() -> None:
    f, found = skeleton(HIMMELBLAU)
    for branch in found.branches:
        steps = np.diff(f.value(branch.path))
        assert np.all(steps < 0.0) if branch.descends else np.all(steps > 0.0)
        saddle = found.points[branch.saddle]
        assert branch.path[0].tolist() == list(saddle.x)


def test_the_barrier_tree_joins_the_minima_over_the_lowest_saddles() -> None:
    _, found = skeleton(HIMMELBLAU)
    heights = [join.height for join in found.joins]
    assert heights == sorted(heights)
    # The saddles of the literature: f = 13.31, 67.72, 104.0; the fourth, 178.3, closes a circle.
    assert heights == pytest.approx([13.3119, 67.7192, 104.0152], abs=1e-3)
    minima = [k for k, point in enumerate(found.points) if point.kind is Kind.MINIMUM]
    barriers = [found.barrier(k) for k in minima]
    assert barriers.count(None) == 1
    assert sorted(b for b in barriers if b is not None) == pytest.approx(heights)


def test_a_branch_that_leaves_the_box_joins_nothing() -> None:
    _, found = skeleton("x^2 - y^2", ((-1.0, 1.0), (-1.0, 1.0)))
    assert [branch.end for branch in found.branches] == [None] * 4
    assert found.joins == ()
    # The manifolds of this saddle are the axes.
    for branch in found.branches:
        away = branch.path[:, 0] if branch.descends else branch.path[:, 1]
        assert np.abs(away).max() < 1e-12


def test_the_stable_manifold_is_the_border_of_the_basins() -> None:
    from hessview.optimizers.descend import Limits, descend
    from hessview.optimizers.methods import METHODS

    f, found = skeleton("(x^2 - 1)^2 + (y - x)^2 / 2", ((-2.0, 2.0), (-2.0, 2.0)))
    border = [branch for branch in found.branches if not branch.descends]
    assert len(border) == 2
    slow = next(m for m in METHODS if m.name == "gradient descent")
    for branch in border:
        point = branch.path[len(branch.path) // 2]
        along = branch.path[len(branch.path) // 2 + 1] - point
        across = np.array([-along[1], along[0]]) / np.linalg.norm(along)
        ends = [
            descend(slow, f.landscape, point + side * 0.02 * across, {"step size": 0.01}, Limits(steps=4000)).end
            for side in (1.0, -1.0)
        ]
        assert sorted(round(float(end[0])) for end in ends) == [-1, 1]


def test_it_grows_saddle_by_saddle_and_can_be_cancelled() -> None:
    f = Function(HIMMELBLAU)
    points = f.critical_points(BOX).points
    corners = (np.array([-5.0, -5.0]), np.array([5.0, 5.0]))
    grown = list(skeletons(f.landscape, points, corners))
    assert [len(each.branches) for each in grown] == [4, 8, 12, 16]
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert len(list(skeletons(f.landscape, points, corners, cancelled))) == 2


def test_three_dimensions_have_descending_branches_only() -> None:
    box = ((-2.0, 2.0),) * 3
    _, found = skeleton("(x^2 - 1)^2 + y^2 + z^2 + x y / 4", box)
    assert [branch.descends for branch in found.branches] == [True, True]
    assert len(found.joins) == 1


def test_the_branches_of_a_saddle_that_is_close_to_a_minimum_end_on_its_two_sides() -> None:
    box = ((-2.0, 2.0), (-1.0, 1.0))
    _, found = skeleton("(x^2 - 1)^2*((x - 1.01)^2 + 0.00001) + y^2", box)
    near = [k for k, point in enumerate(found.points) if point.kind is Kind.SADDLE and point.x[0] > 0.9]
    assert len(near) == 1
    saddle = found.points[near[0]]
    assert saddle.x[0] == pytest.approx(1.0064, abs=1e-3)
    down = [branch for branch in found.branches if branch.saddle == near[0] and branch.descends]
    ends = sorted(found.points[branch.end].x[0] for branch in down if branch.end is not None)
    assert ends == pytest.approx([1.0, 1.0086], abs=1e-3)
    for branch in down:
        sides = np.sign(branch.path[1:, 0] - saddle.x[0])
        assert np.all(sides == sides[0]), "no branch passes back over its saddle"
    assert any(join.saddle == near[0] for join in found.joins)
