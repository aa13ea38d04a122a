"""What is said of a critical point at the probe is what was proved, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.critical_points import search
from hessview.analysis.curvature import at
from hessview.analysis.known_points import with_degenerate
from hessview.analysis.verdict import Code, Kind, Reason
from hessview.explanations.critical_points import proof_words
from hessview.explanations.proofs import account, exact_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoint


def said(text: str, nth: int = 0, **changes: object) -> tuple[str, CriticalPoint]:
    """What is said at the nth point found, and the point."""
    landscape = ExpressionLandscape(parse(text, editor=True))
    n = landscape.dimension
    *_, last = search(landscape, [-5.1] * n, [5.0] * n)
    point = replace(last.points[nth], **changes)  # type: ignore[arg-type]
    curvature = with_degenerate(at(landscape, tuple(map(float, point.x))), point)
    return account(curvature, point), point


def test_a_regular_point_says_in_which_box_it_is_alone_and_how_well_it_is_known() -> None:
    words, point = said("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
    assert point.unique is not None
    assert re.fullmatch(
        r"Proved: exists, and is the only critical point within 0\.\d+ of it in every coordinate;"
        r" its place is known to within \d·10⁻¹[⁵⁶]\.",
        words,
    )


def test_the_box_is_never_said_to_be_wider_than_it_is() -> None:
    _, point = said("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
    for width, shown in ((0.1599, "0.15"), (0.0999, "0.099"), (2.0, "2"), (19.99, "19"), (7.99e-14, "7.9·10⁻¹⁴")):
        unique = np.column_stack((np.zeros(2), np.full(2, width)))
        outside = replace(point, unique=unique, x=np.full(2, -1.0))
        assert proof_words(outside).endswith(f"in a box about it with sides of at least {shown}")
        middle = np.full(2, 0.5 * width)
        box, enclosure = np.column_stack((-middle, 3.0 * middle)), np.column_stack((middle, middle))
        inside = replace(point, unique=box, x=middle, enclosure=enclosure)
        assert f"the only critical point within {shown} of it in every coordinate" in proof_words(inside)


def test_the_exact_place_is_said_where_it_is_known() -> None:
    words = {said("x^4 - x^2 + (y - pi/4)^2", k)[0].partition(". ")[2] for k in range(3)}
    assert {"Exactly (√2/2, π/4).", "Exactly (−√2/2, π/4)."} < words


def test_a_degenerate_point_says_why_and_along_which_curves() -> None:
    words, _ = said("(y - x^2)(y - 3x^2)")
    why, proof = words.split("\n")
    assert why.startswith("Along y = 2x² f falls like −x⁴, though along every straight line through the point it ris")
    assert why.endswith("Up along x = 0, like y².")
    near = r"within [\d.]+ of it in every coordinate"
    assert re.fullmatch(rf"Proved: exists, and is the only critical point {near}\. Exactly \(0, 0\)\.", proof)


def test_a_sentence_that_begins_with_f_leaves_it_small() -> None:
    words, _ = said("(x^2 - 2)^4 + y^4")
    assert words.startswith("f rises along x = 0, like y⁴, and falls along y = 0")


def test_a_curve_that_the_reason_names_is_not_named_twice() -> None:
    words, _ = said("x^3 - 3x y^2")
    assert words.count("y = 0, x > 0") == words.count("y = 0, x < 0") == 1


def test_what_is_not_proved_is_not_said_to_be() -> None:
    words, _ = said("x^2 + y^2", proved=False, reason=Reason(Code.NOT_CONFIRMED))
    assert words.startswith("Found by the search, not proved: ")
    assert "Proved" not in words


def test_a_class_that_the_probe_alone_cannot_tell_is_said() -> None:
    landscape = ExpressionLandscape(parse("x^2 + y^2", editor=True))
    curvature = replace(at(landscape, (0.0, 0.0)), kind=Kind.UNDECIDED)
    *_, last = search(landscape, (-1.0, -1.0), (1.0, 1.0))
    assert account(curvature, last.points[0]).startswith("Proved: a minimum; it exists, and is the only")


def test_nothing_known_is_nothing_said() -> None:
    landscape = ExpressionLandscape(parse("x^2 + y^2", editor=True))
    assert account(at(landscape, (0.0, 0.0)), None) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(sqrt(2)/2, pi/4)", "(√2/2, π/4)"), ("(-sqrt(2), 0)", "(−√2, 0)"), ("(2*sqrt(3)/3, -1)", "(2√3/3, −1)"),
        ("sqrt(1 + sqrt(5))/2", "√(1 + √5)/2"), ("(2*pi, 2*exp(1))", "(2π, 2·exp(1))"),
    ],
)  # fmt: skip
def test_exact_numbers_are_written_as_one_prints_them(text: str, words: str) -> None:
    assert exact_words(text) == words
