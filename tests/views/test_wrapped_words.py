"""Words broken into lines: none is lost where there are lines enough, and none is wider than its room."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics

from hessview.views.theme import small_font
from hessview.views.wrapped_words import DOT, whole_notes, wrapped

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=12).map(" ".join)


@given(WORDS, st.integers(80, 400))
def test_with_lines_enough_every_word_is_said_and_fits(qapp: object, words: str, width: int) -> None:
    metrics = QFontMetrics(small_font())
    lines = wrapped(words, metrics, width, most=99)
    assert " ".join(lines) == words
    assert all(metrics.horizontalAdvance(line) <= width for line in lines)


@given(WORDS, st.integers(80, 400))
def test_with_too_few_lines_the_last_one_says_that_more_follows(qapp: object, words: str, width: int) -> None:
    metrics = QFontMetrics(small_font())
    lines = wrapped(words, metrics, width)
    assert len(lines) <= 2
    assert (" ".join(lines) == words) != lines[-1].endswith("…")


@given(WORDS, st.integers(80, 400))
def test_a_line_has_as_many_words_as_fit(qapp: object, words: str, width: int) -> None:
    metrics = QFontMetrics(small_font())
    lines = wrapped(words, metrics, width, most=99)
    for line, after in pairwise(lines):
        assert metrics.horizontalAdvance(f"{line} {after.split()[0]}") > width


def test_few_of_many_words_are_measured(qapp: object) -> None:
    class Counting(QFontMetrics):
        asked = 0

        def horizontalAdvance(self, words: str, *more: Any) -> int:
            Counting.asked += 1
            return super().horizontalAdvance(words, *more)

    lines = wrapped(" ".join(["word"] * 400), Counting(small_font()), 300, most=12)
    assert len(lines) == 12
    assert Counting.asked <= 12 * 12, "every line measures its whole, itself and log2 of the words, not all of them"


def test_notes_are_whole_and_what_has_no_room_is_counted(qapp: object) -> None:
    metrics = QFontMetrics(small_font())
    notes = ("axes look oblique", "there is no step to take", "the ellipses are longest along the smallest")
    width = metrics.horizontalAdvance(notes[0] + DOT + notes[1]) + 60
    assert whole_notes(notes, metrics, 10_000, 1) == (DOT.join(notes),)
    assert " ".join(whole_notes(notes, metrics, width, 2)) == DOT.join(notes)
    (line,) = whole_notes(notes, metrics, width, 1)
    assert line == DOT.join((*notes[:2], "1 more"))
    (line,) = whole_notes(notes[2:], metrics, 60, 1)
    assert line.endswith("…"), "a note that is too long alone is elided"
    assert whole_notes((), metrics, width, 1) == ()


def test_no_word_stands_alone_on_the_last_line_of_notes(qapp: object) -> None:
    metrics = QFontMetrics(small_font())
    notes = ("the model’s ellipses are longest along the smallest |λ|", "where f bends least")
    words = DOT.join(notes)
    for width in range(120, metrics.horizontalAdvance(words), 7):
        plain, said = wrapped(words, metrics, width, 9), whole_notes(notes, metrics, width, 9)
        assert " ".join(said) == words
        assert len(said) == len(plain)
        assert all(metrics.horizontalAdvance(line) <= width for line in said)
        assert " " in said[-1]
    width = metrics.horizontalAdvance(words) - 2
    assert " " not in wrapped(words, metrics, width)[-1]
    assert " " in whole_notes(notes, metrics, width, 2)[-1]
