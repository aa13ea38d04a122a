"""The barrier tree: leaves at the heights of the minima, joined at the heights of the lowest saddles between them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hessview import Function
from hessview.explanations.skeletons import skeleton_words, trust_words
from hessview.figure.barrier_tree import BarrierTree, barrier_tree_plot
from hessview.figure.marks import TARGET, LineMark, PointMark
from hessview.optimizers.skeleton import Skeleton, skeletons

LIST = Path(__file__).parents[1] / "data" / "critical_points.jsonl"
KNOWN = {entry["id"]: entry for entry in map(json.loads, LIST.read_text().splitlines())}


def skeleton(text: str, box: list[list[float]]) -> Skeleton:
    f = Function(text)
    corners = np.array(box, dtype=float)
    *_, whole = skeletons(f.landscape, f.critical_points([tuple(pair) for pair in box]).points, tuple(corners.T))
    return whole


HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
BOX = [[-5.0, 5.0], [-5.0, 5.0]]


def known(name: str) -> tuple[Skeleton, dict[str, list[float]]]:
    """A skeleton, and the heights of the critical points by kind: of Himmelblau's those of the literature."""
    if name == "himmelblau":
        return skeleton(HIMMELBLAU, BOX), {"minimum": [0.0] * 4, "saddle": [13.3119, 67.7192, 104.0152, 178.337]}
    entry = KNOWN[name]
    heights: dict[str, list[float]] = {}
    for point in entry["points"]:
        heights.setdefault(point["kind"], []).append(float(point["f"]))
    return skeleton(entry["expr"].replace("**", "^"), entry["box"]), heights


def joins(tree: BarrierTree) -> list[float]:
    return sorted(float(mark.vertices[1, 1]) for mark in tree.figure.marks if isinstance(mark, LineMark))


@pytest.mark.parametrize("name", ["sixhump_camel", "himmelblau"])
def test_nodes_stand_at_the_heights_that_are_known(name: str) -> None:
    found, heights = known(name)
    tree = barrier_tree_plot(found, "f")
    leaves = sorted(node.y for node in tree.nodes if str(found.points[node.number].kind) == "minimum")
    assert leaves == pytest.approx(sorted(heights["minimum"]), abs=1e-9)
    assert len(joins(tree)) == len(leaves) - 1
    for height in joins(tree):
        assert min(abs(height - saddle) for saddle in heights["saddle"]) < (1e-9 if name in KNOWN else 1e-4)


def test_the_six_hump_camel_joins_its_minima_over_the_lowest_saddles() -> None:
    found, heights = known("sixhump_camel")
    low, high = min(heights["minimum"]), max(heights["minimum"])
    # By symmetry every barrier but that in the middle comes twice.
    values = joins(barrier_tree_plot(found, "f"))
    assert len(values) == 5
    assert values == sorted(values)
    assert min(values) >= low
    assert all(value >= high for value in values[-1:])
    # The two deepest minima meet at the saddle in the origin, at 0.
    deepest = [k for k, point in enumerate(found.points) if abs(point.value - low) < 1e-9]
    meeting = [join for join in found.joins if set(join.minima) == set(deepest)]
    assert [round(join.height, 9) for join in meeting] == [0.0]


def test_the_three_hump_camel_is_joined_at_heights_that_can_be_worked_out_by_hand() -> None:
    # With y = -x/2 it is 7 x^2/4 - 1.05 x^4 + x^6/6, critical at x^2 = 2.1 -+ sqrt(0.91).
    q = np.array([2.1 - np.sqrt(0.91), 2.1 + np.sqrt(0.91)])
    saddle, minimum = 1.75 * q - 1.05 * q**2 + q**3 / 6.0
    found = skeleton("2x^2 - 1.05x^4 + x^6/6 + x y + y^2", BOX)
    tree = barrier_tree_plot(found, "f")
    assert joins(tree) == pytest.approx([saddle, saddle])
    leaves = [node.y for node in tree.nodes if str(found.points[node.number].kind) == "minimum"]
    assert sorted(leaves) == pytest.approx([0.0, minimum, minimum], abs=1e-9)
    high = [k for k, point in enumerate(found.points) if abs(point.value - minimum) < 1e-9]
    assert [found.barrier(k) for k in high] == pytest.approx([saddle - minimum] * 2)


def test_no_two_branches_cross_and_every_node_has_a_place_of_its_own() -> None:
    found, _ = known("sixhump_camel")
    tree = barrier_tree_plot(found, "f")
    assert len({(node.x, node.y) for node in tree.nodes}) == len(tree.nodes) == 11
    assert [node.x for node in tree.nodes] == sorted(node.x for node in tree.nodes)
    leaves = {node.number: round(node.x) for node in tree.nodes if str(found.points[node.number].kind) == "minimum"}
    groups = {number: {number} for number in leaves}
    for join in found.joins:  # what is joined stands side by side
        merged = groups[join.minima[0]] | groups[join.minima[1]]
        groups.update(dict.fromkeys(merged, merged))
        places = sorted(leaves[number] for number in merged)
        assert places == list(range(places[0], places[0] + len(places)))


def test_the_node_at_the_probe_has_a_ring_and_a_click_finds_the_nearest() -> None:
    found, _ = known("himmelblau")
    one = next(k for k, point in enumerate(found.points) if str(point.kind) == "minimum")
    tree = barrier_tree_plot(found, "f", one)
    rings = [mark for mark in tree.figure.marks if isinstance(mark, PointMark) and mark.kind == TARGET]
    node = next(node for node in tree.nodes if node.number == one)
    assert [(ring.x, ring.y) for ring in rings] == [(node.x, node.y)]
    assert tree.nearest(node.x + 0.05, node.y, (0.1, 1.0)) == tree.nodes.index(node)
    assert tree.nearest(node.x + 0.5, node.y + 500.0, (0.1, 1.0)) is None
    assert "minimum (" in node.words


def test_of_one_variable_maxima_join_the_minima() -> None:
    found = skeleton("x^4 - 2x^2 + x/4", [[-2.0, 2.0]])
    tree = barrier_tree_plot(found, "f")
    assert [str(found.points[node.number].kind) for node in tree.nodes] == ["minimum", "maximum", "minimum"]
    assert any("maxima" in words for words in skeleton_words(found, 1))


def test_what_is_not_joined_is_said() -> None:
    # The saddle between the two minima, at (0, pi), is joined to both; cut off, they stay apart.
    found = skeleton("cos(x) + cos(y)", [[-4.0, 4.0], [1.0, 5.0]])
    assert len(found.joins) == 1
    without = replace(found, branches=(), joins=())
    assert any(words.startswith("2 groups of minima are joined by no branch") for words in skeleton_words(without, 2))
    nothing = skeleton("x + y", [[-1.0, 1.0], [-1.0, 1.0]])
    (words,) = skeleton_words(nothing, 2)
    assert words == "No minimum is known in this view, and no saddle of index 1: nothing is joined."
    assert barrier_tree_plot(nothing, "f").nodes == ()


def test_it_is_said_whether_the_list_of_points_is_complete() -> None:
    found, _ = known("himmelblau")
    assert "No critical point of the view is missing;" in trust_words(found, is_complete=True, is_searching=False)
    assert "may be missing" in trust_words(found, is_complete=False, is_searching=False)
    assert "still being looked for" in trust_words(found, is_complete=False, is_searching=True)
