"""Labels of iso-lines on paper: a gap in their own line alone, no wider than the word, and no gap without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Appearance, State
from hessview.export.lettering import LABEL_SIZE, Lettering, Paper
from hessview.export.level_words import interrupted, level_labels, word_length
from hessview.figure.compose import compose
from hessview.figure.marks import Axes, Figure, LevelMark, LineMark, Role, TextMark
from tests.export.figures import HIMMELBLAU, document

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAPER = Paper(200.0, 100.0, (0.0, 4.0), (0.0, 2.0), 8.0)


def across(height: float) -> NDArray[np.float64]:
    return np.column_stack([np.linspace(0.0, 4.0, 41), np.full(41, height)])


def picture(*marks: LevelMark | LineMark | TextMark) -> Figure:
    return Figure(Axes((0.0, 4.0), (0.0, 2.0), "x", "y"), marks)


@pytest.mark.parametrize("count", [2, 400])
def test_a_gap_is_as_wide_as_its_word_and_a_little_however_few_vertices_the_line_has(count: int) -> None:
    line = np.column_stack([np.linspace(0.0, 4.0, count), np.ones(count)])
    box = Lettering(100.0, 50.0, 5.0, 4.0, 0.0)
    left = PAPER.points(interrupted(line, PAPER, [box]))
    known = left[~np.isnan(left[:, 0])]
    nearest = abs(known[:, 0] - 100.0).min()
    assert 6.5 < nearest < 9.0
    assert np.isnan(left).any()
    assert (known[0, 0], known[-1, 0]) == (0.0, 200.0)


def test_a_label_belongs_to_the_line_that_it_stands_on() -> None:
    figure = picture(
        LevelMark(1.0, across(0.4)), LevelMark(2.0, across(1.6)), TextMark(2.0, 1.6, "2", Role.LEVEL_LABEL)
    )
    (word,) = level_labels(figure, PAPER, [])
    assert (word.text, word.order) == ("2", 1)
    assert (word.box.x, word.box.y) == (100.0, 80.0)


def test_among_lines_that_are_too_close_there_is_no_label() -> None:
    lines = [LevelMark(float(k), across(1.0 + 0.04 * k)) for k in range(-3, 4)]  # 2 points apart, letters 6 high
    assert level_labels(picture(*lines, TextMark(2.0, 1.0, "0", Role.LEVEL_LABEL)), PAPER, []) == []


def test_a_label_in_the_way_of_a_line_of_the_model_moves_along_its_own_line() -> None:
    model = LineMark(np.array([[2.0, 0.0], [2.0, 1.0], [2.0, 2.0]]), Role.MODEL)
    figure = picture(LevelMark(1.0, across(1.0)), model, TextMark(2.0, 1.0, "10", Role.LEVEL_LABEL))
    (word,) = level_labels(figure, PAPER, [])
    assert word.box.y == pytest.approx(50.0)
    assert word.box.half_width < abs(word.box.x - 100.0) < 30.0
    assert word.box.half_width == pytest.approx(0.5 * LABEL_SIZE * 8.0 * word_length("10"))


def composed(text: str, *overlays: str) -> tuple[Figure, State]:
    state = replace(document(text, 3.0, x=1.0, y=0.5), appearance=Appearance(overlays=overlays))
    return compose(state, answer_now(state, Answers(), (200, 200))), state


@pytest.mark.parametrize("text", [HIMMELBLAU, "x^2*y^2", "x^2 + 3*y^2 + x*y"])
def test_no_label_of_a_map_stands_on_another_line_and_no_line_has_a_gap_without_its_own(text: str) -> None:
    figure, _ = composed(text, "quadratic-model", "level-curve")
    paper = Paper(220.0, 160.0, figure.axes.x_range, figure.axes.y_range, 7.5)
    words = level_labels(figure, paper, [])
    assert words
    for order, mark in enumerate(figure.marks):
        if not isinstance(mark, LevelMark):
            continue
        own = [word.box for word in words if word.order == order]
        drawn = interrupted(mark.vertices, paper, own)
        gaps = int(np.isnan(drawn[:, 0]).sum() - np.isnan(mark.vertices[:, 0]).sum())
        assert (gaps > 0) == bool(own)
        dense = interrupted(mark.vertices, paper, [Lettering(-99.0, -99.0, 1.0, 1.0, 0.0)])
        for word in words:
            if word.order != order:
                written = replace(word.box, half_height=0.4 * LABEL_SIZE * paper.text)
                assert not written.covers(paper.points(dense)).any()
