from __future__ import annotations

import gc
import math
import weakref

import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.analysis.curvature import Code, Curvature, Definiteness, Inertia, Kind, Nature
from hessview.calculus.jet import Jet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


def at(text: str, *point: float) -> Curvature:
    return curvature.at(ExpressionLandscape(parse(text)), point)


def jet(gradient: list[float], hessian: list[list[float]], error: float = 0.0, gradient_error: float = 0.0) -> Jet:
    g, H = np.array(gradient), np.array(hessian)
    return Jet(0.0, g, H, 0.0, np.full(g.shape, gradient_error), np.full(H.shape, error))


@pytest.mark.parametrize(
    ("text", "point", "kind", "index"),
    [
        ("x^2 + y^2", (0, 0), Kind.MINIMUM, 0),
        ("3 - x^2 - 2y^2", (0, 0), Kind.MAXIMUM, 2),
        ("x^2 - y^2", (0, 0), Kind.SADDLE, 1),
        ("x^4 + y^4 - 4xy + 1", (1, 1), Kind.MINIMUM, 0),
        ("x^4 + y^4 - 4xy + 1", (0, 0), Kind.SADDLE, 1),
        ("x^2 + 3xy + y^2", (0, 0), Kind.SADDLE, 1),
        ("-cos(x)", (0,), Kind.MINIMUM, 0),
        ("x^2 + y^2 - z^2", (0, 0, 0), Kind.SADDLE, 1),
        ("1e20x^2 + 1e-20y^2", (0, 0), Kind.MINIMUM, 0),
        ("x^2 + y^4 + 1e-30y^2", (0, 0), Kind.MINIMUM, 0),
        ("x^4/4 - 5e-15x^2 + y^2", (0, 0), Kind.SADDLE, 1),
        ("gamma(x)", (1.4616321449683623,), Kind.MINIMUM, 0),
        ("(1e16(4x + 3y - 1)^2 + (3x - 4y + 2)^2)/50", (-0.08, 0.44), Kind.MINIMUM, 0),
    ],
)
def test_a_regular_critical_point_has_its_textbook_class(
    text: str, point: tuple[float, ...], kind: Kind, index: int
) -> None:
    c = at(text, *point)
    assert c.kind is kind
    assert c.index == index
    assert c.is_critical is True


def test_positive_determinant_and_positive_second_derivative_are_a_minimum() -> None:
    c = curvature.analyse(jet([0, 0], [[2, 1], [1, 2]]), (0.0, 0.0))
    assert c.determinant == 3.0
    assert c.kind is Kind.MINIMUM


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("x^4 + y^4", (0, 0)), ("x^3 - 3x y^2", (0, 0)), ("(y - x^2)(y - 3x^2)", (0, 0)), ("7", (1, 2)),
        ("(x - 0.3)^4 + (y - 0.7)^2", (0.3, 0.7)), ("(x^2 - 2)^3", (math.sqrt(2),)), ("sin(x)^3", (math.pi,)),
        ("x^4 - 1.2x^3 + 0.54x^2 - 0.108x + 0.0081", (0.3,)), ("exp(x) - 1 - x - x^2/2", (0,)),
        ("cos(x) + x^2/2", (0,)),
    ],
)  # fmt: skip
def test_where_the_hessian_does_not_decide_the_point_is_degenerate(text: str, point: tuple[float, ...]) -> None:
    c = at(text, *point)
    assert c.kind is Kind.DEGENERATE
    assert c.is_critical is True
    assert c.condition_number == math.inf
    assert c.index is None


def test_up_and_down_and_flat_is_degenerate_and_certainly_not_an_extremum() -> None:
    c = at("x^2 - y^2 + z^4", 0, 0, 0)
    assert (c.kind, c.nature) == (Kind.DEGENERATE, Nature.NOT_AN_EXTREMUM)
    assert c.inertia == Inertia(1, 1, 1)
    assert c.definiteness is Definiteness.INDEFINITE


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("x^2 - y^2", (1, 1)), ("x^3 + 1e-20x", (0,)), ("x^2 + y^3 + y/1000000", (0, 0)), ("x^4 + y^4", (1e-100, 0)),
        ("(x - 1)^2 + (y - 1)^2", (1.0000000000000002, 1)), ("exp(-x^2 - y^2)", (26, 0)), ("sqrt(x^2 + y^2)", (1, 0)),
        ("(x + 1e20)^2 - 1e40 - 2e20x", (3,)), ("x^4 - 1.2x^3 + 0.54x^2 - 0.108x + 0.0081", (0.300002,)),
    ],
)  # fmt: skip
def test_away_from_critical_points_there_is_no_class(text: str, point: tuple[float, ...]) -> None:
    c = at(text, *point)
    assert c.kind is Kind.NOT_CRITICAL
    assert c.is_critical is False
    assert c.nature is None


@pytest.mark.parametrize(
    ("text", "point", "code"),
    [
        ("exp(-x^2 - y^2)", (40, 0), Code.UNDERFLOW),
        ("x^4 + y^4", (1e-110, 0), Code.UNDERFLOW),
        ("exp(x)", (1000,), Code.OVERFLOW),
        ("exp(x) - exp(x)", (1000,), Code.OVERFLOW),
        ("x^2 + y^2", (1e200, 0), Code.OVERFLOW),
        ("1e20exp(x) - 1e20*exp(1)*exp(x - 1) + x^2", (3,), Code.EIGENVALUE_TOO_UNCERTAIN),
        ("sin(1e16 x) + y^2", (1, 0), Code.EIGENVALUE_TOO_UNCERTAIN),
    ],
)
def test_what_double_precision_cannot_tell_is_undecided(text: str, point: tuple[float, ...], code: Code) -> None:
    c = at(text, *point)
    assert c.kind is Kind.UNDECIDED
    assert c.is_critical is None
    assert c.reason.code is code


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("(1e16(exp(4x + 3y - 1) - 1)^2 + (exp(3x - 4y + 2) - 1)^2)/50", (-0.08, 0.44)),
        ("1e16sin(4x + 3y - 1)^2 + sin(3x - 4y + 2)^2", (-0.08, 0.44)),
        ("1e20(exp(x + y) - 2)^2 + (exp(x - y) - 3)^2", (math.log(6) / 2, math.log(2 / 3) / 2)),
    ],
)
def test_a_minimum_whose_small_eigenvalue_is_lost_in_rounding_is_never_called_degenerate(
    text: str, point: tuple[float, ...]
) -> None:
    # Where the coordinates stand for fractions, exact arithmetic has found it.
    assert at(text, *point).kind in (Kind.UNDECIDED, Kind.MINIMUM)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("sin(x^2 + y^2)", (math.sqrt(math.pi / 4),) * 2),
        ("cos(sqrt(x^2 + y^2 + 1))", (math.sqrt(math.pi**2 - 1), 0)),
        ("exp(-(x^2 + y^2 - 1)^2)", (0.6, 0.8)),
        ("(sin(x) + y)^2", (1, -math.sin(1))),
    ],
)
def test_on_a_bent_critical_curve_the_last_digit_of_the_point_explains_the_zero_eigenvalue(
    text: str, point: tuple[float, ...]
) -> None:
    c = at(text, *point)
    assert c.kind is Kind.DEGENERATE
    assert c.inertia.zero == 1


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("|x| + y^2", (0, 0)), ("sqrt(x^2 + y^2)", (0, 0)), ("log(x)", (-1,)), ("1/x", (0,)), ("max(x^2, y)", (0, 0)),
        ("x y (x^2 - y^2)/(x^2 + y^2)", (0, 0)), ("x^2", (math.nan,)),
    ],
)  # fmt: skip
def test_without_derivatives_the_point_is_undefined(text: str, point: tuple[float, ...]) -> None:
    c = at(text, *point)
    assert c.kind is Kind.UNDEFINED
    assert c.is_critical is None
    assert c.nature is None
    assert all(test.holds is None for test in c.tests)


def test_an_error_bound_through_which_anything_would_pass_makes_nothing_critical() -> None:
    c = curvature.analyse(jet([1, 1], [[2, 0], [0, 2]], error=0.1, gradient_error=5.0), (1.0, 1.0))
    assert c.is_critical is None
    assert c.reason.code is Code.GRADIENT_TOO_UNCERTAIN


def test_an_infinite_error_bound_leaves_the_class_open() -> None:
    c = curvature.analyse(jet([0, 0], [[2, 0], [0, 2]], gradient_error=math.inf), (1.0, 1.0))
    assert (c.kind, c.is_critical, c.reason.code) == (Kind.UNDECIDED, None, Code.NO_ERROR_BOUND)


def test_the_gradient_may_be_what_half_a_last_digit_of_the_point_makes_it() -> None:
    half = 0.5 * np.spacing(1.0) * 2.0
    assert curvature.analyse(jet([half, 0], [[2, 0], [0, 2]]), (1.0, 1.0)).is_critical is True
    assert curvature.analyse(jet([1.1 * half, 0], [[2, 0], [0, 2]]), (1.0, 1.0)).is_critical is False


@pytest.mark.parametrize(
    ("hessian", "expected"),
    [
        ([[2, 0], [0, 3]], Definiteness.POSITIVE_DEFINITE), ([[-2, 0], [0, -3]], Definiteness.NEGATIVE_DEFINITE),
        ([[2, 0], [0, -3]], Definiteness.INDEFINITE), ([[2, -4], [-4, 8]], Definiteness.POSITIVE_SEMIDEFINITE),
        ([[0, 0], [0, -1]], Definiteness.NEGATIVE_SEMIDEFINITE), ([[0, 0], [0, 0]], Definiteness.ZERO),
    ],
)  # fmt: skip
def test_definiteness_is_that_of_the_quadratic_form(hessian: list[list[float]], expected: Definiteness) -> None:
    for gradient in ([0.0, 0.0], [1.0, 0.0]):
        assert curvature.analyse(jet(gradient, hessian), (0.0, 0.0)).definiteness is expected


def test_an_eigenvalue_lost_in_the_error_of_the_hessian_is_undecided() -> None:
    c = curvature.analyse(jet([0, 0], [[2, 0], [0, 1e-9]], error=1e-6), (0.0, 0.0))
    assert c.kind is Kind.UNDECIDED
    assert c.definiteness is Definiteness.UNDECIDED
    assert c.inertia == Inertia(1, 0, 1)


def test_the_class_holds_for_every_matrix_within_the_error_bounds() -> None:
    generator = np.random.default_rng(4)
    for _ in range(60):
        n = int(generator.integers(2, 6))
        A = generator.normal(size=(n, n))
        H, error = A + A.T, 10.0 ** generator.uniform(-6, 0)
        c = curvature.analyse(jet([0.0] * n, H.tolist(), error=error), (0.0,) * n)
        for _ in range(20):
            E = generator.uniform(-error, error, size=(n, n))
            w = np.linalg.eigvalsh(H + np.triu(E) + np.triu(E, 1).T)
            assert np.sum(w > 0) >= c.inertia.positive
            assert np.sum(w < 0) >= c.inertia.negative
            assert np.all(np.abs(w - c.eigenvalues) <= c.eigenvalue_error)


def test_rotating_the_coordinates_changes_no_eigenvalue_and_no_class() -> None:
    generator = np.random.default_rng(5)
    for _ in range(30):
        w = generator.normal(size=3)
        Q, _ = np.linalg.qr(generator.normal(size=(3, 3)))
        c = curvature.analyse(jet([0] * 3, (Q @ np.diag(w) @ Q.T).tolist(), error=1e-15), (0.0,) * 3)
        assert np.allclose(c.eigenvalues, np.sort(w), atol=1e-13)
        assert c.inertia == Inertia(int(np.sum(w > 0)), int(np.sum(w < 0)), 0)


def test_a_point_changes_its_class_with_the_sign_of_f() -> None:
    for text, point in (("x^4 + y^4 - 4xy", (1, 1)), ("x^2 - 2y^2", (0, 0))):
        up, down = at(text, *point), at(f"-({text})", *point)
        assert (up.inertia.positive, up.inertia.negative) == (down.inertia.negative, down.inertia.positive)


def test_eigenvectors_keep_their_heads_while_the_probe_is_dragged() -> None:
    landscape = ExpressionLandscape(parse("x^3 - 3x y^2 + x^2"))
    shown = curvature.at(landscape, (1.0, 0.0))
    for angle in np.linspace(0.0, 6.0 * math.pi, 400):
        following = curvature.at(landscape, (math.cos(angle), math.sin(angle)), shown)
        assert np.all(np.sum(following.eigenvectors * shown.eigenvectors, axis=0) > 0.9)
        shown = following


def test_eigenvectors_of_a_point_do_not_depend_on_how_it_was_reached_without_a_previous_answer() -> None:
    first, second = at("x^2 + x y - y^2", 1, 2), at("x^2 + x y - y^2", 1, 2)
    assert np.array_equal(first.eigenvectors, second.eigenvectors)
    lead = np.argmax(np.abs(first.eigenvectors), axis=0)
    assert np.all(first.eigenvectors[lead, [0, 1]] > 0.0)


def test_a_repeated_eigenvalue_is_flagged_and_its_axes_are_the_coordinate_axes() -> None:
    c = at("x^2 + y^2 + 5z^2", 1, 2, 3)
    assert c.repeated == ((0, 1),)
    assert np.array_equal(np.abs(c.eigenvectors), np.eye(3))
    assert c.notes[-1].code is Code.REPEATED


def test_condition_number_is_the_ratio_of_the_extreme_eigenvalues() -> None:
    assert at("12.5(x + y)^2 + 0.25(x - y)^2", 0, 0).condition_number == pytest.approx(50.0, rel=1e-12)
    assert at("x^2 - 3y^2", 1, 0).condition_number == pytest.approx(3.0)
    assert at("x^2", 5).condition_number == 1.0


def test_many_variables_are_classified_in_one_go() -> None:
    n = 30
    c = at(" + ".join(f"{k + 1}x{k + 1}^2" for k in range(n)) + " - 3x1^2", *([0.0] * n))
    assert c.kind is Kind.SADDLE
    assert c.index == 1


def test_a_landscape_that_was_asked_is_not_kept_alive_and_a_point_asked_again_is_answered_the_same() -> None:
    landscape = ExpressionLandscape(parse("x^2 + 3 y^2"))
    first = curvature.at(landscape, (0.0, 0.0))
    assert curvature.at(landscape, (0.0, 0.0)) is first
    assert curvature.at(landscape, (1.0, 0.0)).is_critical is False
    gone = weakref.ref(landscape)
    del landscape
    gc.collect()
    assert gone() is None
