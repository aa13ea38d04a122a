"""What is said of the end of a run in a word or two agrees with what is said in full."""

from __future__ import annotations

import pytest

from hessview.explanations.descent import end_text, end_words
from hessview.export.descend_output import comparison_table
from tests.optimizers.test_outcome import outcome


@pytest.mark.parametrize(
    ("text", "name", "start", "short", "full"),
    [
        ("(x^2 + y^2 - 1)^2", "newton", (2.0, 1.0), "minimum, not strict", "minimum, though not a strict one"),
        ("x^4 + y^4", "newton", (1.0, 1.0), "degenerate minimum", "it is a minimum"),
        ("x^3", "newton", (1.0,), "degenerate", "it is not an extremum"),
        ("x^2 + y^2", "gradient descent", (1.0, 1.0), "minimum", "inimum"),
    ],
)
def test_the_end_in_the_table_is_what_the_verdict_says(
    text: str, name: str, start: tuple[float, ...], short: str, full: str
) -> None:
    found = outcome(text, name, start)
    assert end_text(found) == short
    assert full in end_words(found)
    assert short in comparison_table([found])


def test_a_critical_point_that_is_near_has_words_with_an_article() -> None:
    found = outcome("x^3", "gradient descent", (0.5,), 60, step_size=0.5)
    assert "A degenerate critical point, which is no extremum, is" in end_words(found)
