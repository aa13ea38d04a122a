"""The quadratic model against the Taylor polynomial, its level curves, and the steps of Newton's method."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hessview.analysis import quadratic_model
from hessview.analysis.quadratic_model import (
    QuadraticModel,
    StepKind,
    level_curve,
    level_curves,
    newton_step,
    plane_model,
)

Floats = NDArray[np.float64]
REACH = np.array([[-6.0, 6.0], [-6.0, 6.0]])
PLANE = np.eye(2)

_entry = st.floats(-20.0, 20.0).map(lambda x: round(x, 3))
_vectors = st.tuples(_entry, _entry).map(np.array)
_matrices = st.tuples(_entry, _entry, _entry).map(lambda e: np.array([[e[0], e[1]], [e[1], e[2]]]))


def model_of(gradient: Floats, hessian: Floats, value: float = 1.0, plane: Floats = PLANE) -> QuadraticModel:
    made = plane_model(value, np.asarray(gradient, dtype=float), np.asarray(hessian, dtype=float), plane)
    assert made is not None
    return made


def seen(curve: Floats) -> Floats:
    return curve[np.isfinite(curve).all(axis=1)]


@given(_vectors, _matrices, st.lists(_vectors, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_model_is_the_taylor_polynomial_in_the_coordinates_of_the_plane(
    g: Floats, H: Floats, displacements: list[Floats]
) -> None:
    model = model_of(g, H)
    a = np.array(displacements)
    truth = 1.0 + a @ g + 0.5 * np.einsum("ki,ij,kj->k", a, H, a)
    assert model.values(model.along(a)) == pytest.approx(truth, rel=1e-9, abs=1e-9)
    assert model.in_plane(model.along(a)) == pytest.approx(a, abs=1e-9)


@given(_vectors, _matrices, st.floats(-50.0, 50.0))
@settings(max_examples=150, deadline=None)
def test_every_point_of_a_level_curve_has_its_level(g: Floats, H: Floats, level: float) -> None:
    model = model_of(g, H)
    curve = seen(level_curve(model, level, REACH))
    worth = np.abs(curve @ np.abs(np.diag(model.gradient))).sum(axis=1) + (curve**2) @ np.abs(model.eigenvalues)
    assert (np.abs(model.values(curve) - level) <= 1e-12 * (1.0 + abs(level) + worth)).all()


@pytest.mark.parametrize("directions", [PLANE, np.array([[2.0, 0.0], [1.0, 3.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])])
def test_in_a_skewed_plane_lengths_and_eigenvalues_are_those_of_space(directions: Floats) -> None:
    H = np.array([[3.0, 1.0], [1.0, -2.0]])
    model = model_of(np.array([1.0, 2.0]), H, plane=directions)
    assert model.eigenvalues == pytest.approx(np.linalg.eigvalsh(H))
    in_space = directions.T @ model.basis
    assert in_space.T @ in_space == pytest.approx(np.eye(2))
    assert model.slope == pytest.approx(math.hypot(1.0, 2.0))


@given(
    st.floats(0.01, 100.0), st.floats(1.05, 1000.0), st.floats(-math.pi, math.pi), st.floats(0.1, 10.0),
    st.sampled_from([1.0, -1.0]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_an_ellipse_is_longest_along_the_eigenvector_of_the_smallest_eigenvalue(
    small: float, ratio: float, angle: float, height: float, sign: float
) -> None:
    v, w = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    H = sign * (small * np.outer(v, v) + small * ratio * np.outer(w, w))
    model = model_of(np.zeros(2), H, 0.0)
    half = math.sqrt(2.0 * height / small)
    reach = np.array([[-2.0 * half, 2.0 * half]] * 2)
    ellipse = model.in_plane(level_curve(model, sign * height, reach))
    farthest = ellipse[np.argmax(np.hypot(*ellipse.T))]
    assert np.hypot(*farthest) == pytest.approx(half, rel=1e-9)
    assert abs(farthest @ v) == pytest.approx(half, rel=1e-6)
    assert np.hypot(*ellipse.T).min() == pytest.approx(half / math.sqrt(ratio), rel=2e-3)


@given(_vectors, _matrices, st.floats(-math.pi, math.pi))
@settings(max_examples=60, deadline=None)
def test_what_is_turned_has_a_turned_model(g: Floats, H: Floats, angle: float) -> None:
    R = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    model, turned = model_of(g, H), model_of(R @ g, R @ H @ R.T)
    a = np.array([[1.0, 0.0], [0.3, -2.0]])
    assert turned.eigenvalues == pytest.approx(model.eigenvalues, abs=1e-9)
    assert turned.values(turned.along(a @ R.T)) == pytest.approx(model.values(model.along(a)), abs=1e-7)
    steps = [newton_step(each, (1, 1)) for each in (model, turned)]
    if np.abs(model.eigenvalues).min() > 1e-3 and all(step.step is not None for step in steps):
        first, second = (each.in_plane(step.step[None])[0] for each, step in zip((model, turned), steps, strict=True))
        assert second == pytest.approx(R @ first, rel=1e-5, abs=1e-5)


def test_a_hyperbola_has_two_branches_a_parabola_one_and_a_plane_lines() -> None:
    pieces = [
        int(np.isnan(level_curve(model_of(g, H, 0.0), 1.0, REACH)[:, 0]).sum()) + 1
        for g, H in (
            ([0.0, 0.0], [[2.0, 0.0], [0.0, -2.0]]), ([1.0, 0.0], [[0.0, 0.0], [0.0, 2.0]]),
            ([1.0, 2.0], [[0.0, 0.0], [0.0, 0.0]]),
        )
    ]  # fmt: skip
    assert pieces == [2, 1, 1]
    line = level_curve(model_of(np.array([1.0, 2.0]), np.zeros((2, 2)), 0.0), 1.0, REACH)
    assert len(line) == 2


def test_a_level_that_the_model_does_not_have_is_nothing() -> None:
    assert not len(level_curve(model_of([0.0, 0.0], np.eye(2), 3.0), 2.0, REACH))
    assert not len(level_curve(model_of([0.0, 0.0], np.zeros((2, 2)), 3.0), 3.0, REACH))


def test_an_almost_singular_model_is_followed_as_the_parabola_that_it_nearly_is() -> None:
    curve = seen(level_curve(model_of([1.0, 0.0], [[1e-14, 0.0], [0.0, 2.0]], 0.0), 1.0, REACH))
    model = model_of([1.0, 0.0], [[0.0, 0.0], [0.0, 2.0]], 0.0)
    assert len(curve) > 50
    assert model.values(np.abs(curve) * np.sign(curve)) == pytest.approx(1.0, abs=1e-10)


def test_a_number_that_is_not_finite_makes_no_model() -> None:
    assert plane_model(math.nan, np.zeros(2), np.eye(2), PLANE) is None
    assert plane_model(0.0, np.array([math.inf, 0.0]), np.eye(2), PLANE) is None
    assert plane_model(0.0, np.zeros(2), np.full((2, 2), math.nan), PLANE) is None


@pytest.mark.parametrize(
    ("g", "H", "kind", "uphill"),
    [
        ([2.0, 4.0], [[2.0, 0.0], [0.0, 4.0]], StepKind.MINIMUM, False),
        ([2.0, 4.0], [[-2.0, 0.0], [0.0, -4.0]], StepKind.MAXIMUM, True),
        ([2.0, 0.5], [[2.0, 0.0], [0.0, -2.0]], StepKind.SADDLE, False),
        ([0.5, 2.0], [[2.0, 0.0], [0.0, -2.0]], StepKind.SADDLE, True),
    ],
)
def test_newtons_step_leads_to_the_stationary_point_and_says_whether_uphill(
    g: list[float], H: list[list[float]], kind: StepKind, uphill: bool
) -> None:
    model = model_of(np.array(g), np.array(H))
    lam = model.eigenvalues
    found = newton_step(model, (1 if lam[0] > 0 else -1, 1 if lam[1] > 0 else -1))
    assert (found.kind, found.is_uphill) == (kind, uphill)
    assert found.step is not None
    assert model.in_plane(found.step[None])[0] == pytest.approx(-np.linalg.solve(H, g))
    assert (float(np.array(g) @ model.in_plane(found.step[None])[0]) > 0.0) is uphill


def test_a_singular_hessian_has_no_newton_step_and_the_uncertain_direction_is_left_open() -> None:
    assert newton_step(model_of([1.0, 1.0], [[0.0, 0.0], [0.0, 2.0]]), (0, 1)).kind is StepKind.SINGULAR
    even = newton_step(model_of([1.0, 1.0], [[2.0, 0.0], [0.0, -2.0]]), (-1, 1), gradient_error=1e-6)
    assert (even.kind, even.is_uphill) == (StepKind.SADDLE, None)


@pytest.mark.parametrize("entries", [(2.0, 0.3, 1.0), (2.0, 0.3, -1.0), (0.0, 0.0, 3.0), (0.0, 0.0, 0.0)])
def test_many_levels_are_calculated_at_once_and_are_what_each_alone_is(
    entries: tuple[float, float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = entries
    model = model_of(np.array([0.4, -0.7]), np.array([[a, b], [b, c]]), 1.0)
    levels = (-2.0, 0.5, 1.0, 1.25, 3.0, math.inf, 1e300)
    alone = [level_curve(model, level, REACH) for level in levels]
    times: list[int] = []
    real = quadratic_model._pieces

    def counted(parts: list[quadratic_model._Part], bounds: float, flat: int) -> dict[int, list[Floats]]:
        times.append(1)
        return real(parts, bounds, flat)

    monkeypatch.setattr(quadratic_model, "_pieces", counted)
    together = level_curves(model, levels, REACH)
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in zip(together, alone, strict=True))
    assert sum(map(bool, map(len, together))) >= 4
    assert len(times) <= 1


def test_a_model_that_is_asked_for_again_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []
    real = np.linalg.eigh

    def counted(matrix: Floats) -> object:
        times.append(1)
        return real(matrix)

    monkeypatch.setattr(np.linalg, "eigh", counted)
    g, H, D = np.array([0.125, -2.0]), np.array([[3.0, 0.5], [0.5, -1.0]]), np.eye(2)
    first, again = plane_model(1.75, g, H, D), plane_model(1.75, g.copy(), H.copy(), D.copy())
    assert first is not None
    assert again is first
    assert len(times) == 1
    g[0] = 0.25
    other = plane_model(1.75, g, H, D)
    assert other is not None
    assert other.slope != first.slope == math.hypot(0.125, 2.0)
    assert plane_model(math.nan, g, H, D) is None
