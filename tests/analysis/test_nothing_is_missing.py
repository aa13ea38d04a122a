"""Where a search says that nothing is missing, every critical point that Newton's method finds is on its list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.explanations.set_places import set_place_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

NAMES = ("x", "y", "z", "w")
FEW, MANY = 200, 6000
"""Starts of Newton's method."""

PRODUCTS = [
    "x y", "x^2 y", "x^2 y^2", "(x^2 + y^2 - 1)^2 x^2", "sin(x y)", "x^2 (x - 0.01)^2",
    "x^2 y z", "x y z", "x^2 y^2 z^2", "x^2 y^2 z", "(x^2 + y^2 - 1)^2 z^2",
    "x^3 y z", "(x - y)^2 z", "x^2 (y^2 + z^2)",
    "x^2 + y^2 z^2", "sin(x)^2 y z",
    "x^2 (x - 0.01)^2 (y - 1) z", "sin(x) sin(y) sin(z)", "x y z w",
    "(x^2 + y^2)^2 z", "x^2 y w + 0z", "(x^2 + y^2)^2 z w",
]  # fmt: skip
LARGER = [
    "(x y - z)^2 (x + y)^3 z", "(x^2 + y^2 + z^2 - 1)^2 (x - y)^2", "sin(10x)^2 y z", "x^3 y^2 z",
    "(x^2 - 2y^2)^2 z^2", "(y^2 - x^3)^2 z", "exp(x)^2 x^2 y z", "cos(x)^2 cos(y) z",
    "x y z (x + y + z)", "(x^2 + z^2 - 1)^2 + y^2 z^2", "abs(x)^3 y z", "x^2 y z / (1 + y^2)",
    "(x^2 + y^2 - 1)^2 (z^2 - 1)^2", "sin(x^3 y^3)",
    "(x - y)^2 (x + y)^2 (x + 2y - 1)^2", "(x - y)^2 (x + y)^2 (x + 2y - 0.02)^2", "(x^2 + y - 1)^2 (x - y)^2",
    "sin(x - y)^2 sin(x + y)^2 / sqrt(2 + x^2 + y^2)", "1 - cos(x^2 + y^3)", "sin(x y)^2",
]  # fmt: skip


def landscape_of(text: str) -> ExpressionLandscape:
    n = 1 + max(k for k, name in enumerate(NAMES) if name in text.replace("exp", "").replace("cos", ""))
    return ExpressionLandscape(parse(text, variables=NAMES[:n]))


def found_in(landscape: ExpressionLandscape) -> CriticalPoints:
    n = landscape.dimension
    *_, found = search(landscape, [-2.0] * n, [2.1, 1.9, 2.0, 2.0][:n])
    return found


def critical(landscape: ExpressionLandscape, found: CriticalPoints, count: int) -> np.ndarray:
    """Return critical points in the box, shape (k, n), by Newton's method from many places, damped where H is singular.

    Coordinates that are small are made zero where f is no steeper for that, so that crossings are met exactly.
    """
    rng = np.random.default_rng(1)
    size = found.upper - found.lower
    x = found.lower + size * rng.random((count, landscape.dimension))
    x[: count // 2] *= rng.random((count // 2, landscape.dimension)) < 0.6  # many products vanish at zeros
    with np.errstate(all="ignore"):
        for _ in range(40):
            g, H = landscape.gradient(x), np.nan_to_num(landscape.hessian(x))
            x = x - np.einsum("kij,kj->ki", np.linalg.pinv(H, rcond=1e-3), np.nan_to_num(g))
        x = np.where(np.abs(x) < 1e-4, 0.0, x)
        g = np.abs(landscape.gradient(x)).max(axis=1)
    inside = ((x >= found.lower) & (x <= found.upper)).all(axis=1)
    return np.asarray(x[inside & (g <= 1e-13)])


def is_held(boxes: np.ndarray, x: np.ndarray, near: float) -> np.ndarray:
    """Return which points, shape (k, n), lie in some box of shape (n, 2)."""
    inside = [((x >= box[:, 0] - near) & (x <= box[:, 1] + near)).all(axis=1) for box in boxes]
    return np.any(inside, axis=0) if inside else np.zeros(len(x), dtype=np.bool_)


def missed(landscape: ExpressionLandscape, found: CriticalPoints, x: np.ndarray) -> np.ndarray:
    """Return the points that are in nothing of what is listed."""
    held = np.zeros(len(x), dtype=np.bool_)
    for each in found.curves:
        # A set that is said to lie at x = 0 holds what lies there, not all that its boxes reach.
        same = np.flatnonzero(np.ptp(each.points, axis=0) <= 1e-9)
        level = (np.abs(x[:, same] - np.median(each.points[:, same], axis=0)) <= 1e-3).all(axis=1)
        cover = np.stack([each.lower, each.upper], axis=1)[np.newaxis] if each.cover is None else each.cover
        held |= level & is_held(cover, x, 1e-9)
    boxes = [*(point.enclosure for point in found.points), *found.undecided]
    boxes += [np.stack([place.lower, place.upper], axis=1) for place in found.nonsmooth]
    return x[~(held | is_held(np.array(boxes), x, 1e-3))]


@pytest.mark.parametrize("text", PRODUCTS)
def test_every_critical_point_that_is_met_is_listed(text: str) -> None:
    landscape = landscape_of(text)
    found = found_in(landscape)
    assert found.complete
    met = critical(landscape, found, FEW)
    assert len(met)
    assert missed(landscape, found, met).tolist() == []


@pytest.mark.nightly
@pytest.mark.parametrize("text", [*PRODUCTS, *LARGER])
def test_of_many_more_none_is_missing_or_all_is_not_claimed(text: str) -> None:
    landscape = landscape_of(text)
    found = found_in(landscape)
    met = critical(landscape, found, MANY)
    assert not found.complete or missed(landscape, found, met).tolist() == []


@pytest.mark.parametrize(("text", "places"), [
    ("x^2 y z", {"x = 0": 2, "y = 0, z = 0": 1}),
    ("x y z", {"y = 0, z = 0": 1, "x = 0, z = 0": 1, "x = 0, y = 0": 1}),
    ("x^2 y^2 z^2", {"x = 0": 2, "y = 0": 2, "z = 0": 2}),
    ("x^2 + y^2 z^2", {"x = 0, y = 0": 1, "x = 0, z = 0": 1}),
    ("x^2 (y^2 + z^2)", {"x = 0": 2, "y = 0, z = 0": 1}),
    ("(x^2 + y^2)^2 z", {"x = 0, y = 0": 1}),
    ("x^2 y w + 0z", {"x = 0": 3, "y = 0, w = 0": 2}),
    ("(x^2 + y^2) (z^2 + w^2)", {"x = 0, y = 0": 2, "z = 0, w = 0": 2}),
])  # fmt: skip
def test_sets_that_cross_are_listed_each_by_itself(text: str, places: dict[str, int]) -> None:
    found = found_in(landscape_of(text))
    assert {set_place_words(each, NAMES[: found.lower.size]): each.dimension for each in found.curves} == places
    assert all(each.proved for each in found.curves)


@pytest.mark.parametrize("text", ["(x^2 + y - 1)^2 (x - y)^2", "sin(x - y)^2 sin(x + y)^2 / sqrt(2 + x^2 + y^2)"])
def test_where_sets_cross_the_crossing_is_no_point_that_is_missing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found_in(landscape_of(text)).complete
    monkeypatch.setattr("hessview.analysis.germs.critical_components._crossings", lambda *_: [])
    assert not found_in(landscape_of(text)).complete


def test_a_set_that_hides_another_is_noticed() -> None:
    landscape = landscape_of("x^2 y z")
    found = found_in(landscape)
    [plane] = (each for each in found.curves if each.dimension == 2)
    whole = np.stack([found.lower, found.upper], axis=1)[np.newaxis]
    swallowed = replace(found, curves=(replace(plane, lower=found.lower, upper=found.upper, cover=whole),))
    assert swallowed.complete
    assert len(missed(landscape, swallowed, critical(landscape, swallowed, FEW)))


@pytest.mark.parametrize("text", ["x^2 y z", "x^2 (y^2 + z^2)"])
def test_where_the_formula_is_not_read_no_set_swallows_another(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hessview.analysis.critical_components.critical_components", lambda _: None)
    landscape = landscape_of(text)
    found = found_in(landscape)
    assert not found.complete or not len(missed(landscape, found, critical(landscape, found, FEW)))
