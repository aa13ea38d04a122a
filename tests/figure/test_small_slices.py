"""Which small slices are shown, what they ask and what they show."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from hessview.analysis.curvature import at
from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.sampling import sample
from hessview.document.reading import read
from hessview.document.state import Box, State
from hessview.figure.marks import FieldMark, LevelMark, PointMark
from hessview.figure.small_slices import figure_of, pairs_shown, small_slices, strongest_pairs
from hessview.landscapes.from_expression import ExpressionLandscape

TEXT = "x1^2 + 3x2 x4 - x3 x5 + x6"
STATE = State(TEXT, TEXT, (("x1", 0.5), ("x4", -1.0)), Box(-2.0, 2.0, -1.0, 3.0))
FORMULA = read(TEXT)
assert FORMULA is not None
NAMES = FORMULA.variables


def test_few_variables_show_every_pair_and_many_their_neighbours() -> None:
    assert pairs_shown(STATE, ("x", "y", "z")) == (("x", "y"), ("x", "z"), ("y", "z"))
    assert len(pairs_shown(STATE, tuple("abcde"))) == len(list(combinations("abcde", 2)))
    assert pairs_shown(STATE, NAMES)[:2] == (("x1", "x2"), ("x2", "x3"))
    assert len(pairs_shown(STATE, tuple(f"x{k}" for k in range(50)))) == 8


def test_chosen_pairs_are_shown_in_their_order() -> None:
    chosen = replace(STATE, pairs=(("x6", "x1"), ("x2", "x4")))
    assert pairs_shown(chosen, NAMES) == chosen.pairs


def test_the_strongest_pairs_have_the_largest_mixed_derivatives_and_no_zero() -> None:
    curvature = at(ExpressionLandscape(FORMULA), np.zeros(6))
    assert strongest_pairs(curvature, 10) == (("x2", "x4"), ("x3", "x5"))
    assert strongest_pairs(curvature, 1) == (("x2", "x4"),)


def test_a_slice_asks_nothing_new_while_the_probe_moves_within_it() -> None:
    moved = replace(STATE, probe=(("x1", 1.5), ("x2", 9.0), ("x4", -1.0)))
    before, after = (
        {each.pair: each.request for each in small_slices(state, FORMULA)} for state in (STATE, moved)
    )
    assert before["x1", "x2"] == after["x1", "x2"]
    assert before["x2", "x3"] != after["x2", "x3"]


def test_a_slice_shows_f_along_its_two_variables_and_the_probe() -> None:
    chosen = replace(STATE, pairs=(("x4", "x2"),))
    (small,) = small_slices(chosen, FORMULA)
    landscape = ExpressionLandscape(FORMULA)
    field = sample(landscape, small.request.slice, small.request.box, small.request.shape)
    field = with_levels(field, 9, labelled=False)
    figure = figure_of(small.request, field, chosen)
    (mark,) = [mark for mark in figure.marks if isinstance(mark, FieldMark)]
    true = 0.25 + 3.0 * mark.x[np.newaxis, :] * mark.y[:, np.newaxis]
    assert np.allclose(mark.values, true)
    assert any(isinstance(mark, LevelMark) for mark in figure.marks)
    (probe,) = [mark for mark in figure.marks if isinstance(mark, PointMark)]
    assert (probe.x, probe.y) == (-1.0, 0.0)
    assert (figure.axes.x_label, figure.axes.y_label) == ("x4", "x2")
