"""Words broken into lines: none is lost where there are lines enough, and none is wider than its room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics

from hessview.views.theme import small_font
from hessview.views.wrapped_words import wrapped

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
