"""The nature of degenerate critical points, their witnesses and degrees: by theory, and against points nearby."""

from __future__ import annotations

import random
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis import curvature
from hessview.analysis.curvature import Code, Kind, Nature, Reason
from hessview.analysis.degenerate import Degenerate, degenerate_point
from hessview.calculus.effort import Effort
from hessview.explanations import explain
from hessview.explanations.degenerate import paths, strictness
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

MINIMUM, MAXIMUM, NEITHER, OPEN = Nature.MINIMUM, Nature.MAXIMUM, Nature.NOT_AN_EXTREMUM, Nature.UNDECIDED


@pytest.mark.parametrize(
    ("text", "point", "nature"),
    [
        ("x^4 + y^4", (0, 0), MINIMUM), ("-x^4 - y^4", (0, 0), MAXIMUM), ("x^4 - y^4", (0, 0), NEITHER),
        ("x^2 + y^4", (0, 0), MINIMUM), ("x^2 - y^4", (0, 0), NEITHER), ("-x^2 - y^4", (0, 0), MAXIMUM),
        ("-x^2 + y^4", (0, 0), NEITHER), ("x^4 + y^6", (0, 0), MINIMUM), ("x^4 + x^2y^2 + y^6", (0, 0), MINIMUM),
        ("x^3 - 3x y^2", (0, 0), NEITHER), ("x^3 + y^4", (0, 0), NEITHER), ("x^2y + y^4", (0, 0), NEITHER),
        # Peano's: a minimum along every straight line, and none
        ("(y - x^2)(y - 3x^2)", (0, 0), NEITHER), ("(y - x^2)^2 + y^4", (0, 0), MINIMUM),
        # x^4 + c x^3 y + y^4 is positive definite for |c| < 4/3^(3/4) = 1.7548 only
        ("x^4 + 1.75x^3y + y^4", (0, 0), MINIMUM), ("x^4 + 1.76x^3y + y^4", (0, 0), NEITHER),
        ("cos(x) + x^2/2", (0,), MINIMUM), ("exp(x) - 1 - x - x^2/2", (0,), NEITHER),
        ("sin(x) - x + y^2", (0, 0), NEITHER), ("tanh(x)^4 + sqrt(1 + y^4)", (0, 0), MINIMUM),
        ("exp(-x^4 - y^2)", (0, 0), MAXIMUM), ("x*y*z", (0, 0, 0), NEITHER), ("x y + z^4", (0, 0, 0), NEITHER),
        ("x^2 + y^4 + z^6", (0, 0, 0), MINIMUM), ("x^8", (0,), MINIMUM), ("x^11", (0,), NEITHER),
        ("(x1 + 10x2)^2 + 5(x3 - x4)^2 + (x2 - 2x3)^4 + 10(x1 - x4)^4", (0, 0, 0, 0), MINIMUM),
        # the doubles 0.1 and 0.7 stand for the decimals
        ("(x - 0.1)^4 + (y - 1/3)^2", (0.1, 1 / 3), MINIMUM),
        ("sin(x - 0.7) - (x - 0.7) + y^2", (0.7, 0), NEITHER),
        # not to be told by the first orders
        ("x^2 + 2x y^2 + y^4 + y^30", (0, 0), OPEN), ("7", (0, 0), OPEN),
    ],
)  # fmt: skip
def test_higher_derivatives_tell_what_the_hessian_leaves_open(
    text: str, point: tuple[float, ...], nature: Nature
) -> None:
    c = curvature.at(ExpressionLandscape(parse(text)), point)
    assert c.kind is Kind.DEGENERATE
    assert c.is_critical is True
    assert c.nature is nature


@pytest.mark.parametrize(
    ("text", "point", "kind"),
    [
        ("(x - 1)^3 + 1e-20(x - 1)^2", 1.0, Kind.MINIMUM), ("(x - 0.1)^3 - 1e-18(x - 0.1)^2", 0.1, Kind.MAXIMUM),
    ],
)  # fmt: skip
def test_a_curvature_below_the_point_s_last_digit_counts_where_the_point_is_exact(
    text: str, point: float, kind: Kind
) -> None:
    c = curvature.at(ExpressionLandscape(parse(text)), (point,))
    assert c.kind is kind
    assert Code.EXACT in [note.code for note in c.notes]


def test_what_would_take_too_long_is_left_undecided_and_said_to_be() -> None:
    powers = " + ".join(f"(x - {k}y)^12" for k in range(1, 30))
    c = curvature.at(ExpressionLandscape(parse(f"{powers} + x^3 y^3")), (0, 0))
    assert c.kind is Kind.DEGENERATE
    assert c.nature is OPEN
    assert Code.TOO_MUCH_EFFORT in [note.code for note in c.notes]


def at(text: str, *point: Fraction | int, names: tuple[str, ...] = ("x", "y", "z", "w")) -> Degenerate:
    formula = parse(text, variables=names[: len(point)])
    return degenerate_point(formula, [Fraction(x) for x in point], Effort(50_000))


@pytest.mark.parametrize(
    ("text", "nature", "degree", "up", "down"),
    [
        ("x^4 + y^4", MINIMUM, 1, "y = 0", None), ("-x^4 - y^4", MAXIMUM, 1, None, "y = 0"),
        ("x^2 + y^3", NEITHER, 0, "x = 0, y > 0", "x = 0, y < 0"),
        ("x^3 - 3x y^2", NEITHER, -2, "y = 0, x > 0", "y = 0, x < 0"),
        ("x^4 - 3x^2 y^2 + y^4", NEITHER, -3, "y = 0", "y = x"),
        ("(y - x^2)(y - 3x^2)", NEITHER, -1, "x = 0", "y = 2x^2"), ("x^2 + y^4", MINIMUM, 1, "x = 0", None),
        ("x^4 - 1.99x^2 y^2 + y^4", MINIMUM, 1, "y = 0", None),
        ("x^4 - 2.01x^2 y^2 + y^4", NEITHER, -3, "y = 0", "y = x"), ("x^4 + 5x^2 y^2 + y^4", MINIMUM, 1, "y = 0", None),
        ("(y - x^2)^2 + y^4", MINIMUM, 1, "y = x^2", None), ("(y - x^2)^2 - y^5", NEITHER, -1, "x = 0", "y = x^2"),
        ("(y - x^2)^2 + x^5", NEITHER, 0, "y = x^2, x > 0", "y = x^2, x < 0"),
        ("(x + y)^2 + (x - y)^3", NEITHER, 0, "y = -x, x > 0", "y = -x, x < 0"),
        ("(x^2 - y^3)^2 + x^7", NEITHER, 0, "y = 0", "x = -t^3, y = t^2, t > 0"),
    ],
)  # fmt: skip
def test_in_the_plane_nature_degree_and_curves_are_those_of_theory(
    text: str, nature: Nature, degree: int, up: str | None, down: str | None
) -> None:
    found = at(text, 0, 0)
    assert found.nature is nature
    assert found.degree == degree
    assert found.isolated is True
    assert found.strict is (True if nature in (MINIMUM, MAXIMUM) else None)
    assert up == (found.witness_up.text if found.witness_up else None)
    assert down == (found.witness_down.text if found.witness_down else None)


@pytest.mark.parametrize(
    ("text", "point", "nature", "stays"),
    [
        ("(x^2 + y^2 - 1)^2", (Fraction(3, 5), Fraction(4, 5)), MINIMUM, "x^2 + y^2 - 1 = 0"),
        ("(y - x^2)^2", (0, 0), MINIMUM, "y - x^2 = 0"), ("x^2 + 2x y + y^2", (1, -1), MINIMUM, "y = -x"),
        ("exp(-(x - y)^2)", (2, 2), MAXIMUM, "x - y = 0"), ("y^2 + x^5 y^2", (0, 0), MINIMUM, "y = 0"),
        ("x^4 - 2x^2 y^2 + y^4", (0, 0), MINIMUM, ""), ("x^2 y^2", (0, 0), MINIMUM, ""),
        ("y^2 - 2x^2 y + x^4", (0, 0), MINIMUM, "y = x^2"), ("-(x^2 - y)^2 + 3", (2, 4), MAXIMUM, "-(x^2 - y) = 0"),
    ],
)  # fmt: skip
def test_on_a_valley_floor_the_point_is_an_extremum_but_no_strict_one(
    text: str, point: tuple[Fraction | int, ...], nature: Nature, stays: str
) -> None:
    found = at(text, *point)
    assert found.nature is nature
    assert (found.strict, found.isolated, found.degree) == (False, False, None)
    if stays.startswith("-"):
        return
    assert found.reason == Reason(Code.STAYS, ("smaller" if nature is MINIMUM else "larger", stays))


@pytest.mark.parametrize(
    ("text", "point", "nature"),
    [
        ("x^2 + y^6 z^2", (0, 0, 0), MINIMUM), ("x^2 y^2 z^2 + w^2", (0, 0, 0, 0), MINIMUM),
        ("x^4 + y^4 + z^4 + x^2 y z", (0, 0, 0), MINIMUM), ("x^4 + y^4 + z^4 - 3x^2 y z", (0, 0, 0), NEITHER),
        ("x y z w + x^2", (0, 0, 0, 0), NEITHER), ("x y z", (0, 0, 0), NEITHER), ("x^2 y z", (0, 0, 0), NEITHER),
        ("x^2 + y^4 + z^6 - w^8", (0, 0, 0, 0), NEITHER), ("x^5 + y^2 - z^2", (0, 0, 0), NEITHER),
        ("-x^2 - y^4 - z^6 - w^8", (0, 0, 0, 0), MAXIMUM), ("x y^5 + z^4", (0, 0, 0), NEITHER),
        ("x^4 + (y - z^2)^2 + z^6", (0, 0, 0), MINIMUM), ("cosh(x y z)", (0, 0, 0), MINIMUM),
        ("x^3 - 3x y^2 + z^2 + w^4", (0, 0, 0, 0), NEITHER),
    ],
)  # fmt: skip
def test_in_more_variables(text: str, point: tuple[int, ...], nature: Nature) -> None:
    assert at(text, *point).nature is nature


@pytest.mark.parametrize(
    ("text", "point", "code"),
    [
        ("x^2 + 2x y^2 + y^4 + y^30", (0, 0), Code.SERIES_OPEN), ("5", (0, 0), Code.CONSTANT),
        ("x^4 + y", (0, 0), Code.NOT_CRITICAL_EXACTLY), ("sin(x + 1)^3 y", (0, 0), Code.NO_EXACT_SERIES),
        ("abs(x)^3 + y^4", (0, 0), Code.NO_EXACT_SERIES),
    ],
)  # fmt: skip
def test_what_is_not_told_is_undecided_with_a_reason(text: str, point: tuple[int, ...], code: Code) -> None:
    found = at(text, *point)
    assert found.nature is OPEN
    assert found.reason.code is code
    assert explain(found.reason)


def test_too_many_variables_are_not_tried() -> None:
    text = " + ".join(f"x{k}^4" for k in range(1, 8))
    found = degenerate_point(parse(text), [Fraction(0)] * 7)
    assert found.reason == Reason(Code.MANY_VARIABLES, (7, 6))


def test_an_allowance_that_is_not_enough_is_said_to_be() -> None:
    formula = parse("(x^2 - y^3)^2 + x^7 + sin(x y)^9")
    found = degenerate_point(formula, [Fraction(0), Fraction(0)], Effort(300))
    assert found.nature is OPEN
    assert found.reason.code is Code.TOO_MUCH_EFFORT


FORMS = [
    ("({0})^4 + ({1})^4", MINIMUM, 1), ("({0})^2 + ({1})^3", NEITHER, 0), ("({0})^3 - 3({0}) ({1})^2", NEITHER, -2),
    ("({0})^4 - 3({0})^2 ({1})^2 + ({1})^4", NEITHER, -3), ("(({1}) - ({0})^2) (({1}) - 3({0})^2)", NEITHER, -1),
    ("-({0})^2 - ({1})^6", MAXIMUM, 1), ("({0})^2 - ({1})^4", NEITHER, -1),
    ("({0})^4 + ({0})^2 ({1})^2 + ({1})^4", MINIMUM, 1),
    ("({0})^3 + ({1})^4", NEITHER, 0), ("({0})^2 ({1}) + ({1})^4", NEITHER, -1), ("({0})^4 + ({1})^6", MINIMUM, 1),
    ("-({0})^4 - ({1})^4 + ({0})^3 ({1})", MAXIMUM, 1), ("({0})^3 + ({0}) ({1})^3", NEITHER, -1),
    ("({0})^2 ({1})^2 + ({0})^6 + ({1})^6", MINIMUM, 1),
]  # fmt: skip


def coordinates(rng: random.Random) -> tuple[tuple[str, str], tuple[Fraction, Fraction]]:
    """Return two new coordinates as texts, and the point where they are both 0."""
    while True:
        a, b, c, d = (rng.randint(-3, 3) for _ in range(4))
        if a * d != b * c:
            break
    place = Fraction(rng.randint(-5, 5), rng.choice([1, 3, 10])), Fraction(rng.randint(-5, 5), rng.choice([1, 5]))
    s, t = (f"({name} - ({p}))" for name, p in zip("xy", place, strict=True))

    def bend() -> str:
        return " + ".join(f"({rng.randint(-2, 2)}){m}" for m in (f"{s}^2", f"{s} {t}", f"{t}^2"))

    return (f"({a}){s} + ({b}){t} + {bend()}", f"({c}){s} + ({d}){t} + {bend()}"), place


def test_new_coordinates_and_higher_terms_change_neither_nature_nor_degree() -> None:
    rng = random.Random(3)
    decided = 0
    for form, nature, degree in FORMS:
        for wrap in ("{}", "exp({})", "{} + (x - ({}))^13", "1/(2 - ({}))"):
            (u, v), place = coordinates(rng)
            text = wrap.format(form.format(u, v), place[0])
            found = at(text, *place)
            assert found.nature in (nature, OPEN), text
            assert found.degree in (degree, None), text
            assert found.isolated in (True, None), text
            decided += found.nature is nature and found.degree == degree
    assert decided >= 0.9 * 4 * len(FORMS)


def random_polynomial(rng: random.Random, n: int) -> dict[tuple[int, ...], int]:
    terms: dict[tuple[int, ...], int] = {}
    for _ in range(rng.randint(2, 5)):
        monomial = tuple(rng.choice([0, 0, 1, 2, 2, 3, 4, 5, 6]) for _ in range(n))
        if 2 <= sum(monomial) <= 8:
            terms[monomial] = rng.choice([1, 1, 1, -1, 2, -2, 3])
    if rng.random() < 0.3:
        square: dict[tuple[int, ...], int] = {}
        for p, a in terms.items():
            for q, b in terms.items():
                monomial = tuple(map(int.__add__, p, q))
                square[monomial] = square.get(monomial, 0) + a * b
        return {m: c for m, c in square.items() if c}
    return terms


def exactly(part: Sequence[float], t: Fraction) -> Fraction:
    """Return a coordinate of a curve whose coefficients are rounded simple fractions."""
    return sum((Fraction(c).limit_denominator(10**6) * t**k for k, c in enumerate(part, 1)), Fraction(0))


@pytest.mark.parametrize("count", [120, pytest.param(3000, marks=pytest.mark.nightly)])
def test_what_is_claimed_of_random_polynomials_holds_at_points_near(count: int) -> None:
    rng = random.Random(count)
    undecided = 0
    for _ in range(count):
        n = rng.choice([1, 2, 2, 2, 3])
        terms = random_polynomial(rng, n)
        if not terms:
            continue

        def value(x: Sequence[Fraction], terms: dict[tuple[int, ...], int] = terms) -> Fraction:
            return sum((c * prod(map(pow, x, m), start=Fraction(1)) for m, c in terms.items()), Fraction(0))

        text = " + ".join(
            f"({c})" + "".join(f" {name}^{k}" for name, k in zip("xyz", m, strict=False) if k) for m, c in terms.items()
        )
        found = at(text, *[0] * n)
        undecided += found.nature is OPEN
        for s in (Fraction(1, 100), Fraction(1, 10_000)):
            for _ in range(40):
                x = [Fraction(rng.randint(-3, 3), rng.choice([1, 2])) * s ** rng.choice([1, 1, 2, 3]) for _ in range(n)]
                sign = (value(x) > 0) - (value(x) < 0)
                assert found.nature is not MINIMUM or sign >= (1 if found.strict and any(x) else 0), text
                assert found.nature is not MAXIMUM or sign <= (-1 if found.strict and any(x) else 0), text
        for curve in (found.witness_up, found.witness_down):
            for t in (2.0**-12, 2.0**-16) if curve is not None else ():
                for side in (1, -1) if curve.both_sides else (1,):
                    x = [exactly(part, Fraction(side * t)) for part in curve.curve]
                    assert (value(x) > 0) is curve.up, text
                    assert value(x) != 0, text
    assert undecided <= 0.2 * count


def test_the_kernel_is_that_of_the_hessian() -> None:
    found = at("(x + 2y)^2 + (x - y)^4 + z^4", 0, 0, 0)
    assert found.kernel is not None
    assert found.kernel.shape == (3, 2)
    H = np.array([[2.0, 4.0, 0.0], [4.0, 8.0, 0.0], [0.0, 0.0, 0.0]])
    assert np.allclose(H @ found.kernel, 0.0)
    assert np.linalg.matrix_rank(found.kernel) == 2


def test_the_curvature_at_a_point_carries_what_the_point_is_and_says_so() -> None:
    c = curvature.at(ExpressionLandscape(parse("(y - x^2)(y - 3x^2)")), (0, 0))
    assert c.degenerate is not None
    assert c.degenerate.reason in c.notes
    assert explain(c.degenerate.reason) == (
        "along y = 2x^2 f falls like −x^4, though along every straight line through the point it rises."
    )
    assert paths(c.degenerate) == ("Up along x = 0, like y^2", "Down along y = 2x^2, like −x^4")
    regular = curvature.at(ExpressionLandscape(parse("x^2 + y^2")), (0, 0))
    assert regular.degenerate is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x^2 + y^3", ("along x = 0 the first term that does not vanish is y^3, of odd order: "
                       "f rises on one side and falls on the other.")),
        ("x^4 + y^4", "the terms of order 4 that decide, x^4 + y^4, are positive in every direction."),
        ("x^2 + y^4", "along x = 0, where the Hessian is flat, f rises like y^4, and across it f rises, too."),
        ("x^3 - 3x y^2", ("the terms of order 3, x^3 − 3x y^2, have both signs: "
                          "f rises along y = 0, x > 0 and falls along y = 0, x < 0.")),
        ("x^6 + x^2 y^2 + y^6",
         "the terms that lead near the point, x^6 + x^2 y^2 + y^6, are positive everywhere but at the point."),
        ("3 - (-(x - y)^2)",
         "near the point f is nowhere smaller, and it stays the same along x − y = 0."),
        ("cosh(x y)", "the formula is built so that near the point f is nowhere smaller."),
    ],
)  # fmt: skip
def test_the_reason_is_said_in_words(text: str, words: str) -> None:
    assert explain(at(text, 0, 0).reason) == words


def test_strictness_is_said_where_it_is_known() -> None:
    assert strictness(at("x^4 + y^4", 0, 0)) == "Strict: everywhere else near the point f is larger."
    assert strictness(at("-(x - y)^2", 0, 0)).startswith("Not strict")
    assert strictness(at("x^3", 0)) == ""
