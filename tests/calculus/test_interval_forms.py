"""What derivatives are rewritten to has the same values and the same domain, and says more beside a pole."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.calculus.interval_forms import rewritten
from hessview.calculus.interval_jet import BROKEN, UNDEFINED, IntervalJet, excludes_zero
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.compile import FloatArithmetic, Tape
from hessview.language.parser import parse
from hessview.language.typeset import to_text


@pytest.mark.parametrize(("text", "form"), [
    ("x/y/y", "x/y^2"), ("1/y/y/y", "1/y^3"), ("x*(1/x)", "x/x"), ("(1/x)*x", "x/x"), ("x*(1/x)^2", "1/x"),
    ("x*(1/x)^4", "1/x^3"), ("(x + y)/(x*y)/(x*y)", "(x + y)/(x*y)^2"),
    ("x*(2/x)", "2*(x/x)"), ("y*(1/(x*y))", "y/y*(1/x)"), ("(x/(y*z))*y", "y/y*(x/z)"),
    ("x/y/x", "x/y/x"), ("x*(1/y)", "x*(1/y)"), ("x*(1/x)^2.5", "x*(1/x)^2.5"), ("x*(2/x)^2", "x*(2/x)^2"),
])  # fmt: skip
def test_the_form_says_what_belongs_together(text: str, form: str) -> None:
    root = parse(text, variables=("x", "y", "z")).expression
    assert to_text(rewritten([root])[id(root)]) == form


@pytest.mark.parametrize("text", [
    "x/y/y", "x*(1/x)", "x*(1/x)^2", "1/x/x/x + y", "sin(x)/(x - y)/(x - y)", "max(x, y)*(1/max(x, y))", "(1/x)*x*y",
    "y*(1/(x*y))",
])  # fmt: skip
@pytest.mark.parametrize("place", [(0.3, -1.7), (-2.0, 0.5), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (3.0, 3.0)])
def test_values_and_domain_are_the_same(text: str, place: tuple[float, float]) -> None:
    root = parse(text, variables=("x", "y")).expression
    trees = (root, rewritten([root])[id(root)])
    before, after = (Tape((each,), ("x", "y"), FloatArithmetic())(place)[0] for each in trees)
    if math.isfinite(before):
        assert after == pytest.approx(before, rel=1e-14)
    else:
        assert not math.isfinite(after)


def gradient_over(text: str, *box: tuple[float, float]) -> tuple[np.ndarray, int]:
    jet = IntervalJet(ExpressionLandscape(parse(text, variables=("x", "y")[: len(box)])).program)
    ends = np.array(box)
    found = jet.first(ends[:, :1], ends[:, 1:])
    return found.gradient, int(found.marks[0])


@pytest.mark.parametrize(("text", "box"), [
    ("-x log(x)", [(0.0, 0.3)]), ("1/(x^2 - 1) + x^3", [(0.99, 1.01)]), ("log(x y) + x", [(0.0, 1.0), (-0.1, 0.1)]),
    ("1/(x^2 + y^2 - 1)", [(0.99, 1.01), (-0.1, 0.1)]),
])  # fmt: skip
def test_beside_a_pole_the_gradient_is_known_not_to_vanish(text: str, box: list[tuple[float, float]]) -> None:
    gradient, marks = gradient_over(text, *box)
    assert marks & UNDEFINED
    assert excludes_zero(gradient).any()


@pytest.mark.parametrize(("text", "box", "place"), [
    ("x log(x)", [(0.0, 1.0)], [math.exp(-1.0)]), ("1/(x^2 - 1)", [(-0.5, 2.0)], [0.0]),
    ("x log(x) + y log(y)", [(0.0, 1.0), (0.0, 1.0)], [math.exp(-1.0)] * 2), ("x + 1/x", [(0.0, 2.0)], [1.0]),
])  # fmt: skip
def test_a_zero_beside_a_pole_stays_in_the_enclosure(
    text: str, box: list[tuple[float, float]], place: list[float]
) -> None:
    gradient, marks = gradient_over(text, *box)
    assert marks & UNDEFINED
    assert not excludes_zero(gradient).any()
    landscape = ExpressionLandscape(parse(text, variables=("x", "y")[: len(box)]))
    assert np.abs(landscape.gradient(np.array(place))).max() < 1e-15


def test_pieces_are_still_told_apart_when_their_derivatives_are_rewritten() -> None:
    gradient, marks = gradient_over("max(x, y) + log(max(x, y) + 5)*(max(x, y) + 5) + 3x", (-1.0, 1.0), (-1.0, 1.0))
    assert marks & BROKEN
    assert excludes_zero(gradient)[0]
