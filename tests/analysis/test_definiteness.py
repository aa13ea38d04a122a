from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis import curvature, definiteness
from hessview.analysis.curvature import Code, TestName, TestOutcome
from hessview.calculus.jet import Jet


def outcome(hessian: list[list[float]], name: TestName, error: float = 0.0) -> TestOutcome:
    H = np.array(hessian, dtype=np.float64)
    n = len(H)
    jet = Jet(0.0, np.zeros(n), H, 0.0, np.zeros(n), np.full((n, n), error))
    return next(test for test in curvature.analyse(jet, [0.0] * n).tests if test.name is name)


@pytest.mark.parametrize(
    ("hessian", "holds", "code"),
    [
        ([[2, 1], [1, 2]], True, Code.DET_POSITIVE_MINIMUM),
        ([[-2, 1], [1, -2]], True, Code.DET_POSITIVE_MAXIMUM),
        ([[2, 3], [3, 2]], True, Code.DET_NEGATIVE),
        ([[0, 1], [1, 0]], True, Code.DET_NEGATIVE),
        ([[2, -4], [-4, 8]], False, Code.DET_ZERO),
        ([[0, 0], [0, 0]], False, Code.DET_ZERO),
    ],
)
def test_determinant_and_second_derivative_decide_as_in_the_textbook(
    hessian: list[list[float]], holds: bool, code: Code
) -> None:
    found = outcome(hessian, TestName.DETERMINANT)
    assert (found.holds, found.reason.code) == (holds, code)


def test_a_determinant_lost_in_rounding_decides_nothing() -> None:
    found = outcome([[1, 0], [0, 1e-9]], TestName.DETERMINANT, error=1e-6)
    assert (found.holds, found.reason.code) == (None, Code.DET_UNCERTAIN)


@pytest.mark.parametrize(
    ("hessian", "holds", "code"),
    [
        ([[2, 1, 0], [1, 2, 1], [0, 1, 2]], True, Code.MINORS_POSITIVE),
        ([[-2, 1, 0], [1, -2, 1], [0, 1, -2]], True, Code.MINORS_ALTERNATE),
        ([[2, 0, 0], [0, -1, 0], [0, 0, 3]], True, Code.MINORS_MIXED),
        ([[-2, 0, 0], [0, -1, 0], [0, 0, -3]], True, Code.MINORS_ALTERNATE),
        # All leading minors are >= 0 here, yet the matrix is not positive semidefinite.
        ([[0, 0], [0, -1]], False, Code.MINORS_VANISH),
        # A negative minor of even order is enough, whatever the others are.
        ([[0, 1], [1, 0]], True, Code.MINORS_INDEFINITE),
        ([[0, 0, 1], [0, 1, 0], [1, 0, 0]], False, Code.MINORS_VANISH),
    ],
)
def test_leading_minors_prove_definiteness_only_strictly(hessian: list[list[float]], holds: bool, code: Code) -> None:
    found = outcome(hessian, TestName.LEADING_MINORS)
    assert (found.holds, found.reason.code) == (holds, code)


@pytest.mark.parametrize(
    ("hessian", "holds", "code"),
    [
        ([[3, 1], [1, 2]], True, Code.DOMINANCE_POSITIVE),
        ([[-3, 1], [1, -2]], True, Code.DOMINANCE_NEGATIVE),
        ([[3, 1], [1, -2]], True, Code.DOMINANCE_MIXED),
        ([[1, 1], [1, 1]], False, Code.DOMINANCE_FAILS),
        ([[1, 2], [2, 5]], False, Code.DOMINANCE_FAILS),
        ([[0, 0], [0, 1]], False, Code.DOMINANCE_FAILS),
    ],
)
def test_strict_dominance_decides_by_the_signs_of_the_diagonal(
    hessian: list[list[float]], holds: bool, code: Code
) -> None:
    found = outcome(hessian, TestName.DIAGONAL_DOMINANCE)
    assert (found.holds, found.reason.code) == (holds, code)


def test_under_strict_dominance_the_diagonal_counts_the_negative_eigenvalues() -> None:
    generator = np.random.default_rng(2)
    for _ in range(100):
        n = int(generator.integers(2, 6))
        A = generator.normal(size=(n, n))
        H = np.triu(A, 1) + np.triu(A, 1).T
        np.fill_diagonal(H, generator.choice([-1, 1], n) * (np.sum(np.abs(H), axis=1) + 0.1))
        found = outcome(H.tolist(), TestName.DIAGONAL_DOMINANCE)
        negative = int(np.sum(np.linalg.eigvalsh(H) < 0))
        assert found.holds is True
        if found.reason.code is Code.DOMINANCE_MIXED:
            assert found.reason.values == (negative, n - negative)
        else:
            assert negative == (0 if found.reason.code is Code.DOMINANCE_POSITIVE else n)


def test_discs_of_gershgorin_hold_every_eigenvalue() -> None:
    generator = np.random.default_rng(3)
    for _ in range(100):
        A = generator.normal(size=(4, 4))
        H = A + A.T
        low, high, *_ = outcome(H.tolist(), TestName.GERSHGORIN).reason.values
        w = np.linalg.eigvalsh(H)
        assert low <= w[0]
        assert w[-1] <= high


@pytest.mark.parametrize(
    ("hessian", "holds", "code"),
    [
        ([[3, 1], [1, 2]], True, Code.GERSHGORIN_POSITIVE),
        ([[-3, 1], [1, -2]], True, Code.GERSHGORIN_NEGATIVE),
        ([[3, 1], [1, -2]], True, Code.GERSHGORIN_APART),
        ([[1, 1], [1, 1]], False, Code.GERSHGORIN_OPEN),
    ],
)
def test_a_disc_that_holds_zero_leaves_gershgorin_open(hessian: list[list[float]], holds: bool, code: Code) -> None:
    found = outcome(hessian, TestName.GERSHGORIN)
    assert (found.holds, found.reason.code) == (holds, code)


def test_no_two_tests_that_decide_contradict_each_other() -> None:
    generator = np.random.default_rng(7)
    definite = {
        "positive": {Code.EIGENVALUES_POSITIVE, Code.DET_POSITIVE_MINIMUM, Code.MINORS_POSITIVE,
                     Code.DOMINANCE_POSITIVE, Code.GERSHGORIN_POSITIVE},
        "negative": {Code.EIGENVALUES_NEGATIVE, Code.DET_POSITIVE_MAXIMUM, Code.MINORS_ALTERNATE,
                     Code.DOMINANCE_NEGATIVE, Code.GERSHGORIN_NEGATIVE},
        "mixed": {Code.EIGENVALUES_MIXED, Code.DET_NEGATIVE, Code.MINORS_MIXED, Code.DOMINANCE_MIXED,
                  Code.GERSHGORIN_APART},
    }  # fmt: skip
    for _ in range(200):
        n = int(generator.integers(1, 5))
        A = generator.integers(-3, 4, size=(n, n)) / generator.choice([1.0, 3.0])
        H = A + A.T
        jet = Jet(0.0, np.zeros(n), H, 0.0, np.zeros(n), np.full((n, n), 1e-15))
        codes = {test.reason.code for test in curvature.analyse(jet, [0.0] * n).tests if test.holds}
        assert sum(bool(codes & family) for family in definite.values()) <= 1


def test_the_determinant_error_holds_for_every_matrix_within_the_bounds() -> None:
    generator = np.random.default_rng(8)
    for _ in range(50):
        n = int(generator.integers(2, 5))
        A = generator.normal(size=(n, n))
        H, E = A + A.T, np.full((n, n), 1e-3)
        value, bound = definiteness.determinant(H, E)
        for _ in range(10):
            D = generator.uniform(-1e-3, 1e-3, size=(n, n))
            assert abs(np.linalg.det(H + np.triu(D) + np.triu(D, 1).T) - value) <= bound + 1e-12


def test_the_determinant_with_a_row_of_exact_zeros_is_zero_and_with_errors_it_is_not_said_to_be() -> None:
    H = np.diag([0.0, -2.0, 2.0])
    assert definiteness.determinant(H, np.zeros((3, 3))) == (0.0, 0.0)
    assert definiteness.determinant(np.zeros((2, 2)), np.zeros((2, 2))) == (0.0, 0.0)
    E = np.zeros((3, 3))
    E[0, 0] = 1e-3
    value, bound = definiteness.determinant(H, E)
    assert abs(value) + bound >= 4e-3


def test_leading_minors_of_odd_order_with_both_signs_show_an_indefinite_matrix_although_another_is_zero() -> None:
    from hessview.analysis.definiteness import leading_minors_test

    found = leading_minors_test(np.diag([2.0, 4.0, -6.0, 0.0, 2.0]), np.zeros((5, 5)))
    assert (found.holds, found.reason.code) == (True, Code.MINORS_BOTH)
    assert leading_minors_test(np.diag([2.0, 0.0, 3.0]), np.zeros((3, 3))).reason.code is Code.MINORS_VANISH


def test_a_determinant_of_errors_alone_is_not_said_to_be_zero_however_small_they_are() -> None:
    from hessview.analysis.definiteness import determinant_test

    found = determinant_test(np.zeros((2, 2)), np.full((2, 2), 1e-300))
    assert found.holds is None
    assert found.reason.code is Code.DET_UNCERTAIN
