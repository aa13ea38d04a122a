"""What the table of critical points says below its rows."""

from __future__ import annotations

import re

import pytest

from hessview.figure.page_tables import _claim
from tests.export.figures import document, file_of

_ALL = "; none is missing."


@pytest.mark.parametrize(
    ("points", "sets", "said"),
    [
        (0, [], "No critical point in the view."),
        (9, [], "9 critical points in the view; none is missing."),
        (1, ["a circle of minima"],
         "1 critical point in the view, and apart from it 1 set of critical points (a circle of minima)" + _ALL),
        (0, ["a line of minima"] * 2,
         "No isolated critical point in the view, but 2 sets of critical points (each a line of minima)" + _ALL),
    ],
)  # fmt: skip
def test_sets_of_critical_points_are_counted_as_sets_and_named(points: int, sets: list[str], said: str) -> None:
    assert _claim(points, sets, "in the view", is_complete=True) == said


def test_where_the_search_was_not_complete_nothing_is_denied() -> None:
    assert _claim(0, [], "in the view", is_complete=False) == "No critical point was found in the view."
    assert "perhaps not all" in _claim(2, ["a line"], "in the view", is_complete=False)
    assert "was found" in _claim(0, ["a line"], "in the view", is_complete=False)


def test_the_table_of_a_page_names_the_circle() -> None:
    svg = file_of(document("(x^2 + y^2 - 1)^2", 2.0, x=1.0, y=0.0), "svg", ("table",), "double").decode()
    words = " ".join(re.findall(r">([^<]*)<", svg[svg.index("</metadata>") :]))
    assert "1 set of critical points (a circle of minima)" in " ".join(words.split())


def test_a_table_without_rows_is_its_sentence_alone() -> None:
    svg = file_of(document("x + 2 y", 2.0, x=1.0, y=0.0), "svg", ("table",), "double").decode()
    words = [" ".join(each.split()) for each in re.findall(r">([^<]*)<", svg[svg.index("</metadata>") :])]
    said = [each for each in words if each]
    assert "No critical point in the view." in " ".join(said)
    assert not {"λ₁", "λ₂"} & set(said), "no heading over nothing"


def test_a_table_of_sets_alone_has_no_heading_and_its_sentence_stays_on_the_page() -> None:
    svg = file_of(document("x^2*y^2", 3.0, x=1.0, y=0.5), "svg", ("contour", "table")).decode()
    said = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert not {"λ₁", "λ₂"} & set(said)
    assert "No isolated critical point in the view, but 2 sets of critical" in said
    assert "points (each a line of minima); none is missing." in said
