"""What is copied of a list of critical points can be pasted: CSV reads back, Python is literals, LaTeX is balanced."""

from __future__ import annotations

import ast
import csv
import io
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
from hessview.analysis.critical_points import search
from hessview.analysis.critical_sets import CriticalSet, Shape
from hessview.analysis.rough_places import RoughPlace
from hessview.analysis.verdict import Code, Kind, Nature, Reason
from hessview.export.critical_tables import FORMS, critical_table
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.language.formula import Formula

ANY = st.floats(allow_nan=True, allow_infinity=True)


def searched(text: str, *box: tuple[float, float]) -> tuple[CriticalPoints, Formula]:
    formula = parse(text)
    lower, upper = np.array(box).T
    *_, found = search(ExpressionLandscape(formula), lower, upper)
    return found, formula


def a_point(x: list[float], value: float, eigenvalues: list[float], exact: str | None = None) -> CriticalPoint:
    place = np.array(x)
    return CriticalPoint(
        place, np.column_stack([place, place]), None, value, np.array(eigenvalues), Kind.SADDLE, Nature.NOT_AN_EXTREMUM,
        1, True, Reason(Code.SADDLE, (1, 2)), exact,
    )  # fmt: skip


def of_points(*points: CriticalPoint) -> CriticalPoints:
    n = len(points[0].x)
    return CriticalPoints(np.full(n, -1.0), np.full(n, 1.0), points)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def literals(text: str) -> dict[str, object]:
    """What Python would assign; anything but a literal raises."""
    found: dict[str, object] = {}
    for node in ast.parse(text).body:
        assert isinstance(node, ast.Assign)
        assert isinstance(node.targets[0], ast.Name)
        found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def same(a: float, b: float) -> bool:
    """The same double, down to the sign of zero."""
    return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1.0, a) == math.copysign(1.0, b))


@given(st.lists(ANY, min_size=5, max_size=5))
def test_csv_reads_back_every_digit(numbers: list[float]) -> None:
    x, value, eigenvalues = numbers[:2], numbers[2], numbers[3:]
    row, = rows(critical_table("csv", of_points(a_point(x, value, eigenvalues)), parse("f(x_1, width) = x_1 width")))
    read = [float(row[name]) for name in ("x_1", "width", "f", "eigenvalue 1", "eigenvalue 2")]
    assert all(map(same, read, numbers))


@given(st.lists(ANY, min_size=5, max_size=5))
def test_python_reads_back_every_digit_as_literals(numbers: list[float]) -> None:
    x, value, eigenvalues = numbers[:2], numbers[2], numbers[3:]
    made = literals(critical_table("python", of_points(a_point(x, value, eigenvalues)), parse("x y")))
    point, = made["critical_points"]  # type: ignore[misc]
    read = [*point["x"], point["value"], *point["eigenvalues"]]  # type: ignore[has-type]
    assert all(same(math.nan if a is None else a, b) for a, b in zip(read, numbers, strict=True))


def test_csv_is_what_rfc_4180_describes() -> None:
    text = critical_table("csv", *searched("x^2 - y^2", (-1.0, 1.0), (-1.0, 1.0)))
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    header, *body = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(set(header)) == len(header)
    assert {len(row) for row in body} == {len(header)}
    assert '"(0, 0)"' in text  # a comma inside a field


def test_csv_says_what_is_proved_and_what_is_exact() -> None:
    proved, formula = searched("x^3/3 - 2x + y^2", (-4.0, 4.0), (-4.0, 4.0))
    table = rows(critical_table("csv", proved, formula))
    assert {(row["kind"], row["index"], row["proved"], row["exact"]) for row in table} == {
        ("minimum", "0", "true", "(sqrt(2), 0)"), ("saddle", "1", "true", "(-sqrt(2), 0)"),
    }  # fmt: skip
    assert all(float(row["x from"]) <= float(row["x"]) <= float(row["x to"]) for row in table)
    doubtful = replace(proved.points[0], proved=False, exact=None)
    row, = rows(critical_table("csv", replace(proved, points=(doubtful,)), formula))
    assert (row["proved"], row["exact"]) == ("false", "")


@pytest.fixture
def everything() -> tuple[CriticalPoints, Formula]:
    """A point, a set, a place that is not smooth, an undecided box."""
    low, high = np.array([-1.0, -0.0]), np.array([0.5, 2.0])
    links = np.empty((0, 2), dtype=np.intp)
    ring = CriticalSet(1, Shape.CIRCLE, np.array([[0.0, 1.0]]), links, Nature.MINIMUM, 0.25, low, high)
    rough = RoughPlace(None, np.array([[0.0, 1.0]]), low, high, "abs(x) has a corner where x = 0")
    region = np.column_stack([low, high])
    point = a_point([0.0, 1.0], 2.0, [-1.0, 3.0], "(0, 1)")
    found = CriticalPoints(low, high, (point,), (ring,), (rough,), (region,), finished=True, settled=0.5)
    return found, parse("x y")


def test_nothing_that_a_search_found_is_left_out(everything: tuple[CriticalPoints, Formula]) -> None:
    kinds = [row["kind"] for row in rows(critical_table("csv", *everything))]
    assert kinds == ["saddle", "circle", "not smooth", "undecided region"]
    made = literals(critical_table("python", *everything))
    assert set(made) == {"variables", "critical_points", "critical_sets", "not_smooth", "undecided"}
    assert made["undecided"] == [{"enclosure": [[-1.0, 0.5], [-0.0, 2.0]]}]
    written = critical_table("latex", *everything)
    for words in ("saddle, index 1", "a circle of minima", "not smooth", "undecided"):
        assert f"\n{words} &" in written


@pytest.mark.parametrize("form", ["latex", "python"])
def test_only_a_complete_search_is_said_to_be_every_point(form: str) -> None:
    found, formula = searched("x^4 + y^4 - 4x y + 1", (-2.0, 2.0), (-2.0, 2.0))
    assert "every critical point with x from -2.0 to 2.0" in critical_table(form, found, formula)
    part = replace(found, points=found.points[:1], finished=False, settled=0.0)
    assert "critical points, perhaps not all of them" in critical_table(form, part, formula)
    chosen = critical_table(form, part, formula, only="minima only", whole=found)
    assert "critical points, minima only, with x from -2.0 to 2.0" in chosen
    stopped = replace(found, finished=False, settled=0.0)
    chosen = critical_table(form, part, formula, only="those shown", whole=stopped)
    assert "critical points, those shown, perhaps not all of them, with x" in chosen


def test_latex_has_as_many_cells_in_every_row_and_is_balanced(everything: tuple[CriticalPoints, Formula]) -> None:
    text = critical_table("latex", *everything)
    columns = re.search(r"\\begin{tabular}{(\w+)}", text)
    assert columns
    for line in (line for line in text.splitlines() if line.endswith(r"\\")):
        spanned = re.search(r"\\multicolumn{(\d)}", line)
        assert line.count("&") + 1 + (int(spanned[1]) - 1 if spanned else 0) == len(columns[1])
        assert line.count("$") % 2 == 0
    assert text.count("{") == text.count("}")
    assert text.isascii()


def test_latex_writes_exact_forms_greek_letters_and_subscripts() -> None:
    found, _ = searched("x^3/3 - 2x + y^2", (-4.0, 4.0), (-4.0, 4.0))
    text = critical_table("latex", found, parse("f(x_1, theta) = x_1^3/3 - 2x_1 + theta^2"))
    for part in (r"$-\sqrt{2}$", r"$x_{1}$", r"$\theta$", r"$\lambda_{1}$"):
        assert part in text


def test_latex_has_no_negative_zero_and_no_number_without_a_name() -> None:
    text = critical_table("latex", of_points(a_point([-0.0, 1e-300], math.nan, [-math.inf, 1.5e20])), parse("x y"))
    row = next(line for line in text.splitlines() if line.startswith("saddle"))
    assert row == (
        r"saddle, index 1 & $0$ & $1 \cdot 10^{-300}$ & $\text{undefined}$ & $-\infty$ & $1.5 \cdot 10^{20}$"
        r" & proved \\"
    )


def test_an_exact_form_that_cannot_be_read_is_not_copied_into_latex() -> None:
    found = of_points(a_point([0.5, 2.0], 0.0, [-1.0, 1.0], r"(\input{x}, 2)"))
    assert "$0.5$ & $2$" in critical_table("latex", found, parse("x y"))
    assert "input" not in critical_table("latex", found, parse("x y"))


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_list_can_be_copied_too(form: str) -> None:
    assert critical_table(form, *searched("x + y", (-1.0, 1.0), (-1.0, 1.0)))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of csv, latex, python"):
        critical_table("docx", *searched("x^2", (-1.0, 1.0)))
