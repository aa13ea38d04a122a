"""Exact forms are found where there are some, and claimed only when they are proved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flint import arb

from hessview.analysis.proof.closed_forms import PRECISION, closed_form, is_point, lies_in
from hessview.analysis.proof.confirmation import Confirmation, Confirmer
from hessview.analysis.proof.integer_relations import relation
from hessview.analysis.proof.number_forms import NumberForms, rational_in
from hessview.calculus.ball import working_precision
from hessview.calculus.exact_gradient import constant_balls
from hessview.calculus.symbolic.exact_points import is_critical
from hessview.language.expression import Builder, Expression
from hessview.language.parser import parse
from hessview.language.typeset import to_text
from tests.analysis.proof.test_confirmation import box_around, confirmer_of
from tests.analysis.test_reference_points import ROWS


def constant(text: str) -> Expression:
    return parse(text, variables=("x",)).expression


def form_of(text: str) -> str | None:
    root = constant(text)
    ball = constant_balls((root,), PRECISION)[id(root)]
    with working_precision(PRECISION):
        form = NumberForms(Builder()).of(ball)
    if form is None:
        return None
    found = constant_balls((form,), PRECISION)[id(form)]
    assert found.overlaps(ball)
    written = to_text(form)
    assert to_text(constant(written)) == written
    return written


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("3", "3"), ("-7/3", "-7/3"), ("0", "0"), ("0.125", "1/8"), ("sqrt(2)/2", "sqrt(2)/2"), ("-sqrt(2)",
        "-sqrt(2)"),
        ("(1 + sqrt(5))/2", "(1 + sqrt(5))/2"), ("(1 - sqrt(5))/2", "(1 - sqrt(5))/2"), ("(3 - sqrt(7))/4",
        "(3 - sqrt(7))/4"),
        ("-(3 + sqrt(7))/4", "-(3 + sqrt(7))/4"), ("3*sqrt(10)/10", "3*sqrt(10)/10"), ("1/sqrt(3)", "sqrt(3)/3"),
        ("pi/4", "pi/4"), ("-3*pi/2", "-3*pi/2"), ("1 - 2*pi/3", "(3 - 2*pi)/3"), ("sqrt(pi/2)", "sqrt(pi/2)"),
        ("cbrt(2)", "cbrt(2)"), ("-cbrt(2/3)", "-cbrt(2/3)"), ("2^(1/5)", "2^(1/5)"), ("log(2)", "log(2)"),
        ("-log(3)/2", "-log(3)/2"),
        ("log(1 + sqrt(2))", "log(1 + sqrt(2))"), ("1/e", "exp(-1)"), ("-2*exp(-3/2)", "-2*exp(-3/2)"),
        ("sqrt(2)*exp(-1/2)", "sqrt(2)*exp(-1/2)"), ("acos(1/4)", "acos(1/4)"), ("2*pi - acos(1/3)",
        "2*pi - acos(1/3)"),
        ("atan(2)", "atan(2)"), ("pi - asin(1/3)", "pi - asin(1/3)"), ("acos((1 + sqrt(33))/8)",
        "acos((1 + sqrt(33))/8)"),
        ("sqrt((10 + 3*sqrt(11))/20)", "sqrt((10 + 3*sqrt(11))/20)"),
    ],
)  # fmt: skip
def test_numbers_are_recognised_and_written_as_a_person_would(text: str, form: str) -> None:
    assert form_of(text) == form


@pytest.mark.parametrize("text", ["cos(0.7)", "0.7390851332151607", "sqrt(2) + pi", "sqrt(2) + sqrt(3) + sqrt(5)",
                                  "gamma(1/3)", "exp(sqrt(2))", "log(2)*log(3)", "pi + 1e-60",
                                  "1/3 + 1e-90"])  # fmt: skip
def test_other_numbers_have_no_form(text: str) -> None:
    assert form_of(text) is None


def test_numbers_with_few_digits_have_no_form() -> None:
    with working_precision(PRECISION):
        assert NumberForms(Builder()).of(arb(0.5, 1e-16)) is None
        assert NumberForms(Builder()).of(arb("nan")) is None


def test_relations_are_found_and_chance_ones_are_not() -> None:
    with working_precision(300):
        assert relation([arb(1), arb(2).sqrt(), (arb(2).sqrt() + 3) / 7], 240, 10_000) in {(3, 1, -7), (-3, -1, 7)}
        assert relation([arb(1), arb.pi(), arb.const_e()], 240, 10_000) is None
        assert relation([arb(1), arb.pi(), arb.const_e()], 60, 10_000) is None
        assert rational_in(arb(22) / 7) is not None
        assert rational_in(arb.pi()) is None


def confirmed(text: str, near: tuple[float, ...], radius: float = 1e-3) -> tuple[Confirmer, Confirmation]:
    names = ("x", "y", "z")[: len(near)]
    confirmer = Confirmer(parse(text, variables=names))
    found = confirmer.confirm_near(near, radius)
    assert found is not None
    return confirmer, found


@pytest.mark.parametrize(
    ("text", "near", "exact"),
    [
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (3, 2), "(3, 2)"), ("x^4/4 - x^2/4 + y^2", (0.7071, 0),
        "(sqrt(2)/2, 0)"),
        ("x^3/3 - x^2/2 - x + y^2", (1.618, 0), "((1 + sqrt(5))/2, 0)"), ("x^2 - x/3", (0.1667,), "1/6"),
        ("x/(x^2 + y^2 + 1)", (1, 0), "(1, 0)"), ("x^3/3 - 2^(1/3)*x^2/2 + y^2", (1.26, 0), "(cbrt(2), 0)"),
        ("x*y*z*(4 - x - y - z)", (1, 1, 1), "(1, 1, 1)"),
    ],
)  # fmt: skip
def test_points_of_numbers_and_roots_are_proved_here(text: str, near: tuple[float, ...], exact: str) -> None:
    form = closed_form(*confirmed(text, near))
    assert form is not None
    assert (form.text, form.proved) == (exact, True)


@pytest.mark.parametrize(
    ("text", "near", "exact"),
    [
        ("sin(x) + cos(y)", (1.5708, 0), "(pi/2, 0)"), ("sin(x)*sin(y)", (1.5708, 1.5708), "(pi/2, pi/2)"),
        ("-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)", (3.1416, 3.1416), "(pi, pi)"), ("x*exp(-x)", (1,), "1"),
        ("x*log(x)", (0.3679,), "exp(-1)"), ("cos(x)", (6.2832,), "2*pi"), ("cos(x)", (-9.4248,), "-3*pi"),
        ("sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1", (-0.5472, -1.5472), "((3 - 2*pi)/6, -(3 + 2*pi)/6)"),
        ("x^2*y*exp(-x^2 - y^2)", (1, 0.7071), "(1, sqrt(2)/2)"), ("exp(x) - 3*x + y^2", (1.0986, 0), "(log(3), 0)"),
        ("20 + x^2 + y^2 - 10cos(2pi x) - 10cos(2pi y)", (0, 0), "(0, 0)"), ("x^x", (0.3679,), "exp(-1)"),
    ],
)  # fmt: skip
def test_points_of_pi_exponentials_and_logarithms_are_proved_here(
    text: str, near: tuple[float, ...], exact: str
) -> None:
    form = closed_form(*confirmed(text, near))
    assert form is not None
    assert (form.text, form.proved) == (exact, True)


@pytest.mark.parametrize(
    ("text", "near", "exact"),
    [
        ("cos(x) + x/3 + y^2", (0.3398, 0), "(asin(1/3), 0)"),
        ("cosh(x) - 2*x + y^2", (1.4436, 0), "(log(2 + sqrt(5)), 0)"),
        ("tanh(x) - x/2 + y^2", (0.8814, 0), "(log(1 + sqrt(2)), 0)"),
        ("-sin(2*x - pi/2) - 3*cos(y) - x/2", (-1.4446, 0), "(-atan(4 + sqrt(15)), 0)"),
    ],
)
def test_other_points_are_left_to_the_worker_which_proves_them(text: str, near: tuple[float, ...], exact: str) -> None:
    confirmer, found = confirmed(text, near)
    form = closed_form(confirmer, found)
    assert form is not None
    assert form.text == exact
    assert form.proved is None
    assert is_critical(confirmer.formula, [constant(part) for part in form.texts])


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("sin(x + 1e-17)", (1.5708,)), ("sin(x + 1e-40)", (1.5708,)), ("cos(x) + 1e-30*x", (3.1416,)),
        ("(x - 3.14159265358979323846)^2", (3.1416,)), ("sin(3.14159265358979323846 x)", (0.5,)),
        ("cos(x - 355/113)", (6.2832,)), ("x*log(1.00000000000000000001 x)", (0.3679,)),
        ("x*exp(-1.00000000000000000001 x)", (1,)),
    ],
)  # fmt: skip
def test_a_point_that_is_only_next_to_such_a_number_is_not_called_it(text: str, near: tuple[float, ...]) -> None:
    confirmer, found = confirmed(text, near)
    form = closed_form(confirmer, found)
    guesses = ("pi", "pi/2", "2*pi", "1/2", "1", "exp(-1)")
    assert form is None or form.text not in guesses
    for guess in guesses:
        assert is_point(confirmer, found, [constant(guess)]) is not True


@pytest.mark.parametrize(("text", "x"), [("sin(x + 1e-40)", "pi/2"), ("cos(x) + 1e-40*x", "pi"),
                                         ("x*log((1 + 1e-40)*x)", "exp(-1)"),
                                         ("x*exp(-(1 + 1e-40)*x)", "1")])  # fmt: skip
def test_a_number_so_near_that_the_box_holds_it_is_refuted_by_exact_arithmetic(text: str, x: str) -> None:
    root = constant(x)
    confirmer, found = confirmed(text, (float(constant_balls((root,), PRECISION)[id(root)]),))
    assert lies_in(found, [root])
    assert is_point(confirmer, found, [root]) is False


@pytest.mark.parametrize(("text", "near"), [("sin(x) - x^2/2 + y^2", (0.739, 0)), ("x^5/5 - x^2/2 - x + y^2",
(1.22, 0)),
                                            ("x^2 + y^2 - 2e-60*x", (0, 0))])  # fmt: skip
def test_points_without_an_exact_form_are_not_given_one(text: str, near: tuple[float, ...]) -> None:
    form = closed_form(*confirmed(text, near, 0.2))
    assert form is None or form.proved is True
    if form is not None:
        assert "e-60" in text


def test_a_number_that_is_near_the_point_is_not_claimed() -> None:
    confirmer, found = confirmed("x^2 - 2e-30*x + y^2", (0, 0))
    assert is_point(confirmer, found, [constant("0"), constant("0")]) is False
    assert is_point(confirmer, found, [constant("1e-30"), constant("0")]) is True
    confirmer, found = confirmed("sin(x)*cos(1e-9*x) + y^2", (1.5708, 0))
    form = closed_form(confirmer, found)
    assert form is None or form.proved is not True


def test_another_critical_point_is_not_taken_for_the_confirmed_one() -> None:
    confirmer, found = confirmed("x^4/4 - x^2/2 + y^2", (1, 0))
    assert is_point(confirmer, found, [constant("1"), constant("0")]) is True
    assert is_point(confirmer, found, [constant("-1"), constant("0")]) is False
    assert not lies_in(found, [constant("-1"), constant("0")])
    moved = replace(found, box=found.box + np.array([[0.5], [0.0]]))
    assert is_point(confirmer, moved, [constant("1"), constant("0")]) is False


EXACT = {
    "sixhump_camel": 1, "goldstein_price": 9, "beale": 2, "coupled_double_well": 9, "parsopoulos": 49, "sinsin": 13,
    "coscos": 13, "close_triple_1e-3": 3, "squeezed_hat": 5, "x2y_gauss": 4, "th_3": 4, "st_y2cos": 5, "xlogx": 1,
    "v3_sphere_xyz": 5, "entropy": 1, "ursem01": 3, "lagrange_points": 2, "shubert": 0, "peaks": 0,
}  # fmt: skip
"""How many points of reference functions have coordinates of the kinds that are looked for (counted by hand)."""


@pytest.mark.parametrize("row", [row for row in ROWS if row["id"] in EXACT], ids=lambda row: row["id"])
def test_the_exact_points_of_the_reference_are_recognised_and_proved(row: dict[str, object]) -> None:
    confirmer = confirmer_of(str(row["expr"]), tuple(row["vars"]))  # type: ignore[arg-type]
    count = 0
    for point in row["points"]:  # type: ignore[attr-defined]
        found = confirmer.confirm(*box_around(row, point))
        assert found is not None
        form = closed_form(confirmer, found)
        if form is not None:
            balls = constant_balls(form.coordinates, 128)
            values = [float(balls[id(x)]) for x in form.coordinates]
            assert np.allclose(values, found.x, rtol=1e-15, atol=1e-25)
            count += form.proved is True or is_critical(confirmer.formula, form.coordinates)
    assert count == EXACT[str(row["id"])]
