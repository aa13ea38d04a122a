from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hessview import explanations
from hessview.analysis import curvature
from hessview.analysis.curvature import Code, Curvature, Reason
from hessview.analysis.verdict import Definiteness
from hessview.calculus.jet import Jet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse


def at(text: str, *point: float) -> Curvature:
    return curvature.at(ExpressionLandscape(parse(text)), point)


def test_a_saddle_says_its_index_and_which_way_is_down() -> None:
    H = np.diag([20.3, -50.6])
    c = curvature.analyse(Jet(0.0, np.zeros(2), H, 0.0, np.zeros(2), np.full((2, 2), 1e-14)), (0.0, 0.0))
    assert explanations.headline(c) == "Saddle point, index 1"
    assert explanations.sentence(c) == "Saddle point, index 1: down along v1 (−50.6), up along v2 (20.3)."


@pytest.mark.parametrize(
    ("text", "point", "headline", "sentence"),
    [
        ("x^2 + y^2", (0, 0), "Minimum", "Minimum: up equally in every direction (2)."),
        ("2x^2 + 3y^2", (0, 0), "Minimum", "Minimum: up in every direction, least along v1 (4), most along v2 (6)."),
        ("-x^2 - 3y^2", (0, 0), "Maximum",
         "Maximum: down in every direction, least along v2 (−2), most along v1 (−6)."),
        ("x^2", (0,), "Minimum", "Minimum: f′ = 0, and f″ = 2 is positive."),
        (
            "x^2 + y^4", (0, 0), "Degenerate minimum",
            ("The Hessian does not decide: zero along v1, up along v2 (2). Higher derivatives do: it is a minimum."),
        ),
        (
            "(x - y^2)^2", (0, 0), "Degenerate minimum",
            ("The Hessian does not decide: zero along v1, up along v2 (2). "
            "Yet it is a minimum, though not a strict one."),
        ),
        (
            "x^2 + 2x y^2 + y^4 + y^30", (0, 0), "Degenerate critical point",
            ("The Hessian does not decide: zero along v1, up along v2 (2). It is not a maximum; "
            "whether it is a minimum cannot be told from straight lines through it."),
        ),
        (
            "-x^2 - 2x y^2 - y^4 - y^30", (0, 0), "Degenerate critical point",
            ("The Hessian does not decide: down along v1 (−2), zero along v2. It is not a minimum; "
            "whether it is a maximum cannot be told from straight lines through it."),
        ),
        (
            "(y - x^2)(y - 3x^2)", (0, 0), "Degenerate, no extremum",
            ("The Hessian does not decide: zero along v1, up along v2 (2). "
            "Higher derivatives do: it is not an extremum."),
        ),
        (
            "x^4 + y^4", (0, 0), "Degenerate minimum",
            ("The Hessian does not decide: ∇f = 0, and all second derivatives are zero. "
            "Higher derivatives do: it is a minimum."),
        ),
        ("x^3", (0,), "Degenerate, no extremum",
         ("The second derivative does not decide: f′ = 0 and f″ = 0. "
          "Higher derivatives do: it is not an extremum but an inflection.")),
        ("x^3 - 3x", (0,), "Not a critical point", "Not a critical point: |f′| = 3. The second derivative is zero."),
        (
            "x^2 - y^2 + z^4", (0, 0, 0), "Degenerate, no extremum",
            "Degenerate, yet not an extremum: down along v1 (−2), zero along v2, up along v3 (2).",
        ),
        (
            "x^2 + y^2", (3, 4), "Not a critical point",
            "Not a critical point: |∇f| = 10. Second derivatives are positive in every direction.",
        ),
        (
            "x^2 - y^2", (0, 0.5), "Not a critical point",
            ("Not a critical point: |∇f| = 1. Second derivatives are of both signs: "
            "negative along v1 (−2), positive along v2 (2)."),
        ),
        ("x + y", (0, 0), "Not a critical point",
         "Not a critical point: |∇f| ≈ 1.414. Second derivatives are zero in every direction."),
        ("exp(x)", (1000,), "Undecided",
         "Undecided, because numbers here exceed the range of double precision."),
    ],
)  # fmt: skip
def test_headline_and_sentence_say_what_it_is_and_why(
    text: str, point: tuple[float, ...], headline: str, sentence: str
) -> None:
    c = at(text, *point)
    assert explanations.headline(c) == headline
    assert explanations.sentence(c) == sentence


def test_a_corner_is_said_to_be_one() -> None:
    c = at("|x| + y^2", 0, 0)
    assert explanations.headline(c) == "No derivatives found"
    assert explanations.sentence(c) == "The formula gives no derivatives here: abs(x) has a corner where x = 0."
    c = at("x |x|", 0)
    assert explanations.headline(c) == "No second derivatives found"
    assert explanations.sentence(c) == "The formula gives no second derivatives here: abs(x) has a corner where x = 0."
    assert explanations.headline(at("log(x)", -1)) == "Undefined"


@pytest.mark.parametrize("text", ["x^2 + y^2", "x^2 - y^2", "x + y", "-x^2 - y^2", "x^2"])
def test_the_word_curvature_is_not_used_where_the_gradient_is_not_zero(text: str) -> None:
    c = at(text, *([1.25, 0.5][: len(parse(text).variables)]))
    words = " ".join([explanations.sentence(c), explanations.condition(c), *map(explanations.explain, (c.reason,))])
    assert "curvature" not in words.lower()


@pytest.mark.parametrize(
    ("text", "point", "words"),
    [
        (
            "12.5(x + y)^2 + 0.25(x - y)^2", (0, 0),
            ("κ = 50: level ellipses √κ = 7.1 times longer than wide; "
            "gradient descent needs of the order of κ steps for each further digit."),
        ),
        (
            "x^2 + 9y^2", (1, 1),
            ("κ = 9: the quadratic model has level ellipses √κ = 3 times longer than wide here; "
            "gradient descent on it needs of the order of κ steps for each further digit."),
        ),
        ("-x^2 - 9y^2", (1, 1), "κ = 9: the quadratic model has level ellipses √κ = 3 times longer than wide here."),
        ("x^2 + y^2", (1, 0), "κ = 1: the quadratic model has level circles here."),
        ("-x^2 - y^2 - z^2", (0, 0, 0), "κ = 1: level spheres to second order."),
        ("x^2 + y^2", (0, 0), "κ = 1: level circles to second order; no direction is harder than another."),
        (
            "-12.5(x + y)^2 - 0.25(x - y)^2", (0, 0),
            "κ = 50: level ellipses √κ = 7.1 times longer than wide.",
        ),
        ("abs(x - 0.1)", (0.1,), ""),
        ("exp(-x^2 - y^2)", (40, 0), ""),
        ("(x - 2y)^2", (2, 1), "κ = ∞: H is singular, to second order nothing bends along v1."),
        ("x^4 + y^4", (0, 0), "κ is undefined: H = 0, and so is every λ."),
        ("x^2", (1,), ""), ("x^3", (0,), ""),
    ],
)  # fmt: skip
def test_the_condition_number_comes_with_its_meaning(text: str, point: tuple[float, ...], words: str) -> None:
    assert explanations.condition(at(text, *point)) == words


def test_an_indefinite_hessian_has_no_ellipses() -> None:
    words = explanations.condition(at("x^2 - 3y^2", 0, 0))
    assert words.startswith("κ = 3, the largest |λ| over the smallest; H is indefinite")
    assert explanations.condition(at("|x|", 0)) == ""


def test_every_reason_code_has_words() -> None:
    values: dict[Code, tuple[object, ...]] = {
        Code.SADDLE: (1, 2), Code.DEGENERATE: (1, 1, 0, 0.0), Code.NOT_CRITICAL: (1.0, 0.0, "zero"),
        Code.NONSMOOTH: ("a corner",), Code.KINK_NEAR: ("a corner",), Code.EIGENVALUES_MIXED: (1, 1, 0),
        Code.EIGENVALUES_ZERO: (1, 1, 0, 0.0), Code.DET_POSITIVE_MINIMUM: (1.0, 0.0, 1.0, 0.0),
        Code.DET_POSITIVE_MAXIMUM: (1.0, 0.0, -1.0, 0.0), Code.MINORS_POSITIVE: ((1.0,),),
        Code.MINORS_ALTERNATE: ((-1.0,),), Code.MINORS_MIXED: (2, -1.0, (1.0, -1.0)), Code.MINORS_VANISH: (1, (0.0,)),
        Code.MINORS_BOTH: (1, 2.0, 3, -48.0),
        Code.DOMINANCE_POSITIVE: (1.0,), Code.DOMINANCE_NEGATIVE: (1.0,), Code.DOMINANCE_FAILS: (0, 1.0, 2.0),
        Code.DOMINANCE_UNCERTAIN: (0,), Code.GERSHGORIN_POSITIVE: (1.0, 2.0, 0.0),
        Code.GERSHGORIN_NEGATIVE: (-2.0, -1.0, 0.0), Code.GERSHGORIN_APART: (-1.0, 2.0, 0.0, 1, 1),
        Code.GERSHGORIN_OPEN: (-1.0, 2.0, 0.0), Code.MINORS_TOO_MANY: (50, 12), Code.MINORS_UNCERTAIN: (2, 1e-9),
        Code.SECOND_ZERO: (0.0,), Code.REPEATED: (1, 2), Code.MINIMUM: (), Code.MAXIMUM: (),
        Code.POINT_NOT_FINITE: (), Code.OVERFLOW: (), Code.UNDERFLOW: (), Code.NO_ERROR_BOUND: (),
        Code.TOO_MUCH_EFFORT: (), Code.SYMMETRY_NOT_MEASURED: (),
        Code.NOT_FINITE: (), Code.EXACT: ("1/10", "0"), Code.DOMINANCE_MIXED: (1, 2),
        Code.HESSIAN_INDEFINITE: ("y = 0", "x = 0"), Code.FIRST_TERM_ODD: ("x = 0", "-y^3"),
        Code.FIRST_TERM_EVEN: ("x = 0", "-y^4", "falls"), Code.FORM_DEFINITE: (4, "x^4 + y^4", "positive"),
        Code.FORM_INDEFINITE: (3, "x^3 - 3x y^2", "y = 0, x > 0", "y = 0, x < 0"),
        Code.LEADING_DEFINITE: ("x^6 - x^2 y^2 + y^6", "positive"), Code.BRANCHES_FOLLOWED: ("rises",),
        Code.AGAINST_LINES: ("y = 2x^2", "falls", "-x^4", "rises"),
        Code.BOTH_CURVES: ("x = 0", "y^4", "y = -x, x > 0", "-x^3"), Code.STAYS: ("smaller", "x^2 - y^2 = 0"),
        Code.BUILT_ABOVE: ("larger",), Code.A_SQUARE: ("smaller", "(x^2 - 3y)^2"),
        Code.SERIES_OPEN: (12,), Code.NO_EXACT_SERIES: (),
        Code.NOT_CRITICAL_EXACTLY: (), Code.MANY_VARIABLES: (7, 6), Code.CONSTANT: (),
    }  # fmt: skip
    for code in Code:
        words = explanations.explain(Reason(code, values.get(code, (1e-3, 1e-9))))  # type: ignore[arg-type]
        assert words.endswith(".")
        assert "-" not in words.replace("e-", "").replace("semi-", "")
        assert len(words) < 170


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (-50.6, 0.0, "−50.6"), (2.0, 0.0, "2"), (1.9999999999, 1e-9, "2"), (math.pi, 0.0, "3.142"),
        (math.pi, 0.01, "3.1"),
        (1e-9, 1e-12, "10⁻⁹"), (123456.0, 0.0, "1.235·10⁵"), (0.0, 0.0, "0"), (0.0, 3.2e-16, "0 ± 4·10⁻¹⁶"),
        (1e-17, 1e-16, "0 ± 2·10⁻¹⁶"), (math.inf, 0.0, "∞"), (-math.inf, 0.0, "−∞"), (math.nan, 0.0, "undefined"),
        (-1e-300, 0.0, "−10⁻³⁰⁰"), (5e-324, 0.0, "4.941·10⁻³²⁴"),
    ],
)  # fmt: skip
def test_a_number_shows_the_digits_that_its_error_leaves(value: float, error: float, text: str) -> None:
    assert explanations.number(value, error) == text


@pytest.mark.parametrize(("error", "text"), [(3.2e-16, "4·10⁻¹⁶"), (9.5e-3, "0.01"), (1.0, "1"), (0.0, "0")])
def test_a_bound_is_rounded_up(error: float, text: str) -> None:
    assert explanations.bound(error) == text


def reasons(text: str, *point: float) -> dict[str, str]:
    return {str(outcome.name): explanations.explain(outcome.reason) for outcome in at(text, *point).tests}


def test_one_variable_is_spoken_of_in_the_singular() -> None:
    assert explanations.sentence(at("x^2", 1)) == (
        "Not a critical point: |f′| = 2. The second derivative is positive, f″ = 2."
    )
    assert explanations.sentence(at("x", 0)) == "Not a critical point: |f′| = 1. The second derivative is zero."
    assert reasons("x^2", 1) == {"second derivative": "f″ = 2 > 0: a minimum if f′ = 0."}
    assert reasons("-x^2", 0) == {"second derivative": "f″ = −2 < 0: a maximum if f′ = 0."}
    assert reasons("x^4", 0) == {"second derivative": "f″ = 0, so the test does not decide."}
    assert list(reasons("|x|", 0)) == ["second derivative"]


def test_leading_minors_are_named_by_their_order() -> None:
    assert reasons("x^2 + x y + 2y^2", 0, 0)["leading minors"] == (
        "d1 = 2, d2 = 7 are all positive: positive definite."
    )
    assert reasons("-x^2 - y^2", 0, 0)["leading minors"] == (
        "d1 = −2, d2 = 4 alternate in sign, the first negative: negative definite."
    )
    assert reasons("x^2 - 3y^2", 0, 0)["leading minors"].startswith("d1 = 2, d2 = −12 have neither pattern")
    assert reasons("x y + z^2", 0, 0, 0)["leading minors"].startswith("d2 = −1 is negative")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1e-170x^2 + 1e-170y^2", "det H > 0 (its size is out of range) and f_xx = 2·10⁻¹⁷⁰ > 0: positive definite."),
        ("1e170x^2 + 1e170y^2", "det H > 0 (its size is out of range) and f_xx = 2·10¹⁷⁰ > 0: positive definite."),
        ("1e170x^2 - 1e170y^2", "det H < 0 (its size is out of range): indefinite, whatever f_xx is."),
    ],
)
def test_a_determinant_out_of_range_still_has_its_sign(text: str, words: str) -> None:
    assert reasons(text, 0, 0)["determinant and f_xx"] == words


def test_a_minimum_found_in_exact_arithmetic_is_not_contradicted_by_its_rounded_hessian() -> None:
    c = at("0.3(x + y)^2 + 1e-17(x - y)^2", 0, 0)
    assert explanations.headline(c) == "Minimum"
    assert explanations.condition(c) == "κ is at least 10¹⁴; how large, rounding errors hide."


def test_an_eigenvalue_that_came_out_as_zero_without_being_told_from_it_divides_nothing() -> None:
    c = at("x^2 + y^2", 1, 2)
    lost = replace(c, eigenvalues=np.array([0.0, 2.0]), eigenvalue_error=np.zeros(2), condition_number=math.inf)
    assert explanations.condition(lost) == "κ cannot be told: the smallest eigenvalue is lost in rounding errors."
    found = reasons("0.3(x + y)^2 + 1e-17(x - y)^2", 0, 0)
    assert found["determinant and f_xx"].startswith("rounding errors hide")
    assert found["leading minors"].startswith("rounding errors hide")


def test_bounds_of_eigenvalues_are_rounded_outwards() -> None:
    # The eigenvalues are 0.12346 and 7.65432.
    assert "[0.123, 7.66]" in reasons("0.06173x^2 + 3.82716y^2", 0, 0)["Gershgorin"]


def test_every_definiteness_has_words_of_its_own() -> None:
    words = [explanations.bending(each) for each in Definiteness]
    assert len(set(words)) == len(words)
    assert explanations.bending(Definiteness.POSITIVE_DEFINITE) == "f curves up in every direction"
