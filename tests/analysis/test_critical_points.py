"""The complete search: against the reference data, at awkward places, and with faults planted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hessview.analysis.boxes import box_search
from hessview.analysis.critical_points import Limits, search
from hessview.analysis.curvature import Kind, Nature
from hessview.analysis.set_shapes import Shape
from hessview.calculus.interval_jet import Enclosures, IntervalJet
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from tests.analysis.test_reference_points import CASES, ROWS, landscape_of, point_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoints

NATURES = {"minimum": Nature.MINIMUM, "maximum": Nature.MAXIMUM}


def found_in(text: str, *box: tuple[float, float], limits: Limits | None = None) -> CriticalPoints:
    names = ("x", "y", "z", "w")[: len(box)]
    landscape = ExpressionLandscape(parse(text, variables=names))
    return last(landscape, [low for low, _ in box], [high for _, high in box], limits)


def last(
    landscape: ExpressionLandscape, lower: Sequence[float], upper: Sequence[float], limits: Limits | None = None
) -> CriticalPoints:
    *_, answer = search(landscape, lower, upper, limits=limits or Limits(seconds=120.0))  # however busy the machine is
    return answer


def floor_of(point: dict[str, Any]) -> float:
    """Return how well doubles can resolve the place of a point."""
    return float(point["f64"]["x_floor"]) if "f64" in point else 0.0


def faults(row: dict[str, Any]) -> list[str]:
    """Return what is wrong with the critical points found for a row of the reference data."""
    landscape = landscape_of(row["expr"], tuple(row["vars"]))
    box = np.array(row["box"], dtype=float)
    answer = last(landscape, box[:, 0], box[:, 1], Limits(seconds=60.0))
    wrong = [] if answer.complete else ["not complete"]
    wanted = [(np.array(point_of(row, point)), point) for point in row["points"]]
    for point in answer.points:
        near = [
            (x, each) for x, each in wanted
            if (np.abs(x - point.x) <= 10.0 * floor_of(each) + 1e-12 * np.ptp(box, axis=1)).all()
        ]  # fmt: skip
        if len(near) != 1:
            wrong.append(f"{point.x} is {len(near)} of the points")
            continue
        x, each = near[0]
        if point.kind.value != each["kind"] or not point.proved:
            wrong.append(f"{point.x}: {point.kind}, proved: {point.proved}")
        if not ((point.enclosure[:, 0] - 1e-15 <= x) & (x <= point.enclosure[:, 1] + 1e-15)).all():
            wrong.append(f"{point.x} is not in its enclosure")
        if each["kind"] == "degenerate":
            true = next((nature for word, nature in NATURES.items() if word in each["nature"]), Nature.NOT_AN_EXTREMUM)
            if point.nature not in (true, Nature.UNDECIDED):
                wrong.append(f"{point.x}: {point.nature} and not {true}")
        elif point.index != each["morse_index"]:
            wrong.append(f"{point.x} has index {point.index}")
    if len(answer.points) != len(wanted):
        wrong.append(f"{len(answer.points)} points and not {len(wanted)}")
    if len(answer.curves) != (row["critical_set"].get("sets", 1) if "critical_set" in row else 0):
        wrong.append(f"{len(answer.curves)} sets")
    if len([place for place in answer.nonsmooth if place.x is not None]) < len(row["nonsmooth_points"]):
        wrong.append("a place that is not smooth is missing")
    return wrong


@pytest.mark.parametrize("row", CASES)
def test_every_critical_point_is_found_once_proved_and_of_the_right_kind(row: dict[str, Any]) -> None:
    assert faults(row) == []


# Planted faults: what the check above must notice.

HIMMELBLAU = ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (-5.0, 5.0), (-5.0, 5.0))
CAMEL = next(row for row in ROWS if row["id"] == "sixhump_camel")


def test_an_enclosure_that_is_too_narrow_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = IntervalJet.first

    def narrowed(self: IntervalJet, lower: np.ndarray, upper: np.ndarray) -> Enclosures:
        found = honest(self, lower, upper)
        middle = 0.5 * (found.gradient[:, 1] - found.gradient[:, 0])
        half = 0.2 * (found.gradient[:, 1] + found.gradient[:, 0])
        gradient = np.stack((half - middle, half + middle), axis=1)
        return Enclosures(found.value, gradient, found.hessian, found.marks)

    monkeypatch.setattr(IntervalJet, "first", narrowed)
    assert faults(CAMEL) != []


def test_a_box_that_is_dropped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = box_search.BoxSearch._grid
    x = np.array(point_of(CAMEL, CAMEL["points"][0]))[:, None]

    def without_one(self: box_search.BoxSearch) -> box_search.Boxes:
        boxes = honest(self)
        return boxes.where(~((boxes.lower <= x) & (x <= boxes.upper)).all(axis=0))

    monkeypatch.setattr(box_search.BoxSearch, "_grid", without_one)
    assert faults(CAMEL) != []


def test_a_sign_that_is_flipped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = IntervalJet.second

    def flipped(self: IntervalJet, lower: np.ndarray, upper: np.ndarray) -> Enclosures:
        found = honest(self, lower, upper)
        hessian = found.hessian.copy()
        hessian[0] = hessian[0, ::-1]
        return Enclosures(found.value, found.gradient, hessian, found.marks)

    monkeypatch.setattr(IntervalJet, "second", flipped)
    assert faults(CAMEL) != []


def test_what_balls_do_not_confirm_is_not_called_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hessview.analysis.proof.confirmation.Confirmer.confirm", lambda *_: None)
    answer = found_in(*HIMMELBLAU)
    assert len(answer.points) == 9
    assert not any(point.proved for point in answer.points)


# Places


def test_points_on_faces_and_corners_of_the_box_are_found_once() -> None:
    for box in (((0.0, 1.0), (0.0, 1.0)), ((-1.0, 0.0), (-1.0, 1.0)), ((0.0, 8.0), (-8.0, 8.0))):
        answer = found_in("x^2 + y^2 + x^2 y^2", *box)
        assert [point.kind for point in answer.points] == [Kind.MINIMUM]
        assert answer.points[0].x == pytest.approx([0.0, 0.0], abs=1e-300)
        assert answer.complete


def test_a_point_just_outside_is_not_in_the_box() -> None:
    assert found_in("(x - 1)^2 + y^2", (-1.0, float(np.nextafter(1.0, 0.0))), (-1.0, 1.0)).points == ()
    assert len(found_in("(x - 1)^2 + y^2", (-1.0, 1.0), (-1.0, 1.0)).points) == 1


@pytest.mark.parametrize(("text", "kinds"), [
    ("x^4 - x^2", [Kind.MINIMUM, Kind.MAXIMUM, Kind.MINIMUM]),
    ("x^3", [Kind.DEGENERATE]),
    ("exp(x)", []),
])  # fmt: skip
def test_functions_of_one_variable(text: str, kinds: list[Kind]) -> None:
    answer = found_in(text, (-2.0, 3.0))
    assert [point.kind for point in sorted(answer.points, key=lambda point: point.x[0])] == kinds
    assert answer.complete


@pytest.mark.parametrize("near", ["1e-9", "1e-10", "1e-6"])
def test_a_point_that_hides_beside_a_degenerate_one_is_found_or_said_to_be_possible(near: str) -> None:
    # f' = x^3 (x - near): 0 is degenerate, and a minimum is that near to it.
    answer = found_in(f"x^5/5 - {near} x^4/4", (-1.0, 1.0))
    assert len(answer.points) == 2 or not answer.complete


@pytest.mark.parametrize("text", ["x^4 + y^4", "(y - x^2)(y - 3x^2)", "x^2 + y^3", "x^3 - 3x y^2"])
@pytest.mark.parametrize("box", [((-1.0, 1.0), (-1.0, 1.1)), ((-2.0, 2.0), (-2.0, 2.0)), ((-3.0, 2.9), (-1.0, 2.0))])
def test_a_degenerate_point_is_alone_wherever_the_box_lies(text: str, box: tuple[tuple[float, float], ...]) -> None:
    answer = found_in(text, *box)
    assert [point.unique is not None for point in answer.points] == [True]
    assert answer.complete


def test_beside_a_degenerate_point_that_is_not_proved_to_be_alone_there_may_be_more() -> None:
    alone = found_in("x^4 + y^4", (-1.0, 1.0), (-1.0, 1.1))
    (point,) = alone.points
    assert alone.complete
    assert not replace(alone, points=(replace(point, unique=None),)).complete


@pytest.mark.parametrize(("text", "shape", "nature"), [
    ("(x^2 + y^2 - 1)^2", Shape.CIRCLE, Nature.MINIMUM),
    ("-(x - 2y)^2", Shape.LINE, Nature.MAXIMUM),
    ("x^2 y^2", Shape.LINE, Nature.MINIMUM),
    ("sin(x y)", Shape.CURVE, Nature.MAXIMUM),
])  # fmt: skip
def test_points_that_are_not_isolated_are_one_set(text: str, shape: Shape, nature: Nature) -> None:
    answer = found_in(text, (-2.0, 2.1), (-2.0, 1.9))
    assert shape in {each.shape for each in answer.curves}
    assert nature in {each.nature for each in answer.curves}
    assert len(answer.points) <= 1


@pytest.mark.parametrize("text", ["y^2", "cos(x)", "(y - 0.3)^2", "exp(-x^2)"])
def test_a_line_along_an_axis_is_a_line(text: str) -> None:
    answer = found_in(text, (-2.0, 2.0), (-2.0, 2.1))
    assert [each.shape for each in answer.curves] == [Shape.LINE]
    assert answer.complete


def test_isolated_points_that_lie_close_are_no_set() -> None:
    answer = found_in("sin(1/x) + y^2", (1e-5, 1.0), (-1.0, 1.2), limits=Limits(boxes=20_000))
    assert len(answer.points) > 100
    assert answer.curves == ()
    assert answer.undecided
    assert not answer.complete


def test_curves_that_lie_close_are_no_region() -> None:
    answer = found_in("sin(x^3 y^3)", (2.0, 4.0), (2.0, 4.0), limits=Limits(boxes=30_000))
    assert Shape.REGION not in {each.shape for each in answer.curves}
    assert not answer.complete


def test_a_region_that_cannot_be_decided_does_not_keep_the_rest_from_being_searched() -> None:
    answer = found_in("exp(-1/x^2) + y^2 + (x - 1)^4 exp(-1/x^4)", (-2.0, 2.0), (-2.0, 2.1))
    assert answer.finished
    assert answer.curves == ()
    assert any((region[0] == 0.0).any() or (region[0, 0] < 0.01 < region[0, 1]) for region in answer.undecided)


def test_a_function_that_is_constant_is_critical_everywhere() -> None:
    answer = found_in("7", (-2.0, 2.0), (-1.0, 1.0))
    assert [each.shape for each in answer.curves] == [Shape.REGION]
    assert answer.points == ()


@pytest.mark.parametrize(("text", "words", "places"), [
    ("abs(x) + y^2", "abs(x) has a corner where x = 0", [(0.0, 0.0), None]),
    ("max(x^2 + y^2, (x - 1)^2 + y^2)", "has a corner where", [(0.5, 0.0), None]),
    ("sqrt(x^2 + y^2)", "is not smooth where x^2 + y^2 = 0", [(0.0, 0.0)]),
    ("1/(x^2 + y^2)", "has a pole where x^2 + y^2 = 0", [(0.0, 0.0)]),
    ("1/x + y^2", "pole", [None]),
])  # fmt: skip
def test_places_that_are_not_smooth_are_listed_apart(
    text: str, words: str, places: list[tuple[float, float] | None]
) -> None:
    answer = found_in(text, (-2.0, 3.0), (-1.0, 2.0))
    assert answer.points == ()
    assert all(words in place.words for place in answer.nonsmooth)
    assert [None if place.x is None else tuple(place.x) for place in answer.nonsmooth] == places
    assert answer.complete


@pytest.mark.parametrize("text", ["x abs(x) + y^2", "where(x > 0, x^2, -x^2) + y^2", "(x^2)^(3/4) + y^2", "abs(x y)"])
def test_a_critical_point_at_which_f_has_no_second_derivatives_is_not_said_to_be_absent(text: str) -> None:
    answer = found_in(text, (-2.0, 3.0), (-1.0, 2.0))
    assert not answer.complete
    assert any((place.lower <= 0.0).all() and (place.upper >= 0.0).all() for place in answer.nonsmooth)


def test_where_the_slopes_of_all_pieces_keep_from_zero_nothing_can_hide() -> None:
    assert found_in("max(x, y)", (-2.0, 3.0), (-1.0, 2.0)).complete


def test_points_of_lines_of_minima_between_jumps_are_no_isolated_points() -> None:
    answer = found_in("floor(x) + y^2", (-2.0, 3.0), (-1.0, 2.0))
    assert answer.points == ()
    assert answer.curves


def test_beside_an_edge_of_the_domain_nothing_is_called_complete_that_is_not() -> None:
    answer = found_in("y log(1000 y) + x^2", (-1.0, 1.0), (-1.0, 1.0))
    there = [point for point in answer if point.x[1] == pytest.approx(1.0 / (1000.0 * np.e))]
    assert there or not answer.complete
    entropy = found_in("-x log(x) - y log(y)", (-0.5, 1.0), (-0.5, 1.0))
    assert not entropy.complete or len(entropy) == 1


def test_what_vanishes_below_all_doubles_is_undecided_and_no_set() -> None:
    answer = found_in("exp(-1/x^2)", (-2.0, 3.0))
    assert answer.curves == ()
    assert not answer.complete
    assert answer.undecided


# The search itself


def test_a_limit_leaves_the_rest_of_the_box_undecided() -> None:
    answer = found_in("sin(20x) sin(20y)", (-5.0, 5.0), (-5.0, 5.0), limits=Limits(boxes=100))
    assert not answer.finished
    assert not answer.complete
    assert answer.undecided


def test_the_nearest_points_come_first_and_answers_grow() -> None:
    landscape = ExpressionLandscape(parse("sin(3x) sin(3y)"))
    answers = list(search(landscape, [-5.0, -5.0], [5.0, 5.0], near=[4.0, 4.0]))
    counts = [len(answer.points) for answer in answers]
    assert counts == sorted(counts)
    distances = [np.abs(point.x - 4.0).max() for point in answers[-1].points]
    assert distances == sorted(distances)


@pytest.mark.parametrize("box", [([0.0, 0.0], [1.0, 0.0]), ([0.0, np.nan], [1.0, 1.0]), ([0.0], [1.0]),
                                 ([-np.inf, 0.0], [1.0, 1.0])])  # fmt: skip
def test_a_box_that_is_none_is_refused(box: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="range"):
        next(search(ExpressionLandscape(parse("x^2 + y^2")), *box))


def test_a_box_of_seven_dimensions_is_refused() -> None:
    text = " + ".join(f"x{k}^2" for k in range(1, 8))
    with pytest.raises(ValueError, match="1 to 6"):
        next(search(ExpressionLandscape(parse(text)), [-1.0] * 7, [1.0] * 7))


def test_exact_places_are_named_and_degenerate_points_come_with_their_witness() -> None:
    answer = found_in("(x - sqrt(2))^4 + y^2", (-2.0, 2.0), (-2.0, 2.0))
    assert [(point.exact, point.kind, point.nature) for point in answer] == [
        ("(sqrt(2), 0)", Kind.DEGENERATE, Nature.MINIMUM)
    ]
    assert answer.complete
    peano = found_in("(y - x^2)(y - 3x^2)", (-2.0, 1.0), (-1.0, 2.0))
    assert [point.nature for point in peano] == [Nature.NOT_AN_EXTREMUM]
    assert "f falls along y = 2" in (peano.points[0].witness or "")
    wells = found_in("x^4 - x^2 + y^2", (-2.0, 2.0), (-2.0, 2.0))
    assert {point.exact for point in wells} == {"(0, 0)", "(sqrt(2)/2, 0)", "(-sqrt(2)/2, 0)"}
