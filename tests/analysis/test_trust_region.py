"""Where the quadratic model is trusted, against cases whose border is known and against f itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from hessview import Function
from hessview.analysis.quadratic_model import QuadraticModel, plane_model
from hessview.analysis.trust_region import TrustRegion, trust_region

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = NDArray[np.float64]


def model_of(value: float, gradient: list[float], hessian: list[list[float]]) -> QuadraticModel:
    made = plane_model(value, np.array(gradient), np.array(hessian), np.eye(2))
    assert made is not None
    return made


def region_of(
    f: Callable[[Floats, Floats], Floats], model: QuadraticModel, trust: float = 0.1, limit: float = 10.0
) -> TrustRegion:
    return trust_region(model, (0.0, 0.0), f, trust=trust, limit=limit, noise=1e-15)


def inside(region: TrustRegion, places: Floats) -> NDArray[np.bool_]:
    """Even-odd: whether a ray to the right crosses the rings an odd number of times."""
    start, end = region.rings[:-1], region.rings[1:]
    crossed = np.zeros(len(places), dtype=np.int64)
    with np.errstate(all="ignore"):
        for (x0, y0), (x1, y1) in zip(start, end, strict=True):
            up = (y0 > places[:, 1]) != (y1 > places[:, 1])
            crossed += up & (places[:, 0] < x0 + (places[:, 1] - y0) / (y1 - y0) * (x1 - x0))
    return crossed % 2 == 1


def test_a_quadratic_is_trusted_as_far_as_anybody_looks() -> None:
    region = region_of(lambda x, y: 1.0 + x + x * x - 3.0 * y * y, model_of(1.0, [1.0, 0.0], [[2.0, 0.0], [0.0, -6.0]]))
    assert region.is_everywhere
    assert region.least == region.most == 10.0
    assert not np.isfinite(region.border).any()
    assert inside(region, np.array([[9.0, 0.5], [-6.0, 6.0], [0.3, -9.5]])).all()


@pytest.mark.parametrize("scale", [1e-5, 1.0, 1e3])
def test_the_border_of_a_cubic_is_found_at_every_size(scale: float) -> None:
    # |c d^3| = 0.1 |d|^2 along a ray (c cos^3 t, 0): r = 0.1 / (c |cos t|^3).
    c = 1.0 / scale
    f = lambda x, y: x * x + y * y + c * x**3  # noqa: E731
    region = region_of(f, model_of(0.0, [0.0, 0.0], [[2.0, 0.0], [0.0, 2.0]]), limit=1e4)
    assert region.least == pytest.approx(0.1 * scale, rel=0.2)
    assert region.most > 2.0 * scale
    border = region.border[np.isfinite(region.border).all(axis=1)]
    near = border[np.hypot(*border.T) < 0.5 * scale]
    r, t = np.hypot(*near.T), np.arctan2(near[:, 1], near[:, 0])
    assert len(near) > 20
    assert r == pytest.approx(0.1 * scale / np.abs(np.cos(t)) ** 3, rel=0.05)


@pytest.mark.parametrize("trust", [0.01, 0.1, 0.5])
def test_what_is_shaded_can_be_trusted_and_what_is_beside_it_cannot(trust: float) -> None:
    f = lambda x, y: np.exp(0.7 * x) * np.cos(y + 0.3)  # noqa: E731
    e, c, s = 1.0, math.cos(0.3), math.sin(0.3)
    model = model_of(e * c, [0.7 * c, -s], [[0.49 * c, -0.7 * s], [-0.7 * s, -c]])
    region = region_of(f, model, trust, 6.0)
    places = np.random.default_rng(1).uniform(-1.5, 1.5, (4000, 2)) * region.most / 2.0
    radius = np.hypot(*places.T)
    error = np.abs(f(*places.T) - model.values(model.along(places)))
    allowed = trust * radius * (model.slope + 0.5 * model.bend * radius)
    shaded = inside(region, places)
    assert shaded.any()
    assert (~shaded).any()
    assert (error[shaded] <= 1.15 * allowed[shaded]).mean() > 0.995
    assert (error[(radius < 0.9 * region.least) & ~shaded] > allowed[(radius < 0.9 * region.least) & ~shaded]).all()


def test_another_part_where_the_error_is_small_by_chance_is_not_shaded() -> None:
    # f - m is 40 sin(x)^2 x^2 ...: zero along x = pi, too, which nothing joins to the point.
    f = lambda x, y: x * x + y * y + 40.0 * np.sin(x) ** 2 * x**2  # noqa: E731
    region = region_of(f, model_of(0.0, [0.0, 0.0], [[2.0, 0.0], [0.0, 2.0]]), limit=4.0)
    assert inside(region, np.array([[0.01, 0.0]])).all()
    assert not inside(region, np.array([[math.pi, 0.001]])).any()


def test_what_lies_behind_a_failure_is_not_shaded_though_one_can_go_round_it() -> None:
    # A hill beside the point: behind it f is its model again, and from the side nothing is in the way.
    f = lambda x, y: x * x + y * y + 50.0 * np.maximum(0.1 - (x - 1.0) ** 2 - y * y, 0.0)  # noqa: E731
    region = region_of(f, model_of(0.0, [0.0, 0.0], [[2.0, 0.0], [0.0, 2.0]]), limit=4.0)
    t = np.linspace(0.0, 2.0 * math.pi, 33)
    assert inside(region, np.array([[2.0, 1.9], [2.0, -1.9], [-2.0, 0.0], [0.4, 0.0]])).all()
    assert not inside(region, np.array([[2.0, 0.0], [3.5, 0.4], [3.0, -0.3]])).any()
    for x, y in np.column_stack([2.6 * np.cos(t), 2.6 * np.sin(t)]):
        along = np.linspace(0.02, 1.0, 60)[:, np.newaxis] * (x, y)
        seen = inside(region, along)
        assert not (seen[1:] & ~seen[:-1]).any(), "what is shaded on a ray is one piece that begins at the point"


def test_where_f_is_undefined_nothing_is_trusted() -> None:
    with np.errstate(all="ignore"):
        f = lambda x, y: np.where(x > -0.5, x * x + y * y, np.nan)  # noqa: E731
        region = region_of(f, model_of(0.0, [0.0, 0.0], [[2.0, 0.0], [0.0, 2.0]]))
    assert inside(region, np.array([[-0.4, 0.1], [5.0, 0.0]])).all()
    assert not inside(region, np.array([[-0.6, 0.01], [-3.0, 0.0]])).any()


def test_a_model_that_says_nothing_is_trusted_nowhere() -> None:
    region = region_of(lambda x, y: x**4 + y**4, model_of(0.0, [0.0, 0.0], [[0.0, 0.0], [0.0, 0.0]]))
    assert not len(region.rings)
    assert not region.is_everywhere


def test_rounding_of_large_values_is_not_held_against_the_model() -> None:
    f = lambda x, y: (1e9 + x * x + y * y) + 0.0  # noqa: E731
    model = model_of(1e9, [0.0, 0.0], [[2.0, 0.0], [0.0, 2.0]])
    region = trust_region(model, (0.0, 0.0), f, trust=0.1, limit=10.0, noise=1e-6)
    assert region.is_everywhere


def region_at(text: str, place: tuple[float, float], limit: float, trust: float = 0.1) -> TrustRegion:
    f = Function(text).landscape
    jet = f.jet(np.array(place))
    model = plane_model(float(jet.value), jet.gradient, jet.hessian, np.eye(2))
    assert model is not None
    ask = lambda x, y: f.value(np.column_stack([x, y]))  # noqa: E731
    return trust_region(model, place, ask, trust=trust, limit=limit, noise=1e-13)


def true_reach(text: str, place: tuple[float, float], way: Floats, limit: float, trust: float = 0.1) -> float:
    """Return how far the model holds along a unit vector, by many samples."""
    f = Function(text).landscape
    jet = f.jet(np.array(place))
    g, H = np.asarray(jet.gradient), np.asarray(jet.hessian)
    bend = float(np.abs(np.linalg.eigvalsh(H)).max())
    r = np.linspace(0.0, limit, 20001)[1:]
    with np.errstate(all="ignore"):
        model = jet.value + r * (g @ way) + 0.5 * r * r * (way @ H @ way)
        error = np.abs(f.value(place + r[:, np.newaxis] * way) - model)
        fails = ~(error <= trust * r * (float(np.linalg.norm(g)) + 0.5 * bend * r) + 1e-13)
    return float(r[fails.argmax()]) if fails.any() else limit


@pytest.mark.parametrize(
    ("text", "place", "limit"),
    [
        ("tan(x) + y", (1.5, 0.0), 4.23),
        ("x^2 + y^2 + where(x > 0.5 and x < 0.52, 1, 0)", (0.0, 0.0), 2.97),
        ("x^2 + y^2 + exp(-10000*((x - 0.5)^2 + (y - 0.2)^2))", (0.0, 0.0), 2.97),
        ("floor(x) + y^2", (0.5, 0.5), 3.71),
        ("cos(10x^2) + y^2", (2.0, 0.0), 4.7),
        ("x^4 + y^4 - 4x y + 1", (1.0, 1.0), 4.45),
    ],
)
def test_the_region_stays_within_what_holds_on_its_rays_and_between_them(
    text: str, place: tuple[float, float], limit: float
) -> None:
    region = region_at(text, place, limit)
    ring = region.rings[:-1] - place
    for points, most in ((ring[:-1], 1.01), (0.5 * (ring[1:] + ring[:-1]), 1.1)):
        for point in points:
            drawn = float(np.hypot(*point))
            if drawn > 1e-9:
                assert drawn <= most * true_reach(text, place, point / drawn, limit)


def test_a_ridge_narrower_than_the_samples_are_apart_is_no_reason_to_trust_everywhere() -> None:
    region = region_at("x^2 + y^2 + exp(-1000000*(x - 0.5)^2)", (0.0, 0.0), 2.97)
    assert not region.is_everywhere
    assert region.least == pytest.approx(0.5, abs=0.02)


def test_rays_that_are_put_between_are_asked_at_all_radii_at_once() -> None:
    asked: list[int] = []

    def f(x: Floats, y: Floats) -> Floats:
        asked.append(len(x))
        return np.exp(0.7 * x) * np.cos(y + 0.3) + np.where(x > 0.5, np.abs(y - 0.2) ** 3, 0.0)

    e, c, s = 1.0, math.cos(0.3), math.sin(0.3)
    region = region_of(f, model_of(e * c, [0.7 * c, -s], [[0.49 * c, -0.7 * s], [-0.7 * s, -c]]), limit=6.0)
    assert region.most > region.least > 0.0
    assert len(asked) <= 16, "each costs more than the numbers that it is asked for"
    assert sum(asked) < 16_000
