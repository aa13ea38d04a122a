from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hessview.analysis.exact import inertia, newton_step, settle
from hessview.calculus.rational_jet import RationalJet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


def rational(rows: list[list[float]]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(entry) for entry in row) for row in rows)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[0, 0], [0, 0]], (0, 0, 2)),
        ([[0, 1], [1, 0]], (1, 1, 0)),
        ([[2, -4], [-4, 8]], (1, 0, 1)),
        ([[0, 0, 1], [0, 0, 0], [1, 0, 0]], (1, 1, 1)),
        ([[1, 1], [1, 1 + 2.0**-52]], (2, 0, 0)),
        ([[1, 1], [1, 1 - 2.0**-52]], (1, 1, 0)),
    ],
)
def test_signs_are_counted_without_any_rounding(rows: list[list[float]], expected: tuple[int, int, int]) -> None:
    assert inertia(rational(rows)) == expected


def test_the_exact_count_agrees_with_the_eigenvalues_of_random_matrices() -> None:
    generator = np.random.default_rng(9)
    for _ in range(60):
        n = int(generator.integers(1, 6))
        B = generator.integers(-3, 4, size=(n, n))
        H = B + B.T
        w = np.linalg.eigvalsh(H)
        expected = (int(np.sum(w > 1e-9)), int(np.sum(w < -1e-9)), int(np.sum(np.abs(w) <= 1e-9)))
        assert inertia(rational(H.tolist())) == expected


def test_newtons_step_solves_the_system_exactly() -> None:
    jet = RationalJet(Fraction(0), (Fraction(1), Fraction(2)), rational([[2, 1], [1, 3]]))
    assert newton_step(jet) == [Fraction(-1, 5), Fraction(-3, 5)]
    assert newton_step(RationalJet(Fraction(0), (Fraction(1), Fraction(0)), rational([[1, 1], [1, 1]]))) is None


def test_a_slope_along_a_straight_valley_means_that_no_point_is_critical() -> None:
    tilted = ExpressionLandscape(parse("(x - y)^2 + 1e-18x"))
    verdict = settle(tilted, np.array([1.0, 1.0]))
    assert verdict is not None
    assert not verdict.is_critical


def test_what_is_not_rational_is_not_settled() -> None:
    assert settle(ExpressionLandscape(parse("exp(x)")), np.array([0.5])) is None
