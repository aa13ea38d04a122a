"""What the points of a set are: by H across it, exactly, or by values beside it; open wherever that is not known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.analysis.verdict import Nature
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.set_natures import NATURES, OPEN, asked, beside, codes_across

ALIKE = 1e-3


def landscape(text: str, variables: list[str]) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text, variables=variables))


signs = st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=3)


@settings(max_examples=40, deadline=None)
@given(signs, st.floats(-2.0, 2.0))
def test_the_nature_across_is_that_of_the_signs_of_h(each: list[int], along: float) -> None:
    """For sum s_i x_i^2 + 0 z the set is the axis of z, and its nature that of the s_i, by Morse and Bott."""
    names = [f"x{k}" for k in range(len(each))] + ["z"]
    f = landscape(" + ".join(f"({s})*{name}^2" for s, name in zip(each, names, strict=False)) + " + 0*z", names)
    place = np.zeros((1, len(names)))
    place[0, -1] = along
    [code] = codes_across(f, place, np.array([len(each)]), 1e-5)
    expected = Nature.MINIMUM if min(each) > 0 else Nature.MAXIMUM if max(each) < 0 else Nature.NOT_AN_EXTREMUM
    assert NATURES[code] is expected


@pytest.mark.parametrize("text", ["x^4 + 0*y", "x^3 + 0*y", "(x^2 + y^2 - 1)^4"])
def test_where_h_is_singular_across_it_tells_nothing(text: str) -> None:
    f = landscape(text, ["x", "y"])
    place = np.array([[0.0, 1.0]])
    assert codes_across(f, place, np.array([1]), 1e-5).tolist() == [OPEN]


def test_where_no_set_is_given_and_where_h_changes_beside_the_place_it_is_open() -> None:
    f = landscape("x^2 + 0*y", ["x", "y"])
    assert codes_across(f, np.zeros((1, 2)), np.array([0]), 1e-5).tolist() == [OPEN]
    turns = landscape("x^2*y", ["x", "y"])  # minima for y > 0, maxima for y < 0
    assert [NATURES[c] for c in codes_across(turns, np.array([[0.0, 1.0], [0.0, -1.0]]), np.ones(2, int), 1e-5)] == [
        Nature.MINIMUM, Nature.MAXIMUM,
    ]  # fmt: skip
    assert codes_across(turns, np.zeros((1, 2)), np.array([1]), 1e-5).tolist() == [OPEN]


@pytest.mark.parametrize(
    ("text", "nature"),
    [("x^4 + 0*y", Nature.MINIMUM), ("-x^4 + 0*y", Nature.MAXIMUM), ("x^3 + 0*y", Nature.NOT_AN_EXTREMUM)],
)
def test_values_beside_a_set_and_exact_arithmetic_agree_with_what_it_is(text: str, nature: Nature) -> None:
    f = landscape(text, ["x", "y"])
    places = np.column_stack([np.zeros(9), np.linspace(-1.0, 1.0, 9)])
    across = np.broadcast_to(np.diag([1.0, 0.0]), (9, 2, 2))
    assert beside(f, places, across, ALIKE, 0.0) is nature
    assert asked(f, places, ALIKE).nature in (nature, Nature.UNDECIDED)
    assert not asked(f, places, ALIKE).isolated


def test_where_points_differ_or_slack_hides_the_values_nothing_is_said() -> None:
    turns = landscape("x^2*y", ["x", "y"])
    places = np.column_stack([np.zeros(9), np.linspace(-1.0, 1.0, 9)])
    across = np.broadcast_to(np.diag([1.0, 0.0]), (9, 2, 2))
    assert beside(turns, places, across, ALIKE, 0.0) is Nature.UNDECIDED
    assert beside(landscape("x^4 + 0*y", ["x", "y"]), places, across, ALIKE, 1.0) is Nature.UNDECIDED


def test_an_isolated_point_is_no_set() -> None:
    assert asked(landscape("x^2 + y^4", ["x", "y"]), np.zeros((1, 2)), ALIKE).isolated
    assert asked(landscape("x^2 - y^2", ["x", "y"]), np.zeros((1, 2)), ALIKE).isolated
