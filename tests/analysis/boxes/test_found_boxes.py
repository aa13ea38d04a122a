"""Points that several boxes found are one, different ones stay apart, and signs are claimed where they are sure."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.boxes.box_search import Boxes, Found
from hessview.analysis.boxes.found_boxes import distinct, indices, refined
from hessview.calculus.interval_jet import IntervalJet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

SIZE = np.array([1.0, 1.0])


def jet_of(text: str, *names: str) -> IntervalJet:
    return IntervalJet(ExpressionLandscape(parse(text, variables=names)).program)


def around(centres: np.ndarray, half: float) -> Boxes:
    return Boxes(centres.T - half, centres.T + half)


def found_at(centres: np.ndarray, image: float, box: float) -> Found:
    return Found(around(centres, box), around(centres, image))


def test_the_same_point_in_many_boxes_counts_once_and_the_first_stays() -> None:
    grid = np.stack(np.meshgrid(np.arange(5.0), np.arange(4.0)), axis=-1).reshape(-1, 2)
    again = np.concatenate((grid, grid + 1e-13, grid[::-1] - 1e-13))
    assert distinct(found_at(again, 1e-12, 0.1), SIZE).tolist() == list(range(20))


def test_points_closer_than_their_images_are_wide_stay_apart_if_neither_is_alone() -> None:
    pair = np.array([[0.0, 0.0], [1.5e-6, 0.0]])
    assert len(distinct(found_at(pair, 1e-6, 1.2e-6), SIZE)) == 2
    assert len(distinct(found_at(pair, 1e-6, 1e-3), SIZE)) == 1


def test_nothing_found_is_nothing() -> None:
    assert distinct(found_at(np.empty((0, 2)), 1.0, 1.0), SIZE).tolist() == []
    assert len(refined(jet_of("x^2 + y^2", "x", "y"), found_at(np.empty((0, 2)), 1.0, 1.0))) == 0


def test_images_become_as_narrow_as_rounding_and_keep_their_point() -> None:
    jet = jet_of("cosh(x - 1/3) + (y - 2/7)^2 + x y/10^9", "x", "y")
    start = found_at(np.array([[0.3, 0.3]]), 0.05, 0.05)
    images = refined(jet, start)
    assert (images.upper - images.lower).max() < 1e-14
    assert images.centre[:, 0] == pytest.approx([1 / 3, 2 / 7], abs=1e-8)


@pytest.mark.parametrize(("text", "names", "index"), [
    ("x^2 + y^2", ("x", "y"), 0), ("x y", ("x", "y"), 1), ("-x^2 - x y - y^2", ("x", "y"), 2), ("-x^2", ("x",), 1),
    ("x^2 + y z - w^2", ("x", "y", "z", "w"), 2), ("x^2 + 1e-9y^2", ("x", "y"), 0), ("x^2 + y^3", ("x", "y"), -1),
    ("1e9(x + y)^2 - 1e-3(x - y)^2", ("x", "y"), 1), ("(x + y)^2", ("x", "y"), -1),
])  # fmt: skip
def test_how_many_eigenvalues_are_negative_is_said_where_it_is_sure(
    text: str, names: tuple[str, ...], index: int
) -> None:
    box = np.full((len(names), 1), 1e-14)
    assert indices(jet_of(text, *names), Boxes(-box, box)).tolist() == [index]


def test_in_a_wide_box_the_signs_are_not_sure() -> None:
    box = np.full((2, 1), 1.0)
    assert indices(jet_of("x^4 + y^4 + x^2/100 + y^2", "x", "y"), Boxes(-box, box)).tolist() == [0]
    assert indices(jet_of("x^4 + y^4 - x^2/100 + y^2", "x", "y"), Boxes(-box, box)).tolist() == [-1]
