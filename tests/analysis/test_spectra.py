"""Eigenvalues of many matrices, and the signs that are certain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hessview.analysis.spectra import newton_signs, spectra
from hessview.calculus.jets import Jets

Floats = NDArray[np.float64]


def symmetric(rng: np.random.Generator, m: int, n: int) -> Floats:
    H = rng.normal(size=(m, n, n)) * 10.0 ** rng.uniform(-8, 8, (m, 1, 1))
    return np.asarray(H + np.swapaxes(H, 1, 2), dtype=np.float64)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_they_are_those_of_lapack(n: int) -> None:
    H = symmetric(np.random.default_rng(n), 300, n)
    found = spectra(H, np.zeros_like(H))
    assert np.abs(found.values - np.linalg.eigvalsh(H)).max() <= 1e-14 * np.abs(H).max()
    assert np.array_equal(found.signs, np.sign(np.linalg.eigvalsh(H)))


@pytest.mark.parametrize("n", [2, 3])
def test_a_sign_is_certain_only_beyond_the_errors_of_the_entries(n: int) -> None:
    rng = np.random.default_rng(7)
    H = symmetric(rng, 400, n) / 1e8
    E = np.abs(H) * 10.0 ** rng.uniform(-6, 0, (400, 1, 1))
    found = spectra(H, E)
    assert (found.signs == 0).any()
    assert (found.signs != 0).any()
    for _ in range(200):
        moved = np.triu(rng.uniform(-1.0, 1.0, H.shape))
        moved = (moved + np.swapaxes(np.triu(moved, 1), 1, 2)) * E
        truly = np.sign(np.linalg.eigvalsh(H + moved))
        assert np.array_equal(np.where(found.signs != 0, truly, 0), found.signs)


def test_units_of_the_variables_do_not_hide_a_sign() -> None:
    for n in (2, 3):
        d = 10.0 ** np.array([10.0, -10.0, 3.0])[:n]
        H = np.full((n, n), 0.25) + 0.75 * np.eye(n)
        found = spectra((H * np.outer(d, d))[np.newaxis], np.zeros((1, n, n)))
        assert found.signs.tolist() == [[1] * n]


def test_a_singular_matrix_has_a_zero_and_no_noise() -> None:
    u = np.linspace(-3.0, 3.0, 1001)[1::2]
    rank_one = np.array([[1.0, 0.1], [0.1, 0.01]])
    H = -np.sin(u)[:, np.newaxis, np.newaxis] * rank_one
    found = spectra(H, 4e-16 * np.abs(H))
    assert set(found.signs.min(axis=1) * found.signs.max(axis=1)) == {0}
    assert (found.settled == 0.0).sum(axis=1).tolist() == [1] * len(u)
    assert np.isinf(found.log_condition).all()


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
@settings(max_examples=200, deadline=None)
def test_no_matrix_overflows_on_the_way(a: float, b: float, c: float) -> None:
    found = spectra(np.array([[[a, b], [b, c]]]), np.zeros((1, 2, 2)))
    low, high = found.values[0]
    assert low <= high
    size = max(abs(a), abs(b), abs(c))
    assert abs(low / 2 + high / 2 - (a / 2 + c / 2)) <= 1e-12 * size + 1e-320


def test_what_is_not_finite_is_undefined() -> None:
    H = np.array([[[1.0, 0.0], [0.0, np.nan]], [[np.inf, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]])
    found = spectra(H, np.array([np.zeros((2, 2)), np.zeros((2, 2)), np.full((2, 2), np.inf)]))
    assert not found.defined.any()
    assert np.isnan(found.values).all()


@pytest.mark.parametrize("n", [2, 3, 4])
def test_newtons_step_goes_uphill_where_a_small_one_raises_f(n: int) -> None:
    rng = np.random.default_rng(n)
    H, g = symmetric(rng, 500, n), rng.normal(size=(500, n))
    still = np.zeros_like(g)
    signs = newton_signs(Jets(g, H, still, np.zeros_like(H)), spectra(H, np.zeros_like(H)))
    slope = -np.einsum("mi,mi->m", g, np.linalg.solve(H, g[:, :, np.newaxis])[:, :, 0])
    assert np.array_equal(signs < 0, slope > 0)
    assert (signs != 0).all()


def test_newtons_direction_is_not_claimed_where_errors_hide_it() -> None:
    H = np.array([np.diag([1.0, -1.0]), np.diag([1.0, -1.0]), np.diag([1.0, 0.0])])
    g = np.array([[1.0, 1.0], [2.0, 1.0], [1.0, 0.0]])
    jets = Jets(g, H, np.full_like(g, 1e-3), np.zeros_like(H))
    assert newton_signs(jets, spectra(H, np.zeros_like(H))).tolist() == [0, 1, 0]


@pytest.mark.parametrize("size", [1e-323, 1e-300, 1.0, 1e300])
@pytest.mark.parametrize("error", [0.0, 1e-323, 1.0, 1e308])
def test_rows_that_almost_vanish_and_errors_beyond_all_bounds_leave_signs_open(size: float, error: float) -> None:
    H = np.diag([1.0, 2.0, size])[np.newaxis]
    H[0, 0, 1] = H[0, 1, 0] = size
    found = spectra(H, np.full_like(H, error))
    assert np.isfinite(found.values).all()
    certain = (found.signs != 0) & (np.sign(found.values) != found.signs) & (found.values != 0.0)
    assert not certain.any()
    assert not found.signs.any() or error < 1e308
