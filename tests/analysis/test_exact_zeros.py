"""Eigenvalues that are exactly zero are known to be, and no others are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.curvature import at
from hessview.analysis.exact_zeros import zeros_for_certain
from hessview.analysis.plane_form import plane_form
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


def landscape(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text))


@pytest.mark.parametrize(("rows", "zeros"), [
    ([[1.0, 2.0], [2.0, 4.0]], 1),
    ([[1.0, 2.0], [2.0, 4.000000000000001]], 0),
    ([[0.0, 0.0, 2.0], [0.0, 0.0, 1.0], [2.0, 1.0, 0.0]], 1),
    ([[1.0, 1.0, 1.0]] * 3, 2),
    ([[0.0, 0.0], [0.0, 0.0]], 2),
])  # fmt: skip
def test_a_matrix_that_is_known_exactly_has_as_many_zeros_as_its_rank_leaves(
    rows: list[list[float]], zeros: int
) -> None:
    H = np.array(rows)
    assert zeros_for_certain(H, np.zeros_like(H)) == zeros


def test_entries_that_are_exactly_zero_make_zeros_whatever_the_others_are() -> None:
    H = np.array([[0.0, 0.0, 0.1], [0.0, 0.0, 0.3], [0.1, 0.3, 0.7]])
    assert zeros_for_certain(H, 1e-9 * (H != 0.0)) == 1
    assert zeros_for_certain(H, np.full_like(H, 1e-9)) == 0


def test_an_inexact_singular_matrix_has_no_zero_for_certain() -> None:
    H = np.array([[1.0, 2.0], [2.0, 4.0]])
    assert zeros_for_certain(H, np.full_like(H, 1e-300)) == 0


@pytest.mark.parametrize("point", [(1.0, 1.0, 0.0), (1.0, 2.0, 0.0), (0.3, 0.7, 0.0), (-1.3, 0.1, 0.0)])
def test_the_middle_eigenvalue_of_x2yz_is_exactly_zero_where_z_is(point: tuple[float, ...]) -> None:
    found = at(landscape("x^2 y z"), point)
    assert found.eigenvalues[1] == found.eigenvalue_error[1] == 0.0
    assert found.eigenvalue_error[0] > 0.0


def test_an_eigenvalue_that_rounding_leaves_open_keeps_its_bound() -> None:
    found = at(landscape("(x + 0.1 y)^2"), (0.3, 0.7))
    assert found.inertia.zero == 1
    assert found.eigenvalue_error[0] > 0.0


def test_the_error_of_a_second_derivative_along_a_direction_covers_it() -> None:
    """H = diag(1, -1): d'Hd = cos 2a, which is exactly 0 at 45 degrees."""
    form = plane_form(at(landscape("(x^2 - y^2)/2"), (0.0, 0.0)), [(1.0, 0.0), (0.0, 1.0)])
    assert form is not None
    angles = np.array([45.0, 135.0, -45.0, 60.0, 0.0, 90.0, 30.0])
    exact = np.array([0.0, 0.0, 0.0, -0.5, 1.0, -1.0, 0.5])
    bounds = form.error_at(angles)
    assert np.all(np.abs(form.at(angles) - exact) <= bounds)
    assert np.all(bounds < 1e-14)
    assert np.all(form.at(angles)[4:6] == exact[4:6])


def test_signs_in_a_plane_are_known_where_the_square_of_an_error_is_no_number() -> None:
    """H = diag(2, 12 p^2, 30 p^4), whose last entry is known to 1e290: beside it 2 is not told from 0."""
    form = plane_form(at(landscape("x^2 + y^4 + z^6"), (-1e76, -1e76, -1e76)), [(1.0, 0.0, 0.0), (0.0, 0.6, 0.8)])
    assert form is not None
    assert form.signs == (0, 1)
