from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.eigenpairs import eigenpairs, norm_bound, signature


def zeros(n: int) -> np.ndarray:
    return np.zeros((n, n))


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_a_decomposition_multiplies_back_to_the_matrix_at_any_scale(scale: float) -> None:
    H = scale * np.array([[2.0, 1.0, 0.0], [1.0, -3.0, 0.5], [0.0, 0.5, 1.0]])
    pairs = eigenpairs(H, zeros(3))
    assert np.allclose((pairs.vectors * (pairs.values / scale)) @ pairs.vectors.T, H / scale, atol=1e-14)
    assert np.all(np.diff(pairs.values) > 0)


def test_signs_do_not_depend_on_the_units_of_the_variables() -> None:
    generator = np.random.default_rng(1)
    for _ in range(50):
        A = generator.normal(size=(4, 4))
        H = A + A.T
        d = 10.0 ** generator.uniform(-30, 30, size=4)
        small, large = signature(H, zeros(4)), signature(H * np.outer(d, d), zeros(4))
        assert (small.positive, small.negative) == (large.positive, large.negative)
        assert small.zero == large.zero == 0


def test_a_step_along_one_direction_says_nothing_about_another() -> None:
    H = np.diag([1e6, 1.0])
    steps = np.zeros((1, 2, 2, 2))
    steps[0, :, 0, 0] = 1e5
    assert signature(H, zeros(2), steps).positive == 2
    steps[0, :, 1, 1] = 2.0
    assert signature(H, zeros(2), steps).positive == 1


def test_a_repeated_eigenspace_follows_the_axes_shown_before() -> None:
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    assert np.allclose(eigenpairs(2.0 * np.eye(2), zeros(2), turn).vectors, turn)
    assert np.array_equal(eigenpairs(2.0 * np.eye(2), zeros(2)).vectors, np.eye(2))


def test_the_norm_bound_is_one() -> None:
    generator = np.random.default_rng(6)
    E = np.abs(generator.normal(size=(5, 5)))
    E += E.T
    for _ in range(50):
        D = E * generator.uniform(-1, 1, size=(5, 5))
        assert np.linalg.norm(np.triu(D) + np.triu(D, 1).T, 2) <= norm_bound(E)


def test_directions_of_a_place_without_a_hessian_are_not_followed() -> None:
    nowhere = np.full((2, 2), np.nan)
    pairs = eigenpairs(2.0 * np.eye(2), zeros(2), nowhere)
    assert pairs.vectors.tolist() == np.eye(2).tolist()
