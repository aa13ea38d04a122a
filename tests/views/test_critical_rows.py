"""The rows of the list of critical points: their numbers sort, their words are short, their tips have every digit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.analysis.critical_points import search
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.decimals import machine_text
from hessview.language.parser import parse
from hessview.views.critical_rows import CATEGORIES, Column, CriticalRows, Field, columns_of, number_words
from tests.critical_lists import a_point, corner, found, four, ring

XY = columns_of(("x", "y"), "f")


def column(field: Field, place: int = 0) -> Column:
    return next(each for each in XY if (each.field, each.place) == (field, place))


def titles(*variables: str) -> list[str]:
    return [each.title for each in columns_of(variables, "f")]


def test_there_is_a_column_for_every_variable_and_up_to_three_eigenvalues() -> None:
    assert titles("x") == ["kind", "x", "f", "f″", "proof"]
    assert titles("x", "y") == ["kind", "x", "y", "f", "λ₁", "λ₂", "κ", "proof"]
    assert titles("x1", "x_2", "theta") == ["kind", "x₁", "x₂", "θ", "f", "λ₁", "λ₂", "λ₃", "κ", "proof"]
    assert titles("a", "b", "c", "d") == ["kind", "a", "b", "c", "d", "f", "λ", "κ", "proof"]


@pytest.mark.parametrize(("value", "words"), [
    (0.0, "0"), (-0.0, "0"), (3.0, "3"), (-3.0, "−3"), (0.5, "0.5"), (-3.7793102533777, "−3.77931"),
    (0.08667750455539636, "0.086678"), (0.00012345678, "0.000123"), (1.2345678e-9, "1.235·10⁻⁹"),
    (2.0 + 1e-9, "2.00000"),
    (999999.0, "999999"), (1234567.8, "1.235·10⁶"), (1e6, "10⁶"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, ""),
])  # fmt: skip
def test_numbers_have_six_digits_a_real_minus_and_at_most_six_decimals(value: float, words: str) -> None:
    assert number_words(value) == words


@given(st.floats(-1e308, 1e308))
def test_every_number_is_near_what_stands_for_it(value: float) -> None:
    assert float(machine_text(number_words(value))) == pytest.approx(value, rel=5e-3, abs=0.0)


def test_cells_say_kind_place_value_eigenvalues_condition_and_proof() -> None:
    point = a_point(math.sqrt(0.5), -2.0, value=0.25, eigenvalues=(-4.0, 8.0), exact="(sqrt(2)/2, -2)")
    rows = CriticalRows(found(point))
    assert [rows.words(0, each) for each in XY] == ["saddle", "√2/2", "−2", "0.25", "−4", "8", "2", "proved"]


def test_an_exact_form_too_long_to_read_leaves_its_place_to_the_decimals() -> None:
    exact = "(sqrt(2 + sqrt(2 + sqrt(2))), 1)"
    rows = CriticalRows(found(a_point(1.9615705608064609, 1.0, exact=exact)))
    assert rows.words(0, column(Field.COORDINATE, 0)) == "1.96157"
    assert "x = √(2 + √(2 + √2)), exactly" in rows.tip(0, column(Field.COORDINATE, 0))


def test_tips_have_every_digit_and_the_enclosure() -> None:
    rows = CriticalRows(found(a_point(1.0 / 3.0, -1.0, value=math.pi, eigenvalues=(math.e, 7.0))))
    low, high = rows.boxes[0, 0].tolist()
    tip = rows.tip(0, column(Field.COORDINATE, 0))
    assert tip.splitlines() == ["x ≈ 0.3333333333333333", f"x from {low!r} to {high!r}"]
    assert rows.tip(0, column(Field.VALUE)) == f"f = {math.pi!r}"
    assert rows.tip(0, column(Field.EIGENVALUE, 0)) == f"λ₁ = {math.e!r}"
    assert rows.tip(0, column(Field.PROOF)).startswith("Exists, and is the only critical point within")


def test_a_coordinate_that_is_the_same_all_along_a_proved_set_is_that_number() -> None:
    *_, last = search(ExpressionLandscape(parse("x*y^2")), [-2.0, -2.0], [2.1, 2.1])
    line = last.curves
    rows = CriticalRows(found(curves=line), ("x", "y"))
    cells = [column(Field.COORDINATE, k) for k in (0, 1)]
    assert [rows.words(0, each) for each in cells] == ["[−2, 2.1]", "0"]
    assert rows.tip(0, cells[1]) == "y = 0 all along it"
    beside = CriticalRows(found(curves=[replace(line[0], proved=False)]), ("x", "y"))
    assert beside.words(0, cells[1]).startswith("[")
    assert beside.tip(0, cells[1]).startswith("y from ")


def test_the_tip_of_a_set_says_where_it_lies() -> None:
    rows = CriticalRows(found(curves=[ring()]), ("x", "y"))
    words = "A circle of minima: about centre (0, 0), radius 1; recognised, not proved"
    assert rows.tip(0, column(Field.KIND)) == words
    proved = CriticalRows(found(curves=[replace(ring(), proved=True)]), ("x", "y"))
    assert proved.tip(0, column(Field.KIND)) == "A circle of minima: centre (0, 0), radius 1; proved"


def test_sets_places_and_undecided_boxes_are_rows_of_their_own() -> None:
    undecided = [[(0.25, 0.5), (1.0, 2.0)]]
    rows = CriticalRows(found(curves=[ring()], nonsmooth=[corner(), corner(2.0)], undecided=undecided))
    words = [[rows.words(row, each) for each in XY] for row in range(len(rows))]
    assert words == [
        ["circle of minima", "[−1, 1]", "[−1, 1]", "0", "", "", "", "recognised, not proved"],
        ["not smooth", "[−0.1, 0.1]", "[−5, 5]", "", "", "", "", "abs(x) has a corner"],
        ["not smooth", "2", "0", "1", "", "", "", "abs(x) has a corner"],
        ["undecided", "[0.25, 0.5]", "[1, 2]", "", "", "", "", "undecided"],
    ]
    assert [CATEGORIES[k] for k in rows.categories] == ["degenerate", *["not differentiable"] * 2, "undecided"]
    assert [rows.is_critical(row) for row in range(4)] == [True, False, False, False]


def test_an_unproved_point_is_hollow_and_says_so() -> None:
    rows = CriticalRows(four())
    assert [rows.is_filled(row) for row in range(4)] == [True, True, True, False]
    assert rows.words(3, column(Field.PROOF)) == "not proved"


def test_where_the_hessian_is_singular_the_condition_number_is_infinite() -> None:
    rows = CriticalRows(found(a_point(0.0, 0.0, eigenvalues=(0.0, 2.0)), a_point(1.0, 1.0, eigenvalues=(-2.0, 8.0)),
                              curves=[ring()]))  # fmt: skip
    assert rows.conditions[:2].tolist() == [math.inf, 4.0]
    assert math.isnan(rows.conditions[2])


@pytest.mark.parametrize(("field", "descending", "order"), [
    (Field.VALUE, False, [1, 3, 2, 0]),  # two alike: from left to right
    (Field.VALUE, True, [0, 3, 2, 1]),
    (Field.KIND, False, [1, 3, 2, 0]),
    (Field.COORDINATE, False, [3, 0, 2, 1]),
    (Field.CONDITION, True, [3, 2, 1, 0]),
    (Field.PROOF, True, [3, 1, 2, 0]),
])  # fmt: skip
def test_every_column_sorts_by_its_numbers(field: Field, descending: bool, order: list[int]) -> None:
    assert CriticalRows(four()).order(column(field), descending=descending).tolist() == order


@pytest.mark.parametrize("descending", [False, True])
def test_rows_without_a_number_stand_last(descending: bool) -> None:
    rows = CriticalRows(found(a_point(0.0, 0.0), a_point(1.0, 1.0, value=2.0), undecided=[[(0.0, 1.0), (0.0, 1.0)]]))
    assert rows.order(column(Field.VALUE), descending=descending)[-1] == 2
    assert rows.order(column(Field.EIGENVALUE), descending=descending)[-1] == 2


def test_a_point_is_found_at_its_row_and_nowhere_beside() -> None:
    rows = CriticalRows(four())
    assert rows.at((3.0, 2.0)) == 1
    assert rows.at((3.0 + 1e-7, 2.0)) == 1  # far less than a pixel of the box
    assert rows.at((3.001, 2.0)) is None
    assert rows.at((3.0,)) is None
    assert rows.at((math.nan, 2.0)) is None


def test_a_point_at_the_other_end_of_the_numbers_stands_at_no_row() -> None:
    rows = CriticalRows(found(a_point(-1.7e308, -1.7e308)))
    assert rows.at((1.7e308, 1.7e308)) is None


def test_of_two_points_side_by_side_the_nearer_one_is_found() -> None:
    rows = CriticalRows(found(a_point(0.0, 0.0), a_point(2e-7, 0.0)))
    assert [rows.at((x, 0.0)) for x in (0.0, 0.5e-7, 1.5e-7, 2e-7)] == [0, 0, 1, 1]


def test_a_set_is_found_at_its_points_and_not_in_its_middle() -> None:
    rows = CriticalRows(found(curves=[ring()]))
    assert rows.at((0.0, -1.0)) == 0
    assert rows.at((0.0, 0.0)) is None


def test_the_probe_goes_to_the_point_of_a_set_that_is_nearest() -> None:
    rows = CriticalRows(found(curves=[ring()]))
    assert rows.place(0, (-3.0, 0.5)) == (-1.0, 0.0)
    assert rows.place(0, None) == (1.0, 0.0)


def test_a_row_is_known_again_by_its_enclosure() -> None:
    before = CriticalRows(four())
    after = CriticalRows(found(a_point(4.0, 4.0), a_point(3.0 + 5e-13, 2.0), curves=[ring()]))
    assert after.like(before, 1) == 1
    assert after.like(before, 0) is None  # in the middle of the ring, but not the ring
    assert after.like(CriticalRows(found(a_point(3.0), n=1)), 0) is None


def test_a_part_of_the_rows_claims_nothing_about_the_rest() -> None:
    rows = CriticalRows(four())
    assert rows.found.complete
    part = rows.part([2, 0])
    assert [point.value for point in part.points] == [4.0, 9.0]
    assert not part.complete
    assert rows.part(range(4), whole=True).complete


def test_an_empty_search_has_no_rows() -> None:
    rows = CriticalRows(found(n=3))
    assert len(rows) == 0
    assert rows.places.shape == (0, 3)
    assert rows.at((0.0, 0.0, 0.0)) is None
    for each in columns_of(("x", "y", "z"), "f"):
        assert rows.order(each, descending=True).tolist() == []


def test_the_eigenvalues_of_many_variables_stand_in_one_column() -> None:
    columns = columns_of(("x1", "x2", "x3", "x4"), "f")
    rows = CriticalRows(found(a_point(0.0, 0.0, 0.0, 0.0, eigenvalues=(-1.23456, 0.5, 2.0, 3.0)), n=4))
    together = next(each for each in columns if each.field is Field.EIGENVALUES)
    assert rows.words(0, together) == "−1.235, 0.5, 2, 3"
    assert np.allclose(rows.keys(together), -1.23456)
    assert rows.words(0, columns[0]) == "saddle, index 1"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, -1.7e308, 1.5e300])
def test_whatever_the_numbers_are_every_cell_has_words_and_a_tip(value: float) -> None:
    x = value if math.isfinite(value) else 1.0  # a box is finite
    points = a_point(x, x, value=value, eigenvalues=(value, value)), a_point(0.0, 1.0, eigenvalues=(0.0, 0.0))
    rows = CriticalRows(found(*points, curves=[ring()], nonsmooth=[corner()], undecided=[[(0.0, 1.0), (0.0, 1.0)]]))
    for each in XY:
        assert sorted(rows.order(each, descending=True)) == list(range(5))
        for row in range(5):
            assert "e" not in rows.tip(row, each) or not each.is_number
            assert isinstance(rows.words(row, each), str)


def test_a_tip_says_what_is_proved_and_why_and_nothing_twice() -> None:
    formula = parse("(y - x^2)(y - 3x^2)")
    *_, peano = search(ExpressionLandscape(formula), [-2.0, -2.0], [2.0, 2.0])
    proof, *why = CriticalRows(peano).tip(0, column(Field.PROOF)).splitlines()
    assert proof.startswith("Exists, and is the only critical point within ")
    assert why == [
        "Along y = 2x^2 f falls like −x^4, though along every straight line through the point it rises.",
        "f rises along x = 0",
    ]
