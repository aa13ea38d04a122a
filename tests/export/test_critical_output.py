"""The critical document and its page of text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import hessview as hv
from hessview.export.critical_output import critical_document, critical_text

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

BOX = [(-2.0, 2.0), (-2.0, 2.1)]


def searched(text: str, time_limit: float = 60.0) -> tuple[hv.Function, CriticalPoints]:
    function = hv.Function(text, variables=("x", "y"))
    return function, function.critical_points(BOX, time_limit)


def test_the_document_has_all_fields_and_is_json() -> None:
    function, found = searched("x^4 + y^4 - 4x y + 1")
    document = json.loads(json.dumps(critical_document(found, function.formula), allow_nan=False))
    assert document["schema"] == "hessview.critical/1"
    assert document["box"] == [[-2.0, 2.0], [-2.0, 2.1]]
    assert document["complete"] is True
    assert document["winding"] == 2 - 1
    assert document["undecided"] == document["curves"] == document["nonsmooth"] == []
    by_place = {tuple(point["x"]): point for point in document["points"]}
    assert set(by_place) == {(0.0, 0.0), (1.0, 1.0), (-1.0, -1.0)}
    saddle = by_place[0.0, 0.0]
    assert (saddle["kind"], saddle["nature"], saddle["index"]) == ("saddle", "not an extremum", 1)
    assert (saddle["proved"], saddle["exact"], saddle["witness"]) == (True, "(0, 0)", None)
    assert saddle["eigenvalues"] == [-4.0, 4.0]
    assert all(low <= x <= high for x, (low, high) in zip(saddle["x"], saddle["enclosure"], strict=True))
    assert by_place[1.0, 1.0]["value"] == -1.0


def test_a_degenerate_point_comes_with_reason_and_witness() -> None:
    function, found = searched("(y - x^2)(y - 3x^2)")
    point, = critical_document(found, function.formula)["points"]  # type: ignore[misc]
    assert point["kind"] == "degenerate"  # type: ignore[index,call-overload]
    assert "y = 2x^2" in point["witness"]  # type: ignore[index,call-overload,operator]
    assert "straight line" in point["reason"]  # type: ignore[index,call-overload,operator]


@pytest.mark.parametrize(("text", "words"), [
    ("x^4 + y^4 - 4x y + 1", "3 critical points in this box, all proved; nothing is missing"),
    ("x + y", "no critical point in this box; nothing is missing"),
    ("x^2 + y^2", "1 critical point in this box, proved; nothing is missing"),
    ("(x^2 + y^2 - 1)^2", "a circle of minima: centre (0, 0), radius 1; f = 0, within ["),
    ("abs(x) + y^2", "not smooth: abs(x) has a corner where x = 0"),
    ("x^2", "a line of minima: x = 0; f = 0, within ["),
    ("x^2 + y^2", "The claim covers this box only."),
    ("x y", "Independent check: the gradient turns once backwards around the border of the box"),
])  # fmt: skip
def test_the_page_says_what_is_claimed(text: str, words: str) -> None:
    function, found = searched(text)
    assert words in critical_text(found, function.formula).replace("\n", " ")


def test_without_a_check_the_document_has_no_number_for_it() -> None:
    function, found = searched("abs(x) + y^2")
    assert critical_document(found, function.formula)["winding"] is None
    assert "check" not in critical_text(found, function.formula)


def test_a_set_is_described_with_its_place() -> None:
    function, found = searched("(x^2 + y^2 - 1)^2 + 0y")
    circle, = json.loads(json.dumps(critical_document(found, function.formula)["curves"]))
    assert circle["description"] == "a circle of minima: centre (0, 0), radius 1"


def test_the_table_is_sorted_by_f_and_has_the_exact_places() -> None:
    function, found = searched("x^4 - x^2 + y^2 + x^3/100")
    lines = critical_text(found, function.formula).splitlines()
    first = lines.index(next(line for line in lines if line.endswith("eigenvalues"))) + 1
    table = lines[first : first + 3]
    assert [line.split("  ")[0] for line in table] == ["minimum", "minimum", "saddle, index 1"]
    values = [point.value for point in sorted(found, key=lambda point: point.value)]
    assert [f"{value:.10g}" in line for value, line in zip(values, table, strict=True)] == [True] * 3
    function, found = searched("cos(2x) + y^2")
    page = critical_text(found, function.formula)
    assert "-pi/2 ≈ -1.570796327" in page
    assert "exactly" not in page


def test_exact_places_too_long_for_the_table_stand_below_it() -> None:
    function, found = searched("cos(2x) + y^2")
    long = f"({'1 + ' * 20}pi, {'0 + ' * 10}0)"
    points = tuple(replace(point, exact=long) for point in found)
    lines = critical_text(replace(found, points=points), function.formula).splitlines()
    assert all(len(line) <= 100 for line in lines if not line.startswith("exactly"))
    assert lines.count(f"exactly {long}: minimum") == 2


def test_a_search_that_was_stopped_says_so() -> None:
    function, found = searched("sin(30x) sin(30y) exp(x y)", time_limit=0.0)
    assert not found.finished
    page = critical_text(found, function.formula).replace("\n", " ")
    assert "the search was stopped after 0.0 s, when its time was up" in page
    assert critical_document(found, function.formula)["stopped"] == "time"
    assert "nothing is missing" not in page
