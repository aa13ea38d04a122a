"""No generation of boxes loses a critical point, and the share that is settled grows."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.boxes.box_search import Boxes, BoxSearch
from hessview.calculus.interval_jet import IntervalJet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def search_of(text: str, *box: tuple[float, float]) -> BoxSearch:
    landscape = ExpressionLandscape(parse(text, variables=("x", "y", "z")[: len(box)]))
    low, high = np.array(box).T
    return BoxSearch(IntervalJet(landscape.program), low, high)


def holds(boxes: Boxes, place: np.ndarray) -> bool:
    return bool(((boxes.lower <= place[:, None]) & (place[:, None] <= boxes.upper)).all(axis=0).any())


@pytest.mark.parametrize(("text", "box", "places"), [
    (HIMMELBLAU, [(-5, 5), (-5, 5)], [(3, 2)]),
    ("x^4 + y^4 - 4x y", [(-2, 2), (-2, 1.5)], [(0, 0), (1, 1), (-1, -1)]),
    ("x^2 y^2 + x^4", [(-1, 2), (-1, 2)], [(0, 0), (0, 0.5), (0, -1), (0, 2)]),
    ("sin(pi x) sin(pi y)", [(-3, 3), (-2, 3)], [(0.5, 0.5), (1, 2), (-3, -2), (-3, 3), (2.5, -1.5)]),
    ("(x + y)^2 + (y - z)^4", [(-1, 1), (-1, 1), (-1, 1)], [(0, 0, 0), (0.5, -0.5, -0.5), (-1, 1, 1)]),
    ("abs(x) y + y^2", [(-1, 2), (-1, 1)], [(0, 0)]),
    ("x^3 + 1e-9x", [(-1, 1)], []),
])  # fmt: skip
def test_every_critical_point_is_in_some_box_all_the_time(
    text: str, box: list[tuple[float, float]], places: list[tuple[float, ...]]
) -> None:
    search = search_of(text, *box)
    found: list[Boxes] = []
    for generation, each in enumerate(search.generations()):
        found.append(each.images)
        left = search.left
        parts = [search.waiting, *found, *left.stuck, *left.rough, *left.edges, *left.flat]
        known = Boxes.joined(parts, len(box))
        lost = [place for place in places if not holds(known, np.array(place, dtype=float))]
        assert lost == [], generation
        if search.count_waiting() > 20_000 or generation > 60:
            break
    assert search.examined > 0


def test_the_share_that_is_settled_grows_and_is_not_all_before_the_end() -> None:
    search = search_of(HIMMELBLAU, (-5.0, 5.0), (-5.0, 5.0))
    shares = [search.settled(), *(search.settled() for _ in search.generations())]
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert 1.0 - 1e-15 < shares[-1] < 1.0
    assert search.count_waiting() == 0


def test_where_f_is_not_smooth_or_not_defined_the_search_knows_it() -> None:
    cases = (("x^2 + y", True), ("abs(x) + y", False), ("log(x) + y", False), ("sqrt(x - 3) + y", False))
    for text, is_smooth in cases:
        search = search_of(text, (-1.0, 2.0), (-1.0, 1.0))
        for _ in search.generations():
            pass
        assert search.left.is_smooth is is_smooth, text


def test_the_nearest_of_too_many_boxes_come_first() -> None:
    landscape = ExpressionLandscape(parse("sin(400x) sin(400y) + sin(400 x y)", variables=("x", "y")))
    low, high, near = np.zeros(2), np.ones(2), np.array([0.9, 0.1])
    search = BoxSearch(IntervalJet(landscape.program), low, high, near)
    for _ in search.generations():
        if search.count_waiting() > 5000:
            break
    chosen = search._next()
    rest = search.waiting
    assert len(rest)

    def widths(boxes: Boxes) -> np.ndarray:
        return np.asarray(np.round(np.log2((boxes.upper - boxes.lower).max(axis=0))))

    def distances(boxes: Boxes) -> np.ndarray:
        return np.asarray(np.abs(boxes.centre - near[:, None]).max(axis=0))

    assert widths(chosen).min() >= widths(rest).max() - 1e-9
    level = widths(rest).max()
    assert distances(chosen)[widths(chosen) == level].max(initial=0.0) <= distances(rest)[widths(rest) == level].min()
